"""The arithmetic of a rating, one plain sentence a step."""

from collections.abc import Sequence
from datetime import date, timedelta

from dashboard.queries.comparators import besides
from dashboard.queries.library import Reading
from dashboard.queries.made_of import made_of, what_adds_up
from dashboard.queries.method_words import interval_words, method_steps
from dashboard.queries.points import rating_of, reason_text
from dashboard.queries.rules import (
    next_target,
    rule_steps,
    target_of,
    target_words,
    value_words,
)
from dashboard.queries.views import Card
from dashboard.queries.words import (
    GOOD_WORDS,
    counts,
    day_words,
    edge_figure,
    figure,
    how_many,
    interval,
    number,
    people_list,
    rating_words,
    telling_figure,
)
from framework.model.indicators import Indicator
from framework.model.measures import Standardised
from framework.model.periods import period_from_code
from framework.model.ratings import RatedBy
from framework.model.results import TOTAL, Flag, NotRated, Rating
from framework.model.targets import Target
from framework.store.rows import ComparisonRow, PointRow
from indicators.disclose.rules import multiplier_of
from indicators.judge.sentence import of_ten


def why_rated(
    reading: Reading, indicator: Indicator, card: Card, row: PointRow | None
) -> tuple[str, ...]:
    """Say why a page shows the rating it shows; a late figure keeps its arithmetic."""
    if row is None:
        return (card.sentence, f"{card.rating_words}.")
    steps = rating_steps(reading, indicator, row)
    late = card.freshness.state == "late"
    return (*steps, counts_as_late(card.rating_words)) if late else steps


def counts_as_late(rating: str) -> str:
    """Say what becomes of a rating while a newer figure is late, after the arithmetic that gave it."""
    return f"A newer figure is late, so now it counts as {rating[:1].lower()}{rating[1:]}."


def rating_steps(reading: Reading, indicator: Indicator, row: PointRow) -> tuple[str, ...]:
    """Say how a figure was made, which target is in force, which rule gave the colour, how surely."""
    period = period_from_code(row.period).label
    rating = rating_of(row)
    last = [f"{rating_words(rating, row.reason)}.", *_short_of(row, indicator)]
    made = (*made_of(reading, indicator, row), *what_adds_up(reading, indicator, row))
    if row.value is None:
        return (f"{period}: {reason_text(row, indicator)}.", *made, *last)
    steps = [arithmetic(row, indicator, period), *method_steps(reading, indicator), *made]
    if row.flags & Flag.INCOMPLETE:
        steps.append("Take care: some rows that it should be made of could not be used.")
    steps += [*_disclosed(reading, indicator), *_sure(row, indicator)]
    target = target_of(indicator, row)
    if row.target is not None and target is not None:
        steps.append(_in_force(row, indicator, target))
    if rating is Rating.NOT_RATED:
        return (*steps, *_published(row), *last)
    beside = _beside(reading, indicator, row)
    steps += rule_steps(row, indicator, {one.comparator: one.value for one in beside})
    steps += _verdict(reading, indicator, beside)
    steps.append(f"So {_told_apart(row, indicator)} is {rating.value}.")
    return (*steps, *_exact(row, indicator), *_likely(row), *_published(row))


def _beside(reading: Reading, indicator: Indicator, row: PointRow) -> list[ComparisonRow]:
    """Read what the figure stands beside, where its rule speaks of that."""
    rated = indicator.rated
    if rated.by is not RatedBy.COMPARATOR and not rated.beside:
        return []
    return reading.snapshot.comparisons(
        [indicator.id], [row.area], breakdowns=[TOTAL], periods=[row.period]
    )


def _verdict(reading: Reading, indicator: Indicator, beside: Sequence[ComparisonRow]) -> list[str]:
    """Say the verdict of the comparator that the rating goes by, with its figure and period."""
    if indicator.rated.by is not RatedBy.COMPARATOR:
        return []
    rows = [one for one in beside if one.comparator == indicator.rated.comparator]
    return [
        f"{one.title}: {one.text}, {one.period}. It is {one.words}."
        for one in besides(reading, indicator, rows)
        if one.value is not None
    ]


