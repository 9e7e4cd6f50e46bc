"""Figures as people read them: rounded once, with unit, sign and thousands separators."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import (
    Mean,
    Median,
    Percentile,
    Ratio,
    Total,
    population_of,
)
from framework.model.results import NotRated, Rating

_MORE: Final = 3
"""How many decimals more than declared an exact figure may need."""
_SAME: Final = 1e-9
_ONE: Final = {"children": "child", "people": "person"}
_ENDINGS: Final = {"ies": "y", "sses": "ss", "s": ""}
_TIME_WORDS: Final = ("day", "week", "month", "year", "hour", "minute")

_SILENT: Final = frozenset({"pounds", "number", "score", "times", "rate", "ratio", "index"})
"""Units of which a difference is silent: a sign stands for them, or they say nothing, '40 number', or
another thing, '0.4 times higher'."""

RATING_WORDS: Final = {
    Rating.RED: "Red, off track",
    Rating.AMBER: "Amber, at risk",
    Rating.GREEN: "Green, on track",
}

GOOD_WORDS: Final = {
    Polarity.HIGH: "Higher is better",
    Polarity.LOW: "Lower is better",
    Polarity.PLAN: "Close to plan is best",
    Polarity.NONE: "Neither up nor down is good",
}


def number(value: float, decimals: int) -> str:
    """Round half away from zero and separate thousands. number(1234.25, 1) is '1,234.3'."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:,}"


def figure(value: float, indicator: Indicator) -> str:
    """Give a value with its unit: '76.1%', '£2,603', '29 working days', '138.2'."""
    text = number(value, indicator.decimals)
    if indicator.unit == "percent":
        return f"{text}%"
    if indicator.unit == "points":
        return f"{text} points"
    if indicator.unit == "pounds":
        return f"-£{text[1:]}" if text.startswith("-") else f"£{text}"
    return f"{text} {_counted(text, indicator.unit)}" if _is_time(indicator.unit) else text


def _counted(text: str, unit: str) -> str:
    """Give the unit as it is said of that many: '1 working day', '2 working days', '1 child'."""
    if text not in ("1", "-1") or unit.startswith(("per ", "thousand ", "million ")):
        return unit
    things, per, among = unit.partition(" per ")
    before, gap, last = things.rpartition(" ")
    return f"{before}{gap}{_ONE.get(last) or _one(last)}{per}{among}"


def _one(words: str) -> str:
    """Give the singular of a word: 'referral', 'injury', 'address'."""
    for many, one in _ENDINGS.items():
        if words.endswith(many):
            return words.removesuffix(many) + one
    return words


def exact_figure(value: float, indicator: Indicator) -> str:
    """Give a limit with as many decimals as it takes to say it exactly, at most three more."""
    return _exactly(value, indicator) or figure(
        value, replace(indicator, decimals=indicator.decimals + _MORE)
    )


def edge_figure(edge: float, value: float | None, indicator: Indicator) -> str:
    """Give an edge exactly where a few decimals do, else with as many as tell a value from it.

    A third of 44 is 14.666...: beside a figure of 12 it is 15, beside one of 15 it is 14.7.
    """
    apart = indicator if value is None else _telling_apart(value, edge, indicator)
    return _exactly(edge, indicator) or figure(edge, apart)


def _exactly(value: float, indicator: Indicator) -> str:
    for decimals in range(indicator.decimals, indicator.decimals + _MORE + 1):
        if abs(round(value, decimals) - value) < _SAME:
            return figure(value, replace(indicator, decimals=decimals))
    return ""


def telling_figure(value: float, edge: float, indicator: Indicator) -> str:
    """Give a value with as many decimals as it takes to tell it from an edge, at most four more."""
    return figure(value, _telling_apart(value, edge, indicator))


def shortfall(value: float, edge: float, indicator: Indicator) -> str:
    """Give how far a value is from an edge, with as many decimals as it takes to tell the two apart."""
    return difference(value - edge, _telling_apart(value, edge, indicator))


def _telling_apart(value: float, edge: float, indicator: Indicator) -> Indicator:
    for more in range(5):
        # A page of hundreds of figures hardly ever needs more than are declared.
        finer = replace(indicator, decimals=indicator.decimals + more) if more else indicator
        if figure(value, finer) != figure(edge, finer):
            return finer
    return indicator


def difference(change: float, indicator: Indicator) -> str:
    """Give the size of a change with its unit: '2.1 points', '3 days', '£12', '4 children'."""
    text = bare_difference(change, indicator)
    if indicator.unit == "percent":
        return f"{text} points"
    if indicator.unit in _SILENT or indicator.unit.startswith("out of "):
        return text
    return f"{text} {_counted(text, indicator.unit)}"


def bare_difference(change: float, indicator: Indicator) -> str:
    """Give the size of a change without the words of its unit: '2.1', '3', '£12', '4'."""
    text = number(abs(change), indicator.decimals)
    return f"£{text}" if indicator.unit == "pounds" else text


def rounds_away(change: float, indicator: Indicator) -> bool:
    """Say whether a change or a difference rounds to nothing: then no word is made of it."""
    return not any(digit in "123456789" for digit in number(abs(change), indicator.decimals))


def _is_time(unit: str) -> bool:
    return any(word in unit for word in _TIME_WORDS) and not unit.startswith("per ")


def interval(lower: float | None, upper: float | None, indicator: Indicator) -> str:
    """Give '71.7% to 80.0%', or nothing when there is no interval."""
    if lower is None or upper is None:
        return ""
    return f"{figure(lower, indicator)} to {figure(upper, indicator)}"


def counts(numerator: float | None, denominator: float | None, indicator: Indicator) -> str:
    """Give the counts behind a value: '305 of 401', 'from 312 cases', '1,204 among 133,020 people'."""
    measure = indicator.measure
    if isinstance(measure, Mean | Median | Percentile | Total):
        return "" if denominator is None else f"from {number(denominator, 0)} cases"
    if numerator is None or denominator is None:
        return ""
    if population_of(measure):
        years = f" of {indicator.pooled_years} years" if indicator.pooled_years > 1 else ""
        return f"{number(numerator, 0)} among {number(denominator, 0)} people{years}"
    between = "over" if isinstance(measure, Ratio) else "of"
    return f"{number(numerator, 0)} {between} {number(denominator, 0)}"


def unit_words(indicator: Indicator) -> str:
    """Give what stands small behind a bare number: 'per 10,000', 'children'.

    Nothing where the figure says it already, as '76%', or where it says nothing: '40 number'.
    """
    if indicator.unit in ("percent", "points", "pounds", "number") or _is_time(indicator.unit):
        return ""
    return indicator.unit


def good_words(indicator: Indicator) -> str:
    """Say which way is good: 'Higher is better'; of context that it is not rated."""
    if indicator.kind is Kind.CONTEXT:
        return "Shown for information, not rated"
    return GOOD_WORDS[indicator.polarity]


def rating_words(rating: Rating, reason: NotRated | None) -> str:
    """Give the rating in words: 'Red, off track' or 'Not rated: the figure is provisional'."""
    if rating in RATING_WORDS:
        return RATING_WORDS[rating]
    return f"Not rated: {reason.value}" if reason else "Not rated"


def people_list(words: list[str]) -> str:
    """Join words as people do: 'a', 'a and b', 'a, b and c'."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def how_many(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def ordinal(number: int) -> str:
    """Give '1st', '2nd', '11th', '23rd'."""
    teens = 10 < number % 100 < 14
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def day_words(day: date) -> str:
    """Give a day as people write it: '31 October 2026'."""
    return f"{day.day} {day:%B %Y}"
