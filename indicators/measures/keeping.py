"""Counts a source piece by piece, and takes from what is kept whatever did not change."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Final

import numpy as np

from framework.model.expressions import columns_of
from framework.model.periods import add_months
from indicators.measures.cells import Cube, Layer
from indicators.measures.exact import BATCHES, Ints
from indicators.measures.groupwork import Gathers, Tally, Wanted
from indicators.measures.intake import Intake
from indicators.measures.partials import SEMANTICS, Partial, Partials, RowsOfFile
from indicators.measures.primitives import Axis, Lies, Primitive
from indicators.measures.scanning import Deliver, Scan, chunked

_KEPT: Final = "sums that were kept"
_ALONG_DATES: Final = frozenset({Lies.DATED, Lies.OPENED, Lies.CLOSED})

Months = tuple[int, int]
"""The first of some months, counted from year 0, and the first after them."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of a piece, and for each axis the covered months in which they can lie."""

    piece: RowsOfFile
    intake: Intake
    layer: Layer
    months: Mapping[Axis, Months]


class KeptScan:
    """Does what a Scan does, and counts again only what is not kept.

    What looks at the end of the period, at other rows, or lies in periods of its own is counted
    anew: it does not follow from the rows of one file and their dates alone.
    """

    def __init__(self, scan: Scan, partials: Partials) -> None:
        self._scan, self._partials = scan, partials
        layer, framework = scan.layer, scan.renderer.framework
        geography = framework.geography
        known = sorted(geography.by_code), geography.changes, sorted(framework.bank_holidays)
        self._known = hashlib.sha256(repr((SEMANTICS, known)).encode()).hexdigest()
        self._dimensions = [_words_of(cube) for cube in layer.cubes]
        self._atoms = [_codes_of(cube) for cube in layer.cubes]

    def run(
        self,
        intake: Intake,
        wanted: Wanted,
        tables: Sequence[Gathers],
        deliver: Deliver,
        progress: Callable[[int, int], None],
    ) -> None:
        """Sum every primitive over all rows and deliver its planes, as Scan.run does."""
        parts = self._parts(intake)
        kept = {one: cubes for one, cubes in wanted.items() if parts and _keeps(one, intake)}
        rest = {one: cubes for one, cubes in wanted.items() if one not in kept}
        if kept:
            self._run_kept(parts, kept, deliver)
        if rest or tables:
            self._scan.run(intake, rest, tables, deliver, progress)

    def _run_kept(self, parts: Sequence[_Part], kept: Wanted, deliver: Deliver) -> None:
        scan, source = self._scan, self._scan.layer.source.id
        for chunk in chunked(kept, scan.layer.cubes, scan.budget):
            total = Tally()
            total.begin(chunk, scan.layer)
            for part in parts:
                with scan.watch.over("compute", source, scan=_KEPT):
                    held = self._partials.of(source, part.piece)
                    keys = {self._key(part, one, cube): (one, cube) for one, cube in _each(chunk)}
                    found = {
                        key: partial
                        for key, partial in held.partials(list(keys)).items()
                        if self._places(partial, keys[key][1]) is not None
                    }
                lacking = {key: keys[key] for key in keys if key not in found}
                if lacking:
                    found |= self._counted(part, lacking)
                with scan.watch.over("compute", source, scan=_KEPT):
                    self._add(total, found, keys)
            scan.tally.counts.update(total.counts)
            scan.hand_over(total, deliver)

    def _counted(
        self, part: _Part, lacking: Mapping[str, tuple[Primitive, int]]
    ) -> Mapping[str, Partial]:
        """Count what is lacking of a piece, and keep it."""
        wanted: dict[Primitive, list[int]] = {}
        for one, cube in lacking.values():
            wanted.setdefault(one, []).extend([cube] if cube >= 0 else [])
        tally = self._scan.count_part(part.intake, part.layer, wanted)
        first = _months_of(part.layer.coverage.first)
        made = {
            key: Partial(
                tally.counts[one],
                first,
                part.layer.coverage.months,
                tally.planes[one, cube] if cube >= 0 else [],
                self._atoms[cube] if cube >= 0 else (),
            )
            for key, (one, cube) in lacking.items()
        }
        self._partials.keep(self._scan.layer.source.id, part.piece, made)
        return made

    def _add(
        self,
        total: Tally,
        found: Mapping[str, Partial],
        keys: Mapping[str, tuple[Primitive, int]],
    ) -> None:
        counted = set()
        first = _months_of(self._scan.layer.coverage.first)
        for key, (one, cube) in keys.items():
            partial = found[key]
            if one not in counted:
                total.counts[one].rows += partial.counts.rows
                total.counts[one].outside += partial.counts.outside
                total.counts[one].scan = _KEPT
                counted.add(one)
            places = self._places(partial, cube)
            if cube >= 0 and places is not None:
                shape = self._scan.layer.cubes[cube].shape
                _lay(total.planes[one, cube], partial, places, partial.first - first, shape)

    def _places(self, partial: Partial, cube: int) -> Ints | None:
        """Give where each place of a partial lies now, -1 for what is in no row; None where it was cut
        otherwise than now and cannot be laid.
        """
        if cube < 0 or partial.atoms == self._atoms[cube]:
            return np.arange(len(partial.atoms))
        now = self._scan.layer.cubes[cube].atoms.of
        found = [{now[code] for code in codes if code in now} for codes in partial.atoms]
        if any(len(places) > 1 for places in found):
            return None
        return np.array([next(iter(places), -1) for places in found], dtype=np.int64)

    def _key(self, part: _Part, one: Primitive, cube: int) -> str:
        dimensions = self._dimensions[cube] if cube >= 0 else ""
        said = repr((one, dimensions, part.months[one.axis], self._known))
        return hashlib.sha256(said.encode()).hexdigest()[:40]

    def _parts(self, intake: Intake) -> tuple[_Part, ...]:
        layer = self._scan.layer
        pieces = self._partials.pieces_of(layer.source.id, intake.rows)
        axes = [axis for axis in layer.axes if axis.how in _ALONG_DATES]
        starts = accumulate((piece.rows for piece in pieces), initial=0)
        parts = [
            _part(piece, intake.part(start, start + piece.rows), layer, axes)
            for piece, start in zip(pieces, starts, strict=False)
            if piece.rows
        ]
        # So many batches are what exact sums are proved for.
        enough = sum(len(part.intake.batches) for part in parts) <= BATCHES
        return tuple(parts) if axes and enough else ()


