"""Tables of vectors: CSV with a heading, read as text and turned into numbers when asked."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_MISSING = frozenset({"", "NA", "NaN", "nan"})


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of text by name, all of one length."""

    columns: Mapping[str, tuple[str, ...]]
    rows: int

    def words(self, name: str) -> list[str]:
        """Give a column as text."""
        return list(self.columns[name])

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Give a column as numbers; NA, NaN and '' are nan, Inf is infinite."""
        return np.array(
            [np.nan if cell in _MISSING else float(cell) for cell in self.columns[name]]
        )

    def truths(self, name: str) -> NDArray[np.bool_]:
        """Give a column of TRUE and FALSE."""
        return np.array([cell.upper() == "TRUE" for cell in self.columns[name]], np.bool_)

    def places(self, *names: str) -> dict[str, NDArray[np.intp]]:
        """Give the places of the rows of each group, by its name, in order of appearance.

        A group of several columns has the name of all its cells with a bar between them.
        """
        found: dict[str, list[int]] = {}
        for row, cells in enumerate(zip(*(self.columns[name] for name in names), strict=True)):
            found.setdefault("|".join(cells), []).append(row)
        return {group: np.array(rows, np.intp) for group, rows in found.items()}

    def at(self, places: NDArray[np.intp] | NDArray[np.bool_]) -> "Table":
        """Give the rows at some places."""
        rows = np.flatnonzero(places) if places.dtype == np.bool_ else places
        return Table({k: tuple(c[row] for row in rows) for k, c in self.columns.items()}, len(rows))


def read_table(path: Path) -> Table:
    """Read a file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is empty, or a row has more or fewer cells than the heading.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    if not rows:
        raise ValueError(f"{path.name} is empty")
    heading, body = rows[0], rows[1:]
    columns = zip(*body, strict=True) if body else [() for _ in heading]
    return Table(dict(zip(heading, columns, strict=True)), len(body))


def share(confidence: float) -> float:
    """Give a confidence between 0 and 1; some vectors write 95."""
    return confidence / 100 if confidence > 1 else confidence
