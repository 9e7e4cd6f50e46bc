"""Which rows of a table laid out by people name its columns, and the names that they give together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from framework.model.reads import Header
from indicators.connect.limits import MOST_HEADER_ROW
from indicators.connect.refusals import RefusedError


@dataclass(slots=True)
class HeaderFinder:
    """Takes the first rows of a table, one by one, until it knows the header."""

    header: Header
    any_case: bool = False
    rows: list[list[str]] = field(default_factory=list)
    _place: int = 0

    def take(self, row: Sequence[str]) -> bool:
        """Take the next row, and say whether it is the last of the header.

        Raises:
            RefusedError: the header is not among the first rows, or it would begin above the first.
        """
        self.rows.append([tidy(cell) for cell in row])
        if not self._place and self._is_it():
            self._place = len(self.rows)
            if self.header.above >= self._place:
                raise RefusedError(
                    f"its header is row {self._place}, and above it are not "
                    f"{self.header.above} rows more"
                )
        if not self._place and len(self.rows) >= MOST_HEADER_ROW:
            raise self.absent()
        return self._place > 0 and len(self.rows) == self._place + self.header.below

    @property
    def last_row(self) -> int:
        """Give the number of the header's last row, counted from 1."""
        return len(self.rows)

    @property
    def preamble(self) -> list[list[str]]:
        """Give the rows above the header."""
        return self.rows[: self._place - 1 - self.header.above]

    def names(self) -> list[str]:
        """Give the name of every column: the texts of its header rows, joined by spaces."""
        rows = self.rows[self._place - 1 - self.header.above :]
        return joined(rows) if len(rows) > 1 else rows[0]

    def absent(self) -> RefusedError:
        """Say that the file has ended, or so many rows have gone by, without a header."""
        if self.header.find is None:
            row = self.header.row
            return RefusedError(f"it has no row {row}" if row > 1 else "it is empty")
        if not self.rows:
            return RefusedError("it is empty")
        if self._place:
            return RefusedError("it ends within its header")
        cells = {cell for row in self.rows for cell in row if cell}
        close = get_close_matches(self.header.find, cells, n=1, cutoff=0.6)
        guess = f"; did you mean '{close[0][:40]}'?" if close else ""
        return RefusedError(
            f"no cell of its first {len(self.rows):,} rows reads '{self.header.find}'{guess}"
        )

    def _is_it(self) -> bool:
        wanted = self.header.find
        if wanted is None:
            return len(self.rows) == self.header.row
        if self.any_case:
            return wanted.casefold() in {cell.casefold() for cell in self.rows[-1]}
        return wanted in self.rows[-1]


def tidy(text: str) -> str:
    """Make every stretch of space in a header one space."""
    return " ".join(text.split())


def joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Join header rows. A text above others stands over the empty cells to its right as well.

    One with nothing below it is a cell merged downwards: it stands over itself only.
    """
    width = max(len(row) for row in rows)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    spread = [_spread(row, full[place + 1 :]) for place, row in enumerate(full)]
    return [" ".join(filter(None, column)) for column in zip(*spread, strict=True)]


def _spread(row: Sequence[str], below: Sequence[Sequence[str]]) -> list[str]:
    over, spread = "", []
    for place, text in enumerate(row):
        under = any(each[place] for each in below)
        if text:
            over = text if under else ""
        spread.append(text or (over if under else ""))
    return spread


def number_again(names: Sequence[str]) -> list[str]:
    """Call a name that stands again 'Total (2)', 'Total (3)'."""
    seen: dict[str, int] = {}
    taken, numbered = set(names), []
    for name in names:
        seen[name] = number = seen.get(name, 0) + 1
        new = name
        while name and number > 1 and new in taken:  # a file may have a 'Total (2)' of its own
            new, number = f"{name} ({number})", number + 1
        taken.add(new)
        numbered.append(new)
    return numbered
