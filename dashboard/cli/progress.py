"""How a refresh is shown: a bar for people, one JSON object a line for machines, plain lines for logs."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from indicators.refresh.telling import Teller


class Lines:
    """Plain sentences, for logs of a scheduled job."""

    def stage(self, name: str, done: int, total: int) -> None:
        """Say a stage once, when it is done."""
        if done == total:
            click.echo(f"{name}: done", err=True)

    def event(self, message: str) -> None:
        click.echo(message, err=True)


class JsonLines:
    """One JSON object a line, on standard error."""

    def stage(self, name: str, done: int, total: int) -> None:
        click.echo(json.dumps({"stage": name, "done": done, "total": total}), err=True)

    def event(self, message: str) -> None:
        click.echo(json.dumps({"event": message}), err=True)


@contextmanager
def telling(*, as_json: bool) -> Iterator[Teller]:
    """Give the teller that fits whoever is watching."""
    if as_json:
        yield JsonLines()
    elif not sys.stderr.isatty():
        yield Lines()
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
            progress.console.print(message, highlight=False, markup=False)

    with progress:
        yield Bar()
