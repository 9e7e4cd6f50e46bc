"""Targets: one at a time, within reach, and only where a rating makes sense."""

from decimal import Decimal
from itertools import pairwise
from typing import Final

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.building.targets import PlacedTarget
from framework.load.mistakes import Mistakes
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import PERCENT, Count, Distinct, Proportion, Rate
from framework.model.periods import Basis, add_months
from framework.model.ratings import RatedBy
from framework.model.targets import Target

_HUNDRED: Final = Decimal(100)


def check_targets(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every target of every indicator."""
    for declared in declaration.indicators.values():
        _check_overlaps(declared, declaration.ground.home, mistakes)
        indicator = declared.indicator
        if indicator is None:
            continue
        for placed in declared.targets:
            _check_range(indicator, placed, mistakes)
            _check_amber(indicator, placed, mistakes)
            _check_quarters(indicator, placed, mistakes)
            _check_likely(indicator, placed, mistakes)
        _check_sense(declared, indicator, mistakes)


def _check_overlaps(declared: DeclaredIndicator, home: str, mistakes: Mistakes) -> None:
    by_key: dict[tuple[str, str], list[PlacedTarget]] = {}
    for placed in declared.targets:
        key = placed.target.area or home, placed.target.level
        by_key.setdefault(key, []).append(placed)
    for same in by_key.values():
        ordered = sorted(same, key=lambda placed: placed.target.begins)
        for earlier, later in pairwise(ordered):
            if later.target.begins < earlier.target.ends:
                place = earlier.written.at.place
                message = (
                    f"target '{later.target.label}' overlaps target '{earlier.target.label}' in "
                    f"{place.file}:{place.line}; one target holds on a day: end that one "
                    f"before this begins, or change its value there"
                )
                mistakes.error("F504", later.written.at, message)


def _check_range(indicator: Indicator, placed: PlacedTarget, mistakes: Mistakes) -> None:
    written = placed.written
    for value, at in _values(placed):
        if _is_percent(indicator) and not 0 <= value <= _HUNDRED:
            message = f"a target of {value} cannot be reached by a percentage; from 0 to 100"
            mistakes.error("F505", written.part(at), message)
        elif isinstance(indicator.measure, Count | Distinct | Rate) and value < 0:
            message = (
                f"a target of {value} cannot be reached by a {indicator.unit}: counts begin at 0"
            )
            mistakes.error("F505", written.part(at), message)


def _values(placed: PlacedTarget) -> list[tuple[Decimal, str]]:
    """Give every value that a target speaks of, with the key under which it stands."""
    target = placed.target
    found = [(value, "path") for _, value in target.path] or [(target.value, "value")]
    if target.high is not None:
        found = [(target.value, "between"), (target.high, "between")]
    if target.floor is not None:
        found.append((target.floor, "floor"))
    return found + [(value, "value") for value in target.by_quarter]


def _is_percent(indicator: Indicator) -> bool:
    return isinstance(indicator.measure, Proportion) or indicator.unit == PERCENT


def _check_amber(indicator: Indicator, placed: PlacedTarget, mistakes: Mistakes) -> None:
    amber = placed.target.amber
    if amber is None:
        return
    if amber.relative and amber.amount > 1:
        message = (
            f"amber: {float(amber.amount * 100):g}% is wider than the target itself; at most 100%"
        )
        mistakes.error("F505", placed.written.part("amber"), message)
    elif not amber.relative and _is_percent(indicator) and amber.amount > _HUNDRED:
        message = f"amber: {amber.amount} points is wider than the whole scale; at most 100"
        mistakes.error("F505", placed.written.part("amber"), message)


def _check_quarters(indicator: Indicator, placed: PlacedTarget, mistakes: Mistakes) -> None:
    target = placed.target
    if not target.by_quarter:
        return
    if indicator.basis is not Basis.YEAR_TO_DATE:
        message = f"'by_quarter' is for basis: year to date, and this is {indicator.basis.value}"
    elif target.path:
        message = "a path says where to be in every month; delete 'by_quarter'"
    elif len(target.by_quarter) != 4:
        message = (
            f"'by_quarter' needs 4 values, one a quarter, and here are {len(target.by_quarter)}"
        )
    elif not _is_one_year(target):
        message = "'by_quarter' is the way through one year; say for: one year"
    elif target.by_quarter[-1] != target.value:
        message = (
            f"'by_quarter' ends at {target.by_quarter[-1]} and the target is {target.value}; "
            "the last quarter is the whole year"
        )
    else:
        return
    mistakes.error("F506", placed.written.part("by_quarter"), message)


def _check_likely(indicator: Indicator, placed: PlacedTarget, mistakes: Mistakes) -> None:
    """Warn of what can be meant and hardly ever is."""
    if indicator.kind is Kind.CONTEXT or indicator.polarity is Polarity.NONE:
        return
    for value, key in _values(placed):
        if _is_percent(indicator) and 0 < value < 1 and indicator.polarity is Polarity.HIGH:
            message = (
                f"a target of {value}% is nearly nothing; percentages are written from 0 to 100: "
                f"did you mean {(value * _HUNDRED).normalize():f}?"
            )
            mistakes.warn("F573", placed.written.part(key), message)
            return
    if indicator.rated.by is RatedBy.TARGET and _never_red(indicator, placed.target):
        message = "amber is so wide that no figure can ever be red; make it narrower"
        mistakes.warn("F574", placed.written.part("amber"), message)


def _never_red(indicator: Indicator, target: Target) -> bool:
    """Say whether amber reaches beyond what a percentage or a count can be."""
    amber = target.amber
    if amber is None or target.high is not None or (amber.relative and amber.amount > 1):
        return False
    width = amber.width(target.value)
    if _is_percent(indicator):
        low, high = target.value - width < 0, target.value + width > _HUNDRED
        possible = width <= _HUNDRED and 0 <= target.value <= _HUNDRED
        wide = {Polarity.HIGH: low, Polarity.LOW: high}.get(indicator.polarity, low and high)
        return possible and wide
    is_count = isinstance(indicator.measure, Count | Distinct | Rate)
    return is_count and indicator.polarity is Polarity.HIGH and 0 <= target.value < width


def _is_one_year(target: Target) -> bool:
    return target.ends == add_months(target.begins, 12) if target.begins.day == 1 else False


def _check_sense(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    if not declared.targets:
        return
    at = declared.targets[0].written.at
    if indicator.kind is Kind.CONTEXT:
        mistakes.warn(
            "F552", at, "a context indicator is shown and never rated, so its target is not used"
        )
    elif indicator.polarity is Polarity.NONE:
        message = "polarity: none says that neither way is good, so this target is not used"
        mistakes.warn("F558", at, message)
