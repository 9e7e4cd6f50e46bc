"""Views as a Board would see them, made by hand: every rating, gap and caution that a page must show."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from dashboard.access.viewers import Viewer, require
from dashboard.queries.area_views import ProfileView
from dashboard.queries.comparing_views import CompareView, InequalitiesView
from dashboard.queries.contents_views import ContentsView, ContextView
from dashboard.queries.explain import ExplanationView
from dashboard.queries.exploration import AreaSeries, ExplorationView
from dashboard.queries.heat_looks import SHOWS, WHOLE_MAP, HeatWish
from dashboard.queries.heat_views import HeatCell, HeatMapView, HeatPart, HeatRow
from dashboard.queries.outcome_views import OutcomeLink, OutcomeView
from dashboard.queries.qualities import QualityView, failing_rows
from dashboard.queries.signal_views import SignalPart, SignalRow, SignalsView
from dashboard.queries.status_views import StatusView
from dashboard.queries.views import (
    AreaBar,
    BreakdownPart,
    BreakdownRow,
    Choice,
    Chrome,
    Counts,
    Fact,
    IndicatorView,
    Moved,
    OutcomePart,
    PanelView,
)
from framework.errors import StoreError
from framework.model.results import Rating
from indicators.quality.report import Report
from tests.frameworks import made_comparing as made
from tests.frameworks.made_areas import profile_part
from tests.frameworks.made_cards import RATING_WORDS, card
from tests.frameworks.made_charts import answers, chart, funnel, gaps
from tests.frameworks.made_explained import explained
from tests.frameworks.made_follow_ups import FOLLOW_UPS
from tests.frameworks.made_quality import quality
from tests.frameworks.made_series import LONG, Spec, read_specs, series
from tests.frameworks.made_status import status_view

AREAS = {
    "E10000099": "Midshire",
    "E07000901": "Ashby",
    "E07000902": "Brackley Vale",
    "E07000903": "Castlegate",
    "E07000904": "Dunmoor",
    "E07000905": "Eastfield",
    "E07000906": "Fernhill",
    "E07000907": "Granby",
    "E07000908": "Harrowside",
}
HOME = "E10000099"
OUTCOMES = {
    "right_help": "Families get the right help at the right time",
    "early_years": "Every child has a good start in life",
    "education": "Children and young people enjoy learning and do well",
    "health": "Children and parents are well in body and mind",
    "safe": "Children are safe from abuse and exploitation",
    "home": "Families have a secure home and enough to live on",
}
WORST = (Rating.RED, Rating.AMBER, Rating.NOT_RATED, Rating.GREEN)
WORDS = {
    Rating.RED: "off track",
    Rating.AMBER: "at risk",
    Rating.GREEN: "on track",
    Rating.NOT_RATED: "not rated",
}
SPECS = read_specs()


def of_outcome(key: str) -> list[Spec]:
    return [spec for spec in SPECS if spec.outcome == key]


def number_of(spec: Spec) -> str:
    if not spec.outcome:
        return ""
    return f"{list(OUTCOMES).index(spec.outcome) + 1}.{of_outcome(spec.outcome).index(spec) + 1}"


def chrome(month: str | None = None, area: str | None = None) -> Chrome:
    months = [(2026 - (m > 10), m) for m in (10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 12, 11)]
    chosen, code = month or "2026-10", area or HOME
    choices = tuple(
        Choice(f"{y}-{m:02d}", f"{LONG[m - 1]} {y}", f"{y}-{m:02d}" == chosen) for y, m in months
    )
    return Chrome(
        framework="Midshire Early Help Partnership",
        board="Early Help Board",
        notice="Made-up data, shown as if today were 12 November 2026.",
        generation=7,
        published="Published 12 November 2026",
        months=choices,
        areas=tuple(Choice(one, name, one == code) for one, name in AREAS.items()),
        month={choice.value: choice.label for choice in choices}[chosen],
        area=AREAS[code],
        query=f"month={chosen}&area={code}",
    )


@lru_cache
def panel(month: str | None = None, area: str | None = None) -> PanelView:
    outcomes = tuple(_outcome(place, key) for place, key in enumerate(OUTCOMES, start=1))
    cards = [one for outcome in outcomes for one in outcome.cards]
    moved = [
        Moved(spec.id, spec.title, spec.was, card(spec, "").rating) for spec in SPECS if spec.was
    ]
    count = Counter(one.rating for one in cards)
    rated = len(cards) - count[Rating.NOT_RATED]
    return PanelView(
        chrome=chrome(month, area),
        verdict=f"{count[Rating.RED]} of {rated} rated indicators are off track and "
        f"{count[Rating.AMBER]} are at risk. Since September 2026, 4 moved to a better rating "
        "and 3 to a worse one.",
        counts=Counts(
            red=count[Rating.RED],
            amber=count[Rating.AMBER],
            green=count[Rating.GREEN],
            not_rated=count[Rating.NOT_RATED],
            red_change=2,
            amber_change=-5,
            green_change=3,
            not_rated_change=0,
        ),
        attention=tuple(one for one in cards if one.rating is Rating.RED),
        got_worse=tuple(one for one in moved if WORST.index(one.now) < WORST.index(one.before)),
        improved=tuple(one for one in moved if WORST.index(one.now) > WORST.index(one.before)),
        outcomes=outcomes,
        context=tuple(card(spec, "") for spec in of_outcome("")),
        late_sources=(
            "Late: October 2026 was due by 10 November 2026: Attendance improved after early help.",
        ),
        follow_ups=FOLLOW_UPS,
    )


def _outcome(place: int, key: str) -> OutcomePart:
    cards = [card(spec, number_of(spec)) for spec in of_outcome(key)]
    cards.sort(key=lambda one: WORST.index(one.rating))
    count = Counter(one.rating for one in cards)
    said = ", ".join(f"{count[rating]} {word}" for rating, word in WORDS.items() if count[rating])
    ratings = tuple(one.rating for one in cards)
    return OutcomePart(key, place, OUTCOMES[key], said, ratings, tuple(cards))


@lru_cache
def indicator(key: str, month: str | None = None, area: str | None = None) -> IndicatorView:
    spec = {one.id: one for one in SPECS}[key]
    shown = card(spec, number_of(spec))
    target = shown.target_text.removeprefix("Target ")
    places = tuple(_area_bar(spec, code) for code in AREAS if code != HOME)
    return IndicatorView(
        chrome=chrome(month, area),
        card=shown,
        outcome=OUTCOMES.get(spec.outcome, ""),
        outcome_id=spec.outcome,
        unit=spec.unit,
        trend=shown.spark,
        trend_text=shown.spark_text,
        area_title="Districts of Midshire",
        areas=places,
        area_map=made.mapped(places),
        area_target=spec.target,
        area_target_text=shown.target_text,
        benchmark=spec.end,
        benchmark_text=f"Midshire {spec.form(spec.end)}",
        breakdowns=_breakdowns(spec),
        definition=(
            Fact("What is counted", "Requests answered by the end of the second working day."),
            Fact("Out of what", "All requests for help received in the month."),
            Fact("Why it matters", "Families who wait longer are more likely to reach a crisis."),
            Fact("Take care", "Requests by telephone are dated when they are written down."),
            Fact("Owner", spec.owner),
            Fact("Next review", "1 April 2027"),
        ),
        why=(
            f"{shown.period}: {shown.count_text} gives {shown.text}.",
            f"The local target in force is {target}, set by the Early Help Board (minute EHB "
            "2026/04/7), from 1 April 2026 until 31 March 2027.",
            f"So {shown.text} is {shown.rating.value}.",
        )
        if target
        else (f"{shown.rating_words}.",),
        data_quality=(
            Fact("Source", "Early help episodes from case management"),
            Fact("Supplied by", "Early Help Service"),
            Fact("Rows read", "48,112"),
            Fact("How new", shown.freshness.text),
            Fact("Small numbers", "Counts of 1 to 5 are hidden; others are rounded to 5"),
            Fact("Published", "12 November 2026, generation 7"),
        ),
        sources=("Early help episodes from case management",),
        breaks=(
            (f"1 April 2026: {spec.breaks}. Changes are not measured across this day.",)
            if spec.breaks
            else ()
        ),
        chart=chart(spec, shown.spark),
        answers=() if spec.late else answers(spec),
        gaps=gaps() if spec.id == "temporary_homes" else None,
        funnel=funnel() if spec.id == "answered_in_time" else None,
    )


def _area_bar(spec: Spec, code: str) -> AreaBar:
    place = list(AREAS).index(code)
    swing = math.sin(place * 2.4 + len(spec.id)) * 0.12 * spec.end
    now = series(replace(spec, of=spec.of // 8), swing)[-1]
    if place == 4 and 0 < spec.of < 120:
        now = replace(now, value=None, lower=None, upper=None, text="[c]", count_text="")
        now = replace(now, interval_text="", rating=Rating.NOT_RATED, note="hidden, small number")
    return AreaBar(
        code=code,
        name=AREAS[code],
        chosen=False,
        value=now.value,
        lower=now.lower,
        upper=now.upper,
        text=now.text,
        count_text=now.count_text,
        interval_text=now.interval_text,
        rating=now.rating,
        note=now.note,
        rank_text="2nd best of 8",
    )


def _breakdowns(spec: Spec) -> tuple[BreakdownPart, ...]:
    parts = (("Age band", ("0-4", "5-10", "11-15", "16-17")), ("Sex", ("Female", "Male")))
    return tuple(
        BreakdownPart(
            title,
            tuple(_member(spec, name, i) for i, name in enumerate(members)),
            f"Highest for {members[0]}, 80.0%; lowest for {members[-1]}, 70.0%: 10.0 points apart",
        )
        for title, members in parts
        if 0 < spec.of < 1_000
    )


def _member(spec: Spec, member: str, place: int) -> BreakdownRow:
    now = series(replace(spec, of=spec.of // 3), spec.end * (0.06 - 0.04 * place))[-1]
    return BreakdownRow(
        member=member,
        text=now.text,
        count_text=now.count_text,
        interval_text=now.interval_text,
        value=now.value,
        lower=now.lower,
        upper=now.upper,
        change_text="Worse: down 2.3 points" if place else "Better: up 0.4 points",
    )


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


def _looking(view: HeatMapView, wish: HeatWish) -> HeatMapView:
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
    one = _area_bar(spec, code)
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


@lru_cache
def area_profile(
    month: str | None = None, area: str | None = None, beside: str | None = None
) -> ProfileView:
    if beside not in (None, "parent", "england"):
        raise KeyError(beside)
    chosen = beside or "parent"
    alone = (area or HOME) == HOME
    return ProfileView(
        chrome=chrome(month, area),
        lead="24 figures are held against Midshire: 9 worse, 6 better and 9 similar.",
        field="" if alone else "8 districts",
        beside=()
        if alone
        else (
            Choice("parent", "Midshire", chosen == "parent"),
            Choice("england", "England", chosen == "england"),
        ),
        notes=("No other area of its kind can be shown beside Midshire.",) if alone else (),
        parts=tuple(
            profile_part(title, of_outcome(key), drawn=not alone) for key, title in OUTCOMES.items()
        ),
    )


@lru_cache
def outcome(key: str, month: str | None = None, area: str | None = None) -> OutcomeView:
    if key not in OUTCOMES:
        raise KeyError(key)
    whole = panel(month, area)
    part = next(one for one in whole.outcomes if one.id == key)
    own = {one.id for one in part.cards}
    return OutcomeView(
        chrome=whole.chrome,
        outcome=part,
        because="A worry that is answered early rarely grows.",
        verdict=f"{part.counts_text[:1].upper()}{part.counts_text[1:]}.",
        counts=whole.counts,
        got_worse=tuple(one for one in whole.got_worse if one.id in own),
        improved=tuple(one for one in whole.improved if one.id in own),
        context=whole.context[:1],
        others=tuple(OutcomeLink(one.id, one.title) for one in whole.outcomes if one.id != part.id),
    )


@lru_cache
def signals(month: str | None = None, area: str | None = None, only: str = "") -> SignalsView:
    parts = [
        SignalPart(title, tuple(_signal_row(spec) for spec in of_outcome(key)))
        for key, title in OUTCOMES.items()
    ]
    if only:
        parts = [SignalPart(p.title, tuple(r for r in p.rows if r.needs_look)) for p in parts]
    return SignalsView(
        chrome=chrome(month, area),
        lead="3 of 29 indicators need a look.",
        only=only,
        questions=tuple(one.question for one in answers(SPECS[0])),
        parts=tuple(part for part in parts if part.rows),
    )


def _signal_row(spec: Spec) -> SignalRow:
    shown, found = card(spec, ""), answers(spec)
    late = "Figures should be here and are not." if spec.late else ""
    note = late or ("" if len(found) == 4 else f"{found[0].text}.")
    return SignalRow(
        id=spec.id,
        title=spec.title,
        rating=shown.rating,
        rating_words=shown.rating_words,
        text=shown.text,
        period=shown.period,
        answers=() if note else (*found[:1], None, *found[2:]),
        needs_look=shown.rating is Rating.RED,
        note=note,
    )


@dataclass(frozen=True, slots=True)
class HandMadePages:
    """The pages' questions, answered without a store. `change` may alter a view on its way."""

    change: Callable[[object], object] = lambda view: view
    empty: bool = False
    reports: Path | None = None

    def stamp(self) -> None:
        return None

    def panel(self, viewer: Viewer, month: str | None, area: str | None) -> PanelView:
        self._check(viewer, month, area)
        return self.change(panel(month, area))  # type: ignore[return-value]

    def indicator(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> IndicatorView:
        self._check(viewer, month, area)
        return self.change(indicator(indicator_id, month, area))  # type: ignore[return-value]

    def exploration(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> ExplorationView:
        self._check(viewer, month, area)
        page = indicator(indicator_id, month, area)
        others = tuple(
            AreaSeries(one.name, indicator(indicator_id, month, one.code).trend)
            for one in page.areas
            if not one.chosen and viewer.may_see(one.code)
        )
        return self.change(ExplorationView(page, others))  # type: ignore[return-value]

    def explanation(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> ExplanationView:
        self._check(viewer, month, area)
        of = indicator(indicator_id, month, area)
        return self.change(explained(of))  # type: ignore[return-value]

    def heat_map(
        self,
        viewer: Viewer,
        month: str | None,
        area: str | None,
        sort: str,
        wish: HeatWish = WHOLE_MAP,
    ) -> HeatMapView:
        self._check(viewer, month, area)
        found = _looking(heat_map(month, area, sort), wish)
        return self.change(found)  # type: ignore[return-value]

    def area_profile(
        self, viewer: Viewer, month: str | None, area: str | None, beside: str | None
    ) -> ProfileView:
        self._check(viewer, month, area)
        return self.change(area_profile(month, area, beside))  # type: ignore[return-value]

    def outcome(
        self, viewer: Viewer, outcome_id: str, month: str | None, area: str | None
    ) -> OutcomeView:
        self._check(viewer, month, area)
        return self.change(outcome(outcome_id, month, area))  # type: ignore[return-value]

    def signals(
        self, viewer: Viewer, month: str | None, area: str | None, only: str
    ) -> SignalsView:
        self._check(viewer, month, area)
        found = made.with_grid(signals(month, area)) if only == "signs" else None
        return self.change(found or signals(month, area, only))  # type: ignore[return-value]

    def compare(
        self,
        viewer: Viewer,
        month: str | None,
        area: str | None,
        others: Sequence[str],
        outcome: str = "",  # noqa: ARG002 (it has one)
    ) -> CompareView:
        for code in (area, *others):
            self._check(viewer, month, code)
        of = indicator("assessed_in_time", month, area)
        return self.change(made.compared(chrome(month, area), of, others))  # type: ignore[return-value]

    def inequalities(
        self, viewer: Viewer, month: str | None, area: str | None, by: str | None
    ) -> InequalitiesView:
        self._check(viewer, month, area)
        of = indicator("assessed_in_time", month, area)
        return self.change(made.unequal(chrome(month, area), of, by))  # type: ignore[return-value]

    def context(self, viewer: Viewer, month: str | None, area: str | None) -> ContextView:
        self._check(viewer, month, area)
        return self.change(made.context(panel(month, area)))  # type: ignore[return-value]

    def contents(
        self, viewer: Viewer, month: str | None, area: str | None, asked: str
    ) -> ContentsView:
        self._check(viewer, month, area)
        return self.change(made.contents(panel(month, area), asked))  # type: ignore[return-value]

    def status(self, viewer: Viewer) -> StatusView:
        if self.empty:
            raise StoreError("there is no store at /secret/path/fingerpost.db")
        require(viewer)
        return self.change(status_view())  # type: ignore[return-value]

    def watch(self) -> StatusView:
        if self.empty:
            raise StoreError("there is no store at /secret/path/fingerpost.db")
        return status_view()

    def quality(self, viewer: Viewer, month: str | None, area: str | None) -> QualityView:
        self._check(viewer, month, area)
        return self.change(quality(chrome(month, area), viewer))  # type: ignore[return-value]

    def failing_rows(self, viewer: Viewer, source: str) -> Report:
        self._check(viewer, None, None)
        return failing_rows(viewer, self.reports, source)

    def _check(self, viewer: Viewer, month: str | None, area: str | None) -> None:
        if self.empty:
            raise StoreError("there is no store at /secret/path/fingerpost.db")
        require(viewer, area=area)
        chrome(month, area)
