"""A heat map, made by hand, and the looks that it may have."""

from dataclasses import replace
from functools import lru_cache

from dashboard.queries.heat_looks import SHOWS, WHOLE_MAP, HeatWish
from dashboard.queries.heat_views import HeatCell, HeatMapView, HeatPart, HeatRow
from dashboard.queries.views import Choice
from framework.model.results import Rating
from tests.frameworks.made_cards import RATING_WORDS, card
from tests.frameworks.made_indicators import area_bar
from tests.frameworks.made_midshire import AREAS, HOME, OUTCOMES, chrome, of_outcome
from tests.frameworks.made_series import Spec


@lru_cache
def heat_map(
    month: str | None = None, area: str | None = None, sort: str = "outcome"
) -> HeatMapView:
    parts = tuple(
        HeatPart(title, tuple(_heat_row(spec, month, area) for spec in of_outcome(key)))
        for key, title in OUTCOMES.items()
    )
    if sort == "worst":
        rows = [row for part in parts for row in part.rows]
        rows.sort(key=lambda row: -sum(cell.rating is Rating.RED for cell in row.cells))
        parts = (HeatPart("Worst first", tuple(rows)),)
    shows = tuple(Choice(key, label, key == WHOLE_MAP.show) for key, label in SHOWS.items())
    outcomes = (
        Choice("", "All outcomes", chosen=True),
        *(Choice(o, t, chosen=False) for o, t in OUTCOMES.items()),
    )
    return HeatMapView(
        chrome(month, area), tuple(AREAS.values()), parts, sort, shows=shows, outcomes=outcomes
    )


def looking(view: HeatMapView, wish: HeatWish) -> HeatMapView:
    """Give the cells each look in turn that the wish may give them."""
    looks = {"figures": [f"shade-{at}" for at in range(5)], "changes": ["better", "worse", "none"]}
    found = looks.get(wish.show, [""])

    def dressed(row: HeatRow) -> HeatRow:
        cells = [replace(one, look=found[at % len(found)]) for at, one in enumerate(row.cells)]
        return replace(row, cells=tuple(cells))

    parts = tuple(HeatPart(part.title, tuple(map(dressed, part.rows))) for part in view.parts)
    shows = tuple(Choice(one.value, one.label, one.value == wish.show) for one in view.shows)
    return replace(view, parts=parts, shows=shows, only=wish.only)


def _heat_row(spec: Spec, month: str | None, area: str | None) -> HeatRow:
    shown = card(spec, "")
    first = HeatCell(
        text=shown.text,
        rating=shown.rating,
        words=f"Midshire: {shown.text}, {shown.rating_words.lower()}",
        href=f"/indicator/{spec.id}?{chrome(month, area).query}",
        note="provisional" if spec.provisional else "late" if spec.late else "",
    )
    return HeatRow(
        id=spec.id,
        title=spec.title,
        period=shown.period,
        target_text=shown.target_text.removeprefix("Target "),
        cells=(first, *(_heat_cell(spec, code, month) for code in AREAS if code != HOME)),
        short=shown.short,
    )


def _heat_cell(spec: Spec, code: str, month: str | None) -> HeatCell:
    one = area_bar(spec, code)
    href = f"/indicator/{spec.id}?month={month or '2026-10'}&area={code}"
    words = RATING_WORDS.get(one.rating, f"Not rated: {one.note}").lower()
    few = spec.of == 51 and one.name == "Brackley Vale"
    return HeatCell(
        text="No data" if spec.id == "dental" else one.text,
        rating=Rating.NOT_RATED if few or spec.id == "dental" else one.rating,
        words=f"{one.name}: {one.text}, {words}",
        href=href,
        note="few cases" if few else "",
    )
