"""What is said of a whole series: its chart, whether it will keep its target, its trend, its outlook."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from framework.model.charts import (
    ChartKind,
    ChartRules,
    ForecastMethod,
    Rebase,
    TrendMethod,
)
from framework.model.expressions import All, Column
from framework.model.indicators import IntervalMethod, Kind, Polarity, SeriesBreak
from framework.model.measures import Count, Mean, PopulationPart, Proportion, Rate
from framework.model.periods import Basis, Grain, YearType, step
from framework.model.ratings import RatedBy, RatingRule
from framework.model.series import ControlChart, Outlook
from indicators.disclose.disclosing import Disclosed
from indicators.judge.judging import judge
from tests.frameworks_in_code import COUNTY, NORTH, framework, indicator, target

SCHEMA = {
    **dict.fromkeys(("indicator", "area", "breakdown", "period"), pl.String),
    **dict.fromkeys(
        ("value", "numerator", "denominator", "lower", "upper", "lower998", "upper998"), pl.Float64
    ),
    "flags": pl.Int32,
}
STEADY = [50.0, 52.0, 49.0, 51.0, 50.0, 48.0, 51.0, 52.0, 50.0, 49.0, 51.0, 50.0]
APRIL = target("85", begins=date(2025, 4, 1), ends=date(2026, 4, 1))


def series(
    one, values, *, first=date(2025, 1, 1), area=COUNTY, breakdown="", counts=None, half=3.0
):
    """Give rows of a series of consecutive periods; None is a hidden value."""
    period = one.period_of(first)
    rows = []
    for place, value in enumerate(values):
        x, n = counts[place] if counts else (None, 400.0)
        limits = (None, None) if value is None else (value - half, value + half)
        flags = 1 if value is None else 0
        code = step(period, place).code
        rows.append((one.id, area, breakdown, code, value, x, n, *limits, None, None, flags))
    return rows


def facts(one, rows):
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    judged = judge(Disclosed(frame), framework(one))
    return judged.series.row(0, named=True)


def drawn(one, values, **more):
    return ControlChart.read(facts(one, series(one, values, **more))["chart"])


def outlook(one, values, **more):
    return Outlook.read(facts(one, series(one, values, **more))["outlook"])


def test_a_month_has_an_xmr_chart_with_limits_from_its_moving_ranges():
    chart = drawn(indicator(), STEADY)
    mean = float(np.mean(STEADY))
    reach = 2.66 * float(np.mean(np.abs(np.diff(STEADY))))
    assert (chart.kind, chart.reason, chart.signals) == ("xmr", "", ())
    [segment] = chart.segments
    assert (segment.first, segment.last, segment.trial) == ("2025-01", "2025-12", False)
    assert segment.mean == pytest.approx(mean, abs=1e-6)
    assert (segment.lower, segment.upper) == pytest.approx((mean - reach, mean + reach), abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"grain": Grain.YEAR}, "yearly figures are too few to show what is usual"),
        (
            {"basis": Basis.ROLLING_YEAR},
            "each figure counts days that the one before it counts too",
        ),
        (
            {"basis": Basis.YEAR_TO_DATE},
            "each figure counts days that the one before it counts too",
        ),
        ({"chart": ChartRules(kind=ChartKind.NONE)}, "no chart is declared"),
    ],
)
def test_where_there_is_no_chart_it_says_why(changes, reason):
    one = indicator(**changes)
    found = facts(one, series(one, STEADY, first=date(2010, 4, 1)))
    assert ControlChart.read(found["chart"]) == ControlChart("none", (), reason=reason)
    assert (found["variation"], found["assurance"]) == (None, None)


def test_five_points_are_too_few_and_six_are_a_trial():
    assert drawn(indicator(), STEADY[:5]).reason == "fewer than 6 points"
    assert drawn(indicator(), STEADY[:6]).segments[0].trial
    assert not drawn(indicator(), STEADY).segments[0].trial


def test_a_yearly_chart_can_be_asked_for():
    one = indicator(grain=Grain.YEAR, chart=ChartRules(kind=ChartKind.XMR))
    assert drawn(one, STEADY, first=date(2010, 4, 1)).segments[0].first == "2010/11"


@pytest.mark.parametrize(
    ("polarity", "kind", "up", "down"),
    [
        (Polarity.HIGH, Kind.PERFORMANCE, "improving, and high", "of concern, and low"),
        (Polarity.LOW, Kind.PERFORMANCE, "of concern, and high", "improving, and low"),
        (Polarity.NONE, Kind.PERFORMANCE, "changing, and high", "changing, and low"),
        (Polarity.PLAN, Kind.PERFORMANCE, "changing, and high", "changing, and low"),
        (Polarity.HIGH, Kind.CONTEXT, "changing, and high", "changing, and low"),
    ],
)
def test_a_point_outside_the_limits_is_good_or_bad_by_polarity(polarity, kind, up, down):
    one = indicator(polarity=polarity, kind=kind)
    assert facts(one, series(one, [*STEADY, 90.0]))["variation"] == up
    assert facts(one, series(one, [*STEADY, 10.0]))["variation"] == down
    assert facts(one, series(one, [*STEADY, 50.0]))["variation"] == "no real change"


def test_the_signals_of_a_chart_name_their_rule_and_side():
    chart = drawn(indicator(), [*STEADY, 90.0])
    last = chart.signals[-1]
    assert (last.period, last.cause, last.above) == ("2026-01", "outside the limits", True)


def test_a_break_and_a_rebase_begin_the_limits_anew_and_say_why():
    moved = Rebase(date(2025, 7, 1), "front door moved", "EHB 3")
    for changes, why in (
        ({"breaks": (SeriesBreak(moved.begins, moved.because),)}, moved.because),
        ({"chart": ChartRules(rebase=(moved,))}, "front door moved (agreed: EHB 3)"),
    ):
        one = indicator(**changes)
        found = facts(one, series(one, [*STEADY[:6], *(v + 30 for v in STEADY[:6])]))
        first, second = ControlChart.read(found["chart"]).segments
        assert (first.last, second.first) == ("2025-06", "2025-07")
        assert (first.because, second.because) == ("", why)
        assert second.mean == pytest.approx(first.mean + 30)
        assert found["variation"] == "no real change"


def test_a_segment_of_five_points_says_nothing_yet():
    one = indicator(breaks=(SeriesBreak(date(2026, 1, 1), "new form"),))
    found = facts(one, series(one, [*STEADY, 80.0, 81.0, 80.0, 81.0, 200.0]))
    assert (found["variation"], found["assurance"]) == (None, None)
    assert not ControlChart.read(found["chart"]).signals


def test_a_locked_baseline_holds_the_limits_where_they_were():
    later = [v + 6 for v in STEADY]
    locked = drawn(indicator(chart=ChartRules(baseline=12)), [*STEADY, *later])
    free = drawn(indicator(), [*STEADY, *later])
    assert locked.segments[0].mean == pytest.approx(np.mean(STEADY), abs=1e-6)
    assert free.segments[0].mean == pytest.approx(np.mean(STEADY) + 3, abs=1e-6)


def test_two_indicators_keep_baselines_of_their_own():
    locked = indicator(id="locked", chart=ChartRules(baseline=12))
    free = indicator(id="free")
    values = [*STEADY, *(v + 6 for v in STEADY)]
    frame = pl.DataFrame(
        [*series(locked, values), *series(free, values)], schema=SCHEMA, orient="row"
    )
    both = judge(Disclosed(frame), framework(free, locked)).series
    means = {
        name: ControlChart.read(text).segments[0].mean
        for name, text in both.select("indicator", "chart").iter_rows()
    }
    assert means["free"] - means["locked"] == pytest.approx(3)


def test_screening_leaves_out_the_moving_ranges_of_an_outlier():
    values = [1.0, 2.0, 1.0, 2.0, 10.0, *[1.0, 2.0] * 6, 1.0]
    plain = drawn(indicator(), values)
    screened = drawn(indicator(chart=ChartRules(screen_outliers=True)), values)
    assert (screened.segments[0].lower, screened.segments[0].upper) == pytest.approx(
        (-0.72, 4.60), abs=0.005
    )
    assert (plain.segments[0].lower, plain.segments[0].upper) == pytest.approx(
        (-3.06, 6.95), abs=0.005
    )
    assert (plain.screened, screened.screened) == (0, 2)


def test_rules_are_as_long_as_they_are_declared():
    rising = [50.0, 52.0, 49.0, 51.0, 48.0, 52.0, 47.0, 48.0, 49.0, 50.0, 51.0, 52.5]
    nhs, short = indicator(), indicator(chart=ChartRules(trend=5))
    assert facts(nhs, series(nhs, rising))["variation"] == "no real change"
    assert facts(short, series(short, rising))["variation"] == "improving, and high"


def test_two_of_three_can_be_left_out():
    values = [*STEADY, *STEADY, 53.6, 53.9]
    with_rule = indicator()
    without = indicator(chart=ChartRules(two_of_three=False))
    assert (
        facts(with_rule, series(with_rule, [*values, 53.7]))["variation"] == "improving, and high"
    )
    assert facts(without, series(without, [*values, 53.7]))["variation"] == "no real change"


def test_a_hidden_month_breaks_a_run():
    low, high = [47.0, 52.0] * 5, [51.0, 52.0] * 4
    one = indicator()
    whole = facts(one, series(one, [*low, *high]))
    holed = facts(one, series(one, [*low, *high[:4], None, *high[4:]]))
    assert whole["variation"] == "improving, and high"
    assert holed["variation"] == "no real change"


@pytest.mark.parametrize(
    ("polarity", "goal", "words"),
    [
        (Polarity.HIGH, "30", "will keep meeting the target"),
        (Polarity.HIGH, "50", "may meet or miss the target"),
        (Polarity.HIGH, "90", "will keep missing the target"),
        (Polarity.LOW, "30", "will keep missing the target"),
        (Polarity.LOW, "90", "will keep meeting the target"),
        (Polarity.NONE, "90", None),
    ],
)
def test_the_latest_limits_say_whether_the_latest_target_will_be_kept(polarity, goal, words):
    old = target("50", id="old", begins=date(2024, 4, 1), ends=date(2025, 4, 1))
    now = target(goal, begins=date(2025, 4, 1), ends=date(2026, 4, 1))
    one = indicator(polarity=polarity, targets=(old, now))
    assert facts(one, series(one, STEADY))["assurance"] == words


def test_a_range_is_kept_only_within_both_ends():
    def said(low, high):
        between = target(low, high=Decimal(high), begins=date(2025, 4, 1), ends=date(2026, 4, 1))
        one = indicator(polarity=Polarity.PLAN, targets=(between,))
        return facts(one, series(one, STEADY))["assurance"]

    assert said("30", "70") == "will keep meeting the target"
    assert said("70", "80") == "will keep missing the target"
    assert said("50", "80") == "may meet or miss the target"


@pytest.mark.parametrize(
    ("polarity", "goal", "words"),
    [
        (Polarity.HIGH, "50", "will keep meeting the target"),
        (Polarity.LOW, "50", "will keep meeting the target"),
        (Polarity.HIGH, "51", "will keep missing the target"),
        (Polarity.LOW, "51", "will keep meeting the target"),
    ],
)
def test_figures_that_never_differ_meet_their_target_or_miss_it_and_have_no_usual_range(
    polarity, goal, words
):
    now = target(goal, begins=date(2025, 4, 1), ends=date(2026, 4, 1))
    one = indicator(polarity=polarity, targets=(now,))
    found = facts(one, series(one, [50.0] * 12))
    assert (found["variation"], found["assurance"]) == ("no real change", words)
    assert ControlChart.read(found["chart"]).warning == (
        "the figures that its usual range is made of never differ, so it has no width"
    )


def test_no_target_at_the_last_point_no_promise():
    one = indicator(targets=(target("30", begins=date(2024, 4, 1), ends=date(2025, 4, 1)),))
    assert facts(one, series(one, STEADY))["assurance"] is None


def test_a_p_chart_follows_the_denominator():
    one = indicator(chart=ChartRules(kind=ChartKind.P))
    counts = [(40.0 + place % 3, 80.0 + 20 * (place % 2)) for place in range(12)]
    values = [100 * x / n for x, n in counts]
    chart = drawn(one, values, counts=counts)
    share = sum(x for x, _ in counts) / sum(n for _, n in counts)
    half = [300 * (share * (1 - share) / n) ** 0.5 for _, n in counts]
    assert chart.segments[0].mean == pytest.approx(100 * share, abs=1e-6)
    assert [one.upper for one in chart.limits] == pytest.approx(
        [100 * share + each for each in half], abs=1e-6
    )
    assert (chart.limits[1].period, chart.warning) == ("2025-02", "")


def test_a_p_chart_of_few_cases_says_that_its_limits_are_rough():
    one = indicator(chart=ChartRules(kind=ChartKind.P))
    counts = [(2.0 + place % 2, 40.0) for place in range(12)]
    chart = drawn(one, [100 * x / n for x, n in counts], counts=counts)
    assert chart.warning.startswith("fewer than 5 cases are expected")


def test_a_u_chart_is_in_the_unit_of_the_rate():
    rate = Rate(All(), PopulationPart("mid_year"), 10_000)
    one = indicator(
        measure=rate,
        unit="per 10,000",
        chart=ChartRules(kind=ChartKind.U),
        interval=IntervalMethod.POISSON,
    )
    counts = [(30.0 + place, 5000.0) for place in range(12)]
    chart = drawn(one, [10_000 * x / n for x, n in counts], counts=counts)
    mean = sum(x for x, _ in counts) / 60_000
    assert chart.segments[0].mean == pytest.approx(10_000 * mean, abs=1e-6)
    assert chart.segments[0].upper == pytest.approx(
        10_000 * (mean + 3 * (mean / 5000) ** 0.5), abs=1e-6
    )


def test_rare_events_are_charted_by_the_days_between_them():
    rules = ChartRules(kind=ChartKind.DAYS_BETWEEN)
    one = indicator(measure=Count(), unit="deaths", polarity=Polarity.LOW, chart=rules)
    often = [1.0, 2.0, 1.0, 1.0, 2.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 2.0]
    found = facts(one, series(one, [*often, *[0.0] * 40, 1.0], first=date(2020, 1, 1)))
    chart = ControlChart.read(found["chart"])
    assert chart.kind == "days between"
    # February 2020 held two in 29 days; the last followed a count at the end of 2020.
    assert (chart.points[0].period, chart.points[0].value) == ("2020-02", 14.5)
    gap = (date(2024, 6, 1) - date(2021, 1, 1)).days
    assert (chart.points[-1].period, chart.points[-1].value) == ("2024-05", gap)
    assert found["variation"] == "improving, and low"


def test_a_hidden_count_ends_a_gap_for_it_may_hold_an_event():
    rules = ChartRules(kind=ChartKind.DAYS_BETWEEN)
    one = indicator(measure=Count(), unit="deaths", polarity=Polarity.LOW, chart=rules)
    chart = drawn(one, [1.0, 1.0, 0.0, 1.0, None, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    months = [point.period for point in chart.points]
    assert months == ["2025-02", "2025-04", *(f"2025-{month:02}" for month in (7, 8, 9, 10, 11))]


def test_counts_of_a_few_a_month_are_told_of_the_better_chart():
    one = indicator(measure=Count(), unit="deaths")
    assert drawn(one, [1.0, 2.0, 0.0, 1.0, 2.0, 1.0]).warning.startswith("fewer than 5 in a usual")


def test_breakdowns_have_a_variation_and_no_texts():
    one = indicator(by=(("sex",),), targets=(APRIL,))
    found = facts(one, series(one, [*STEADY, 90.0], breakdown="sex=Female"))
    assert found["variation"] == "improving, and high"
    assert (found["assurance"], found["chart"], found["outlook"]) == (None, None, None)


# Trends


FIVE_YEARS = ((994, 40299), (1023, 41527), (1199, 42811), (1332, 44064), (1367, 44701))


def yearly(**changes):
    return indicator(grain=Grain.YEAR, year_type=YearType.CALENDAR, **changes)


def test_five_years_of_a_proportion_are_tested_as_public_health_profiles_do():
    one = yearly()
    counts = [(float(x), float(n)) for x, n in FIVE_YEARS]
    values = [100 * x / n for x, n in counts]
    found = facts(one, series(one, values, first=date(2014, 1, 1), counts=counts))
    assert found["trend"] == "increasing"
    said = Outlook.read(found["outlook"])
    assert (said.trend_method, said.trend_first, said.trend_reason) == ("fingertips", "2014", "")
    assert said.trend_statistic == pytest.approx(47.90, abs=0.005)
    assert said.trend_slope == pytest.approx(np.polyfit(range(5), values, 1)[0], abs=1e-6)


def test_five_years_of_a_rate_are_weighted_by_their_intervals():
    values = [24.67, 24.6, 28.0, 30.2, 30.6]
    limits = [(23.16, 26.25), (23.15, 26.19), (26.44, 29.64), (28.63, 31.90), (28.98, 32.25)]
    rate = Rate(All(), PopulationPart("mid_year"), 1000)
    one = yearly(measure=rate, unit="per 1,000", interval=IntervalMethod.POISSON)
    counts = [(value * 40, 40_000.0) for value in values]
    rows = series(one, values, first=date(2014, 1, 1), counts=counts)
    rows = [(*row[:7], *pair, *row[9:]) for row, pair in zip(rows, limits, strict=True)]
    found = facts(one, rows)
    assert found["trend"] == "increasing"
    assert Outlook.read(found["outlook"]).trend_statistic == pytest.approx(46.77, abs=0.005)
    # Counts that are not known leave a rate without a trend; a mean has none to be known.
    uncounted = [(*row[:5], None, *row[6:]) for row in rows]
    assert facts(one, uncounted)["trend"] == "cannot be calculated"
    mean = yearly(measure=Mean(Column("score")), unit="points", interval=IntervalMethod.T)
    assert facts(mean, uncounted)["trend"] == "increasing"


def test_four_years_are_too_few_for_it():
    one = yearly()
    counts = [(float(x), float(n)) for x, n in FIVE_YEARS[1:]]
    rows = series(one, [100 * x / n for x, n in counts], first=date(2015, 1, 1), counts=counts)
    found = facts(one, rows)
    assert found["trend"] == "cannot be calculated"
    assert Outlook.read(found["outlook"]).trend_reason == "it needs figures of five years in a row"


RISING = [40.0 + place for place in range(12)]


def test_months_are_tested_by_rank():
    one = indicator()
    found = facts(one, series(one, RISING))
    said = Outlook.read(found["outlook"])
    assert (found["trend"], said.trend_method) == ("increasing", "mann kendall")
    assert (said.trend_statistic, said.trend_slope) == (1.0, 1.0)
    assert said.trend_first == "2025-01"
    assert facts(one, series(one, STEADY))["trend"] == "no significant change"
    assert facts(one, series(one, RISING[::-1]))["trend"] == "decreasing"


def test_only_the_last_twelve_months_are_recent():
    one = indicator()
    found = facts(one, series(one, [*RISING[::-1], *RISING]))
    assert found["trend"] == "increasing"
    assert Outlook.read(found["outlook"]).trend_first == "2026-01"


def test_a_trend_does_not_cross_a_break():
    one = indicator(breaks=(SeriesBreak(date(2025, 8, 1), "new form"),))
    found = facts(one, series(one, RISING))
    assert found["trend"] == "cannot be calculated"
    reason = Outlook.read(found["outlook"]).trend_reason
    assert reason == "there are fewer than 6 figures of one series that share no days"


def test_rolling_years_are_thinned_to_those_that_share_no_month():
    one = indicator(measure=Count(), basis=Basis.ROLLING_YEAR, interval=IntervalMethod.NONE)
    six_years = [float(month) for month in range(72)]
    rolling = facts(one, series(one, six_years, first=date(2019, 1, 1)))
    assert rolling["trend"] == "increasing"
    said = Outlook.read(rolling["outlook"])
    assert said.trend_slope == pytest.approx(12.0)
    assert said.trend_first == "2019-12 r12"


def test_a_year_of_rolling_months_is_one_point_and_no_trend():
    one = indicator(basis=Basis.ROLLING_YEAR)
    assert facts(one, series(one, RISING))["trend"] == "cannot be calculated"


def test_what_only_grows_has_no_trend():
    one = indicator(basis=Basis.CUMULATIVE, since=date(2021, 4, 1))
    said = outlook(one, RISING)
    assert said.trend_reason == "what is counted since a fixed day only grows"


def test_two_points_change_when_their_intervals_part():
    one = indicator(trend=TrendMethod.TWO_POINTS)
    assert facts(one, series(one, [*STEADY, 57.0]))["trend"] == "increasing"
    assert facts(one, series(one, [*STEADY, 51.0]))["trend"] == "no significant change"
    assert outlook(one, [*STEADY, None, 57.0]).trend_reason.startswith("the two latest figures")


def test_chi_squared_is_for_shares():
    one = indicator(trend=TrendMethod.CHI_SQUARED)
    counts = [(40.0 + 4 * place, 200.0) for place in range(12)]
    found = facts(one, series(one, [x / 2 for x, _ in counts], counts=counts))
    said = Outlook.read(found["outlook"])
    assert (found["trend"], said.trend_method) == ("increasing", "chi squared")
    assert said.trend_slope == pytest.approx(2.0)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_all_or_none_were_counted_every_time_chi_squared_says_so(share):
    one = indicator(trend=TrendMethod.CHI_SQUARED)
    said = outlook(one, [100 * share] * 12, counts=[(200 * share, 200.0)] * 12)
    assert said.trend_reason == "all were counted every time, or none was"


def test_no_trend_is_tested_where_none_is_declared():
    one = indicator(trend=TrendMethod.NONE)
    assert facts(one, series(one, RISING))["trend"] is None


@pytest.mark.parametrize(
    ("changes", "short", "long"),
    [
        ({"grain": Grain.YEAR, "basis": Basis.POOLED, "pooled_years": 3}, None, None),
        ({"basis": Basis.ROLLING_YEAR}, None, True),
        ({"basis": Basis.YEAR_TO_DATE}, None, True),
        ({"basis": Basis.DURING}, True, True),
    ],
)
def test_a_change_between_periods_that_share_days_is_never_called_real(changes, short, long):
    one = indicator(**changes)
    values = [10.0 + 20 * place for place in range(26)]
    frame = pl.DataFrame(series(one, values), schema=SCHEMA, orient="row")
    last = judge(Disclosed(frame), framework(one)).judgements.row(-1, named=True)
    assert (last["short_real"], last["long_real"]) == (short, long)


# Outlooks


def test_a_forecast_goes_to_the_end_of_the_target_with_the_chance_of_meeting_it():
    one = indicator(targets=(APRIL,), forecast=ForecastMethod.DRIFT)
    said = outlook(one, STEADY)
    months = [one.period for one in said.forecasts]
    assert months == ["2026-01", "2026-02", "2026-03"]
    drift = (STEADY[-1] - STEADY[0]) / 11
    assert [one.value for one in said.forecasts] == pytest.approx(
        [STEADY[-1] + drift * ahead for ahead in (1, 2, 3)], abs=1e-6
    )
    assert {one.method for one in said.forecasts} == {"drift"}
    assert all(one.lower < one.value < one.upper for one in said.forecasts)
    assert (said.target, said.forecast_reason) == (85.0, "")
    assert said.chance < 0.01


@pytest.mark.parametrize(
    ("polarity", "goal", "likely"),
    [
        (Polarity.HIGH, "30", True),
        (Polarity.HIGH, "70", False),
        (Polarity.LOW, "30", False),
        (Polarity.LOW, "70", True),
    ],
)
def test_the_chance_knows_which_way_is_good(polarity, goal, likely):
    goal = target(goal, begins=date(2025, 4, 1), ends=date(2026, 4, 1))
    chance = outlook(indicator(polarity=polarity, targets=(goal,)), STEADY).chance
    assert chance > 0.95 if likely else chance < 0.05


def test_a_target_that_begins_next_is_the_one_to_reach():
    later = target("95", id="later", begins=date(2026, 1, 1), ends=date(2026, 3, 1))
    ended = target("50", begins=date(2025, 4, 1), ends=date(2026, 1, 1))
    said = outlook(indicator(targets=(ended, later)), STEADY)
    assert (said.target, len(said.forecasts)) == (95.0, 2)


def test_a_target_without_an_end_is_looked_at_for_a_year():
    open_ended = target("85", begins=date(2025, 4, 1), ends=date.max)
    assert len(outlook(indicator(targets=(open_ended,)), STEADY).forecasts) == 12


@pytest.mark.parametrize(
    ("changes", "values", "reason"),
    [
        ({}, STEADY[:7], "fewer than 8 points of one series"),
        ({}, [*STEADY[:6], None, *STEADY[6:]], "a figure is missing between the others"),
        ({}, [50.0] * 12, "its figures never differ"),
        (
            {"breaks": (SeriesBreak(date(2025, 9, 1), "new form"),)},
            STEADY,
            "fewer than 8 points of one series",
        ),
        ({"targets": ()}, STEADY, "no target is set for a later period"),
        ({"forecast": ForecastMethod.NONE}, STEADY, "no forecast is declared"),
        (
            {"basis": Basis.ROLLING_YEAR},
            STEADY,
            "each figure counts days that the one before it counts too",
        ),
    ],
)
def test_a_forecast_that_cannot_be_made_says_why(changes, values, reason):
    said = outlook(indicator(**{"targets": (APRIL,), **changes}), values)
    assert (said.forecast_reason, said.forecasts, said.chance) == (reason, (), None)


def test_a_first_point_unlike_the_others_is_left_out_and_named():
    said = outlook(indicator(targets=(APRIL,)), [5.0, *STEADY])
    assert said.left_out == "2025-01"
    assert said.forecasts[-1].value == pytest.approx(np.mean(STEADY))
    assert outlook(indicator(targets=(APRIL,)), STEADY).left_out == ""


def test_a_season_is_carried_on_by_month():
    year = [50.0, 55.0, 60.0, 65.0, 60.0, 55.0, 50.0, 45.0, 40.0, 35.0, 40.0, 45.0]
    noise = np.random.default_rng(3).normal(0, 1, 48)
    values = (np.tile(year, 4) + noise).tolist()
    said = outlook(indicator(targets=(APRIL,)), values, first=date(2022, 1, 1))
    assert {one.method for one in said.forecasts} == {"seasonal"}
    assert [one.value for one in said.forecasts] == pytest.approx(year[:3], abs=3)
    short = indicator(targets=(APRIL,), forecast=ForecastMethod.SEASONAL)
    reason = outlook(short, values[:20], first=date(2024, 5, 1)).forecast_reason
    assert reason == "fewer than 2 whole years of one series"


TO_400 = target("400", begins=date(2025, 4, 1), ends=date(2026, 4, 1))
PROFILE = replace(TO_400, by_quarter=tuple(map(Decimal, (60, 150, 270, 400))))


def to_date(**changes):
    said = {"measure": Count(), "grain": Grain.QUARTER, "basis": Basis.YEAR_TO_DATE}
    return indicator(**{**said, "targets": (PROFILE,), "unit": "families", **changes})


def test_a_count_of_a_year_to_date_goes_on_beside_its_profile():
    said = outlook(to_date(), [55.0, 130.0], first=date(2025, 4, 1))
    assert [one.period for one in said.forecasts] == ["2025/26 Q3 ytd", "2025/26 Q4 ytd"]
    last = said.forecasts[-1]
    assert (last.method, last.value) == ("as its profile", pytest.approx(347.5))
    assert last.lower < 347 < last.upper
    assert said.target == 400.0
    assert 0 < said.chance < 0.05
    assert outlook(to_date(), [70.0, 160.0], first=date(2025, 4, 1)).chance > 0.5
    low = to_date(polarity=Polarity.LOW)
    assert outlook(low, [55.0, 130.0], first=date(2025, 4, 1)).chance > 0.95


def test_earlier_years_tell_how_a_year_to_date_goes_on():
    years = [100.0, 200.0, 300.0, 380.0, 110.0, 220.0, 330.0, 430.0, 90.0, 180.0, 270.0, 350.0]
    said = outlook(to_date(), [*years, 105.0, 210.0], first=date(2022, 4, 1))
    last = said.forecasts[-1]
    assert last.method == "as earlier years"
    assert last.value == pytest.approx(210 * np.exp(np.mean(np.log([1.9, 430 / 220, 350 / 180]))))
    assert 0.05 < said.chance < 0.95
    broken = to_date(breaks=(SeriesBreak(date(2023, 4, 1), "new form"),))
    said = outlook(broken, [*years, 105.0, 210.0], first=date(2022, 4, 1))
    assert said.forecasts[-1].method == "as its profile"


@pytest.mark.parametrize(
    ("changes", "values", "reason"),
    [
        ({}, [55.0, 130.0, 260.0, 390.0], "the year is over, and the next has no figure yet"),
        ({"forecast": ForecastMethod.NONE}, [55.0], "no forecast is declared"),
        (
            {"measure": Proportion(All()), "unit": "percent"},
            [55.0],
            "fewer than 3 whole earlier years to go by",
        ),
        ({"targets": ()}, [55.0], "no target is set for a later period"),
    ],
)
def test_a_year_to_date_that_cannot_be_carried_on_says_why(changes, values, reason):
    later = replace(TO_400, id="later", begins=date(2026, 4, 1), ends=date(2027, 4, 1))
    one = to_date(**{"targets": (PROFILE, later), **changes})
    said = outlook(one, values, first=date(2025, 4, 1))
    assert (said.forecast_reason, said.forecasts, said.chance) == (reason, (), None)


def test_a_c_chart_has_the_square_root_of_the_mean_as_its_spread():
    counts = [16.0, 18.0, 14.0, 15.0, 17.0, 16.0, 16.0, 30.0]
    chart = drawn(indicator(measure=Count(), unit="cases", chart=ChartRules(ChartKind.C)), counts)
    [segment] = chart.segments
    mean = np.mean(counts)
    assert chart.kind == "c"
    assert (segment.mean, segment.upper) == pytest.approx(
        (mean, mean + 3 * np.sqrt(mean)), abs=1e-5
    )


# The chance that the true value of one point meets its target


def chance(one, value, *, counts=None, half=3.0):
    rows = series(one, [value], first=date(2026, 10, 1), counts=counts and [counts], half=half)
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return judge(Disclosed(frame), framework(one)).judgements["chance"][0]


def test_a_rated_share_has_the_chance_that_its_true_value_meets_the_target():
    one = indicator(targets=(target("80"),))
    assert chance(one, 80.0, counts=(320.0, 400.0)) == pytest.approx(0.5, abs=0.03)
    assert chance(one, 90.0, counts=(360.0, 400.0)) > 0.99
    assert chance(one, 70.0, counts=(280.0, 400.0)) < 0.01


def test_low_is_good_turns_the_chance_round():
    one = indicator(targets=(target("80"),), polarity=Polarity.LOW)
    assert chance(one, 90.0, counts=(360.0, 400.0)) < 0.01


def test_a_range_is_met_between_its_ends():
    between = target("60", high=Decimal(80))
    one = indicator(targets=(between,), polarity=Polarity.PLAN)
    assert chance(one, 70.0, counts=(280.0, 400.0)) > 0.99
    assert chance(one, 80.0, counts=(320.0, 400.0)) == pytest.approx(0.5, abs=0.03)


def test_a_rate_is_judged_in_its_own_unit():
    rate = Rate(All(), PopulationPart("mid_year"), 10_000)
    one = indicator(
        measure=rate, unit="per 10,000", targets=(target("80"),), interval=IntervalMethod.POISSON
    )
    assert chance(one, 80.0, counts=(400.0, 50_000.0)) == pytest.approx(0.5, abs=0.03)
    assert chance(one, 100.0, counts=(500.0, 50_000.0)) > 0.99


def test_without_counts_the_interval_gives_the_chance():
    one = indicator(targets=(target("80"),), interval=IntervalMethod.PUBLISHED)
    assert chance(one, 83.0, half=3.0) == pytest.approx(0.975, abs=0.001)


@pytest.mark.parametrize(
    "changes",
    [
        {"targets": ()},
        {"interval": IntervalMethod.NONE},
        {"kind": Kind.CONTEXT},
        {"minimum_denominator": 1000},
    ],
)
def test_what_is_not_rated_or_has_no_interval_has_no_chance(changes):
    one = indicator(**{"targets": (target("80"),), **changes})
    assert chance(one, 90.0, counts=(360.0, 400.0)) is None


def test_a_rating_by_interval_has_a_chance_too():
    one = indicator(targets=(target("80"),), rated=RatingRule(RatedBy.INTERVAL))
    assert chance(one, 90.0, counts=(360.0, 400.0)) > 0.99


def test_each_area_and_month_stands_on_its_own():
    one = indicator(targets=(APRIL,))
    rows = [*series(one, STEADY), *series(one, [*STEADY, 90.0], area=NORTH, first=date(2024, 1, 1))]
    frame = pl.DataFrame(rows[::-1], schema=SCHEMA, orient="row")
    found = judge(Disclosed(frame), framework(one)).series
    by_area = {row["area"]: row for row in found.iter_rows(named=True)}
    assert by_area[NORTH]["variation"] == "improving, and high"
    assert by_area[NORTH]["last_period"] == "2025-01"
    assert by_area[COUNTY]["variation"] == "no real change"
    assert by_area[COUNTY] == facts(one, series(one, STEADY))


def test_the_same_results_in_another_order_give_the_same_facts():
    one = indicator(targets=(APRIL,))
    rows = series(one, [*STEADY, 90.0])
    assert facts(one, rows) == facts(one, rows[::-1])


def test_nothing_gives_no_series():
    frame = pl.DataFrame([], schema=SCHEMA, orient="row")
    assert judge(Disclosed(frame), framework(indicator())).series.height == 0


def test_an_outlook_follows_no_slope_where_the_trend_test_finds_no_clear_way():
    one = indicator(targets=(target("85", begins=date(2020, 1, 1), ends=date(2030, 4, 1)),))
    risen = [20.0 + each for each in range(30)] + STEADY * 3
    found = facts(one, series(one, risen, first=date(2020, 1, 1)))
    assert found["trend"] == "no significant change"
    last = Outlook.read(found["outlook"]).forecasts[-1]
    assert (last.method, last.value) == ("naive", 50.0)
