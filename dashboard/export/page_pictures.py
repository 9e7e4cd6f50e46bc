"""Which figures each page has. They are drawn when somebody asks for one, not when they are listed."""

from collections.abc import Iterable, Iterator
from functools import partial

from markupsafe import Markup

from dashboard.export.drawings import settled
from dashboard.export.heat_rug import rug
from dashboard.export.pictures import Drawn, Picture
from dashboard.export.row_pictures import bar_rows, heat_grid, sign_rows, spine_rows
from dashboard.figures import area_map, funnel, trend
from dashboard.figures.legends import SIGNAL_WORDS, signal_swatch, swatch
from dashboard.figures.sparkline import sparkline
from dashboard.figures.svg import element
from dashboard.queries.area_views import ProfileView
from dashboard.queries.chart_views import ChartView, Sense
from dashboard.queries.comparing_views import CompareView, InequalitiesView
from dashboard.queries.heat_cut import cells_of
from dashboard.queries.heat_looks import RATINGS
from dashboard.queries.heat_views import HeatMapView
from dashboard.queries.signal_views import SignalsView
from dashboard.queries.views import Card, Chrome, IndicatorView

Keys = tuple[tuple[Markup, str], ...]

_PLOT = (60.0, 12.0, 700.0)
"""Of a chart: the room left of the plot and above it, and how wide the plot is."""

_BELOW = 34.0


def card_pictures(cards: Iterable[Card], chrome: Chrome) -> Iterator[Picture]:
    """Give the small trend of every card that has one, by the id of its indicator."""
    for card in cards:
        if any(point.value is not None for point in card.spark):
            yield Picture(
                card.id,
                card.title,
                f"{chrome.area}, {card.period}: {card.text}. {card.rating_words}. {card.sentence}",
                partial(_spark, card),
                _target_key(card.target_text),
                _sources(chrome),
            )


def indicator_pictures(view: IndicatorView) -> Iterator[Picture]:
    """Give every figure of an indicator's page."""
    card, chrome, origin = view.card, view.chrome, view.sources
    when = f"{view.area_period or card.period}"
    if any(point.value is not None for point in view.trend):
        under = f"{chrome.area}, {card.period}: {card.text}. {card.good}."
        title = f"{card.title}, over time"
        yield Picture("trend", title, under, partial(_trend, view), _trend_keys(view), origin)
    if view.gaps:
        title = f"{card.title}: days between events"
        yield Picture(
            "gaps", title, f"{chrome.area}. {view.gaps.text}.", partial(_gaps, view), (), origin
        )
    if view.funnel:
        draw = partial(_plotted, funnel.funnel_plot(view.funnel, unit=view.unit), funnel.HEIGHT)
        keys = (
            (swatch("range"), "Where 95% and 99.8% of areas lie by chance"),
            (swatch("mean"), view.funnel.middle_text),
            (signal_swatch("change"), "Outside"),
        )
        title = f"{card.title}: which areas differ by more than chance?"
        under = f"{when}. {view.funnel.size_text}."
        yield Picture("funnel", title, under, draw, keys, origin)
    if view.area_map:
        title = f"{card.title}, on the map"
        under = f"{view.area_title}, {when}"
        yield Picture("map", title, under, partial(_map, view), (), origin)
    yield from _indicator_bars(view, when, origin)


def _indicator_bars(view: IndicatorView, when: str, origin: tuple[str, ...]) -> Iterator[Picture]:
    title = view.card.title
    if view.areas:
        draw = partial(bar_rows, view.areas, target=view.area_target, benchmark=view.benchmark)
        keys = [(swatch("interval"), "95% interval")]
        if view.area_target is not None:
            keys.append((swatch("target upright"), view.area_target_text))
        if view.benchmark is not None:
            keys.append((swatch("benchmark"), view.benchmark_text))
        under = f"{view.area_title}, {when}"
        yield Picture("areas", f"{title}, by area", under, draw, tuple(keys), origin)
    for place, part in enumerate(view.breakdowns, start=1):
        by = f"{title}, by {part.dimension.lower()}"
        under = f"{view.chrome.area}, {view.card.period}"
        yield Picture(f"by_{place}", by, under, partial(bar_rows, part.rows), _INTERVAL, origin)


def heat_map_pictures(view: HeatMapView) -> Iterator[Picture]:
    """Give the heat map as one picture, of every area: with figures where there are few, else with letters."""
    shown = next((one for one in view.shows if one.chosen and one.value != RATINGS), None)
    many = cells_of(view) > _MOST_FIGURES
    letters = f"R off track, A at risk, G on track, {'–' if many else 'a dashed edge'} not rated"
    under = f"{view.chrome.area}, {view.chrome.month}. {shown.label if shown else letters}."
    draw = partial(rug if many else heat_grid, view)
    yield Picture("map", "Heat map", under, draw, (), _sources(view.chrome))


