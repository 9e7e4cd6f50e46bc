"""Indicators made of others: breakdowns, levels, units and intervals fit those of their parts."""

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.mistakes import Mistakes, listed, shown, suggestion
from framework.model.derived import (
    AnyMeasure,
    AreasWithin,
    Composite,
    Derived,
    DerivedMeasure,
    Gap,
    Index,
    Inequality,
    parts_of,
)
from framework.model.expressions import Arithmetic
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.measures import PERCENT, Count, Distinct, Published, Total


def check_derived(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every derived indicator whose parts are all right."""
    for declared in declaration.indicators.values():
        indicator = declared.indicator
        if indicator is None or not indicator.is_derived:
            continue
        named = (declaration.indicators[name].indicator for name in parts_of(indicator.measure))
        parts = [part for part in named if part]
        _check_by(declared, indicator, parts, mistakes)
        _check_unit(declared, indicator, parts, mistakes)
        _check_counts(declared, indicator, parts, mistakes)
        _check_overlap(declared, indicator, mistakes)
        _check_level(declaration, declared, indicator, parts, mistakes)


def _check_by(
    declared: DeclaredIndicator, indicator: Indicator, parts: list[Indicator], mistakes: Mistakes
) -> None:
    for index, crossed in enumerate(indicator.by):
        at = declared.at("by", index)
        words = listed(crossed, "and")
        if not isinstance(indicator.measure, Derived):
            message = f"'{declared.measure}' is made for everybody, so it cannot be broken down"
            mistakes.error("F566", at, message)
            continue
        lacking = [part for part in parts if crossed not in part.by]
        if lacking:
            own = [" and ".join(each) for each in lacking[0].by]
            has = f"it is broken down by {listed(own)}" if own else "it has no breakdown"
            message = f"part '{lacking[0].id}' is not broken down by {words}; {has}"
            mistakes.error("F566", at, message)


def _check_unit(
    declared: DeclaredIndicator, indicator: Indicator, parts: list[Indicator], mistakes: Mistakes
) -> None:
    measure, at = indicator.measure, declared.at("unit")
    own_is_percent = indicator.unit == PERCENT
    if isinstance(measure, Composite):
        if own_is_percent:
            mistakes.error("F567", at, "an index is no percentage; say unit: score")
        return
    sign = _sign(measure)
    if sign is Arithmetic.OVER and own_is_percent:
        message = (
            'one over the other says how many times; say unit: times, or derived: "100 * a / b"'
        )
        mistakes.error("F567", at, message)
    if sign is not Arithmetic.MINUS:
        return
    compared = parts[:1] if isinstance(measure, Inequality) else parts
    units = list(dict.fromkeys(part.unit for part in compared))
    if len(units) > 1:
        message = (
            f"{listed(map(shown, units), 'and')} are different units, so there is no difference"
        )
        mistakes.error("F567", declared.in_measure(), message)
    elif units[0] == PERCENT and own_is_percent:
        mistakes.error(
            "F567", at, "the difference of two percentages is in points; say unit: points"
        )


def _sign(measure: AnyMeasure) -> Arithmetic | None:
    """Say whether a measure is one thing minus, or over, another of its kind."""
    match measure:
        case Derived(pair=pair):
            return pair[1] if pair else None
        case Gap(relative=relative):
            return Arithmetic.OVER if relative else Arithmetic.MINUS
        case Inequality(index=index):
            return Arithmetic.OVER if index is Index.RELATIVE else Arithmetic.MINUS
        case _:
            return None


def _check_counts(
    declared: DeclaredIndicator, indicator: Indicator, parts: list[Indicator], mistakes: Mistakes
) -> None:
    """An index of inequality weighs groups by how many people stand behind each."""
    if not isinstance(indicator.measure, Inequality):
        return
    of = next(part for part in parts if part.id == indicator.measure.of)
    measure = of.measure
    bare = isinstance(measure, Published) and not measure.denominator
    if bare or isinstance(measure, Count | Distinct | Total | DerivedMeasure):
        message = (
            f"'inequality' weighs groups by their people, and results of '{of.id}' have no "
            "denominator; use a proportion, a rate, a mean, or published counts"
        )
        mistakes.error("F501", declared.in_measure("of"), message)


def _check_overlap(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    """Refuse limits that would take two groups for independent that are not."""
    if indicator.interval is not IntervalMethod.MOVER:
        return
    measure = indicator.measure
    if isinstance(measure, Gap) and not measure.are_apart:
        message = "everybody and a group of them have people in common; say interval: none"
    elif isinstance(measure, Derived) and measure.pair is None:
        message = "interval: mover is for one indicator minus, or over, another; say interval: none"
    else:
        return
    mistakes.error("F514", declared.at("interval"), message)


def _check_level(
    declaration: Declaration,
    declared: DeclaredIndicator,
    indicator: Indicator,
    parts: list[Indicator],
    mistakes: Mistakes,
) -> None:
    measure, known = indicator.measure, declaration.ground.level_ids
    if isinstance(measure, Composite):
        level, at = measure.against, declared.in_measure("against")
    elif isinstance(measure, Inequality) and isinstance(measure.over, AreasWithin):
        level, at = measure.over.level, declared.in_measure("over", "level")
    else:
        return
    if known and level not in known:
        message = f"{shown(level)} is no level of framework.yaml; use {listed(known)}"
        mistakes.error("F306", at, message + suggestion(level, known))
        return
    for part in parts:
        if part.levels and level not in part.levels:
            message = f"part '{part.id}' has no results for level {shown(level)}: see its 'levels'"
            mistakes.error("F565", at, message)
