"""Which figures lack rows: those in which a row would count, or might, had no cell of it failed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.expressions import Expression, IsNull, Not, columns_of
from framework.model.measures import StandardisedRatio
from framework.model.results import NOT_KNOWN_MEMBER
from framework.model.sources import AREA, JOINT, PERIOD, SourceColumn
from indicators.measures.cells import closing_months, months_of
from indicators.measures.layouts import Layout, SeriesSet
from indicators.measures.members import Dimension, text_of
from indicators.measures.needs import Needs
from indicators.measures.places import Places
from indicators.measures.primitives import Axis, Lies, uses_period_end
from indicators.measures.rendering import Renderer
from indicators.measures.spans import Coverage, Windows
from indicators.measures.tasks import Task
from indicators.quality.unread import FAILED, has_failed, named, unread_path

BEGINS: Final = " begins"
ENDS: Final = " ends"

Truths = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sought:
    """Rows that would count where every condition holds, laid along an axis, told apart by columns."""

    where: tuple[Expression, ...]
    axis: Axis
    names: tuple[str, ...] = ()

    @property
    def is_stock(self) -> bool:
        return self.axis.how in (Lies.OPENED, Lies.OPEN)


@dataclass(frozen=True, slots=True)
class UnreadRows:
    """The rows of one source that no figure is made of because a cell failed, as connect left them.

    `in_doubt` are used, but in other conditions than those over the columns that they name as failed:
    what was worked out of other rows there may be wrong.
    """

    rows: pl.DataFrame
    renderer: Renderer
    in_doubt: pl.DataFrame | None = None

    def lying(self, sought: Sought, coverage: Coverage) -> pl.DataFrame:
        """Give where such rows lie, each place once: AREA, the texts of the names, BEGINS and ENDS.

        A condition over a cell that failed might hold, and a text is as `member_text` gives it. An
        area may be several codes, joined by JOINT. BEGINS is a month counted from the first covered
        one; a stock's rows lie up to ENDS. A row whose month is not known lies nowhere.
        """
        source, rows = self.renderer.source, self.that_may_hold(sought.where)
        if self.in_doubt is not None and self._asks_what_is_in_doubt(sought, self.in_doubt):
            doubtful = UnreadRows(self.in_doubt, self.renderer).that_may_hold(sought.where)
            rows = pl.concat([rows, doubtful], how="diagonal_relaxed")
        if PERIOD in rows.columns:
            rows = rows.with_columns(pl.col(PERIOD).cast(pl.Categorical))
        opened = Axis(Lies.OPENED, sought.axis.date) if sought.is_stock else sought.axis
        begins = pl.Series(BEGINS, months_of(opened, rows, coverage))
        ends = closing_months(sought.axis, rows, coverage) if sought.is_stock else begins + 1
        members = [member_text(source.column(name), has_failed(name)) for name in sought.names]
        placed = rows.select(AREA, *members).with_columns(begins, pl.Series(ENDS, ends))
        return placed.filter(pl.col(BEGINS) >= 0).drop_nulls(AREA).unique()

    def _asks_what_is_in_doubt(self, sought: Sought, in_doubt: pl.DataFrame) -> bool:
        asked = frozenset[str]().union(*map(columns_of, sought.where))
        return any(named(name) in in_doubt[FAILED][0] for name in asked)

    def that_may_hold(self, conditions: Iterable[Expression]) -> pl.DataFrame:
        """Give the rows of which every condition may hold: over a cell that failed any might."""
        rows, there = self.rows, frozenset(self.rows.columns)
        for one in conditions:
            if not uses_period_end(one) and columns_of(one) <= there:
                rows = rows.filter(self._may_hold(one))
        return rows

    def _may_hold(self, condition: Expression) -> pl.Expr:
        failed = [has_failed(name) for name in sorted(columns_of(condition))]
        return pl.any_horizontal(self.renderer.truth(condition), *failed)


def unread_beside(
    path: Path, renderer: Renderer, in_doubt: pl.DataFrame | None = None
) -> UnreadRows | None:
    """Give the rows that are used for no figure, kept beside those that are; None where none are."""
    kept = unread_path(path)
    if kept.is_file():
        return UnreadRows(pl.read_parquet(kept), renderer, in_doubt)
    return None if in_doubt is None else UnreadRows(in_doubt.clear(), renderer, in_doubt)


def asked_of_unread(tasks: Iterable[Task]) -> frozenset[str]:
    """Name the columns that tell which figures of some indicators lack a row."""
    names = set[str]()
    for task in tasks:
        for where, axis in _sides(task.needs):
            names |= {axis.date, axis.until}.union(*map(columns_of, where))
        names |= {each.name for one in task.layout.sets for each in one.dimensions}
    return frozenset(names)


def member_text(column: SourceColumn, failed: pl.Expr) -> pl.Expr:
    """Give the text by which a row names its member, null where that cell failed: it may be any."""
    text = text_of(column).fill_null(NOT_KNOWN_MEMBER)
    return pl.when(~failed).then(text).alias(column.name)


def incomplete(
    task: Task, kept: Truths, rows: UnreadRows, coverage: Coverage, places: Places
) -> Truths:
    """Say of every [series, period] of an indicator whether a row that might count there is lacking.

    A row of which nobody knows the member is lacking in every member that is `kept` [series], or of
    which another row is lacking: it is no reason to speak of those that no row of the area has. What
    is lacking in the area that others are held against is lacking in all of them.
    """
    found, anybodys = _lacking(task.layout, task, rows, coverage, places)
    spoken_of = kept | found.any(axis=1)
    found |= anybodys & spoken_of[:, np.newaxis]
    measure = task.indicator.measure
    if isinstance(measure, StandardisedRatio):
        held_against = Layout((SeriesSet((), (measure.reference,)),))
        found |= _lacking(held_against, task, rows, coverage, places)[0]
    return found


def _lacking(
    layout: Layout, task: Task, rows: UnreadRows, coverage: Coverage, places: Places
) -> tuple[Truths, Truths]:
    """Say of every [series, period] whether it lacks a row of its own, and one that may be any member's."""
    found = np.zeros((2, layout.count, len(task.windows.periods)), dtype=bool)
    own, anybodys = found
    first = 0
    for one in layout.sets:
        area_of = {code: index for index, code in enumerate(one.areas)}
        for where, axis in _sides(task.needs):
            sought = Sought(where, axis, tuple(each.name for each in one.dimensions))
            lying = rows.lying(sought, coverage)
            starts, stops = _periods(lying, task.windows, stock=sought.is_stock)
            for row, start, stop in zip(lying.iter_rows(), starts, stops, strict=True):
                members = first + _members(one, row[1:-2])
                lacks = anybodys if None in row[1:-2] else own
                for code in {code for part in row[0].split(JOINT) for code in places.reach(part)}:
                    if code in area_of:
                        lacks[area_of[code] * one.members + members, start:stop] = True
        first += one.count
    return own, anybodys


