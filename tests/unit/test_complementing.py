"""Nobody can work out a hidden figure from a total and the figures beside it."""

import polars as pl
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
