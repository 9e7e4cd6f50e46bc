"""The unit is that of the number which a measure gives: a count is no percentage, a share is one."""

import re
from typing import Final

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.mistakes import Mistakes, shown
from framework.model.indicators import Indicator
from framework.model.measures import (
    PERCENT,
    Count,
    Distinct,
    Proportion,
    Published,
    Rate,
    Ratio,
    StandardisedRate,
    Total,
)

_A_SHARE: Final = re.compile(
    r"%|per ?cent\b|percentage\b(?! points)|\brate$|\brate per\b|\bproportion\b", re.I
)
_PER: Final = re.compile(r"^per |\bper [\d,]*\d", re.I)
_NUMBER: Final = re.compile(r"\d[\d,]*(?:[ \u2009\u202f]\d{3})*")
_BETWEEN_DIGITS: Final = re.compile(r"\D")


def check_units(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at the unit of every indicator made of rows."""
    for declared, indicator, _ in declaration.understood():
        _check_counted(declared, indicator, mistakes)
        _check_share(declared, indicator, mistakes)
        _check_per(declared, indicator, mistakes)


def _check_counted(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    if not isinstance(indicator.measure, Count | Distinct | Total):
        return
    if _A_SHARE.search(indicator.unit) or _PER.search(indicator.unit):
        adds = isinstance(indicator.measure, Total)
        message = (
            f"'{declared.measure}' {'adds up' if adds else 'counts'}, and unit: "
            f"{_plain(indicator.unit)} is of a share; say what is "
            f"{'added up, such as pounds' if adds else 'counted, such as children'}, "
            "or use proportion or rate"
        )
        mistakes.error("F586", declared.in_measure(), message)


def _check_share(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    if not isinstance(indicator.measure, Proportion) or _A_SHARE.search(indicator.unit):
        return
    if _NUMBER.findall(indicator.unit) != ["100"]:
        message = (
            f"'proportion' gives percentages from 0 to 100, and here is unit: "
            f"{_plain(indicator.unit)}; say unit: percent, or use count for a number of them"
        )
        mistakes.error("F586", declared.in_measure(), message)


def _check_per(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    """The `per` of a measure and the number in its unit are one. A rate says its own."""
    measure, unit = indicator.measure, indicator.unit
    per = measure.per if isinstance(measure, Rate | Ratio | StandardisedRate) else None
    if isinstance(measure, Published) and measure.numerator:
        per = measure.per
    if unit == PERCENT and per not in {None, 100}:
        message = f"unit: {unit} needs per: 100, and here it is per: {per}"
        mistakes.error("F512", declared.in_measure("per"), message)
        return
    if not isinstance(measure, Rate | StandardisedRate) or unit == PERCENT or measure.per == 1:
        return
    numbers = [_BETWEEN_DIGITS.sub("", found) for found in _NUMBER.findall(unit)]
    spoken = re.search(r"\bper\b|\brate\b|out of", unit, re.I)
    if str(measure.per) not in numbers if numbers else not spoken:
        message = (
            f"'{declared.measure}' is per {measure.per:,}, and here is unit: {_plain(unit)}; "
            f"say unit: per {measure.per:,}"
        )
        mistakes.error("F512", declared.in_measure("per"), message)


def _plain(unit: str) -> str:
    return shown(unit)[1:-1]
