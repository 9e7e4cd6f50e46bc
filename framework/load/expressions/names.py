"""What the names in an expression may mean: the columns and terms of one source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from framework.model.expressions import Expression
from framework.model.sources import ColumnType, SourceColumn

RESERVED: Final = frozenset(
    {"and", "or", "not", "in", "between", "is", "null", "true", "false", "all", "period_end"}
)
"""Words of the language, which no column or term may be called."""

KIND_WORDS: Final = {
    ColumnType.TEXT: "a text",
    ColumnType.NUMBER: "a number",
    ColumnType.DATE: "a date",
    ColumnType.TRUTH: "a condition",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an expression: what it is, what it gives, where it began, how much it holds.

    One that fits everywhere stands for a name that was refused.
    """

    expression: Expression
    kind: ColumnType
    at: int
    size: int = 1
    depth: int = 1
    fits: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """The columns and terms of a source. A term that is None was refused where it is declared.

    `vague` columns were refused where they are declared. `known_as` says what the names are where
    they do not belong to a source.
    """

    source: str
    columns: Mapping[str, SourceColumn]
    terms: Mapping[str, Piece | None] = field(default_factory=dict)
    knows_period_end: bool = False
    known_as: str = ""
    vague: frozenset[str] = frozenset()
    read: dict[str, Piece] = field(default_factory=dict, init=False, compare=False, repr=False)
    """Expressions that were read with these names: hundreds of indicators say the same."""

    def every(self) -> tuple[str, ...]:
        """Give all names, for suggestions."""
        return (*self.columns, *self.vague, *self.terms)


def members_of(column: SourceColumn) -> tuple[str, ...]:
    """Give the values that a column may hold as indicators see them, or nothing when any is allowed."""
    if column.bands:
        return tuple(band.label for band in column.bands)
    labels = column.labels or {}
    if column.one_of:
        return tuple(dict.fromkeys(labels.get(value, value) for value in column.one_of))
    return tuple(dict.fromkeys(labels.values()))
