"""Rows that stay where they are, in the tables of an engine: what can be asked of them before they are summed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

import polars as pl

from framework.model.expressions import Expression
from indicators.measures.intake import Intake, Texts
from indicators.measures.spans import Coverage


class RowsElsewhere(Protocol):
    """The clean rows of one source, of which only sums by area, member and month ever come here.

    Whatever is asked, a SourceError says why there is no answer.
    """

    @property
    def rows(self) -> int: ...

    def texts_in(self, columns: Iterable[str]) -> Mapping[str, Texts]:
        """Give the texts of some columns, sorted."""
        ...

    def distinct(self, name: str) -> pl.Series:
        """Give the different values of a column, null among them where some row has none."""
        ...

    def days_in(self, columns: Iterable[str]) -> Mapping[date, int]:
        """Give how many dates of some date columns fall on each day that has any."""
        ...

    def without_nulls(self, columns: Iterable[str]) -> frozenset[str]:
        """Give those of some columns in which every row has a value."""
        ...

    def met(self, parts: Sequence[Expression], coverage: Coverage) -> Sequence[int]:
        """Count the rows that meet each condition, looked at on the last covered day."""
        ...


AnyRows = Intake | RowsElsewhere
"""The rows of a source, wherever they lie."""
