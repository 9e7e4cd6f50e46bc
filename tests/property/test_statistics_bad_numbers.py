"""No number, however odd, makes a chart, a trend or a forecast raise or warn."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.statistics.control_charts import assurance, variation, xmr_chart
from indicators.statistics.control_charts_counts import (
    c_chart,
    g_chart,
    moving_range_chart,
    p_chart,
    t_chart,
    u_chart,
)
from indicators.statistics.control_charts_runs import median_line, runs_about
from indicators.statistics.forecasts import Method, chance_of_meeting, forecast
from indicators.statistics.trends import (
    recent_trend,
    recent_trend_of_proportions,
    two_point_change,
)
from indicators.statistics.trends_of_proportions import trend_of_proportions
from indicators.statistics.trends_ranked import mann_kendall, theil_sen

ODD = st.sampled_from([0.0, -0.0, 1, -1, 5, 100, 1e-300, 1e308, -1e308, np.inf, -np.inf, np.nan])
NUMBERS = st.one_of(ODD, st.floats(allow_nan=True, allow_infinity=True), st.floats(0, 100))
POINTS = 10
TABLES = st.integers(0, 3).flatmap(
    lambda rows: st.lists(
        st.lists(NUMBERS, min_size=rows * POINTS, max_size=rows * POINTS).map(
            lambda flat: np.array(flat, np.float64).reshape(-1, POINTS)
        ),
        min_size=3,
        max_size=3,
    )
)


@settings(max_examples=40)
@given(TABLES)
def test_charts_take_any_number(tables):
    first, second, third = tables
    charts = [
        xmr_chart(first, rebase=third > 0, fix_after=4, screen=True),
        *(make(first) for make in (c_chart, g_chart, t_chart, moving_range_chart)),
        *(make(first, second, prime=prime) for make in (p_chart, u_chart) for prime in (0, 1)),
    ]
    for chart in charts:
        assert chart.cause.shape == chart.mean.shape == first.shape
        assert len(variation(chart, 1)) == len(assurance(chart, third[:, 0], -1)) == len(first)
        assert not chart.cause[np.isnan(chart.values)].any()
    assert len(runs_about(first, median_line(first)).signal) == len(first)


@settings(max_examples=40)
@given(TABLES)
def test_trends_take_any_number(tables):
    first, second, third = tables
    for found in (
        recent_trend(first, second, third, fractions=(second, third)),
        recent_trend_of_proportions(first, second),
    ):
        assert ((found.reason == 0) == (found.trend > 0)).all()
    assert two_point_change((first, second), (second, third)).shape == first.shape
    assert len(mann_kendall(first).p_exact) == len(theil_sen(first).slope) == len(first)
    p = trend_of_proportions(first, second, third).p
    assert (np.isnan(p) | ((p >= 0) & (p <= 1))).all()


@settings(max_examples=40)
@given(TABLES, st.sampled_from([None, *list(Method)[1:]]))
def test_forecasts_take_any_number(tables, method):
    first, second, third = tables
    made = forecast(first, 2, method, season=4)
    chance = chance_of_meeting(made, second[:, 0], third[:, 0])
    assert chance.shape == made.upper_95.shape == (len(first), 2)
    assert (np.isnan(chance) | ((chance >= 0) & (chance <= 1))).all()
    assert np.isnan(made.lower_80[made.reason > 0]).all()
