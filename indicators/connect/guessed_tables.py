"""Where a table stands among the first rows of a file, and which of its columns are periods side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from framework.model.reads import BLANK_ROW, Header, Melt
from indicators.connect.header_rows import joined, number_again, tidy
from indicators.connect.headers import letters
from indicators.connect.refusals import RefusedError

_FILLED: Final = 0.7
"""The header is the first row that fills so large a share of what the fullest row fills."""
_FEWEST_PERIODS: Final = 3
_PERIOD: Final = re.compile(
    r"(?P<period>(?:19|20)\d\d(?:[-/](?:\d{4}|\d\d)){0,2}(?: ?Q[1-4])?"
    r"|Q[1-4] (?:19|20)\d\d(?:[-/](?:\d{4}|\d\d))?|[A-Za-z]{3,9}[- ](?:\d{4}|\d\d))"
    r"(?: (?P<rest>\D.*))?"
)
_FOOT: Final = re.compile(r"(?:Sources?|(?:Foot)?notes?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GuessedTable:
    """Which rows are the header, the names that they give, and where the table ends."""

    header: Header
    row: int
    names: tuple[str, ...]
    until: tuple[str, ...] = ()


def guess_table(rows: Sequence[Sequence[str]], row: int = 0) -> GuessedTable:
    """Guess the header of a table; `row` says which row it is when that is known.

    Raises:
        RefusedError: the first rows are empty, or there is no such row.
    """
    place = row or _header_place(rows)
    if place > len(rows):
        raise RefusedError(f"it has no row {place}")
    names = [tidy(cell) for cell in rows[place - 1]]
    above = 0
    if not row and place > 1 and _repeats(names) and sum(map(bool, map(tidy, rows[place - 2]))) > 1:
        above = 1
        names = joined([[tidy(cell) for cell in each] for each in rows[place - 2 : place]])
    numbered = _repeats(names)
    below = rows[place:]
    named = [
        name or (f"column {letters(at)}" if _is_filled(below, at) else "")
        for at, name in enumerate(number_again(names) if numbered else names)
    ]
    header = Header(place, above=above, numbered=numbered)
    return GuessedTable(header, place, tuple(named), _until(below))


def guess_melt(names: Sequence[str]) -> tuple[Melt | None, tuple[str, ...]]:
    """Guess which headers name periods, and give the headers that there are once those are rows."""
    groups: dict[str, list[str]] = {}
    for name in names:
        found = _PERIOD.fullmatch(name)
        if found:
            groups.setdefault(found["rest"] or "", []).append(name)
    wide = {rest: found for rest, found in groups.items() if len(found) >= _FEWEST_PERIODS}
    if not wide:
        return None, tuple(names)
    melted = {name for found in wide.values() for name in found}
    kept = [name for name in names if name not in melted]
    by = _free("period", kept)
    # a pattern without words fits every header, so it is tried last
    patterns = [(_free(rest, kept), f"* {rest}") for rest in wide if rest]
    patterns += [(_free("value", kept), "*")] if "" in wide else []
    return Melt(by, tuple(patterns)), (*kept, by, *(name for name, _ in patterns))


def are_short(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Say whether a table leaves out cells at the ends of most of its rows, and no row is too long.

    One short row among whole ones is a mistake of that row, and is refused as such.
    """
    widths = [len(row) for row in rows if row]
    short = sum(each < width for each in widths)
    return short * 2 > len(widths) and max(widths) <= width


def _free(name: str, taken: Sequence[str]) -> str:
    return f"{name} melted" if name in taken else name


def _header_place(rows: Sequence[Sequence[str]]) -> int:
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    if not any(filled):
        raise RefusedError("it has no header: its first rows are empty")
    widths = [len(row) for row, count in zip(rows, filled, strict=True) if count]
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    most = max(count for row, count in zip(rows, filled, strict=True) if len(row) == usual)
    return next(place for place, count in enumerate(filled, start=1) if count >= most * _FILLED)


def _repeats(names: Sequence[str]) -> bool:
    filled = [name for name in names if name]
    return len(set(filled)) < len(filled)


def _is_filled(rows: Sequence[Sequence[str]], place: int) -> bool:
    return any(place < len(row) and row[place].strip() for row in rows)


def _until(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Give the word that the first row below the table begins with; other words are never shown."""
    for place, row in enumerate(rows):
        first = next((cell.strip() for cell in row if cell.strip()), "")
        found = _FOOT.match(first)
        if found and sum(bool(cell.strip()) for cell in row) <= 2:
            before = rows[place - 1] if place else ()
            blank = place > 1 and not any(cell.strip() for cell in before)
            return (BLANK_ROW,) if blank else (found[0],)
    return ()
