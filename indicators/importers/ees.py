"""Explore Education Statistics: a table and the .meta.csv beside it, which says what each column is."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from typing import Any, Final

from indicators.connect.refusals import RefusedError
from indicators.connect.whole_tables import WholeTable, read_whole
from indicators.importers.carrying import Fate, Field, Imported, Notes, Wishes, by_name, words
from indicators.importers.ees_filters import Filter, filters_of
from indicators.importers.ees_places import (
    SharedCode,
    area_columns,
    areas_of,
    levels_of,
    shared_codes,
)
from indicators.importers.framework_files import (
    ENGLAND,
    OGL,
    Area,
    areas_file,
    framework_file,
    outcomes_file,
)
from indicators.importers.house_style import Expression, as_yaml, filled, quoted
from indicators.importers.naming import Ids, id_of
from indicators.importers.opened import opened
from indicators.importers.units import guess_unit

FIELDS: Final = (
    Field("col_name", Fate.CARRIED, "columns of the source and id of the indicator"),
    Field("col_type", Fate.CHANGED, "columns", "indicators are numbers, filters are texts"),
    Field("label", Fate.CARRIED, "title"),
    Field("indicator_grouping", Fate.CHANGED, "outcomes.yaml", "a grouping becomes an outcome"),
    Field("indicator_unit", Fate.CARRIED, "unit"),
    Field("indicator_dp", Fate.CARRIED, "decimals"),
    Field("filter_hint", Fate.LEFT, "", "a hint for a form"),
    Field("filter_grouping_column", Fate.LEFT, "", "members stand without their groups"),
)
_SYMBOLS: Final = {
    "c": "suppressed", "x": "unavailable", "z": "not applicable", "k": "rounds to zero",
    "low": "rounds to zero", "u": "low reliability", ".": "not applicable", "NULL": "unavailable",
    "NA": "unavailable", ":": "unavailable", "~": "rounds to zero",
}  # fmt: skip
_MOST_COMBINATIONS: Final = 12
_YEARS: Final = {
    "calendar": "calendar",
    "financial": "financial",
    "reporting": "financial",
    "tax": "financial",
}


def import_ees(paths: Sequence[Path], wishes: Wishes) -> Imported:
    """Declare a source for each table, and an indicator for each of its numbers.

    Raises:
        RefusedError: a file cannot be read, a table has no .meta.csv or the other way round.
    """
    notes, ids = Notes(by_name(FIELDS)), Ids()
    files: dict[str, str] = {}
    outcomes: dict[str, tuple[str, list[str]]] = {}
    areas: dict[str, tuple[str, str, str, str]] = {}
    for table, meta in _pairs(paths):
        shared = shared_codes(table, notes)
        here = areas_of(table, notes, shared)
        areas |= here
        files |= _table(table, meta, here, shared, _SoFar(ids, outcomes, notes))
    levels = {level for _, _, level, _ in areas.values()}
    home = ENGLAND if ENGLAND in areas else next(iter(areas))
    files["areas/areas.csv"] = areas_file(areas.values())
    files["outcomes.yaml"] = outcomes_file(outcomes)
    files["framework.yaml"] = framework_file(
        wishes, "Explore Education Statistics", home,
        [level for level in ("district", "authority", "region", "country") if level in levels],
        year="financial",
        notice="Official statistics of the Department for Education, under the Open Government Licence v3.0.",
    )  # fmt: skip
    return Imported(files, tuple(notes.found), paths[0].parent)


def _stem(path: Path) -> str:
    return path.name.lower().removesuffix(".gz").removesuffix(".csv").removesuffix(".meta")


def _pairs(paths: Sequence[Path]) -> Iterator[tuple[WholeTable, WholeTable]]:
    found: dict[str, dict[bool, Path]] = {}
    for path in paths:
        found.setdefault(_stem(path), {})[".meta." in path.name.lower()] = path
    for stem, both in found.items():
        if len(both) < len((True, False)):
            lacking = f"{stem}.csv" if True in both else f"{stem}.meta.csv"
            raise RefusedError(
                f"{lacking} is not among the files: a table and its metadata go together"
            )
        meta = read_whole(both[True])
        if not {"col_name", "col_type", "label"} <= set(meta.headers):
            raise RefusedError(f"{both[True].name}: it has no columns col_name, col_type and label")
        yield read_whole(both[False]), meta


@dataclass(frozen=True, slots=True)
class _SoFar:
    """What tables have in common: ids given, outcomes found, what is noted."""

    ids: Ids
    outcomes: dict[str, tuple[str, list[str]]]
    notes: Notes


def _table(
    table: WholeTable, meta: WholeTable, areas: Mapping[str, Area], shared: Sequence[SharedCode],
    so_far: _SoFar,
) -> dict[str, str]:  # fmt: skip
    """Write the source and the indicators of one table.

    Raises:
        RefusedError: its metadata name no number that it has, or no row says what its period is.
    """
    source, notes = id_of(_stem(table.path), "table"), so_far.notes
    rows = [row for row in meta.rows() if row["col_name"] in table.headers]
    numbers = [row for row in rows if row["col_type"].lower() == "indicator"]
    if not numbers:
        raise RefusedError(f"{meta.path.name}: it names no indicator that {table.path.name} has")
    names = Ids()
    columns = {row["col_name"]: names.give(row["col_name"], "column") for row in numbers}
    filters = filters_of(table, meta, set(columns), names, _stem(table.path), notes)
    period, time = _period(table, notes)
    declared: dict[str, Any] = {}
    for row in numbers:
        item = f"{_stem(table.path)}, {row['col_name']}"
        grouping = words(row["indicator_grouping"]) or _stem(table.path).replace("_", " ")
        outcome = so_far.outcomes.setdefault(id_of(grouping, "outcome"), (grouping, []))
        for name, said in _indicators(row, columns[row["col_name"]], filters, time, item, notes):
            given = so_far.ids.give(name, source)
            declared[given] = said
            outcome[1].append(given)
        notes.usual(item, row)
    opening = (
        f"From {meta.path.name}. It does not say which way is good, so all are context: say a\n"
        "polarity and a kind of those that are to be rated."
    )
    said = {"defaults": _defaults(source, period, areas), "indicators": declared}
    return {
        f"sources/{source}.yaml": _source(source, table, columns, filters, shared, period, time),
        f"indicators/{source}.yaml": as_yaml(said, opening=opening),
    }


def _defaults(source: str, period: Mapping[str, Any], areas: Mapping[str, Area]) -> dict[str, Any]:
    levels = levels_of(areas)
    england = ENGLAND in areas and areas[ENGLAND][1] == "England"
    beside = [*(["England"] if england else []), *(["region"] if "region" in levels else [])]
    return filled(
        {
            "source": source,
            "kind": "context",
            "polarity": "none",
            "grain": "year",
            "year": period["year"],
            "interval": "none",
            "compare": beside if len(levels) > 1 else [],
            "by_levels": levels,
        }
    )


def _period(table: WholeTable, notes: Notes) -> tuple[dict[str, Any], str]:
    """Say how the periods are read, and of several kinds of period which one is taken.

    Raises:
        RefusedError: no row says what kind of period it is of.
    """
    kinds = Counter(text for text in table.frame["time_identifier"].drop_nulls() if text.strip())
    if not kinds:
        because = "no row says in time_identifier what its period is, such as Academic year"
        raise RefusedError(f"{table.path.name}: {because}")
    kind = kinds.most_common(1)[0][0]
    for other in kinds.keys() - {kind}:
        notes.add(_stem(table.path), "time_identifier", Fate.LEFT, f"rows of '{words(other, 60)}'")
    year = _YEARS.get(kind.split()[0].lower(), "academic")
    if kind.split()[0].lower() not in {*_YEARS, "academic"}:
        because = f"'{words(kind, 60)}' is read as an academic year"
        notes.add(_stem(table.path), "time_identifier", Fate.CHANGED, because, "period_from")
    texts = table.frame["time_period"].drop_nulls()
    six = bool((texts.str.len_chars() == len("202425")).all())
    shape = "six digits" if six else "year" if year == "calendar" else "year ending"
    period = {"column": "time_period", "shape": shape, "grain": "year", "year": year}
    return period, kind if len(kinds) > 1 else ""


def _indicators(
    row: Mapping[str, str],
    column: str,
    filters: Sequence[Filter],
    time: str,
    item: str,
    notes: Notes,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give an indicator for each combination of the members of filters that have no total."""
    without = [each for each in filters if each.total is None]
    broken = [each for each in filters if each.may_break_down]
    pins = [_pin(each, each.total or "") for each in filters if each not in [*without, *broken]]
    pins += [f"time = {quoted(time)}"] if time else []
    unit = _unit(row, item, notes)
    for members in _combinations(without, item, notes):
        where = [_pin(each, member) for each, member in zip(without, members, strict=True)]
        label = words(row["label"]) or row["col_name"]
        said = {
            "title": words(", ".join([label, *(words(each, 100) for each in members)])),
            "unit": unit,
            "scale": "percent 0-100" if unit == "percent" else "",
            "decimals": row["indicator_dp"] if row["indicator_dp"].isdigit() else "",
            "published": column,
            "where": Expression(" and ".join([*where, *pins])),
            "by": [each.id for each in broken],
            "totals": {each.id: each.total for each in broken},
        }
        yield "_".join([row["col_name"], *members]), filled(said)


