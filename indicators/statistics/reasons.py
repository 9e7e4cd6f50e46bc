"""Why a figure cannot be calculated: one code a figure, in arrays beside the figures."""

from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

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
