"""One indicator in full: its trend, its areas, its breakdowns, its meaning and why it is rated so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dashboard.access.viewers import Viewer
from dashboard.queries.answers import answers
from dashboard.queries.area_maps import map_of
from dashboard.queries.areas import bars
from dashboard.queries.breakdowns import breakdown_parts
from dashboard.queries.cards import build_card, spark_words
from dashboard.queries.charts import chart_view, gaps_view
from dashboard.queries.chrome import Place, chrome, place, source_words
from dashboard.queries.comments import said_of
from dashboard.queries.figure_quality import data_quality, told_sources
from dashboard.queries.funnel import funnel
from dashboard.queries.library import Library, Reading
from dashboard.queries.panel import numbered, read_series
from dashboard.queries.points import left_out_words, newest_periods, point
from dashboard.queries.views import Card, Fact, IndicatorView
from dashboard.queries.why import why_rated
from dashboard.queries.words import day_words, figure
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code
from framework.store.rows import PointRow, SeriesRow

_TREND_POINTS: Final = 48


def read_indicator(
    library: Library,
    viewer: Viewer,
    indicator_id: str,
    month: str | None = None,
    area: str | None = None,
) -> IndicatorView:
    """Give an indicator's page for an area and a month.

    Raises:
        KeyError: there is no such indicator, month or area.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        return indicator_view(reading, viewer, indicator_id, month, area)


def indicator_view(
    reading: Reading, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
) -> IndicatorView:
    """Give the same of a reading that is open."""
    indicator = find_indicator(reading, indicator_id)
    at = place(reading, viewer, month, area)
    series = read_series(reading, at, indicator.id)
    rows = series.rows.get(indicator.id, ())
    ended = [row for row in rows if period_from_code(row.period).end <= at.month.end]
    number = numbered(reading.framework.outcomes).get(indicator.id, "")
    card = build_card(reading, indicator, series.of(indicator.id), number=number, at=at)
    card = replace(card, said=said_of(reading, at).get(indicator.id))
    found = _Found(ended, series.facts.get(indicator.id), card)
    return _view(reading, viewer, at, indicator, found)


def find_indicator(reading: Reading, indicator_id: str) -> Indicator:
    """Give a declared indicator.

    Raises:
        KeyError: there is none of that id.
    """
    for indicator in reading.framework.indicators:
        if indicator.id == indicator_id:
            return indicator
    raise KeyError(indicator_id)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is read of the indicator in the page's area, oldest first, and its card."""

    rows: Sequence[PointRow]
    facts: SeriesRow | None
    card: Card


def _view(
    reading: Reading, viewer: Viewer, at: Place, indicator: Indicator, found: _Found
) -> IndicatorView:
    row, card = found.rows[-1] if found.rows else None, found.card
    rows = newest_periods(found.rows, _TREND_POINTS)
    chart = chart_view(indicator, rows, found.facts)
    trend = tuple(point(one, indicator) for one in rows)
    outcome = next(
        (one for one in reading.framework.outcomes if indicator.id in one.indicators), None
    )
    beside = bars(reading, viewer, indicator, at, row)
    return IndicatorView(
        chrome=chrome(reading, viewer, at),
        card=card,
        outcome=outcome.title if outcome else "",
        outcome_id=outcome.id if outcome else "",
        unit=indicator.unit,
        trend=trend,
        trend_text=spark_words(trend),
        area_title=beside.title,
        areas=beside.bars,
        area_target=beside.target,
        area_target_text=""
        if beside.target is None
        else f"Target {figure(beside.target, indicator)}",
        benchmark=beside.parent_value,
        benchmark_text=beside.parent_text,
        breakdowns=breakdown_parts(reading, indicator, at, row),
        definition=_definition(indicator),
        why=why_rated(reading, indicator, card, row),
        data_quality=data_quality(reading, viewer, indicator, card, row),
        sources=tuple(map(source_words, told_sources(reading, indicator))),
        breaks=_break_words(indicator),
        chart=replace(chart, notes=(*chart.notes, *left_out_words(found.rows, rows))),
        answers=() if card.freshness.state == "late" else answers(indicator, row, found.facts),
        gaps=gaps_view(indicator, found.facts),
        funnel=funnel(indicator, beside),
        area_map=map_of(reading, beside.title, beside.bars),
        area_period="" if row else beside.period,
    )


def _break_words(indicator: Indicator) -> tuple[str, ...]:
    return tuple(
        f"{day_words(one.begins)}: {one.because}. Changes are not measured across this day."
        for one in indicator.breaks
    )


def _definition(indicator: Indicator) -> tuple[Fact, ...]:
    words = indicator.definition
    pairs = (
        ("Out of what", words.denominator),
        ("What is counted", words.numerator),
        ("Why it matters", words.why_it_matters),
        ("Take care", words.caveats),
        ("Owner", indicator.owner),
        ("Next review", day_words(indicator.next_review) if indicator.next_review else ""),
    )
    facts = tuple(Fact(label, text) for label, text in pairs if text)
    return (*facts, Fact("Read more", words.link, words.link)) if words.link else facts
