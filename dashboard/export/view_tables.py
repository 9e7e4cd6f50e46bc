"""The panel, an indicator and the heat map as tables: the words and numbers of the pages, and no others.

`dashboard/export/page_tables.py` has the other pages.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.queries.chart_views import Ahead, ChartView
from dashboard.queries.heat_looks import RATINGS
from dashboard.queries.heat_views import HeatCell, HeatMapView
from dashboard.queries.views import (
    AreaBar,
    BreakdownRow,
    Card,
    Chrome,
    CommentView,
    IndicatorView,
    PanelView,
    Point,
)
from dashboard.queries.words import RATING_WORDS
from framework.model.results import Rating

Cell = str | float | None

_LETTERS: Final = {Rating.RED: "R", Rating.AMBER: "A", Rating.GREEN: "G", Rating.NOT_RATED: "–"}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the columns `values` over the column `labels`; all count from 0. `kind`: line or bar."""

    kind: str
    title: str
    labels: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spark:
    """The values of a small line, with the words of its first and last period (or area, or group)."""

    first: str
    last: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet. `ratings` colours a cell by its place; `sparks` holds a row's own series, drawn in a last cell
    as a `line`, or as columns where the values follow no time.
    """

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    ratings: tuple[tuple[int, int, Rating], ...] = ()
    sparks: tuple[Spark, ...] = ()
    spark_kind: str = "line"
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """The sheets of a view, the main one first, and the lines that say what they are."""

    name: str
    lines: tuple[str, ...]
    tables: tuple[Table, ...]


_PANEL_HEADS: Final = (
    *("Outcome", "Number", "Indicator", "Rating", "Figure", "Value", "Counts", "Period"),
    *("Target", "Target value", "Which way is good", "Change", "Change in a year", "In short"),
    *("Signs of change", "Compared", "To be known", "Owner", "As at"),
    *("Why", "What is done", "By when", "Asked", "Decided", "What came of it", "Said of"),
)


def panel_tables(view: PanelView) -> Tables:
    """Give every indicator of the panel, by outcome; context last."""
    parts = [(part.title, part.cards) for part in view.outcomes]
    table = cards_table("Panel", [*parts, ("Context", view.context)])
    lines = (f"Board panel: {view.chrome.area}, {view.chrome.month}", view.verdict)
    return Tables("panel", (*lines, *origin(view.chrome)), (table,))


def cards_table(name: str, parts: Iterable[tuple[str, Sequence[Card]]]) -> Table:
    """Give cards as a table with their small trends, each beside the title of its part."""
    cards = [(title, card) for title, own in parts for card in own]
    return Table(
        name=name,
        heads=_PANEL_HEADS,
        rows=tuple(_card(title, card) for title, card in cards),
        ratings=tuple((at, 3, card.rating) for at, (_, card) in enumerate(cards)),
        sparks=tuple(_spark(card) for _, card in cards),
    )


def _card(outcome: str, card: Card) -> tuple[Cell, ...]:
    beside = "; ".join(f"{one.title}: {one.text} ({one.words})" for one in card.beside if one.text)
    now = card.spark[-1] if card.spark else None
    return (
        *(outcome, card.number, card.title, card.rating_words, card.text),
        *(now.value if now else None, card.count_text, card.period, card.target_text),
        *(now.target if now else None, card.good, card.short.in_full, card.long.in_full),
        *(f"{card.sentence} {card.because}".strip(), card.sign_text, beside),
        *(". ".join(card.flags), card.owner, card.freshness.text, *_said(card.said)),
    )


def _said(said: CommentView | None) -> tuple[Cell, ...]:
    if said is None:
        return ("",) * 7
    return (said.cause, said.action, said.due, said.asked, said.decided, said.done, said.month)


def _spark(card: Card) -> Spark:
    if not card.spark:
        return Spark("", "", ())
    values = tuple(point.value for point in card.spark)
    return Spark(card.spark[0].long_label, card.spark[-1].long_label, values)


_POINT_HEADS: Final = (
    *("Period", "Figure", "Value", "Lower 95%", "Upper 95%", "Target", "Counts", "Rating", "Note"),
    *("Usual mean", "Usual low", "Usual high", "Real change"),
)
_BESIDE_HEADS: Final = ("Beside", "Figure", "Value", "Period", "Verdict", "How it is told")
_AREA_HEADS: Final = (
    "Area",
    "Figure",
    "Value",
    "Lower 95%",
    "Upper 95%",
    "Counts",
    "Rating",
    "Note",
)


_MEMBER_HEADS: Final = (
    *("By", "Member", "Figure", "Value", "Lower 95%", "Upper 95%", "Counts", "Note"),
)


def _area(one: AreaBar) -> tuple[Cell, ...]:
    limits = (one.value, one.lower, one.upper)
    return (one.name, one.text, *limits, one.count_text, rating_words(one.rating), one.note)


def _member(one: BreakdownRow) -> tuple[Cell, ...]:
    return (one.member, one.text, one.value, one.lower, one.upper, one.count_text, one.note)


def indicator_tables(view: IndicatorView) -> Tables:
    """Give an indicator's trend, its areas, its breakdowns and its definition."""
    card = view.card
    tables = [
        Table(
            "Trend",
            _POINT_HEADS,
            (*_points(view.trend, view.chart), *(_forecast(one) for one in view.chart.ahead)),
            rated_cells(7, (point.rating for point in view.trend)),
            chart=Chart("line", card.title, 0, (2, 5)) if view.trend else None,
        )
    ]
    if view.gaps:
        rows = tuple(_points(view.gaps.points, view.gaps.chart))
        chart = Chart("line", "Days between events", 0, (2, 9))
        tables.append(Table("Days between events", _POINT_HEADS, rows, chart=chart))
    if card.beside:
        compared = tuple(
            (one.title, one.text, one.value, one.period, one.words, one.method)
            for one in card.beside
        )
        tables.append(Table("Comparisons", _BESIDE_HEADS, compared))
    if view.areas:
        rated = rated_cells(6, (one.rating for one in view.areas))
        chart = Chart("bar", view.area_title, 0, (2,))
        areas = tuple(_area(one) for one in view.areas)
        tables.append(Table("Areas", _AREA_HEADS, areas, rated, chart=chart))
    if view.breakdowns:
        members = tuple(
            (part.dimension, *_member(one)) for part in view.breakdowns for one in part.rows
        )
        tables.append(Table("Breakdowns", _MEMBER_HEADS, members))
    facts = (*view.definition, *view.data_quality)
    tables.append(Table("Definition", ("What", "Words"), tuple((f.label, f.text) for f in facts)))
    lines = (
        f"{card.title}: {view.chrome.area}, {view.chrome.month}",
        f"{card.text}, {card.period}. {card.rating_words}. {card.sentence}",
    )
    return Tables(card.id, (*lines, *origin(view.chrome, view.sources)), tuple(tables))


