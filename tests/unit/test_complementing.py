"""Nobody can work out a hidden figure from a total and the figures beside it."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.model.areas import Area, Geography, Level, Membership
from framework.model.expressions import Column
from framework.model.measures import Count, Total, When
from framework.model.periods import Basis
from framework.model.sources import Disclosure
from indicators.disclose.disclosing import disclose
from indicators.measures.computed import COMPUTED_SCHEMA, Computed
from tests.frameworks_in_code import framework, indicator
from tests.rows_in_code import present

LIMIT = Disclosure(suppress_to=5)


def shown(areas: dict[str, int], members: dict[str, int] | None = None, rule=LIMIT):
    """Give what is shown of a county with these districts and, in the county, these members."""
    geography = Geography(
        levels=(Level("district", "", ""), Level("county", "", "")),
        areas=(Area("county", "", "county"), *(Area(code, "", "district") for code in areas)),
        memberships=tuple(Membership(code, "county") for code in areas),
    )
    total = sum(areas.values())
    rows = {("county", ""): total} | {(code, ""): n for code, n in areas.items()}
    rows |= {("county", f"sex={name}"): n for name, n in (members or {}).items()}
    plain = dict.fromkeys(COMPUTED_SCHEMA) | {
        "indicator": "in_time",
        "period": "2026-10",
        "flags": 0,
    }
    frame = pl.DataFrame(
        [
            plain | {"area": area, "breakdown": part, "numerator": float(count)}
            for (area, part), count in rows.items()
        ],
        schema=COMPUTED_SCHEMA,
    )
    whole = framework(
        indicator(measure=Count()), disclosure=rule, geography=geography, home_area="county"
    )
    found = disclose(Computed(frame, {}, {}), whole).frame
    return {(row["area"], row["breakdown"]): row["value"] for row in found.rows(named=True)}


def test_one_small_district_takes_the_next_smallest_with_it():
    found = shown({"a": 3, "b": 40, "c": 20})
    assert found == {("county", ""): 63.0, ("a", ""): None, ("b", ""): 40.0, ("c", ""): None}


def test_two_small_ones_that_add_up_to_little_take_a_third():
    assert shown({"a": 1, "b": 2, "c": 20, "d": 50})["c", ""] is None


def test_a_true_zero_is_never_hidden():
    found = shown({"a": 3, "b": 0, "c": 30})
    assert (found["b", ""], found["c", ""]) == (0.0, None)


def test_members_of_a_breakdown_protect_one_another():
    found = shown({"a": 100, "b": 100}, {"Female": 120, "Male": 77, "Not known": 3})
    assert (found["county", "sex=Male"], found["county", "sex=Female"]) == (None, 120.0)


def test_rounded_counts_need_no_second_figure():
    found = shown({"a": 3, "b": 40, "c": 20}, rule=Disclosure(suppress_to=5, round_to=5))
    assert (found["a", ""], found["c", ""]) == (None, 20.0)


@given(st.lists(st.integers(0, 30), min_size=2, max_size=7))
def test_whoever_sees_the_total_and_the_rest_cannot_name_a_hidden_count(counts):
    areas = {f"d{at}": count for at, count in enumerate(counts)}
    found = shown(areas)
    hidden = [areas[code] for code in areas if found[code, ""] is None]
    if found["county", ""] is None or not hidden:
        return
    others = [n for code, n in areas.items() if found[code, ""] is not None and n > 0]
    assert len(hidden) >= 2 or not others
    assert sum(hidden) > LIMIT.suppress_to or not others


def test_crossed_breakdowns_are_guarded_over_every_margin():
    crossed = {("A", "F"): 3, ("A", "M"): 50, ("B", "F"): 20, ("B", "M"): 60}
    rows = {f"age={age};sex={sex}": n for (age, sex), n in crossed.items()}
    rows |= {"age=A": 53, "age=B": 80, "sex=F": 23, "sex=M": 110}
    found = figures(rows, total=133)
    for margin, parts in (
        ("age=A", ["age=A;sex=F", "age=A;sex=M"]),
        ("sex=F", ["age=A;sex=F", "age=B;sex=F"]),
    ):
        hidden = [part for part in parts if found[part] is None]
        assert found[margin] is None or len(hidden) != 1


def figures(members: dict[str, int], total: int) -> dict[str, float | None]:
    """Give what is shown of one area's breakdowns."""
    plain = dict.fromkeys(COMPUTED_SCHEMA) | {
        "indicator": "in_time",
        "area": "county",
        "period": "2026-10",
        "flags": 0,
    }
    rows = [
        plain | {"breakdown": part, "numerator": float(count)}
        for part, count in ({"": total} | members).items()
    ]
    geography = Geography((Level("county", "", ""),), (Area("county", "", "county"),), ())
    whole = framework(
        indicator(measure=Count()), disclosure=LIMIT, geography=geography, home_area="county"
    )
    frame = pl.DataFrame(rows, schema=COMPUTED_SCHEMA)
    found = disclose(Computed(frame, {}, {}), whole).frame
    return {row["breakdown"]: row["value"] for row in found.rows(named=True)}


