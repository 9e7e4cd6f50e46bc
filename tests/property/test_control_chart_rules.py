"""The rules of the control chart, against the rules written out for one series at a time."""

import math
from itertools import accumulate, pairwise
from statistics import fmean

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.statistics.control_charts import Rules, xmr_chart
from indicators.statistics.control_charts_rules import Cause

NAN = float("nan")


def sign(number):
    return (number > 0) - (number < 0)


def plain_chart(values, starts, fix_after, screen, rules):
    """Give (mean, lower, upper, cause, side) a point, None for no figure, in plain Python."""
    points = [None if math.isnan(value) else value for value in values]
    cuts = [0, *[i for i in range(1, len(points)) if starts[i]], len(points)]
    answers = []
    for begin, end in pairwise(cuts):
        answers += plain_segment(points[begin:end], fix_after, screen, rules)
    return answers


def plain_segment(points, fix_after, screen, rules):
    # The baseline: the first so many points that have a value.
    last = len(points)
    if fix_after:
        places = [i for i, point in enumerate(points) if point is not None]
        if len(places) > fix_after:
            last = places[fix_after - 1] + 1
    base = [point for point in points[:last] if point is not None]
    if not base:
        return [(None, None, None, Cause.NONE, 0)] * len(points)
    mean = fmean(base)
    ranges = [abs(b - a) for a, b in pairwise(points[:last]) if a is not None and b is not None]
    if screen and ranges:
        ranges = [size for size in ranges if size < 3.267 * fmean(ranges)]
    if not ranges:
        lower = upper = None
    else:
        lower, upper = mean - 2.66 * fmean(ranges), mean + 2.66 * fmean(ranges)
    return [
        (mean, lower, upper, *plain_cause(i, points, mean, lower, upper, rules))
        for i in range(len(points))
    ]


def plain_cause(place, points, mean, lower, upper, rules):
    point = points[place]
    if point is None:
        return Cause.NONE, 0
    if lower is not None and not lower <= point <= upper:
        return Cause.OUTSIDE, sign(point - mean)
    # A trend: a window of so many points about this one in which each step goes the same way.
    for begin in range(place - rules.trend + 1, place + 1):
        window = points[begin : begin + rules.trend] if begin >= 0 else []
        if len(window) == rules.trend and None not in window:
            steps = {sign(b - a) for a, b in pairwise(window)}
            if steps in ({1}, {-1}):
                return Cause.TREND, steps.pop()

    def near(point):
        third = (upper - mean) / 3
        return lower <= point <= upper and abs(point - mean) > 2 * third

    if lower is not None and near(point):
        for begin in range(place - 2, place + 1):
            window = points[begin : begin + 3] if begin >= 0 else []
            if len(window) == 3 and None not in window:
                sides = {sign(p - mean) for p in window}
                if sides in ({1}, {-1}) and sum(near(p) for p in window) >= 2:
                    return Cause.TWO_OF_THREE, sides.pop()
    for begin in range(place - rules.shift + 1, place + 1):
        window = points[begin : begin + rules.shift] if begin >= 0 else []
        if len(window) == rules.shift and None not in window:
            sides = {sign(p - mean) for p in window}
            if sides in ({1}, {-1}):
                return Cause.SHIFT, sides.pop()
    return Cause.NONE, 0


# Powers of two and few of them: sums are exact, so no point lies on a line by rounding alone.
VALUES = st.one_of(st.integers(-8, 8).map(float), st.just(NAN))
WALKS = st.lists(st.integers(-2, 4), min_size=1, max_size=24).map(
    lambda steps: [float(level) for level in accumulate(steps)]
)
LEGS = st.lists(st.tuples(st.integers(1, 7), st.sampled_from([1, -1])), min_size=1, max_size=5)
ZIGZAGS = LEGS.map(
    lambda legs: [float(x) for x in accumulate(w for n, w in legs for _ in range(n))]
)
SERIES = st.one_of(
    st.lists(VALUES, min_size=1, max_size=30),
    WALKS,
    ZIGZAGS,
    st.tuples(WALKS, st.lists(VALUES, max_size=6), WALKS).map(
        lambda parts: [*parts[0], *parts[1], *parts[2]]
    ),
)


def on_a_line(values, answers):
    """Say whether a value lies so near a line that rounding decides; both ways are right then."""
    for value, (mean, lower, upper, *_) in zip(values, answers, strict=True):
        if mean is None or math.isnan(value):
            continue
        lines = [mean]
        if upper is not None:
            lines += [lower, upper, *(mean + side * (upper - mean) * 2 / 3 for side in (1, -1))]
        if any(0 < abs(value - line) < 1e-9 or value == line != mean for line in lines):
            return True
    return False


@settings(max_examples=300)
@given(
    SERIES,
    st.data(),
    st.sampled_from([None, 4, 12]),
    st.booleans(),
    st.sampled_from([Rules(), Rules(trend=4, shift=5), Rules(trend=3, shift=8)]),
)
def test_every_point_is_judged_as_the_rules_say(values, data, fix_after, screen, rules):
    rare = st.sampled_from([False] * 9 + [True])
    starts = data.draw(st.lists(rare, min_size=len(values), max_size=len(values)))
    expected = plain_chart(values, starts, fix_after, screen, rules)
    chart = xmr_chart([values], rebase=[starts], fix_after=fix_after, screen=screen, rules=rules)
    for drawn, place in ((chart.mean, 0), (chart.lower, 1), (chart.upper, 2)):
        plain = [NAN if answer[place] is None else answer[place] for answer in expected]
        np.testing.assert_allclose(drawn[0], plain, rtol=1e-12, atol=1e-12)
    if not on_a_line(values, expected):
        assert chart.cause[0].tolist() == [answer[3] for answer in expected]
        assert chart.side[0].tolist() == [answer[4] for answer in expected]
