"""Collects what is wrong in all files of a run, so that nobody mends one mistake at a time."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, Literal, NamedTuple, Protocol

from framework.errors import Issue
from framework.load.secrets import holds_secret
from framework.load.syntax.documents import Items, Place, Row, Table, Word

MOST_OF_A_KIND: Final = 100
"""How many mistakes of one kind in one file are told one by one."""

_SHOWN_LENGTH: Final = 60
_MANY: Final = 300
_REMEMBERED: Final = 4_096
_PART_LENGTH: Final = 4
_ALIKE: Final = 0.65
_NEAR: Final = 0.75

CURLY: Final = re.compile("[“”‘’]")
CURLY_ADVICE: Final = "curly quotes; put straight ones round the whole expression"


class Placed(Protocol):
    """Anything that knows where it stands: a word, a table, a list."""

    @property
    def place(self) -> Place: ...


Where = tuple[Place, str]
"""Where a key or a value was refused; or where a table stands, with a key that it lacks.

A table of a list that is refused as a whole has `ITEM`: its first key may stand at the same place.
"""

ITEM: Final = "[]"


class Doubt(NamedTuple):
    """What may have been meant by what was refused: one of some words, another key, or nothing at all."""

    words: tuple[str, ...] = ()
    key: str = ""


@dataclass(slots=True)
class Mistakes:
    """Issues found so far. The same one said twice counts once."""

    found: set[Issue] = field(default_factory=set)
    rows: dict[Issue, set[Row]] = field(default_factory=dict)
    """Of a mistake in a pattern, the rows of the table that make it one."""
    doubts: dict[Where, Doubt] = field(default_factory=dict)
    again: bool = False
    """Of a second look, in which what is not there may have been left out by us."""

    def error(self, code: str, at: Placed | Place, message: str) -> None:
        self._add(code, at, message, "error")

    def warn(self, code: str, at: Placed | Place, message: str) -> None:
        self._add(code, at, message, "warning")

    def doubt(self, at: Placed, words: Iterable[str] = (), key: str = "") -> None:
        """Note what may have been meant by a word that was refused. Nothing: it may be left out."""
        self.doubts[at.place, ITEM if isinstance(at, Table) else ""] = Doubt(tuple(words), key)

    def lacks(self, table: Table, key: str, words: Sequence[str]) -> None:
        """Note what may have been meant to stand under a key that is not there."""
        self.doubts[table.place, key] = Doubt(tuple(words))

    def _add(
        self, code: str, at: Placed | Place, message: str, level: Literal["error", "warning"]
    ) -> None:
        place = at if isinstance(at, Place) else at.place
        text = at.document if isinstance(at, Word | Table | Items) else None
        if isinstance(at, Word) and at.place == place:
            message += _odd_signs(at, message)
        if text and text.column:
            message = f"{message} (column '{text.column}')"
        issue = Issue(place.file, place.line, place.column, message, code, level)
        self.found.add(issue)
        if text and text.row:
            self.rows.setdefault(issue, set()).add(text.row)

    def of_level(self, level: Literal["error", "warning"]) -> tuple[Issue, ...]:
        """Give the issues of a level by file, line and column, of each kind in a file the first."""
        kinds: dict[tuple[str, str], list[Issue]] = {}
        for issue in sorted(self.found):
            if issue.level == level:
                if issue in self.rows:
                    told = f"{issue.message} ({_in_rows(sorted(self.rows[issue]))})"
                    issue = replace(issue, message=told)  # noqa: PLW2901
                kinds.setdefault((issue.file, issue.code), []).append(issue)
        return tuple(sorted(issue for same in kinds.values() for issue in _first_of(same)))


def _odd_signs(word: Word, message: str) -> str:
    """Tell of quotes and spaces that look right and are not, in a word that is refused."""
    if CURLY.search(word) and "quote" not in message:
        return " (curly quotes are part of the value here; write straight ones or none)"
    if any(char.isspace() and char not in " \r\n\t" for char in word):
        return " (a non-breaking space stands in it; write a plain space)"
    return ""


def _in_rows(rows: list[Row]) -> str:
    first = rows[0]
    if len(rows) == 1:
        return f"row {first.line} of {first.file}: {first.indicator}"
    return f"{len(rows):,} rows of {first.file}, the first in line {first.line}: {first.indicator}"


def _first_of(same: list[Issue]) -> list[Issue]:
    """Keep so many issues of a kind as somebody may read, and count the others."""
    if len(same) <= MOST_OF_A_KIND:
        return same
    message = f"and {len(same) - MOST_OF_A_KIND:,} more mistakes of this kind in this file"
    return [*same[:MOST_OF_A_KIND], replace(same[MOST_OF_A_KIND], message=message)]


def shown(text: str) -> str:
    """Quote what a user wrote: short, without line ends, and never a secret."""
    if holds_secret(text):
        return "'(hidden)'"
    flat = "".join(char if char.isprintable() else " " for char in text)
    return f"'{flat if len(flat) <= _SHOWN_LENGTH else flat[: _SHOWN_LENGTH - 1] + '…'}'"


def listed(words: Iterable[str], joint: str = "or") -> str:
    """Say a list in words: 'high, low or plan'. Long lists are cut."""
    every = list(words)
    if len(every) > 12:
        return ", ".join(every[:12]) + f" and {len(every) - 12} more"
    return f" {joint} ".join(filter(None, [", ".join(every[:-1]), *every[-1:]]))


def suggestion(text: str, allowed: Collection[str]) -> str:
    """Give "; did you mean 'x'?" for the nearest allowed word, or nothing when none is near."""
    found = nearest(text, allowed)
    return f"; did you mean '{found}'?" if found else ""


def suggestion_or_all(text: str, allowed: Collection[str]) -> str:
    """Give "; did you mean 'x'?" for the nearest allowed word, or "; there are x and y" when none is near."""
    near = suggestion(text, allowed)
    return near or (
        f"; there {'are' if len(allowed) > 1 else 'is'} {listed(allowed, 'and')}" if allowed else ""
    )


def nearest(text: str, allowed: Collection[str]) -> str:
    """Give the nearest allowed word, or nothing when none is near.

    Among very many words, such as the codes of all wards, any would be near by chance and looking
    would take long, so only one that differs by its capitals is named.
    """
    if len(allowed) > _MANY:
        same = (word for word in (text.strip(), text.upper(), text.lower()) if word in allowed)
        return next(same, "")
    return _nearest_of_few(text.casefold()[:80], tuple(map(str, allowed)))


@lru_cache(_REMEMBERED)
def _nearest_of_few(wanted: str, allowed: tuple[str, ...]) -> str:
    """Give the nearest word. The same slip stands in a hundred places, and looking is slow."""
    folded = {word.casefold(): word for word in allowed}
    near = difflib.get_close_matches(wanted, folded, n=3, cutoff=_ALIKE)
    near = [word for word in near if _may_be_meant(wanted, word)]
    if len(near) > 1 and _is_code(wanted) and _ratio(wanted, near[0]) == _ratio(wanted, near[1]):
        return ""
    return folded[near[0]] if near else _by_a_part(wanted, folded)


def _may_be_meant(wanted: str, word: str) -> bool:
    """Say whether a word is near enough to be what somebody meant.

    Half the letters of a short word are those of another by chance. In a code every digit counts:
    one that was left out, written twice or swapped is a slip, another digit is another code.
    """
    whole = wanted.startswith(word) and not wanted[len(word) :][:1].isalnum()
    if (_is_code(wanted) or _is_code(word)) and not whole:
        ours, theirs = (re.sub(r"\D", "", one) for one in (wanted, word))
        if ours != theirs and (_is_changed(ours, theirs) or not _is_one_slip(ours, theirs)):
            return False
    return _ratio(wanted, word) >= _NEAR or _is_one_slip(wanted, word)


def _is_code(word: str) -> bool:
    return any(char.isdecimal() for char in word)


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, other, one).ratio()


def _is_changed(one: str, other: str) -> bool:
    """Say whether they are as long and hold other letters."""
    return len(one) == len(other) and sorted(one) != sorted(other)


def _is_one_slip(one: str, other: str) -> bool:
    """Say whether one letter was left out, added, changed or swapped with the next."""
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest, other_rest = short[at:], long[at:]
    if len(short) < len(long):
        return rest == other_rest[1:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return rest[1:] == other_rest[1:] or swapped == other_rest


def _by_a_part(text: str, folded: Mapping[str, str]) -> str:
    """Give the word that begins with, or holds as a part of its own, what is near to a text."""
    if len(text) < _PART_LENGTH:
        return ""
    parts: dict[str, str] = {}
    for word in folded:
        parts.setdefault(word[: len(text)], word)
    for word in folded:
        for part in re.split(r"[_\W]+", word):
            parts.setdefault(part, word)
    near = difflib.get_close_matches(text, parts, n=1, cutoff=0.8)
    return folded[parts[near[0]]] if near and _may_be_meant(text, near[0]) else ""
