"""Text, yes or no, and the bands that whole numbers fall in."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from framework.model.sources import Band, SourceColumn
from indicators.connect.cells import Answer, Reader, Try
from indicators.connect.numbers import float_reader

NOT_IN_A_BAND: Final = "not known"
_YES: Final = ("yes", "y", "true", "t", "1")
_NO: Final = ("no", "n", "false", "f", "0")
_MOST_LISTED: Final = 12


def word_reader(column: SourceColumn) -> Reader:
    """Read text as it is written, by its labels where there are some, and say what is not allowed."""
    labels: Mapping[str, str] = column.labels or {}
    allowed = {*column.one_of, *(text for text, label in labels.items() if label in column.one_of)}
    listed = ", ".join(column.one_of[:_MOST_LISTED])
    more = ", ..." if len(column.one_of) > _MOST_LISTED else ""

    def careful(text: str) -> Answer:
        if allowed and text not in allowed:
            return Answer(why=f"S109 is not one of: {listed}{more}; capitals count")
        return Answer(labels.get(text, text))

    tries: tuple[Try, ...] = () if labels or allowed else (_as_written,)
    return Reader(pl.String, tries, careful)


def truth_reader() -> Reader:
    """Read yes and no, true and false, 1 and 0, in any case (Boolean)."""
    known = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)

    def attempt(texts: pl.Expr) -> pl.Expr:
        return texts.str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.Boolean)

    return Reader(pl.Boolean, (attempt,), lambda _: Answer(why="S108 is neither yes nor no"))


def band_reader(column: SourceColumn) -> Reader:
    """Read whole numbers and give the label of the band that each lies in, 'not known' outside all."""
    numbers = float_reader(column)

    def careful(text: str) -> Answer:
        number = numbers.careful(text)
        if not isinstance(number.value, float):
            return number
        if not number.value.is_integer():
            return Answer(why="S103 is not a whole number")
        return Answer(_band(number.value, column.bands))

    return Reader(pl.String, (), careful)


def _as_written(texts: pl.Expr) -> pl.Expr:
    return texts


def _band(number: float, bands: tuple[Band, ...]) -> str:
    for band in bands:
        if band.low <= number and (band.high is None or number <= band.high):
            return band.label
    return NOT_IN_A_BAND
