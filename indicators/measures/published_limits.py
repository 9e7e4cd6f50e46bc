"""Published limits that cannot be: they are left out, and it is said how many."""

from collections.abc import Iterator
from typing import Final

import polars as pl

_PAIRS: Final = (("lower", "upper"), ("lower998", "upper998"))


def without_strange(indicator: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Empty the limits of rows whose value, or narrower limits, do not lie between them; count these rows."""
    pairs = [pair for pair in _PAIRS if set(pair) <= set(rows.columns)]
    if not pairs:
        return rows, ()
    strange = {pair: _strange(pair, rows.columns).fill_null(value=False) for pair in pairs}
    count = int(rows.select(pl.any_horizontal(*strange.values()).sum()).item())
    if not count:
        return rows, ()
    emptied = rows.with_columns(
        pl.when(~strange[pair]).then(pl.col(name)).alias(name) for pair in pairs for name in pair
    )
    rows_have = "row has" if count == 1 else "rows have"
    said = (
        f"indicator '{indicator}': {count:,} published {rows_have} limits that its figure does not lie "
        "between; such limits are not shown"
    )
    return emptied, (said,)


def _strange(pair: tuple[str, str], known: list[str]) -> pl.Expr:
    lower, upper = map(pl.col, pair)
    found = lower > upper
    for name in _within(pair):
        if name in known:
            found = found | (pl.col(name) < lower) | (pl.col(name) > upper)
    return found


def _within(pair: tuple[str, str]) -> Iterator[str]:
    """Give what must lie between a pair of limits: the value, and both limits that are narrower."""
    yield "value"
    if pair != _PAIRS[0]:
        yield from _PAIRS[0]
