"""Judged words as small numbers, and back.

A number once given is never given to another word: rows of years ago hold it. A new word takes
the next free number.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

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

CODES: Final[Mapping[type[StrEnum], Mapping[StrEnum, int]]] = {
    Rating: {Rating.GREEN: 1, Rating.AMBER: 2, Rating.RED: 3, Rating.NOT_RATED: 4},
    NotRated: {
        NotRated.CONTEXT: 1,
        NotRated.NO_TARGET: 2,
        NotRated.NO_VALUE: 3,
        NotRated.SUPPRESSED: 4,
        NotRated.PROVISIONAL: 5,
        NotRated.SMALL_DENOMINATOR: 6,
        NotRated.NO_POLARITY: 7,
        NotRated.STALE: 8,
        NotRated.UNAVAILABLE: 9,
        NotRated.NO_INTERVAL: 10,
        NotRated.NO_COMPARATOR: 11,
        NotRated.TOO_FEW_AREAS: 12,
        NotRated.NO_EARLIER: 13,
        NotRated.NO_RULE: 14,
        NotRated.UNRELIABLE: 15,
        NotRated.NOT_CALCULABLE: 16,
        NotRated.IMPOSSIBLE: 17,
    },
    Travel: {
        Travel.BETTER: 1,
        Travel.WORSE: 2,
        Travel.UP: 3,
        Travel.DOWN: 4,
        Travel.SAME: 5,
        Travel.CANNOT_SAY: 6,
    },
    Comparison: {
        Comparison.BETTER: 1,
        Comparison.SIMILAR: 2,
        Comparison.WORSE: 3,
        Comparison.HIGHER: 4,
        Comparison.LOWER: 5,
        Comparison.NOT_COMPARED: 6,
        Comparison.BEST: 7,
        Comparison.WORST: 8,
        Comparison.HIGHEST: 9,
        Comparison.LOWEST: 10,
        Comparison.BAND_1: 11,
        Comparison.BAND_2: 12,
        Comparison.BAND_3: 13,
        Comparison.BAND_4: 14,
        Comparison.BAND_5: 15,
    },
    Variation: {
        Variation.IMPROVING_HIGH: 1,
        Variation.IMPROVING_LOW: 2,
        Variation.CONCERNING_HIGH: 3,
        Variation.CONCERNING_LOW: 4,
        Variation.CHANGING_HIGH: 5,
        Variation.CHANGING_LOW: 6,
        Variation.COMMON_CAUSE: 7,
    },
    Assurance: {Assurance.PASSES: 1, Assurance.FAILS: 2, Assurance.HIT_AND_MISS: 3},
    Trend: {Trend.INCREASING: 1, Trend.DECREASING: 2, Trend.NO_CHANGE: 3, Trend.CANNOT_SAY: 4},
}

FLAGS: Final = {number: Flag(number) for number in range(2 * max(Flag))}
"""Every set of flags by its number: a page asks for thousands, and to make one takes a call."""


Word = TypeVar("Word", bound=StrEnum)


def words_of(kind: type[Word]) -> dict[int | None, Word | None]:
    """Give number -> word for one kind, nothing included, for reading rows back."""
    known: dict[int | None, Word | None] = {
        number: kind(word) for word, number in CODES[kind].items()
    }
    return known | {None: None}
