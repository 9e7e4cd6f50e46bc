"""`status` and `migrate`: what is published, in text or JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, local_viewer
from dashboard.cli.counts import counted
from dashboard.cli.saying import say, say_json
from dashboard.cli.stores import open_library
from framework.settings import Settings
from framework.store.rows import SourceCondition

if TYPE_CHECKING:
    from dashboard.queries.status_views import Operations, StatusView

WITH_WARNINGS: Final = 20
STALE: Final = 21

_MARK: Final = {
    SourceCondition.FRESH: "ok",
    SourceCondition.LATE: "LATE",
    SourceCondition.KEPT: "KEPT",
    SourceCondition.STOPPED: "STOPPED",
    SourceCondition.UNREAD: "unused",
}


def show_status(settings: Settings, *, as_json: bool, fail_on: str | None = None) -> int:
    """Print how things stand. Returns the exit code that `fail_on` asks for."""
    from dashboard.queries.status import read_status

    view = read_status(open_library(settings), local_viewer(Role.OPERATOR))
    if as_json:
        say_json(asdict(view))
    else:
        for line in (*_published(view), *_machinery(view.operations)):
            say(line)
    if fail_on == "warning" and (view.warnings or view.stale):
        return WITH_WARNINGS
    return STALE if fail_on == "stale" and view.stale else 0


def print_metrics(settings: Settings) -> None:
    """Print how things stand as Prometheus reads it."""
    from dashboard.queries.metrics import metrics_text
    from dashboard.queries.status import read_status

    say(metrics_text(read_status(open_library(settings), OPEN_DEMO_VIEWER)), nl=False)


def stale_sources(settings: Settings) -> tuple[str, ...]:
    """Give the sources that are late or refused, as `status` says it."""
    from dashboard.queries.status import read_status

    view = read_status(open_library(settings), OPEN_DEMO_VIEWER)
    return tuple(source.name for source in view.stale)


def _published(view: "StatusView") -> Iterator[str]:
    if not view.generation:
        yield "Nothing has been published yet: run fingerpost refresh"
        return
    yield f"{view.framework}: generation {view.generation}, published {view.published_at}"
    yield f"{counted(view.indicators, 'indicator')}, {counted(view.results, 'result')}"
    yield f"hash {view.published_hash}"
    width = max((len(source.name) for source in view.sources), default=0)
    for source in view.sources:
        as_at = f"to {source.as_at}" if source.as_at else ""
        words = "  ".join(part for part in (as_at, source.reason, source.accepted) if part)
        yield f"  {_MARK[source.state]:7} {source.name:{width}}  {words}"
    for warning in view.warnings:
        yield f"  warning: {warning}"


def _machinery(operations: "Operations") -> Iterator[str]:
    """Say how the refreshes themselves do: the last, the next, who was told, room on disk."""
    if operations.runs:
        run = operations.runs[0]
        why = f": {run.reason}" if run.reason else ""
        yield f"Last refresh: {run.state}, {run.started}{why}"
    if operations.duration_text:
        yield operations.duration_text
    if operations.time_spent.run:
        stages = ", ".join(f"{one.stage} {one.wall:.1f} s" for one in operations.time_spent.stages)
        yield f"Where its time went (run {operations.time_spent.run}): {stages}"
    if operations.schedule:
        ahead = f" Next: {operations.schedule.next_what} at {operations.schedule.next_run}."
        yield operations.schedule.text + (ahead if operations.schedule.next_run else "")
    for told in operations.told:
        if told.state != "sent":
            again = f"tried again at {told.next_try}" if told.next_try else "not tried again"
            yield f"Not told: {told.role}, {told.title} ({told.problem or 'it waits'}); {again}"
    if operations.disk_text:
        yield operations.disk_text


def migrate_store(settings: Settings) -> None:
    """Bring a store to the newest shape."""
    from framework.store.engines import open_store
    from framework.store.migrating import migrate

    migrate(open_store(settings.store))
    say("The store is up to date.")