def test_wards_are_guarded_against_the_county_where_districts_are_not_kept():
    geography = Geography(
        levels=(Level("ward", "", ""), Level("district", "", ""), Level("county", "", "")),
        areas=(
            *(Area(code, "", "ward") for code in ("a", "b", "c")),
            Area("d", "", "district"),
            Area("county", "", "county"),
        ),
        memberships=(*(Membership(code, "d") for code in "abc"), Membership("d", "county")),
    )
    plain = dict.fromkeys(COMPUTED_SCHEMA) | {
        "indicator": "in_time",
        "period": "2026-10",
        "flags": 0,
    }
    counts = {"county": 63, "a": 3, "b": 40, "c": 20}
    rows = [
        plain | {"area": area, "breakdown": "", "numerator": float(count)}
        for area, count in counts.items()
    ]
    whole = framework(
        indicator(measure=Count()), disclosure=LIMIT, geography=geography, home_area="county"
    )
    frame = pl.DataFrame(rows, schema=COMPUTED_SCHEMA)
    found = disclose(Computed(frame, {}, {}), whole).frame
    assert sum(value is None for value in found["value"]) == 2


def test_a_whole_that_is_hidden_for_another_is_not_the_sum_of_shown_parts():
    """North is hidden beside South; its wards would add up to it."""
    geography = Geography(
        levels=(Level("ward", "", ""), Level("district", "", ""), Level("county", "", "")),
        areas=(
            *(Area(code, "", "ward") for code in ("n1", "n2")),
            *(Area(code, "", "district") for code in ("north", "south", "west")),
            Area("county", "", "county"),
        ),
        memberships=(
            *(Membership(code, "north") for code in ("n1", "n2")),
            *(Membership(code, "county") for code in ("north", "south", "west")),
        ),
    )
    plain = dict.fromkeys(COMPUTED_SCHEMA) | {
        "indicator": "in_time",
        "period": "2026-10",
        "flags": 0,
    }
    counts = {"n1": 10, "n2": 12, "north": 22, "south": 3, "west": 90, "county": 115}
    rows = [
        plain | {"area": area, "breakdown": "", "numerator": float(count)}
        for area, count in counts.items()
    ]
    whole = framework(
        indicator(measure=Count()), disclosure=LIMIT, geography=geography, home_area="county"
    )
    frame = pl.DataFrame(rows, schema=COMPUTED_SCHEMA)
    found = disclose(Computed(frame, {}, {}), whole).frame
    shown_areas = {row["area"] for row in found.rows(named=True) if row["value"] is not None}
    assert "north" not in shown_areas
    assert not {"n1", "n2"} <= shown_areas


