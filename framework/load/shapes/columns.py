"""What a source may say of one of its columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from marshmallow import ValidationError

from framework.load.mistakes import shown
from framework.load.shapes.fields import Number, OneOf, Said, Text, Whole, YesNo, refuse, words_of
from framework.load.shapes.nesting import ListOf, Named, Part, Shape, Texts
from framework.load.syntax.documents import Node, Word, make_table
from framework.model.expectations import Then
from framework.model.sources import Band, CellStatus, ColumnType, SourceColumn

SCALES: Final = {"percent 0-100": Decimal(1), "percent 0-1": Decimal(100)}
"""What a published percentage is multiplied by to become 0 to 100."""


class BandField(Said[Band]):
    """'0-4', '85+' or '18': whole numbers from low to high."""

    def read_word(self, word: Word) -> Band:
        found = re.fullmatch(r"(\d{1,6})(?:(\+)|[-–](\d{1,6}))?", word)
        if not found:
            raise refuse("F209", f"{shown(word)} is not a band; write it as 0-4, 18 or 85+")
        low = int(found[1])
        high = None if found[2] else int(found[3] or low)
        if high is not None and high < low:
            raise refuse("F209", f"band {shown(word)} ends before it begins")
        return Band(str(word), low, high)


class ColumnShape(Shape):
    """One column of a source. Its name is its key, so the caller adds it."""

    from_ = ListOf(Text(), at_least=1, alone="allowed", data_key="from", load_default=())
    type = OneOf(words_of(ColumnType), load_default=ColumnType.TEXT)
    required = YesNo(load_default=False)
    unique = YesNo(load_default=False)
    private = YesNo(load_default=False)
    one_of = ListOf(Text(), at_least=1, load_default=())
    bands = ListOf(BandField(), at_least=1, load_default=())
    labels = Texts(Text(), at_least=1, load_default=None)
    order = ListOf(Text(), load_default=())
    decimals = Whole(0, 9, load_default=4)
    min = Number(load_default=None)
    max = Number(load_default=None)
    day_first = YesNo(load_default=True)
    percent_sign = YesNo(load_default=False)
    scale = OneOf(SCALES, load_default=None)
    missing = Texts(OneOf(words_of(CellStatus)), load_default=None)
    then = OneOf(words_of(Then), load_default=None)


class ColumnPart(Part):
    """A column of which nothing need be said: `sex:` alone is a text column headed 'sex'."""

    def read(self, value: Node) -> Any:
        if isinstance(value, Word) and value.is_blank:
            value = make_table(value.document, value.start)
        return super().read(value)


@dataclass(frozen=True, slots=True)
class DeclaredColumn:
    """A column, and what its published percentages are multiplied by where that is said."""

    column: SourceColumn
    multiply: Decimal | None


class Columns(Named):
    """All columns of a source. Where some are refused, the others come with the complaints."""

    def read(self, value: Node) -> dict[str, DeclaredColumn]:
        try:
            return _columns(super().read(value))
        except ValidationError as error:
            read = error.valid_data if isinstance(error.valid_data, dict) else {}
            raise ValidationError(error.messages, valid_data=_columns(read)) from None


def _columns(read: Mapping[str, Any]) -> dict[str, DeclaredColumn]:
    return {str(name): _column(str(name), said) for name, said in read.items()}


def _column(name: str, said: dict[str, Any]) -> DeclaredColumn:
    column = SourceColumn(
        name=name,
        headers=said["from_"] or (name,),
        type=said["type"],
        required=said["required"],
        unique=said["unique"],
        private=said["private"],
        one_of=said["one_of"],
        bands=said["bands"],
        decimals=said["decimals"],
        low=said["min"],
        high=said["max"],
        labels={str(raw): label for raw, label in said["labels"].items()}
        if said["labels"]
        else None,
        order=said["order"],
        day_first=said["day_first"],
        percent_sign=said["percent_sign"],
        missing={str(text): status for text, status in said["missing"].items()}
        if said["missing"]
        else None,
        then=said["then"],
    )
    return DeclaredColumn(column, said["scale"])
