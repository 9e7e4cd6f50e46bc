"""What is made of other indicators: sums, gaps, indices of inequality and of need."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from framework.model.areas import Area, Geography, Level, Membership
from framework.model.derived import (
    AreasWithin,
    Composite,
    Derived,
    Gap,
    GroupsWithin,
    Index,
    Inequality,
    PartOfComposite,
    PeriodsOfParts,
    Score,
)
from framework.model.expressions import Arithmetic, Column, Sum, Value
from framework.model.indicators import IntervalMethod, SeriesBreak
from framework.model.measures import Published
from framework.model.periods import Grain
from framework.model.results import RESULT_COLUMNS, Flag
from indicators.derive.composing import contributions
from indicators.derive.deriving import derive
from indicators.disclose.disclosing import Disclosed
from tests.frameworks_in_code import COUNTY, NORTH, SOUTH, framework, indicator

SCHEMA = {
    name: pl.String if name in RESULT_COLUMNS[:4] else pl.Float64 for name in RESULT_COLUMNS
} | {"flags": pl.Int32}
A, B = indicator(id="a"), indicator(id="b")


def row(name, value, period="2026-10", area=COUNTY, *, breakdown="", flags=0, **more):
    plain = dict.fromkeys(RESULT_COLUMNS)
    plain |= {"indicator": name, "area": area, "breakdown": breakdown, "period": period}
    return plain | {"value": value, "flags": int(flags)} | more


def derived(one, *rows, others=(A, B), **changes):
    whole = framework(*others, one, **changes)
    found = derive(Disclosed(pl.DataFrame(list(rows), schema=SCHEMA)), whole, [one])
    frame = found.frame
    assert frame.columns == list(RESULT_COLUMNS)
    return frame.filter(pl.col("indicator") == one.id).rows(named=True)


def made(measure, **changes):
    return indicator(id="made", source="", measure=measure, interval=IntervalMethod.NONE, **changes)


def less(one, other):
    return Derived(Sum(Arithmetic.MINUS, Column(one), Column(other)))


def over(one, other):
    return Derived(Sum(Arithmetic.OVER, Column(one), Column(other)))


def test_a_sum_follows_the_signs_and_brackets():
    whole = Sum(
        Arithmetic.TIMES, Value(Decimal("100")), Sum(Arithmetic.PLUS, Column("a"), Column("b"))
    )
    (found,) = derived(made(Derived(whole)), row("a", 1.5), row("b", 2.0))
    assert found["value"] == 350.0


def test_a_value_stands_only_where_every_part_has_a_row():
    found = derived(
        made(less("a", "b")),
        row("a", 5.0, "2026-09"),
        row("a", 6.0),
        row("b", 2.0),
        row("b", 1.0, area=NORTH),
    )
    assert [(one["area"], one["period"], one["value"]) for one in found] == [
        (COUNTY, "2026-10", 4.0)
    ]


@pytest.mark.parametrize(
    "flag", [Flag.SUPPRESSED, Flag.UNAVAILABLE, Flag.ROUNDS_TO_ZERO, Flag.LOW_RELIABILITY]
)
def test_what_rests_on_a_missing_value_is_missing_for_the_same_reason(flag):
    (found,) = derived(
        made(less("a", "b")),
        row("a", 5.0, lower=1.0, upper=9.0, flags=Flag.PROVISIONAL),
        row("b", None, flags=flag),
    )
    assert (found["value"], found["lower"], found["upper"]) == (None, None, None)
    assert found["flags"] == flag | Flag.PROVISIONAL


def test_a_value_that_is_missing_without_a_word_is_unavailable():
    (found,) = derived(made(less("a", "b")), row("a", 5.0), row("b", None))
    assert found["flags"] == Flag.UNAVAILABLE


def test_division_by_zero_cannot_be_calculated():
    (found,) = derived(made(over("a", "b")), row("a", 5.0), row("b", 0.0))
    assert (found["value"], found["flags"]) == (None, Flag.NOT_APPLICABLE)


def test_cautions_pass_on_and_the_flags_of_an_intervals_origin_do_not():
    (found,) = derived(
        made(less("a", "b")),
        row("a", 5.0, flags=Flag.REVISED | Flag.PUBLISHED_INTERVAL | Flag.FILLED_ZERO),
        row("b", 2.0, flags=Flag.PROVISIONAL | Flag.BREAK),
    )
    assert found["flags"] == Flag.REVISED | Flag.PROVISIONAL


def test_the_breaks_of_an_indicator_are_marked_where_its_new_series_begins():
    one = made(less("a", "b"), breaks=(SeriesBreak(date(2026, 10, 1), "the form changed"),))
    months = ("2026-09", "2026-10", "2026-11")
    found = derived(one, *(row(name, 1.0, month) for name in "ab" for month in months))
    marked = {each["period"] for each in found if each["flags"] & Flag.BREAK}
    assert marked == {"2026-10"}


def test_breakdowns_are_made_where_the_indicator_declares_them():
    rows = [
        row(name, value, breakdown=f"sex={sex}")
        for name, value, sex in (
            ("a", 5.0, "Female"),
            ("b", 1.0, "Female"),
            ("a", 9.0, "Male"),
            ("b", 2.0, "Male"),
        )
    ]
    plain = derived(made(less("a", "b")), *rows)
    own = derived(made(less("a", "b"), by=(("sex",),)), *rows)
    assert plain == []
    assert {each["breakdown"]: each["value"] for each in own} == {
        "sex=Female": 4.0,
        "sex=Male": 7.0,
    }


def test_results_are_kept_for_the_declared_levels_only():
    rows = [row(name, 1.0, area=area) for name in "ab" for area in (COUNTY, NORTH, SOUTH)]
    found = derived(made(less("a", "b"), levels=("district",)), *rows)
    assert [each["area"] for each in found] == [NORTH, SOUTH]


def test_one_made_of_another_comes_after_it_whatever_the_order():
    twice = replace(
        made(Derived(Sum(Arithmetic.TIMES, Value(Decimal(2)), Column("made")))), id="aa"
    )
    gap = made(less("a", "b"))
    whole = framework(A, B, twice, gap)
    rows = pl.DataFrame([row("a", 5.0), row("b", 2.0)], schema=SCHEMA)
    found = derive(Disclosed(rows), whole, [twice, gap]).frame
    assert dict(found.select("indicator", "value").iter_rows())["aa"] == 6.0


# Newcombe, Statistics in Medicine 17 (1998), table II, method 10: 56/70 less 48/80.
NEWCOMBE = {
    "one": {"value": 56 / 70, "lower": 0.6918336, "upper": 0.8769526},
    "other": {"value": 48 / 80, "lower": 0.4904546, "upper": 0.7003817},
}


def test_the_limits_of_a_difference_of_two_proportions_are_newcombes():
    gap = replace(made(Gap("a", "sex=F", "sex=M")), interval=IntervalMethod.MOVER)
    one, other = NEWCOMBE["one"], NEWCOMBE["other"]
    (found,) = derived(
        gap, row("a", breakdown="sex=F", **one), row("a", breakdown="sex=M", **other)
    )
    assert (found["value"], found["breakdown"]) == (pytest.approx(0.2), "")
    assert found["lower"] == pytest.approx(0.0524, abs=5e-5)
    assert found["upper"] == pytest.approx(0.3339, abs=5e-5)
    assert found["lower998"] is None


def test_a_gap_to_everybody_has_no_limits_since_they_have_people_in_common():
    gap = replace(made(Gap("a", "sex=F", "")), interval=IntervalMethod.MOVER)
    one, other = NEWCOMBE["one"], NEWCOMBE["other"]
    (found,) = derived(gap, row("a", breakdown="sex=F", **one), row("a", **other))
    assert (found["value"], found["lower"]) == (pytest.approx(0.2), None)


def test_the_limits_of_a_ratio_lie_round_it_and_end_where_nothing_can_be_divided_by():
    gap = replace(made(Gap("a", "sex=F", "sex=M", relative=True)), interval=IntervalMethod.MOVER)
    one, other = NEWCOMBE["one"], NEWCOMBE["other"]
    (found,) = derived(
        gap, row("a", breakdown="sex=F", **one), row("a", breakdown="sex=M", **other)
    )
    assert found["value"] == pytest.approx(4 / 3)
    # Fieller's condition: each limit r is where the interval of one - r * other touches zero.
    low, high = found["lower"], found["upper"]
    assert (0.8 - low * 0.6) ** 2 == pytest.approx(
        (0.8 - one["lower"]) ** 2 + low**2 * (other["upper"] - 0.6) ** 2
    )
    assert (0.8 - high * 0.6) ** 2 == pytest.approx(
        (one["upper"] - 0.8) ** 2 + high**2 * (0.6 - other["lower"]) ** 2
    )
    none = other | {"lower": 0.0}
    (open_,) = derived(gap, row("a", breakdown="sex=F", **one), row("a", breakdown="sex=M", **none))
    assert open_["upper"] is None


def test_a_gap_whose_group_is_hidden_is_hidden():
    (found,) = derived(
        made(Gap("a", "sex=F", "sex=M")),
        row("a", 10.0, breakdown="sex=F"),
        row("a", None, breakdown="sex=M", flags=Flag.SUPPRESSED),
    )
    assert (found["value"], found["flags"]) == (None, Flag.SUPPRESSED)


# Five districts, for indices that hold areas against each other.
CODES = [f"D{number}" for number in range(1, 7)]
DISTRICTS = Geography(
    levels=(Level("district", "district", "districts"), Level("county", "county", "counties")),
    areas=(*(Area(code, code, "district") for code in CODES), Area(COUNTY, "Midshire", "county")),
    memberships=tuple(Membership(code, COUNTY) for code in CODES),
)


def part(name, weight="1", *, rises=True):
    return PartOfComposite(name, Decimal(weight), rises)


def values(name, *numbers, period="2026-10"):
    return [
        row(name, value, period, code, flags=Flag.SUPPRESSED if value is None else 0)
        for code, value in zip(CODES, numbers, strict=False)
    ]


def index(measure, *rows, **changes):
    found = derived(made(measure, **changes), *rows, geography=DISTRICTS)
    return {(each["area"], each["period"]): each["value"] for each in found}, found


def test_an_index_of_z_scores_is_the_weighted_mean_of_distances_in_standard_deviations():
    found, _ = index(
        Composite((part("a", "3"), part("b", "1", rises=False)), "district"),
        *values("a", 10.0, 20.0, 30.0),
        *values("b", 1.0, 1.0, 4.0),
    )
    # a: mean 20, deviation sqrt(200/3); b: mean 2, deviation sqrt(2), turned round.
    a, b = 10 / (200 / 3) ** 0.5, 1 / 2**0.5
    assert found["D1", "2026-10"] == pytest.approx((3 * -a + b) / 4)
    assert found["D2", "2026-10"] == pytest.approx(b / 4)
    assert found["D3", "2026-10"] == pytest.approx((3 * a - 2 * b) / 4)


@pytest.mark.parametrize(
    ("score", "expected"),
    [(Score.RANK, [0.0, 50.0, 50.0, 100.0]), (Score.SHARE_OF_RANGE, [0.0, 20.0, 20.0, 100.0])],
)
def test_ranks_and_shares_of_the_range_run_from_0_to_100(score, expected):
    rows = values("a", 10.0, 12.0, 12.0, 20.0)
    rises, _ = index(Composite((part("a"),), "district", score), *rows)
    falls, _ = index(Composite((part("a", rises=False),), "district", score), *rows)
    assert list(rises.values()) == pytest.approx(expected)
    assert list(falls.values()) == pytest.approx([100 - value for value in expected])


@pytest.mark.parametrize(
    ("score", "middle"), [(Score.Z, 0.0), (Score.RANK, 50.0), (Score.SHARE_OF_RANGE, 50.0)]
)
def test_where_all_areas_are_equal_each_stands_in_the_middle(score, middle):
    found, _ = index(Composite((part("a"),), "district", score), *values("a", 0.1, 0.1, 0.1))
    assert set(found.values()) == {middle}


def test_winsorising_draws_a_far_out_area_in_before_the_scale_is_set():
    rows = values("a", 0.0, 10.0, 20.0, 30.0, 1000.0)
    measure = Composite((part("a"),), "district", Score.SHARE_OF_RANGE)
    plain, _ = index(measure, *rows)
    # A quarter at each end: the values are drawn in to 10 and 30.
    drawn, _ = index(replace(measure, winsorise=Decimal("0.25")), *rows)
    assert list(plain.values()) == pytest.approx([0, 1, 2, 3, 100])
    assert list(drawn.values()) == pytest.approx([0, 0, 50, 100, 100])


def test_one_area_alone_is_held_against_nothing():
    _, found = index(Composite((part("a"),), "district"), *values("a", 7.0))
    assert (found[0]["value"], found[0]["flags"]) == (None, Flag.NOT_APPLICABLE)


def test_a_hidden_part_leaves_no_score_unless_enough_of_the_weight_is_there():
    rows = [*values("a", 1.0, 2.0, None), *values("b", 1.0, 2.0, 3.0)]
    parts = (part("a", "2"), part("b", "3"))
    strict, shown = index(Composite(parts, "district"), *rows)
    lenient, _ = index(Composite(parts, "district", least_share=Decimal("0.6")), *rows)
    stricter, _ = index(Composite(parts, "district", least_share=Decimal("0.61")), *rows)
    assert strict["D3", "2026-10"] is None
    assert shown[2]["flags"] == Flag.SUPPRESSED
    assert lenient["D3", "2026-10"] == pytest.approx((3 - 2) / (2 / 3) ** 0.5)
    assert stricter["D3", "2026-10"] is None


def test_an_area_whose_counts_cannot_be_is_no_part_of_what_the_others_are_held_against():
    measure = Composite((part("a"),), "district", Score.RANK)
    rows = values("a", 1.0, 2.0, 300.0)
    rows[2] |= {"numerator": 30.0, "denominator": 10.0}
    found, _ = index(measure, *rows)
    assert [found["D1", "2026-10"], found["D2", "2026-10"]] == [0.0, 100.0]
    assert found["D3", "2026-10"] is None


def test_a_hidden_area_is_no_part_of_what_the_others_are_held_against():
    found, _ = index(Composite((part("a"),), "district"), *values("a", 1.0, 3.0, None))
    assert (found["D1", "2026-10"], found["D2", "2026-10"]) == (-1.0, 1.0)


def test_of_the_same_periods_only_those_count_that_every_part_has():
    found, _ = index(
        Composite((part("a"), part("b")), "district"),
        *values("a", 1.0, 2.0, period="2026-09"),
        *values("a", 1.0, 2.0),
        *values("b", 1.0, 2.0),
    )
    assert {period for _, period in found} == {"2026-10"}


LATEST = Composite((part("a"), part("b")), "district", periods=PeriodsOfParts.LATEST)


def z(*numbers):
    mean = sum(numbers) / len(numbers)
    deviation = (sum((one - mean) ** 2 for one in numbers) / len(numbers)) ** 0.5
    return [(one - mean) / deviation for one in numbers]


def test_the_latest_of_each_is_the_last_that_had_ended_and_has_a_value():
    found, _ = index(
        LATEST,
        *values("a", 1.0, 2.0, 4.0, period="2024/25"),
        *values("a", 5.0, 1.0, 1.0, period="2025/26"),
        *values("a", 0.0, 9.0, 1.0, period="2026/27"),
        *values("b", 1.0, 2.0, 3.0, period="2026-04"),
        *values("b", 1.0, 1.0, 2.0, period="2026-05"),
        *values("b", None, None, None, period="2026-06"),
        grain=Grain.QUARTER,
    )
    assert {period for _, period in found} == {"2026/27 Q1", "2026/27 Q4"}
    expected = (z(5.0, 1.0, 1.0)[0] + z(1.0, 1.0, 2.0)[0]) / 2
    assert found["D1", "2026/27 Q1"] == pytest.approx(expected)


def test_a_period_of_the_index_that_ends_after_all_its_parts_is_not_there_yet():
    found, _ = index(
        LATEST,
        *values("a", 1.0, 2.0, period="2025/26"),
        *values("b", 1.0, 2.0, period="2026-06"),
        *values("b", 1.0, 2.0, period="2026-07"),
        grain=Grain.QUARTER,
    )
    assert {period for _, period in found} == {"2026/27 Q1"}


def test_only_areas_of_the_level_have_an_index():
    rows = [*values("a", 1.0, 2.0), row("a", 100.0)]
    found, _ = index(Composite((part("a"),), "district"), *rows)
    assert found == {("D1", "2026-10"): -1.0, ("D2", "2026-10"): 1.0}


def test_what_each_part_adds_makes_up_the_index():
    measure = Composite((part("a", "2"), part("b", "1", rises=False)), "district")
    rows = [*values("a", 1.0, 2.0, 6.0), *values("b", 3.0, 1.0, 2.0)]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    parts = {name: frame.filter(pl.col("indicator") == name) for name in "ab"}
    added = contributions(made(measure), measure, parts, DISTRICTS)
    sums = added.group_by("area").agg(pl.col("contribution").sum())
    found, _ = index(measure, *rows)
    assert dict(sums.iter_rows()) == pytest.approx(
        {code: found[code, "2026-10"] for code, _ in found}
    )
    assert added.filter(pl.col("part") == "b")["part_period"].to_list() == ["2026-10"] * 3


GROUPS = GroupsWithin("imd", ("1", "2", "3", "4", "5"))


def ladder(*numbers, people=100.0, spread=5.0):
    return [
        row(
            "a",
            value,
            breakdown=f"imd={member}",
            denominator=people,
            lower=None if value is None else value - spread,
            upper=None if value is None else value + spread,
            flags=Flag.SUPPRESSED if value is None else 0,
        )
        for member, value in zip(GROUPS.members, numbers, strict=True)
    ]


def inequality(*rows, over=GROUPS, index=Index.SLOPE, interval=IntervalMethod.SIMULATED, **changes):
    one = replace(made(Inequality("a", over, index)), interval=interval)
    return derived(one, *rows, **changes)


def test_the_slope_of_groups_on_a_line_is_the_whole_length_of_the_line():
    (found,) = inequality(*ladder(10.0, 20.0, 30.0, 40.0, 50.0))
    # Five equal groups stand at 0.1, 0.3 ... 0.9 of the people: 10 for every 0.2.
    assert found["value"] == pytest.approx(50.0)
    assert found["lower998"] < found["lower"] < 50.0 < found["upper"] < found["upper998"]
    (times,) = inequality(*ladder(10.0, 20.0, 30.0, 40.0, 50.0), index=Index.RELATIVE)
    assert times["value"] == pytest.approx(55.0 / 5.0)


def test_the_same_groups_give_the_same_limits_to_the_bit_again():
    rows = ladder(12.0, 20.0, 27.0, 41.0, 50.0)
    assert inequality(*rows) == inequality(*rows)


def test_a_slope_without_limits_of_every_group_has_none():
    rows = ladder(10.0, 20.0, 30.0, 40.0, 50.0)
    rows[2]["lower"] = None
    (found,) = inequality(*rows)
    assert (found["value"], found["lower"]) == (pytest.approx(50.0), None)


def test_a_share_of_none_in_a_group_still_has_a_slope_and_limits():
    (found,) = inequality(*ladder(0.0, 10.0, 20.0, 30.0, 40.0))
    assert found["value"] == pytest.approx(50.0)
    assert found["lower"] < 50.0 < found["upper"]


def test_limits_of_a_published_share_are_drawn_like_those_of_a_counted_one():
    rows = ladder(2.0, 4.0, 6.0, 8.0, 10.0, spread=1.5)
    published = Published(numerator="met", denominator="seen", per=100)
    (counted,), (given,) = (
        inequality(*rows, others=(replace(A, measure=measure), B))
        for measure in (A.measure, published)
    )
    assert (given["lower"], given["upper"]) == (counted["lower"], counted["upper"])


def test_a_slope_with_a_hidden_group_is_hidden():
    (found,) = inequality(*ladder(10.0, 20.0, None, 40.0, 50.0))
    assert (found["value"], found["flags"]) == (None, Flag.SUPPRESSED)


def test_areas_are_ordered_by_the_latest_value_of_another_indicator():
    rows = [
        row("a", value, area=code, denominator=100.0)
        for code, value in zip(CODES, (30.0, 10.0, 50.0, 20.0, 40.0), strict=False)
    ]
    # The worst off has the highest value: D2, D4, D1, D5, D3; the year of 2026/27 is not over.
    order = values("b", 3.0, 5.0, 1.0, 4.0, 2.0, period="2025/26")
    later = values("b", 1.0, 2.0, 3.0, 4.0, 5.0, period="2026/27")
    (found,) = inequality(
        *rows, *order, *later, over=AreasWithin("district", "b"), geography=DISTRICTS
    )
    assert (found["area"], found["value"]) == (COUNTY, pytest.approx(50.0))
    (turned,) = inequality(
        *rows,
        *order,
        over=AreasWithin("district", "b", highest_first=False),
        geography=DISTRICTS,
    )
    assert turned["value"] == pytest.approx(-50.0)


def test_areas_beyond_home_have_a_slope_only_where_the_part_speaks_of_them():
    wide = Geography(
        levels=(*DISTRICTS.levels, Level("country", "country", "countries")),
        areas=(*DISTRICTS.areas, Area("E92", "England", "country")),
        memberships=(*DISTRICTS.memberships, Membership(COUNTY, "E92")),
    )
    rows = [
        row("a", value, area=code, denominator=100.0)
        for code, value in zip(CODES, (10.0, 20.0, 30.0, 40.0, 50.0), strict=False)
    ]
    order = values("b", 5.0, 4.0, 3.0, 2.0, 1.0, period="2025/26")
    ladder_of = {"over": AreasWithin("district", "b"), "geography": wide}
    assert [one["area"] for one in inequality(*rows, *order, **ladder_of)] == [COUNTY]
    nation = row("a", 30.0, area="E92", denominator=900.0)
    found = inequality(*rows, nation, *order, **ladder_of)
    assert {one["area"] for one in found} == {COUNTY, "E92"}


def test_four_areas_make_no_slope():
    rows = [row("a", 1.0, area=code, denominator=1.0) for code in CODES[:4]]
    order = values("b", 3.0, 5.0, 1.0, 4.0, period="2025/26")
    assert inequality(*rows, *order, over=AreasWithin("district", "b"), geography=DISTRICTS) == []


def test_each_area_has_its_own_slope_beside_one_that_is_hidden():
    def of(area, *numbers):
        return [each | {"area": area} for each in ladder(*numbers)]

    steep, hidden = of(COUNTY, 10.0, 20.0, 30.0, 40.0, 50.0), of(NORTH, 1.0, 2.0, None, 4.0, 5.0)
    flat = of(SOUTH, 10.0, 11.0, 12.0, 13.0, 14.0)
    found = inequality(*hidden, *steep, *flat)
    assert {each["area"]: each["value"] for each in found} == {
        COUNTY: pytest.approx(50.0),
        NORTH: None,
        SOUTH: pytest.approx(5.0),
    }
    (alone,) = inequality(*flat)
    assert alone["lower"] == next(each["lower"] for each in found if each["area"] == SOUTH)
