"""Many series judged at once are each judged as one alone, by the rules written out in plain Python."""

import math
from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from framework.model.charts import ChartRules, Rebase
from framework.model.indicators import Polarity, SeriesBreak
from framework.model.periods import Grain, period_of, step
from framework.model.results import RESULT_COLUMNS
from framework.model.series import ControlChart
from indicators.disclose.disclosing import Disclosed
from indicators.judge.judging import judge
from indicators.statistics.control_charts_rules import Cause, Rules
from tests.frameworks_in_code import COUNTY, NORTH, SOUTH, framework, indicator
from tests.property.test_control_chart_rules import plain_chart

FIRST = period_of(date(2024, 1, 1), Grain.MONTH)
NUMBERS = ("value", "numerator", "denominator", "lower", "upper", "lower998", "upper998")
SCHEMA = {
    name: pl.Float64 if name in NUMBERS else pl.Int32 if name == "flags" else pl.String
    for name in RESULT_COLUMNS
}
CAUSES = {
    Cause.OUTSIDE: "outside the limits",
    Cause.TREND: "a trend",
    Cause.TWO_OF_THREE: "two of three",
    Cause.SHIFT: "a shift",
}

VALUES = st.lists(st.one_of(st.none(), st.integers(0, 9).map(float)), min_size=1, max_size=26)
MONTHS = st.integers(2, 20).map(lambda count: step(FIRST, count).start)
CHARTS = st.builds(
    lambda baseline, days, screen: ChartRules(
        baseline=baseline,
        screen_outliers=screen,
        rebase=tuple(Rebase(day, "moved", "EHB") for day in sorted(set(days))),
    ),
    st.sampled_from([0, 5, 12]),
    st.lists(MONTHS, max_size=2),
    st.booleans(),
)
INDICATORS = st.builds(
    lambda polarity, chart, broken: indicator(
        polarity=polarity,
        chart=chart,
        breaks=tuple(SeriesBreak(day, "new form") for day in broken),
    ),
    st.sampled_from(Polarity),
    CHARTS,
    st.lists(MONTHS, max_size=1),
)


def cells(name, area, values, offset):
    return [
        {
            "indicator": name,
            "area": area,
            "breakdown": "",
            "period": step(FIRST, offset + place).code,
            "value": value,
            "flags": 0,
        }
        for place, value in enumerate(values)
    ]


@given(
    st.lists(INDICATORS, min_size=1, max_size=2),
    st.lists(st.tuples(VALUES, st.integers(0, 6)), min_size=3, max_size=3),
)
def test_every_series_is_charted_as_if_it_stood_alone(ways, drawn):
    indicators = [
        indicator(id=f"number_{place}", polarity=one.polarity, chart=one.chart, breaks=one.breaks)
        for place, one in enumerate(ways)
    ]
    rows = [
        cell
        for one in indicators
        for area, (values, offset) in zip((COUNTY, NORTH, SOUTH), drawn, strict=True)
        for cell in cells(one.id, area, values, offset)
    ]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    found = {
        (row["indicator"], row["area"]): row
        for row in judge(Disclosed(frame), framework(*indicators)).series.iter_rows(named=True)
    }
    for one in indicators:
        for area, (values, offset) in zip((COUNTY, NORTH, SOUTH), drawn, strict=True):
            row = found.get((one.id, area))
            assert (row is None) == all(value is None for value in values)
            if row is not None:
                check(one, values, offset, row)


def check(one, values, offset, row):
    months = [step(FIRST, offset + place) for place in range(len(values))]
    days = {each.begins for each in (*one.breaks, *one.chart.rebase)}
    starts = [month.start in days for month in months]
    plain = plain_chart(
        [math.nan if value is None else value for value in values],
        starts,
        one.chart.baseline or None,
        one.chart.screen_outliers,
        Rules(),
    )
    # Which segment each point is of, and how many points that has.
    segment = [sum(starts[1 : place + 1]) for place in range(len(values))]
    known = [place for place, value in enumerate(values) if value is not None]
    size = {number: sum(segment[place] == number for place in known) for number in segment}
    chart = ControlChart.read(row["chart"])
    if len(known) < 6:
        assert chart.reason == "fewer than 6 points"
        assert row["variation"] is None
        return
    limited = [place for place in known if plain[place][1] is not None]
    expected = [
        (months[place].code, CAUSES[plain[place][3]], plain[place][4] > 0)
        for place in known
        if plain[place][3] and size[segment[place]] >= 6
    ]
    ends = {segment[place]: place for place in known}
    if not any(place in limited for place in ends.values()):
        assert chart.reason == "no limits can be made of these points"
        return
    assert [(s.period, s.cause, s.above) for s in chart.signals] == expected
    lines = [(months[place].code, *plain[place][:3]) for place in ends.values() if place in limited]
    for drawn, (last, *numbers) in zip(chart.segments, lines, strict=True):
        assert drawn.last == last
        for got, want in zip((drawn.mean, drawn.lower, drawn.upper), numbers, strict=True):
            assert math.isclose(got, want, abs_tol=1e-5)
    check_variation(one, row, plain[known[-1]], enough=size[segment[known[-1]]] >= 6)


def check_variation(one, row, last, *, enough):
    _, lower, _, cause, side = last
    if lower is None or not enough:
        assert row["variation"] is None
        return
    if not cause:
        assert row["variation"] == "no real change"
        return
    good = {Polarity.HIGH: side > 0, Polarity.LOW: side < 0}.get(one.polarity)
    word = {True: "improving", False: "of concern", None: "changing"}[good]
    assert row["variation"] == f"{word}, and {'high' if side > 0 else 'low'}"
