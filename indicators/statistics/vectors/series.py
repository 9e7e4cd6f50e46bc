"""Checks of trends and forecasts against what R and Fingertips' own calculators gave."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.statistics.forecasts import Forecast, Method, forecast
from indicators.statistics.forecasts_smoothed import smooth
from indicators.statistics.trends import (
    RecentTrend,
    Trend,
    recent_trend,
    recent_trend_of_proportions,
)
from indicators.statistics.trends_of_proportions import trend_of_proportions
from indicators.statistics.trends_ranked import mann_kendall, theil_sen
from indicators.statistics.vectors.outcomes import Checker, Comparing, Outcome
from indicators.statistics.vectors.reading import Table, read_table

Floats = NDArray[np.float64]

MARKERS: Final = {
    Trend.CANNOT_SAY: "CannotBeCalculated",
    Trend.NO_CHANGE: "NoChange",
    Trend.INCREASING: "Increasing",
    Trend.DECREASING: "Decreasing",
}
CLOSED_FORMS: Final = {
    "naive": Method.NAIVE,
    "meanf": Method.MEAN,
    "drift": Method.DRIFT,
    "lm_trend": Method.LINEAR,
}
OPTIMISED: Final = {"holt_simple": Method.SMOOTHED_TREND, "ets_ANN": Method.SMOOTHED}
LIMITS: Final = {"lo80": "lower_80", "hi80": "upper_80", "lo95": "lower_95", "hi95": "upper_95"}


def check_trend_chisq(folder: Path) -> Outcome:
    """Check the tests for trend and for differences in shares."""
    table = read_table(folder / "trend_chisq.csv")
    x, n, score = (_vectors(table.words(column)) for column in ("x", "n", "score"))
    found = trend_of_proportions(x, n, score)
    comparing = Comparing("trend_chisq.csv", rows=table.rows)
    for column, figures in (
        ("chisq_trend", found.chi_squared),
        ("p_trend", found.p),
        ("wls_slope", found.slope),
        ("chisq_hetero", found.heterogeneity),
        ("df_hetero", found.freedom),
        ("p_hetero", found.p_heterogeneity),
    ):
        comparing.figures(column, figures, table.numbers(column), relative=1e-8)
    return comparing.outcome()


def check_mann_kendall(folder: Path) -> Outcome:
    """Check the rank test and the line of median slope."""
    table = read_table(folder / "mann_kendall_theil_sen.csv")
    y = _vectors(table.words("y"))
    test, line = mann_kendall(y), theil_sen(y)
    comparing = Comparing("mann_kendall_theil_sen.csv", rows=table.rows)
    for column, figures in (
        ("S", test.score),
        ("tau_b", test.tau_b),
        ("z_continuity", test.z_continuity),
        ("p_continuity", test.p_continuity),
        ("z_plain", test.z),
        ("p_plain", test.p),
        ("p_exact", test.p_exact),
        ("theil_sen_slope", line.slope),
        ("theil_intercept_median_residual", line.intercept),
        ("theil_intercept_conover", line.intercept_of_medians),
    ):
        # The peer takes the smallest p from 1, and so knows them to about 1e-14 only.
        comparing.figures(column, figures, table.numbers(column), absolute=1e-14)
    return comparing.outcome()


def check_fingertips_trend(folder: Path) -> Outcome:
    """Check recent trends by both formulas."""
    table = read_table(folder / "fingertips_trend_output.csv")
    points = read_table(folder / "fingertips_trend_input.csv")
    places = points.places("case")
    row = np.array([list(places).index(case) for case in table.words("case")], np.intp)
    proportion = np.array(
        [word == "open2020_spc_proportion" for word in table.words("implementation")]
    )
    both = _recent_trends(points, list(places.values()))
    trend, chi_squared, slope = (
        np.where(proportion, *(getattr(found, name)[row] for found in both))
        for name in ("trend", "chi_squared", "slope")
    )
    comparing = Comparing("fingertips_trend_output.csv", rows=table.rows)
    markers = [MARKERS[Trend(code)] for code in trend]
    comparing.words("marker", *_without_direction(markers, table.words("marker"), proportion))
    told = np.array([word != "CannotBeCalculated" for word in table.words("marker")])
    theirs = np.where(told, table.numbers("chi_square"), np.nan)
    comparing.figures("chi_square", chi_squared, theirs, relative=1e-8, absolute=1e-12)
    theirs = np.where(told, table.numbers("slope"), np.nan)
    slope = np.where(np.isnan(theirs), np.nan, slope)
    comparing.figures("slope", slope, theirs, relative=1e-8, absolute=1e-12)
    # The calculator of 2020 takes rates and proportions only; what to ask it is its caller's part.
    older = np.array([word.startswith("open2020") for word in table.words("implementation")])
    comparing.leave_out(older & ~np.isin(table.numbers("value_type"), (3, 5)))
    comparing.leave_out(np.array([word != "" for word in table.words("exception")]))
    return comparing.outcome()


def _recent_trends(
    points: Table, places: list[NDArray[np.intp]]
) -> tuple[RecentTrend, RecentTrend]:
    """Give the trends of all cases, as proportions and by their intervals."""
    longest = max(len(place) for place in places)

    def column(name: str) -> Floats:
        figures = points.numbers(name)
        spread = np.full((len(places), longest), np.nan)
        for row, place in enumerate(places):
            spread[row, longest - len(place) :] = figures[place]
        return np.where(spread == -1, np.nan, spread)  # the peer's mark of nothing

    x, n = column("x"), column("n")
    pooled = np.array([points.numbers("yr")[place[0]] for place in places])
    return (
        recent_trend_of_proportions(x, n, years_pooled=pooled),
        recent_trend(
            column("v"), column("lo"), column("hi"), fractions=(x, n), years_pooled=pooled
        ),
    )


def _without_direction(
    ours: list[str], theirs: list[str], blind: NDArray[np.bool_]
) -> tuple[list[str], list[str]]:
    """Call either direction significant where the peer never sets one (a fault of its own)."""
    neither = {"Increasing": "significant", "Decreasing": "significant"}
    ours, theirs = (
        [neither.get(word, word) if dim else word for word, dim in zip(words, blind, strict=True)]
        for words in (ours, theirs)
    )
    return ours, theirs


def check_forecasts(folder: Path) -> Outcome:
    """Check forecasts: the closed forms to the digit, chosen weights to a hundredth."""
    table = read_table(folder / "forecast_output.csv")
    given = read_table(folder / "forecast_input.csv")
    places = given.places("series")
    longest = max(len(place) for place in places.values())
    values = np.full((len(places), longest), np.nan)
    for row, place in enumerate(places.values()):
        values[row, : len(place)] = given.numbers("y")[place]
    rows = np.array([list(places).index(name) for name in table.words("series")], np.intp)
    step = table.numbers("h").astype(np.intp) - 1
    exact = {column: np.full(table.rows, np.nan) for column in ("mean", *LIMITS)}
    soft, left_out = np.full(table.rows, np.nan), np.zeros(table.rows, np.bool_)
    for method, here in table.places("method").items():
        if method in CLOSED_FORMS:
            made = _forecast(values, step, CLOSED_FORMS[method])
            for column, name in {"mean": "mean", **LIMITS}.items():
                exact[column][here] = getattr(made, name)[rows[here], step[here]]
        elif method in OPTIMISED:
            made = _forecast(values, step, OPTIMISED[method])
            soft[here] = made.mean[rows[here], step[here]]
        elif method.startswith("HoltWinters"):
            exact["mean"][here] = _with_fixed_weights(table.at(here), values[rows[here]])
        else:  # ets_AAN: weights by likelihood, with a state before the first point to choose too
            left_out[here] = True
    comparing = Comparing("forecast_output.csv", rows=table.rows)
    chosen = ~np.isnan(soft)
    for column, figures in exact.items():
        comparing.figures(column, figures, np.where(chosen, np.nan, table.numbers(column)))
    theirs = np.where(chosen, table.numbers("mean"), np.nan)
    comparing.figures("mean, weights chosen", soft, theirs, relative=1e-2)
    comparing.leave_out(left_out)
    return comparing.outcome()


def _forecast(values: Floats, step: NDArray[np.intp], method: Method) -> Forecast:
    return forecast(values, int(step.max()) + 1, method, fewest=4)


def _with_fixed_weights(table: Table, values: Floats) -> Floats:
    """Smooth with the weights that the peer was given, from the state that it started in."""
    means = np.full(table.rows, np.nan)
    for row, (words, ahead) in enumerate(
        zip(table.words("params"), table.numbers("h"), strict=True)
    ):
        weights = dict(part.split("=") for part in words.split(";"))
        y = values[row : row + 1][:, ~np.isnan(values[row])]
        alpha = float(weights["alpha"])
        if "beta" in weights:
            start = (y[:, 1], y[:, 1] - y[:, 0])
            both = (alpha, float(weights["beta"]))
            state = smooth(y[:, 2:], with_slope=True, weights=both, start=start)
        else:
            state = smooth(y, with_slope=False, weights=(alpha, 0.0))
        means[row] = state.level[0] + ahead * state.slope[0]
    return means


def _vectors(cells: list[str]) -> Floats:
    """Read cells that hold many numbers, parted by semicolons; nan after the shorter ones."""
    parts = [[float(part) for part in cell.split(";")] for cell in cells]
    spread = np.full((len(parts), max(map(len, parts), default=0)), np.nan)
    for row, numbers in enumerate(parts):
        spread[row, : len(numbers)] = numbers
    return spread


CHECKERS: Final[Mapping[str, Checker]] = {
    "trend_chisq.csv": check_trend_chisq,
    "mann_kendall_theil_sen.csv": check_mann_kendall,
    "fingertips_trend_output.csv": check_fingertips_trend,
    "forecast_output.csv": check_forecasts,
}
