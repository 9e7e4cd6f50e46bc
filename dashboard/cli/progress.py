"""How a refresh is shown: a bar for people, one JSON object a line for machines, plain lines for logs."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.cli.saying import say, say_json
from dashboard.cli.stores import now
from framework.model.visible import visible
from indicators.refresh.telling import Teller

if TYPE_CHECKING:
    from indicators.refresh.starting import Outcome


class Lines:
    """Plain sentences, for logs of a scheduled job."""

    def begin(self, run: int) -> None:
        say(f"run {run}", err=True)

    def stage(self, name: str, done: int, total: int) -> None:
        """Say a stage once, when it is done."""
        if done == total:
            say(f"{name}: done", err=True)

    def event(self, message: str) -> None:
        say(message, err=True)


class JsonLines:
    """One JSON object a line, on standard error: when, in which run, what. Counts, never values."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock, self._run = clock, 0

    def begin(self, run: int) -> None:
        self._run = run
        self.line(event="begins")

    def stage(self, name: str, done: int, total: int) -> None:
        self.line(stage=name, done=done, total=total)

    def event(self, message: str) -> None:
        self.line(event=message)

    def line(self, **said: object) -> None:
        at = self._clock().isoformat(timespec="milliseconds")
        say_json({"time": at, "run": self._run, **said}, indent=None, err=True)


def says_begin(teller: Teller) -> Callable[[int], None]:
    """Give who hears the number of a run; it says nothing to somebody who watches a bar."""
    return teller.begin if isinstance(teller, Lines | JsonLines) else lambda _run: None


def say_end(teller: Teller, outcome: "Outcome") -> None:
    """Tell of the warnings of a refresh that ended and, to machines, of its counts."""
    if not isinstance(teller, JsonLines):
        for warning in outcome.warnings:
            say(f"warning: {warning}", err=True)
        return
    for warning in outcome.warnings:
        teller.line(warning=warning)
    teller.line(
        event="ends",
        state=outcome.state.value,
        generation=outcome.generation,
        indicators=outcome.indicators,
        results=outcome.results,
        warnings=len(outcome.warnings),
        failed=sorted(outcome.failed),
    )


def lines_of(log: str = "plain") -> Lines | JsonLines:
    """Give who tells of one command in lines: `json` for machines, `plain` for people and logs."""
    return JsonLines(now) if log == "json" else Lines()


@contextmanager
def telling(lines: Lines | JsonLines) -> Iterator[Teller]:
    """Give the teller that fits whoever is watching: a bar for somebody who sees it move."""
    if isinstance(lines, JsonLines) or not sys.stderr.isatty():
        yield lines
    else:
        with _bar() as bar:
            yield bar


@contextmanager
def _bar() -> Iterator[Teller]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    progress = Progress(
        TextColumn("{task.description:12}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    class Bar:
        def stage(self, name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=total)
            progress.update(tasks[name], completed=done, total=total)

        def event(self, message: str) -> None:
            progress.console.print(visible(message), highlight=False, markup=False)

    with progress:
        yield Bar()
