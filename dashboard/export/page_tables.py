"""The other pages as tables: an outcome, context, an area, areas and groups beside one another, signs, lists."""

from collections.abc import Iterator
from typing import Final

from dashboard.export.view_tables import (
    Cell,
    Spark,
    Table,
    Tables,
    cards_table,
    origin,
    rated_cells,
    rating_words,
)
from dashboard.queries.area_views import ProfileRow, ProfileView
from dashboard.queries.comparing_views import (
    ComparedRow,
    CompareView,
    InequalitiesView,
    InequalityRow,
)
from dashboard.queries.contents_views import ContentsView, ContextView
from dashboard.queries.outcome_views import OutcomeView
from dashboard.queries.qualities import QualityView
from dashboard.queries.signal_views import SignalsView
from dashboard.queries.views import AreaBar


def outcome_tables(view: OutcomeView) -> Tables:
    """Give the indicators of an outcome, then those of its context."""
    parts = [(view.outcome.title, view.outcome.cards), ("Context", view.context)]
    where = f"{view.outcome.title}: {view.chrome.area}, {view.chrome.month}"
    lines = (where, view.verdict, *origin(view.chrome))
    return Tables(view.outcome.id, lines, (cards_table("Outcome", parts),))


def context_tables(view: ContextView) -> Tables:
    """Give what surrounds the outcomes."""
    table = cards_table("Context", [(part.title, part.cards) for part in view.parts])
    where = f"Demand and context: {view.chrome.area}, {view.chrome.month}"
    return Tables("context", (where, view.lead, *origin(view.chrome)), (table,))


_PROFILE_HEADS: Final = (
    *("Outcome", "Indicator", "Rating", "Figure", "Value", "Counts", "Period", "Compared with"),
    *("Of", "Its value", "Finding", "Worst or lowest", "Best or highest", "Lowest value"),
    "Highest value",
)


def profile_tables(view: ProfileView) -> Tables:
    """Give each figure of an area beside what it is compared with, and the ends of its level."""
    found = [(part.title, row) for part in view.parts for row in part.rows]
    rows = tuple((title, *_profile_row(row)) for title, row in found)
    rated = rated_cells(2, (row.rating for _, row in found))
    where = f"Area profile: {view.chrome.area}, {view.chrome.month}"
    lines = (where, view.lead, *view.notes, *origin(view.chrome))
    return Tables("area-profile", lines, (Table("Area profile", _PROFILE_HEADS, rows, rated),))


def _profile_row(row: ProfileRow) -> tuple[Cell, ...]:
    spread = row.spread
    low, high = [f"{name} {text}" for name, text in row.ends] or ("", "")
    numbers = (spread.low, spread.high) if spread else (None, None)
    beside = (row.beside_text, row.beside_period or row.period if row.beside_text else "")
    return (
        *(row.title, row.rating_words, row.text, spread.value if spread else None, row.count_text),
        *(row.period, *beside, spread.middle if spread else None, row.verdict, low, high, *numbers),
    )


def compare_tables(view: CompareView) -> Tables:
    """Give an indicator a row, with five columns an area; columns of a workbook stand for the areas."""
    found = [(part.title, row) for part in view.parts for row in part.rows]
    kinds = ("figure", "value", "lower 95%", "upper 95%", "rating")
    areas = tuple(f"{area}: {kind}" for area in view.areas for kind in kinds)
    heads = ("Outcome", "Indicator", "Which way is good", "Period", "Target", *areas, "Differences")
    table = Table(
        "Compared",
        heads,
        tuple((title, *_compared(row)) for title, row in found),
        tuple(
            (at, 9 + place * len(kinds), bar.rating)
            for at, (_, row) in enumerate(found)
            for place, bar in enumerate(row.bars)
        ),
        tuple(_across([(bar.name, bar.value) for bar in row.bars]) for _, row in found),
        "column",
    )
    where = f"Compare areas: {', '.join(view.areas)}; {view.chrome.month}"
    return Tables("compare", (where, view.lead, *origin(view.chrome)), (table,))


