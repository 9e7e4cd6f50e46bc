"""How much memory counting may take, and how that is shared out before a row is read."""

import re
from dataclasses import dataclass
from typing import Final

from framework.errors import MeasureError, UserError

NAME: Final = "FINGERPOST_MEMORY"
"""What whoever runs a refresh says it may take is said under this name."""

GIGABYTE: Final = 2**30
LEAST: Final = GIGABYTE // 2
"""With less than this even a small source is not read."""

_PROGRAM: Final = 256 * 2**20
"""What the program itself takes."""
_BYTES_A_ROW: Final = 192
_BYTES_A_RESULT: Final = 44
_BYTES_A_ROW_IN_ORDER: Final = 64
_MOST_ROWS_AT_ONCE: Final = 2**21
_LEAST_OF_SUMS: Final = 32 * 2**20
_UNITS: Final = {"GB": GIGABYTE, "MB": 2**20}


@dataclass(frozen=True, slots=True)
class Memory:
    """The most bytes that the process may take while it counts."""

    most: int = 2 * GIGABYTE

    @property
    def rows_at_once(self) -> int:
        """Give how many rows are read together: a fifth of the memory holds them."""
        return min(_MOST_ROWS_AT_ONCE, self.most // (5 * _BYTES_A_ROW))

    def for_sums(self, results: int, rolled_up: int) -> int:
        """Give the bytes in which sums are held at once; what does not fit takes another pass over the rows.

        Args:
            results: how many are held together, those of earlier sources among them.
            rolled_up: the bytes of the sums of all series of a source.

        Raises:
            UserError: the results themselves would not fit.
        """
        needed = _PROGRAM + results * _BYTES_A_RESULT + rolled_up + _LEAST_OF_SUMS
        if needed > self.most:
            raise UserError(
                f"counting would take about {said(needed)} of memory for {results:,} results, and "
                f"{said(self.most)} is allowed; nothing was counted. Let {NAME} allow more, "
                "or keep fewer levels or breakdowns ('levels', 'by', 'by_levels')"
            )
        left = self.most - _PROGRAM - self.rows_at_once * _BYTES_A_ROW - rolled_up
        return max(_LEAST_OF_SUMS, left)

    def check_order(self, indicator: str, rows: int) -> None:
        """Make sure that the rows of a percentile or of different values can be put in order.

        Raises:
            MeasureError: they cannot.
        """
        if rows * _BYTES_A_ROW_IN_ORDER + _PROGRAM > self.most:
            raise MeasureError(
                indicator,
                f"its {rows:,} rows are too many to be put in order in {said(self.most)} of memory; "
                f"let {NAME} allow more, or count fewer rows",
            )


TWO_GIGABYTES: Final = Memory()


def memory_of(text: str) -> Memory:
    """Understand what was said of memory: '2GB', '800 MB'. Nothing said is 2 GB.

    Raises:
        UserError: it is no amount, or too little.
    """
    if not text.strip():
        return TWO_GIGABYTES
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?) ?([GM]B)", text.strip(), flags=re.IGNORECASE)
    most = int(float(found[1]) * _UNITS[found[2].upper()]) if found else 0
    if most < LEAST:
        written = text.strip()[:40]
        raise UserError(
            f"{NAME} is '{written}': say an amount such as 2GB or 800MB; at least 512MB"
        )
    return Memory(most)


def said(size: int) -> str:
    """Say bytes for a reader."""
    return f"{size / GIGABYTE:.1f} GB" if size >= GIGABYTE else f"{size / 2**20:.0f} MB"
