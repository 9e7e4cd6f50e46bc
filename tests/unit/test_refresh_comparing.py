"""What differs between what is published and what is planned: figures, ratings and declared fields."""

from dataclasses import replace
from decimal import Decimal

import polars as pl

from framework.model.results import JUDGEMENT_COLUMNS, RESULT_COLUMNS, Flag
from framework.store.encoding import clean
from framework.store.facts import JUDGEMENT, RESULT
from indicators.refresh.comparing import (
    Facts,
    FigureChanges,
    RatingChange,
    ValueChange,
    compare_figures,
)
from indicators.refresh.declarations import compare_declared
from tests.frameworks_in_code import indicator, target


def facts(**by_period: tuple[float | None, int, str]) -> Facts:
    """Give one series: value, flags and rating by period, written as m2025_05."""
    results, judgements = [], []
    for name, (value, flags, rating) in by_period.items():
        key = {"indicator": "one", "area": "E10", "breakdown": ""}
        key["period"] = name[1:].replace("_", "-")
        results.append(key | {"value": value, "flags": flags})
        judgements.append(key | {"rating": rating})
    numbers = {"value": pl.Float64, "flags": pl.Int32}
    return Facts(
        clean(RESULT, table(RESULT_COLUMNS, results, numbers)),
        clean(JUDGEMENT, table(JUDGEMENT_COLUMNS, judgements, {})),
    )


def table(columns, rows, types) -> pl.DataFrame:
    schema = {name: types.get(name, pl.String) for name in columns}
    return pl.DataFrame([dict.fromkeys(columns) | row for row in rows], schema=schema)


def changes(before: Facts, after: Facts) -> FigureChanges:
    return compare_figures(before, after, ["one"])["one"]


def test_the_largest_move_is_told_whichever_way_it_goes():
    before = facts(m2025_04=(50.0, 0, "red"), m2025_05=(60.0, 0, "red"), m2025_06=(70.0, 0, "red"))
    after = facts(m2025_04=(51.0, 0, "red"), m2025_05=(40.0, 0, "red"), m2025_06=(70.0, 0, "red"))
    found = changes(before, after)
    assert (found.changed, found.results) == (2, 3)
    assert found.largest == ValueChange("E10", "", "2025-05", 60.0, 40.0)


def test_a_value_that_becomes_hidden_changes_and_has_no_size():
    hidden = int(Flag.SUPPRESSED)
    found = changes(facts(m2025_05=(60.0, 0, "green")), facts(m2025_05=(None, hidden, "not rated")))
    assert (found.changed, found.largest) == (1, None)
    assert found.moves == (("green", "not rated", 1),)


def test_another_reason_for_no_value_is_a_change_and_a_mark_of_revision_is_none():
    unavailable, hidden = int(Flag.UNAVAILABLE), int(Flag.SUPPRESSED)
    why = facts(m2025_05=(None, hidden, "not rated"))
    assert changes(why, facts(m2025_05=(None, unavailable, "not rated"))).changed == 1
    marked = facts(m2025_05=(60.0, int(Flag.REVISED), "green"))
    assert not changes(marked, facts(m2025_05=(60.0, 0, "green"))).is_any


def test_ratings_are_counted_by_move_and_told_newest_first():
    before = facts(m2025_04=(1.0, 0, "green"), m2025_05=(1.0, 0, "green"))
    after = facts(
        m2025_04=(1.0, 0, "red"),
        m2025_05=(1.0, 0, "red"),
        m2025_06=(1.0, 0, "amber"),
        m2025_07=(1.0, 0, "not rated"),
    )
    found = changes(before, after)
    assert found.moves == (("green", "red", 2), ("", "amber", 1))
    assert [(one.period, one.after) for one in found.ratings] == [
        ("2025-06", "amber"),
        ("2025-05", "red"),
        ("2025-04", "red"),
    ]
    assert found.ratings[0] == RatingChange("E10", "", "2025-06", "", "amber")
    assert (found.added, found.gone, found.changed) == (2, 0, 0)


def test_what_has_an_id_is_compared_by_its_id():
    first, second = target("80", "5"), target("90", "5")
    before = indicator(targets=(first, second))
    after = indicator(targets=(replace(second, value=Decimal(95)), target("70")), title="New")
    found = {one.path: (one.before, one.after) for one in compare_declared(before, after)}
    assert found["title"] == ("Assessed in time", "New")
    assert found["targets.to_90.value"] == ("90", "95")
    assert found["targets.to_80"][1] == "none"
    assert found["targets.to_70"][0] == "none"
    assert len(found) == 4


def test_the_same_parts_in_another_order_are_a_change_of_order():
    first, second = target("80"), target("90")
    (found,) = compare_declared(
        indicator(targets=(first, second)), indicator(targets=(second, first))
    )
    assert (found.path, found.before) == ("targets", "order: to_80, to_90")
    assert found.after == "order: to_90, to_80"


def test_of_a_long_list_of_names_only_what_comes_and_goes_is_said():
    names = tuple(f"indicator_{place}" for place in range(9))
    (gone,) = compare_declared({"list": names}, {"list": names[:4] + names[5:]})
    assert (gone.before, gone.after) == ("indicator_4", "none")
    (new,) = compare_declared({"list": names}, {"list": (*names, "another")})
    assert (new.before, new.after) == ("none", "another")
    (order,) = compare_declared({"list": names[:3]}, {"list": names[2::-1]})
    assert order.before == "indicator_0, indicator_1, indicator_2"
