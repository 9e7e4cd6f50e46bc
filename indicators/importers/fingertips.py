"""Fingertips: extracts in its own layout, and what its metadata say of each indicator."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from framework.model.sources import PeriodFrom, PeriodShape
from indicators.connect.guessing import guess_period
from indicators.connect.refusals import RefusedError
from indicators.connect.whole_tables import Row, WholeTable, read_whole
from indicators.importers.carrying import (
    LONGEST_PARAGRAPH,
    Fate,
    Field,
    Imported,
    Notes,
    Wishes,
    by_name,
    first_link,
    words,
)
from indicators.importers.fingertips_rows import areas_of, has_unexplained, limits_of, source_of
from indicators.importers.fingertips_units import unit_of
from indicators.importers.framework_files import (
    ENGLAND,
    LEVEL_NAMES,
    Area,
    areas_file,
    framework_file,
    outcomes_file,
)
from indicators.importers.house_style import Expression, as_yaml, filled, quoted
from indicators.importers.naming import Ids, id_of

FIELDS: Final = (
    Field("Indicator ID", Fate.CARRIED, "where: indicator = ..."),
    Field("Indicator Name", Fate.CARRIED, "title"),
    Field("Polarity", Fate.CHANGED, "polarity", "no judgement: context, never rated"),
    Field("Unit", Fate.CARRIED, "unit"),
    Field("Definition", Fate.CARRIED, "definition: why_it_matters, after the rationale"),
    Field("Rationale", Fate.CARRIED, "definition: why_it_matters"),
    Field("Definition of numerator", Fate.CARRIED, "definition: numerator"),
    Field("Definition of denominator", Fate.CARRIED, "definition: denominator"),
    Field("Caveats", Fate.CARRIED, "definition: caveats"),
    Field(
        "Disclosure control",
        Fate.CARRIED,
        "definition: caveats",
        "the source's own; nothing more is hidden",
    ),
    Field("Links", Fate.CHANGED, "definition: link", "the first address"),
    Field("Benchmarking method", Fate.CHANGED, "compare", "by intervals; other methods are told"),
    Field("Year type", Fate.CHANGED, "period_from: year", "beside what the periods look like"),
    Field("Value type", Fate.LEFT, "", "values are taken as they are published"),
    Field(
        "Confidence interval method",
        Fate.CHANGED,
        "interval: published",
        "limits are never made again",
    ),
    Field("Standard population", Fate.LEFT, "", "values are taken as they are published"),
    Field("Methodology", Fate.CARRIED, "definition: caveats"),
    Field("Data source", Fate.LEFT, "", "the owner of the source is OHID"),
    Field("Rounding", Fate.LEFT, "", "values are shown with the decimals that you say"),
)
_OTHER_NAMES: Final = {
    "indicatorID": "Indicator ID", "indicatorName": "Indicator Name", "polarity": "Polarity",
    "unitLabel": "Unit", "indicatorDefinition": "Definition", "rationale": "Rationale",
    "countDefinition": "Definition of numerator", "denominatorDefinition": "Definition of denominator",
    "caveats": "Caveats", "disclouseControl": "Disclosure control", "periodType": "Year type",
    "benchmarkComparisonMethod": "Benchmarking method", "valueType": "Value type",
    "ciMethod": "Confidence interval method", "standardPopulation": "Standard population",
    "method": "Methodology", "dataSource": "Data source", "rounding": "Rounding", "Indicator": "Indicator Name",
    "IndicatorID": "Indicator ID", "IndicatorName": "Indicator Name",
    "BenchmarkComparisonMethod": "Benchmarking method", "ValueType": "Value type", "PeriodType": "Year type",
    "BenchmarkingMethod": "Benchmarking method", "Year Type": "Year type", "Value Type": "Value type",
}  # fmt: skip
"""What the metadata of the web site, of its successor and of its exports call the same field."""

_NEEDED: Final = {
    "Indicator ID",
    "Indicator Name",
    "Area Code",
    "Area Type",
    "Time period",
    "Value",
}


@dataclass(frozen=True, slots=True)
class _Group:
    """Indicators of one extract whose periods have one shape. `england`: there are figures of England."""

    table: WholeTable
    period: PeriodFrom
    indicators: tuple[str, ...]
    england: bool


def import_fingertips(paths: Sequence[Path], wishes: Wishes) -> Imported:
    """Declare every indicator of the extracts, with what the metadata say of it.

    Raises:
        RefusedError: a file cannot be read, is neither an extract nor metadata, there is no extract,
            or no area in any of them.
    """
    notes, ids = Notes(by_name(FIELDS)), Ids()
    extracts, metadata = _sort_out(paths)
    areas = {code: area for table in extracts for code, area in areas_of(table).items()}
    if not areas:
        named = ", ".join(table.path.name for table in extracts)
        raise RefusedError(f"{named}: no row has the code of an area, such as {ENGLAND}")
    files: dict[str, str] = {}
    declared: list[str] = []
    seen: set[str] = set()
    sources = Ids()
    for group in _groups(extracts, seen, notes, england=_has_england(areas)):
        source = sources.give(group.table.path.name.split(".")[0], "fingertips")
        others = set(group.table.frame["Indicator ID"].unique()) - set(group.indicators)
        files[f"sources/{source}.yaml"] = source_of(
            source, group.table, group.period, sorted(others)
        )
        said = {
            ids.give(name, "indicator"): keys
            for each in group.indicators
            for name, keys in _indicators(group, each, metadata.get(each, Row()), notes)
        }
        declared += said
        files[f"indicators/{source}.yaml"] = as_yaml(
            {"defaults": _defaults(source, group, areas=areas), "indicators": said},
            opening="From an extract of Fingertips.",
        )
    for missing in sorted(set(metadata) - seen):
        item = f"{missing} {words(metadata[missing]['Indicator Name'], 80)}"
        notes.add(item, "Indicator ID", Fate.LEFT, "no extract with its rows was given")
    files |= _partnership(wishes, areas, declared)
    return Imported(files, tuple(notes.found), extracts[0].path.parent)


def _levels(areas: Mapping[str, Area]) -> list[str]:
    found = {level for _, _, level, _ in areas.values()}
    return [level for level in LEVEL_NAMES if level in found]


def _has_england(areas: Mapping[str, Area]) -> bool:
    return ENGLAND in areas and areas[ENGLAND][1] == "England"


def _defaults(source: str, group: _Group, *, areas: Mapping[str, Area]) -> dict[str, Any]:
    levels = _levels(areas)
    said = {
        "source": source,
        "kind": "outcome",
        "grain": "year",
        "year": group.period.year_type.value,
        "basis": _basis(group.period),
        "interval": "published" if limits_of(group.table) else "none",
        "compare": [
            *(["England"] if group.england else []),
            *(["parent"] if len(levels) > 1 else []),
        ],
        "by_levels": levels,
        "owner": "Director of Public Health",
    }
    return filled(said)


def _partnership(
    wishes: Wishes, areas: Mapping[str, Area], declared: Sequence[str]
) -> dict[str, str]:
    home = ENGLAND if ENGLAND in areas else next(iter(areas))
    notice = "Official statistics from Fingertips, under the Open Government Licence v3.0."
    return {
        "areas/areas.csv": areas_file(areas.values()),
        "outcomes.yaml": outcomes_file({"public_health": ("Public health", declared)}),
        "framework.yaml": framework_file(
            wishes,
            "Public health",
            home,
            _levels(areas),
            year="financial",
            notice=notice,
        ),
    }


def _sort_out(paths: Sequence[Path]) -> tuple[list[WholeTable], dict[str, Row]]:
    extracts, metadata = [], dict[str, Row]()
    for path in paths:
        table = read_whole(path)
        if set(table.headers) >= _NEEDED:
            extracts.append(table)
            continue
        rows = [
            Row({_OTHER_NAMES.get(key, key): text for key, text in row.items()})
            for row in table.rows()
        ]
        if not rows or "Indicator ID" not in rows[0]:
            raise RefusedError(
                f"{path.name} is neither an extract (Indicator ID, Area Code, ...) nor metadata"
            )
        for row in rows:
            metadata.setdefault(row["Indicator ID"], row)
    if not extracts:
        raise RefusedError("no extract is among the files: metadata alone have no rows to read")
    return extracts, metadata


def _groups(
    extracts: Sequence[WholeTable], seen: set[str], notes: Notes, *, england: bool
) -> Iterator[_Group]:
    for table in extracts:
        shapes: dict[PeriodFrom, list[str]] = {}
        for (one,), rows in table.frame.group_by("Indicator ID", maintain_order=True):
            number = str(one or "")
            if number in seen:
                notes.add(
                    f"{table.path.name}, {number}",
                    "Indicator ID",
                    Fate.LEFT,
                    "another file has it already",
                )
                continue
            seen.add(number)
            texts = [text for text in rows["Time period"].unique(maintain_order=True) if text]
            guess = guess_period("Time period", texts)
            if guess is None:
                notes.add(
                    f"{table.path.name}, {number}",
                    "Time period",
                    Fate.LEFT,
                    "its periods have no one shape",
                )
                continue
            shapes.setdefault(guess.period_from, []).append(number)
        for period, numbers in shapes.items():
            yield _Group(table, period, tuple(numbers), england)


def _basis(period: PeriodFrom) -> str:
    return f"pooled {period.pooled_years} years" if period.shape is PeriodShape.POOLED else ""


def _indicators(
    group: _Group, number: str, meta: Row, notes: Notes
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give an indicator for each age, and for each sex where nobody counts all persons."""
    rows = group.table.frame.filter(pl.col("Indicator ID") == number)
    title = words(rows["Indicator Name"][0])
    ages, sexes = _texts(rows, "Age"), _texts(rows, "Sex")
    whole, of_both = "Persons" in sexes, "Persons" in sexes and len(sexes) > 1
    item = f"{number} {words(title, 60)}"
    said = _said(group, rows, meta, item, notes)
    if has_unexplained(rows):
        because = "-1 is a figure where no note says that there is none; check it"
        notes.add(item, "Value", Fate.CHANGED, because, "value")
    for age in ages:
        for sex in ["Persons"] if whole else sexes:
            where = [f"indicator = {quoted(number)}"]
            where += [_pin("age", age)] if "Age" in rows.columns else []
            where += [_pin("sex", sex)] if "Sex" in rows.columns and not of_both else []
            where += ["category_type is null"] if "Category Type" in rows.columns else []
            more = [
                *([age] if len(ages) > 1 else []),
                *([sex] if not whole and len(sexes) > 1 else []),
            ]
            yield (
                "_".join([id_of(title, "indicator")[:24], *more]),
                filled(
                    {
                        **said,
                        "title": words(", ".join([title, *more])),
                        "published": {"value": "value", **limits_of(group.table)},
                        "where": Expression(" and ".join(where)),
                        **({"by": ["sex"], "totals": {"sex": "Persons"}} if of_both else {}),
                    }
                ),
            )
    notes.usual(item, Row({**meta, "Indicator ID": number, "Indicator Name": title}))


