"""Hand-made views of the pages that hold areas and groups beside one another, and of what is listed."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard.queries.comparing_views import (
    ComparedPart,
    ComparedRow,
    CompareView,
    InequalitiesView,
    InequalityRow,
)
from dashboard.queries.contents_views import (
    ContentsView,
    ContextPart,
    ContextView,
    ListedArea,
    ListedIndicator,
    ListedOutcome,
    ListedSource,
)
from dashboard.queries.sign_grid import sign_grid
from dashboard.queries.signal_views import SignalsView
from dashboard.queries.views import (
    AreaBar,
    AreaMap,
    Choice,
    Chrome,
    IndicatorView,
    MappedArea,
    PanelView,
)

_TILE = ((0.0, 52.0), (0.9, 52.1), (1.0, 53.0), (0.1, 52.9), (0.0, 52.0))


def mapped(bars: Sequence[AreaBar]) -> AreaMap | None:
    """Lay areas side by side as tiles; the last has no outline."""
    if len(bars) < 3:
        return None
    tiles = tuple(
        MappedArea(bar, (tuple((x + at % 4, y - at // 4) for x, y in _TILE),))
        for at, bar in enumerate(bars[:-1])
    )
    return AreaMap(tiles, rated=True, text="Map of districts.", missing=(bars[-1].name,))


def compared(chrome: Chrome, of: IndicatorView, others: Sequence[str]) -> CompareView:
    names = {one.value: one.label for one in chrome.areas}
    for code in others:
        names[code]
    choices = (Choice("", "Nobody else", chosen=False), *chrome.areas)
    row = ComparedRow(
        of.card.id,
        of.card.title,
        of.card.good,
        of.card.period,
        of.areas[:3],
        ("Dunmoor is 10.1 points lower, worse; it may be chance.",),
        of.area_target,
        "85.0%",
    )
    return CompareView(
        chrome=chrome,
        lead="Midshire beside Ashby and Dunmoor, each figure of the period that Midshire shows.",
        areas=tuple(one.name for one in of.areas[:3]),
        others=(choices, choices, choices),
        parts=(ComparedPart(of.outcome, (row,)),),
    )


def unequal(chrome: Chrome, of: IndicatorView, by: str | None) -> InequalitiesView:
    if by not in (None, "age_band"):
        raise KeyError(by)
    row = InequalityRow(
        of.card.id,
        of.card.title,
        of.card.good,
        of.card.period,
        of.card.text,
        of.trend[-1].value,
        of.breakdowns[0].rows,
        "Highest for 16-17, 45.0%; lowest for 0-4, 20.1%: 24.9 points apart",
        "Closer than a year before, when the furthest were 27.3 points apart",
        "1 group has no figure: hidden because the number is small",
    )
    return InequalitiesView(
        chrome, "1 indicator by age band.", (Choice("age_band", "Age band", chosen=True),), (row,)
    )


def context(of: PanelView) -> ContextView:
    parts = (ContextPart("Families get the right help", of.context),) if of.context else ()
    return ContextView(of.chrome, "2 figures that say what the area has to meet.", parts)


def contents(of: PanelView, asked: str) -> ContentsView:
    outcomes = tuple(
        ListedOutcome(
            one.id,
            one.title,
            "A worry that is answered early rarely grows.",
            tuple(
                ListedIndicator(
                    card.id,
                    card.number,
                    card.title,
                    "Rated",
                    card.good,
                    "Monthly, percent",
                    "Assessments done in time. Out of: all assessments",
                    "Early help episodes",
                    card.owner,
                    "Next review 1 April 2027",
                )
                for card in one.cards
            ),
        )
        for one in of.outcomes
    )
    return ContentsView(
        of.chrome,
        asked,
        f"12 indicators speak of “{asked}”." if asked else "30 indicators of 6 outcomes.",
        outcomes,
        (ListedSource("Early help episodes", "Early Help Service", "12 indicators"),),
        (ListedArea("E07000901", "Ashby", "District"),) if asked else (),
    )


def with_grid(view: SignalsView) -> SignalsView:
    return replace(view, only="signs", grid=sign_grid(view.parts))
