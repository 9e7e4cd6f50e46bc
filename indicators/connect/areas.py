"""Which area a row belongs to, by its code today."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from framework.model.areas import NOT_KNOWN
from framework.model.frameworks import Framework
from framework.model.sources import JOINT, AreaFrom
from indicators.connect.cells import Answer, Cells, first_told, quoted, told_of, told_where

NOT_OF_INTEREST: Final = "an area that is not declared"
BY_NAME: Final = "; names need a lookup: `codes` of area_from, docs/reference/language.md"
"""What to do where a source writes areas otherwise than by their codes."""

_FLOAT: Final = re.compile(r"[0-9]+\.0+")
_BETWEEN: Final = re.compile(r"[/&+]")
"""What stands between the codes of several areas in one cell: '314 / 318'."""


@dataclass(frozen=True, slots=True)
class AreaCells:
    """The area codes of rows, what is wrong with some, and which rows are left out for their area.

    `was` is the code that was merged into the area of a row, null where none was. `refused` are the
    codes of the areas that a refused text names, joined by JOINT, null where none is known.
    """

    cells: Cells
    left_out: pl.Series | None = None
    was: pl.Series | None = None
    refused: pl.Series | None = None


def read_areas(texts: pl.Series, area_from: AreaFrom, framework: Framework) -> AreaCells:
    """Give the area of each row from its text.

    Codes that were renamed or merged become the codes of today. A code that was split stays as it
    is where its rows are shared by weight, else it is refused. What is not known is refused,
    counted as not known, or left out, as the source declares.
    """
    finder = _Finder.of(area_from, framework)
    found = {text: finder.answer(text) for text in texts.drop_nulls().unique()}
    known = {text: answer.value for text, answer in found.items() if answer.value is not None}
    codes = texts.replace_strict(known, default=None, return_dtype=pl.String)
    was = {text: old for text in known if (old := finder.merged(text))}
    olds = texts.replace_strict(was, default=None, return_dtype=pl.String)
    split = told_of(texts, {text: finder.split(text) for text in found})
    refused = told_of(texts, {text: finder.among(text) for text in found})
    if area_from.unknown == "refuse":
        empty = told_where(texts.is_null(), "S101 is empty, so its area is not known")
        told = told_of(texts, {text: answer.why for text, answer in found.items()})
        return AreaCells(Cells(codes, first_told(told, empty)), None, olds, refused)
    if area_from.unknown == "not known":
        return AreaCells(Cells(codes.fill_null(NOT_KNOWN), split), None, olds, refused)
    unknown = codes.is_null()
    left_out = unknown if split is None else unknown & split.is_null()
    return AreaCells(Cells(codes, split), left_out, olds, refused)


@dataclass(frozen=True, slots=True)
class _Finder:
    """What the texts of a source stand for."""

    area_from: AreaFrom
    lookup: Mapping[str, str] | None
    known: frozenset[str]
    successors: Mapping[str, tuple[tuple[str, float], ...]]
    mergers: frozenset[str]

    @classmethod
    def of(cls, area_from: AreaFrom, framework: Framework) -> "_Finder":
        geography = framework.geography
        return cls(
            area_from,
            None if area_from.codes is None else framework.codes.get(area_from.codes, {}),
            frozenset(geography.by_code),
            geography.successors(),
            geography.merged_codes(),
        )

    def answer(self, text: str) -> Answer:
        """Give the code of today, or say why a text has none."""
        ends = self._ends(text)
        whole = len(ends) == 1 or self.area_from.splits == "by weight"
        if whole and self.known.issuperset(ends):
            return Answer(ends[0] if len(ends) == 1 else self._looked_up(text))
        return self._joint(text) or Answer(why=self.split(text) or self._unknown(text))

    def split(self, text: str) -> str | None:
        """Say what a text's area was split into, None when it was not or its rows are shared."""
        ends = self._ends(text)
        if len(ends) < 2 or self.area_from.splits == "by weight":
            return None
        return f"S110 {quoted(text)} was split: declare how (it became {', '.join(ends)})"

    def among(self, text: str) -> str | None:
        """Give the areas of a text that is refused because it names several; None for any other."""
        if self.answer(text).value is not None:
            return None
        ends = [end for part in _BETWEEN.split(text) for end in self._ends(part.strip())]
        return JOINT.join(dict.fromkeys(ends)) if self.known.issuperset(ends) else None

    def merged(self, text: str) -> str | None:
        """Give the code of a text whose area was merged into another, else None."""
        code = self._looked_up(text)
        return code if code in self.mergers else None

    def _joint(self, text: str) -> Answer | None:
        """Answer for a text that names several areas together, each of them known; else None."""
        parts = [part.strip() for part in _BETWEEN.split(text)]
        if len(parts) < 2 or any(self._looked_up(part) in self.mergers for part in parts):
            return None
        ends = [self._ends(part) for part in parts]
        if not all(len(each) == 1 and each[0] in self.known for each in ends):
            return None
        codes = list(dict.fromkeys(each[0] for each in ends))
        if self.area_from.joint == "each" or len(codes) == 1:
            return Answer(JOINT.join(codes))
        return Answer(
            why=f"S110 {quoted(text)} names {len(codes)} areas together, and what is said of both is said "
            "of neither: declare joint: each, or give them an area of their own"
        )

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
        name = self.area_from.codes
        where = f"areas/codes/{name}.csv" if self.lookup is not None else "areas.csv"
        code = quoted(text)
        remedy = "; capitals count" if self.lookup is not None else BY_NAME
        return (
            f"S110 there is no area {code} in {where}"
            if code
            else f"S110 there is no such area in {where}{remedy}"
        )
