"""Every indicator in every area of a month."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from dashboard.access.viewers import Viewer
from dashboard.queries.areas import neighbours
from dashboard.queries.changes import short_change
from dashboard.queries.chrome import Place, chrome, outcome_choices, place
from dashboard.queries.first_rows import badness, worst_anywhere
from dashboard.queries.heat_looks import LOOK, SHOWS, WHOLE_MAP, HeatWish, with_looks
from dashboard.queries.heat_views import HeatCell, HeatMapView, HeatPart, HeatRow
from dashboard.queries.library import Library, Reading
from dashboard.queries.points import reason_text, value_text
from dashboard.queries.shown import shown_in
from dashboard.queries.views import Change, Choice
from dashboard.queries.words import figure, rating_words, unit_words
from framework.model.areas import Area
from framework.model.indicators import Indicator, Kind
from framework.model.periods import Grain, add_months, period_from_code
from framework.model.results import TOTAL, NotRated, Rating
from framework.store.rows import PointRow

_LOOK_BACK_MONTHS: Final = 30
_LOOK_BACK: Final = 6
"""How many periods of a year or a quarter: official statistics may be years behind the month shown."""


_NOTES: Final = {
    NotRated.NO_TARGET: "no target",
    NotRated.SMALL_DENOMINATOR: "few cases",
    NotRated.PROVISIONAL: "provisional",
    NotRated.NO_POLARITY: "not judged",
    NotRated.NO_INTERVAL: "not sure",
    NotRated.NO_COMPARATOR: "none beside",
    NotRated.TOO_FEW_AREAS: "few areas",
    NotRated.NO_EARLIER: "none before",
    NotRated.NO_RULE: "no rule",
}

_SIGNED: Final = frozenset({"percent", "pounds", "number"})
"""Units that a bare figure shows by a sign, or that say nothing."""


def read_heat_map(
    library: Library,
    viewer: Viewer,
    month: str | None = None,
    area: str | None = None,
    sort: str = "outcome",
    wish: HeatWish = WHOLE_MAP,
) -> HeatMapView:
    """Give the heat map of an area and what lies in it.

    Raises:
        KeyError: there is no such month, area or outcome.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        at = place(reading, viewer, month, area)
        areas = [one for one in _areas(reading, at) if viewer.may_see(one.code)]
        series = _series(reading, areas, at)
        parts = tuple(_parts(reading, areas, series, at, wish))
        chosen = "worst" if sort == "worst" else "outcome"
        return HeatMapView(
            chrome=chrome(reading, viewer, at),
            areas=tuple(one.name for one in areas),
            parts=_worst_first(parts) if chosen == "worst" else parts,
            sort=chosen,
            shows=tuple(Choice(key, label, key == wish.show) for key, label in SHOWS.items()),
            outcomes=outcome_choices(reading, wish.outcome),
            only=wish.only,
        )


def _areas(reading: Reading, at: Place) -> tuple[Area, ...]:
    """Give the area and its parts, or the area among its neighbours, by an indicator kept everywhere."""
    everywhere = len(reading.framework.geography.levels)
    widest = max(reading.framework.indicators, key=lambda one: len(one.levels) or everywhere)
    parent, parts = neighbours(reading, at.area, widest)
    return (parent, *parts) if parent else (at.area,)


def _series(
    reading: Reading, areas: Sequence[Area], at: Place
) -> Mapping[tuple[str, str], list[PointRow]]:
    found: dict[tuple[str, str], list[PointRow]] = {}
    codes = [one.code for one in areas]
    for grain in Grain:
        since = add_months(at.month.start, -max(_LOOK_BACK_MONTHS, _LOOK_BACK * grain.months))
        keys = [
            one.id
            for one in reading.framework.indicators
            if one.grain is grain and one.kind is not Kind.CONTEXT
        ]
        rows = reading.snapshot.points(keys, codes, breakdowns=[TOTAL], since=since) if keys else ()
        for row in sorted(rows, key=lambda row: row.period_start):
            found.setdefault((row.indicator, row.area), []).append(row)
    return found


def _parts(
    reading: Reading,
    areas: Sequence[Area],
    series: Mapping[tuple[str, str], list[PointRow]],
    at: Place,
    wish: HeatWish,
) -> Iterator[HeatPart]:
    for outcome in reading.framework.outcomes:
        if wish.outcome not in ("", outcome.id):
            continue
        rows = (
            _row(reading, reading.framework.indicator(key), areas, series, at, wish.show)
            for key in outcome.indicators
            if reading.framework.indicator(key).kind is not Kind.CONTEXT
        )
        kept = tuple(row for row in rows if wish.only != LOOK or badness(row))
        if kept or not wish.only:
            yield HeatPart(outcome.title, kept)


def _row(
    reading: Reading,
    indicator: Indicator,
    areas: Sequence[Area],
    series: Mapping[tuple[str, str], list[PointRow]],
    at: Place,
    show: str,
) -> HeatRow:
    shown = [
        shown_in(series.get((indicator.id, area.code), ()), indicator, at.month, reading)
        for area in areas
    ]
    first = next((one.row for one in shown if one.row), None)
    row = HeatRow(
        id=indicator.id,
        title=indicator.title,
        period=period_from_code(first.period).label if first else "No figures yet",
        short=_short(indicator, shown[0].row),
        target_text=figure(first.target, indicator) if first and first.target is not None else "",
        unit=_unit(indicator),
        cells=tuple(
            _cell(indicator, area, one.row, rating=one.rating, late=one.late is not None, at=at)
            for area, one in zip(areas, shown, strict=True)
        ),
    )
    named = [(area.name, one.row) for area, one in zip(areas, shown, strict=True)]
    return with_looks(row, named, indicator, show)


def _unit(indicator: Indicator) -> str:
    """Give what the cells of a row leave out: they have no room for more than a number and its sign."""
    return "" if indicator.unit in _SIGNED else indicator.unit


def _short(indicator: Indicator, row: PointRow | None) -> Change | None:
    """Give the travel of the page's own area since the last period; the row says its unit already."""
    if row is None or row.short_change is None:
        return None
    change = short_change(row, period_from_code(row.period), indicator)
    return replace(change, text=change.text.removesuffix(f" {_unit(indicator)}"))


def _cell(
    indicator: Indicator, area: Area, row: PointRow | None, *, rating: Rating, late: bool, at: Place
) -> HeatCell:
    query = urlencode({"month": f"{at.month.start:%Y-%m}", "area": area.code})
    href = f"/indicator/{indicator.id}?{query}"
    if row is None:
        text = "No data" if indicator.is_kept_at(area.level) else "Not kept here"
        return HeatCell(text, Rating.NOT_RATED, f"{area.name}: {text.lower()}", href)
    value = "Late" if late else value_text(row, indicator)
    why = f"not rated: {NotRated.STALE.value}" if late else rating_words(rating, row.reason).lower()
    note = reason_text(row, indicator)
    said = note or f"{value} {unit_words(indicator)}".strip()
    words = f"{area.name}: {said}, {why}"
    return HeatCell(value, rating, words, href, _note(row, late=late), None if late else row.value)


def _note(row: PointRow, *, late: bool) -> str:
    """Say in a word or two why a figure that is shown has no rating."""
    if late or row.value is None or row.reason is None:
        return ""
    return _NOTES.get(row.reason, "")


def _worst_first(parts: Sequence[HeatPart]) -> tuple[HeatPart, ...]:
    rows = sorted((row for part in parts for row in part.rows), key=worst_anywhere)
    return (HeatPart("Worst first", tuple(rows)),)
