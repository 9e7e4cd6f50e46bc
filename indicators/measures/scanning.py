"""One pass over the rows of a source: every primitive summed into its cells."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from framework.errors import MeasureError
from framework.model.expressions import Expression, columns_of
from indicators.measures.cells import Cube, Layer
from indicators.measures.exact import BATCHES, Ints
from indicators.measures.groupwork import Gathers, GroupWork, Tally, Wanted
from indicators.measures.intake import Intake
from indicators.measures.pieces import PIECE_ROWS, Common, common_of
from indicators.measures.planning import Group, grouped, shares_kept
from indicators.measures.primitives import Axis, Primitive
from indicators.measures.rendering import Renderer
from indicators.measures.stretches import families
from indicators.measures.stretchwork import StretchWork
from indicators.stopwatch import Stopwatch

MEMORY_BUDGET: Final = 768 * 2**20
"""How many bytes of sums are held at once; more primitives take another pass over the rows."""

Deliver = Callable[[Primitive, int, list[Ints]], None]
"""Takes the planes of a primitive in a cube once all rows are in."""


_READING: Final = "reading rows and placing them"
_CONDITIONS: Final = "conditions that several look at"
_ROLLING_UP: Final = "adding up areas and breakdowns"


class Scan:
    """Passes over the rows of one source."""

    def __init__(
        self,
        layer: Layer,
        renderer: Renderer,
        asked_by: Mapping[Primitive, Sequence[str]],
        watch: Stopwatch | None = None,
        budget: int = 0,
    ) -> None:
        self.layer, self.renderer, self._asked_by = layer, renderer, asked_by
        self.watch, self.budget = watch or Stopwatch(), budget
        self.tally = Tally()

    def run(
        self,
        intake: Intake,
        wanted: Wanted,
        tables: Sequence[Gathers],
        deliver: Deliver,
        progress: Callable[[int, int], None],
    ) -> None:
        """Sum every primitive over all rows and deliver its planes, cube by cube.

        Primitives are taken in chunks that stay within the budget; each chunk reads the rows
        once. The tables are filled along with the first.

        Raises:
            MeasureError: a number is too large, or the rows are too many, to be summed exactly.
        """
        if len(intake.batches) > BATCHES:
            first = next(iter(self._asked_by.values()))[0]
            raise MeasureError(first, "its source has too many rows to be summed exactly")
        chunks: list[Wanted] = list(chunked(wanted, self.layer.cubes, self.budget)) or [{}]
        total = len(chunks) * len(intake.batches)
        for done, chunk in enumerate(chunks):
            fed = tables if done == 0 else ()
            for step in self._pass(intake, chunk, fed):
                progress(done * len(intake.batches) + step, total)
            self.hand_over(self.tally, deliver)

    def count_part(self, intake: Intake, layer: Layer, wanted: Wanted) -> Tally:
        """Sum some primitives over some of the rows, in a layer of fewer months.

        Raises:
            MeasureError: a number is too large to be summed exactly.
        """
        part = Scan(layer, self.renderer, self._asked_by, self.watch)
        for _ in part._pass(intake, wanted, ()):
            pass
        return part.tally

    def hand_over(self, tally: Tally, deliver: Deliver) -> None:
        """Deliver what was summed, and forget it."""
        with self.watch.over("compute", self.layer.source.id, scan=_ROLLING_UP):
            for one, cube in list(tally.planes):
                # Each is let go before the next, so that what is made of them needs no room of its own.
                deliver(one, cube, tally.planes.pop((one, cube)))

    def groups(
        self, intake: Intake, wanted: Wanted
    ) -> tuple[tuple[Group, ...], Mapping[Expression, float]]:
        """Say how primitives would be scanned, by the first rows, and what share each condition keeps.

        Nothing is summed.
        """
        frame = next(iter(intake.read(_columns(wanted, self.layer))))
        placed = self.layer.placed(frame, _needing_ends(wanted, ()))
        shares = shares_kept(wanted, placed, self.renderer)
        return grouped(wanted, shares), shares

    def _pass(self, intake: Intake, chunk: Wanted, tables: Sequence[Gathers]) -> Iterator[int]:
        self.tally.begin(chunk, self.layer)
        ends = _needing_ends(chunk, tables)
        columns = _columns(chunk, self.layer).union(*(table.columns for table in tables))
        work: list[GroupWork] | None = None
        walks: list[StretchWork] = []
        alone: list[Gathers] = []
        source = self.layer.source.id
        for step, placed in enumerate(self._placed(intake, columns, ends), start=1):
            if work is None:
                work, walks, common = self._planned(chunk, placed)
                alone = [one for one in tables if not any(g.takes_along(one) for g in work)]
            for group in work:
                if group.tables:
                    self._fed(group.tables, group.narrowed(placed))
            self._grouped(work, common, placed)
            for walk in walks:
                with self.watch.shared(source, walk.name, walk.shares):
                    walk.add(placed, self.tally)
                self.watch.saw(placed.height, "compute", source, walk.name)
            self._fed(alone, placed)
            yield step
        for one, cubes in chunk.items():
            for cube in cubes[:1]:
                self.tally.tell(one, cube)

    def _grouped(self, work: Sequence[GroupWork], common: Common, placed: pl.DataFrame) -> None:
        """Add a batch to the sums of all groups: piece by piece, so that its rows stay near."""
        source = self.layer.source.id
        for group in work:
            with self.watch.shared(source, group.name, group.shares):
                group.begin(placed, self.tally)
            self.watch.saw(placed.height, "compute", source, group.name)
        for part in placed.iter_slices(PIECE_ROWS):
            with self.watch.over("compute", source, scan=_CONDITIONS):
                piece = common.worked_out(part, self.layer, placed.height)
            for group in work:
                with self.watch.shared(source, group.name, group.shares):
                    group.add(piece, self.tally)

    def _fed(self, tables: Sequence[Gathers], rows: pl.DataFrame) -> None:
        for table in tables:
            with self.watch.over("compute", self.layer.source.id, indicator=table.indicator):
                table.take(rows)

    def _placed(
        self, intake: Intake, columns: frozenset[str], ends: Sequence[Axis]
    ) -> Iterator[pl.DataFrame]:
        source, frames = self.layer.source.id, iter(intake.read(columns))
        while True:
            with self.watch.over("compute", source, scan=_READING):
                frame = next(frames, None)
                placed = None if frame is None else self.layer.placed(frame, ends)
            if placed is None:
                return
            self.watch.saw(placed.height, "compute", source, _READING)
            yield placed

    def _planned(
        self, chunk: Wanted, sample: pl.DataFrame
    ) -> tuple[list[GroupWork], list[StretchWork], Common]:
        kept_by = shares_kept(chunk, sample, self.renderer)
        columns = {column.name: column for column in self.layer.source.columns}
        found = families(chunk, columns, self.layer.cubes, kept_by, sample)
        along = {one for family in found.values() for one in family}
        with_all = chunk, self.layer, self.renderer, self._asked_by
        groups = grouped((one for one in chunk if one not in along), kept_by)
        walks = [
            StretchWork(name, {kin: found[kin] for kin in found if kin.column == name}, *with_all)
            for name in sorted({kin.column for kin in found})
        ]
        common = common_of(groups, kept_by, self.layer, self.renderer)
        return [GroupWork(group, *with_all, common) for group in groups], walks, common


def _needing_ends(chunk: Wanted, tables: Sequence[Gathers]) -> list[Axis]:
    axes = {one.axis for one in chunk if one.uses_period_end}
    axes |= {table.axis for table in tables if table.uses_period_end}
    return sorted(axes, key=repr)


def _columns(chunk: Wanted, layer: Layer) -> frozenset[str]:
    parts = [part for one in chunk for part in (*one.where, *one.factors)]
    return layer.columns.union(*(columns_of(part) for part in parts))


def chunked(wanted: Wanted, cubes: Sequence[Cube], budget: int = 0) -> Iterator[Wanted]:
    """Part primitives into chunks whose sums stay within some bytes, MEMORY_BUDGET unless fewer are said."""
    budget = min(budget or MEMORY_BUDGET, MEMORY_BUDGET)
    chunk: dict[Primitive, Sequence[int]] = {}
    held = 0
    for one, places in wanted.items():
        size = sum(8 * (1 + cubes[place].cells) for place in places)
        if chunk and held + size > budget:
            yield chunk
            chunk, held = {}, 0
        chunk[one] = places
        held += size
    if chunk:
        yield chunk
