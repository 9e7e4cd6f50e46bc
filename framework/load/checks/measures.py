"""Measures fit the rows of their source, their basis, their grain and their interval."""

from typing import Final

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.mistakes import Mistakes, listed
from framework.model.derived import DerivedMeasure
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.measures import Published, When
from framework.model.periods import Basis, Grain
from framework.model.sources import Rows, Source

_FITS: Final = {
    Rows.EVENTS: (
        *("count", "distinct", "proportion", "rate", "mean", "median", "percentile", "sum"),
        *("ratio", "standardised_rate", "standardised_ratio", "life_expectancy"),
    ),
    Rows.TALLIES: (
        *("count", "proportion", "rate", "sum", "ratio"),
        *("standardised_rate", "standardised_ratio", "life_expectancy"),
    ),
    Rows.PUBLISHED: ("published",),
    Rows.POPULATION: (),
}
"""The measures that each kind of rows can give."""

_INTERVALS: Final = {
    IntervalMethod.WILSON: ("proportion", "published"),
    IntervalMethod.POISSON: ("rate", "count", "published"),
    IntervalMethod.T: ("mean",),
    IntervalMethod.DOBSON: ("standardised_rate",),
    IntervalMethod.BYAR: ("standardised_ratio",),
    IntervalMethod.SILCOCKS: ("life_expectancy",),
    IntervalMethod.PUBLISHED: ("published",),
    IntervalMethod.MOVER: ("difference", "gap", "gap_ratio", "derived"),
    IntervalMethod.SIMULATED: ("inequality",),
}
"""The measures for which each interval is a method."""


def check_measures(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every indicator that could be made."""
    for declared, indicator, source in declaration.understood():
        _check_rows(declared, source, mistakes)
        _check_stock(declared, indicator, source, mistakes)
        _check_grain(declared, indicator, source, mistakes)
        _check_interval(declared, indicator, mistakes)
    for declared in declaration.indicators.values():
        if declared.indicator and declared.indicator.is_derived:
            _check_interval(declared, declared.indicator, mistakes)


def _check_rows(declared: DeclaredIndicator, source: Source, mistakes: Mistakes) -> None:
    allowed = _FITS[source.rows]
    if declared.measure in allowed:
        return
    if source.rows is Rows.POPULATION:
        remedy = "use it as the 'population' of a rate, or declare the same file with rows: tallies"
    else:
        remedy = f"use {listed(allowed)}"
    message = (
        f"'{declared.measure}' cannot be made from source '{source.id}' "
        f"with rows: {source.rows.value}; {remedy}"
    )
    mistakes.error("F501", declared.in_measure(), message)


def _when(indicator: Indicator) -> When:
    measure = indicator.measure
    return When() if isinstance(measure, Published | DerivedMeasure) else measure.when


def _check_stock(
    declared: DeclaredIndicator, indicator: Indicator, source: Source, mistakes: Mistakes
) -> None:
    when = _when(indicator)
    if when.is_stock and source.rows is not Rows.EVENTS:
        message = f"'open' counts events, and source '{source.id}' has rows: {source.rows.value}"
        mistakes.error("F503", declared.in_measure("open"), message)
    elif when.is_stock and indicator.basis is not Basis.AT_END:
        message = f"'open' counts what is open on the last day; say basis: at end, not {indicator.basis.value}"
        mistakes.error("F503", declared.in_measure("open"), message)
    elif not when.is_stock and indicator.basis is Basis.AT_END and source.rows is Rows.EVENTS:
        message = "basis: at end needs to know which rows are open; say open: [started, ended]"
        mistakes.error("F503", declared.in_measure(), message)


def _check_grain(
    declared: DeclaredIndicator, indicator: Indicator, source: Source, mistakes: Mistakes
) -> None:
    periods = source.period_from
    if periods is None:
        return
    at = declared.at("grain")
    published = source.rows is Rows.PUBLISHED
    if indicator.grain.months < periods.grain.months or (
        published and indicator.grain is not periods.grain
    ):
        message = (
            f"grain: {indicator.grain.value} does not fit source '{source.id}', "
            f"whose periods have grain: {periods.grain.value}"
        )
        mistakes.error("F515", at, message)
    if indicator.grain is not Grain.MONTH and indicator.year_type is not periods.year_type:
        message = (
            f"year: {indicator.year_type.value} does not fit source '{source.id}', "
            f"whose periods have year: {periods.year_type.value}"
        )
        mistakes.error("F515", declared.at("year"), message)
    _check_basis(declared, indicator, source, mistakes)


def _check_basis(
    declared: DeclaredIndicator, indicator: Indicator, source: Source, mistakes: Mistakes
) -> None:
    """A pool, a rolling year or a sum since a fixed start is nothing else than that."""
    periods = source.period_from
    if periods is None or periods.basis is Basis.DURING:
        return
    pooled = periods.basis is Basis.POOLED and periods.pooled_years != indicator.pooled_years
    if indicator.basis is not periods.basis or pooled:
        written = {
            Basis.POOLED: f"pooled {periods.pooled_years} years",
            Basis.CUMULATIVE: "cumulative since 2021-04",
        }
        message = (
            f"basis: {indicator.basis.value} does not fit source '{source.id}', whose periods have "
            f"shape: {periods.shape.value}; say basis: {written.get(periods.basis, periods.basis.value)}"
        )
        mistakes.error("F515", declared.at("basis"), message)


def _check_interval(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    allowed = _INTERVALS.get(indicator.interval)
    at = declared.at("interval")
    if allowed and declared.measure not in allowed:
        fitting = [m.value for m, names in _INTERVALS.items() if declared.measure in names] + [
            "none"
        ]
        message = (
            f"interval: {indicator.interval.value} is no method for '{declared.measure}'; "
            f"use {listed(fitting)}"
        )
        mistakes.error("F514", at, message)
        return
    measure = indicator.measure
    if not isinstance(measure, Published):
        return
    if indicator.interval is IntervalMethod.PUBLISHED and not measure.lower:
        message = "interval: published needs the columns of the limits: lower and upper"
        mistakes.error("F514", at, message)
    counted = indicator.interval in {IntervalMethod.WILSON, IntervalMethod.POISSON}
    if counted and not measure.numerator:
        message = (
            f"interval: {indicator.interval.value} needs counts; "
            "say numerator and denominator, not value"
        )
        mistakes.error("F514", at, message)
