"""Areas, what they are part of, what became of old codes, and how sources write them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import nan
from pathlib import PurePosixPath
from typing import Final, Literal, cast

from marshmallow import ValidationError

from framework.load.layout import FileKind, of_kind
from framework.load.mistakes import Mistakes, listed, shown, suggestion
from framework.load.parsing import Parsed
from framework.load.shapes.day_fields import read_day
from framework.load.shapes.fields import ID_FORM, not_an_id
from framework.load.shapes.places import report
from framework.load.syntax.documents import Place, Table, Word
from framework.model.areas import (
    AREA_CODE,
    NOT_KNOWN,
    Area,
    AreaChange,
    Geography,
    Level,
    Membership,
)

_CHANGES: Final = ("rename", "merge", "split")


def build_geography(parsed: Parsed, levels: tuple[Level, ...], mistakes: Mistakes) -> Geography:
    """Read areas.csv, memberships.csv and changes.csv."""
    rows = parsed.csv(FileKind.AREAS)
    areas = [area for row in rows if (area := _area(row, levels, mistakes))]
    _refuse_repeats(rows, "code", mistakes)
    memberships = [_parent(row, mistakes) for row in rows if cell(row, "parent")]
    memberships += [_membership(row, mistakes) for row in parsed.csv(FileKind.MEMBERSHIPS)]
    changes = [_change(row, mistakes) for row in parsed.csv(FileKind.CHANGES)]
    return Geography(
        levels=levels,
        areas=tuple(areas),
        memberships=tuple(each for each in memberships if each),
        changes=tuple(each for each in changes if each),
    )


def build_codes(parsed: Parsed, mistakes: Mistakes) -> Mapping[str, Mapping[str, str]]:
    """Read the lookups of areas/codes, by the name of their file."""
    lookups: dict[str, Mapping[str, str]] = {}
    for path in of_kind(parsed.rows, FileKind.CODES):
        name = PurePosixPath(path).stem
        if not ID_FORM.fullmatch(name):
            message = f"the file's name is the id: {not_an_id(name)}"
            mistakes.error("F207", Place(path, 1, 1), message)
        rows = parsed.rows[path]
        _refuse_repeats(rows, "code", mistakes)
        lookups[name] = {
            str(code): str(area)
            for row in rows
            if (code := needed(row, "code", mistakes)) and (area := needed(row, "area", mistakes))
        }
    return lookups


def build_bank_holidays(parsed: Parsed, mistakes: Mistakes) -> frozenset[date]:
    """Read bank_holidays.csv."""
    rows = parsed.csv(FileKind.BANK_HOLIDAYS)
    _refuse_repeats(rows, "date", mistakes)
    days = [_day(row, "date", mistakes) for row in rows if needed(row, "date", mistakes)]
    return frozenset(day for day in days if day)


def cell(row: Table, column: str) -> Word | None:
    """Give a cell, or None when it is empty or its column is not there."""
    value = row.get(Word(column))
    return value if isinstance(value, Word) and value else None


def needed(row: Table, column: str, mistakes: Mistakes, allowed: Sequence[str] = ()) -> Word | None:
    """Give a cell; one that is empty is reported, with what may stand there where that is known."""
    value = cell(row, column)
    if value is None:
        use = f"; use {listed(allowed)}" if allowed else ""
        mistakes.error("F202", row.get(Word(column), row), f"'{column}' is empty and needed{use}")
    return value


def _day(row: Table, column: str, mistakes: Mistakes) -> date | None:
    value = cell(row, column)
    if value is None:
        return None
    try:
        return read_day(value)
    except ValidationError as error:
        report(error.messages, None, value, mistakes)
        return None


def span(row: Table, mistakes: Mistakes) -> tuple[date | None, date | None]:
    """Give the first day of a row and the first day no longer its."""
    first, last = _day(row, "valid_from", mistakes), _day(row, "valid_to", mistakes)
    if first and last and last <= first:
        message = f"valid_to ({last}) is the first day no longer valid and must be after {first}"
        mistakes.error("F313", cell(row, "valid_to") or row, message)
    return first, last


def _area(row: Table, levels: tuple[Level, ...], mistakes: Mistakes) -> Area | None:
    code, name = needed(row, "code", mistakes), needed(row, "name", mistakes)
    known = [each.id for each in levels]
    level = needed(row, "level", mistakes, known)
    first, last = span(row, mistakes)
    if code and (not AREA_CODE.fullmatch(code) or code == NOT_KNOWN):
        message = (
            f"{shown(code)} cannot be an area's code; use letters, digits, '_', '-' and '.', "
            f"at most 35, and not '{NOT_KNOWN}'"
        )
        mistakes.error("F313", code, message)
    if level and levels and level not in known:
        message = f"{shown(level)} is no level of framework.yaml; use {listed(known)}"
        mistakes.error("F306", level, message + suggestion(level, known))
    if not code:
        return None
    # An area whose row has a mistake is still known, so that nothing else is blamed for it.
    return Area(str(code), str(name or code), str(level or ""), first, last)


def _parent(row: Table, mistakes: Mistakes) -> Membership | None:
    code, parent = cell(row, "code"), cell(row, "parent")
    if not code or not parent:
        return None
    # What is wrong with the span was said with the area; the same issue counts once.
    first, last = span(row, mistakes)
    return Membership(str(code), str(parent), first, last)


def _membership(row: Table, mistakes: Mistakes) -> Membership | None:
    child, parent = needed(row, "child", mistakes), needed(row, "parent", mistakes)
    first, last = span(row, mistakes)
    weight = _weight(row, mistakes)
    if not (child and parent):
        return None
    return Membership(str(child), str(parent), first, last, weight)


def _change(row: Table, mistakes: Mistakes) -> AreaChange | None:
    kind, on = needed(row, "kind", mistakes, _CHANGES), needed(row, "on", mistakes)
    old, new = needed(row, "old", mistakes), needed(row, "new", mistakes)
    day = _day(row, "on", mistakes)
    weight = _weight(row, mistakes)
    if kind and kind not in _CHANGES:
        message = f"{shown(kind)} is not allowed here; use {listed(_CHANGES)}"
        mistakes.error("F203", kind, message + suggestion(kind, _CHANGES))
    if not (kind and old and new and on and day):
        return None
    written = cast("Literal['rename', 'merge', 'split']", str(kind))
    return AreaChange(written, str(old), str(new), day, weight)


def _weight(row: Table, mistakes: Mistakes) -> float:
    value = cell(row, "weight")
    if value is None:
        return 1.0
    if not re.fullmatch(r"[01](?:\.\d{1,12})?|\.\d{1,12}", value) or not 0 < float(value) <= 1:
        message = (
            f"{shown(value)} is not a weight; write a share above 0 and at most 1, such as 0.35"
        )
        mistakes.error("F204", value, message)
        return nan
    return float(value)


def _refuse_repeats(rows: Iterable[Table], column: str, mistakes: Mistakes) -> None:
    first: dict[str, Word] = {}
    for row in rows:
        value = cell(row, column)
        if value is None:
            continue
        if value in first:
            message = f"{shown(value)} stands here a second time; the first is in line "
            mistakes.error("F302", value, message + str(first[value].place.line))
        first.setdefault(value, value)
