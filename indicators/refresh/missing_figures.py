"""Why a test beside an indicator got no figure where it expects one, in words an officer can act on."""

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from framework.model.frameworks import Framework
from framework.model.indicator_tests import ExpectedFigure
from framework.model.periods import Period, period_from_code
from framework.model.results import Flag

_MOST_NAMED: Final = 3

Months = Mapping[str, tuple[Period, Period]]


def why_no_figure(
    results: pl.DataFrame, expected: ExpectedFigure, framework: Framework, months: Months
) -> str:
    """Say why there is no figure for an area, a breakdown and a period, and where there are figures.

    `months` are the first and the last month that each source speaks of.
    """
    shown = results.filter(pl.col("value").is_not_null())
    same = {"area": expected.area, "breakdown": expected.breakdown, "period": expected.period.code}
    row = results.filter(*(pl.col(name) == value for name, value in same.items()))
    missing = _missing(row.row(0, named=True)) if row.height else ""
    if missing:
        return missing
    for source, (first, last) in months.items():
        if expected.period.covers[0] < first.start or expected.period.end > last.end:
            span = first.label if first == last else f"{first.label} to {last.label}"
            return (
                f"the rows of '{source}' speak of {span} only; give a row before or after the period, "
                "or say 'covers' in the source"
            )
    if shown.is_empty():
        return (
            "no given row is counted: see that its date is filled and that it meets the conditions"
        )
    for name in ("period", "breakdown", "area"):
        others = (value for key, value in same.items() if key != name)
        rest = [pl.col(key) == value for key, value in zip(_but(name), others, strict=True)]
        found = shown.filter(*rest)[name].unique().sort().to_list()
        if found:
            return f"there is one for {_listed([_said(name, one, framework) for one in found])}"
    return "the given rows are counted in another area and period"


def _missing(row: Mapping[str, Any]) -> str:
    """Say why a result that is there has no value; nothing where it only was not counted."""
    if row["flags"] & Flag.LOW_RELIABILITY:
        return "too few cases for this measure"
    if row["denominator"] == 0 and row["numerator"]:
        return "its denominator is 0"
    if row["denominator"] and row["flags"] & Flag.UNAVAILABLE:
        return "a part of it is not available"
    return ""


def _but(name: str) -> list[str]:
    return [one for one in ("area", "breakdown", "period") if one != name]


def _said(name: str, value: str, framework: Framework) -> str:
    if name == "period":
        return period_from_code(value).label
    if name == "area":
        return framework.geography.by_code[value].name
    return value.replace(";", ", ") or "everybody"


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
