"""Published values of areas that were merged: their counts are added, their rates are not known.

Nobody can make the rate of two areas from their two rates. Where a value is made from published
counts, the counts of all parts add up to those of the area of today.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AnySet
from typing import Any, Final

import polars as pl

from framework.model.sources import STATUS, CellStatus

OWN: Final = " own"
"""The code of the area that a row was published for, before it was merged into another."""

_KEY: Final = ("area", "home", "breakdown")
_COUNTS: Final = frozenset({"numerator", "denominator"})
_WEAKEST: Final = (
    CellStatus.SUPPRESSED,
    CellStatus.UNAVAILABLE,
    CellStatus.NOT_APPLICABLE,
    CellStatus.ROUNDS_TO_ZERO,
    CellStatus.LOW_RELIABILITY,
    CellStatus.ESTIMATED,
    CellStatus.PROVISIONAL,
    CellStatus.REVISED,
    CellStatus.FINAL,
    CellStatus.OUTTURN,
)
"""Of several parts the whole is no better than the first of these that is said of one."""

MadeOf = Callable[[str, AnySet[str]], AnySet[str] | None]


def whole_areas(rows: pl.DataFrame, whys: Mapping[str, str], made_of: MadeOf) -> pl.DataFrame:
    """Give one row an area of today, period and breakdown.

    Args:
        rows: with the columns area, home, breakdown, OWN and STATUS, one row a key and OWN.
        whys: for each column of numbers the column of its status.
        made_of: which of some codes make up an area together, None when some lack.
    """
    merged = rows.filter(pl.col(OWN) != pl.col("area")).select(_KEY).unique()
    if merged.is_empty():
        return rows
    apart = rows.join(merged, on=_KEY, how="anti", nulls_equal=True)
    held = rows.join(merged, on=_KEY, how="semi", nulls_equal=True)
    made = [
        _whole(parts.sort(OWN).to_dicts(), whys, made_of)
        for parts in held.partition_by(_KEY, maintain_order=True)
    ]
    return pl.concat([apart, pl.DataFrame(made, schema=rows.schema)])


def _whole(
    parts: Sequence[dict[str, Any]], whys: Mapping[str, str], made_of: MadeOf
) -> dict[str, Any]:
    needed = made_of(parts[0]["area"], {part[OWN] for part in parts})
    used = [part for part in parts if needed is not None and part[OWN] in needed]
    if len(used) == 1:
        return used[0]
    whole = dict(parts[0]) | {STATUS: _weakest([part[STATUS] for part in used])}
    for name, why in whys.items():
        numbers = [part[name] for part in used]
        adds_up = name in _COUNTS and bool(used) and None not in numbers
        whole[name] = sum(numbers) if adds_up else None
        said = _weakest([part[why] for part in used])
        whole[why] = said if adds_up or said else CellStatus.UNAVAILABLE.value
    return whole


def _weakest(statuses: Sequence[str | None]) -> str | None:
    return next((status.value for status in _WEAKEST if status.value in statuses), None)
