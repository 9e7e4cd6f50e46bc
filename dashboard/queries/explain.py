"""How one published figure came about, from the page back to the file."""

from collections.abc import Sequence
from dataclasses import MISSING, Field, dataclass, fields, replace
from typing import Any

from dashboard.access.viewers import Viewer
from dashboard.queries.answers import answers
from dashboard.queries.called import area_called, indicator_called
from dashboard.queries.chart_views import Answer
from dashboard.queries.charts import chart_cautions, chart_words, read_chart
from dashboard.queries.chrome import Place, chrome, place
from dashboard.queries.comparators import besides
from dashboard.queries.freshness import newest_ended
from dashboard.queries.indicator import find_indicator
from dashboard.queries.library import Library, Reading
from dashboard.queries.never_counted import too_early
from dashboard.queries.panel import read_series
from dashboard.queries.points import rating_of, reason_text, value_text
from dashboard.queries.revisions import revised
from dashboard.queries.row_words import is_untold, reads_rows
from dashboard.queries.rows_kept import (
    CountedBy,
    RowStep,
    counted_by,
    steps_of_counting,
    steps_of_reading,
)
from dashboard.queries.shown import shown_in
from dashboard.queries.views import Beside as BesideView
from dashboard.queries.views import Chrome
from dashboard.queries.why import counts_as_late, rating_steps
from dashboard.queries.words import interval, rating_words
from framework.errors import UserError
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code
from framework.model.results import Comparison
from framework.store.rows import ComparisonRow, PointRow, SeriesRow
from indicators.quality.counts import read_kept
from indicators.refresh.declarations import said
from indicators.refresh.rows_met import read_rows_met


@dataclass(frozen=True, slots=True)
class SourceOfFigure:
    """A source behind a figure, with the fingerprint of the rows that were read.

    `rows` is None where it is not told: where small counts are hidden, a total gives them away.
    """

    name: str
    path: str
    fingerprint: str
    rows: int | None
    steps: tuple[RowStep, ...] = ()
    """What became of the rows that were read, step by step, up to the indicator's own conditions."""
    counted_by: CountedBy | None = None
    """For those who may hear of single rows: to others the passes say nothing."""

    @property
    def rows_words(self) -> str:
        return "" if self.rows is None else f"{self.rows:,}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `explain` says. Figures are the disclosed ones; `chance` is 0 to 1."""

    indicator: str
    title: str
    area: str
    area_code: str
    period: str
    value: str
    missing_because: str
    numerator: float | None
    denominator: float | None
    interval: str
    target: float | None
    target_high: float | None
    target_id: str | None
    rating: str
    published_rating: str | None
    chance: float | None
    rule: str
    steps: tuple[str, ...]
    comparisons: tuple[str, ...]
    trend: tuple[str, ...]
    sources: tuple[SourceOfFigure, ...]
    generation: int
    revisions: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """What the page of an explanation gets."""

    chrome: Chrome
    found: Explanation


def explain(
    library: Library,
    viewer: Viewer,
    indicator_id: str,
    *,
    area: str | None = None,
    month: str | None = None,
) -> Explanation:
    """Explain the figure that a month's panel shows for an indicator in an area.

    `area` is a code or a name.

    Raises:
        UserError: there is no such indicator, area or month, or no figure.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        indicator = indicator_called(reading.framework, indicator_id)
        code = area_called(reading.framework.geography, area, viewer).code if area else None
        try:
            at = place(reading, viewer, month, code)
        except KeyError:
            raise UserError(
                f"there is no month {month} to show: write a month of the last two years as 2026-10"
            ) from None
        found = _explained(reading, viewer, indicator, at)
        if found is None:
            why = too_early(reading, indicator, newest_ended(indicator, at.month))
            reason = f": {why}" if why else ""
            raise UserError(f"there is no figure for {indicator.id} in {at.area.name}{reason}")
        return found


def read_explanation(
    library: Library,
    viewer: Viewer,
    indicator_id: str,
    month: str | None = None,
    area: str | None = None,
) -> ExplanationView:
    """Give the same as a page shows it.

    Raises:
        KeyError: there is no such indicator, month or area, or no figure.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        indicator = find_indicator(reading, indicator_id)
        at = place(reading, viewer, month, area)
        found = _explained(reading, viewer, indicator, at)
        if found is None:
            raise KeyError(indicator_id)
        return ExplanationView(chrome(reading, viewer, at), found)


def _explained(
    reading: Reading, viewer: Viewer, indicator: Indicator, at: Place
) -> Explanation | None:
    series = read_series(reading, at, indicator.id)
    shown = shown_in(series.rows.get(indicator.id, ()), indicator, at.month, reading)
    if shown.row is None:
        return None
    beside = series.comparisons.get(indicator.id, {}).get(shown.row.period, ())
    words = _compared(reading, indicator, beside, has_figure=shown.row.value is not None)
    facts = series.facts.get(indicator.id)
    trend = answers(indicator, shown.row, facts)
    found = _explanation(reading, indicator, shown.row, at, words, trend)
    if shown.late:
        out_of_date = counts_as_late(rating_words(shown.rating, shown.reason))
        found = replace(found, rating=shown.rating.value, steps=(*found.steps, out_of_date))
    newest = facts is not None and facts.last_period == shown.row.period
    trend_words = (*found.trend, *(_charted(indicator, facts) if newest else ()))
    return replace(found, trend=trend_words, sources=_sources(reading, indicator, viewer))