def _compared(row: ComparedRow) -> tuple[Cell, ...]:
    cells = [cell for bar in row.bars for cell in _of_area(bar)]
    return (
        row.title,
        row.good,
        row.period,
        row.target_text,
        *cells,
        " ".join(row.differences),
    )


def _of_area(bar: AreaBar) -> tuple[Cell, ...]:
    return (bar.text, bar.value, bar.lower, bar.upper, rating_words(bar.rating))


def _across(named: list[tuple[str, float | None]]) -> Spark:
    return Spark(named[0][0], named[-1][0], tuple(value for _, value in named))


_GROUP_HEADS: Final = (
    *("Indicator", "Period", "Group", "Figure", "Value", "Lower 95%", "Upper 95%", "Counts"),
    *("Change on the year before", "Everybody", "Everybody's value", "How far apart", "Note"),
)


def inequalities_tables(view: InequalitiesView) -> Tables:
    """Give a row a group. The columns of all groups stand beside the first of an indicator."""
    rows = tuple(cells for row in view.rows for cells in _groups(row))
    sparks = tuple(
        _across([(one.member, one.value) for one in row.groups])
        if place == 0
        else Spark("", "", ())
        for row in view.rows
        for place in range(len(row.groups))
    )
    table = Table("Inequalities", _GROUP_HEADS, rows, sparks=sparks, spark_kind="column")
    by = next((one.label for one in view.by if one.chosen), "")
    where = f"Inequalities: {view.chrome.area}, {view.chrome.month}. {by}".strip()
    return Tables("inequalities", (where, view.lead, *origin(view.chrome)), (table,))


def _groups(row: InequalityRow) -> Iterator[tuple[Cell, ...]]:
    for one in row.groups:
        limits = (one.value, one.lower, one.upper)
        yield (
            *(row.title, row.period, one.member, one.text, *limits, one.count_text),
            *(one.change_text, row.total_text, row.total, row.gap_text, one.note),
        )


def signals_tables(view: SignalsView) -> Tables:
    """Give what a series answers to each question."""
    found = [(part.title, row) for part in view.parts for row in part.rows]
    heads = ("Outcome", "Indicator", "Rating", "Figure", "Period", *view.questions, "Needs a look")
    rows = tuple(
        (
            *(title, row.title, row.rating_words, row.text, row.period),
            *(
                row.note or (one.text if one else "")
                for one in row.answers or (None,) * len(view.questions)
            ),
            "yes" if row.needs_look else "",
        )
        for title, row in found
    )
    table = Table("Real changes", heads, rows, rated_cells(2, (row.rating for _, row in found)))
    where = f"Real changes: {view.chrome.area}, {view.chrome.month}"
    return Tables("real-changes", (where, view.lead, *origin(view.chrome)), (table,))


_LIST_HEADS: Final = (
    *("Outcome", "Number", "Indicator", "Kind", "Which way is good", "Measured"),
    *("Definition", "Sources", "Owner", "Next review"),
)


def contents_tables(view: ContentsView) -> Tables:
    """Give everything that is measured, or what was found."""
    rows = tuple(
        (
            *(outcome.title, one.number, one.title, one.kind, one.good, one.measured),
            *(one.definition, one.source, one.owner, one.review),
        )
        for outcome in view.outcomes
        for one in outcome.indicators
    )
    lines = ("Indicators", view.lead, *origin(view.chrome))
    return Tables("indicators", lines, (Table("Indicators", _LIST_HEADS, rows),))


def quality_tables(view: QualityView) -> Tables:
    """Give the data quality of each source."""
    states = view.states or {}
    parts = tuple(part.capitalize() for part in view.parts)
    heads = ("Source", "Owner", "Needs a look", *parts, "Speaks of", "Expected", "Rows", "Why")
    rows = tuple(
        (
            *(one.title, one.owner, states.get(one.state, "")),
            *(part.text for part in one.parts),
            *(one.as_at, one.expected, "; ".join((one.kept_words, *one.others))),
            "; ".join(one.why),
        )
        for one in view.sources
    )
    lines = ("Data quality", view.lead, *origin(view.chrome, ()))
    return Tables("data-quality", lines, (Table("Data quality", heads, rows),))
