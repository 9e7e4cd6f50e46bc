"""Better, similar or worse than what: every comparator and method, through what a Board is told."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from framework.model.areas import Area, Geography, Level, Membership
from framework.model.comparators import Beside, Comparator, Method, Neighbour
from framework.model.expressions import All
from framework.model.indicators import Kind, Polarity, SeriesBreak
from framework.model.measures import PopulationPart, Rate
from framework.model.periods import Basis, Grain
from indicators.disclose.disclosing import Disclosed
from indicators.judge.judging import judge
from tests.frameworks_in_code import framework, indicator

COUNTY = "E10"
TOWNS = ("E07A", "E07B", "E07C", "E07D", "E07E")
GEOGRAPHY = Geography(
    levels=(Level("district", "district", "districts"), Level("county", "county", "counties")),
    areas=(Area(COUNTY, "Midshire", "county"), *(Area(c, c, "district") for c in TOWNS)),
    memberships=tuple(Membership(c, COUNTY) for c in TOWNS),
)
COLUMNS = {
    **dict.fromkeys(("indicator", "area", "breakdown", "period"), pl.String),
    **dict.fromkeys(("value", "numerator", "denominator"), pl.Float64),
    **dict.fromkeys(("lower", "upper", "lower998", "upper998"), pl.Float64),
    "flags": pl.Int32,
}
PARENT = Comparator("parent", "Parent", Beside.PARENT)


def figure(value, area="E07A", period="2026-10", width=5.0, wide=8.0, of=400.0, **more):
    plain = {
        "indicator": "in_time",
        "area": area,
        "breakdown": "",
        "period": period,
        "value": value,
        "numerator": None if value is None or of is None else value * of / 100,
        "denominator": of,
        "flags": 0,
    }
    if value is not None and width is not None:
        plain |= {"lower": value - width, "upper": value + width}
        plain |= {"lower998": value - wide, "upper998": value + wide}
    return plain | more


def compared(comparator, *figures, neighbours=None, **changes):
    """Give the comparison of the first figure, None when there is none."""
    one = indicator(compare=(comparator,), **changes)
    whole = replace(framework(one), geography=GEOGRAPHY, neighbours=neighbours or {})
    frame = pl.DataFrame(
        [{name: each.get(name) for name in COLUMNS} for each in figures], schema=COLUMNS
    )
    found = judge(Disclosed(frame), whole).comparisons
    asked = (pl.col("area") == figures[0]["area"]) & (pl.col("period") == figures[0]["period"])
    rows = found.filter(asked).rows(named=True)
    assert len(rows) <= 1
    return rows[0] if rows else None


def test_a_district_beside_its_county_is_judged_by_its_own_interval():
    found = compared(PARENT, figure(60.0), figure(80.0, COUNTY, width=None))
    assert (found["value"], found["outcome"], found["method"]) == (80.0, "worse", "single interval")


@pytest.mark.parametrize(
    ("changes", "value", "outcome"),
    [
        ({"polarity": Polarity.HIGH}, 90.0, "better"),
        ({"polarity": Polarity.HIGH}, 85.0, "similar"),  # the edge of an interval is inside it
        ({"polarity": Polarity.HIGH}, 75.0, "similar"),
        ({"polarity": Polarity.LOW}, 90.0, "worse"),
        ({"polarity": Polarity.LOW}, 70.0, "better"),
        ({"polarity": Polarity.NONE}, 90.0, "higher"),
        ({"polarity": Polarity.NONE}, 70.0, "lower"),
        ({"kind": Kind.CONTEXT}, 90.0, "higher"),  # context is never called good or bad
    ],
)
def test_the_other_value_is_inside_or_outside_the_interval(changes, value, outcome):
    found = compared(PARENT, figure(value), figure(80.0, COUNTY), **changes)
    assert found["outcome"] == outcome


@pytest.mark.parametrize(
    ("value", "outcome"),
    [(91.0, "similar"), (91.5, "better"), (66.0, "worse"), (69.0, "similar")],
)
def test_two_intervals_must_part_for_a_difference(value, outcome):
    by_two = replace(PARENT, method=Method.DOUBLE)
    found = compared(by_two, figure(value, width=5.0), figure(80.0, COUNTY, width=6.2))
    assert found["outcome"] == outcome


@pytest.mark.parametrize(
    ("polarity", "value", "outcome"),
    [
        (Polarity.HIGH, 84.0, "similar"),
        (Polarity.HIGH, 86.0, "better"),
        (Polarity.HIGH, 89.0, "much better"),
        (Polarity.HIGH, 71.0, "much worse"),
        (Polarity.LOW, 71.0, "much better"),
        (Polarity.NONE, 89.0, "much higher"),
        (Polarity.NONE, 71.0, "much lower"),
    ],
)
def test_two_levels_tell_much_better_from_better(polarity, value, outcome):
    two = replace(PARENT, method=Method.TWO_LEVELS)
    found = compared(two, figure(value), figure(80.0, COUNTY), polarity=polarity)
    assert found["outcome"] == outcome


# Limits for 400 cases round 80%, by Wilson's formula with E = 320: 95% 75.803 to 83.627,
# 99.8% 73.153 to 85.448.
@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        (83.6, "similar"),
        (83.7, "better"),
        (85.3, "better"),
        (85.5, "much better"),
        (75.9, "similar"),
        (75.7, "worse"),
        (73.1, "much worse"),
        (73.2, "worse"),
    ],
)
def test_a_funnel_asks_what_an_area_of_its_size_may_vary_by(value, outcome):
    funnel = replace(PARENT, method=Method.FUNNEL)
    found = compared(funnel, figure(value, width=None), figure(80.0, COUNTY, width=None))
    assert found["outcome"] == outcome


def test_a_funnel_of_rates_has_the_limits_of_a_count():
    # 10 expected in 1,000 people: exact Poisson limits 4.795 to 18.390.
    funnel = replace(PARENT, method=Method.FUNNEL)
    rate = Rate(All(), PopulationPart("mid_year"), 10_000)
    for cases, outcome in ((18.0, "similar"), (19.0, "worse"), (5.0, "similar"), (4.0, "better")):
        own = figure(cases * 10, width=None, of=1000.0, numerator=cases)
        found = compared(
            funnel,
            own,
            figure(100.0, COUNTY, width=None),
            measure=rate,
            polarity=Polarity.LOW,
            unit="per 10,000",
        )
        assert found["outcome"] == outcome, cases


def test_no_area_is_held_against_itself():
    assert (
        compared(Comparator(COUNTY, "Midshire", Beside.AREA, area=COUNTY), figure(80.0, COUNTY))
        is None
    )


def test_no_interval_or_no_value_means_not_compared():
    assert (
        compared(PARENT, figure(60.0, width=None), figure(80.0, COUNTY))["outcome"]
        == "not compared"
    )
    nothing = compared(PARENT, figure(60.0), figure(None, COUNTY))
    assert (nothing["value"], nothing["outcome"]) == (None, "not compared")


def test_an_older_figure_of_the_comparator_is_shown_with_its_period_and_not_compared():
    found = compared(PARENT, figure(60.0), figure(80.0, COUNTY, "2026-08"))
    told = (found["value"], found["beside_period"], found["outcome"])
    assert told == (80.0, "2026-08", "not compared")
    too_old = compared(PARENT, figure(60.0), figure(80.0, COUNTY, "2025-08"))
    assert (too_old["value"], too_old["beside_period"]) == (None, None)


def test_own_history_is_the_same_month_of_last_year():
    history = Comparator("own history", "last year", Beside.HISTORY, Method.DOUBLE)
    found = compared(
        history, figure(60.0), figure(80.0, period="2025-10"), figure(1.0, period="2026-09")
    )
    assert (found["value"], found["beside_period"], found["outcome"]) == (80.0, "2025-10", "worse")


def test_another_area_a_year_before_is_compared_though_its_period_is_another():
    county = Comparator("past", "Midshire a year before", Beside.HISTORY, area=COUNTY)
    others = figure(80.0, COUNTY, "2025-10"), figure(10.0, COUNTY), figure(70.0, period="2025-10")
    found = compared(county, figure(60.0), *others)
    assert (found["value"], found["beside_period"], found["outcome"]) == (80.0, "2025-10", "worse")
    assert compared(county, figure(60.0, COUNTY), figure(80.0, COUNTY, "2025-10")) is None


def test_the_average_of_a_level_is_the_plain_mean_of_areas_with_a_figure():
    average = Comparator("average_district", "average", Beside.AVERAGE, level="district")
    others = (figure(80.0, "E07B"), figure(94.0, "E07C"), figure(None, "E07D"))
    found = compared(average, figure(60.0), *others, figure(10.0, COUNTY))
    assert (found["value"], found["out_of"], found["outcome"]) == (78.0, 3, "worse")
    alone = compared(average, figure(60.0), figure(10.0, COUNTY))
    assert (alone["value"], alone["outcome"]) == (None, "not compared")


def test_neighbours_are_a_plain_mean_of_those_present_on_the_day():
    pairs = (
        Neighbour("E07A", "E07B"),
        Neighbour("E07A", "E07C", valid_to=date(2026, 10, 31)),
        Neighbour("E07A", "E07D", valid_from=date(2026, 10, 31)),
        Neighbour("E07A", "E07E"),
    )
    like = Comparator("neighbours_like", "like us", Beside.NEIGHBOURS, neighbours="like")
    others = [
        figure(v, c) for v, c in ((70.0, "E07B"), (0.0, "E07C"), (90.0, "E07D"), (None, "E07E"))
    ]
    found = compared(like, figure(60.0), *others, neighbours={"like": pairs})
    assert (found["value"], found["out_of"], found["outcome"]) == (80.0, 2, "worse")
    assert compared(like, figure(60.0, "E07B"), neighbours={"like": pairs}) is None


@pytest.mark.parametrize(
    ("polarity", "bands", "ranks"),
    [
        # R: quantile(c(1, 2, 3, 4, 5)) is 1 2 3 4 5, and a bound belongs to the band below it.
        (Polarity.LOW, [1, 1, 2, 3, 4], [1, 2, 3, 4, 5]),
        (Polarity.HIGH, [4, 4, 3, 2, 1], [5, 4, 3, 2, 1]),
        (Polarity.NONE, [1, 1, 2, 3, 4], [1, 2, 3, 4, 5]),
    ],
)
def test_quarters_and_ranks_follow_the_good_direction(polarity, bands, ranks):
    among = Comparator("among_district", "all", Beside.AMONG, Method.QUARTILES, level="district")
    figures = [figure(float(at), code) for at, code in enumerate(TOWNS, start=1)]
    for at, (band, rank) in enumerate(zip(bands, ranks, strict=True)):
        order = [figures[at], *figures[:at], *figures[at + 1 :], figure(99.0, COUNTY)]
        found = compared(among, *order, polarity=polarity)
        assert (found["outcome"], found["rank"]) == (f"band {band}", rank)
        assert (found["out_of"], found["value"]) == (5, 3.0)


def test_ties_share_the_better_rank_and_what_is_missing_has_none():
    among = Comparator("among_district", "all", Beside.AMONG, Method.QUARTILES, level="district")
    values = (3.0, 3.0, 2.0, 1.0, None)
    figures = [figure(value, code) for value, code in zip(values, TOWNS, strict=True)]
    found = {
        code: compared(among, figures[at], *figures[:at], *figures[at + 1 :])
        for at, code in enumerate(TOWNS)
    }
    assert [found[code]["rank"] for code in TOWNS] == [1, 1, 3, 4, None]
    assert found["E07E"]["outcome"] == "not compared"
    assert found["E07A"]["out_of"] == 4


def test_three_areas_are_ranked_but_make_no_bands():
    among = Comparator("among_district", "all", Beside.AMONG, Method.QUARTILES, level="district")
    figures = [figure(float(at), code) for at, code in enumerate(TOWNS[:3])]
    found = compared(among, *figures)
    assert (found["outcome"], found["rank"], found["out_of"]) == ("not compared", 3, 3)


HISTORY = Comparator("own history", "last year", Beside.HISTORY, Method.DOUBLE)


def test_own_history_does_not_cross_a_break():
    breaks = (SeriesBreak(date(2026, 4, 1), "a new system"),)
    last_year = figure(80.0, period="2025-10")
    assert compared(HISTORY, figure(60.0), last_year, breaks=breaks) is None
    assert compared(HISTORY, figure(60.0), last_year)["outcome"] == "worse"


def test_rolling_years_that_share_no_day_are_compared_and_pools_that_do_are_only_shown():
    years = {"grain": Grain.YEAR, "basis": Basis.POOLED, "pooled_years": 3}
    found = compared(
        HISTORY, figure(60.0, period="2025/26 pool3"), figure(80.0, period="2024/25 pool3"), **years
    )
    assert (found["value"], found["outcome"]) == (80.0, "not compared")


def test_close_to_plan_has_no_best_end():
    among = Comparator("among_district", "all", Beside.AMONG, Method.QUARTILES, level="district")
    figures = [figure(float(at), code) for at, code in enumerate(TOWNS, start=1)]
    found = compared(among, *figures, polarity=Polarity.PLAN)
    assert (found["outcome"], found["rank"]) == (
        "band 1",
        1,
    )  # the lowest, as where neither is good


def test_a_mean_does_not_hang_on_the_order_of_rows():
    average = Comparator("average_district", "average", Beside.AVERAGE, level="district")
    others = [figure(v, c) for v, c in zip((0.1, 0.2, 0.3, 1e15), TOWNS[1:], strict=True)]
    one = compared(average, figure(60.0), *others)["value"]
    assert compared(average, figure(60.0), *others[::-1])["value"] == one
