"""One plain sentence that reconciles all that was judged of a figure.

What is said first stands: how things are, then which way they go, then what to expect. Of the
ways in which a change can be seen the strongest speaks: a signal of the control chart, then a
tested trend, then the change since a year ago, then that since the last period. Where a weaker one
points the other way the sentence says so, in words that cannot be taken for the same thing.

Two intervals and a control chart ask different things of a change, so both may be right: two figures
can differ by more than chance and both be usual for a series whose ups and downs are wide, and a
chart can see in many figures what two alone do not show. Where they differ the sentence says which.
"""

from dataclasses import dataclass
from typing import Final

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

LONGEST: Final = 200

_MOOD: Final = {Rating.GREEN: 1, Rating.AMBER: -1, Rating.RED: -1}
_OPENING: Final = {
    Rating.RED: "Off track",
    Rating.AMBER: "At risk",
    Rating.GREEN: "On track",
}
_NO_FIGURE: Final = frozenset(
    {
        NotRated.SUPPRESSED,
        NotRated.UNAVAILABLE,
        NotRated.NO_VALUE,
        NotRated.UNRELIABLE,
        NotRated.NOT_CALCULABLE,
    }
)
_AGAINST: Final = {
    Travel.BETTER: "better than",
    Travel.WORSE: "worse than",
    Travel.SAME: "no different from",
    Travel.UP: "higher than",
    Travel.DOWN: "lower than",
}
_SIGNAL: Final = {
    Variation.IMPROVING_HIGH: (1, "improving", "doing well beside its own past"),
    Variation.IMPROVING_LOW: (1, "improving", "doing well beside its own past"),
    Variation.CONCERNING_HIGH: (-1, "slipping", "doing badly beside its own past"),
    Variation.CONCERNING_LOW: (-1, "slipping", "doing badly beside its own past"),
    Variation.CHANGING_HIGH: (0, "higher than usual", "higher than usual"),
    Variation.CHANGING_LOW: (0, "lower than usual", "lower than usual"),
}
"""Whether a signal is good, its words, and its words where the recent points go the other way."""
_REAL: Final = ", and the change is real"
_AGAINST_SIGNAL: Final = {
    Variation.IMPROVING_HIGH: Travel.WORSE,
    Variation.IMPROVING_LOW: Travel.WORSE,
    Variation.CONCERNING_HIGH: Travel.BETTER,
    Variation.CONCERNING_LOW: Travel.BETTER,
    Variation.CHANGING_HIGH: Travel.DOWN,
    Variation.CHANGING_LOW: Travel.UP,
}
"""The travel that goes the other way than a signal; a trend is held against it likewise."""
_GOING: Final = {
    Travel.BETTER: "improving over recent periods",
    Travel.WORSE: "slipping over recent periods",
    Travel.UP: "rising over recent periods",
    Travel.DOWN: "falling over recent periods",
}
_IN_LIMITS: Final = "within its usual ups and downs"
_WIDE: Final = ", which are wide"
"""Said where two figures differ by more than chance and both are usual for the series."""
_BY_THE_CHART: Final = ", and its chart shows the change is real, though two figures alone do not"
_BESIDE: Final = {
    Comparison.BETTER: "better than",
    Comparison.SIMILAR: "similar to",
    Comparison.WORSE: "worse than",
    Comparison.HIGHER: "higher than",
    Comparison.LOWER: "lower than",
    Comparison.BEST: "much better than",
    Comparison.WORST: "much worse than",
    Comparison.HIGHEST: "much higher than",
    Comparison.LOWEST: "much lower than",
}
_AS_IT_RUNS: Final = {
    Assurance.PASSES: (1, "on course to keep meeting the target"),
    Assurance.FAILS: (-1, "on course to keep missing the target"),
    Assurance.HIT_AND_MISS: (0, "on course to meet the target at some times and miss it at others"),
}
_URGENT: Final = {
    Flag.INCOMPLETE: "rows are missing",
    Flag.LOW_RELIABILITY: "the figure is less reliable than others",
}
_CARE: Final = {
    Flag.ESTIMATED: "the figure is an estimate",
    Flag.PROVISIONAL: "the figure may still change",
}
_SIGN: Final = {Travel.BETTER: 1, Travel.WORSE: -1}
_OPPOSITE: Final = {
    Travel.BETTER: Travel.WORSE,
    Travel.WORSE: Travel.BETTER,
    Travel.UP: Travel.DOWN,
    Travel.DOWN: Travel.UP,
}


