"""The tiny framework of tests/frameworks/tiny, loaded as every command loads one."""

import dataclasses
import enum
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from framework.errors import ConfigurationError
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.comparators import Beside, Comparator
from framework.model.expressions import (
    All,
    And,
    Between,
    Call,
    Column,
    Compare,
    Comparison,
    Function,
    IsNull,
    Not,
    Value,
)
from framework.model.frameworks import Framework
from framework.model.indicators import IntervalMethod, SeriesBreak
from framework.model.measures import (
    Count,
    Distinct,
    Median,
    PopulationPart,
    Proportion,
    Published,
    Rate,
    Ratio,
    RatioPart,
    Total,
    When,
)
from framework.model.periods import Basis, Grain, YearType
from framework.model.sources import Band, CellStatus, Covers, Disclosure, Due, Expect
from framework.model.targets import Tolerance

TINY = Path(__file__).parents[1] / "frameworks" / "tiny"
FILES = read_config(TINY)


@pytest.fixture(scope="module")
def tiny() -> Framework:
    return load_framework(FILES).framework


def test_the_tiny_framework_hides_without_rounding_and_has_nothing_else_to_warn_of() -> None:
    assert [one.code for one in load_framework(FILES).warnings] == ["F559"]


def test_a_framework_knows_its_partnership(tiny: Framework) -> None:
    assert (tiny.id, tiny.title, tiny.home.name) == (
        "tinyshire",
        "Tinyshire Early Help Partnership",
        "Tinyshire",
    )
    assert tiny.today == date(2025, 11, 12)
    assert date(2025, 4, 18) in tiny.bank_holidays
    assert tiny.codes == {"short_ward": {"N1": "E05900001", "N2": "E05900002", "S1": "E05900003"}}
    assert [outcome.id for outcome in tiny.outcomes] == ["right_help", "good_value", "doing_well"]


def test_the_signs_of_percent_and_pounds_are_read_as_their_words(tiny: Framework) -> None:
    by_sign = {
        path: raw.replace(b"unit: percent", b"unit: '%'").replace(
            b"unit: pounds", "unit: £".encode()
        )
        for path, raw in FILES.items()
    }
    found = load_framework(by_sign).framework
    assert [one.unit for one in found.indicators] == [one.unit for one in tiny.indicators]
    assert {"percent", "pounds"} <= {one.unit for one in found.indicators}


def test_a_parent_in_the_table_of_areas_makes_a_membership(tiny: Framework) -> None:
    assert tiny.geography.parents_of("E05900001") == ("E07900001",)
    assert tiny.geography.children_of("E10900001") == ("E07900001", "E07900002")
    assert [level.id for level in tiny.geography.levels] == [
        "ward",
        "district",
        "county",
        "country",
    ]


def test_a_source_says_what_its_columns_mean(tiny: Framework) -> None:
    episodes = tiny.source("episodes")
    assert episodes.column("planned").headers == ("plan_date", "plan_start")
    assert episodes.column("sex").headers == ("sex",)
    assert episodes.column("age_band").bands[0] == Band("0-4", 0, 4)
    assert episodes.column("cost").low == Decimal(0)
    assert episodes.due == Due(10)
    assert episodes.covers == Covers(date(2025, 4, 1), date(2025, 9, 30))
    assert episodes.disclosure == Disclosure(2, 1)
    assert episodes.expect == Expect(1, 0.4)


@pytest.mark.parametrize(
    ("source", "said", "rule"),
    [
        ("episodes", "", Disclosure(5, 5)),
        ("episodes", "disclosure:", Disclosure(5, 5)),
        ("episodes", "disclosure: {suppress: }", Disclosure(5, 5)),
        ("episodes", "disclosure: {suppress: 1-7}", Disclosure(7, 1)),
        ("episodes", "disclosure: {round_to: 10}", Disclosure(5, 10)),
        ("episodes", "disclosure: {suppress: none}", Disclosure(0, 1)),
        ("official", "", Disclosure(0, 1)),
        ("official", "disclosure: {round_to: 10}", Disclosure(0, 10)),
    ],
)
def test_small_counts_of_rows_that_are_counted_are_hidden_unless_somebody_says_otherwise(
    source: str, said: str, rule: Disclosure
) -> None:
    path = f"sources/{source}.yaml"
    text = FILES[path].decode().replace("disclosure: {suppress: 1-2, round_to: 1}\n", "")
    files = {**FILES, path: f"{text}{said}\n".encode()}
    assert load_framework(files).framework.source(source).disclosure == rule


