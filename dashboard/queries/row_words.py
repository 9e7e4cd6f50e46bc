"""Whether numbers of rows are spoken of, and to whom: beside the figures they give hidden counts away."""

import re
from collections.abc import Callable
from typing import Final

from dashboard.access.viewers import ROW_READERS, Viewer
from framework.model.sources import Source
from indicators.quality.catalogue import RULES
from indicators.quality.scoring import share_words

UNTOLD: Final = "something is not as agreed (officers and operators see what)"
_PIECES: Final = re.compile(r"(?<=\[S\d{3}\]); ")
_CODE: Final = re.compile(r" \[(S\d{3})\]$")
_PLACES: Final = re.compile(r"(?:; (?:first )?in |, the first in ).*?(?=$| \[S\d{3}\]$)")
_COUNTED: Final = re.compile(r"\b\d[\d,]* (row|value|number)s?\b")
_TELLING: Final = re.compile(
    r"\b(?:row|line|record|byte)s? \d|\d of \d|\d[\d,]* (?:row|value|cell|time|left|set|can)"
)
_OF_A_RUN: Final = re.compile(r"(\d+ of \d+ sources? (?:is|are) kept): ")
_NAMED: Final = re.compile(r"\brule '\w+'")
_LEAD: Final = re.compile(
    r"(?:source|indicator) '\w+'[^:']*: |Source '\w+' was refused: "
    r"|The refresh that began at [^:]+:\d\d[^:]* published no new figures: "
)
_OF_NO_CELL: Final = re.compile(
    r"no file matches '[^']*' in \S+|\S+ holds no rows"
    r"|[\d,]+ of [\d,]+ figures are hidden so that nobody can be recognised\b.*"
)
"""What may be told whole of sentences without a code. Others may repeat what a file holds: headers that
are cells, names of sheets, numbers of lines."""
_QUOTED: Final = re.compile(r"'.*'|\b\d[\d,.]*\b|0x\w+")
_BY_TITLE: Final = frozenset({"S124", "S131", "S132", "S133", "S136", "S141"})
"""Of these checks the Board hears the title alone: the sentences tell of numbers of rows, by area and month."""


def reads_rows(viewer: Viewer) -> bool:
    """Say whether a viewer may hear of single rows: officers and operators of every area."""
    return viewer.areas is None and not ROW_READERS.isdisjoint(viewer.roles)


def is_untold(source: Source, viewer: Viewer) -> bool:
    """Say whether numbers of a source's rows are not for a viewer: it hides small counts."""
    return source.disclosure.suppress_to > 0 and not reads_rows(viewer)


def rows_shown(count: int, *, untold: bool) -> int | None:
    """Give a number of rows, or None where it is not told; that there is none is told to everybody.

    A rounded number would not do: where the rest is exact, that it has crossed a step narrows what is hidden.
    """
    return None if untold and count else count


def rows_words(count: int | None) -> str:
    """Say a number of rows as `rows_shown` gave it: '23,605', or 'some'."""
    return "some" if count is None else f"{count:,}"


def share_told(share: float | None, *, untold: bool) -> str:
    """Say a share of rows; where their numbers are not told, only whether it is all, none or some of them.

    A coarser step would not do either: one hidden row that carries a share across it would be told of.
    """
    return "not all" if untold and share not in (None, 0, 1) else share_words(share)


def reason_words(reason: str, viewer: Viewer) -> str:
    """Say why a source needs a look, nothing where it needs none. Only who may hear of single rows hears
    how many, and which.

    The code and the name of a rule are for officers and operators, who look them up; the Board reads words.
    """
    if reads_rows(viewer) or not reason:
        return reason
    if run := _OF_A_RUN.match(reason):
        return run[1]  # each source says for itself why
    is_board = ROW_READERS.isdisjoint(viewer.roles)
    told = [_without_rows(one, _untold if is_board else _dotted) for one in _PIECES.split(reason)]
    if is_board:
        told = [_NAMED.sub("a rule", _CODE.sub("", piece)) for piece in told]
    return "; ".join(dict.fromkeys(told))


def _untold(_sentence: str) -> str:
    return UNTOLD


def _dotted(sentence: str) -> str:
    """Leave out what is quoted and every number: what a mail may hold of a file."""
    return _QUOTED.sub("…", sentence)


def _without_rows(piece: str, careful: Callable[[str], str]) -> str:
    """Leave out numbers and places; what may repeat something from a file is put carefully."""
    found, lead = _CODE.search(piece), _LEAD.match(piece)
    begins = lead[0] if lead else ""
    if found is None:
        rest = piece.removeprefix(begins).rstrip(".")
        return begins + (rest if _OF_NO_CELL.fullmatch(rest) else careful(rest))
    left = _COUNTED.sub(r"some \1s", _PLACES.sub("", piece))
    left = left.replace("some rows is ", "some rows are ")
    if found[1] not in _BY_TITLE and not _TELLING.search(left):
        return left
    title = RULES[found[1]].title if found[1] in RULES else UNTOLD
    return f"{begins}{title[0].lower()}{title[1:]} [{found[1]}]"
