"""Nobody can work out a hidden figure from a total and the figures beside it."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from framework.model.areas import Area, Geography, Level, Membership
from framework.model.measures import Count
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
