"""Collects what is wrong in all files of a run, so that nobody mends one mistake at a time."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from framework.errors import Issue
from framework.load.secrets import holds_secret
from framework.load.syntax.documents import Place

_SHOWN_LENGTH: Final = 60
_MANY: Final = 300


class Placed(Protocol):
    """Anything that knows where it stands: a word, a table, a list."""

    @property
    def place(self) -> Place: ...


@dataclass(slots=True)
class Mistakes:
    """Issues found so far. The same one said twice counts once."""

    found: set[Issue] = field(default_factory=set)

    def error(self, code: str, at: Placed | Place, message: str) -> None:
        self._add(code, at, message, "error")

    def warn(self, code: str, at: Placed | Place, message: str) -> None:
        self._add(code, at, message, "warning")

    def _add(
        self, code: str, at: Placed | Place, message: str, level: Literal["error", "warning"]
    ) -> None:
        place = at if isinstance(at, Place) else at.place
        self.found.add(Issue(place.file, place.line, place.column, message, code, level))

    def of_level(self, level: Literal["error", "warning"]) -> tuple[Issue, ...]:
        """Give the issues of a level by file, line and column."""
        return tuple(sorted(issue for issue in self.found if issue.level == level))


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


def suggestion(text: str, allowed: Iterable[str]) -> str:
    """Give "; did you mean 'x'?" for the nearest allowed word, or nothing when none is near.

    Among very many words, such as the codes of all wards, only one that differs by its capitals
    is named: any other would be near by chance, and looking would take long.
    """
    folded = {word.casefold(): word for word in allowed}
    if len(folded) > _MANY:
        same = folded.get(text.casefold().strip())
        return f"; did you mean '{same}'?" if same else ""
    near = difflib.get_close_matches(text.casefold()[:80], folded, n=1, cutoff=0.65)
    return f"; did you mean '{folded[near[0]]}'?" if near else ""
