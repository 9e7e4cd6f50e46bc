"""Results of derived indicators, made of the disclosed results of their parts.

Nothing hidden is seen here, so nothing that is made here can give it away: what rests on a hidden
value is hidden for the same reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from framework.model.areas import Geography
from framework.model.derived import Composite, Derived, Gap, Inequality, parts_of
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code
from framework.model.results import RESULT_COLUMNS, TOTAL
from indicators.derive.arithmetic import calculate, gap
from indicators.derive.believing import believed
from indicators.derive.composing import compose
from indicators.derive.families import in_order_of_parts
from indicators.derive.inequality import inequality_of
from indicators.disclose.disclosing import Disclosed
from indicators.measures.assembling import period_flags


def derive(
    disclosed: Disclosed, framework: Framework, indicators: Sequence[Indicator]
) -> Disclosed:
    """Add the results of derived indicators to those of their parts.

    Args:
        disclosed: results that hold every part that is made of rows.
        framework: the areas, and the declarations of all parts.
        indicators: what to derive; those made of rows are left alone. A part that is derived
            itself must be among them.
    """
    wanted = [one for one in indicators if one.is_derived]
    known = {
        str(name): rows
        for (name,), rows in disclosed.frame.partition_by("indicator", as_dict=True).items()
    }
    empty = disclosed.frame.clear()
    for one in in_order_of_parts(wanted):
        parts = {
            part: believed(known.get(part, empty), framework.indicator(part))
            for part in parts_of(one.measure)
        }
        rows = _kept(_results(one, parts, framework), one, framework.geography)
        known[one.id] = _with_own_flags(rows, one).select(
            pl.col(column).cast(kind) for column, kind in empty.schema.items()
        )
    made = [known[one.id] for one in wanted]
    return replace(disclosed, frame=pl.concat([disclosed.frame, *made])) if made else disclosed


def _results(
    indicator: Indicator, parts: Mapping[str, pl.DataFrame], framework: Framework
) -> pl.DataFrame:
    measure = indicator.measure
    match measure:
        case Derived():
            return calculate(indicator, measure, parts)
        case Gap():
            return gap(indicator, measure, parts[measure.of])
        case Inequality():
            of = framework.indicator(measure.of)
            return inequality_of(indicator, measure, of, parts, framework)
        case Composite():
            return compose(indicator, measure, parts, framework.geography)
        case _:
            raise TypeError(f"indicator '{indicator.id}' is made of rows")


def _kept(rows: pl.DataFrame, indicator: Indicator, geography: Geography) -> pl.DataFrame:
    """Keep the levels that the indicator is declared to be kept for, in the order of areas."""
    order = pl.DataFrame(
        {
            "area": [area.code for area in geography.areas],
            "level": [area.level for area in geography.areas],
        },
        schema={"area": pl.String, "level": pl.String},
    ).with_row_index("place")
    rows = rows.join(order, on="area", how="left")
    if indicator.levels:
        rows = rows.filter(pl.col("level").is_in(indicator.levels))
    if indicator.by_levels:
        broken_down = pl.col("breakdown") != TOTAL
        rows = rows.filter(~broken_down | pl.col("level").is_in(indicator.by_levels))
    codes = rows["period"].unique().to_list()
    starts = {code: period_from_code(code).start for code in codes}
    rows = rows.with_columns(
        pl.col("period").replace_strict(starts, return_dtype=pl.Date).alias("start")
    )
    return rows.sort("place", "breakdown", "start", nulls_last=True).select(RESULT_COLUMNS)


def _with_own_flags(rows: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    """Mark the provisional periods and the breaks that the indicator declares."""
    periods = sorted(map(period_from_code, rows["period"].unique().to_list()))
    flags = period_flags(indicator, periods)
    marks = {period.code: int(flag) for period, flag in zip(periods, flags, strict=True) if flag}
    if not marks:
        return rows
    mark = pl.col("period").replace_strict(marks, default=0, return_dtype=pl.Int32)
    return rows.with_columns((pl.col("flags") | mark).alias("flags"))
