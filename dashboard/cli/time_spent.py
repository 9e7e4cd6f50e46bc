"""Where the time of a refresh went, as a table for people: stages, sources, scans, indicators."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from framework.model.time_spent import Spent

_MOST: Final = 15
"""So many parts of a kind are printed; --json gives them all."""

_WIDEST: Final = 60


def time_lines(spent: Sequence["Spent"]) -> Iterator[str]:
    """Give the lines of the table. Parts are of the whole above them, the costliest first."""
    from dashboard.queries.operations import time_spent

    found = time_spent(0, spent)
    yield from _table("Stage", [(one.stage, one) for one in found.stages])
    yield from _table("Source", [(f"{one.source}, {one.stage}", one) for one in found.sources])
    yield from _table("Scan", [(f"{one.source}: {one.scan}", one) for one in found.scans])
    of_rows = [(one.indicator, one) for one in found.indicators]
    yield from _table("Indicator, with its share of the scans", of_rows)


def _table(heading: str, lines: Sequence[tuple[str, "Spent"]]) -> Iterator[str]:
    if not lines:
        return
    shown = [(_cut(words), one) for words, one in lines[:_MOST]]
    width = max(len(heading), *(len(words) for words, _ in shown))
    yield ""
    yield f"{heading:{width}}  {'time':>8}  {'processor':>9}  {'rows':>12}"
    for words, one in shown:
        rows = f"{one.rows:,}" if one.rows else ""
        yield f"{words:{width}}  {one.wall:7.3f}s  {one.cpu:8.3f}s  {rows:>12}".rstrip()
    if len(lines) > _MOST:
        yield f"and {len(lines) - _MOST:,} more that took less; --json gives them all"


def _cut(words: str) -> str:
    return words if len(words) <= _WIDEST else f"{words[: _WIDEST - 1]}…"
