"""How a rating came about, by the indicator's declared rule, one plain sentence a step."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from dashboard.queries.words import (
    day_words,
    edge_figure,
    exact_figure,
    figure,
    interval,
    people_list,
    telling_figure,
)
from framework.model.expressions import columns_of
from framework.model.indicators import Indicator, Polarity
from framework.model.periods import Basis, period_from_code
from framework.model.ratings import ColourRule, RatedBy
from framework.model.targets import Target
from framework.store.rows import LineRow, PointRow
from indicators.judge.targets import Edges, edges, in_force

_FLOOR: Final = "floor"

Say = Callable[[float, Indicator], str]


def target_of(indicator: Indicator, row: PointRow) -> Target | None:
    """Give the target that was in force for a figure, while it is still declared."""
    return next((one for one in indicator.targets if one.id == row.target_id), None)


def target_words(row: PointRow | LineRow, indicator: Indicator, say: Say = figure) -> str:
    """Give the target in force as `say` says a figure: '85%', '60% to 80%', or nothing."""
    ends = (row.target, row.target_high)
    return " to ".join(say(end, indicator) for end in ends if end is not None)


def way_there(row: PointRow, indicator: Indicator) -> str:
    """Say where a figure should be by now on the way to its target, or that nothing declares it.

    Nothing where the target's time is over with the period, or where a year to date has its share of it.
    """
    target = target_of(indicator, row)
    if target is None or row.target is None or indicator.basis is Basis.YEAR_TO_DATE:
        return ""
    day = period_from_code(row.period).last_day
    if target.path:
        return f"By now it should be at {figure(row.target, indicator)}."
    if target.ends == date.max or target.ends - timedelta(days=1) <= day:
        return ""
    return "No path to the target is declared, so nothing says where it should be by now."


def next_target(row: PointRow, indicator: Indicator) -> str:
    """Say the target that follows the one in force for the same area: 'From 1 April 2027 it is 90%.'"""
    now = target_of(indicator, row)
    if now is None:
        return ""
    later = [
        one
        for one in indicator.targets
        if one.begins >= now.ends
        and (one.area, one.level, one.applies_to) == (now.area, now.level, now.applies_to)
    ]
    if not later:
        return ""
    after = min(later, key=lambda one: one.begins)
    ends = [figure(float(end), indicator) for end in (after.value, after.high) if end is not None]
    way = "begins a path to" if after.path else "is"
    return f"From {day_words(after.begins)} it {way} {' to '.join(ends)}."


def held_against(indicator: Indicator) -> str:
    """Say what an indicator without a target in force is rated by: 'Rated beside England'."""
    rated = indicator.rated
    if rated.by is RatedBy.COMPARATOR:
        return f"Rated beside {_comparator_title(indicator)}"
    if rated.by in (RatedBy.QUARTILE, RatedBy.PERCENTILES):
        return "Rated among the areas of its level"
    return "Rated by its own rules" if rated.by is RatedBy.RULES else "No target"


def _comparator_title(indicator: Indicator) -> str:
    titles = {one.id: one.title for one in indicator.compare}
    return titles.get(indicator.rated.comparator, "another figure")


def missed_edge(row: PointRow | LineRow, indicator: Indicator) -> float | None:
    """Give the edge of green that a value did not reach: the nearer one of a range to stay in."""
    low, high, value = row.target, row.target_high, row.value
    if low is None or high is None or value is None:
        return low
    if indicator.rated.by is RatedBy.RANGE:
        return high if indicator.polarity is Polarity.HIGH else low
    return low if value < low else high


def value_words(row: PointRow | LineRow, indicator: Indicator) -> str:
    """Give a value with as many decimals as it takes to tell it from the edge that it did not reach."""
    edge = missed_edge(row, indicator)
    if row.value is None or edge is None:
        return "" if row.value is None else figure(row.value, indicator)
    return telling_figure(row.value, edge, indicator)


def rule_steps(
    row: PointRow, indicator: Indicator, beside: Mapping[str, float | None] | None = None
) -> list[str]:
    """Say by which rule a figure was rated and what it asks for, and what was tried before it.

    `beside` gives the values of comparators by their ids, for rules that speak of them.
    """
    if row.rule == _FLOOR:
        return _floor(row, indicator)
    passed = _floor_passed(row, indicator)
    if indicator.rated.by is RatedBy.RULES:
        return [*passed, *_by_rules(row, indicator, beside or {})]
    return [*passed, *_STEPS[indicator.rated.by](row, indicator)]


def _floor_of(row: PointRow, indicator: Indicator) -> str:
    """Give the floor of the target in force in words, or nothing."""
    target = target_of(indicator, row)
    floor = in_force(target, indicator, period_from_code(row.period)).floor if target else None
    return "" if floor is None else edge_figure(float(floor), row.value, indicator)


def _floor_passed(row: PointRow, indicator: Indicator) -> list[str]:
    words = _floor_of(row, indicator)
    side = "above" if indicator.polarity is Polarity.LOW else "below"
    return [f"The floor is {words}, and the figure is not {side} it."] if words else []


def _floor(row: PointRow, indicator: Indicator) -> list[str]:
    words = _floor_of(row, indicator)
    if not words:
        return []
    side = "more" if indicator.polarity is Polarity.LOW else "less"
    return [f"The floor is {words}: {side} than that is red, whatever the target."]


def _by_edges(row: PointRow, indicator: Indicator) -> list[str]:
    target = target_of(indicator, row)
    if target is None:
        return []
    at = edges(target, in_force(target, indicator, period_from_code(row.period)), indicator)
    green = _span(at.green_low, at.green_high, row.value, indicator)
    if (at.green_low, at.green_high) == (at.amber_low, at.amber_high):
        return [f"Green is {green}. There is no amber: anything else is red."]
    amber = _span(at.amber_low, at.amber_high, row.value, indicator)
    return [f"Green is {green}. Amber is {amber}. Beyond that is red."]


def _span(low: float, high: float, value: float | None, indicator: Indicator) -> str:
    def said(end: float) -> str:
        return edge_figure(end, value, indicator)

    if high == Edges().green_high:
        return f"{said(low)} or more"
    if low == Edges().green_low:
        return f"{said(high)} or less"
    return f"{said(low)} to {said(high)}"


def _by_interval(row: PointRow, indicator: Indicator) -> list[str]:
    limits = interval(row.lower, row.upper, indicator)
    return [
        f"The figure is from {limits or 'an unknown interval'} with 95% certainty. Green is when all of "
        "that meets the target, red when none of it does, amber when the target lies within it."
    ]


def _by_comparator(_row: PointRow, indicator: Indicator) -> list[str]:
    title = _comparator_title(indicator)
    return [f"It is rated beside {title}: better is green, similar is amber, worse is red."]


def _by_quartile(_row: PointRow, _indicator: Indicator) -> list[str]:
    return [
        "It is rated among the areas of its level: the best quarter is green, the worst is red."
    ]


def _by_percentiles(_row: PointRow, indicator: Indicator) -> list[str]:
    low, high = indicator.rated.percentiles
    ends = 100 - high, low
    best, worst = ends if indicator.polarity is Polarity.HIGH else ends[::-1]
    return [
        f"It is rated among the areas of its level, in order: the best {best} in 100 are green, the worst "
        f"{worst} in 100 red."
    ]


def _by_rules(row: PointRow, indicator: Indicator, beside: Mapping[str, float | None]) -> list[str]:
    """Say the numbers that the rules speak of, which rules did not fit, and the first that does."""
    rules = indicator.rated.rules
    _, _, number = (row.rule or "").partition("rules: ")
    if not number.isdigit() or int(number) > len(rules):
        return []
    tried = rules[: int(number)]
    names = sorted({name for rule in tried for name in columns_of(rule.when)})
    known = _numbers(row) | {name: beside.get(key) for name, key in indicator.rated.beside}
    titles = {one.id: one.title for one in indicator.compare}
    called = _NAMES | {name: titles.get(key, name) for name, key in indicator.rated.beside}
    said = [f"{called.get(name, name)} {_said(known.get(name), indicator)}" for name in names]
    steps = [f"The rules speak of {people_list(said)}."] if said else []
    steps += [
        f"Rule {at} of {len(rules)} does not fit: {rule.colour.value} {_when(rule)}."
        for at, rule in enumerate(tried[:-1], start=1)
    ]
    first = f"Rule {number} of {len(rules)} is the first that fits"
    return [*steps, f"{first}: {tried[-1].colour.value} {_when(tried[-1])}."]


def _when(rule: ColourRule) -> str:
    return "otherwise" if rule.text == "otherwise" else f"when {rule.text}"


def _said(value: float | None, indicator: Indicator) -> str:
    return "(none)" if value is None else exact_figure(value, indicator)


def _numbers(row: PointRow) -> dict[str, float | None]:
    """Give the numbers that rules speak of besides comparators and the floor."""
    changes = {"previous": row.short_change, "last_year": row.long_change}
    earlier = {
        name: None if change is None or row.value is None else row.value - change
        for name, change in changes.items()
    }
    names = ("value", "target", "target_high", "lower", "upper")
    return {name: getattr(row, name) for name in names} | earlier


_NAMES: Final = {
    "value": "the figure",
    "target": "the target",
    "target_high": "the upper end of the target",
    "lower": "the lower end of the interval",
    "upper": "the upper end of the interval",
    "previous": "the figure of the period before",
    "last_year": "the figure of a year before",
}


_STEPS: Final[Mapping[RatedBy, Callable[[PointRow, Indicator], list[str]]]] = {
    RatedBy.TARGET: _by_edges,
    RatedBy.RANGE: _by_edges,
    RatedBy.INTERVAL: _by_interval,
    RatedBy.COMPARATOR: _by_comparator,
    RatedBy.QUARTILE: _by_quartile,
    RatedBy.PERCENTILES: _by_percentiles,
}
