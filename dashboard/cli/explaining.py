"""`explain`: how a figure came about, in text or JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from dashboard.access.viewers import Role, local_viewer
from dashboard.cli.saying import say, say_json
from dashboard.cli.stores import open_library
from framework.settings import Settings

if TYPE_CHECKING:
    from dashboard.queries.explain import Explanation, SourceOfFigure


def show_explanation(
    settings: Settings, indicator: str, *, area: str | None, month: str | None, as_json: bool
) -> None:
    """Print how a figure came about.

    Raises:
        UserError: there is no such indicator, area, month or figure.
    """
    from dashboard.queries.explain import explain

    library = open_library(settings)
    found = explain(library, local_viewer(Role.OFFICER), indicator, area=area, month=month)
    if as_json:
        say_json(asdict(found))
        return
    for line in _lines(found):
        say(line)


def _lines(found: "Explanation") -> Iterator[str]:
    yield f"{found.title}\n{found.area}, {found.period}: {found.value}"
    if found.interval:
        yield f"95% interval: {found.interval}"
    for step in found.steps:
        yield f"  {step}"
    for heading, lines in (
        ("Which rows are counted:", found.declared),
        ("What it was before:", found.revisions),
        ("Beside others:", found.comparisons),
        ("The trend:", found.trend),
    ):
        if lines:
            yield heading
        for line in lines:
            yield f"  {line}"
    yield f"Rule: {found.rule}. Target: {found.target_id or 'none'}."
    for source in found.sources:
        yield from _source(source)
    yield f"Generation {found.generation}."


def _source(source: "SourceOfFigure") -> Iterator[str]:
    """Say where rows came from and how many each step kept, in every area and period."""
    yield (
        f"Source {source.name}: {source.path}, {source.rows_words} rows, "
        f"fingerprint {source.fingerprint[:16]}"
    )
    if source.steps:
        yield (
            "  Rows of every area and period, step by step; "
            "not to be passed on where small counts are hidden:"
        )
    for step in source.steps:
        dropped = f" ({step.dropped_words} dropped)" if step.dropped_words else ""
        yield f"  {step.kept_words:>10} {step.what}{dropped}"
    if source.counted_by:
        yield f"  {source.counted_by.words}:"
        for one in source.counted_by.passes:
            yield f"    {one}"
