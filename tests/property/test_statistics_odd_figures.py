"""No number, however odd, makes a statistic of areas raise or warn, or limits stand in wrong order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.chance import (
    chance_by_interval,
    chance_of_rate,
    chance_of_share,
)
from indicators.statistics.combining import Missing, combine, rank_scores, winsorised, z_scores
from indicators.statistics.funnels import (
    place_by_interval,
    place_by_intervals,
    place_of_events,
    proportion_limits,
    rate_limits,
    ratio_contour,
    wilson_contour,
)
from indicators.statistics.inequality import Scale, slope_index
from indicators.statistics.intervals import (
    dobson_interval,
    exact_poisson_interval,
    mean_interval,
    poisson_interval,
    poisson_method,
    wilson_interval,
)
from indicators.statistics.life_expectancy import life_expectancy
from indicators.statistics.placing import bands, equal_groups, ranks
from indicators.statistics.reasons import Reason
from indicators.statistics.standardising import (
    directly_standardised_rate,
    indirectly_standardised,
    rate_of_repeated_events,
)
from indicators.statistics.two_groups import fisher_p, two_groups

ODD = st.sampled_from([0.0, -0.0, 1, -1, 5, 100, 1e-300, 1e308, -1e308, np.inf, -np.inf, np.nan])
NUMBERS = st.one_of(ODD, st.floats(allow_nan=True, allow_infinity=True), st.floats(0, 100))
AGES = 4
ROW = st.lists(NUMBERS, min_size=AGES, max_size=AGES)
TABLES = st.lists(st.lists(ROW, min_size=2, max_size=2).map(np.array), min_size=4, max_size=4)
WAY = st.sampled_from([1, -1, 0])


def assert_in_order(lower, upper):
    known = ~np.isnan(lower) & ~np.isnan(upper)
    assert (np.asarray(lower)[known] <= np.asarray(upper)[known]).all()


@given(TABLES)
def test_limits_take_any_number(tables):
    a, b, c, _ = tables
    for limits in (
        wilson_interval(a, b),
        poisson_interval(a),
        exact_poisson_interval(a, 0.998),
        mean_interval(a, b, c),
        dobson_interval(a, b, c),
        proportion_limits(a, b),
        wilson_contour(a, b),
        rate_limits(a, b),
        ratio_contour(a),
    ):
        assert_in_order(*limits)
    poisson_method(a)


@given(TABLES)
def test_a_figure_that_has_a_reason_has_no_value(tables):
    a, b, c, d = tables
    is_share = (b > 0) & (a >= 0) & (a <= b) & np.isfinite(b)
    assert np.isnan(wilson_interval(a, b)[0][~is_share]).all()
    direct = directly_standardised_rate(a, b, c)
    assert np.isnan(direct.value[direct.reason != Reason.CALCULATED]).all()
    assert_in_order(direct.lower, direct.upper)
    indirect = indirectly_standardised(a, b, c, d)
    assert np.isnan(indirect.ratio[indirect.reason != Reason.CALCULATED]).all()
    assert_in_order(indirect.ratio_lower, indirect.ratio_upper)
    rate_of_repeated_events(a[..., np.newaxis], [2], b, c)
    life = life_expectancy(a, b, [0, 1, 5, 10])
    assert np.isnan(life.value[life.reason != Reason.CALCULATED]).all()


@given(TABLES, WAY)
def test_standing_takes_any_number(tables, way):
    a, b, c, d = tables
    place_by_interval(a, (b, c))
    place_by_intervals((a, b), (c, d))
    place_of_events(a, b)
    count = bands(a, way)
    assert ((count >= 0) & (count <= 4)).all()
    ranks(a, way)
    equal_groups(a, 2)
    scores = z_scores(winsorised(a.T))
    rank_scores(a)
    combine(scores, [1, 2], [1, way], missing=Missing.OF_THOSE_PRESENT)


@given(TABLES, WAY)
def test_chances_take_any_number_and_lie_between_nought_and_one(tables, way):
    a, b, c, d = tables
    for chance in (
        chance_of_share(a, b, c, way),
        chance_of_rate(a, b, c, way),
        chance_by_interval(a, (b, c), d, way),
        fisher_p(*(np.clip(np.nan_to_num(each), 0, 50) for each in tables)),
    ):
        known = chance[~np.isnan(chance)]
        assert ((known >= 0) & (known <= 1)).all()
    two_groups(a, b, c, d)


@given(TABLES, st.sampled_from(Scale), st.booleans())
def test_slopes_take_any_number(tables, scale, line_on_scale):
    a, b, c, d = tables
    found = slope_index(a, (b, c), d, scale=scale, line_on_scale=line_on_scale, draws=50)
    assert_in_order(found.slope_lower, found.slope_upper)