def _points(points: Sequence[Point], chart: ChartView) -> Iterator[tuple[Cell, ...]]:
    marks = chart.marks or (None,) * len(points)
    for point, mark in zip(points, marks, strict=True):
        usual = (mark.mean, mark.lower, mark.upper, mark.signal_text) if mark else (None,) * 4
        yield (*_point(point), *usual)


def _forecast(one: Ahead) -> tuple[Cell, ...]:
    limits = (one.value, one.lower, one.upper, one.target)
    return (one.long_label, one.text, *limits, "", "", "Forecast", *(None,) * 4)


def _point(point: Point) -> tuple[Cell, ...]:
    breaks = f"New series: {point.breaks}" if point.breaks else ""
    note = ". ".join(filter(None, (point.note, breaks)))
    return (
        *(point.long_label, point.text, point.value, point.lower, point.upper, point.target),
        *(point.count_text, rating_words(point.rating), note),
    )


def heat_map_tables(view: HeatMapView) -> Tables:
    """Give the heat map: a row an indicator, a column an area; columns of a workbook stand for the areas."""
    rows: list[tuple[Cell, ...]] = []
    rated: list[tuple[int, int, Rating]] = []
    sparks: list[Spark] = []
    shown = next((one for one in view.shows if one.chosen), None)
    letters = _LETTERS if shown is None or shown.value == RATINGS else {}
    for part in view.parts:
        for row in part.rows:
            if letters:
                rated += [(len(rows), at + 5, cell.rating) for at, cell in enumerate(row.cells)]
            cells = (_heat_cell(cell, letters.get(cell.rating, "")) for cell in row.cells)
            rows.append((part.title, row.title, row.unit, row.period, row.target_text, *cells))
            values = tuple(cell.value for cell in row.cells)
            sparks.append(
                Spark(view.areas[0], view.areas[-1], values) if values else Spark("", "", ())
            )
    heads = ("Outcome", "Indicator", "Unit", "Period", "Target", *view.areas)
    drawn = any(value is not None for one in sparks for value in one.values)
    columns = tuple(sparks) if drawn else ()
    table = Table("Heat map", heads, tuple(rows), tuple(rated), columns, "column")
    key = "R off track, A at risk, G on track, – not rated" if letters else ""
    what = f"Heat map: {view.chrome.area}, {view.chrome.month}"
    lines = (what, *((shown.label,) if shown else ()), *((key,) if key else ()))
    return Tables("heat-map", (*lines, *origin(view.chrome)), (table,))


def _heat_cell(cell: HeatCell, letter: str) -> str:
    """Give what a cell says: its letter, its figure, and in brackets what stands small below it."""
    note = f"({cell.note})" if cell.note else ""
    return " ".join(filter(None, (letter, cell.text, note)))


def rating_words(rating: Rating) -> str:
    return RATING_WORDS.get(rating, "Not rated")


def rated_cells(column: int, ratings: Iterable[Rating]) -> tuple[tuple[int, int, Rating], ...]:
    return tuple((at, column, rating) for at, rating in enumerate(ratings))


def origin(chrome: Chrome, sources: Sequence[str] | None = None) -> Sequence[str]:
    """Say whose figures these are, from where, when they were published, and under which terms."""
    said = (
        f"{chrome.framework}, {chrome.board}. {chrome.published}, generation {chrome.generation}."
    )
    named = "; ".join(chrome.sources if sources is None else sources)
    return [line for line in (said, f"Sources: {named}." if named else "", chrome.notice) if line]
