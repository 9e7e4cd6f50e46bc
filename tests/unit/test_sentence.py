"""One sentence reconciles the rating with all else that was judged, and never contradicts itself."""

import re
from dataclasses import replace
from itertools import product

import pytest

from framework.model.indicators import Polarity
from framework.model.results import (
    Assurance,
    Comparison,
    Flag,
    NotRated,
    Rating,
    Travel,
    Trend,
    Variation,
)
from indicators.judge.sentence import LONGEST, Said, chance_words, reconcile

SAME, BETTER, WORSE = (Travel.SAME, False), (Travel.BETTER, True), (Travel.WORSE, False)
HIGH = Polarity.HIGH


def test_a_red_that_mends_says_so():
    said = Said(Rating.RED, short=SAME, long=BETTER)
    assert (
        reconcile(said)
        == "Off track, but better than a year ago, by more than chance would explain."
    )


def test_a_green_that_slips_says_so():
    said = Said(Rating.GREEN, short=(Travel.SAME, None), long=WORSE)
    assert reconcile(said) == "On track, but worse than a year ago, though that could be chance."


def test_without_a_year_the_last_period_speaks():
    said = Said(Rating.AMBER, short=(Travel.WORSE, None))
    assert reconcile(said) == "At risk, and worse than the period before."


def test_without_a_comparison_it_says_so():
    assert (
        reconcile(Said(Rating.NOT_RATED, NotRated.NO_TARGET))
        == "Not rated because no target is in force. It cannot be compared with an earlier figure."
    )


def test_context_is_never_called_on_track():
    said = Said(
        Rating.NOT_RATED,
        NotRated.CONTEXT,
        HIGH,
        long=(Travel.UP, True),
        trend=Trend.INCREASING,
        assurance=Assurance.PASSES,
    )
    assert reconcile(said) == "Shown for information; rising over recent periods."


def test_a_signal_of_the_chart_and_a_forecast_speak_first():
    said = Said(
        Rating.RED,
        None,
        HIGH,
        long=BETTER,
        comparison=(Comparison.WORSE, "England"),
        variation=Variation.IMPROVING_HIGH,
        chance=0.7,
        by_when="March 2027",
    )
    assert reconcile(said) == (
        "Off track, but improving, and the change is real. "
        "Likely to meet the target by March 2027: 7 in 10; it is worse than England."
    )


def test_a_real_change_of_a_year_is_not_called_more_than_chance_where_the_chart_sees_none():
    said = Said(
        Rating.GREEN,
        None,
        HIGH,
        long=BETTER,
        variation=Variation.COMMON_CAUSE,
        assurance=Assurance.HIT_AND_MISS,
    )
    assert reconcile(said) == (
        "On track, and better than a year ago by more than chance would explain, "
        "yet within its usual ups and downs, which are wide. "
        "On course to meet the target at some times and miss it at others."
    )


def test_a_last_step_that_is_real_and_usual_says_that_the_ups_and_downs_are_wide():
    said = Said(
        Rating.GREEN,
        None,
        HIGH,
        short=(Travel.BETTER, True),
        long=SAME,
        variation=Variation.COMMON_CAUSE,
    )
    assert reconcile(said) == (
        "On track, and no different from a year ago, within its usual ups and downs, which are wide."
    )


def test_a_change_that_only_the_chart_sees_says_so():
    said = Said(
        Rating.RED, None, HIGH, long=(Travel.BETTER, False), variation=Variation.IMPROVING_HIGH
    )
    assert reconcile(said) == (
        "Off track, but improving, and its chart shows the change is real, "
        "though two figures alone do not."
    )


def test_a_signal_and_a_trend_that_go_apart_are_a_level_and_a_direction():
    said = Said(
        Rating.GREEN, None, HIGH, variation=Variation.IMPROVING_HIGH, trend=Trend.DECREASING
    )
    assert reconcile(said) == (
        "On track, and doing well beside its own past, though slipping over recent periods."
    )


