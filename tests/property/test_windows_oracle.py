"""Whatever the rows, a window says what looking at every pair of rows says."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from framework.model.expressions import (
    All,
    And,
    Column,
    Compare,
    Comparison,
    Expression,
    IsNull,
    Not,
    Or,
    Value,
    Window,
)
from framework.model.indicators import Indicator
from framework.model.measures import (
    Count,
    Distinct,
    Mean,
    Proportion,
    Ratio,
    RatioPart,
    When,
)
from framework.model.periods import Basis, Grain
from framework.model.sources import ColumnType, Source, SourceColumn
from indicators.measures.computed import Computed
from tests.measures_oracle import expected, matched
from tests.property.test_measures_oracle import QUIET, assert_agrees, results
from tests.rows_in_code import computed, framework, indicator, source
from tests.windows_oracle import followed, marked

CUTOFF = date(2025, 2, 27)
EPISODES = source(dated="started")
PLANS = source(
    "plans",
    columns=(
        SourceColumn("child", (), private=True),
        SourceColumn("began", (), ColumnType.DATE),
        SourceColumn("kind", (), one_of=("protection", "need")),
    ),
    dated="began",
)

# Ends of months and a leap day, so that months of different lengths meet.
some_day = st.sampled_from(
    [date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2025, 2, 28)]
) | st.dates(date(2023, 12, 1), date(2025, 2, 28))
maybe_day = st.one_of(some_day, some_day, st.none())
person = st.sampled_from([None, "a", "a", "b", "c"])
episode = st.fixed_dictionaries(
    {
        "area": st.sampled_from(["W1", "W2", "W3", "not_known"]),
        "started": maybe_day,
        "ended": maybe_day,
        "person": person,
        "reason": st.sampled_from([None, "met", "moved"]),
        "cost": st.none() | st.integers(0, 500),
    }
)
plan = st.fixed_dictionaries(
    {
        "area": st.sampled_from(["W1", "W2"]),
        "child": person,
        "began": maybe_day,
        "kind": st.sampled_from([None, "protection", "need"]),
    }
)


def _is(name: str, value: str) -> Expression:
    return Comparison(Compare.EQUAL, Column(name), Value(value))


lengths = st.sampled_from([(1, 0), (6, 0), (12, 0), (0, 1), (0, 28)])
among_episodes = st.builds(
    lambda date_column, length, later, where, same_day: Window(
        "episodes", "person", "person", "ended", date_column, *length, later, where, same_day
    ),
    st.sampled_from(["started", "ended"]),
    lengths,
    st.booleans(),
    st.sampled_from([All(), _is("reason", "met")]),
    st.booleans(),
)
among_plans = st.builds(
    lambda length, later, where, same_day: Window(
        "plans", "person", "child", "ended", "began", *length, later, where, same_day
    ),
    lengths,
    st.booleans(),
    st.sampled_from([All(), _is("kind", "protection"), Not(_is("kind", "need"))]),
    st.booleans(),
)
windows = among_episodes | among_plans
conditions = (
    windows
    | st.builds(Not, windows)
    | st.builds(lambda one: And((one, _is("reason", "met"))), windows)
    | st.builds(lambda one, other: Or((one, Not(other))), windows, windows)
)
whens = st.builds(lambda wait: When("ended", wait=wait), st.sampled_from([0, 0, 1, 6]))
measures = (
    st.builds(Count, conditions, whens)
    | st.builds(Distinct, st.just("person"), conditions, whens)
    | st.builds(Proportion, conditions, st.just(Not(IsNull(Column("reason")))) | conditions, whens)
    | st.builds(Mean, st.just(Column("cost")), conditions, whens)
    | st.builds(
        Ratio, st.builds(RatioPart, st.none(), conditions), st.just(RatioPart()), st.just(1), whens
    )
)
indicators = st.builds(
    lambda measure, grain, basis: indicator(measure, grain=grain, basis=basis),
    measures,
    st.sampled_from([Grain.MONTH, Grain.QUARTER]),
    st.sampled_from([Basis.DURING, Basis.ROLLING_YEAR]),
)


def many(row: st.SearchStrategy[Any], most: int) -> Any:
    return st.integers(0, most).flatmap(lambda size: st.lists(row, min_size=size, max_size=size))


def computed_from(
    chosen: Sequence[Indicator], episodes: list[Any], plans: list[Any], group: int | None = None
) -> Computed:
    sources: tuple[Source, ...] = (EPISODES, PLANS)
    held = {"episodes": episodes, "plans": plans}
    with TemporaryDirectory() as folder:
        return computed(Path(folder), chosen, held, sources, cutoff=CUTOFF, group=group)


@QUIET
@given(indicators, many(episode, 20), many(plan, 10))
def test_windows_agree_with_looking_at_every_pair_of_rows(
    one: Indicator, episodes: list[Any], plans: list[Any]
) -> None:
    made = framework([one], (EPISODES, PLANS))
    held = {"episodes": episodes, "plans": plans}
    rows = marked(made, one, held)
    found = computed_from([one], episodes, plans)
    seen = followed(made, one, held, CUTOFF)
    assert_agrees(results(found), expected(made, one, rows, CUTOFF, followed=seen))
    assert found.matched[one.id] == matched(made, one, rows, CUTOFF)


@QUIET
@given(indicators, many(episode, 20), many(plan, 10), st.randoms(use_true_random=False))
def test_order_and_batches_do_not_matter_to_windows(
    one: Indicator, episodes: list[Any], plans: list[Any], order: Any
) -> None:
    before = computed_from([one], episodes, plans).frame
    order.shuffle(episodes)
    order.shuffle(plans)
    assert computed_from([one], episodes, plans, group=3).frame.equals(before)


@QUIET
@given(indicators, many(episode, 15), many(plan, 8))
def test_windows_leave_indicators_without_them_alone(
    one: Indicator, episodes: list[Any], plans: list[Any]
) -> None:
    plain = indicator(Count(_is("reason", "met"), When("ended")), "plain")
    together = computed_from([one, plain], episodes, plans)
    alone = computed_from([plain], episodes, plans)
    assert together.frame.filter(together.frame["indicator"] == "plain").equals(alone.frame)