def profile_pictures(view: ProfileView) -> Iterator[Picture]:
    """Give the spines of each outcome."""
    chrome = view.chrome
    for place, part in enumerate(view.parts, start=1):
        under = f"{chrome.area}, {chrome.month}. Worse is left, better is right."
        keys = (
            *((signal_swatch(one), words) for one, words in _PROFILE_KEYS),
            (swatch("benchmark"), "What they are compared with"),
        )
        draw = partial(spine_rows, part.rows)
        yield Picture(f"part_{place}", part.title, under, draw, keys, _sources(chrome))


def compare_pictures(view: CompareView) -> Iterator[Picture]:
    """Give the bars of each indicator, by its id."""
    for part in view.parts:
        for row in part.rows:
            keys = (*_INTERVAL, *_target_key(row.target_text, "target upright"))
            under = f"{row.period}. {row.good}"
            draw = partial(bar_rows, row.bars, target=row.target)
            yield Picture(row.id, row.title, under, draw, keys, _sources(view.chrome))


def inequalities_pictures(view: InequalitiesView) -> Iterator[Picture]:
    """Give the bars of each indicator's groups, by its id."""
    for row in view.rows:
        under = f"{view.chrome.area}, {row.period}. Everybody: {row.total_text}. {row.gap_text}."
        draw = partial(bar_rows, row.groups, benchmark=row.total)
        keys = (*_INTERVAL, (swatch("benchmark"), "Everybody"))
        yield Picture(row.id, row.title, under, draw, keys, _sources(view.chrome))


def signals_pictures(view: SignalsView) -> Iterator[Picture]:
    """Give the signs of each outcome's indicators."""
    chrome = view.chrome
    for place, part in enumerate(view.parts, start=1):
        draw = partial(sign_rows, part.rows, view.questions)
        under = f"Real changes, {chrome.area}, {chrome.month}"
        yield Picture(f"part_{place}", part.title, under, draw, (), _sources(chrome))


def _sources(chrome: Chrome) -> tuple[str, ...]:
    """Name a few sources; of more, say where they are named."""
    many = len(chrome.sources)
    return chrome.sources if many <= _MOST_SOURCES else (f"{many}, named in the page's workbook",)


_MOST_SOURCES = 3
_MOST_FIGURES = 4000
"""Of a heat map as a picture: with more it has letters."""
_INTERVAL: Keys = ((swatch("interval"), "95% interval"),)
_PROFILE_KEYS = (
    ("worse", "Worse"),
    ("better", "Better"),
    ("change", "Higher or lower, neither is good"),
)


def _target_key(words: str, kind: str = "target") -> Keys:
    said = words if words.startswith(("Target", "No")) else f"Target {words}"
    return ((swatch(kind), said),) if words and not words.startswith("No") else ()


def _spark(card: Card) -> Drawn:
    drawing = sparkline(card.spark, label=card.spark_text, width=560, height=220)
    return Drawn(settled(drawing, width=560, height=220), 560, 220)


def _trend(view: IndicatorView) -> Drawn:
    beside = tuple(one for one in view.card.beside if one.drawn and one.value is not None)
    drawing = trend.trend(view.trend, unit=view.unit, label="", beside=beside, chart=view.chart)
    return _plotted(drawing, trend.HEIGHT)


def _trend_keys(view: IndicatorView) -> Keys:
    keys = [(swatch("series"), view.chrome.area)]
    if any(view.chart.marks):
        keys.append((swatch("range"), "Usual range and mean"))
    elif any(point.lower is not None for point in view.trend):
        keys.append((swatch("band"), "95% interval"))
    keys += _signal_keys(view.chart)
    keys += _target_key(view.trend[-1].target_text)
    drawn = (one for one in view.card.beside if one.drawn and one.value is not None)
    keys += [
        (swatch(f"beside-{at}"), f"{one.title} {one.text}, {one.period}")
        for at, one in enumerate(drawn)
    ]
    if any(point.provisional for point in view.trend):
        keys.append((swatch("provisional"), "Provisional"))
    if view.chart.ahead:
        keys.append((swatch("ahead"), "Forecast with its 95% interval"))
    return tuple(keys)


def _signal_keys(chart: ChartView) -> Keys:
    found = {mark.signal for mark in chart.marks if mark and mark.signal}
    return tuple(
        (signal_swatch(sense.value), SIGNAL_WORDS[sense.value]) for sense in Sense if sense in found
    )


def _gaps(view: IndicatorView) -> Drawn:
    if view.gaps is None:
        raise KeyError("gaps")
    drawing = trend.trend(view.gaps.points, unit="days", label="", chart=view.gaps.chart)
    return _plotted(drawing, trend.HEIGHT)


def _map(view: IndicatorView) -> Drawn:
    if view.area_map is None:
        raise KeyError("map")
    drawing = area_map.area_map(view.area_map)
    _, _, across, down = map(
        float, str(drawing).partition('viewBox="')[2].partition('"')[0].split()
    )
    return Drawn(settled(drawing, width=across, height=down), across, down)


def _plotted(drawing: Markup, height: float) -> Drawn:
    """Give a chart with room for the words that hang over the edges of its plot."""
    left, top, wide = _PLOT
    inside = settled(drawing, width=wide, height=height)
    moved = element("g", inside, transform=f"translate({left:g} {top:g})")
    return Drawn(moved, 912, top + height + _BELOW)
