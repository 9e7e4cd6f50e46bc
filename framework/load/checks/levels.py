"""Levels that indicators and targets name: known, and kept where they are needed."""

from collections.abc import Sequence

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.mistakes import Mistakes, Placed, listed, shown, suggestion
from framework.model.indicators import Indicator


def check_levels(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at the levels of every indicator."""
    known = declaration.ground.level_ids
    if not known:
        return
    for declared in declaration.indicators.values():
        for placed in declared.targets:
            _check_known(
                placed.target.applies_to, known, [placed.written.part("applies_to")], mistakes
            )
        indicator = declared.indicator
        if indicator is None:
            continue
        for key, levels in (("levels", indicator.levels), ("by_levels", indicator.by_levels)):
            places = [declared.at(key, index) for index in range(len(levels))]
            # An index that names no levels has its own, which is looked at where it is said.
            if declared.says(key):
                _check_known(levels, known, places, mistakes)
        _check_by_levels(declared, indicator, mistakes)
        _check_kept(declaration, declared, indicator, mistakes)


def _check_known(
    levels: Sequence[str], known: Sequence[str], places: Sequence[Placed], mistakes: Mistakes
) -> None:
    for index, level in enumerate(levels):
        if level not in known:
            message = f"{shown(level)} is no level of framework.yaml; use {listed(known)}"
            at = places[min(index, len(places) - 1)]
            mistakes.error("F306", at, message + suggestion(level, known))


def _check_by_levels(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    if not indicator.levels:
        return
    for index, level in enumerate(indicator.by_levels):
        if level not in indicator.levels:
            message = (
                f"breakdowns cannot be kept for level {shown(level)}, which 'levels' leaves out"
            )
            mistakes.error("F306", declared.at("by_levels", index), message)


def _check_kept(
    declaration: Declaration, declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes
) -> None:
    """Warn where the home area, or an area to compare with, has no result by what 'levels' says."""
    if not declared.says("levels"):
        return
    geography = declaration.ground.geography
    home = geography.by_code.get(declaration.ground.home)
    if home and home.level not in indicator.levels:
        message = (
            f"'levels' leaves out '{home.level}', the level of the home area, so its panel is empty"
        )
        mistakes.warn("F557", declared.at("levels"), message)
    for comparator in indicator.compare:
        area = geography.by_code.get(comparator.area or "")
        level = comparator.level or (area.level if area else None)
        if level and level not in indicator.levels:
            message = (
                f"'levels' leaves out '{level}', so there is no {comparator.title} to compare with"
            )
            mistakes.warn("F557", declared.at("levels"), message)