def _texts(rows: pl.DataFrame, header: str) -> list[str]:
    return (
        [text or "" for text in rows[header].unique(maintain_order=True)]
        if header in rows
        else [""]
    )


def _pin(column: str, text: str) -> str:
    return f"{column} = {quoted(text)}" if text else f"{column} is null"


def _said(group: _Group, rows: pl.DataFrame, meta: Row, item: str, notes: Notes) -> dict[str, Any]:
    way = meta["Polarity"].lower()
    polarity = "high" if "high is good" in way else "low" if "low is good" in way else "none"
    if not meta["Polarity"]:
        notes.add(item, "Polarity", Fate.CHANGED, "not said: context, never rated", "polarity")
    unit, because = unit_of(rows, words(rows["Indicator Name"][0]), meta)
    if because:
        notes.add(item, "Unit", Fate.CHANGED, because, "unit")
    caveats = " ".join(
        filter(None, (meta["Caveats"], meta["Disclosure control"], meta["Methodology"]))
    )
    return {
        "polarity": polarity,
        "kind": "context" if polarity == "none" else "",
        "unit": unit,
        "scale": "percent 0-100" if unit == "percent" else "",
        "rated_by": {"comparator": "England"} if polarity != "none" and group.england else "",
        "definition": filled(
            {
                "numerator": words(meta["Definition of numerator"], LONGEST_PARAGRAPH),
                "denominator": words(meta["Definition of denominator"], LONGEST_PARAGRAPH),
                "why_it_matters": words(
                    f"{meta['Rationale']} {meta['Definition']}", LONGEST_PARAGRAPH
                ),
                "caveats": words(caveats, LONGEST_PARAGRAPH),
                "link": first_link(meta["Links"]),
            }
        ),
    }