LOW_ONCE = (-1, "unusually low in May 2026")
HIGH_ONCE = (1, "unusually high in May 2026")
UNUSUAL = (LOW_ONCE, HIGH_ONCE, (0, "unusually low in September 2026"))


@pytest.mark.parametrize(
    ("rating", "unusual", "known", "words"),
    [
        (Rating.RED, LOW_ONCE, {}, "Off track, but back {}"),
        (Rating.GREEN, LOW_ONCE, {}, "On track, and back {}"),
        (Rating.GREEN, HIGH_ONCE, {}, "On track, but back {}"),
        (
            Rating.RED,
            LOW_ONCE,
            {"long": WORSE},
            "Off track, but back {}, though worse than a year ago",
        ),
        (
            Rating.RED,
            LOW_ONCE,
            {"long": BETTER},
            "Off track, but back {}, and better than a year ago",
        ),
        (
            Rating.RED,
            LOW_ONCE,
            {"trend": Trend.DECREASING},
            "Off track, and slipping over recent periods, though back {}",
        ),
    ],
)
def test_a_rebound_from_one_unusual_period_is_called_that_and_not_progress(
    rating, unusual, known, words
):
    said = Said(
        *(rating, None, HIGH),
        short=(Travel.BETTER if unusual is LOW_ONCE else Travel.WORSE, True),
        variation=Variation.COMMON_CAUSE,
        unusual=unusual,
        **known,
    )
    back = f"within its usual ups and downs after being {unusual[1]}"
    assert reconcile(said) == words.format(back) + "."


def test_falling_is_improving_where_low_is_good():
    said = Said(Rating.RED, None, Polarity.LOW, trend=Trend.DECREASING, long=(Travel.WORSE, True))
    assert reconcile(said) == (
        "Off track, but improving over recent periods, though worse than a year ago."
    )


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.02, "Very unlikely to meet the target by May 2027: less than 1 in 10."),
        (0.3, "Unlikely to meet the target by May 2027: 3 in 10."),
        (0.5, "It may or may not meet the target by May 2027: 5 in 10."),
        (0.651, "Likely to meet the target by May 2027: 7 in 10."),
        (0.99, "Very likely to meet the target by May 2027: more than 9 in 10."),
    ],
)
def test_a_chance_is_said_in_tenths_and_in_words_that_fit_them(chance, words):
    said = Said(Rating.AMBER, long=SAME, chance=chance, by_when="May 2027")
    start = "At risk, and no different from a year ago. "
    assert reconcile(said) in (start + words, f"{start}But {words[0].lower()}{words[1:]}")


def test_a_red_that_mends_too_slowly_says_still():
    said = Said(Rating.RED, None, HIGH, trend=Trend.INCREASING, chance=0.1, by_when="May 2027")
    assert reconcile(said) == (
        "Off track, but improving over recent periods. "
        "Still very unlikely to meet the target by May 2027: 1 in 10."
    )


def test_what_is_not_rated_may_still_move():
    said = Said(Rating.NOT_RATED, NotRated.PROVISIONAL, long=SAME, flags=Flag.PROVISIONAL)
    assert (
        reconcile(said)
        == "Not rated because the figure is provisional; no different from a year ago."
    )


def test_a_green_that_will_not_hold_says_but():
    said = Said(Rating.GREEN, long=SAME, chance=0.2, by_when="May 2027")
    assert reconcile(said).endswith("But unlikely to meet the target by May 2027: 2 in 10.")


def test_a_hidden_figure_says_no_more():
    said = Said(Rating.NOT_RATED, NotRated.SUPPRESSED, long=BETTER, trend=Trend.INCREASING)
    assert reconcile(said) == "Not rated because the number is too small to show."


def test_an_estimate_is_called_one():
    said = Said(Rating.GREEN, long=SAME, flags=Flag.ESTIMATED | Flag.REVISED)
    assert (
        reconcile(said) == "On track, and no different from a year ago. The figure is an estimate."
    )


