"""Published limits that cannot be: a lower one above the upper one. Both are left out, and it is said."""

import polars as pl


def without_crossed(indicator: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Empty both limits of rows where the lower one lies above the upper one; say how many there are."""
    if not {"lower", "upper"} <= set(rows.columns):
        return rows, ()
    crossed = (pl.col("lower") > pl.col("upper")).fill_null(value=False)
    count = int(rows.select(crossed.sum()).item())
    if not count:
        return rows, ()
    emptied = rows.with_columns(
        pl.when(~crossed).then(pl.col(name)).alias(name) for name in ("lower", "upper")
    )
    rows_have = "row has" if count == 1 else "rows have"
    said = (
        f"indicator '{indicator}': {count:,} published {rows_have} a lower limit above the upper "
        "one, which is shown without limits"
    )
    return emptied, (said,)
