"""One indicator in full."""

from markupsafe import Markup

from dashboard.export.page_pictures import indicator_pictures
from dashboard.figures.area_map import area_map
from dashboard.figures.funnel import funnel_plot
from dashboard.figures.trend import starts_at_zero, trend
from dashboard.pages.page import Asked, Page
from dashboard.pages.taking import files_of
from dashboard.queries.chart_views import ChartView, Mark, Sense
from dashboard.queries.views import IndicatorView, Point
from dashboard.templates import render
from framework.model.results import Rating


def show_indicator(view: IndicatorView, asked: Asked) -> Page:
    chrome = view.chrome
    compared = tuple(one for one in view.card.beside if one.value is not None)
    drawn = tuple(one for one in compared if one.drawn)
    html = render(
        "indicator.html",
        view=view,
        chrome=chrome,
        here="indicator",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
        files=files_of(f"indicator/{view.card.id}", chrome, asked, indicator_pictures(view)),
        drawing=trend(
            view.trend, unit=view.unit, label=_label(view), beside=drawn, chart=view.chart
        ),
        from_zero=starts_at_zero(view.trend, unit=view.unit, beside=drawn, chart=view.chart),
        compared=compared,
        drawn_beside=drawn,
        rows=_rows(view),
        senses=_senses(view.chart),
        gaps_drawing=_gaps(view),
        gaps_senses=_senses(view.gaps.chart) if view.gaps else (),
        funnel_drawing=funnel_plot(view.funnel, unit=view.unit) if view.funnel else "",
        map_drawing=area_map(view.area_map) if view.area_map else "",
        rated_areas=_has_ratings(view),
        area_target=view.area_target if _has_ratings(view) else None,
        has_intervals=any(point.lower is not None for point in view.trend),
        has_provisional=any(point.provisional for point in view.trend),
    )
    return Page(f"{view.card.title}, {chrome.area}, {chrome.month} – {chrome.framework}", html)


def _rows(view: IndicatorView) -> list[tuple[Point, Mark | None]]:
    """Give each point of the trend with what the chart says of it, the newest first."""
    marks = view.chart.marks or (None,) * len(view.trend)
    return list(zip(view.trend, marks, strict=True))[::-1]


def _senses(chart: ChartView) -> tuple[str, ...]:
    """Give which kinds of signal a chart has, for its legend."""
    found = {mark.signal for mark in chart.marks if mark and mark.signal}
    return tuple(sense.value for sense in Sense if sense in found)


def _gaps(view: IndicatorView) -> Markup:
    if view.gaps is None:
        return Markup("")
    label = f"Days between events, {view.chrome.area}. {view.gaps.text}."
    return trend(view.gaps.points, unit="days", label=label, chart=view.gaps.chart)


def _has_ratings(view: IndicatorView) -> bool:
    """Say whether any area is rated; a target that rates none of them is not drawn beside them."""
    return any(area.rating is not Rating.NOT_RATED for area in view.areas)


def _label(view: IndicatorView) -> str:
    """Say the chart in words, for who cannot see it."""
    said = [f"{view.card.title}, {view.chrome.area}", view.trend_text, *_chart_words(view.chart)]
    return f"{'. '.join(said)}. The table below has the figures."


def _chart_words(chart: ChartView) -> list[str]:
    found = [mark for mark in chart.marks if mark]
    words = [f"Its usual range is now {found[-1].range_text}"] if found else []
    signals = sum(mark.signal is not None for mark in found)
    if signals:
        words.append(
            f"{signals} of its figures {'is' if signals == 1 else 'are'} marked as a real change"
        )
    if chart.ahead:
        last = chart.ahead[-1]
        words.append(f"Forecast for {last.long_label}: {last.text}, {last.interval_text}")
    return words