def sums_to_date(districts: dict[str, float], cases: float = 40.0, month: float = 3.0):
    """Give what is shown of a year-to-date sum of money whose second month adds `month` everywhere."""
    geography = Geography(
        levels=(Level("district", "", ""), Level("county", "", "")),
        areas=(Area("county", "", "county"), *(Area(code, "", "district") for code in districts)),
        memberships=tuple(Membership(code, "county") for code in districts),
    )
    spent = {"county": sum(districts.values())} | districts
    steps = {"county": month * len(districts)} | dict.fromkeys(districts, month)
    plain = dict.fromkeys(COMPUTED_SCHEMA) | {"indicator": "in_time", "breakdown": "", "flags": 0}
    rows = [
        plain | {"area": area, "period": period, "value": value, "cases": cases}
        for area, first in spent.items()
        for period, value in (("2026-04 ytd", first), ("2026-05 ytd", first + steps[area]))
    ]
    money = indicator(
        measure=Total(Column("cost"), when=When(dated="started")), basis=Basis.YEAR_TO_DATE
    )
    whole = framework(money, disclosure=LIMIT, geography=geography, home_area="county")
    found = disclose(Computed(pl.DataFrame(rows, schema=COMPUTED_SCHEMA), {}, {}), whole).frame
    return {(row["area"], row["period"]): row["value"] for row in found.rows(named=True)}


def test_a_month_of_money_that_is_left_over_is_no_small_count():
    found = sums_to_date({"a": 100.0, "b": 200.0})
    assert found["county", "2026-05 ytd"] == 306.0
    assert None not in found.values()


def test_a_small_sum_may_be_a_count_in_disguise_and_takes_another_with_it():
    found = sums_to_date({"a": 3.0, "b": 40.0, "c": 20.0}, month=50.0)
    assert found["a", "2026-04 ytd"] is None
    assert None in (
        found["b", "2026-04 ytd"],
        found["c", "2026-04 ytd"],
        found["county", "2026-04 ytd"],
    )


TWO_PARENTS = Geography(
    levels=(Level("ward", "", ""), Level("district", "", "")),
    areas=(
        *(Area(code, "", "ward") for code in "abc"),
        *(Area(code, "", "district") for code in ("ab", "bc")),
    ),
    memberships=tuple(Membership(ward, two) for two in ("ab", "bc") for ward in two),
)


def with_wards_later(wards: dict[str, float], limit: int) -> dict[str, float | None]:
    """Give what is shown of those in time where the districts were published first, and then the wards.

    Ward b lies in both districts. Of ward c it is known that all of its rows were six.
    """
    plain = dict.fromkeys(COMPUTED_SCHEMA) | {"period": "2026-10", "breakdown": "", "flags": 0}
    counts = wards | {two: wards[two[0]] + wards[two[1]] for two in ("ab", "bc")}
    rows = [
        plain | {"indicator": "timely", "area": area, "numerator": count}
        for area, count in counts.items()
    ]
    rows.append(plain | {"indicator": "everybody", "area": "c", "numerator": 6.0})
    whole = framework(
        indicator(id="timely", measure=Count(present("assessed"))),
        indicator(id="everybody", measure=Count()),
        disclosure=Disclosure(suppress_to=limit),
        geography=TWO_PARENTS,
        home_area="bc",
    )
    frame = pl.DataFrame(rows, schema=COMPUTED_SCHEMA)
    of_wards = (pl.col("indicator") == "timely") & (pl.col("area").str.len_chars() == 1)
    before = disclose(Computed(frame.filter(~of_wards), {}, {}), whole).frame
    assert None not in before["value"].to_list()
    found = disclose(Computed(frame, {}, {}), whole, (before,)).frame
    timely = found.filter(pl.col("indicator") == "timely")
    return {row["area"]: row["value"] for row in timely.rows(named=True)}


@pytest.mark.parametrize(("limit", "shown_still"), [(2, {"ab", "bc"}), (3, set())])
def test_two_values_are_enough_where_at_most_two_are_small_and_too_few_where_three_are(
    limit: int, shown_still: set[str]
) -> None:
    """At most six in c: so six or seven in b, and one or two in a, whatever is hidden beside them."""
    found = with_wards_later({"a": 1.0, "b": 7.0, "c": 5.0}, limit)
    assert {
        area for area, value in found.items() if value is not None and area != "c"
    } == shown_still
    assert found["a"] is None


def test_what_an_earlier_publication_told_is_not_told_again_to_new_readers():
    """All six of c were in time, so whoever kept the districts knows a; the districts would tell all others."""
    found = with_wards_later({"a": 2.0, "b": 6.0, "c": 6.0}, limit=5)
    assert (found["a"], found["b"]) == (None, None)
    assert None in (found["ab"], found["bc"], found["c"])
