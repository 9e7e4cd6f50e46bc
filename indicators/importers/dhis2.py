"""DHIS2: an export of its metadata in JSON, of which indicators become declarations.

The rows are a table of data values laid out with a column for each data element: DHIS2's analytics
give it with `tableLayout=true&columns=dx&rows=ou;pe&outputIdScheme=UID`.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from indicators.connect.refusals import RefusedError
from indicators.connect.whole_tables import read_nested
from indicators.importers.carrying import (
    LONGEST_PARAGRAPH,
    Fate,
    Field,
    Imported,
    Notes,
    Wishes,
    by_name,
    home_name,
    words,
)
from indicators.importers.dhis2_expressions import UnreadableError, operands, plain_expression
from indicators.importers.framework_files import Area, areas_file, framework_file, outcomes_file
from indicators.importers.house_style import as_yaml, filled
from indicators.importers.naming import Ids

FIELDS: Final = (
    Field("id", Fate.LEFT, "", "ids here are made of the name"),
    Field("name", Fate.CARRIED, "title and id"),
    Field("shortName", Fate.CARRIED, "short_title"),
    Field("description", Fate.CARRIED, "definition: why_it_matters"),
    Field(
        "numerator",
        Fate.CHANGED,
        "published: numerator",
        "data elements become columns; functions cannot be carried",
    ),
    Field(
        "denominator",
        Fate.CHANGED,
        "published: denominator",
        "data elements become columns; functions cannot be carried",
    ),
    Field("numeratorDescription", Fate.CARRIED, "definition: numerator"),
    Field("denominatorDescription", Fate.CARRIED, "definition: denominator"),
    Field("indicatorType", Fate.CHANGED, "published: per, and unit", "its factor"),
    Field("annualized", Fate.CARRIED, "published: annual"),
    Field("decimals", Fate.CARRIED, "decimals"),
    Field(
        "indicatorGroups",
        Fate.CHANGED,
        "outcomes.yaml",
        "a group becomes an outcome, each indicator in its first",
    ),
    Field("legendSets", Fate.LEFT, "", "ranges of colours are no targets"),
    Field("code", Fate.LEFT, "", "ids here are made of the name"),
)
_SOURCE: Final = "dhis2"
_LEVELS: Final = ("country", "region", "district", "facility", "unit", "part")


def import_dhis2(paths: Sequence[Path], wishes: Wishes) -> Imported:
    """Declare the indicators of an export whose expressions are sums, differences, products of data elements.

    Raises:
        RefusedError: a file cannot be read or holds no indicators, or none can be carried.
    """
    notes, ids = Notes(by_name(FIELDS)), Ids()
    whole = _together(paths)
    factors = {_text(each, "id"): each for each in _records(whole, "indicatorTypes")}
    columns: dict[str, str] = {}
    declared: dict[str, Any] = {}
    given: dict[str, str] = {}
    for record in _records(whole, "indicators"):
        said = _indicator(record, factors, columns, notes)
        if said:
            given[_text(record, "id")] = name = ids.give(said["title"], "indicator")
            declared[name] = said
    if not declared:
        raise RefusedError(
            "no indicator of the export can be carried: see the kinds of expression that can"
        )
    areas, home = _areas(whole, wishes, notes)
    levels = list(dict.fromkeys(level for _, _, level, _ in reversed(areas)))
    defaults = {"source": _SOURCE, "kind": "context", "polarity": "none", "grain": "month"}
    files = {
        "sources/dhis2.yaml": _source(columns),
        "indicators/dhis2.yaml": as_yaml(
            {"defaults": {**defaults, "interval": "none"}, "indicators": declared},
            opening="From an export of DHIS2, which does not say which way is good, so all are context.",
        ),
        "areas/areas.csv": areas_file(areas),
        "outcomes.yaml": outcomes_file(_groups(whole, given)),
        "framework.yaml": framework_file(
            wishes, "Indicators of DHIS2", home, levels, year="calendar"
        ),
    }
    because = "give the rows as dhis2.csv: see how to import"
    notes.add(_SOURCE, "data values", Fate.LEFT, because, "sources/dhis2.yaml")
    return Imported(files, tuple(notes.found))


def _together(paths: Sequence[Path]) -> dict[str, list[Any]]:
    whole: dict[str, list[Any]] = {}
    for path in paths:
        document = read_nested(path)
        if not isinstance(document, dict) or not any(
            isinstance(each, list) for each in document.values()
        ):
            raise RefusedError(
                f"{path.name}: it is no export of metadata: lists such as 'indicators' are missing"
            )
        for name, each in document.items():
            if isinstance(each, list):
                whole.setdefault(name, []).extend(each)
    if not whole.get("indicators"):
        raise RefusedError("the export holds no list of 'indicators'")
    return whole


def _records(whole: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = whole.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(record: Mapping[str, Any], name: str) -> str:
    found = record.get(name)
    return found if isinstance(found, str) else ""


def _indicator(
    record: Mapping[str, Any],
    factors: Mapping[Any, Mapping[str, Any]],
    columns: dict[str, str],
    notes: Notes,
) -> dict[str, Any] | None:
    """Give the keys of an indicator, or None with a note; `columns` learns of new data elements."""
    item = words(_text(record, "name"), 120) or _text(record, "id")
    top, below = _text(record, "numerator").strip(), _text(record, "denominator").strip() or "1"
    try:
        both = _with_operands(columns, [*operands(top), *operands(below)])
        parts = {
            "numerator": plain_expression(top, both),
            "denominator": plain_expression(below, both),
        }
    except UnreadableError as why:
        notes.add(item, "numerator", Fate.LEFT, f"the whole indicator: {why}")
        return None
    columns.update(both)
    factor, kind = _factor(record, factors, item, notes)
    given = {key: each for key, each in record.items() if each not in (None, [], False)}
    notes.usual(
        item, {key: each if isinstance(each, str) else "nested" for key, each in given.items()}
    )
    short, decimals = _text(record, "shortName"), _text(record, "decimals")
    annual = "yes" if record.get("annualized") is True else ""
    return filled(
        {
            "title": item,
            "short_title": words(short, 120) if short != item else "",
            "unit": kind,
            "decimals": decimals if decimals in set("0123456") else "",
            "published": filled({**parts, "per": factor, "annual": annual}),
            "definition": _definition(record),
        }
    )


def _with_operands(columns: Mapping[str, str], found: Sequence[str]) -> dict[str, str]:
    """Give a column to every data element that has none yet."""
    names = Ids()
    names.taken = set(columns.values())
    new = {one: names.give(one, "data") for one in dict.fromkeys(found) if one not in columns}
    return {**columns, **new}


def _factor(
    record: Mapping[str, Any], factors: Mapping[Any, Mapping[str, Any]], item: str, notes: Notes
) -> tuple[str, str]:
    """Give what a fraction is multiplied by, and its unit."""
    kind = record.get("indicatorType")
    own = kind if isinstance(kind, dict) else {}
    whole = {**factors.get(_text(own, "id"), {}), **own}
    factor = _text(whole, "factor") or "1"
    if not re.fullmatch(r"[1-9]\d{0,8}", factor):
        because = "its factor is not a whole number: 1"
        notes.add(item, "indicatorType", Fate.CHANGED, because, "published: per")
        factor = "1"
    if factor == "1":
        return factor, words(_text(whole, "name"), 60) or "number"
    return factor, "percent" if factor == "100" else f"per {int(factor):,}"


def _definition(record: Mapping[str, Any]) -> dict[str, str]:
    return filled(
        {
            "numerator": words(_text(record, "numeratorDescription")),
            "denominator": words(_text(record, "denominatorDescription")),
            "why_it_matters": words(_text(record, "description"), LONGEST_PARAGRAPH),
        }
    )


def _groups(
    whole: Mapping[str, list[Any]], given: Mapping[str, str]
) -> dict[str, tuple[str, list[str]]]:
    """Make an outcome of each group. An indicator is in one: the first that names it, or the rest."""
    left, ids, outcomes = dict(given), Ids(), {}
    for group in _records(whole, "indicatorGroups"):
        members = [_text(one, "id") for one in _records(group, "indicators")]
        own = [left.pop(one) for one in members if one in left]
        title = words(_text(group, "name"), 120) or "Group"
        outcomes[ids.give(title, "group")] = (title, own)
    outcomes[ids.give("others", "group")] = ("Others", list(left.values()))
    return outcomes


def _areas(whole: Mapping[str, list[Any]], wishes: Wishes, notes: Notes) -> tuple[list[Area], str]:
    """Give the organisation units of an export, the widest first; else one home area."""
    units = sorted(_records(whole, "organisationUnits"), key=_depth)
    if not units:
        home = wishes.home or "HOME"
        notes.add(
            "areas",
            "organisationUnits",
            Fate.LEFT,
            f"none in the export: one area, {home}",
            "areas/areas.csv",
        )
        return [(home, home_name(wishes), "place", "")], home
    areas: dict[str, Area] = {}
    for unit in units:
        code, parent = _text(unit, "id"), unit.get("parent")
        above = _text(parent, "id") if isinstance(parent, dict) else ""
        level = _LEVELS[min(_depth(unit), len(_LEVELS)) - 1]
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9]{10}", code):
            areas[code] = (
                code,
                words(_text(unit, "name"), 100) or code,
                level,
                above if _is_wider(areas, above, level) else "",
            )
    notes.add("areas", "organisationUnits", Fate.CARRIED, "", "areas/areas.csv")
    return list(areas.values()), wishes.home or next(iter(areas), "HOME")


def _is_wider(areas: Mapping[str, Area], code: str, level: str) -> bool:
    return code in areas and _LEVELS.index(areas[code][2]) < _LEVELS.index(level)


def _depth(unit: Mapping[str, Any]) -> int:
    level = _text(unit, "level")
    return (
        int(level) if level.isdigit() and level != "0" else max(_text(unit, "path").count("/"), 1)
    )


def _source(columns: Mapping[str, str]) -> str:
    return as_yaml(
        {
            "source": _SOURCE,
            "title": "Data values of DHIS2, a column for each data element",
            "owner": "its publisher",
            "rows": "published",
            "read": {"kind": "csv", "path": "dhis2.csv"},
            "columns": {
                name: {"from": operand, "type": "number"} for operand, name in columns.items()
            },
            "area_from": {"column": "organisationunitid", "unknown": "leave out"},
            "period_from": {"column": "periodname", "shape": "month", "grain": "month"},
            "expect": {"rows_at_least": "1", "change_at_most": "40%"},
        }
    )
