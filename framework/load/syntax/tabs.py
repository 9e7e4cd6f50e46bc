"""Indents lines with tabs as they were most likely meant, so that the rest of their file can be read."""

import re
from collections.abc import Sequence
from typing import Final

from framework.load.syntax.documents import Document

_LINE: Final = re.compile(r"([ \t]*)(.*)", re.DOTALL)
_SPACES: Final = re.compile(r" *")
_ITEMS: Final = re.compile(r" *(?:- +)*")
_OPENS: Final = re.compile(r":\s*(?:#.*)?$")
"""A key that waits for what stands below it."""


def without_tabs(document: Document) -> Document | None:
    """Put spaces for the tabs of a text, or nothing where it is not plain what a line belongs to."""
    lines = document.text.splitlines(keepends=True)
    step = min((lead for line in lines if line.strip() and (lead := _spaces(line))), default=2)
    before, before_written = "", ""
    widths: dict[str, int] = {}
    moved: dict[int, int] = {}
    for at, line in enumerate(lines):
        written, rest = _LINE.findall(line)[0]
        width: int | None = len(written)
        if not rest.strip() or rest.startswith("#"):
            lines[at] = line.replace("\t", " ")
            continue
        if "\t" in written and _OPENS.search(before):
            width = _key(before, "") + step
        elif "\t" in written and "\t" in before_written:
            width = widths.get(written)
            if width is None and len(written) >= len(before_written):
                width = _key(before, rest)
        elif "\t" in written:
            width = _beside(before, written, rest, lines[at + 1 :])
        elif "\t" in before_written and _OPENS.search(before) and rest[0] != "-":
            width = width if len(written) > _key(before, rest) else None
        if width is None:
            return None
        widths[written] = width
        moved[at + 1] = width - len(written)
        lines[at] = before = " " * width + rest.replace("\t", " ")
        before_written = written
    return Document(document.file, "".join(lines), moved=moved)


def _beside(before: str, written: str, rest: str, following: Sequence[str]) -> int | None:
    """Give where the line before stands, if as many spaces stand before the tab or the next lines go on there."""
    width = _key(before, rest)
    plain = (line for line in following if line.strip() and "\t" not in _LINE.findall(line)[0][0])
    goes_on = next((lead for line in plain if (lead := _spaces(line)) <= width), None)
    return width if width in {_spaces(written), goes_on} else None


def _spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _key(line: str, following: str) -> int:
    """Say where the key of a line stands, or its dash where another follows it."""
    found = (_SPACES if following.startswith("-") else _ITEMS).match(line)
    return found.end() if found else 0