def test_a_term_is_written_out_where_another_uses_it(tiny: Framework) -> None:
    closed = Not(IsNull(Column("ended")))
    met = Comparison(Compare.EQUAL, Column("reason"), Value("outcomes met"))
    assert tiny.source("episodes").terms == {"closed": closed, "closed_met": And((closed, met))}


def test_published_periods_carry_their_status(tiny: Framework) -> None:
    official = tiny.source("official")
    assert official.period_from is not None
    assert official.period_from.suffixes == {"prov": CellStatus.PROVISIONAL}
    assert official.missing == {"c": CellStatus.SUPPRESSED, "x": CellStatus.UNAVAILABLE}


def test_each_measure_is_what_was_written(tiny: Framework) -> None:
    closed = Not(IsNull(Column("ended")))
    known_sex = Not(IsNull(Column("sex")))
    days = Call(Function.WORKING_DAYS, (Column("started"), Column("assessed")))
    measures = {indicator.id: indicator.measure for indicator in tiny.indicators}
    assert measures["assessed_in_time"] == Proportion(
        Comparison(Compare.AT_MOST, days, Value(Decimal(45))),
        Not(IsNull(Column("assessed"))),
        When("assessed"),
    )
    assert measures["days_to_plan"] == Median(
        Call(Function.WORKING_DAYS, (Column("started"), Column("planned"))),
        Not(IsNull(Column("planned"))),
        When("planned"),
    )
    assert measures["episodes_rate"] == Rate(
        All(),
        PopulationPart("mid_year", Between(Column("age"), Value(Decimal(0)), Value(Decimal(17)))),
        10_000,
        When("started"),
    )
    assert measures["open_children"] == Distinct(
        "person", All(), When(open_from="started", open_to="ended")
    )
    assert measures["episodes_started"] == Count(All(), When("started"))
    assert measures["cost_total"] == Total(Column("cost"), All(), When("started"))
    assert measures["cost_per_closed"] == Ratio(
        RatioPart(Column("cost"), known_sex),
        RatioPart(None, And((closed, known_sex))),
        1,
        When("started"),
    )
    assert measures["ready_for_school"] == Published(
        value="value",
        where=Comparison(Compare.EQUAL, Column("key"), Value("ready for school")),
        multiply=Decimal(100),
        lower="lower",
        upper="upper",
        totals=(("sex", "Persons"),),
    )


@pytest.mark.parametrize(
    ("indicator", "method"),
    [
        ("assessed_in_time", IntervalMethod.WILSON),
        ("episodes_rate", IntervalMethod.POISSON),
        ("plan_days_mean", IntervalMethod.T),
        ("ready_for_school", IntervalMethod.PUBLISHED),
        ("in_need_rate", IntervalMethod.NONE),
        ("episodes_started", IntervalMethod.NONE),
        ("days_to_plan", IntervalMethod.NONE),
    ],
)
def test_the_interval_follows_the_measure(
    tiny: Framework, indicator: str, method: IntervalMethod
) -> None:
    assert tiny.indicator(indicator).interval is method


def test_defaults_of_the_file_win_over_those_of_the_framework_and_lose_to_the_indicator(
    tiny: Framework,
) -> None:
    assert tiny.indicator("assessed_in_time").by == (("age_band",), ("sex",))
    assert tiny.indicator("episodes_rate").by == (("sex",),)
    assert tiny.indicator("cost_per_closed").by == ()
    assert tiny.indicator("plan_days_mean").decimals == 1
    assert tiny.indicator("cost_total").decimals == 2
    assert tiny.indicator("cost_total").basis is Basis.YEAR_TO_DATE
    assert tiny.indicator("ready_for_school").grain is Grain.YEAR


