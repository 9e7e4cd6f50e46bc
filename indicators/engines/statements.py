"""The statements that sum primitives inside an engine: one for each shared condition, axis and cube.

Rows are grouped by the texts of their area, their members and the number of their month, so that a
statement knows nothing of memberships or of the months a run covers; those are looked up in what
comes back, which is never more than the declared cells.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import ibis

from framework.model.expressions import Expression, columns_of
from framework.model.frameworks import Framework
from framework.model.sources import AREA, PERIOD, Source
from indicators.engines.meaning import NO, WIDE, Meaning, Said, month_number
from indicators.measures.cells import Cube, Layer
from indicators.measures.groupwork import Wanted
from indicators.measures.needs import RowsWanted
from indicators.measures.planning import Group
from indicators.measures.primitives import Axis, Lies, Primitive, uses_period_end
from indicators.measures.rendering import all_of
from indicators.measures.spans import Coverage

MONTH: Final = "month"
VALUE: Final = "value"
UNTIL: Final = "until"
COUNT: Final = "rows"
_END: Final = "period end"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `sums` names, for each primitive, the column of its sum; `cube` None: rows only."""

    said: Said
    shared: Expression | None
    axis: Axis
    cube: int | None
    sums: Mapping[Primitive, str]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the statements of one source over its clean rows."""

    source: Source
    framework: Framework
    rows: Said
    coverage: Coverage

    def of_groups(
        self, groups: Iterable[Group], wanted: Wanted, layer: Layer
    ) -> tuple[Statement, ...]:
        """Write what sums some groups of primitives."""
        parted: dict[tuple[Expression | None, Axis, int | None], list[Primitive]] = {}
        for group in groups:
            for one in group.primitives:
                for cube in wanted[one] or (None,):
                    parted.setdefault((group.shared, one.axis, cube), []).append(one)
        return tuple(
            self._statement(shared, axis, cube, held, layer)
            for (shared, axis, cube), held in parted.items()
        )

    def _only(self, parts: Iterable[Expression], axis: Axis, cubes: Iterable[Cube]) -> Said:
        """Give the rows with no other columns than a statement needs."""
        names = {AREA, *axis.columns, *_dimension_names(cubes)}.union(*map(columns_of, parts))
        return self.rows.select(*(name for name in self.rows.columns if name in names))

    def _statement(
        self,
        shared: Expression | None,
        axis: Axis,
        cube: int | None,
        held: Sequence[Primitive],
        layer: Layer,
    ) -> Statement:
        ends = any(one.uses_period_end for one in held)
        cubes = () if cube is None else (layer.cubes[cube],)
        parts = {part for one in held for part in (*one.where, *one.factors)}
        rows = self._laid(self._only(parts, axis, cubes), axis, ends=ends)
        if shared is not None:
            rows = rows.filter(self._meaning(rows).condition(shared))
        meaning = self._meaning(rows)
        sums: dict[Primitive, str] = {}
        asked = {}
        for one in held:
            sums[one] = f"sum {len(sums)}"
            rest = all_of(part for part in one.where if part != shared)
            where = None if rest is None else meaning.condition(rest)
            asked[sums[one]] = _summed(rows, one, where, meaning)
        names = _dimension_names(cubes)
        return Statement(
            rows.group_by([AREA, *names, MONTH]).aggregate(**asked), shared, axis, cube, sums
        )

    def of_rows(
        self, wanted: RowsWanted, cubes: Sequence[Cube], months: Iterable[int], *, is_number: bool
    ) -> Said:
        """Write what tells the rows of a percentile or a count of different values, equal ones once.

        `months` are those at whose ends open rows are looked at.
        """
        parts = (*wanted.where, wanted.of)
        rows = self._only(parts, wanted.axis, cubes)
        if wanted.axis.how is Lies.OPEN:
            rows = self._open_rows(rows, wanted.axis, months)
        else:
            rows = self._laid(rows, wanted.axis, ends=any(map(uses_period_end, parts)))
        condition = all_of(wanted.where)
        if condition is not None:
            rows = rows.filter(self._meaning(rows).condition(condition))
        meaning = self._meaning(rows)
        value = meaning.number(wanted.of) if is_number else meaning.value(wanted.of)
        made = {VALUE: value}
        if wanted.axis.until and wanted.axis.how is not Lies.OPEN:
            made[UNTIL] = month_number(rows[wanted.axis.until])
        rows = rows.mutate(**made).filter(lambda row: row[VALUE].notnull())
        keys = [AREA, *_dimension_names(cubes), MONTH, *made]
        return rows.group_by(keys).aggregate(**{COUNT: rows.count()})

    def of_shares(self, parts: Sequence[Expression], most: int) -> Said:
        """Ask of some rows how many meet each condition: about right is enough."""
        rows = self.rows.limit(most)
        meaning = self._meaning(rows)
        counts = {
            f"met {index}": rows.count(where=meaning.condition(part))
            for index, part in enumerate(parts)
        }
        return rows.aggregate(**{COUNT: rows.count()}, **counts)

    def of_met(self, parts: Sequence[Expression]) -> Said:
        """Ask how many rows meet each condition, looked at on the last covered day."""
        end = ibis.literal(self.coverage.last_day_of(self.coverage.months - 1))
        rows = self.rows.mutate(**{_END: end})
        meaning = self._meaning(rows)
        counts = {
            f"met {index}": rows.count(where=meaning.condition(part))
            for index, part in enumerate(parts)
        }
        return rows.aggregate(**counts)

    def _meaning(self, rows: Said) -> Meaning:
        columns = {column.name: column for column in self.source.columns}
        end = rows[_END] if _END in rows.columns else None
        return Meaning(rows, columns, self.framework.bank_holidays, end)

    def _laid(self, rows: Said, axis: Axis, *, ends: bool) -> Said:
        """Give rows with the number of their month, or with the text of their period."""
        if axis.how is Lies.OPEN:
            return self._open_rows(rows, axis, range(self.coverage.months))
        month = rows[PERIOD] if axis.how is Lies.IN_PERIOD else _month(rows, axis)
        rows = rows.mutate(**{MONTH: month})
        return rows.mutate(**{_END: self._last_day(rows, axis)}) if ends else rows

    def _open_rows(self, rows: Said, axis: Axis, months: Iterable[int]) -> Said:
        """Give each row once for every one of some months at whose end it is open."""
        days = [self.coverage.last_day_of(month) for month in months]
        rows = rows.mutate(**{_END: ibis.array([ibis.literal(day) for day in days]).unnest()})
        rows = rows.mutate(**{MONTH: month_number(rows[_END])})
        held = month_number(rows[axis.date]) <= rows[MONTH]
        if axis.until:
            until = rows[axis.until]
            held = held & (until.isnull() | (month_number(until) > rows[MONTH]))
        return rows.filter(held.fill_null(NO))

    def _last_day(self, rows: Said, axis: Axis) -> Said:
        """A stock's rows as a whole are looked at on the last day of all, for want of a period."""
        last = self.coverage.months - 1
        if axis.how is Lies.OPENED:
            opened = month_number(rows[axis.date])
            inside = opened <= number_of(self.coverage.last_day_of(last))
            day = ibis.literal(self.coverage.last_day_of(last))
            return inside.ifelse(day, ibis.null("date"))
        named = [
            (rows[MONTH] == number_of(day), ibis.literal(day))
            for day in (self.coverage.last_day_of(month) for month in range(last + 1))
        ]
        return ibis.cases(*named, else_=ibis.null("date"))


def number_of(day: date) -> int:
    """Count months from the year nought, as `meaning.month_number` does."""
    return day.year * 12 + day.month


def _month(rows: Said, axis: Axis) -> Said:
    if axis.how is not Lies.CLOSED:
        return month_number(rows[axis.date])
    opened, closed = month_number(rows[axis.date]), month_number(rows[axis.until])
    later = (closed > opened).ifelse(closed, opened)
    # a row that was never opened, or is still open, is closed in no month
    return (opened.isnull() | closed.isnull()).ifelse(ibis.null("int64"), later)


def _summed(rows: Said, one: Primitive, where: Said, meaning: Meaning) -> Said:
    if not one.factors:
        return rows.count(where=where)
    product = meaning.number(one.factors[0]).cast(WIDE)
    for factor in one.factors[1:]:
        product = product * meaning.number(factor).cast(WIDE)
    return product.sum(where=where)


def _dimension_names(cubes: Iterable[Cube]) -> list[str]:
    return list(dict.fromkeys(each.name for cube in cubes for each in cube.dimensions))
