"""The arithmetic of a rating, one plain sentence a step."""

from datetime import timedelta
from typing import Final

from dashboard.queries.library import Reading
from dashboard.queries.points import rating_of, reason_text
from dashboard.queries.views import Card
from dashboard.queries.words import (
    GOOD_WORDS,
    counts,
    day_words,
    exact_figure,
    figure,
    number,
    rating_words,
)
from framework.model.indicators import Indicator, Polarity, Target
from framework.model.periods import period_from_code
from framework.model.results import Rating
from framework.store.rows import PointRow
from indicators.disclose.rules import multiplier_of

_THAN: Final = {Polarity.HIGH: "or more", Polarity.LOW: "or less"}


def why_rated(
    reading: Reading, indicator: Indicator, card: Card, row: PointRow | None
) -> tuple[str, ...]:
    """Say why a page shows the rating it shows; a late figure keeps its arithmetic."""
    if row is None:
        return (card.sentence, f"{card.rating_words}.")
    steps = rating_steps(reading, indicator, row)
    return steps if card.freshness.state != "late" else (*steps[:-1], f"{card.rating_words}.")


def rating_steps(reading: Reading, indicator: Indicator, row: PointRow) -> tuple[str, ...]:
    """Say how a figure was made, which target is in force, and which rule gave the colour."""
    period = period_from_code(row.period).label
    rating, reason = rating_of(row), row.reason
    last = f"{rating_words(rating, reason)}."
    if row.value is None:
        return (f"{period}: {reason_text(row)}.", last)
    steps = [arithmetic(row, indicator, period), *_disclosed(reading, indicator)]
    target = _target(indicator, row)
    if row.target is not None and target is not None:
        steps += [_in_force(row, indicator, target), *_edges(row, indicator)]
    if rating is Rating.NOT_RATED:
        return (*steps, last)
    steps.append(f"So {figure(row.value, indicator)} is {rating.value}.")
    edges = [edge for edge in (row.target, row.amber_edge) if edge is not None]
    if any(figure(row.value, indicator) == figure(edge, indicator) for edge in edges):
        exact = number(row.value, indicator.decimals + 3)
        steps.append(f"Unrounded values are compared: the value is {exact}.")
    return tuple(steps)


def arithmetic(row: PointRow, indicator: Indicator, period: str) -> str:
    """Give the fraction behind a value: 'October 2026: 305 of 401, x 100, is 76.1%.'"""
    behind = counts(row.numerator, row.denominator, indicator.measure)
    value = figure(row.value, indicator) if row.value is not None else "not calculated"
    if not behind:
        return f"{period}: {value}."
    multiplier = multiplier_of(indicator.measure)
    times = "" if multiplier == 1 else f", times {multiplier:,.0f},"
    return f"{period}: {behind}{times} gives {value}."


def _disclosed(reading: Reading, indicator: Indicator) -> list[str]:
    rule = reading.framework.source(indicator.source).disclosure
    if rule.round_to <= 1:
        return []
    return [f"Counts are rounded to the nearest {rule.round_to} so that nobody can be recognised."]


def _target(indicator: Indicator, row: PointRow) -> Target | None:
    return next((one for one in indicator.targets if one.id == row.target_id), None)


def _in_force(row: PointRow, indicator: Indicator, target: Target) -> str:
    value = exact_figure(row.target or 0.0, indicator)
    whose = f"set by {target.set_by}" if target.set_by else "as declared"
    minute = f" (minute {target.minute})" if target.minute else ""
    last_day = target.ends - timedelta(days=1)
    until = f"{day_words(target.begins)} to {day_words(last_day)}"
    profiled = (
        f" It is the share of {figure(float(target.value), indicator)} due by then."
        if float(target.value) != row.target
        else ""
    )
    return (
        f"The {target.level} target in force is {value}, {whose}{minute}, "
        f"from {until}. {GOOD_WORDS[indicator.polarity]}.{profiled}"
    )


def _edges(row: PointRow, indicator: Indicator) -> list[str]:
    target, edge = row.target or 0.0, row.amber_edge
    if indicator.polarity is Polarity.PLAN:
        width = number(abs((edge or target) - target) / 2, indicator.decimals)
        return [f"Green is within {width} of the target, amber within twice that, red beyond."]
    than = _THAN.get(indicator.polarity, "")
    green = f"Green is {exact_figure(target, indicator)} {than}."
    if edge is None or edge == target:
        return [f"{green} There is no amber: anything else is red."]
    return [f"{green} Amber is {exact_figure(edge, indicator)} {than}. Beyond that is red."]
