"""From the text of an indicator, with its defaults, to an indicator."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from framework.load.building.comparators import build_comparator
from framework.load.building.declared import DeclaredIndicator, DeclaredSource
from framework.load.building.derived import (
    Family,
    breaks_of,
    build_derived,
    find_parts,
    interval_of,
    levels_of,
)
from framework.load.building.derived_spans import with_span_of_parts
from framework.load.building.ground import Ground
from framework.load.building.indicator_tests import with_tests
from framework.load.building.measures import build_measure
from framework.load.building.ratings import build_rating
from framework.load.building.targets import WrittenTarget, build_targets
from framework.load.building.workbench import Workbench
from framework.load.mistakes import Mistakes, shown, suggestion
from framework.load.shapes.derived import DERIVED, NOT_FROM_DEFAULTS
from framework.load.shapes.derived_indicators import DerivedIndicatorShape
from framework.load.shapes.fields import likely
from framework.load.shapes.indicators import MEASURE_KEYS, IndicatorShape, measure_keys
from framework.load.shapes.nesting import BROKEN, load_shape
from framework.load.shapes.places import place_within
from framework.load.shapes.targets import TargetShape
from framework.load.syntax.documents import Items, Table, Word, make_table
from framework.model.comparators import Comparator
from framework.model.derived import (
    AnyMeasure,
    Derived,
    DerivedMeasure,
    Gap,
    Index,
    Inequality,
)
from framework.model.expressions import All, Arithmetic
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.measures import Count, Distinct, Measure, Published
from framework.model.periods import YearType
from framework.model.ratings import BY_TARGET, RatingRule

_SHAPE: Final = IndicatorShape()
_DERIVED_SHAPE: Final = DerivedIndicatorShape()
_TARGET: Final = TargetShape()

_INTERVALS: Final = {
    "proportion": IntervalMethod.WILSON,
    "rate": IntervalMethod.POISSON,
    "mean": IntervalMethod.T,
    "standardised_rate": IntervalMethod.DOBSON,
    "standardised_ratio": IntervalMethod.BYAR,
    "life_expectancy": IntervalMethod.SILCOCKS,
}
"""The interval of a measure when the indicator names none."""

_UNITS_BY_SIGN: Final = {"%": "percent", "£": "pounds"}
"""Pages know how the figures of these words are written: 76.1%, £2,026."""


def with_defaults(own: Table, *defaults: Table | None) -> Table:
    """Fill in what an indicator leaves out. Its own measure replaces that of the defaults."""
    if not any(defaults):
        return own
    merged = make_table(own.document, own.start)
    has_measure = not MEASURE_KEYS.isdisjoint(own)
    left_out = NOT_FROM_DEFAULTS if any(key in DERIVED for key in own) else ()
    for layer in defaults:
        for key, value in (layer or {}).items():
            if key not in left_out and not (has_measure and key in MEASURE_KEYS):
                merged.pop(key, None)
                merged[key] = value
    for key, value in own.items():
        merged.pop(key, None)
        merged[key] = value
    return merged


def build_indicator(
    key: Word,
    table: Table,
    family: Family,
    ground: Ground,
    csv_targets: Sequence[WrittenTarget],
    mistakes: Mistakes,
) -> DeclaredIndicator:
    """Make an indicator. What is wrong goes to the mistakes."""
    name = next((str(key) for key in table if key in MEASURE_KEYS), "")
    shape = _DERIVED_SHAPE if name in DERIVED else _SHAPE
    said = load_shape(shape, table, key, mistakes, choices={"source": family.sources})
    parts = find_parts(table, family, mistakes) or {}
    if parts and name in said and "basis" in said:
        said = with_span_of_parts(name, said, parts, table, key, mistakes)
    year_type = said.get("year") or _year_of_source(said, family.sources) or ground.year_type
    written = [*_written_targets(said, table, key), *csv_targets]
    targets = build_targets(str(key), written, year_type, ground, mistakes)
    measure: AnyMeasure | None
    if name in DERIVED:
        measure = build_derived(name, said, parts, family, table, key, mistakes)
    else:
        measure = _measure(key, table, said, family.sources, ground, mistakes)
    compare, rated = _held_against(said, table, key, ground, mistakes)
    if BROKEN in said or measure is None or said["grain"] is None:
        return DeclaredIndicator(key, table, name, None, targets)
    indicator = _indicator(
        str(key),
        said,
        measure,
        parts,
        year_type=year_type,
        breaks=breaks_of(said["breaks"], parts.values()),
        interval=said["interval"] or _interval(name, measure),
        targets=tuple(each.target for each in targets),
        compare=compare,
        rated=rated,
    )
    tested = with_tests(indicator, said["tests"], table, family, ground, mistakes)
    return DeclaredIndicator(key, table, name, tested, targets)


def _held_against(
    said: dict[str, Any], table: Table, key: Word, ground: Ground, mistakes: Mistakes
) -> tuple[tuple[Comparator, ...], RatingRule]:
    """Give what figures are compared with, and the rule that rates them."""
    comparators = [build_comparator(each, ground, mistakes) for each in said.get("compare", ())]
    compare = tuple(comparator for comparator in comparators if comparator)
    at = place_within(table, key, "rated_by")
    can_rate = {"rated_by", "compare"} <= said.keys() and all(comparators)
    rated = build_rating(said["rated_by"], compare, at, mistakes) if can_rate else None
    return compare, rated or BY_TARGET


def _indicator(
    name: str,
    said: dict[str, Any],
    measure: AnyMeasure,
    parts: Mapping[str, Indicator],
    **understood: Any,
) -> Indicator:
    """Make an indicator of what it says, and of what was understood with the help of all else."""
    return Indicator(
        id=name,
        title=said["title"],
        source=str(said["source"] or ""),
        measure=measure,
        kind=said["kind"],
        polarity=said["polarity"],
        unit=_UNITS_BY_SIGN.get(said["unit"], said["unit"]),
        grain=said["grain"],
        short_title=said["short_title"],
        basis=said["basis"].basis,
        pooled_years=said["basis"].pooled_years,
        since=said["basis"].since,
        decimals=_decimals(said, measure, parts),
        by=tuple(tuple(str(column) for column in crossed) for crossed in said["by"]),
        chart=said["chart"],
        trend=said["trend"],
        forecast=said["forecast"],
        minimum_denominator=said["minimum_denominator"],
        provisional_periods=said["provisional"],
        levels=tuple(str(level) for level in said["levels"]) or levels_of(measure),
        by_levels=tuple(str(level) for level in said["by_levels"]),
        boundaries=said["boundaries"],
        owner=said["owner"],
        definition=said["definition"],
        next_review=said["next_review"],
        **understood,
    )


def _decimals(said: dict[str, Any], measure: AnyMeasure, parts: Mapping[str, Indicator]) -> int:
    """Give how many decimals are shown: none of a count, of what lies between two as many as they have.

    How many times one is the other is a small number, and takes two.
    """
    if said["decimals"] is not None:
        return int(said["decimals"])
    match measure:
        case Count() | Distinct():
            return 0
        case Gap(relative=False) | Derived(pair=(_, Arithmetic.MINUS, _)):
            return max(one.decimals for one in parts.values())
        case Gap(relative=True) | Inequality(index=Index.RELATIVE):
            return 2
    return 1


def _written_targets(said: dict[str, Any], table: Table, key: Word) -> list[WrittenTarget]:
    tables = table.get(Word("targets"))
    if not isinstance(tables, Items):
        return []
    written = []
    for index, body in enumerate(tables):
        if isinstance(body, Table):
            # Where one was refused its mistake was told, and the others are read once more.
            one = said["targets"][index] if "targets" in said else None
            one = one or load_shape(_TARGET, body, body, Mistakes())
            written.append(WrittenTarget(one, body, place_within(table, key, "targets", index)))
    return written


def _year_of_source(said: dict[str, Any], sources: Mapping[str, DeclaredSource]) -> YearType | None:
    """Give the year type in which a source writes its periods, where it does."""
    declared = sources.get(said.get("source", ""))
    periods = declared.source.period_from if declared and declared.source else None
    return periods.year_type if periods else None


def _measure(
    key: Word,
    table: Table,
    said: dict[str, Any],
    sources: Mapping[str, DeclaredSource],
    ground: Ground,
    mistakes: Mistakes,
) -> Measure | None:
    word = said.get("source")
    if word is None:
        return None
    declared = sources.get(word)
    if declared is None:
        mistakes.error("F301", word, f"there is no source {shown(word)}{suggestion(word, sources)}")
        mistakes.doubt(word, likely(word, sources))
        return None
    written = [name for name in measure_keys(table) if name in said]
    if declared.names is None or len(written) != 1 or "basis" not in said:
        return None
    (name,) = written
    bench = Workbench(
        declared=declared,
        names=declared.names,
        sources=sources,
        ground=ground,
        where=All(),
        basis=said["basis"].basis,
        beside={part: said.get(part) for part in ("where", "scale", "totals")},
        at=place_within(table, key, name),
        mistakes=mistakes,
    )
    return build_measure(name, said[name], bench)


def _interval(name: str, measure: AnyMeasure) -> IntervalMethod:
    if isinstance(measure, DerivedMeasure):
        return interval_of(name, measure)
    if isinstance(measure, Published) and measure.lower:
        return IntervalMethod.PUBLISHED
    return _INTERVALS.get(name, IntervalMethod.NONE)