def _keeps(one: Primitive, intake: Intake) -> bool:
    used = frozenset().union(*(columns_of(part) for part in (*one.where, *one.factors)))
    alone = intake.added is None or used.isdisjoint(intake.added.columns)
    return alone and one.axis.how in _ALONG_DATES and not one.uses_period_end


def _each(chunk: Wanted) -> Iterator[tuple[Primitive, int]]:
    """Give each primitive with each of its cubes; with -1 where only its rows are counted."""
    for one, cubes in chunk.items():
        for cube in cubes or (-1,):
            yield one, cube


def _part(piece: RowsOfFile, intake: Intake, layer: Layer, axes: Sequence[Axis]) -> _Part:
    """Find the covered months in which the rows of a piece can lie, and narrow its cubes to them."""
    names = sorted({name for axis in axes for name in axis.columns})
    extents = _extents(intake, names)
    covered = _months_of(layer.coverage.first), _months_of(layer.coverage.end)
    months = {axis: _inside(covered, [extents[name] for name in axis.columns]) for axis in axes}
    first = min(begin for begin, _ in months.values())
    end = max(first + 1, *(end for _, end in months.values()))
    at, until = first - covered[0], end - covered[0]
    begins = add_months(layer.coverage.first, at)
    edges = frozenset(range(until - at + 1))
    coverage = replace(
        layer.coverage, first=begins, known=layer.coverage.known[at:until], edges=edges
    )
    cubes = tuple(replace(cube, months=until - at) for cube in layer.cubes)
    narrow = replace(layer, coverage=coverage, cubes=cubes, axes=tuple(axes))
    return _Part(piece, intake, narrow, months)


def _extents(intake: Intake, names: Sequence[str]) -> Mapping[str, Months | None]:
    """Give the months from the first to the last day of some date columns; None without a day."""
    held: dict[str, list[date]] = {name: [] for name in names}
    for frame in intake.read(names):
        for name in names:
            ends = frame[name].min(), frame[name].max()
            held[name] += [day for day in ends if isinstance(day, date)]
    return {
        name: (_months_of(min(days)), _months_of(max(days)) + 1) if days else None
        for name, days in held.items()
    }


def _inside(covered: Months, extents: Sequence[Months | None]) -> Months:
    """Give the part of the covered months from the first to the last month of some columns."""
    known = [one for one in extents if one is not None]
    if not known:
        return covered[0], covered[0]
    begin = min(max(covered[0], min(begin for begin, _ in known)), covered[1] - 1)
    # What was opened before the first month counts in it.
    end = max(begin + 1, min(covered[1], max(end for _, end in known)))
    return begin, end


def _lay(
    total: list[Ints], partial: Partial, places: Ints, at: int, shape: tuple[int, ...]
) -> None:
    """Add the planes of fewer months to those of all, `at` so many months from their first."""
    count, months = shape[0], shape[-1]
    begin, end = max(0, at), min(months, at + partial.months)
    held = places >= 0
    for place, plane in enumerate(partial.planes):
        while len(total) <= place:
            total.append(np.zeros_like(total[0]))
        total[place][0] += plane[0]
        if begin < end:
            cells = plane[1:].reshape(len(places), -1, partial.months)
            whole = total[place][1:].reshape(count, -1, months)[:, :, begin:end]
            # Several places may have become one.
            np.add.at(whole, places[held], cells[held, :, begin - at : end - at])


def _words_of(cube: Cube) -> str:
    """Say what decides where the members of a row lie in a cube."""
    return repr([(one.name, one.members, sorted(one.places.items())) for one in cube.dimensions])


def _codes_of(cube: Cube) -> tuple[tuple[str, ...], ...]:
    """Give the codes that lie at each place along the first axis of a cube."""
    found: list[list[str]] = [[] for _ in range(cube.atoms.count)]
    for code, place in cube.atoms.of.items():
        found[place].append(code)
    return tuple(map(tuple, found))


def _months_of(day: date) -> int:
    return day.year * 12 + day.month - 1
