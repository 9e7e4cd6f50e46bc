"""What a value counts (`basis`) and how a period is written (`shape`): words, some with a number or a day."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from framework.load.shapes.day_fields import read_day
from framework.load.shapes.fields import Said, none_of, refuse
from framework.load.syntax.documents import Word
from framework.model.periods import Basis
from framework.model.sources import PeriodShape

MOST_POOLED: Final = 20
_POOLED: Final = re.compile(r"pooled (\d{1,3}) years")
_SINCE: Final = re.compile(r"cumulative since (\d{4}-\d\d)(?:-01)?")
_BASES: Final = {one.value: one for one in Basis if one not in (Basis.POOLED, Basis.CUMULATIVE)}
_SHAPES: Final = {one.value: one for one in PeriodShape if one is not PeriodShape.POOLED}
_POOLED_EXAMPLE: Final = "pooled 3 years"


@dataclass(frozen=True, slots=True)
class SaidBasis:
    """A basis with the number of years of a pool, or the first of month that a sum began on."""

    basis: Basis
    pooled_years: int = 1
    since: date | None = None


@dataclass(frozen=True, slots=True)
class SaidShape:
    """The shape of a period column with the number of years of its pools."""

    shape: PeriodShape
    pooled_years: int = 1


class BasisField(Said[SaidBasis]):
    """A word of the list, 'pooled 3 years' or 'cumulative since 2021-04'."""

    def read_word(self, word: Word) -> SaidBasis:
        if word in _BASES:
            return SaidBasis(_BASES[word])
        if years := _pooled_years(word):
            return SaidBasis(Basis.POOLED, pooled_years=years)
        if found := _SINCE.fullmatch(word):
            return SaidBasis(Basis.CUMULATIVE, since=read_day(f"{found[1]}-01"))
        allowed = [*_BASES, _POOLED_EXAMPLE, "cumulative since 2021-04"]
        raise none_of(word, allowed)


class PeriodShapeField(Said[SaidShape]):
    """A word of the list, or 'pooled 3 years'."""

    def read_word(self, word: Word) -> SaidShape:
        if word in _SHAPES:
            return SaidShape(_SHAPES[word])
        if years := _pooled_years(word):
            return SaidShape(PeriodShape.POOLED, years)
        allowed = [*_SHAPES, _POOLED_EXAMPLE]
        raise none_of(word, allowed)


def _pooled_years(word: Word) -> int | None:
    """Give how many years are pooled, None when the word says nothing of pools."""
    found = _POOLED.fullmatch(word)
    if found is None:
        return None
    years = int(found[1])
    if not 2 <= years <= MOST_POOLED:
        message = f"a pool of {years} years is out of range; from 2 to {MOST_POOLED}"
        raise refuse("F204", message)
    return years
