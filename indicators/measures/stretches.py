"""Which primitives differ in nothing but a stretch of one column, and are counted along it.

Ages from 5 to 10 and from 8 to 17, costs above a thousand and above two: such conditions share no
part, so each of them would be tested on every row. Where the rows stand in the order of the column,
each is all up to its end less all before its beginning.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

import polars as pl

from framework.model.expressions import Between, Column, Compare, Comparison, Expression, Value
from framework.model.sources import ColumnType, SourceColumn
from indicators.measures.cells import Cube
from indicators.measures.planning import least_costs
from indicators.measures.primitives import Axis, Lies, Primitive

FEWEST_MEMBERS: Final = 8
"""So many primitives at least make it worth while to put the rows in the order of a column."""

COST_OF_WALK: Final = 0.3
"""What it costs to walk along all rows once, against working out one primitive over all rows."""

_COST_OF_CELL: Final = 0.05
"""What a cell costs for each primitive, against a row."""

_LARGEST: Final = 2**62
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The whole numbers of a column from `low` up to `high`, itself left out. None: without that end."""

    low: int | None = None
    high: int | None = None

    def within(self, other: "Stretch") -> "Stretch":
        """Give what lies in both; where nothing does, a stretch without length."""
        lows = [one.low for one in (self, other) if one.low is not None]
        highs = [one.high for one in (self, other) if one.high is not None]
        low, high = max(lows, default=None), min(highs, default=None)
        if low is not None and high is not None:
            high = max(low, high)
        return Stretch(low, high)


@dataclass(frozen=True, slots=True)
class Kin:
    """What primitives have in common that differ in a stretch of a column alone."""

    column: str
    rest: tuple[Expression, ...]
    axis: Axis
    factors: tuple[Expression, ...]


Family = Mapping[Primitive, Stretch]


def families(
    wanted: Mapping[Primitive, Sequence[int]],
    columns: Mapping[str, SourceColumn],
    cubes: Sequence[Cube],
    kept_by: Mapping[Expression, float],
    sample: pl.DataFrame,
) -> Mapping[Kin, Family]:
    """Give the families that are quicker counted along their column than each member by itself.

    Args:
        wanted: the places of the cubes in which each primitive is summed.
        columns: the declared columns of the source, by name.
        cubes: those in which rows are counted.
        kept_by: the share of rows that each condition keeps.
        sample: one batch of rows.
    """
    whole = {
        name: column
        for name, column in columns.items()
        if name in sample.columns and sample[name].dtype in (pl.Int64, pl.Date)
    }
    found = _by_kin(wanted, whole)
    alone = least_costs(wanted, kept_by)

    def is_quicker(family: Family) -> bool:
        cells = sum(cubes[place].cells for one in family for place in wanted[one])
        along = COST_OF_WALK + _COST_OF_CELL * cells / max(1, sample.height)
        return along < sum(alone[one] for one in family)

    quicker = {kin: family for kin, family in found.items() if is_quicker(family)}
    members: dict[str, int] = defaultdict(int)
    for kin, family in quicker.items():
        members[kin.column] += len(family)
    return {kin: family for kin, family in quicker.items() if members[kin.column] >= FEWEST_MEMBERS}


def _by_kin(
    wanted: Iterable[Primitive], columns: Mapping[str, SourceColumn]
) -> Mapping[Kin, Family]:
    """Give each primitive that wants a stretch to its most numerous kin."""
    of = {one: dict(_readings(one, columns)) for one in wanted}
    size = Counter(kin for readings in of.values() for kin in readings)
    found: dict[Kin, dict[Primitive, Stretch]] = defaultdict(dict)
    for one, readings in of.items():
        if readings:
            largest = max(readings, key=lambda kin: (size[kin], kin.column))
            found[largest][one] = readings[largest]
    return found


def _readings(one: Primitive, columns: Mapping[str, SourceColumn]) -> Iterator[tuple[Kin, Stretch]]:
    """Give, for each column of which a primitive wants a stretch, that stretch and what else it wants."""
    if one.axis.how is Lies.OPEN or one.uses_period_end:
        return
    stretches = {part: stretch_of(part, columns) for part in one.where}
    for name in {held[0] for held in stretches.values() if held}:
        stretch = Stretch()
        rest = []
        for part, held in stretches.items():
            if held and held[0] == name:
                stretch = stretch.within(held[1])
            else:
                rest.append(part)
        yield Kin(name, tuple(rest), one.axis, one.factors), stretch


def stretch_of(part: Expression, columns: Mapping[str, SourceColumn]) -> tuple[str, Stretch] | None:
    """Give the column and the stretch that a condition asks for; None where it asks for something else.

    Numbers stand in a column as whole numbers scaled by its decimals, dates as days since 1970.
    """
    match part:
        case Comparison(operator, Column(name), Value(value)) if name in columns:
            stretch = _compared(operator, _scaled(value, columns[name]))
        case Between(Column(name), Value(low), Value(high)) if name in columns:
            above = _compared(Compare.AT_LEAST, _scaled(low, columns[name]))
            below = _compared(Compare.AT_MOST, _scaled(high, columns[name]))
            stretch = above.within(below) if above and below else None
        case _:
            return None
    return (name, stretch) if stretch else None


def _scaled(value: object, column: SourceColumn) -> Fraction | None:
    scaled = None
    if column.type is ColumnType.NUMBER and isinstance(value, Decimal):
        scaled = Fraction(value) * 10**column.decimals
    elif column.type is ColumnType.DATE and isinstance(value, date):
        scaled = Fraction((value - _EPOCH).days)
    return scaled if scaled is not None and abs(scaled) < _LARGEST else None


def _compared(operator: Compare, value: Fraction | None) -> Stretch | None:
    if value is None:
        return None
    match operator:
        case Compare.AT_LEAST:
            return Stretch(low=ceil(value))
        case Compare.MORE:
            return Stretch(low=floor(value) + 1)
        case Compare.LESS:
            return Stretch(high=ceil(value))
        case Compare.AT_MOST:
            return Stretch(high=floor(value) + 1)
        case Compare.EQUAL if value.denominator == 1:
            return Stretch(int(value), int(value) + 1)
        case _:
            return None
