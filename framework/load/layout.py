"""Which file of a configuration folder says what."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from framework.load.mistakes import suggestion
from framework.load.syntax.tables import Columns


class FileKind(StrEnum):
    """What a file declares."""

    FRAMEWORK = "framework"
    OUTCOMES = "outcomes"
    SOURCE = "source"
    INDICATORS = "indicators"
    INDICATOR_TABLE = "indicator table"
    AREAS = "areas"
    MEMBERSHIPS = "memberships"
    CHANGES = "changes"
    CODES = "codes"
    NEIGHBOURS = "neighbours"
    OUTLINES = "outlines"
    TARGETS = "targets"
    BANK_HOLIDAYS = "bank holidays"


_PLACES: Final = {
    FileKind.FRAMEWORK: re.compile(r"framework\.ya?ml"),
    FileKind.OUTCOMES: re.compile(r"outcomes\.ya?ml"),
    FileKind.SOURCE: re.compile(r"sources/[^/]+\.ya?ml"),
    FileKind.INDICATORS: re.compile(r"indicators/(?:[^/]+/)*[^/]+\.ya?ml"),
    FileKind.INDICATOR_TABLE: re.compile(r"indicators/(?:[^/]+/)*[^/]+\.csv"),
    FileKind.AREAS: re.compile(r"areas/areas\.csv"),
    FileKind.MEMBERSHIPS: re.compile(r"areas/memberships\.csv"),
    FileKind.CHANGES: re.compile(r"areas/changes\.csv"),
    FileKind.CODES: re.compile(r"areas/codes/[^/]+\.csv"),
    FileKind.NEIGHBOURS: re.compile(r"areas/neighbours/[^/]+\.csv"),
    FileKind.OUTLINES: re.compile(r"areas/outlines/[^/]+\.geojson"),
    FileKind.TARGETS: re.compile(r"targets\.csv"),
    FileKind.BANK_HOLIDAYS: re.compile(r"bank_holidays\.csv"),
}

CSV_COLUMNS: Final = {
    FileKind.INDICATOR_TABLE: Columns(("indicator",), others="any plain name"),
    FileKind.AREAS: Columns(("code", "name", "level"), ("parent", "valid_from", "valid_to")),
    FileKind.MEMBERSHIPS: Columns(("child", "parent"), ("valid_from", "valid_to", "weight")),
    FileKind.CHANGES: Columns(("kind", "old", "new", "on"), ("weight",)),
    FileKind.CODES: Columns(("code", "area")),
    FileKind.NEIGHBOURS: Columns(("area", "neighbour"), ("valid_from", "valid_to")),
    FileKind.TARGETS: Columns(
        ("indicator", "for", "value"), ("amber", "floor", "area", "set_by", "level", "minute")
    ),
    FileKind.BANK_HOLIDAYS: Columns(("date",), ("name",)),
}

NEEDED: Final = {
    FileKind.FRAMEWORK: "framework.yaml",
    FileKind.OUTCOMES: "outcomes.yaml",
    FileKind.AREAS: "areas/areas.csv",
}
"""The files without which there is no framework, by the name to give them."""

_USUAL: Final = (
    "framework.yaml",
    "outcomes.yaml",
    "targets.csv",
    "bank_holidays.csv",
    "areas/areas.csv",
    "areas/memberships.csv",
    "areas/changes.csv",
)


def kind_of(path: str) -> FileKind | None:
    """Give what a file declares, or None when its name says nothing to us."""
    return next((kind for kind, form in _PLACES.items() if form.fullmatch(path)), None)


def where_it_may_belong(path: str) -> str:
    """Suggest the place that a file in no known place was meant for."""
    folder, _, name = path.rpartition("/")
    if folder:
        folders = (
            "sources",
            "indicators",
            "areas",
            "areas/codes",
            "areas/neighbours",
            "areas/outlines",
        )
        likely = [f"{known}/{name}" for known in folders]
        return suggestion(path, [*likely, *_USUAL])
    return suggestion(path, _USUAL)


def of_kind(paths: Iterable[str], kind: FileKind) -> list[str]:
    """Give the paths of one kind, in order."""
    return sorted(path for path in paths if kind_of(path) is kind)
