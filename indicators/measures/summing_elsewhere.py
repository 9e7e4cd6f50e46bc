"""Sums of rows that stay where they are: what an engine that holds them must be able to do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from indicators.measures.cells import Layer
from indicators.measures.elsewhere import RowsElsewhere
from indicators.measures.groupwork import RowCounts, Wanted
from indicators.measures.primitives import Primitive
from indicators.measures.rendering import Renderer
from indicators.measures.rowtables import RowTable
from indicators.measures.scanning import Deliver
from indicators.measures.unread import UnreadRows


class SumsElsewhere(RowsElsewhere, Protocol):
    """The clean rows of one source, of which an engine makes the sums, and the rows that lack."""

    def unread(self, names: Iterable[str], renderer: Renderer) -> UnreadRows | None:
        """Give some columns of the rows that no figure is made of because a cell failed; None: none.

        Raises:
            SourceError: the engine does not answer.
        """
        ...

    def count(
        self,
        layer: Layer,
        asked_by: Mapping[Primitive, Sequence[str]],
        wanted: Wanted,
        tables: Sequence[RowTable],
        deliver: Deliver,
        progress: Callable[[int, int], None],
    ) -> Mapping[Primitive, RowCounts]:
        """Sum every primitive, deliver its planes cube by cube, and fill the tables.

        Raises:
            MeasureError: a number is too large.
            SourceError: the engine does not answer.
        """
        ...