RATINGS = [
    *((colour, None) for colour in Rating if colour is not Rating.NOT_RATED),
    *((Rating.NOT_RATED, reason) for reason in (NotRated.CONTEXT, NotRated.NO_TARGET)),
]
TRAVELS = [
    (travel, real)
    for travel in Travel
    for real in ((True, False, None) if travel not in (Travel.SAME, Travel.CANNOT_SAY) else (None,))
]
LONG_NAME = "the average of its statistical neighbours in the two counties to the north of it"
JARGON = re.compile(
    r"special cause|common cause|variation|assurance|signific|statistic|p-value|interval|limit"
    r"|sigma|polarity|null|None|nan|baseline|forecast|probab|confiden",
    re.IGNORECASE,
)
NO_FIGURE = {
    *(NotRated.SUPPRESSED, NotRated.UNAVAILABLE, NotRated.NO_VALUE),
    *(NotRated.UNRELIABLE, NotRated.NOT_CALCULABLE),
}
GOOD, BAD = r"\b(improving|doing well)\b", r"\b(slipping|doing badly)\b"


def grid():
    """Give every combination of what can be judged; beside a year the last period says little."""
    for long in TRAVELS:
        beside = [TRAVELS[0], (Travel.BETTER, True), (Travel.WORSE, False)]
        shorts = TRAVELS if long[0] is Travel.CANNOT_SAY else beside
        here = (RATINGS, Polarity, [long], shorts)
        trends = (None, Trend.INCREASING, Trend.DECREASING)
        found = ((None, *Variation), (None, *Assurance), trends, (None, 0.05, 0.72))
        yield from product(*here, *found, (None,))
        if long in (TRAVELS[0], BETTER, WORSE) or long[0] is Travel.CANNOT_SAY:
            back = ((Variation.COMMON_CAUSE,), (Assurance.FAILS,), trends, (None, 0.05))
            yield from product(*here, *back, UNUSUAL)


def card_words(travel, real):
    """Give what a card shows beside the sentence of one change."""
    return chance_words(real) if travel not in (Travel.SAME, Travel.CANNOT_SAY) else ""


def test_no_combination_contradicts_itself():
    seen = set()
    for rated, polarity, long, short, variation, assurance, trend, chance, unusual in grid():
        said = Said(
            *rated,
            polarity,
            short,
            long,
            (Comparison.WORST, LONG_NAME),
            variation,
            assurance,
            trend,
            chance,
            "September 2027",
            unusual=unusual,
        )
        text = reconcile(said)
        key = (text, rated[0], long, short, variation, trend, polarity, unusual)
        if key not in seen:
            seen.add(key)
            check(text, said)
            lacking = replace(said, flags=Flag.INCOMPLETE)
            check(warned := reconcile(lacking), lacking)
            # However much else there is to say, this is not what gives way.
            assert "ake care: rows are missing" in warned, (warned, said)
    assert len(seen) > 1000


def test_two_cautions_are_both_said_where_there_is_room():
    said = Said(Rating.GREEN, flags=Flag.INCOMPLETE | Flag.LOW_RELIABILITY)
    assert reconcile(said) == (
        "On track. Take care: rows are missing; the figure is less reliable than others."
    )


