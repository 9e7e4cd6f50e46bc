"""Which area a row belongs to, by its code today."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from framework.model.areas import NOT_KNOWN
from framework.model.frameworks import Framework
from framework.model.sources import AreaFrom
from indicators.connect.cells import Answer, Cells, first_told, quoted, told_of, told_where

NOT_OF_INTEREST = "an area that is not declared"
_FLOAT = re.compile(r"[0-9]+\.0+")


@dataclass(frozen=True, slots=True)
class AreaCells:
    """The area codes of rows, what is wrong with some, and which rows are left out for their area."""

    cells: Cells
    left_out: pl.Series | None = None


def read_areas(texts: pl.Series, area_from: AreaFrom, framework: Framework) -> AreaCells:
    """Give the area of each row from its text.

    Codes that were renamed or merged become the codes of today. What is not known is refused,
    counted as not known, or left out, as the source declares; what was split is always refused.
    """
    finder = _Finder.of(area_from, framework)
    found = {text: finder.answer(text) for text in texts.drop_nulls().unique()}
    known = {text: answer.value for text, answer in found.items() if answer.value is not None}
    codes = texts.replace_strict(known, default=None, return_dtype=pl.String)
    split = told_of(texts, {text: finder.split(text) for text in found})
    if area_from.unknown == "refuse":
        empty = told_where(texts.is_null(), "is empty, so its area is not known")
        told = told_of(texts, {text: answer.why for text, answer in found.items()})
        return AreaCells(Cells(codes, first_told(told, empty)))
    if area_from.unknown == "not known":
        return AreaCells(Cells(codes.fill_null(NOT_KNOWN), split))
    unknown = codes.is_null()
    return AreaCells(Cells(codes, split), unknown if split is None else unknown & split.is_null())


@dataclass(frozen=True, slots=True)
class _Finder:
    """What the texts of a source stand for."""

    lookup: Mapping[str, str] | None
    lookup_name: str
    known: frozenset[str]
    successors: Mapping[str, tuple[tuple[str, float], ...]]

    @classmethod
    def of(cls, area_from: AreaFrom, framework: Framework) -> "_Finder":
        geography = framework.geography
        return cls(
            None if area_from.codes is None else framework.codes.get(area_from.codes, {}),
            area_from.codes or "",
            frozenset(geography.by_code),
            geography.successors(),
        )

    def answer(self, text: str) -> Answer:
        """Give the code of today, or say why a text has none."""
        ends = self._ends(text)
        if len(ends) == 1 and ends[0] in self.known:
            return Answer(ends[0])
        return Answer(why=self.split(text) or self._unknown(text))

    def split(self, text: str) -> str | None:
        """Say what a text's area was split into, None when it was not."""
        ends = self._ends(text)
        if len(ends) < 2:
            return None
        return f"{quoted(text)} was split: declare how (it became {', '.join(ends)})"

    def _ends(self, text: str) -> tuple[str, ...]:
        code = self._looked_up(text)
        ends = self.successors.get(code, ((code, 1.0),))
        return tuple(dict.fromkeys(new for new, _ in ends))

    def _looked_up(self, text: str) -> str:
        if self.lookup is None:
            return text
        # a number that went through a float column: 301.0 is 301
        whole = text.rstrip("0").removesuffix(".") if _FLOAT.fullmatch(text) else text
        return self.lookup.get(text, self.lookup.get(whole, text))

    def _unknown(self, text: str) -> str:
        where = f"areas/codes/{self.lookup_name}.csv" if self.lookup is not None else "areas.csv"
        code = quoted(text)
        return (
            f"there is no area {code} in {where}" if code else f"there is no such area in {where}"
        )
