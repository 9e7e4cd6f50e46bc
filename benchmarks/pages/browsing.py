"""Open pages in Chromium with an empty cache and measure what a reader would wait for."""

import json
import shutil
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE_MS = 180_000  # a busy machine is slow, and the figures say so
OURS = "#react-entry-point #page main"
_PAINT = """() => new Promise(done => new PerformanceObserver(list =>
  done(list.getEntries().at(-1).startTime)).observe({type: 'largest-contentful-paint', buffered: true}))"""
_LAYOUT = "fetch('/_dash-layout').then(answer => answer.ok ? answer.text() : '').catch(() => '')"


@dataclass(frozen=True, slots=True)
class Visit:
    """The medians of some visits. Bytes are those over the wire; times count from the request."""

    name: str
    path: str
    total_kb: float
    script_kb: float
    requests: int
    nodes: int
    callbacks: int
    components: int
    lcp_ms: float
    ready_ms: float


def find_browser() -> str | None:
    """Give the path of Chromium; the one without windows takes a third less work for a page."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, names)), None)


def measure_pages(
    address: str, paths: Sequence[str], *, times: int, name: str = "", ready: str = OURS
) -> list[Visit]:
    """Visit each page so often. `ready` is what is there once the whole page is."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        found = [_measure(browser, address, path, times, name, ready) for path in paths]
        browser.close()
    return found


def _measure(browser: Browser, address: str, path: str, times: int, name: str, ready: str) -> Visit:
    visits = [_visit(browser, address + path, ready) for _ in range(times)]

    def middle(key: str) -> float:
        return statistics.median(one[key] for one in visits)

    return Visit(
        name=name,
        path=path,
        total_kb=middle("total") / 1000,
        script_kb=middle("script") / 1000,
        requests=int(middle("requests")),
        nodes=int(middle("nodes")),
        callbacks=int(middle("callbacks")),
        components=int(middle("components")),
        lcp_ms=middle("lcp"),
        ready_ms=middle("ready"),
    )


def _visit(browser: Browser, url: str, ready: str) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    asked: list[str] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.responseReceived", lambda one: kinds.update({one["requestId"]: one["type"]})
    )
    session.on(
        "Network.loadingFinished",
        lambda one: sizes.update({one["requestId"]: one["encodedDataLength"]}),
    )
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url, timeout=PATIENCE_MS)
    page.wait_for_selector(ready, state="attached", timeout=PATIENCE_MS)
    there = page.evaluate("performance.now()")
    page.wait_for_load_state("networkidle", timeout=PATIENCE_MS)
    callbacks = sum("/_dash-update-component" in one for one in asked)
    total, script = _bytes(sizes, kinds)
    found = {
        "requests": len(asked),
        "nodes": page.evaluate("document.querySelectorAll('*').length"),
        "total": total,
        "script": script,
        "callbacks": callbacks,
        "lcp": page.evaluate(_PAINT),
        "ready": there,
        "components": _components(page),
    }
    page.close()
    return found


def _bytes(sizes: dict[str, float], kinds: dict[str, str]) -> tuple[float, float]:
    return sum(sizes.values()), sum(
        size for key, size in sizes.items() if kinds.get(key) == "Script"
    )


def _components(page: Any) -> int:
    text = page.evaluate(_LAYOUT)
    try:
        return json.dumps(json.loads(text)).count('"namespace"') if text else 0
    except ValueError:
        return 0
