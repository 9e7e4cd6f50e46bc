"""The grain, basis and year of a derived indicator: those of its parts, which must agree."""

from collections.abc import Mapping
from typing import Any

from framework.load.mistakes import Mistakes, Placed
from framework.load.shapes.bases import SaidBasis
from framework.load.shapes.places import is_written, place_within
from framework.load.syntax.documents import Table
from framework.model.derived import PeriodsOfParts
from framework.model.indicators import Indicator
from framework.model.periods import Basis, Grain, YearType

Span = tuple[Grain, SaidBasis, YearType | None]


def with_span_of_parts(
    name: str,
    said: dict[str, Any],
    parts: Mapping[str, Indicator],
    table: Table,
    at: Placed,
    mistakes: Mistakes,
) -> dict[str, Any]:
    """Fill in grain, basis and year from the parts. What does not fit is reported.

    An index of the latest of each part may have a grain of its own, and needs one where its parts
    do not agree.
    """
    spans = {part: span_of(parts[part]) for part in _in_step(name, said, parts)}
    agreed = len(set(spans.values())) == 1
    first = next(iter(spans))
    if name == "composite" and said[name]["period"] is PeriodsOfParts.LATEST:
        if is_written(table, "grain"):
            return said
        if agreed:
            return _filled(said, parts[first], table)
        message = "its parts have different periods, so the index needs a 'grain' of its own"
        mistakes.error("F565", place_within(table, at, name), message)
        return said
    if not agreed:
        other = next(part for part in spans if spans[part] != spans[first])
        message = (
            f"its parts have different periods: '{first}' has {_words(parts[first])}, "
            f"and '{other}' has {_words(parts[other])}"
        )
        mistakes.error("F565", place_within(table, at, name), message)
        return said
    filled = _filled(said, parts[first], table)
    own = filled["grain"], filled["basis"], _year(filled["grain"], filled["basis"], filled["year"])
    if own != spans[first]:
        wrong = next(key for key in ("grain", "basis", "year") if is_written(table, key))
        message = f"its periods are those of its parts: {_words(parts[first])}; leave '{wrong}' out"
        mistakes.error("F565", place_within(table, at, wrong), message)
    return filled


def _in_step(name: str, said: dict[str, Any], parts: Mapping[str, Indicator]) -> list[str]:
    """Give the parts whose periods must be the same: all but the one that only orders areas."""
    return [str(said[name]["of"])] if name == "inequality" else list(parts)


def span_of(part: Indicator) -> Span:
    """Give what must agree. Which year it is does not matter to a month that is no year to date."""
    basis = SaidBasis(part.basis, part.pooled_years, part.since)
    return part.grain, basis, _year(part.grain, basis, part.year_type)


def _year(grain: Grain, basis: SaidBasis, year_type: YearType | None) -> YearType | None:
    needed = grain is not Grain.MONTH or basis.basis is Basis.YEAR_TO_DATE
    return year_type if needed else None


def _filled(said: dict[str, Any], part: Indicator, table: Table) -> dict[str, Any]:
    of_part = {
        "grain": part.grain,
        "basis": SaidBasis(part.basis, part.pooled_years, part.since),
        "year": part.year_type,
    }
    return said | {key: one for key, one in of_part.items() if not is_written(table, key)}


def _words(part: Indicator) -> str:
    basis = part.basis.value
    if part.basis is Basis.POOLED:
        basis = f"pooled {part.pooled_years} years"
    words = f"grain: {part.grain.value}, basis: {basis}"
    return words if part.grain is Grain.MONTH else f"{words}, year: {part.year_type.value}"