@dataclass(frozen=True, slots=True)
class Said:
    """All that was judged of one figure. What is not known is left out.

    `short` and `long` are each the travel and whether it is real. `comparison` is the outcome and
    the name of another area or a mean, for the past is in `long`. `variation`, `assurance` and
    `trend` are of the series up to this figure and no later; `chance` is that of meeting the target
    by `by_when` ('March 2027'), 0 to 1. `unusual` is the period just before, where it alone lay outside
    the usual range: whether that was good (1), bad (-1) or neither, and its words ("unusually high in May 2026").
    """

    rating: Rating
    reason: NotRated | None = None
    polarity: Polarity = Polarity.NONE
    short: tuple[Travel, bool | None] = (Travel.CANNOT_SAY, None)
    long: tuple[Travel, bool | None] = (Travel.CANNOT_SAY, None)
    comparison: tuple[Comparison, str] | None = None
    variation: Variation | None = None
    assurance: Assurance | None = None
    trend: Trend | None = None
    chance: float | None = None
    by_when: str = ""
    flags: Flag = Flag.NONE
    unusual: tuple[int, str] | None = None


def reconcile(said: Said) -> str:
    """Say in at most two sentences how things stand, which way they go, and what to expect.

    At most 200 characters; what would make it longer is left out, the last part first.
    """
    opening = _OPENING.get(said.rating) or _not_rated(said.reason)
    if said.reason in _NO_FIGURE:
        return f"{opening}."
    sign, movement = _movement(said)
    mood = _MOOD.get(said.rating, 0)
    if not movement:
        expected = _expected(said, "", "but ")
        if expected or _urgent(said):
            return _joined(f"{opening}.", *_urgent(said), expected, _beside(said))
        return f"{opening}. It cannot be compared with an earlier figure."
    if not mood:
        return _joined(f"{opening}; {movement}.", *_urgent(said), _beside(said))
    turns = sign * mood < 0
    first = f"{opening}, {'but' if turns else 'and'} {movement}."
    expected = _expected(said, "still ", "") if turns else _expected(said, "", "but ")
    return _joined(first, *_urgent(said), expected, _beside(said))


def _not_rated(reason: NotRated | None) -> str:
    if reason is NotRated.CONTEXT:
        return "Shown for information"
    if reason is None:
        return "Not rated"
    few = "there are " if reason.value.startswith("too few") else ""
    none = "there is " if reason is NotRated.NO_VALUE else ""
    return f"Not rated because {few}{none}{reason.value}"


def _movement(said: Said) -> tuple[int, str]:
    """Give whether the change is good (1), bad (-1) or neither (0), and the words for it."""
    since, (travel, real) = _since(said)
    words = f"{_AGAINST[travel]} {since}" if travel in _AGAINST else ""
    if said.variation in _SIGNAL:
        return _by_the_chart(said, said.variation, travel, words)
    trend = _trend(said)
    routine = said.variation is Variation.COMMON_CAUSE
    if routine and said.unusual:
        of_a_year = said.long[0] is not Travel.CANNOT_SAY  # the step from it says nothing more
        return _came_back(said.unusual, trend, travel, words if of_a_year else "")
    usual = _IN_LIMITS + (_WIDE if is_wide(said) else "")
    if trend:
        going, sign = _GOING[trend], _SIGN.get(trend, 0)
        if routine:
            return sign, f"{going}, though still {usual}"
        return sign, going + (f", though {words}" if travel is _OPPOSITE[trend] else "")
    if not words:
        return 0, _IN_LIMITS if routine else ""
    if travel is Travel.SAME:
        return 0, words + (f", {usual}" if is_wide(said) else "")
    doubt = _chance(real)
    if routine:
        doubt = (f" by {chance_words(real)}, yet " if real else ", though ") + usual
    return _SIGN.get(travel, 0), words + doubt


def _came_back(
    unusual: tuple[int, str], trend: Travel | None, travel: Travel, words: str
) -> tuple[int, str]:
    """Say that a figure is as usual again: the step from an unusual period is no progress and no loss."""
    was, when = unusual
    back = f"back {_IN_LIMITS} after being {when}"
    if trend:
        sign = _SIGN.get(trend, 0)
        return sign, f"{_GOING[trend]}, {'and' if sign * was <= 0 else 'though'} {back}"
    sign = _SIGN.get(travel, 0)
    return -was, back + (f", {'and' if sign * was <= 0 else 'though'} {words}" if words else "")


def _by_the_chart(said: Said, variation: Variation, travel: Travel, words: str) -> tuple[int, str]:
    sign, signal, level = _SIGNAL[variation]
    trend = _trend(said)
    if trend is not None and trend is _AGAINST_SIGNAL[variation]:
        return sign, f"{level}, though {_GOING[trend]}"
    if travel is _AGAINST_SIGNAL[variation]:
        return sign, f"{level}, though {words}"
    return sign, signal + (_BY_THE_CHART if seen_by_chart_only(said) else _REAL)