def _sure(row: PointRow, indicator: Indicator) -> list[str]:
    limits, how = interval(row.lower, row.upper, indicator), interval_words(indicator)
    return [f"Its 95% interval is {limits}, {how}."] if limits and how else []


def _exact(row: PointRow, indicator: Indicator) -> list[str]:
    """Give more digits where the figure as shown cannot be told from an edge."""
    value = row.value or 0.0
    edges = [edge for edge in (row.target, row.target_high, row.amber_edge) if edge is not None]
    if not any(figure(value, indicator) == figure(edge, indicator) for edge in edges):
        return []
    exact = number(value, indicator.decimals + 3)
    return [f"Unrounded values are compared: the value is {exact}."]


def _told_apart(row: PointRow, indicator: Indicator) -> str:
    """Give the value with as many decimals as it takes to tell it from the edges of green and of amber."""
    if row.value is None or row.amber_edge is None or row.amber_edge == row.target:
        return value_words(row, indicator)
    apart = telling_figure(row.value, row.amber_edge, indicator)
    return max(apart, value_words(row, indicator), key=len)


def _likely(row: PointRow) -> list[str]:
    """Say how likely the true value behind the figure meets the target."""
    if row.chance is None:
        return []
    return [f"The chance that the true value meets the target is {of_ten(row.chance)}."]


def _published(row: PointRow) -> list[str]:
    if row.published_rating in (None, Rating.NOT_RATED):
        return []
    given = row.published_rating.value
    if row.rating is row.published_rating:
        return [f"Whoever published the figure rates it {given} too."]
    return [f"Whoever published the figure rates it {given}; the rating here is ours."]


def _short_of(row: PointRow, indicator: Indicator) -> list[str]:
    """Say what a rating would have needed."""
    if row.reason is NotRated.SMALL_DENOMINATOR and row.denominator is not None:
        least, has = indicator.minimum_denominator, number(row.denominator, 0)
        return [f"A rating needs at least {least:,} cases; here there are {has}."]
    if row.reason is NotRated.PROVISIONAL:
        periods = how_many(indicator.provisional_periods, "period", "periods")
        return [f"The newest {periods} may still change."] if indicator.provisional_periods else []
    return []


def arithmetic(row: PointRow, indicator: Indicator, period: str) -> str:
    """Give the fraction behind a value: 'October 2026: 305 of 401, x 100, is 76.1%.'"""
    behind = counts(row.numerator, row.denominator, indicator)
    value = figure(row.value, indicator) if row.value is not None else "not calculated"
    if not behind:
        return f"{period}: {value}."
    if isinstance(indicator.measure, Standardised):
        return f"{period}: {value}, from {behind}."
    multiplier = multiplier_of(indicator.measure)
    times = "" if multiplier == 1 else f", times {multiplier:,.0f},"
    return f"{period}: {behind}{times} gives {value}."


def _disclosed(reading: Reading, indicator: Indicator) -> list[str]:
    names = reading.framework.sources_of(indicator)
    bases = {reading.framework.source(name).disclosure.round_to for name in names[:1]}
    if indicator.is_derived:
        bases = {reading.framework.source(name).disclosure.round_to for name in names}
    rounded = people_list([str(base) for base in sorted(bases) if base > 1])
    if not rounded:
        return []
    return [f"Counts are rounded to the nearest {rounded} so that nobody can be recognised."]


def _in_force(row: PointRow, indicator: Indicator, target: Target) -> str:
    whose = f"set by {target.set_by}" if target.set_by else "as declared"
    minute = f" (minute {target.minute})" if target.minute else ""
    open_ended = target.ends == date.max
    until = "on" if open_ended else f"to {day_words(target.ends - timedelta(days=1))}"
    span = f"from {day_words(target.begins)} {until}"
    profiled = ""
    after = next_target(row, indicator)
    if float(target.value) != row.target:
        end = figure(float(target.value), indicator)
        on_path = f" It is on the way to {end}." if target.path else ""
        profiled = on_path or f" It is the share of {end} due by then."
    told = target_words(row, indicator, lambda end, of: edge_figure(end, row.value, of))
    return (
        f"The {target.level} target in force is {told}, {whose}{minute}, "
        f"{span}. {GOOD_WORDS[indicator.polarity]}.{profiled}{after and f' {after}'}"
    )