def _sides(needs: Needs) -> Iterator[tuple[tuple[Expression, ...], Axis]]:
    """Give each kind of row that an indicator counts, once."""
    sides = {
        (one.adds.where, _whole(one.adds.axis, one.takes.axis if one.takes else None)): None
        for name, one in needs.amounts.items()
        if not name.endswith("_lost")
    }
    if needs.rows:
        sides[(*needs.rows.where, Not(IsNull(needs.rows.of))), needs.rows.axis] = None
    yield from sides


def _whole(adds: Axis, takes: Axis | None) -> Axis:
    return adds if takes is None else Axis(adds.how, adds.date, takes.until)


def _periods(
    lying: pl.DataFrame, windows: Windows, *, stock: bool
) -> tuple[Sequence[int], Sequence[int]]:
    """Give the first period in which each row lies, and the first after it in which it does not."""
    begins, ends = lying[BEGINS].to_numpy(), lying[ENDS].to_numpy()
    if stock:
        at = windows.ends - 1
        return np.searchsorted(at, begins).tolist(), np.searchsorted(at, ends).tolist()
    start = np.searchsorted(windows.ends, begins, side="right")
    stop = np.searchsorted(windows.begins, begins, side="right")
    return start.tolist(), np.maximum(start, stop).tolist()


def _members(one: SeriesSet, texts: Sequence[str | None]) -> Numbers:
    """Give the places of the crossed members that a row may have; none where no row that is used has it."""
    places = np.zeros(1, dtype=np.int64)
    for dimension, text in zip(one.dimensions, texts, strict=True):
        places = (places[:, np.newaxis] * dimension.size + _places_in(dimension, text)).ravel()
    return places


def _places_in(dimension: Dimension, text: str | None) -> Numbers:
    if text is None:
        return np.arange(dimension.size)
    place = dimension.places.get(text)
    if place is None and text == NOT_KNOWN_MEMBER and dimension.null_place >= 0:
        place = dimension.null_place
    return np.array([] if place is None else [place], dtype=np.int64)
