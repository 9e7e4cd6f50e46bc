"""Checks between the cells of a row: declared rules, and values held against their counts."""

from datetime import date
from typing import Final

import polars as pl

from framework.model.expectations import Reconcile, Rule
from framework.model.expressions import columns_of
from framework.model.sources import FILE, ROW, Rows, Source, SourceColumn
from indicators.expressions import render
from indicators.quality.catalogue import RULES
from indicators.quality.findings import Asked, Check
from indicators.quality.words import first_places, headers_of, how_many

_FLOAT_NOISE: Final = 1e-9
_HOLDS: Final = "_holds"


def ask_rule(
    rule: Rule, rows: pl.LazyFrame, source: Source, bank_holidays: frozenset[date]
) -> Asked:
    """Ask a declared rule of every row. A row fails where it is false, not where it is unknown."""
    columns = {column.name: column for column in source.columns}
    published = source.rows is Rows.PUBLISHED
    holds = render(rule.holds, columns, bank_holidays, published=published)
    counts, failing = _asked(rows, holds)
    name = f"rule '{rule.name}' does not hold in {how_many(failing.height, 'row')}"
    reason = f"{name}: {rule.because}{first_places(failing)}"
    check = Check("S122", rule.name, rule.then.value, *counts, why=rule.because)
    used = [name for name in columns if name in columns_of(rule.holds)]
    return Asked(check, failing, headers_of(source, used), RULES["S122"].found, reason)


def ask_reconcile(rule: Reconcile, rows: pl.LazyFrame, source: Source) -> Asked:
    """Hold a supplied value against numerator / denominator x per.

    Rows that lack one of the three, or whose denominator is nought, cannot be asked.
    """
    columns = {column.name: column for column in source.columns}
    value, over, under = (
        _as_float(columns[name], source) for name in (rule.value, rule.numerator, rule.denominator)
    )
    made = over / pl.when(under != 0.0).then(under) * float(rule.per)
    noise = _FLOAT_NOISE * pl.max_horizontal(value.abs(), pl.lit(1.0))
    holds = (value - made).abs() <= float(rule.within) + noise
    counts, failing = _asked(rows, holds)
    why = f"{rule.value} is {rule.numerator} / {rule.denominator} x {rule.per}, give or take {rule.within}"
    reason = f"{how_many(failing.height, 'value')} away from what they are made of ({why})"
    check = Check("S123", rule.value, rule.then.value, *counts, why=why)
    used = headers_of(source, [rule.value, rule.numerator, rule.denominator])
    reason = f"{reason}{first_places(failing)}"
    return Asked(check, failing, used, RULES["S123"].found, reason)


def _asked(rows: pl.LazyFrame, holds: pl.Expr) -> tuple[tuple[int, int, int], pl.DataFrame]:
    """Give (asked, failed, unknown) and where the failing rows stand."""
    told = rows.with_columns(holds.alias(_HOLDS))
    holding = pl.col(_HOLDS)
    counts, failing = pl.collect_all(
        [
            told.select(pl.len(), holding.is_null().sum().alias("unknown")),
            told.filter(~holding).select(FILE, ROW),
        ]
    )
    every, unknown = counts.row(0)
    return (every - unknown, failing.height, unknown), failing


def _as_float(column: SourceColumn, source: Source) -> pl.Expr:
    number = pl.col(column.name).cast(pl.Float64)
    return number if source.rows is Rows.PUBLISHED else number / float(10**column.decimals)
