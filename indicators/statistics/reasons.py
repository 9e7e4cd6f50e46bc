"""Why a figure cannot be calculated: one code a figure, in arrays beside the figures."""

from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Codes = NDArray[np.int8]

FEWEST_CASES: Final = 10
"""A standardised rate of fewer cases is not calculated."""


class Reason(IntEnum):
    """Why there is no figure; CALCULATED where there is one."""

    CALCULATED = 0
    NOT_A_NUMBER = 1
    NO_DENOMINATOR = 2
    NEGATIVE_DENOMINATOR = 3
    NEGATIVE_NUMERATOR = 4
    NUMERATOR_ABOVE_DENOMINATOR = 5
    FEW_CASES = 6
    NO_WEIGHT = 7
    FEW_PEOPLE = 8
    FEW_PARTS = 9
    FEW_AREAS = 10

    @property
    def words(self) -> str:
        """Say it in plain words, '' for CALCULATED."""
        return _WORDS[self]


_WORDS: Final = {
    Reason.CALCULATED: "",
    Reason.NOT_A_NUMBER: "not a finite number",
    Reason.NO_DENOMINATOR: "no denominator",
    Reason.NEGATIVE_DENOMINATOR: "denominator is negative",
    Reason.NEGATIVE_NUMERATOR: "numerator is negative",
    Reason.NUMERATOR_ABOVE_DENOMINATOR: "numerator above denominator",
    Reason.FEW_CASES: f"fewer than {FEWEST_CASES} cases",
    Reason.NO_WEIGHT: "the weights come to nothing",
    Reason.FEW_PEOPLE: "too few people",
    Reason.FEW_PARTS: "too few of its parts have a value",
    Reason.FEW_AREAS: "too few areas",
}


def reasons_of_fractions(numerator: ArrayLike, denominator: ArrayLike, *, is_share: bool) -> Codes:
    """Say of each fraction why it cannot be calculated; codes of `Reason`, of the broadcast shape.

    A missing or zero denominator is NO_DENOMINATOR; only a share refuses a numerator above it.
    """
    x, n = np.broadcast_arrays(
        np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    )
    checks = [
        np.isnan(n) | (n == 0),
        ~np.isfinite(x) | np.isinf(n),
        n < 0,
        x < 0,
        (x > n) & is_share,
    ]
    codes = [
        Reason.NO_DENOMINATOR,
        Reason.NOT_A_NUMBER,
        Reason.NEGATIVE_DENOMINATOR,
        Reason.NEGATIVE_NUMERATOR,
        Reason.NUMERATOR_ABOVE_DENOMINATOR,
    ]
    return np.select(checks, codes, Reason.CALCULATED).astype(np.int8)