def _pin(column: Filter, member: str) -> str:
    return f"{column.id} = {quoted(member)}"


def _combinations(without: Sequence[Filter], item: str, notes: Notes) -> list[tuple[str, ...]]:
    every = product(*(each.members for each in without))
    first = list(islice(every, _MOST_COMBINATIONS + 1))
    if len(first) > _MOST_COMBINATIONS:
        named = ", ".join(each.header for each in without)
        because = (
            f"the first {_MOST_COMBINATIONS} combinations of {named}: no member is their total"
        )
        notes.add(item, "col_name", Fate.CHANGED, because, "indicators")
    return first[:_MOST_COMBINATIONS]


def _unit(row: Mapping[str, str], item: str, notes: Notes) -> str:
    written = row["indicator_unit"].strip()
    unit = {"%": "percent", "£": "pounds"}.get(written) or words(written)
    if not unit:
        unit = guess_unit(row["label"], row["col_name"])
        because = f"not said: {unit}, read from the label"
        notes.add(item, "indicator_unit", Fate.CHANGED, because, "unit")
    return unit


def _source(
    source: str, table: WholeTable, columns: Mapping[str, str], filters: Sequence[Filter],
    shared: Sequence[SharedCode], period: Mapping[str, Any], time: str,
) -> str:  # fmt: skip
    texts = {
        each.id: filled(
            {"from": each.header, "one_of": list(each.members) if each.may_break_down else []}
        )
        for each in filters
    }
    numbers = {name: {"from": header, "type": "number"} for header, name in columns.items()}
    return as_yaml(
        filled(
            {
                "source": source,
                "title": words(_stem(table.path).replace("_", " ").capitalize()),
                "owner": "Department for Education",
                "licence": OGL,
                "rows": "published",
                "read": opened(table),
                "columns": {
                    **texts,
                    **numbers,
                    **({"time": {"from": "time_identifier"}} if time else {}),
                    **_told_by(shared),
                },
                "area_from": {"column": area_columns(table), "unknown": "leave out"},
                "period_from": dict(period),
                "missing": _SYMBOLS,
                "leave_out": [_left_out(one) for one in shared],
                "expect": {"rows_at_least": "1", "change_at_most": "40%"},
            }
        )
    )


def _told_by(shared: Sequence[SharedCode]) -> dict[str, Any]:
    """Give the columns by which rows with a shared code are left out."""
    headers = dict.fromkeys(header for one in shared for header in (*one.finer, one.column))
    return {header: {"from": header} for header in headers}


def _left_out(one: SharedCode) -> dict[str, Any]:
    where = [*(f"{finer} is null" for finer in one.finer), f"{one.column} = {quoted(one.code)}"]
    because = f"the code stands for {' and '.join(one.names)}"
    return {"where": Expression(" and ".join(where)), "because": because}