def is_wide(said: Said) -> bool:
    """Say whether two figures differ by more than chance though the chart sees nothing unusual."""
    return said.variation is Variation.COMMON_CAUSE and any(real for real in _doubts(said))


def seen_by_chart_only(said: Said) -> bool:
    """Say whether the chart sees a real change where figures held two and two may differ by chance."""
    doubts = _doubts(said)
    return said.variation in _SIGNAL and False in doubts and True not in doubts


def _doubts(said: Said) -> list[bool | None]:
    """Give of each change that is shown whether it is more than chance."""
    return [real for travel, real in (said.short, said.long) if travel in _GOING]


def _since(said: Said) -> tuple[str, tuple[Travel, bool | None]]:
    """Give the change that is said: since a year ago, for months swing, else since the last period."""
    if said.long[0] is not Travel.CANNOT_SAY:
        return "a year ago", said.long
    return "the period before", said.short


def _trend(said: Said) -> Travel | None:
    """Give a tested trend as a travel: better or worse where a way is good, else up or down."""
    if said.trend not in (Trend.INCREASING, Trend.DECREASING):
        return None
    rising = said.trend is Trend.INCREASING
    if said.reason is NotRated.CONTEXT or said.polarity not in (Polarity.HIGH, Polarity.LOW):
        return Travel.UP if rising else Travel.DOWN
    good = rising == (said.polarity is Polarity.HIGH)
    return Travel.BETTER if good else Travel.WORSE


def chance_words(real: bool | None) -> str:  # noqa: FBT001 (three states of one fact)
    """Say whether a difference is more than chance, where it is known."""
    if real is None:
        return ""
    return "more than chance would explain" if real else "could be chance"


def _chance(real: bool | None) -> str:  # noqa: FBT001 (three states of one fact)
    """Say the same as the end of a sentence."""
    words = chance_words(real)
    return words and f", {'by' if real else 'though that'} {words}"


def _expected(said: Said, agreeing: str, opposing: str) -> str:
    """Say what to expect of the target: the forecast, else what the chart's limits promise.

    `agreeing` stands before what goes with the rating, `opposing` before what goes against it.
    """
    mood = _MOOD.get(said.rating)
    if mood is None:
        return ""
    if said.chance is not None and said.by_when:
        sign, words = odds(said.chance)
        words = f"{words} the target by {said.by_when}: {of_ten(said.chance)}"
    elif said.assurance and said.variation is Variation.COMMON_CAUSE:
        sign, words = _AS_IT_RUNS[said.assurance]
    else:
        return ""
    return {mood: agreeing, -mood: opposing}.get(sign, "") + words


def odds(chance: float) -> tuple[int, str]:
    """Give whether a chance of meeting a target is good (1), bad (-1) or neither, and its words."""
    tenths = int(chance * 10 + 0.5)
    if tenths >= 7:
        return 1, "very likely to meet" if tenths >= 9 else "likely to meet"
    if tenths <= 3:
        return -1, "very unlikely to meet" if tenths <= 1 else "unlikely to meet"
    return 0, "it may or may not meet"


def of_ten(chance: float) -> str:
    """Say a chance, 0 to 1, as people count: '7 in 10'."""
    tenths = int(chance * 10 + 0.5)
    if tenths == 0:
        return "less than 1 in 10"
    return "more than 9 in 10" if tenths == 10 else f"{tenths} in 10"


def _urgent(said: Said) -> list[str]:
    """Say what to take care of before anything else is believed; the first is never left out."""
    found = [words for flag, words in _URGENT.items() if flag in said.flags]
    return [f"take care: {found[0]}", *found[1:]] if found else []


def _beside(said: Said) -> str:
    """Say that the figure may change, else how it stands beside its comparator; nothing after a warning."""
    if _urgent(said):
        return ""
    for flag, words in _CARE.items():
        if flag in said.flags and said.reason is not NotRated.PROVISIONAL:
            return words
    if said.comparison is None or said.comparison[0] not in _BESIDE:
        return ""
    outcome, name = said.comparison
    return f"it is {_BESIDE[outcome]} {name}"


def _joined(first: str, *parts: str) -> str:
    """Put a second sentence behind the first, of as many parts as there is room for."""
    kept: list[str] = []
    for part in filter(None, parts):
        if len(_second(first, [*kept, part])) <= LONGEST:
            kept.append(part)
    return _second(first, kept)


def _second(first: str, parts: list[str]) -> str:
    if not parts:
        return first
    words = "; ".join(parts)
    return f"{first} {words[0].upper()}{words[1:]}."
