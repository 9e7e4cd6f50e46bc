"""What gives a figure its colour: paths, ranges, floors, comparators, quarters and declared rules."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from framework.load.expressions.names import Names
from framework.load.expressions.reading import read_condition
from framework.load.mistakes import Mistakes
from framework.load.syntax.documents import Document, Word
from framework.model.areas import Area
from framework.model.comparators import Beside, Comparator, Method
from framework.model.expressions import All, Column
from framework.model.indicators import Polarity, SeriesBreak
from framework.model.measures import Count, Proportion, Total
from framework.model.periods import Basis
from framework.model.ratings import RULE_NUMBERS, ColourRule, RatedBy, RatingRule
from framework.model.results import Flag, Rating
from framework.model.sources import ColumnType, SourceColumn
from indicators.disclose.disclosing import Disclosed
from indicators.judge.judging import judge
from tests.frameworks_in_code import COUNTY, NORTH, SOUTH, framework, geography, indicator, target

SCHEMA = {
    **dict.fromkeys(("indicator", "area", "breakdown", "period"), pl.String),
    **dict.fromkeys(("value", "numerator", "denominator", "lower", "upper"), pl.Float64),
    **dict.fromkeys(("lower998", "upper998"), pl.Float64),
    "flags": pl.Int32,
}
PATH = ((date(2026, 4, 30), Decimal(70)), (date(2027, 3, 31), Decimal(85)))
PARENT = Comparator("parent", "the county", Beside.PARENT)


def row(value, period="2026-10", area=COUNTY, *, limits=(None, None), breakdown="", **cells):
    given = {"flags": 0, "numerator": None, "denominator": 400.0, **cells}
    lower, upper = limits
    return (
        *("in_time", area, breakdown, period, value, given["numerator"], given["denominator"]),
        *(lower, upper, None, None, given["flags"]),
    )


def judgement(one, *rows, period="2026-10", area=COUNTY, **changes):
    frame = pl.DataFrame(list(rows), schema=SCHEMA, orient="row")
    made = judge(Disclosed(frame), framework(one, **changes)).judgements
    wanted = (pl.col("period") == period) & (pl.col("area") == area)
    return made.filter(wanted).row(0, named=True)


def colour(*args, **kwargs):
    found = judgement(*args, **kwargs)
    return found["rating"], found["reason"], found["rule"]


def word(text):
    made = Word(text)
    made.document, made.start, made.end, made.quoted = Document("t.yaml", text), 0, len(text), False
    return made


def rules(*written, beside=()):
    names = (*RULE_NUMBERS, *(name for name, _ in beside))
    columns = {name: SourceColumn(name, (name,), ColumnType.NUMBER) for name in names}
    mistakes, made = Mistakes(), []
    for shade, text in written:
        when = read_condition(word(text), Names("", columns), mistakes, "rule")
        made.append(ColourRule(Rating(shade), when if text != "otherwise" else All()))
    return RatingRule(RatedBy.RULES, rules=tuple(made), beside=beside)


# ------------------------------------------------------------------ what a target asks


@pytest.mark.parametrize(
    ("period", "asked"), [("2026-04", 70.0), ("2027-03", 85.0), ("2026-06", 70 + 15 * 61 / 335)]
)
def test_a_path_runs_straight_between_its_points_and_is_read_on_the_last_day(period, asked):
    one = indicator(targets=(target("85", "5", path=PATH),))
    found = judgement(one, row(76.0, period), period=period)
    assert found["target"] == pytest.approx(asked, abs=1e-9)
    assert found["amber_edge"] == pytest.approx(asked - 5, abs=1e-9)


def test_a_path_stays_level_before_its_first_and_after_its_last_point():
    early = target("85", path=PATH, begins=date(2026, 1, 1), ends=date(2028, 1, 1))
    one = indicator(targets=(early,))
    assert judgement(one, row(70.0, "2026-02"), period="2026-02")["target"] == 70.0
    assert judgement(one, row(70.0, "2027-08"), period="2027-08")["target"] == 85.0


@pytest.mark.parametrize(
    ("value", "shade"),
    [
        (60.0, "green"),
        (80.0, "green"),
        (55.0, "amber"),
        (85.0, "amber"),
        (54.9, "red"),
        (85.1, "red"),
    ],
)
def test_a_range_is_kept_to_with_amber_on_either_side(value, shade):
    kept = target("60", "5", high=Decimal(80))
    one = indicator(polarity=Polarity.PLAN, targets=(kept,))
    found = judgement(one, row(value))
    assert (found["rating"], found["target"], found["target_high"]) == (shade, 60.0, 80.0)


@pytest.mark.parametrize(
    ("polarity", "value", "shade"),
    [
        (Polarity.HIGH, 80.0, "green"),
        (Polarity.HIGH, 79.9, "amber"),
        (Polarity.HIGH, 60.0, "amber"),
        (Polarity.HIGH, 59.9, "red"),
        (Polarity.LOW, 60.0, "green"),
        (Polarity.LOW, 80.0, "amber"),
        (Polarity.LOW, 80.1, "red"),
    ],
)
def test_rated_by_range_what_lies_within_is_amber(polarity, value, shade):
    between = target("60", high=Decimal(80))
    one = indicator(polarity=polarity, targets=(between,), rated=RatingRule(RatedBy.RANGE))
    assert colour(one, row(value)) == (shade, None, "range")


def test_worse_than_the_floor_is_red_whatever_the_target_and_says_so():
    high = indicator(targets=(target("65", "10", floor=Decimal(60)),))
    assert colour(high, row(59.0)) == ("red", None, "floor")
    assert colour(high, row(60.0)) == ("amber", None, "target")
    low = indicator(polarity=Polarity.LOW, targets=(target("65", "10", floor=Decimal(70)),))
    assert colour(low, row(71.0)) == ("red", None, "floor")
    assert colour(low, row(70.0)) == ("amber", None, "target")


def test_early_in_the_year_a_floor_and_a_range_are_as_small_a_part_as_the_target_is():
    year = target("1200", high=Decimal(2400), floor=Decimal(600))
    one = indicator(
        measure=Count(), basis=Basis.YEAR_TO_DATE, targets=(year,), rated=RatingRule(RatedBy.RANGE)
    )
    found = judgement(one, row(310.0, "2026-06 ytd"), period="2026-06 ytd")
    assert (found["target"], found["target_high"], found["rating"]) == (300.0, 600.0, "amber")
    assert colour(one, row(149.0, "2026-06 ytd"), period="2026-06 ytd")[2] == "floor"


def test_a_local_target_rates_and_a_national_one_where_there_is_no_other():
    national = target("80", id="national", level="national", applies_to=("district",))
    local = target("90", id="local")
    one = indicator(targets=(national, local))
    rows = row(85.0), row(85.0, area=NORTH)
    assert judgement(one, *rows)["target_id"] == "local"
    assert judgement(one, *rows, area=NORTH)["target_id"] == "national"


def test_a_breakdown_is_shown_beside_the_target_and_not_rated():
    one = indicator(targets=(target("80"),))
    frame = pl.DataFrame([row(90.0, breakdown="sex=Female")], schema=SCHEMA, orient="row")
    found = judge(Disclosed(frame), framework(one)).judgements.row(0, named=True)
    assert (found["rating"], found["target"]) == ("not rated", None)


# ------------------------------------------------------------------ interval, comparator, quarter


@pytest.mark.parametrize(
    ("polarity", "limits", "shade"),
    [
        (Polarity.HIGH, (80.0, 90.0), "green"),
        (Polarity.HIGH, (70.0, 80.0), "amber"),
        (Polarity.HIGH, (70.0, 79.9), "red"),
        (Polarity.LOW, (70.0, 80.0), "green"),
        (Polarity.LOW, (75.0, 85.0), "amber"),
        (Polarity.LOW, (80.1, 90.0), "red"),
        (Polarity.PLAN, (76.0, 84.0), "green"),
        (Polarity.PLAN, (70.0, 80.0), "amber"),
        (Polarity.PLAN, (60.0, 74.0), "red"),
    ],
)
def test_an_interval_is_green_or_red_only_when_all_of_it_is_beyond(polarity, limits, shade):
    one = indicator(
        polarity=polarity, targets=(target("80", "5"),), rated=RatingRule(RatedBy.INTERVAL)
    )
    assert colour(one, row(77.0, limits=limits)) == (shade, None, "interval against target")


def test_without_an_interval_nothing_is_rated_by_it():
    one = indicator(targets=(target("80"),), rated=RatingRule(RatedBy.INTERVAL))
    assert colour(one, row(90.0))[1] == "how sure the figure is, is not known"


@pytest.mark.parametrize(
    ("limits", "shade"),
    [((62.0, 70.0), "green"), ((55.0, 65.0), "amber"), ((50.0, 59.0), "red")],
)
def test_better_than_the_comparator_is_green_and_worse_is_red(limits, shade):
    rated = RatingRule(RatedBy.COMPARATOR, comparator="parent")
    one = indicator(compare=(PARENT,), rated=rated)
    rows = row(60.0), row(sum(limits) / 2, area=NORTH, limits=limits)
    assert colour(one, *rows, area=NORTH) == (shade, None, "comparator")
    assert colour(one, *rows)[1] == "there is nothing to compare it with"


def test_an_older_figure_of_the_comparator_is_shown_and_rates_nothing():
    rated = RatingRule(RatedBy.COMPARATOR, comparator="parent")
    one = indicator(compare=(PARENT,), rated=rated)
    rows = row(60.0, "2026-09"), row(66.0, area=NORTH, limits=(62.0, 70.0))
    assert colour(one, *rows, area=NORTH)[1] == "there is nothing to compare it with"


def test_the_first_band_is_green_and_the_last_is_red():
    field = Comparator("among_district", "all", Beside.AMONG, Method.QUARTILES, level="district")
    rated = RatingRule(RatedBy.COMPARATOR, comparator="among_district")
    shades = by_district(
        indicator(compare=(field,), rated=rated), [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    )
    assert shades == ["red", "red", "amber", "amber", "green", "green"]


def by_district(one, values, **changes):
    codes = [f"D{number}" for number in range(len(values))]
    areas = (*geography().areas[:1], *(Area(code, code, "district") for code in codes))
    wide = replace(geography(), areas=areas, memberships=())
    rows = [row(value, area=code) for code, value in zip(codes, values, strict=True)]
    return [judgement(one, *rows, area=code, geography=wide, **changes)["rating"] for code in codes]


def test_the_best_quarter_of_a_level_is_green_and_the_worst_is_red():
    values = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    high = indicator(rated=RatingRule(RatedBy.QUARTILE))
    low = indicator(polarity=Polarity.LOW, rated=RatingRule(RatedBy.QUARTILE))
    assert by_district(high, values) == ["red", "red", "amber", "amber", "green", "green"]
    assert by_district(low, values) == ["green", "green", "amber", "amber", "red", "red"]


def test_where_areas_are_alike_no_quarter_is_best():
    one = indicator(rated=RatingRule(RatedBy.QUARTILE))
    assert by_district(one, [50.0] * 5) == ["amber"] * 5


@pytest.mark.parametrize("polarity", [Polarity.HIGH, Polarity.LOW])
@pytest.mark.parametrize(
    "values",
    [
        [0.0, 0.0, 0.0, 0.0, 0.0, 7.0],
        [0.0, 0.0, 0.0, 5.0, 6.0, 7.0],
        [5.0, 6.0, 7.0, 100.0, 100.0, 100.0],
        [5.0, 100.0, 100.0, 100.0, 100.0, 100.0],
        [10.0, 20.0, 30.0, 40.0, 50.0, 60.0],
    ],
)
def test_quarters_colour_alike_whichever_way_they_are_asked_for(values, polarity):
    field = Comparator("among_district", "all", Beside.AMONG, Method.QUARTILES, level="district")
    by_field = RatingRule(RatedBy.COMPARATOR, comparator="among_district")
    asked = indicator(polarity=polarity, compare=(field,), rated=by_field)
    plain = indicator(polarity=polarity, rated=RatingRule(RatedBy.QUARTILE))
    assert by_district(asked, values) == by_district(plain, values)


def test_two_percentiles_of_a_level_part_green_amber_and_red():
    values = [10.0, 20.0, 30.0, 40.0, 50.0]
    ends = (Decimal(25), Decimal(75))
    high = indicator(rated=RatingRule(RatedBy.PERCENTILES, percentiles=ends))
    low = replace(high, polarity=Polarity.LOW)
    # 20 and 40 are the percentiles themselves: at the good one it is green, at the bad one not yet red.
    assert by_district(high, values) == ["red", "amber", "amber", "green", "green"]
    assert by_district(low, values) == ["green", "green", "amber", "amber", "red"]
    assert by_district(high, [1.0, 5.0, 5.0, 5.0, 9.0]) == ["amber"] * 5
    assert by_district(high, values[:3]) == ["not rated"] * 3


def test_three_areas_have_no_quarters():
    one = indicator(rated=RatingRule(RatedBy.QUARTILE))
    assert colour(one, row(60.0, area=NORTH), row(70.0, area=SOUTH), row(65.0), area=NORTH) == (
        "not rated",
        "too few areas to compare",
        "not rated",
    )


@pytest.mark.parametrize(
    ("counts", "measure"),
    [
        ((15.0, 10.0), Proportion(All())),
        ((-1.0, 10.0), Proportion(All())),
        ((5.0, -10.0), Proportion(All())),
        ((-2.0, None), Count()),
        ((None, -2.0), Total(Column("hours"))),
    ],
)
def test_counts_that_cannot_be_rate_nothing(counts, measure):
    one = indicator(targets=(target("50"),), measure=measure)
    numerator, denominator = counts
    assert colour(one, row(60.0, numerator=numerator, denominator=denominator)) == (
        "not rated",
        "its counts cannot be right",
        "not rated",
    )


# ------------------------------------------------------------------ declared rules

HAVERING = rules(
    ("green", "value >= 0.9 * target"), ("amber", "value >= last_year"), ("red", "otherwise")
)


def test_the_first_rule_that_fits_gives_the_colour_and_its_number():
    one = indicator(targets=(target("80"),), rated=HAVERING)
    last_year = row(50.0, "2025-10")
    assert colour(one, last_year, row(72.0)) == ("green", None, "rules: 1")
    assert colour(one, last_year, row(50.0)) == ("amber", None, "rules: 2")
    assert colour(one, last_year, row(49.9)) == ("red", None, "rules: 3")


def test_a_rule_that_cannot_be_decided_stops_the_search():
    one = indicator(targets=(target("80"),), rated=HAVERING)
    assert colour(one, row(49.0))[1] == "there is no earlier figure to hold it against"
    assert colour(indicator(rated=HAVERING), row(49.0))[1] == "no target is in force"


def test_a_rule_may_say_what_holds_where_there_is_no_earlier_figure():
    rated = rules(("amber", "last_year is null or value >= last_year"), ("red", "otherwise"))
    assert colour(indicator(rated=rated), row(49.0)) == ("amber", None, "rules: 1")


def test_rules_do_not_look_across_a_break():
    broken = indicator(
        targets=(target("80"),),
        rated=HAVERING,
        breaks=(SeriesBreak(date(2026, 4, 1), "another form"),),
    )
    assert colour(broken, row(50.0, "2025-10"), row(60.0))[0] == "not rated"


def test_a_rule_may_speak_of_a_comparator_and_of_the_period_before():
    rated = rules(
        ("green", "value > parent and value > previous"),
        ("red", "not (value > parent)"),
        beside=(("parent", "parent"),),
    )
    one = indicator(compare=(PARENT,), rated=rated)
    rows = row(60.0), row(61.0, "2026-09", NORTH), row(65.0, area=NORTH)
    assert colour(one, *rows, area=NORTH) == ("green", None, "rules: 1")
    worse = row(60.0), row(61.0, "2026-09", NORTH), row(59.0, area=NORTH)
    assert colour(one, *worse, area=NORTH) == ("red", None, "rules: 2")
    fallen = row(60.0), row(70.0, "2026-09", NORTH), row(65.0, area=NORTH)
    assert colour(one, *fallen, area=NORTH)[1] == "no declared rule fits this figure"
    assert colour(one, row(60.0))[1] == "there is nothing to compare it with"


def test_an_edge_made_by_arithmetic_is_still_inclusive():
    one = indicator(targets=(target("10"),), rated=rules(("green", "value >= 1.1 * target")))
    assert colour(one, row(11.0))[0] == "green"


def test_a_floor_comes_before_every_other_rule():
    strict = target("80", floor=Decimal(40))
    one = indicator(targets=(strict,), rated=rules(("green", "otherwise")))
    assert colour(one, row(39.0)) == ("red", None, "floor")
    assert colour(one, row(41.0)) == ("green", None, "rules: 1")


def test_what_is_not_available_says_so():
    one = indicator(targets=(target("80"),))
    assert colour(one, row(None, flags=int(Flag.UNAVAILABLE)))[1] == "the figure is not available"
