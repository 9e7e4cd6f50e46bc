"""What a page says of a stored chart, trend and forecast: in plain words, and never more than is known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard.queries.answers import CHANGING, GOING, KEEPING, MEETING, answers
from dashboard.queries.chart_views import Sense
from dashboard.queries.charts import chart_view, chart_words, gaps_view
from dashboard.queries.points import left_out_words, newest_periods, point, with_gaps
from framework.model.charts import ChartRules
from framework.model.indicators import Kind, Polarity
from framework.model.measures import Count
from framework.model.periods import Basis, period_from_code
from framework.model.results import Assurance, Flag, Rating, Trend, Variation
from framework.model.series import (
    ChartPoint,
    ControlChart,
    Forecast,
    Outlook,
    PointLimits,
    Segment,
    Signal,
)
from framework.store.rows import PointRow, SeriesRow
from tests.frameworks_in_code import COUNTY, indicator, target

MONTHS = [f"2026-{month:02d}" for month in range(1, 11)]
CHART = ControlChart(
    "xmr",
    (Segment("2026-01", "2026-10", 90.0, 76.0, 104.0),),
    (Signal("2026-10", "a shift", False),),
)
OUTLOOK = Outlook(
    "mann kendall",
    -0.8,
    -1.6,
    "2026-01",
    forecasts=(
        Forecast("2026-11", 84.0, 70.0, 98.0, "linear"),
        Forecast("2026-12", 83.0, 60.0, 106.0, "linear"),
    ),
    target=85.0,
    chance=0.28,
)


def row(code, value=85.0, **changes):
    plain = {
        "indicator": "in_time",
        "area": COUNTY,
        "breakdown": "",
        "period": code,
        **dict.fromkeys(("numerator", "denominator", "lower", "upper", "lower998", "upper998")),
        "flags": Flag.NONE,
        "period_start": period_from_code(code).start,
        "rating": Rating.RED,
        "target": 85.0,
        "target_id": "to_85",
    }
    return PointRow(value=value, **{**plain, **changes})


def facts(chart=CHART, outlook=OUTLOOK, last="2026-10", **changes):
    plain = {"variation": Variation.CONCERNING_LOW, "trend": Trend.DECREASING}
    return SeriesRow(
        *("in_time", COUNTY, "", 10, "2026-01", last, 1.0),
        chart=chart.text(),
        outlook=outlook.text(),
        **{**plain, **changes},
    )


ROWS = [row(code) for code in MONTHS]
ONE = indicator(targets=(target("85"),))


def answer(question, one=ONE, shown=ROWS[-1], **changes):
    found = {each.question: each for each in answers(one, shown, facts(**changes))}
    return found[question]


def test_limits_of_a_share_are_drawn_no_further_than_0_and_100_and_it_says_so():
    view = chart_view(ONE, ROWS, facts())
    assert {mark.upper for mark in view.marks} == {100.0}
    assert view.marks[0].range_text == "76.0% to 100.0%"
    assert "Its usual range is drawn no further than 0% and 100%." in view.notes


def test_limits_of_a_score_are_not_cut():
    score = indicator(unit="points", targets=(target("85"),))
    assert chart_view(score, ROWS, facts()).marks[0].upper == 104.0


@pytest.mark.parametrize(
    ("one", "sense"),
    [
        (ONE, Sense.WORSE),
        (indicator(polarity=Polarity.LOW), Sense.BETTER),
        (indicator(polarity=Polarity.PLAN), Sense.CHANGE),
        (indicator(kind=Kind.CONTEXT), Sense.CHANGE),
    ],
)
def test_a_signal_means_what_polarity_makes_of_it(one, sense):
    last = chart_view(one, ROWS, facts()).marks[-1]
    assert (last.signal, last.signal_text) == (sense, "Part of a long run below its mean")


def test_limits_that_follow_the_denominator_are_those_of_each_period():
    limits = (PointLimits("2026-09", 70.0, 99.0), PointLimits("2026-10", 80.0, 95.0))
    chart = ControlChart("p", CHART.segments, (), limits)
    marks = chart_view(ONE, ROWS, facts(chart)).marks
    assert [(mark.lower, mark.upper) for mark in marks[-2:]] == [(70.0, 99.0), (80.0, 95.0)]


def test_a_range_made_anew_says_since_when_and_why_if_it_is_drawn():
    chart = ControlChart(
        "xmr",
        (
            Segment("2026-01", "2026-05", 90.0, 80.0, 99.0),
            Segment("2026-06", "2026-10", 70.0, 60.0, 80.0, True, "the team was merged"),
        ),
    )
    view = chart_view(ONE, ROWS, facts(chart))
    assert view.renewed == ("New usual range from June 2026: the team was merged.",)
    assert [mark.mean for mark in view.marks[4:6]] == [90.0, 70.0]
    assert any("few figures" in note for note in view.notes)
    assert chart_view(ONE, ROWS[:5], facts(chart)).renewed == ()


def test_a_chart_that_was_refused_says_why():
    view = chart_view(ONE, ROWS, facts(ControlChart("none", (), reason="fewer than 6 points")))
    assert view.marks == ()
    assert view.notes == ("No usual range is drawn: fewer than 6 points.",)


def test_what_lies_ahead_has_the_target_set_for_it_and_is_cut_like_a_share():
    first, last = chart_view(ONE, ROWS, facts()).ahead
    assert (first.label, first.text, first.interval_text) == ("Nov 2026", "84.0%", "70.0% to 98.0%")
    assert (last.upper, last.target, last.target_text) == (100.0, 85.0, "85.0%")


def test_an_explanation_names_the_chart_with_its_mean_and_its_uncut_limits():
    assert chart_words(ONE, facts()) == (
        "an XmR chart from January 2026 on: mean 90.0%, limits 76.0% and 104.0%"
    )
    assert chart_words(ONE, facts(ControlChart("none", (), reason="fewer than 6 points"))) == ""


def test_a_range_that_was_locked_says_of_which_figures_it_is():
    locked = replace(ONE, chart=ChartRules(baseline=12))
    kept = "Its usual range is that of the first 12 figures from January 2026, and is kept."
    assert [one for one in chart_view(locked, ROWS, facts()).notes if "made of" in one] == []
    assert kept in chart_view(locked, ROWS, facts()).notes
    assert not any("is kept" in note for note in chart_view(ONE, ROWS, facts()).notes)


def test_a_past_month_has_no_forecast_and_says_what_its_range_is_made_of():
    view = chart_view(ONE, ROWS[:-1], facts())
    assert view.ahead == ()
    assert (
        "Its usual range is made of the figures from January 2026 to October 2026, all that are known now."
    ) in view.notes
    assert [one.text for one in answers(ONE, ROWS[-2], facts())] == [
        "This is said of the newest figure only, which is of October 2026"
    ]


def test_days_between_events_are_a_chart_of_their_own():
    count = indicator(measure=Count(), unit="events", decimals=0, polarity=Polarity.LOW)
    chart = ControlChart(
        "days between",
        (Segment("2026-02", "2026-09", 30.0, -4.0, 90.0),),
        (Signal("2026-09", "outside the limits", True),),
        points=(ChartPoint("2026-02", 20.0), ChartPoint("2026-09", 120.0)),
    )
    view = gaps_view(count, facts(chart))
    assert [point.text for point in view.points] == ["20 days", "120 days"]
    assert view.chart.marks[1].signal is Sense.BETTER  # long gaps are few events
    assert view.chart.marks[0].range_text == "0 days to 90 days"
    assert chart_view(count, ROWS, facts(chart)).marks == ()
    assert gaps_view(count, facts()) is None


def test_a_real_change_says_which_way_and_by_which_signal():
    found = answer(CHANGING)
    assert (found.sign, found.text) == ("concerning_low", "Yes, for the worse")
    assert found.because == "Part of a long run below its mean."


def test_a_change_that_is_real_and_usual_is_put_together_with_the_range():
    real = row("2026-10", long_real=True, short_real=False)
    found = answer(CHANGING, shown=real, variation=Variation.COMMON_CAUSE)
    assert found.text == "No: only its usual ups and downs"
    assert found.because == (
        "Two of its figures differ by more than chance, and yet both are usual for it."
    )
    plain = row("2026-10", long_real=False)
    assert "chance" not in answer(CHANGING, shown=plain, variation=Variation.COMMON_CAUSE).because


DIPPED = replace(CHART, signals=(Signal("2026-09", "outside the limits", False),))


def test_a_figure_that_is_back_within_its_range_after_one_bad_month_says_so():
    found = answer(CHANGING, variation=Variation.COMMON_CAUSE, chart=DIPPED)
    assert found.text == "No: only its usual ups and downs"
    assert found.because == (
        "It was unusually low in September 2026, and is back within its usual range."
    )


@pytest.mark.parametrize(
    "chart",
    [
        replace(CHART, signals=(Signal("2026-08", "outside the limits", False),)),
        replace(CHART, signals=(Signal("2026-09", "a shift", False),)),
        replace(DIPPED, segments=(Segment("2026-10", "2026-10", 90.0, 76.0, 104.0),)),
        replace(DIPPED, kind="days between"),
        replace(
            DIPPED,
            signals=(*DIPPED.signals, Signal("2026-08", "outside the limits", False)),
        ),
    ],
    ids=[
        "earlier",
        "no single point",
        "before the range began anew",
        "days between",
        "two in a row",
    ],
)
def test_no_other_figure_is_said_to_be_back(chart):
    found = answer(CHANGING, variation=Variation.COMMON_CAUSE, chart=chart)
    assert "back" not in found.because


def test_a_usual_range_that_is_being_left_promises_nothing():
    assert answer(KEEPING, assurance=Assurance.FAILS).sign == "fails"
    left = answer(KEEPING, assurance=Assurance.PASSES)
    assert left.sign == ""
    assert left.text == "That cannot be told while it is changing"


def test_a_trend_says_its_size_its_test_and_since_when():
    found = answer(GOING)
    assert (found.sign, found.text) == ("down", "Getting worse: falling")
    assert found.because == (
        "By about 1.6 points a month. Each figure since January 2026 is held against every later one."
    )
    low = indicator(polarity=Polarity.LOW, targets=(target("85"),))
    assert answer(GOING, low).text == "Getting better: falling"
    assert answer(GOING, trend=Trend.NO_CHANGE).text == "No clear way: its moves could be chance"


def test_the_chance_of_a_target_comes_with_what_it_is_heading_for():
    found = answer(MEETING)
    assert found.text == "Unlikely to meet it by December 2026: 3 in 10"
    assert "Heading for 83.0% (60.0% to 100.0%) against a target of 85.0%." in found.because


NO_PATH = "No path to the target is declared, so nothing says where it should be by now."
PATH = ((date(2026, 4, 1), Decimal(85)), (date(2027, 3, 31), Decimal(90)))


@pytest.mark.parametrize(
    ("one", "code", "said"),
    [
        (ONE, "2026-10", NO_PATH),
        (ONE, "2027-03", ""),
        (indicator(targets=(target("85", ends=date.max),)), "2026-10", ""),
        (replace(ONE, basis=Basis.YEAR_TO_DATE), "2026-10", ""),
        (
            indicator(targets=(target("85", path=PATH),)),
            "2026-10",
            "By now it should be at 85.0%.",
        ),
    ],
    ids=["no path", "its time is over", "it stands for ever", "a share of the year", "a path"],
)
def test_where_it_should_be_by_now_is_said_or_that_nothing_declares_it(one, code, said):
    shown = row(code)
    for outlook in (OUTLOOK, Outlook(forecast_reason="too few figures")):
        found = {
            each.question: each for each in answers(one, shown, facts(outlook=outlook, last=code))
        }
        because = found[MEETING].because
        assert (said in because) if said else ("by now" not in because)
    assert "should be by" not in answer(GOING).because


def test_a_first_figure_that_the_forecast_does_not_follow_is_named():
    odd = replace(OUTLOOK, left_out="2024-01")
    assert answer(MEETING, outlook=odd).because.endswith(
        "Its first figure, of January 2024, is unlike the others and is left out."
    )


def test_what_is_not_known_says_why():
    silent = Outlook(trend_reason="it needs five years in a row", forecast_reason="a gap")
    refused = ControlChart("none", (), reason="years are too few")
    nothing = {"chart": refused, "outlook": silent, "variation": None, "trend": Trend.CANNOT_SAY}
    said = [each.text for each in answers(ONE, ROWS[-1], facts(**nothing))]
    assert said == [
        "Cannot be said: years are too few",
        "Cannot be said: there is no usual range to hold it against",
        "Cannot be said: it needs five years in a row",
        "Cannot be said: a gap",
    ]


def test_context_is_asked_nothing_about_targets():
    context = indicator(kind=Kind.CONTEXT, polarity=Polarity.NONE)
    shown = row("2026-10", target=None, rating=Rating.NOT_RATED)
    asked = [each.question for each in answers(context, shown, facts())]
    assert asked == [CHANGING, GOING]
    assert answer(GOING, context, shown).text == "Falling"


def test_nothing_stored_is_nothing_drawn():
    assert answers(ONE, None, facts()) == ()
    assert answers(ONE, ROWS[-1], None) == ()
    assert chart_view(ONE, ROWS, None).marks == ()


def test_a_year_to_date_says_from_which_day_it_counts_and_nothing_else_does():
    codes = ("2026-03 ytd", "2026-04 ytd", "2026-05 ytd", "2026-05")
    found = [point(row(code), ONE).counts_from for code in codes]
    assert found == ["2025-04-01", "2026-04-01", "2026-04-01", ""]


def test_a_target_met_sometimes_by_an_older_range_is_said_as_that_where_it_is_changing():
    sometimes = {"assurance": Assurance.HIT_AND_MISS}
    said = answer(KEEPING, **sometimes).text
    assert said == "Sometimes, by its usual range; but it is leaving it for the worse"
    usual = answer(KEEPING, variation=Variation.COMMON_CAUSE, **sometimes).text
    assert usual == "Sometimes: its usual range lies on both sides of the target"


def test_a_line_without_a_clear_way_is_said_to_be_chance():
    said = "Its line may be chance: no clear way is found in its figures."
    assert said in answer(MEETING, trend=Trend.NO_CHANGE).because
    assert said not in answer(MEETING).because


@pytest.mark.parametrize(
    ("slope", "ahead", "pace"),
    [
        (2.0, 83.0, "89.0%"),  # rising, and forecast to fall
        (2.0, 85.0, "89.0%"),  # rising, and forecast to stay
        (-2.0, 90.0, "81.0%"),  # falling, and forecast to rise
        (0.1, 92.0, "85.2%"),  # rises too slowly for the target that the forecast meets
        (5.0, 88.0, "95.0%"),  # would meet the target that the forecast misses
        (9.0, 88.0, "100.0%"),  # cut where a share ends
        (1.0, 86.0, ""),
        (3.0, 92.0, ""),
        (-1.0, 82.0, ""),
    ],
)
def test_a_pace_that_would_end_elsewhere_than_the_forecast_is_put_beside_it(slope, ahead, pace):
    trend = Trend.INCREASING if slope > 0 else Trend.DECREASING
    far = replace(OUTLOOK.forecasts[1], value=ahead)
    there = replace(OUTLOOK, trend_slope=slope, target=90.0, forecasts=(OUTLOOK.forecasts[0], far))
    because = answer(MEETING, outlook=there, trend=trend).because
    said = f"At the pace of its figures since January 2026 alone it would be at {pace} by then; "
    assert (said in because) is bool(pace)
    assert ("At the pace" in because) is bool(pace)


def test_a_month_without_any_figure_breaks_the_line_and_a_year_between_two_does_not():
    """Where figures only come every other year, there is none to miss."""
    months = with_gaps([row("2025-04", 1.0), row("2025-05", 2.0), row("2025-08", 3.0)])
    assert [one.period for one in months] == ["2025-04", "2025-05", "2025-06", "2025-07", "2025-08"]
    assert [one.value for one in months] == [1.0, 2.0, None, None, 3.0]
    years = [row("2020", 1.0), row("2022", 2.0), row("2024", 3.0)]
    assert with_gaps(years) == years
    assert with_gaps([]) == []


def test_the_newest_periods_begin_with_a_figure_and_it_is_said_that_there_are_older_ones():
    series = [row("2020-01", 1.0), row("2025-05", 1.5), row("2025-06", 2.0), row("2025-08", 3.0)]
    shown = newest_periods(series, 12)
    assert [(one.period, one.value) for one in shown] == [
        ("2025-05", 1.5),
        ("2025-06", 2.0),
        ("2025-07", None),
        ("2025-08", 3.0),
    ]
    assert left_out_words(series, shown) == ("Figures from before May 2025 are not shown.",)
    assert [one.period for one in newest_periods(series, 2)] == ["2025-08"]
    assert left_out_words(shown, newest_periods(shown, 4)) == ()
    assert left_out_words([], newest_periods([], 3)) == ()
