"""A real browser on the hand-made views. Tests are skipped, with the reason, where there is none."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",  # letters are as wide in a browser without windows
]


_PATIENCE = 90_000
"""How many milliseconds a busy machine may take to open a page."""


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_args: object) -> None: ...


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of this machine; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(slots=True)
class Watched:
    """A browser's page with all that it complained of and all that it asked for."""

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str) -> Any:
        """Go to a page and wait until Dash has taken it over."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("#page main")
        return self.page

    def callbacks(self) -> int:
        return sum("/_dash-update-component" in url for url in self.requests)

    def foreign(self) -> list[str]:
        ours = (self.address, "data:", "blob:")
        return [url for url in self.requests if not url.startswith(ours)]


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[[], Any]]:
    """Give the browser: started when first asked for, and anew after one that had to be ended."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    from benchmarks.pages.browsing import find_browser

    path = find_browser()
    if path is None:
        pytest.skip("no Chromium on this machine: pages were not tried in a browser")
    with sync_api.sync_playwright() as playwright:
        running: list[Any] = []

        def find() -> Any:
            if not running or not running[-1].is_connected():
                running.append(playwright.chromium.launch(executable_path=path, args=FLAGS))
            return running[-1]

        yield find
        for one in running:
            one.close()


@pytest.fixture
def browser(launch: Callable[[], Any]) -> Any:
    return launch()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    from tests.frameworks.made_apps import make_app

    with served(make_app()) as found:
        yield found


@pytest.fixture(scope="session")
def contexts(launch: Callable[[], Any]) -> Callable[..., Any]:
    """Share browser profiles between tests: scripts are then loaded once a kind of screen."""
    made: dict[tuple[Any, str], Any] = {}

    def find(**options: Any) -> Any:
        key = (launch(), repr(sorted(options.items())))
        if key not in made:
            made[key] = key[0].new_context(reduced_motion="reduce", **options)
            made[key].set_default_timeout(_PATIENCE)
        return made[key]

    return find


@pytest.fixture
def watch(contexts: Callable[..., Any], address: str) -> Iterator[Callable[..., Watched]]:
    """Open browser windows; afterwards nothing may have complained or asked another machine."""
    opened: list[tuple[Any, Watched, bool]] = []

    def make(at: str = address, *, width: int = 1440, noisy: bool = False, **more: Any) -> Watched:
        context = contexts(viewport={"width": width, "height": 900}, **more)
        page = context.new_page()
        watched = Watched(page, at)
        page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        page.on("console", lambda message: _note(watched, message))
        page.on("request", lambda request: watched.requests.append(request.url))
        opened.append((page, watched, noisy))
        return watched

    yield make
    for page, watched, noisy in opened:
        close(page)
        assert noisy or watched.complaints == []
        assert watched.foreign() == []


def close(page: Any) -> None:
    """Close a page. Closing has no time limit of its own, and a busy Chromium sometimes never answers it.

    It is then ended after a minute, and the next test has another: what a test saw stands.
    """
    stuck = threading.Event()
    ends = threading.Timer(60, _end_browsers, [stuck])
    ends.start()
    try:
        page.close()
    except Exception:
        if not stuck.is_set():
            raise
    finally:
        ends.cancel()


def _end_browsers(stuck: threading.Event) -> None:
    stuck.set()
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "chrom" in child.name():
                child.kill()


def _note(watched: Watched, message: Any) -> None:
    if message.type in ("error", "warning"):
        watched.complaints.append(message.text)


@pytest.fixture(scope="session")
def axe() -> str:
    return AXE.read_text(encoding="utf-8")
