"""What our closed formulas carry on is what statsmodels carries on.

tests/statsmodels holds eight made-up series of 12 to 60 months and what statsmodels 0.15.0 made of
them: the mean, the line and the seasonal line by `OLS(...).get_prediction(...)`, naive by
`UnobservedComponents(y, "rwalk")`, smoothed by `ETSModel(y, error="add",
initialization_method="estimated")`, all with 95% intervals for new values.
"""

import csv
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from indicators.statistics.forecasts import Method, forecast

HERE = Path(__file__).parents[1] / "statsmodels"
MONTHS = 12
COMPARED = (Method.NAIVE, Method.MEAN, Method.LINEAR, Method.SEASONAL, Method.SMOOTHED)
MEANS = {Method.SMOOTHED: 0.004}
"""Smoothing looks for its weight, and statsmodels elsewhere; all else is a closed formula."""
HALVES = {Method.NAIVE: 1e-4, Method.SMOOTHED: 0.08}
"""statsmodels looks for the spread of a random walk in steps."""
EXACT = 1e-12
SHORT = 18
"""Fewer points leave smoothing's spread to how its first level is guessed."""


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def theirs():
    given = {
        name: [float(one["y"]) for one in own]
        for name, own in groupby(rows("forecast_input.csv"), lambda row: row["series"])
    }
    found = groupby(rows("forecast_output.csv"), lambda row: (row["series"], row["method"]))
    for (series, method), own in found:
        figures = [[float(one[k]) for k in ("mean", "lower_95", "upper_95")] for one in own]
        yield given[series], Method[method.upper()], np.array(figures).T


@pytest.mark.parametrize("method", COMPARED)
def test_forecasts_and_their_intervals_are_those_of_statsmodels(method):
    seen = 0
    for values, own, (mean, lower, upper) in theirs():
        if own is not method:
            continue
        seen += 1
        made = forecast([values], len(mean), method, season=MONTHS)
        assert made.mean[0] == pytest.approx(mean, rel=MEANS.get(method, EXACT))
        if method is not Method.SMOOTHED or len(values) >= SHORT:
            halves = (upper - lower) / 2
            near = HALVES.get(method, EXACT)
            assert made.upper_95[0] - made.mean[0] == pytest.approx(halves, rel=near)
    assert seen >= 6
