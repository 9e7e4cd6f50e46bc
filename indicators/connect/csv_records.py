"""Where the records and cells of delimited text begin and end, and whether they are whole.

A reader that guesses gives wrong numbers: a missing cell moves the others to the left. So the
shape of every record is looked at, with arrays, before a parser sees it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.connect.limits import MOST_CELL_BYTES, MOST_RECORD_BYTES
from indicators.connect.refusals import RefusedError

Places = NDArray[np.int64]

_NEWLINE: Final = 10
_QUOTE: Final = 34


@dataclass(frozen=True, slots=True)
class Records:
    """Whole records at the start of some text. Places are bytes; `cells` counts each one's cells."""

    starts: Places
    ends: Places
    cells: Places

    @property
    def empty(self) -> NDArray[np.bool_]:
        """Say which records hold nothing but delimiters."""
        held: NDArray[np.bool_] = (self.ends - self.starts) != (self.cells - 1)
        return ~held


def find_records(text: bytes, delimiter: str, first_row: int) -> Records:
    """Find the whole records of a text that begins at a record. Line ends are single newlines.

    Args:
        text: UTF-8; what follows its last whole record is left alone.
        delimiter: one character of ASCII.
        first_row: the row number of the first record, for messages.

    Raises:
        RefusedError: a quote where none may stand, or a record or cell that is too long.
    """
    array = np.frombuffer(text, dtype=np.uint8)
    # every cell ends at a mark, be it a delimiter or a newline: one look finds both
    marks = _places((array == _NEWLINE) | (array == ord(delimiter)))
    quotes = _places(array == _QUOTE) if b'"' in text else marks[:0]
    if len(quotes):
        marks = marks[_outside(marks, quotes)]
    last = _places(array[marks] == _NEWLINE)
    ends = marks[last]
    starts = np.concatenate((np.zeros(1, dtype=np.int64), ends + 1))[:-1]
    _check_quotes(array, quotes, ord(delimiter), ends, first_row)
    cells = np.diff(last, prepend=-1)
    _check_lengths(starts, ends, marks, first_row)
    return Records(starts, ends, cells)


def check_rest(rest: bytes, row: int) -> None:
    """Refuse what is left of a text when it cannot become a record any more.

    Raises:
        RefusedError: too long for one record, most often for a quote that is never closed.
    """
    if len(rest) <= MOST_RECORD_BYTES:
        return
    if rest.count(b'"') % 2:
        raise unclosed(row)
    raise RefusedError(f"row {row:,} is longer than {MOST_RECORD_BYTES:,} bytes")


def unclosed(row: int) -> RefusedError:
    return RefusedError(f"row {row:,}: a quote is opened and never closed")


def _places(found: NDArray[np.bool_]) -> Places:
    return np.flatnonzero(found).astype(np.int64, copy=False)


def _outside(places: Places, quotes: Places) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (np.searchsorted(quotes, places) & 1) == 1
    return ~inside


def _check_quotes(
    array: NDArray[np.uint8], quotes: Places, delimiter: int, ends: Places, first_row: int
) -> None:
    """See that quotes stand around whole cells, and inside them only doubled."""
    whole = int(np.searchsorted(quotes, ends[-1])) if len(ends) else 0
    opening, closing = quotes[:whole:2], quotes[1:whole:2]
    before = array[np.maximum(opening - 1, 0)]
    opens_well = (opening == 0) | np.isin(before, (delimiter, _NEWLINE, _QUOTE))
    after = array[np.minimum(closing + 1, len(array) - 1)]
    closes_well = np.isin(after, (delimiter, _NEWLINE, _QUOTE))
    wrong = np.concatenate((opening[~opens_well], closing[~closes_well]))
    if len(wrong):
        row = first_row + int(np.searchsorted(ends, wrong.min()))
        raise RefusedError(
            f"row {row:,}: a quote stands inside a cell; quotes go round the whole cell, "
            "and one inside it is doubled"
        )


def _check_lengths(starts: Places, ends: Places, marks: Places, first_row: int) -> None:
    for index in np.flatnonzero(ends - starts > MOST_CELL_BYTES):
        first, last = np.searchsorted(marks, (starts[index], ends[index]))
        edges = np.concatenate(([starts[index]], marks[first:last] + 1, [ends[index] + 1]))
        widths = np.diff(edges)
        if widths.max() > MOST_CELL_BYTES:
            row, cell = first_row + int(index), int(widths.argmax()) + 1
            raise RefusedError(f"row {row:,}, cell {cell} is longer than {MOST_CELL_BYTES:,} bytes")
