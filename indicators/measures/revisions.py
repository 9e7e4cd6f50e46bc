"""One value a key: exact repeats once, the latest revision, and a refusal of what contradicts."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from framework.errors import MeasureError
from framework.model.sources import FILE, ROW, STATUS, CellStatus

_STANDING: Final = {
    CellStatus.PROVISIONAL.value: 0,
    CellStatus.REVISED.value: 2,
    CellStatus.FINAL.value: 3,
    CellStatus.OUTTURN.value: 3,
}
"""Which of several revisions stands: the highest. A row without a status is between (1)."""

_STANDS: Final = " stands"


def standing(
    indicator: str, rows: pl.DataFrame, key: Sequence[str], values: Sequence[str]
) -> pl.DataFrame:
    """Keep one row a key.

    Args:
        indicator: named when rows are refused.
        rows: with STATUS, FILE and ROW.
        key: the columns of area, period and breakdown, in that order.
        values: the columns in which repeats must agree.

    Raises:
        MeasureError: rows of one key and one status hold different values.
    """
    place = pl.col(STATUS).replace_strict(_STANDING, default=1, return_dtype=pl.Int8)
    ranked = rows.with_columns(place.alias(_STANDS))
    latest = ranked.filter(pl.col(_STANDS) == pl.col(_STANDS).max().over(key)).drop(_STANDS)
    different = latest.unique([*key, *values], keep="first", maintain_order=True)
    clashes = different.filter(pl.len().over(key) > 1)
    if clashes.height:
        raise MeasureError(indicator, _contradiction(clashes.sort(*key, FILE, ROW), key))
    return different


def _contradiction(clashes: pl.DataFrame, key: Sequence[str]) -> str:
    """Say which rows differ, never what they hold."""
    first = clashes.row(0, named=True)
    same = clashes.filter(pl.col(name).eq_missing(pl.lit(first[name])) for name in key)
    rows = ", ".join(f"{row} of {file}" for file, row in same.select(FILE, ROW).iter_rows())
    area, period, breakdown = (first[name] for name in key)
    others = clashes.select(pl.struct(key).n_unique()).item() - 1
    return (
        f"rows {rows} give different values for area {area}, period {period}, "
        f"{breakdown or 'everybody'}"
        + (f", and {others} more such keys" if others else "")
        + "; fix a column that tells them apart in 'where', or put it in 'by'"
    )
