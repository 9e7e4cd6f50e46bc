"""Where a mistake belongs among the pages: that of the indicator, the outcome or the sources it was made in."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from framework.errors import Issue

_SECTIONS: Final = {"indicators": "/indicator/{}", "outcomes": "/outcome/{}"}
"""The table of a file whose keys have pages, and those pages."""

_SOURCES: Final = "/quality"
_KEY: Final = re.compile(r"( *)([A-Za-z_]\w*) *:")


def page_of(issue: Issue, files: Mapping[str, bytes]) -> str:
    """Give the path of the page to which an issue belongs, '' where there is none.

    Only lines are looked at: what is wrong may keep a file from being read at all.
    """
    path = PurePosixPath(issue.file)
    lines = files.get(issue.file, b"").decode("utf-8-sig", "replace").splitlines()[: issue.line]
    if path.parts[:1] == ("sources",):
        return _SOURCES
    if path.suffix == ".csv":
        found = _in_table(lines)
        return _SECTIONS["indicators"].format(found) if found else ""
    section = "outcomes" if path.stem == "outcomes" else "indicators"
    found = _under(section, lines)
    return _SECTIONS[section].format(found) if found else ""


def _under(section: str, lines: list[str]) -> str:
    """Give the key below a section that the last of some lines belongs to."""
    depth, found = -1, ""
    for indent, key in _keys(lines):
        if indent == 0:
            depth, found = (0 if key == section else -1), ""
        elif depth == 0:
            depth, found = indent, key
        elif indent == depth:
            found = key
    return found


def _keys(lines: list[str]) -> Iterator[tuple[int, str]]:
    for line in lines:
        if key := _KEY.match(line):
            yield len(key[1]), key[2]


def _in_table(lines: list[str]) -> str:
    """Give the indicator that the last line of a table names; '' where it has no such column."""
    if len(lines) < 2:
        return ""
    try:
        header, row = next(csv.reader(lines[:1])), next(csv.reader(lines[-1:]))
        return row[header.index("indicator")].strip()
    except (csv.Error, ValueError, IndexError, StopIteration):
        return ""