def _charted(indicator: Indicator, facts: SeriesRow | None) -> tuple[str, ...]:
    words, chart = chart_words(indicator, facts), read_chart(facts)
    return (f"It is judged by {words}.", *chart_cautions(chart)) if words and chart else ()


def _compared(
    reading: Reading, indicator: Indicator, rows: Sequence[ComparisonRow], *, has_figure: bool
) -> tuple[str, ...]:
    return tuple(
        f"{one.title} {one.text} ({one.period}): {one.words}{_how(one)}"
        if one.value is not None
        else one.words
        for one in besides(reading, indicator, rows, has_figure=has_figure)
    )


def _how(one: BesideView) -> str:
    """Say by which method it was told: '. Told by whether the two 95% intervals lie apart.'."""
    if one.outcome is Comparison.NOT_COMPARED:
        return ""
    return f". {one.method}."


def _explanation(
    reading: Reading,
    indicator: Indicator,
    row: PointRow,
    at: Place,
    compared: tuple[str, ...],
    trend: Sequence[Answer],
) -> Explanation:
    published = row.published_rating
    return Explanation(
        indicator=indicator.id,
        title=indicator.title,
        area=at.area.name,
        area_code=at.area.code,
        period=period_from_code(row.period).label,
        value=value_text(row, indicator),
        missing_because=reason_text(row, indicator),
        numerator=row.numerator,
        denominator=row.denominator,
        interval=interval(row.lower, row.upper, indicator),
        target=row.target,
        target_high=row.target_high,
        target_id=row.target_id,
        rating=rating_of(row).value,
        published_rating=published.value if published else None,
        chance=row.chance,
        rule=row.rule or "none",
        steps=rating_steps(reading, indicator, row),
        comparisons=compared,
        trend=tuple(f"{one.question} {one.text}. {one.because}".strip() for one in trend),
        sources=(),
        generation=reading.snapshot.generation.number,
        revisions=revised(reading, indicator, row),
        declared=_declared(reading, indicator),
    )


def _sources(reading: Reading, indicator: Indicator, viewer: Viewer) -> tuple[SourceOfFigure, ...]:
    states = {one.source: one for one in reading.snapshot.source_states()}
    met = read_rows_met(reading.snapshot.generation.plan).get(indicator.id)
    found = []
    for name in reading.framework.sources_of(indicator):
        source, state = reading.framework.source(name), states.get(name)
        fingerprint = state.fingerprint if state else ""
        rows: int | None = state.rows if state else 0
        own = met if name == indicator.source else None
        told = not is_untold(source, viewer)
        steps = steps_of_counting(indicator, own, told=told)
        if told:
            kept = read_kept(state.quality) if state else None
            steps = steps_of_reading(kept.counts if kept else None) + steps
        else:
            # Who knows all of a file but one cell could try every count against its fingerprint,
            # and who sees every month but one could take them from its rows.
            fingerprint, rows = "", None
        by = counted_by(source, own) if reads_rows(viewer) else None
        found.append(SourceOfFigure(name, source.read.origin, fingerprint, rows, steps, by))
    return tuple(found)


def _declared(reading: Reading, indicator: Indicator) -> tuple[str, ...]:
    """Say which rows are counted, as it is declared: what is left out first, then the measure."""
    left_out = [
        f"left out of {name}: {said(each.where)}, because {each.because}"
        for name in indicator.sources
        for each in reading.framework.source(name).leave_out
    ]
    measure = indicator.measure
    parts = [
        f"{field.name.replace('_', ' ')}: {words}"
        for field in fields(measure)
        if field.name != "when"
        and not _goes_without_saying(field, getattr(measure, field.name))
        and (words := said(getattr(measure, field.name))) not in ("none", "as usual", "")
    ]
    return (*left_out, *parts, *_dated(reading, indicator))


def _goes_without_saying(field: "Field[Any]", value: object) -> bool:
    """Say whether a part of a measure is as it is when nothing is said; which rows count is always said."""
    return field.name != "where" and field.default is not MISSING and bool(field.default == value)


def _dated(reading: Reading, indicator: Indicator) -> tuple[str, ...]:
    """Say which date puts a row in a period, where its rows have dates."""
    when = getattr(indicator.measure, "when", None)
    if when is None or indicator.is_derived:
        return ()
    if when.open_from:
        return (f"a row counts from {when.open_from} to {when.open_to}",)
    dated = when.dated or reading.framework.source(indicator.source).dated
    return (f"a row counts in the period of: {dated}",) if dated else ()
