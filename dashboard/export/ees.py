"""Tables as Explore Education Statistics takes them: NAME.csv, wide, with NAME.meta.csv beside it.

One pair for each kind of period, because one table never mixes them. Figures are rounded as they are
shown; a symbol stands alone in the cell of a figure that is hidden or missing: c, x, z, low, u.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from dashboard.access.viewers import Viewer
from dashboard.export.csv_text import csv_text
from dashboard.queries.fact_kinds import EVERY, Asked, ResultFact
from dashboard.queries.facts import result_facts
from dashboard.queries.library import Reading
from dashboard.queries.words import number
from framework.model.indicators import Indicator
from framework.model.periods import Grain, YearType

_LEVELS: Final = (
    (re.compile(r"[EWSN]92\d{6}|K0[2-4]\d{6}"), "National", ("country_code", "country_name")),
    (re.compile(r"E1[23]\d{6}"), "Regional", ("region_code", "region_name")),
    (re.compile(r"E07\d{6}"), "Local authority district", ("lad_code", "lad_name")),
    (re.compile(r"[EWSN](?:06|08|09|10)\d{6}"), "Local authority", ("new_la_code", "la_name")),
    (re.compile(r"[EWSN]05\d{6}"), "Ward", ("ward_code", "ward_name")),
)
_OTHER: Final = ("area_code", "area_name")
_PAIRS: Final = (*(pair for _, _, pair in _LEVELS), _OTHER)
_FIRST: Final = ("time_period", "time_identifier", "geographic_level")
_YEARS: Final = {
    YearType.CALENDAR: (1, "Calendar year"),
    YearType.FINANCIAL: (4, "Financial year"),
    YearType.ACADEMIC: (9, "Academic year"),
}
"""The month in which each kind of year begins, and what it is called in these tables."""

_META: Final = (
    *("col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp"),
    *("filter_hint", "filter_grouping_column"),
)
_UNITS: Final = {"percent": "%", "pounds": "£"}
_TOTAL: Final = "Total"
_MISSING: Final = ("[c]", "[z]", "[low]", "[u]", "[x]")
"""Why a figure is not there, the strongest reason first."""

_Row = tuple[Sequence[str], Mapping[str, str], Sequence[str], Sequence[str]]
"""Period and level; codes and names of areas by their columns; members of breakdowns; figures."""


def write_ees(reading: Reading, viewer: Viewer, folder: Path) -> Iterator[Path]:
    """Write a table and its metadata for each kind of period that some indicator has."""
    kinds: dict[str, list[Indicator]] = {}
    for indicator in reading.framework.indicators:
        kinds.setdefault(_kind(indicator), []).append(indicator)
    for kind, indicators in kinds.items():
        name = f"{reading.framework.id}_{kind}"
        facts = [
            fact
            for one in indicators
            for fact in result_facts(reading, viewer, Asked((one.id,), breakdowns=(EVERY,)))
        ]
        dimensions = sorted({one for fact in facts for one in _members(fact.breakdown)})
        rows = _rows(reading, facts, indicators, dimensions)
        used = [pair for pair in _PAIRS if any(pair[0] in places for _, places, _, _ in rows)]
        heads = [*_FIRST, *(column for pair in used for column in pair), *dimensions]
        table = csv_text(
            [*heads, *(one.id for one in indicators)],
            [
                [
                    *first,
                    *(places.get(column, "") for pair in used for column in pair),
                    *members,
                    *cells,
                ]
                for first, places, members, cells in rows
            ],
        )
        yield _kept(folder / f"{name}.csv", table)
        meta = csv_text(_META, _meta(reading, indicators, dimensions))
        yield _kept(folder / f"{name}.meta.csv", meta)


def _kind(indicator: Indicator) -> str:
    """Name the kind of period: a month is the same in every kind of year."""
    grain = indicator.grain.value
    return grain if indicator.grain is Grain.MONTH else f"{grain}_{indicator.year_type.value}"


def _kept(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def _members(breakdown: str) -> dict[str, str]:
    """Give the member of each dimension: 'sex=Male;age=0-4'."""
    parts = (part.partition("=") for part in breakdown.split(";") if part)
    return {dimension: member for dimension, _, member in parts}


def _rows(
    reading: Reading,
    facts: Sequence[ResultFact],
    indicators: Sequence[Indicator],
    dimensions: Sequence[str],
) -> list[_Row]:
    """Give a row for each period, area and members, in the order of time; `z` where none was asked for."""
    known = {one.id: one for one in indicators}
    places: dict[str, tuple[str, Mapping[str, str]]] = {}
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for fact in sorted(facts, key=lambda each: (each.period_end, each.area, each.breakdown)):
        if fact.area not in places:
            places[fact.area] = _place(reading, fact)
        members = _members(fact.breakdown)
        time = _time(fact, known[fact.indicator])
        key = (*time, fact.area, *(members.get(one, _TOTAL) for one in dimensions))
        rows.setdefault(key, {})[fact.indicator] = _cell(fact, known[fact.indicator])
    return [
        (
            (year, time, places[area][0]),
            places[area][1],
            members,
            [cells.get(one, "z") for one in known],
        )
        for (year, time, area, *members), cells in rows.items()
    ]


def _time(fact: ResultFact, indicator: Indicator) -> tuple[str, str]:
    """Give the numbers and the words of a period, by its last day: that of a stock has no other."""
    day = fact.period_end - timedelta(days=1)
    if indicator.grain is Grain.MONTH:
        return f"{day:%Y}", f"{day:%B}"
    begins, words = _YEARS[indicator.year_type]
    first = day.year - (day.month < begins)
    calendar = indicator.year_type is YearType.CALENDAR
    year = str(first) if calendar else f"{first}{(first + 1) % 100:02}"
    if indicator.grain is Grain.QUARTER:
        return year, f"{words} Q{(day.month - begins) % 12 // 3 + 1}"
    return year, words


def _place(reading: Reading, fact: ResultFact) -> tuple[str, Mapping[str, str]]:
    """Give the level of an area as these tables call it, and the codes and names of it and of what it lies in."""
    geography = reading.framework.geography
    filled: dict[str, str] = {}
    title = ""
    for code in _up(reading, fact.area):
        area = geography.by_code.get(code)
        level, pair = _level_of(code)
        title = (
            title or level or (area.level.replace("_", " ").capitalize() if area else "Not known")
        )
        filled = {pair[0]: code, pair[1]: area.name if area else fact.area_name} | filled
    return title, filled


def _up(reading: Reading, code: str) -> list[str]:
    """Give an area and all areas in which it lies, from fine to coarse."""
    found = [code]
    for one in found:
        found += [
            above for above in reading.framework.geography.parents_of(one) if above not in found
        ]
    return found


def _level_of(code: str) -> tuple[str, tuple[str, str]]:
    return next(
        ((title, pair) for form, title, pair in _LEVELS if form.fullmatch(code)), ("", _OTHER)
    )


def _cell(fact: ResultFact, indicator: Indicator) -> str:
    if fact.value is not None:
        return number(fact.value, indicator.decimals).replace(",", "")
    why = next((symbol for symbol in _MISSING if symbol in fact.flags), "[x]")
    return why.strip("[]")


def _meta(
    reading: Reading, indicators: Sequence[Indicator], dimensions: Sequence[str]
) -> list[Sequence[str]]:
    groups: Mapping[str, str] = {
        name: outcome.title for outcome in reading.framework.outcomes for name in outcome.indicators
    }
    filters = [
        (one, "Filter", one.replace("_", " ").capitalize(), "", "", "", "", "")
        for one in dimensions
    ]
    numbers = [
        (
            *(one.id, "Indicator", one.title, groups.get(one.id, "")),
            *(_UNITS.get(one.unit, one.unit), str(one.decimals), "", ""),
        )
        for one in indicators
    ]
    return [*filters, *numbers]
