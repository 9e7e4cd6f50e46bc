"""How one published figure came about, from the page back to the file."""

from dataclasses import dataclass

from dashboard.access.viewers import Viewer
from dashboard.queries.cards import shown_in
from dashboard.queries.chrome import place
from dashboard.queries.indicator import find_indicator
from dashboard.queries.library import Library, Reading
from dashboard.queries.panel import read_series
from dashboard.queries.points import rating_of, reason_text, value_text
from dashboard.queries.why import rating_steps
from dashboard.queries.words import interval
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code
from framework.store.rows import PointRow


@dataclass(frozen=True, slots=True)
class SourceOfFigure:
    """A source behind a figure, with the fingerprint of the rows that were read."""

    name: str
    path: str
    fingerprint: str
    rows: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `explain` says. Figures are the disclosed ones."""

    indicator: str
    title: str
    area: str
    period: str
    value: str
    missing_because: str
    numerator: float | None
    denominator: float | None
    interval: str
    target: float | None
    target_id: str | None
    rating: str
    rule: str
    steps: tuple[str, ...]
    sources: tuple[SourceOfFigure, ...]
    generation: int


def explain(
    library: Library,
    viewer: Viewer,
    indicator_id: str,
    *,
    area: str | None = None,
    month: str | None = None,
) -> Explanation:
    """Explain the figure that a month's panel shows for an indicator in an area.

    Raises:
        KeyError: there is no such indicator, area, month, or no figure.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open() as reading:
        indicator = find_indicator(reading, indicator_id)
        at = place(reading, viewer, month, area)
        rows = read_series(reading, at, indicator.id).rows.get(indicator.id, ())
        row = shown_in(rows, indicator, at.month, reading).row
        if row is None:
            raise KeyError(f"{indicator_id} in {at.area.name}")
        return _explanation(reading, indicator, row, at.area.name)


def _explanation(reading: Reading, indicator: Indicator, row: PointRow, area: str) -> Explanation:
    return Explanation(
        indicator=indicator.id,
        title=indicator.title,
        area=area,
        period=period_from_code(row.period).label,
        value=value_text(row, indicator),
        missing_because=reason_text(row),
        numerator=row.numerator,
        denominator=row.denominator,
        interval=interval(row.lower, row.upper, indicator),
        target=row.target,
        target_id=row.target_id,
        rating=rating_of(row).value,
        rule=row.rule or "none",
        steps=rating_steps(reading, indicator, row),
        sources=_sources(reading, indicator),
        generation=reading.snapshot.generation.number,
    )


def _sources(reading: Reading, indicator: Indicator) -> tuple[SourceOfFigure, ...]:
    states = {one.source: one for one in reading.snapshot.source_states()}
    found = []
    for name in indicator.sources:
        source, state = reading.framework.source(name), states.get(name)
        fingerprint, rows = (state.fingerprint, state.rows) if state else ("", 0)
        found.append(SourceOfFigure(name, source.read.path, fingerprint, rows))
    return tuple(found)
