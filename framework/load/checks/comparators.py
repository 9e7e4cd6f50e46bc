"""What indicators are held beside is there, and the method has something to work on."""

from typing import Final

from framework.load.building.area_names import area_meant
from framework.load.building.areas import cell
from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.layout import FileKind, of_kind
from framework.load.mistakes import Mistakes, shown
from framework.model.comparators import Beside, Method
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.measures import Proportion, Published, Rate, Ratio

_FEWEST_AREAS: Final = 2


def check_comparators(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at sets of neighbours and at the methods of every indicator."""
    _check_neighbours(declaration, mistakes)
    for declared in declaration.indicators.values():
        if declared.indicator is not None:
            _check_methods(declared, declared.indicator, mistakes)
            _check_repeats(declared, declared.indicator, mistakes)
            _check_fields(declaration, declared, declared.indicator, mistakes)


def _check_neighbours(declaration: Declaration, mistakes: Mistakes) -> None:
    parsed, geography = declaration.parsed, declaration.ground.geography
    known = geography.by_code
    if parsed.is_broken(FileKind.AREAS) or not known:
        return
    for path in of_kind(parsed.rows, FileKind.NEIGHBOURS):
        for row in parsed.rows[path]:
            for name in ("area", "neighbour"):
                word = cell(row, name)
                if word and word not in known:
                    near = area_meant(word, geography)
                    message = f"{shown(word)} is no area of areas/areas.csv{near}"
                    mistakes.error("F305", word, message)


def _check_methods(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    for index, comparator in enumerate(indicator.compare):
        lacking = _lacking(comparator.method, indicator, declared.measure)
        if lacking:
            message = f"by: {comparator.method.value} needs {lacking}"
            mistakes.error("F580", declared.at("compare", index), message)


def _lacking(method: Method, indicator: Indicator, measure: str) -> str:
    """Say what a method has not to work on, and what to say instead; nothing where it has all."""
    is_sure = indicator.interval is not IntervalMethod.NONE
    instead = "use single interval" if is_sure else "leave 'by' out, and the two are only shown"
    if method is Method.FUNNEL and not _has_counts(indicator):
        return f"a numerator and a denominator, and '{measure}' has none; {instead}"
    if method is not Method.TWO_LEVELS:
        return ""
    if not is_sure:
        return f"an interval, and this has none; {instead}"
    published = indicator.measure
    narrow = isinstance(published, Published) and published.lower and not published.lower998
    if narrow and indicator.interval is IntervalMethod.PUBLISHED:
        return "limits of 99.8% too; name their columns in lower_998 and upper_998, or use single interval"
    return ""


def _check_repeats(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    seen: set[str] = set()
    for index, comparator in enumerate(indicator.compare):
        if comparator.id in seen:
            message = f"{comparator.title} stands here a second time; one method for each"
            mistakes.error("F302", declared.at("compare", index), message)
        seen.add(comparator.id)


def _check_fields(
    declaration: Declaration, declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes
) -> None:
    """Warn of a mean or an order of areas where there is at most one: nobody can stand beside it."""
    geography = declaration.ground.geography
    if not geography.areas:
        return
    for index, comparator in enumerate(indicator.compare):
        if comparator.kind not in (Beside.AVERAGE, Beside.AMONG) or comparator.level is None:
            continue
        count = len(geography.at_level(comparator.level))
        if count < _FEWEST_AREAS:
            some = "one area" if count else "no area"
            message = (
                f"{comparator.title} cannot be compared with: areas/areas.csv has {some} of the "
                f"level '{comparator.level}'; name another level, or say {{none: ..., because: ...}}"
            )
            mistakes.warn("F637", declared.at("compare", index), message)


def _has_counts(indicator: Indicator) -> bool:
    measure = indicator.measure
    if isinstance(measure, Published):
        return measure.numerator is not None
    return isinstance(measure, Proportion | Rate | Ratio)
