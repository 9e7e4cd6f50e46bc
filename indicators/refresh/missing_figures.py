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
    row = _row(results, expected)
    missing = _missing(row) if row else ""
    if missing:
        return missing
    for source, (first, last) in months.items():
        if expected.period.covers[0] < first.start or expected.period.end > last.end:
            span = first.label if first == last else f"{first.label} to {last.label}"
            return (
                f"the rows of '{source}' speak of {span} only; give a row before or after the period, "
                "or say 'covers' in the source"
            )
    if results["value"].null_count() == results.height:
        return (
            "no given row is counted: see that its date is filled and that it meets the conditions"
        )
    near = _elsewhere(results, expected, framework)
    return near or "the given rows are counted in another area and period"


def why_not_derived(results: pl.DataFrame, expected: ExpectedFigure, framework: Framework) -> str:
    """Say why nothing is made of the given figures for an area, a breakdown and a period."""
    row = _row(results, expected)
    if row and row["flags"] & Flag.NOT_APPLICABLE:
        return "it cannot be calculated from the given figures"
    if row:
        return "a part of it has no value there"
    near = _elsewhere(results, expected, framework)
    return near or "not every part is given for this area, breakdown and period"


def _row(results: pl.DataFrame, expected: ExpectedFigure) -> Mapping[str, Any]:
    same = (pl.col(name) == value for name, value in _keys(expected).items())
    found = results.filter(*same)
    return found.row(0, named=True) if found.height else {}


def _keys(expected: ExpectedFigure) -> dict[str, str]:
    return {
        "area": expected.area,
        "breakdown": expected.breakdown,
        "period": expected.period.code,
    }


def _elsewhere(results: pl.DataFrame, expected: ExpectedFigure, framework: Framework) -> str:
    """Say for which other period, breakdown or area there is a figure; nothing where for none."""
    shown = results.filter(pl.col("value").is_not_null())
    same = _keys(expected)
    for name in ("period", "breakdown", "area"):
        rest = [pl.col(key) == value for key, value in same.items() if key != name]
        found = shown.filter(*rest)[name].unique().sort().to_list()
        if found:
            return f"there is one for {_listed([_said(name, one, framework) for one in found])}"
    return ""


def _missing(row: Mapping[str, Any]) -> str:
    """Say why a result that is there has no value; nothing where it only was not counted."""
    if row["flags"] & Flag.LOW_RELIABILITY:
        return "too few cases for this measure"
    if row["denominator"] == 0 and row["numerator"]:
        return "its denominator is 0"
    if row["denominator"] and row["flags"] & Flag.UNAVAILABLE:
        return "a part of it is not available"
    return ""


def _said(name: str, value: str, framework: Framework) -> str:
    if name == "period":
        return period_from_code(value).label
    if name == "area":
        return framework.geography.by_code[value].name
    return value.replace(";", ", ") or "everybody"


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
