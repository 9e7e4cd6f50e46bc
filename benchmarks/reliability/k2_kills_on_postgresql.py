"""K2: the same on PostgreSQL, and the server itself restarted under readers of pages."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any, Final

from benchmarks.forking import CONTEXT
from benchmarks.reliability.figures import Asked, Figure, told
from benchmarks.reliability.killing import points_figures, refreshed
from benchmarks.reliability.made_partnership import make_partnership
from benchmarks.reliability.stores import new_database, postgresql, restart_at_once

RESTARTS: Final = 10
PAGE_READERS: Final = 4
BETWEEN_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Shown:
    """One page that was asked for: when by the monotonic clock, for how long, with which answer."""

    begun: float
    seconds: float
    status: int


@dataclass(slots=True)
class Restarts:
    """When the server went down and when it answered again."""

    spans: list[tuple[float, float]] = field(default_factory=list)

    def is_away(self, page: Shown) -> bool:
        """Say whether a page was asked for while the server was away, or was under way then."""
        end = page.begun + page.seconds
        return any(page.begun <= back and end >= away for away, back in self.spans)


def measure(asked: Asked) -> list[Figure]:
    """Kill the refreshes, then restart the server."""
    if "postgres" not in asked.engines:
        return []
    with postgresql() as server:
        partnership = make_partnership(asked.folder, new_database(server.get_uri()))
        figures = points_figures("K2", asked, partnership, 250)
        refreshed(partnership)
        return [*figures, restart_figure(asked, server, partnership.url)]


def restart_figure(asked: Asked, server: Any, url: str) -> Figure:
    """Restart the server under readers of pages and count the pages that fail."""
    begun = time.monotonic()
    restarts = Restarts()

    def work() -> None:
        for _ in range(asked.share(RESTARTS)):
            if asked.is_over():
                return
            time.sleep(BETWEEN_SECONDS)
            away = time.monotonic()
            restart_at_once(server)
            restarts.spans.append((away, time.monotonic()))
        time.sleep(BETWEEN_SECONDS)

    readers = asked.share(PAGE_READERS)
    pages = _read_pages_during(url, work, readers)
    failed = [one for one in pages if one.status != 200]
    during = [one for one in failed if restarts.is_away(one)]
    after = [one for one in failed if not restarts.is_away(one)]
    slowest = max((one.seconds for one in pages), default=0.0)
    away = max((back - gone for gone, back in restarts.spans), default=0.0)
    return Figure(
        "K2",
        f"{readers} readers of pages: 0 failed after a restart of the server",
        f"{len(restarts.spans)} immediate restarts, away for at most {away:.1f} s, "
        f"{len(pages):,} pages: {len(after)} failed after, {len(during)} during; "
        f"the slowest took {slowest:.1f} s",
        reached=bool(pages) and not after,
        seconds=time.monotonic() - begun,
        stopped_early=len(restarts.spans) < asked.share(RESTARTS),
        troubles=told(f"status {one.status} after {one.seconds:.2f} s" for one in failed),
    )


def _read_pages_during(url: str, work: Callable[[], None], readers: int) -> list[Shown]:
    end = CONTEXT.Event()
    started = []
    for _ in range(readers):
        ours, theirs = CONTEXT.Pipe()
        process = CONTEXT.Process(target=_read_pages_until, args=(url, end, theirs), daemon=True)
        process.start()
        theirs.close()
        ours.recv()
        started.append((process, ours))
    work()
    end.set()
    pages = [page for _, pipe in started for page in pipe.recv()]
    for process, _ in started:
        process.join()
    return pages


def _read_pages_until(url: str, end: Event, told_to: Connection) -> None:
    from benchmarks.reliability.pages import browser_of

    logging.disable()  # each page that fails is counted below
    browser = browser_of(url)
    browser.get("/")
    told_to.send("ready")
    pages = []
    while not end.is_set():
        begun = time.monotonic()
        status = browser.get("/").status_code
        pages.append(Shown(begun, time.monotonic() - begun, status))
        end.wait(0.02)
    told_to.send(pages)
