"""A figure by age, sex and whatever else is declared."""

from collections.abc import Sequence

from dashboard.queries.areas import is_comparable
from dashboard.queries.changes import long_change
from dashboard.queries.chrome import Place
from dashboard.queries.group_gaps import (
    gap_of,
    gap_words,
    known_groups,
    member_of,
    members_of,
)
from dashboard.queries.library import Reading
from dashboard.queries.points import note_text, value_text
from dashboard.queries.rounding import counts_said, is_rough
from dashboard.queries.views import BreakdownPart, BreakdownRow
from dashboard.queries.words import interval
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code
from framework.model.results import TOTAL
from framework.model.sources import Source
from framework.store.rows import PointRow


def breakdown_parts(
    reading: Reading, indicator: Indicator, at: Place, row: PointRow | None
) -> tuple[BreakdownPart, ...]:
    """Give one part a declared breakdown, its members in declared order."""
    if row is None or not indicator.by:
        return ()
    rows = [
        found
        for found in reading.snapshot.points(
            indicators=[indicator.id], areas=[at.area.code], periods=[row.period]
        )
        if found.breakdown != TOTAL
    ]
    return breakdown_parts_of(reading, indicator, rows)


def breakdown_parts_of(
    reading: Reading, indicator: Indicator, rows: Sequence[PointRow]
) -> tuple[BreakdownPart, ...]:
    """Give the parts that some rows of one period make, none for a breakdown without a row."""
    parts = (_part(reading, dimensions, rows, indicator) for dimensions in indicator.by)
    return tuple(part for part in parts if part.rows)


def _part(
    reading: Reading, dimensions: tuple[str, ...], rows: Sequence[PointRow], indicator: Indicator
) -> BreakdownPart:
    source = reading.framework.source(reading.framework.sources_of(indicator)[0])
    own = [row for row in rows if _dimensions(row.breakdown) == dimensions]
    order = {name: _member_order(source, name) for name in dimensions}
    own.sort(
        key=lambda row: [
            order[name].get(member, len(order[name])) for name, member in members_of(row.breakdown)
        ]
    )
    title = " and ".join(name.replace("_", " ") for name in dimensions)
    return BreakdownPart(
        f"{title[:1].upper()}{title[1:]}",
        tuple(_row(reading, row, indicator) for row in own),
        _gap_text(reading, own, indicator),
    )


def _gap_text(reading: Reading, rows: Sequence[PointRow], indicator: Indicator) -> str:
    """Say how far apart the groups stand; counts of groups of different size are not compared."""
    if len(rows) < 2 or not is_comparable(indicator):
        return ""
    rough = any(is_rough(reading.framework, row, indicator) for row in known_groups(rows))
    groups = len(known_groups(rows))
    return gap_words(gap_of(rows), indicator, groups=groups, rough=rough)


def _dimensions(breakdown: str) -> tuple[str, ...]:
    return tuple(name for name, _ in members_of(breakdown))


def _member_order(source: Source, name: str) -> dict[str, int]:
    column = source.column(name)
    labels = tuple((column.labels or {}).values())
    members = column.order or tuple(band.label for band in column.bands) or column.one_of or labels
    return {member: at for at, member in enumerate(members)}


def _row(reading: Reading, row: PointRow, indicator: Indicator) -> BreakdownRow:
    return BreakdownRow(
        member=member_of(row),
        text=value_text(row, indicator),
        count_text=counts_said(reading.framework, row, indicator),
        interval_text=interval(row.lower, row.upper, indicator),
        value=row.value,
        lower=row.lower,
        upper=row.upper,
        change_text=long_change(row, period_from_code(row.period), indicator).told,
        note=note_text(row, indicator),
    )
