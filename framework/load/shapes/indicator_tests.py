"""What a test beside an indicator may say: given rows and expected figures."""

from decimal import Decimal
from typing import Any, Final

from marshmallow import ValidationError, validates_schema

from framework.load.shapes.fields import Number, Said, Text, Written, one_word, refuse
from framework.load.shapes.nesting import ListOf, Part, Shape
from framework.load.syntax.documents import Items, Node, Table, Word

FIGURES: Final = ("value", "numerator", "denominator")
NO_FIGURE: Final = "none"
OWN_SOURCE: Final = ""
"""Stands for the indicator's own source, or its only part, where rows are given without a name."""

_NOT_ROWS: Final = "rows belong here, such as [{started: 2025-05-01}] or {episodes: [{...}]}"

Row = tuple[tuple[Word, Word], ...]


class GivenField(Said[dict[str, tuple[Row, ...]]]):
    """Rows of the indicator's own source, or a table of rows by source, or of figures by part."""

    def read(self, value: Node) -> dict[str, tuple[Row, ...]]:
        if isinstance(value, Items):
            return {OWN_SOURCE: _rows(value)}
        if not isinstance(value, Table):
            raise refuse("F208", _NOT_ROWS)
        read: dict[str, tuple[Row, ...]] = {}
        errors: dict[str, Any] = {}
        for name, rows in value.items():
            try:
                if not isinstance(rows, Items):
                    raise refuse("F208", _NOT_ROWS)
                read[name] = _rows(rows)
            except ValidationError as error:
                errors[name] = error.messages
        if errors:
            raise ValidationError(errors)
        return read


def _rows(items: Items) -> tuple[Row, ...]:
    if not items:
        raise refuse("F210", "at least 1 row must be given here")
    read, errors = [], {}
    for index, row in enumerate(items):
        try:
            if not isinstance(row, Table):
                raise refuse("F208", "a row is written as {column: value, ...}")
            filled = {name: cell for name, cell in row.items() if cell != ""}
            read.append(tuple((name, one_word(cell)) for name, cell in filled.items()))
        except ValidationError as error:
            errors[index] = error.messages
    if errors:
        raise ValidationError(errors)
    return tuple(read)


class FigureField(Said[tuple[Decimal | None, ...]]):
    """A number, or `none` where there must be no figure. Nothing at all where it is not said."""

    number: Final = Number()

    def read_word(self, word: Word) -> tuple[Decimal | None, ...]:
        return (None,) if word == NO_FIGURE else (self.number.read_word(word),)


class GivenFigureShape(Shape):
    """A figure of an indicator that another one is made of."""

    period = Written(required=True)
    area = Written(load_default=None)
    breakdown = Written(load_default=None)
    value = FigureField(required=True)
    denominator = FigureField(load_default=(None,))


class ExpectedShape(Shape):
    """The figures that one result must have."""

    period = Written(required=True)
    area = Written(load_default=None)
    breakdown = Text(load_default="")
    value = FigureField(load_default=())
    numerator = FigureField(load_default=())
    denominator = FigureField(load_default=())

    @validates_schema
    def need_a_figure(self, said: Any, **_kwargs: Any) -> None:
        if not any(said[name] for name in FIGURES):
            raise refuse("F202", "what is expected? Say 'value', 'numerator' or 'denominator'")


class IndicatorTestShape(Shape):
    """Given these rows, expect these figures."""

    title = Text(load_default="")
    given = GivenField(required=True)
    expect = ListOf(Part(ExpectedShape()), at_least=1, alone="allowed", required=True)