def test_counts_and_what_lies_between_them_are_shown_without_decimals_unless_said() -> None:
    plain = FILES["framework.yaml"].replace(b"defaults: {decimals: 1}\n", b"")
    head = (
        "defaults: {kind: context, polarity: none, unit: number, source: episodes, grain: month}\n"
    )
    rest = {
        "seen: {title: Seen, count: all}": 0,
        "people: {title: People, distinct: {of: person}}": 0,
        "finely: {title: Finely, count: all, decimals: 2}": 2,
        "share: {title: Share, unit: percent, proportion: {numerator: ended is not null}}": 1,
        "apart: {title: Apart, difference: {of: seen, minus: people}}": 0,
        "apart_too: {title: Apart too, difference: {of: seen, minus: finely}}": 2,
        "times: {title: Times, derived: seen / people}": 1,
        "of_sexes: {title: Of sexes, gap_ratio: {of: share_by, in: {sex: Female}, over: {sex: Male}}}": 2,
        "share_by: {title: By, unit: percent, proportion: {numerator: ended is not null}, by: [sex]}": 1,
    }
    more = (head + "indicators:\n" + "".join(f"  {line}\n" for line in rest)).encode()
    loaded = load_framework(FILES | {"framework.yaml": plain, "indicators/more.yaml": more})
    for line, shown in rest.items():
        name = line.partition(":")[0]
        assert loaded.framework.indicator(name).decimals == shown, name


def test_an_indicators_own_measure_replaces_the_default_one() -> None:
    files = {
        **FILES,
        "indicators/more.yaml": (
            b"defaults: {source: episodes, grain: month, kind: context, polarity: none, unit: x, count: all}\n"
            b"indicators:\n  one: {title: One}\n  two: {title: Two, sum: cost}\n"
        ),
    }
    framework = load_framework(files).framework
    assert isinstance(framework.indicator("one").measure, Count)
    assert isinstance(framework.indicator("two").measure, Total)


def test_a_target_holds_for_the_days_of_its_period(tiny: Framework) -> None:
    (target,) = tiny.indicator("assessed_in_time").targets
    assert (target.begins, target.ends) == (date(2025, 4, 1), date(2026, 4, 1))
    assert target.amber == Tolerance(Decimal(5), relative=False)
    assert (target.set_by, target.minute, target.area) == (
        "Early Help Board",
        "EHB 2025/04/7",
        None,
    )


def test_targets_in_csv_join_those_in_yaml(tiny: Framework) -> None:
    first, second = tiny.indicator("in_need_rate").targets
    assert (first.label, first.value, first.amber) == (
        "2024/25",
        Decimal(300),
        Tolerance(Decimal("0.05"), relative=True),
    )
    assert second.area == "E10900001"


def test_a_target_without_an_end_holds_until_the_next_begins() -> None:
    targets = b"\n    targets: [{from: 2024-04, value: 10}, {from: 2025-04, value: 12}]\n"
    text = FILES["indicators/early_help.yaml"].replace(
        b"    count: all\n", b"    count: all" + targets
    )
    files = {
        **FILES,
        "indicators/early_help.yaml": text.replace(b"kind: context", b"kind: outcome"),
    }
    first, second = load_framework(files).framework.indicator("episodes_started").targets
    assert (first.begins, first.ends) == (date(2024, 4, 1), date(2025, 4, 1))
    assert second.ends == date.max
    assert second.label == "from 1 April 2025"


def test_comparators_are_found_by_what_people_call_them(tiny: Framework) -> None:
    parent, nobody = tiny.indicator("assessed_in_time").compare
    assert (parent.id, parent.area, parent.level) == ("parent", None, None)
    assert nobody == Comparator(
        "none_england",
        "England",
        Beside.NOTHING,
        because="early help has no national return",
    )
    assert tiny.indicator("in_need_rate").compare == (
        Comparator("E92000001", "England", Beside.AREA, area="E92000001"),
    )


