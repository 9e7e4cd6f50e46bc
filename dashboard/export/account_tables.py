"""How things stand, and how a figure came about, as tables."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from dashboard.export.view_tables import Cell, Table, Tables, origin
from dashboard.queries.explain import Explanation, ExplanationView, SourceOfFigure
from dashboard.queries.status_views import StatusView, TimeSpent
from framework.model.time_spent import Spent

_SOURCE_HEADS: Final = (
    *("Source", "Owner", "State", "Days late", "Expected", "Next release", "Figures up to"),
    *("In use since", "Rows kept", "Why", "Accepted"),
)
_RUN_HEADS: Final = ("Refresh", "Began", "State", "Seconds", "Generation", "Why")
_WRONG_HEADS: Final = ("Needs a look", "Since")
_TOLD_HEADS: Final = ("Written", "Role", "Message", "State", "Next try", "Problem")
_SPENT_HEADS: Final = ("Of", "Name", "Stage", "Seconds", "Processor seconds")


def status_tables(view: StatusView) -> Tables:
    """Give each source first, then what is wrong, the last refreshes, where the time went, who was told."""
    running = view.operations
    concerns = [(one.words, one.since) for one in running.concerns]
    told = (
        (one.made, one.role, one.title, one.state, one.next_try, one.problem)
        for one in running.told
    )
    tables = (
        Table("Sources", _SOURCE_HEADS, tuple(_sources(view))),
        Table("Needs a look", _WRONG_HEADS, (*concerns, *((words, "") for words in view.warnings))),
        Table("Refreshes", _RUN_HEADS, tuple(_runs(view))),
        Table("Where the time went", _SPENT_HEADS, tuple(_spent(running.time_spent))),
        Table("Who was told", _TOLD_HEADS, tuple(told)),
    )
    lines = ("How things stand", view.lead, *status_origin(view))
    return Tables("how-things-stand", lines, tables)


def status_origin(view: StatusView) -> Sequence[str]:
    """Say of which publication this speaks, and as at which minute: one paper does for all that ask in it."""
    named = f"{view.framework}, {view.board}. " if view.framework else ""
    published = (
        f"Published {_minute(view.published_at)}, generation {view.generation}. "
        if view.generation
        else ""
    )
    return (f"{named}{published}As at {_minute(view.as_at)}.",)


def _minute(written: str) -> str:
    """Give '2026-11-12 09:00 UTC' of a moment that is written for machines."""
    return f"{written[:16].replace('T', ' ')} UTC"


def _sources(view: StatusView) -> Iterator[tuple[Cell, ...]]:
    for one in view.sources:
        yield (
            *(one.title, one.owner, one.state.value, one.late_days or None, one.expected),
            *(one.next_release, one.as_at, one.last_good, one.rows_words, one.reason),
            one.accepted,
        )


def _runs(view: StatusView) -> Iterator[tuple[Cell, ...]]:
    for run in view.operations.runs:
        yield (run.number, run.started, run.state.value, run.seconds, run.generation, run.reason)


def _spent(time: TimeSpent) -> Iterator[tuple[Cell, ...]]:
    kinds: tuple[tuple[str, Sequence[Spent]], ...] = (
        ("all", time.stages),
        ("source", time.sources),
        ("indicator", time.indicators),
    )
    for kind, parts in kinds:
        for one in parts:
            yield (kind, one.indicator or one.source, one.stage, one.wall, one.cpu)


def explanation_tables(view: ExplanationView) -> Tables:
    """Give the figure with each step of its rating first, then the rows behind it, step by step."""
    found = view.found
    tables = [
        Table("Why", ("What", "Words"), tuple(_why(found))),
        Table(
            "Rows of every area and period",
            ("Source", "File", "Step", "Rows kept", "Rows dropped"),
            tuple(chain.from_iterable(map(_rows, found.sources))),
        ),
    ]
    where = f"How this figure came about: {found.title}, {found.area}, {found.period}"
    lines = (where, view.chrome.month, *origin(view.chrome, [one.name for one in found.sources]))
    return Tables(f"{found.indicator}-explained", lines, tuple(tables))


def _why(found: Explanation) -> Iterator[tuple[Cell, ...]]:
    yield ("Figure", found.value)
    if found.interval:
        yield ("95% interval", found.interval)
    parts: tuple[tuple[str, Sequence[str]], ...] = (
        ("Why this rating", found.steps),
        ("Which rows are counted", found.declared),
        ("Beside others", found.comparisons),
        ("The trend", found.trend),
        ("What it was before", found.revisions),
    )
    yield from ((what, words) for what, lines in parts for words in lines)


def _rows(source: SourceOfFigure) -> Iterator[tuple[Cell, ...]]:
    named = (source.name, source.path)
    yield (*named, "All rows", source.rows_words, "")
    for step in source.steps:
        yield (*named, step.what, step.kept_words, step.dropped_words)
