"""The panel, an outcome, an area and the signs of change, made by hand."""

from collections import Counter
from functools import lru_cache

from dashboard.queries.area_views import ProfileView
from dashboard.queries.outcome_views import OutcomeLink, OutcomeView
from dashboard.queries.signal_views import SignalPart, SignalRow, SignalsView
from dashboard.queries.views import Choice, Counts, Moved, OutcomePart, PanelView
from framework.model.results import Rating
from tests.frameworks.made_areas import profile_part
from tests.frameworks.made_cards import card
from tests.frameworks.made_charts import answers
from tests.frameworks.made_follow_ups import FOLLOW_UPS
from tests.frameworks.made_midshire import (
    HOME,
    OUTCOMES,
    SPECS,
    WORDS,
    WORST,
    chrome,
    number_of,
    of_outcome,
)
from tests.frameworks.made_series import Spec


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