def check(text: str, said: Said) -> None:
    about = text, said
    assert text.endswith("."), about
    assert text[0].isupper(), about
    assert len(text) <= LONGEST, about
    assert len(re.findall(r"\.(?: |$)", text)) <= 2, about
    own = text.replace(LONG_NAME, "")
    plain = own.replace(said.reason.value, "") if said.reason else own
    assert not JARGON.search(plain), about
    moving = plain.partition(".")[0]
    # Of one thing it is said once whether it is better or worse.
    beside = re.findall(r"(?:than|from) (usual|a year ago|the period before)", moving)
    assert len(beside) == len(set(beside)), about
    assert len(re.findall(GOOD, moving)) <= 1, about
    assert len(re.findall(BAD, moving)) <= 1, about
    if re.search(GOOD, moving) and re.search(BAD, moving):
        assert "beside its own past, though" in moving, about
    # What is said of a year, or of the last period, is what was found.
    against = re.search(r"(better|worse) than (a year ago|the period before)", moving)
    if against:
        travel = said.long[0] if against[2] == "a year ago" else said.short[0]
        assert travel.value == against[1], about
    # One thing is not both real and chance, and where two tests of it differ the words say how.
    real = "the change is real" in moving or "more than chance" in moving
    assert not (real and "could be chance" in moving), about
    assert not (real and "usual ups and downs" in moving and "which are wide" not in moving), about
    assert not ("the change is real" in moving and "usual ups and downs" in moving), about
    routine = said.variation is Variation.COMMON_CAUSE
    beside_it = {card_words(*said.short), card_words(*said.long)}
    if "usual ups and downs" in moving:
        assert routine, about
        wide = "more than chance would explain" in beside_it and not said.unusual
        assert ("which are wide" in moving) is wide, about
    check_rebound(moving, said)
    if "the change is real" in moving and "more than chance would explain" not in beside_it:
        assert "though" in moving or "could be chance" not in beside_it, about
    # A colour is said as that colour, and no target is spoken of where there is no rating.
    opening = {"red": "Off track", "amber": "At risk", "green": "On track"}.get(said.rating.value)
    if opening:
        assert text.startswith(opening), about
    else:
        assert text.startswith(("Not rated", "Shown for information")), about
        assert " meet the target" not in plain, about
        assert "ing the target" not in plain, about
    # Good words come from good findings, bad ones from bad.
    good = said.variation in (Variation.IMPROVING_HIGH, Variation.IMPROVING_LOW)
    bad = said.variation in (Variation.CONCERNING_HIGH, Variation.CONCERNING_LOW)
    ways = {(HIGH, Trend.INCREASING): 1, (HIGH, Trend.DECREASING): -1}
    ways |= {(Polarity.LOW, Trend.INCREASING): -1, (Polarity.LOW, Trend.DECREASING): 1}
    going = ways.get((said.polarity, said.trend), 0)
    assert not re.search(GOOD, moving) or good or going > 0, about
    assert not re.search(BAD, moving) or bad or going < 0, about
    assert (
        said.polarity in (HIGH, Polarity.LOW)
        or good
        or bad
        or not re.search(f"{GOOD}|{BAD}", moving)
    ), about
    # What is slipping is not in the same breath better than it was, nor the other way round.
    assert not re.search("is real, though (better|worse|higher|lower) than", moving), about
    assert "because too few" not in text, about
    # It turns at most once.
    assert len(re.findall(r"\bbut\b", text, re.IGNORECASE)) <= 1, about


def check_rebound(moving: str, said: Said) -> None:
    """A step from an unusual period is called a way back, and never progress."""
    back = said.variation is Variation.COMMON_CAUSE and said.unusual
    back = bool(back) and said.reason not in NO_FIGURE
    assert ("usual ups and downs after being" in moving) is back, (moving, said)
    assert not (back and re.search("than the period before|real|chance", moving)), (moving, said)


@pytest.mark.parametrize("reason", NotRated)
def test_every_reason_for_no_rating_reads_as_a_sentence(reason):
    moving = {"long": BETTER, "variation": Variation.CONCERNING_LOW, "trend": Trend.INCREASING}
    for known in ({}, *({name: one} for name, one in moving.items()), moving):
        said = Said(Rating.NOT_RATED, reason, HIGH, chance=0.5, by_when="May 2027", **known)
        check(reconcile(said), said)


def test_the_same_findings_always_give_the_same_words():
    said = Said(
        Rating.RED, None, HIGH, long=BETTER, trend=Trend.INCREASING, chance=0.5, by_when="x"
    )
    assert reconcile(said) == reconcile(said)
