"""Rows counted by area and period: what gaps and outliers are looked for in."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from framework.model.areas import NOT_KNOWN
from framework.model.frameworks import Framework
from framework.model.periods import Grain, Period, YearType, period_from_code, period_of, step
from framework.model.sources import AREA, JOINT, PERIOD, Rows, Source

COUNT: Final = "count"


def laid_out(rows: pl.LazyFrame, source: Source) -> pl.LazyFrame:
    """Give each row its `area` and `period` code, as the source declares them.

    A published row of several areas together stands once for each. Rows without a date have no
    period.
    """
    area = pl.col(AREA).str.split(JOINT) if source.rows is Rows.PUBLISHED else pl.col(AREA)
    period: pl.Expr = pl.lit(None, pl.String)
    if source.period_from:
        period = pl.col(PERIOD)
    elif source.dated:
        period = pl.col(source.dated).dt.strftime("%Y-%m")
    laid = rows.with_columns(area.alias("area"), period.alias("period"))
    return laid.explode("area") if source.rows is Rows.PUBLISHED else laid


def home_periods(source: Source, codes: Iterable[str]) -> list[Period]:
    """Give every home period from the first to the last of some codes, within what `covers` says."""
    starts = [period_from_code(code).start for code in codes]
    if not starts:
        return []
    grain = source.period_from.grain if source.period_from else Grain.MONTH
    kind = source.period_from.year_type if source.period_from else YearType.FINANCIAL
    first, last = source.covers.first or min(starts), max(starts)
    if source.covers.last:
        last = min(last, source.covers.last)
    found, end = [period_of(first, grain, year_type=kind)], period_of(last, grain, year_type=kind)
    while found[-1].start < end.start:
        found.append(step(found[-1], 1))
    return found if found[0].start <= end.start else []


def rolled_up(framework: Framework, codes: Iterable[str], level: str) -> dict[str, list[str]]:
    """Give the areas of a level that each area is, or lies in. What lies in none has none."""
    geography = framework.geography
    found = {}
    for code in codes:
        above = [code, *geography.ancestors_of(code)] if code in geography.by_code else []
        found[code] = [one for one in above if geography.by_code[one].level == level]
    return found


def expected_areas(framework: Framework, present: Iterable[str], level: str | None) -> list[str]:
    """Give the areas that should have rows: those of a level, or of all levels present, at home.

    Areas that are no more are left out. Where the home area lies in none of these levels and has
    no part of them, every area of the levels is meant.
    """
    geography, home = framework.geography, framework.home_area
    levels = (
        {level}
        if level
        else {geography.by_code[code].level for code in present if code in geography.by_code}
    )
    of_levels = [
        area.code
        for area in geography.areas
        if area.level in levels and area.valid_to is None and area.code != NOT_KNOWN
    ]
    ours = [code for code in of_levels if code == home or home in geography.ancestors_of(code)]
    return ours or of_levels