def test_breaks_and_provisional_periods_are_read(tiny: Framework) -> None:
    indicator = tiny.indicator("assessed_in_time")
    assert indicator.breaks == (
        SeriesBreak(date(2025, 7, 1), "the standard changed from 40 to 45 working days"),
    )
    assert indicator.provisional_periods == 1
    assert indicator.next_review == date(2026, 4, 1)


def test_levels_that_nobody_names_stay_open_to_the_engine(tiny: Framework) -> None:
    assert tiny.indicator("assessed_in_time").levels == ()
    assert tiny.indicator("assessed_in_time").by_levels == ()


def test_published_years_are_of_the_type_their_source_says() -> None:
    source = FILES["sources/official.yaml"].replace(b"year: financial", b"year: calendar")
    framework = load_framework(
        {**FILES, "sources/official.yaml": source, "targets.csv": b"indicator,for,value\n"}
    )
    assert framework.framework.indicator("ready_for_school").year_type is YearType.CALENDAR
    assert framework.framework.indicator("assessed_in_time").year_type is YearType.FINANCIAL


PEOPLE = b"people: {type: number, decimals: 0, min: 0}"


def test_a_row_stands_for_none_at_the_least_unless_its_column_says_otherwise() -> None:
    def least(written: bytes) -> Decimal | None:
        source = FILES["sources/mid_year.yaml"]
        assert source.count(PEOPLE) == 1
        source = source.replace(PEOPLE, b"people: " + written)
        files = {**FILES, "sources/mid_year.yaml": source}
        people = load_framework(files).framework.source("mid_year").column("people")
        return people.low

    assert least(b"{type: number}") == 0
    assert least(b"{type: number, min: -10}") == -10


def test_the_same_text_has_the_same_version_and_another_text_another() -> None:
    version = load_framework(FILES).version
    assert load_framework(dict(reversed(FILES.items()))).version == version
    changed = {**FILES, "outcomes.yaml": FILES["outcomes.yaml"] + b"# a remark\n"}
    assert load_framework(changed).version != version
    assert len(version) == 64


def test_a_framework_holds_plain_values_that_know_nothing_of_their_text(tiny: Framework) -> None:
    allowed = {str, int, float, bool, type(None), date, Decimal}
    strange = {
        type(value)
        for value in everything_in(tiny)
        if type(value) not in allowed and not isinstance(value, enum.Enum)
    }
    assert strange == set()


def everything_in(value: object) -> Iterator[object]:
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from everything_in(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from everything_in(key)
            yield from everything_in(inner)
    elif isinstance(value, tuple | list | frozenset):
        for inner in value:
            yield from everything_in(inner)
    else:
        yield value


def test_every_mistake_is_in_the_one_error_and_in_its_text() -> None:
    files = {**FILES, "framework.yaml": b"framework: X\n", "outcomes.yaml": b"[1"}
    with pytest.raises(ConfigurationError) as caught:
        load_framework(files)
    assert caught.value.exit_code == 10
    assert {issue.file for issue in caught.value.issues} >= {"framework.yaml", "outcomes.yaml"}
    assert str(caught.value).count("\n") == len(caught.value.issues) - 1


def test_thousands_of_mistakes_of_a_kind_are_told_by_the_first_and_their_count() -> None:
    wrong = "".join(f"X{number},E99\n" for number in range(1_500))
    files = {**FILES, "areas/codes/short_ward.csv": b"code,area\n" + wrong.encode()}
    with pytest.raises(ConfigurationError) as caught:
        load_framework(files)
    issues = [one for one in caught.value.issues if one.level == "error"]
    assert len(issues) == 101
    assert issues[0].message == "'E99' is no area of areas/areas.csv"
    assert issues[-1].message == "and 1,400 more mistakes of this kind in this file"
