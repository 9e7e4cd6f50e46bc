"""Keys that must differ in every row: one column, or several together."""

from typing import Final

import polars as pl

from framework.model.expectations import Keep, Then, Unique
from framework.model.sources import AREA, FILE, PERIOD, ROW, Source
from indicators.quality.catalogue import RULES
from indicators.quality.findings import Asked, Check
from indicators.quality.words import AREA_WORD, PERIOD_WORD, header_of, headers_of

_TOLD: Final = 3


def uniques_of(source: Source) -> tuple[Unique, ...]:
    """Give every key of a source: those of its columns, then those declared under `expect`."""
    own = (
        Unique((column.name,), column.then or Then.STOP)
        for column in source.columns
        if column.unique
    )
    return (*own, *source.expect.unique)


def ask_unique(rule: Unique, rows: pl.LazyFrame, source: Source) -> Asked:
    """Find the rows whose key stands more than once. Rows in which a part of it is empty are not asked."""
    keys = [_frame_name(source, name) for name in rule.columns]
    filled = pl.all_horizontal(pl.col(key).is_not_null() for key in keys)
    key = pl.struct(keys)
    counts, again = pl.collect_all(
        [
            rows.select(pl.len(), filled.sum().alias("filled")),
            rows.select(*dict.fromkeys(keys), FILE, ROW).filter(filled).filter(key.is_duplicated()),
        ]
    )
    every, asked = counts.row(0)
    failing = again.filter(_fails(rule, key)).select(FILE, ROW)
    name = headers_of(source, rule.columns)
    check = Check("S121", name, rule.then.value, asked, failing.height, every - asked)
    reason = _said(rule, source, again, keys) if again.height else ""
    keeps_one = rule.keep is not Keep.NONE
    return Asked(check, failing, name, RULES["S121"].found, reason, repeats=keeps_one)


def _frame_name(source: Source, name: str) -> str:
    if name in {column.name for column in source.columns}:
        return name
    return {AREA_WORD: AREA, PERIOD_WORD: PERIOD}[name]


def _fails(rule: Unique, key: pl.Expr) -> pl.Expr:
    if rule.then is not Then.QUARANTINE or rule.keep is Keep.NONE:
        return pl.lit(value=True)
    return ~(key.is_first_distinct() if rule.keep is Keep.FIRST else key.is_last_distinct())


def _said(rule: Unique, source: Source, again: pl.DataFrame, keys: list[str]) -> str:
    """Say where a key stands more than once, without saying the key."""
    groups = again.group_by(keys, maintain_order=True).agg(FILE, ROW)
    told = "; ".join(
        " and ".join(
            f"{file} row {row:,}" for file, row in zip(files[:_TOLD], rows[:_TOLD], strict=True)
        )
        for files, rows in groups.select(FILE, ROW).head(_TOLD).iter_rows()
    )
    more = f"; {groups.height - _TOLD:,} more" if groups.height > _TOLD else ""
    names = " and ".join(f"'{header_of(source, name)}'" for name in rule.columns)
    together = " together" if len(rule.columns) > 1 else ""
    return f"{names}{together} must differ in every row, but {told} have the same one{more}"
