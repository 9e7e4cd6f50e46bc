"""How the texts of a column are understood: the easy ones all at once, the others one by one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from indicators.connect.different import Texts

MOST_TOLD: Final = 40
"""How many characters of an area code or a period a message may repeat."""

_ONE_CODE: Final = r"[A-Za-z]{0,3}\d[\d.+]{0,12}[A-Za-z]?[\d.+]{0,6}"
_CODE: Final = re.compile(rf"{_ONE_CODE}( ?/ ?{_ONE_CODE})?")
"""E07000901, 301.0, E06000061 / E06000062, and what a spreadsheet makes of them: 5.00E+06."""
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
_SPAN: Final = re.compile(
    rf"(?:\d++|to|q\d|note|baseline|prov|rev|final|ot|[ /;.,()*\[\]–-]|(?:{_MONTHS})[a-z]{{0,6}})++",
    re.IGNORECASE,
)
"""2016-17 (OT), 2021/22 Q1, Aug 2017 - Jul 2018. It takes nothing back (++): the ways to cut thirty
digits into numbers are more than anybody can try."""

Try = Callable[[pl.Expr], pl.Expr]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one text means, or why it means nothing. `rounded`: float debris was rounded away.

    `why` begins with the code of what is wrong (indicators.quality.catalogue): 'S102 is not a number'.
    """

    value: object = None
    why: str | None = None
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """How texts become values of one type.

    Each of `tries` gives the value where it is sure of it, else null: the first is asked of all
    texts, the next of what is left. `careful` decides each different text still left. All agree.
    """

    dtype: type[pl.DataType]
    tries: tuple[Try, ...]
    careful: Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Cells:
    """The values of a column, null where missing or wrong; `wrong` says why, None when all are well.

    `rounded` says which are numbers whose float debris was rounded away, None when none is.
    """

    values: pl.Series
    wrong: pl.Series | None = None
    rounded: pl.Series | None = None

    def spread(self, texts: Texts) -> "Cells":
        """Give each row of a column what was read of its text."""
        return Cells(
            texts.spread(self.values), texts.spread_if(self.wrong), texts.spread_if(self.rounded)
        )


def read_left(texts: pl.Series, values: pl.Series, reader: Reader) -> Cells:
    """Read the texts that have no value yet."""
    for attempt in reader.tries[1:]:
        left = texts.filter(values.is_null() & texts.is_not_null()).unique()
        found = pl.select(attempt(pl.lit(left))).to_series()
        values = _filled(values, texts, dict(zip(left, found, strict=True)), reader.dtype)
    left = texts.filter(values.is_null() & texts.is_not_null())
    if not len(left):
        return Cells(values)
    answers = {text: reader.careful(text) for text in left.unique()}
    values = _filled(
        values, texts, {text: each.value for text, each in answers.items()}, reader.dtype
    )
    wrong = told_of(texts, {text: each.why for text, each in answers.items()})
    rounded = [text for text, each in answers.items() if each.rounded]
    return Cells(values, wrong, texts.is_in(rounded) if rounded else None)


def told_of(texts: pl.Series, why: Mapping[str, str | None]) -> pl.Series | None:
    """Say of each text what is wrong with it, None when nothing is wrong with any."""
    reasons = {text: reason for text, reason in why.items() if reason is not None}
    if not reasons:
        return None
    return texts.replace_strict(reasons, default=None, return_dtype=pl.String)


def told_where(mask: pl.Series, what: str) -> pl.Series | None:
    """Say the same of every cell where a mask is true, None when it is true of none."""
    if not mask.any():
        return None
    return pl.select(pl.when(mask).then(pl.lit(what))).to_series()


def first_told(*told: pl.Series | None) -> pl.Series | None:
    """Keep what was said first of each cell."""
    said = [each for each in told if each is not None]
    if len(said) < 2:
        return said[0] if said else None
    return pl.select(pl.coalesce(*said)).to_series()


def code_and_words(told: str) -> tuple[str, str]:
    """Part what is wrong with a cell into its code and its words."""
    code, _, words = told.partition(" ")
    return code, words


def quoted(text: str) -> str:
    """Give an area code or a period in quotes for a message; nothing for any other text.

    A shifted column puts names and addresses where codes belong, so only what looks like a code
    or a period is ever told.
    """
    return f"'{shown(text)}'" if _CODE.fullmatch(text) or _SPAN.fullmatch(text) else ""


def shown(text: str) -> str:
    """Cut a text for a message and show its invisible characters."""
    visible = "".join(letter if letter.isprintable() else "·" for letter in text)
    return visible if len(visible) <= MOST_TOLD else f"{visible[: MOST_TOLD - 1]}…"


def _filled(
    values: pl.Series, texts: pl.Series, answers: Mapping[str, object], dtype: type[pl.DataType]
) -> pl.Series:
    known = {text: value for text, value in answers.items() if value is not None}
    if not known:
        return values
    old = pl.Series(list(known), dtype=pl.String)
    new = pl.Series(list(known.values()), dtype=dtype)
    found = texts.replace_strict(old, new, default=None, return_dtype=dtype)
    return pl.select(pl.coalesce(values, found)).to_series()
