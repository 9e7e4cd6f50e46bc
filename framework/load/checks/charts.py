"""Charts, trends and forecasts: made of what the measure gives, and of periods that share no day."""

from typing import Final

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.mistakes import Mistakes
from framework.model.charts import (
    FEWEST_IN_BASELINE,
    ChartKind,
    ForecastMethod,
    TrendMethod,
    can_chart,
    has_shares,
    overlaps,
    steps_apart,
)
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.periods import Basis, Grain

_NEEDS: Final = {
    ChartKind.P: "a proportion, or published numerators and denominators of a percentage",
    ChartKind.U: "a rate, or published numerators and denominators",
    ChartKind.C: "a count",
    ChartKind.DAYS_BETWEEN: "a count of rare events",
}
_MONTHS_OF_A_YEAR: Final = 12


def check_charts(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at the chart, the trend and the forecast of every indicator."""
    for declared in declaration.indicators.values():
        if declared.indicator is not None:
            _check_kind(declared, declared.indicator, mistakes)
            _check_overlap(declared, declared.indicator, mistakes)
            _check_season(declared, declared.indicator, mistakes)
            _check_trend(declared, declared.indicator, mistakes)
            _check_baseline(declared, declared.indicator, mistakes)
            _check_rebase(declared, declared.indicator, mistakes)


def _check_kind(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    kind = indicator.chart.kind
    if not can_chart(kind, indicator.measure, indicator.unit):
        message = f"a chart of kind {kind.value} needs {_NEEDS[kind]}, and this is '{declared.measure}'; use xmr"
        mistakes.error("F575", declared.at("chart", "kind"), message)
    if indicator.chart.screen_outliers and kind not in (ChartKind.AUTO, ChartKind.XMR):
        message = f"'screen_outliers' is for kind: xmr, and this is {kind.value}"
        mistakes.error("F575", declared.at("chart", "screen_outliers"), message)


def _check_overlap(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    if not overlaps(indicator.basis):
        return
    because = f"two periods in a row share days with basis: {indicator.basis.value}, so there is no"
    if indicator.chart.kind not in (ChartKind.AUTO, ChartKind.NONE):
        message = f"{because} control chart; leave 'chart' out"
        mistakes.error("F576", declared.at("chart", "kind"), message)
    if indicator.forecast not in (ForecastMethod.AUTO, ForecastMethod.NONE):
        message = f"{because} forecast; leave 'forecast' out"
        mistakes.error("F576", declared.at("forecast"), message)


def _check_season(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    if indicator.forecast is ForecastMethod.SEASONAL and indicator.grain is Grain.YEAR:
        message = "forecast: seasonal needs months or quarters, and the grain is year; use auto"
        mistakes.error("F584", declared.at("forecast"), message)


def _check_trend(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    method = indicator.trend
    apart = steps_apart(indicator.grain, indicator.basis, indicator.pooled_years)
    if method in (TrendMethod.AUTO, TrendMethod.NONE):
        return
    if apart is None:
        message = (
            "what is counted since a fixed day only grows, so it has no trend; leave 'trend' out"
        )
        mistakes.error("F576", declared.at("trend"), message)
    elif method is TrendMethod.FINGERTIPS and indicator.basis is Basis.POOLED:
        message = "trend: fingertips is for single years, and these are pooled; use mann kendall"
        mistakes.error("F576", declared.at("trend"), message)
    elif method is TrendMethod.FINGERTIPS and apart * indicator.grain.months != _MONTHS_OF_A_YEAR:
        message = f"trend: fingertips is for years, and the grain is {indicator.grain.value}; use mann kendall"
        mistakes.error("F575", declared.at("trend"), message)
    elif method is TrendMethod.CHI_SQUARED and not has_shares(indicator.measure, indicator.unit):
        message = f"trend: chi squared needs a proportion, and this is '{declared.measure}'; use mann kendall"
        mistakes.error("F575", declared.at("trend"), message)
    elif method is TrendMethod.TWO_POINTS and indicator.interval is IntervalMethod.NONE:
        message = "trend: two points needs an interval, and this has none; use mann kendall"
        mistakes.error("F575", declared.at("trend"), message)


def _check_baseline(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    length = indicator.chart.baseline
    if 0 < length < FEWEST_IN_BASELINE:
        message = (
            f"a baseline of {length} points is too short for limits; at least {FEWEST_IN_BASELINE}, "
            "and 12 are better"
        )
        mistakes.error("F578", declared.at("chart", "baseline"), message)


def _why_no_chart(indicator: Indicator) -> str:
    """Give why an indicator has no chart whatever its figures; nothing where it has one."""
    kind = indicator.chart.kind
    if kind is ChartKind.NONE:
        return "kind is none"
    if overlaps(indicator.basis):
        return f"two periods in a row share days with basis: {indicator.basis.value}"
    if kind is ChartKind.AUTO and indicator.grain is Grain.YEAR:
        return "years have one only where its kind is named"
    return ""


def _check_rebase(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    chart, before = indicator.chart, None
    why = _why_no_chart(indicator)
    if chart.rebase and why:
        message = f"there is no chart to re-base: {why}"
        mistakes.error("F577", declared.at("chart", "rebase"), message)
    for index, one in enumerate(chart.rebase):
        at = declared.at("chart", "rebase", index, "from")
        first = indicator.period_of(one.begins).start
        if before is not None and one.begins <= before:
            message = f"{one.begins} is not after {before}; list what re-bases a chart in the order of time"
            mistakes.error("F577", at, message)
        if first != one.begins:
            message = f"{one.begins} lies inside a {indicator.grain.value}; a chart begins anew with a whole one"
            mistakes.error("F577", at, message)
        if any(one.begins == each.begins for each in indicator.breaks):
            message = f"'breaks' begins a new series on {one.begins} and the chart with it; leave this out"
            mistakes.error("F577", at, message)
        before = one.begins
