"""What was counted of a source's rows when they were read: what its data quality is told by."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from indicators.quality.findings import Check


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows read = `left_out` + `problems` + `quarantined` + `kept`, and what was asked of them.

    `needed` cells must not be empty, and `empty` are; `invalid` rows hold a cell that is not
    understood or not allowed, or an empty one that is needed. `compared` rows were asked a check
    between cells or rows, and `inconsistent` failed one. Of `expected` areas and periods `lacking`
    have no row. `checks` are those that were declared, and those of cells that failed.
    """

    read: int = 0
    left_out: int = 0
    problems: int = 0
    quarantined: int = 0
    kept: int = 0
    needed: int = 0
    empty: int = 0
    invalid: int = 0
    compared: int = 0
    inconsistent: int = 0
    expected: int = 0
    lacking: int = 0
    checks: tuple[Check, ...] = ()

    @property
    def rows_in(self) -> int:
        """Count the rows that were wanted: what a declaration leaves out is nobody's fault."""
        return self.read - self.left_out


def counts_of(said: Mapping[str, Any]) -> Counts:
    """Read back what was written of counts.

    Raises:
        KeyError, TypeError: it is no such text.
    """
    numbers = {name: int(said[name]) for name in Counts.__slots__ if name != "checks"}
    return Counts(**numbers, checks=tuple(Check(**one) for one in said["checks"]))


@dataclass(frozen=True, slots=True)
class Kept:
    """What a generation keeps of a source's rows: what was counted, and the day they were good.

    `first` is the first day that they speak of, empty where that was not found out.
    """

    counts: Counts
    good: str
    first: str = ""

    def text(self) -> str:
        """Write it down for the store."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)


def read_kept(text: str) -> Kept | None:
    """Read back what `Kept.text` wrote; None where nothing is kept (an older version wrote it)."""
    if not text:
        return None
    said = json.loads(text)
    return Kept(counts_of(said["counts"]), str(said["good"]), str(said.get("first", "")))
