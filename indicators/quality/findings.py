"""What a check found: how many it was asked of, how many failed, and where each stands."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from framework.model.sources import FILE, ROW

MOST_LISTED: Final = 10_000
"""How many failures of a source's cells, and of each of its checks, are listed one by one."""

LEFT_OUT: Final = "left out"
"""What happens to a row that is not understood where nothing else is declared."""

ONLY_TOLD: Final = "only told"
"""What happens to a row of which a cell is read in full and is only worth saying."""

OUTCOMES: Final = {
    LEFT_OUT: "the row is left out",
    ONLY_TOLD: "the row stays",
    "warn": "the row stays",
    "quarantine": "the row is set aside",
    "stop": "the source stops",
}
"""What happens to what failed, in words."""

FINDINGS: Final = {
    "file": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "area": pl.String,
    "period": pl.String,
    "code": pl.String,
    "rule": pl.String,
    "found": pl.String,
    "then": pl.String,
}
"""The columns of a list of failures. `area` and `period` stand where no row is to blame."""

ROWS: Final = {FILE: pl.String, ROW: pl.Int64}
PLACES: Final = {"area": pl.String, "period": pl.String}


@dataclass(frozen=True, slots=True)
class Check:
    """One check with what it came to. `name` is a rule's name, or the columns it is about.

    `unknown` counts those of which it could not be said, because something in them is missing.
    `then` is LEFT_OUT or a value of Then. `why` is the sentence of whoever declared it.
    """

    code: str
    name: str
    then: str
    asked: int
    failed: int
    unknown: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A check with those that failed it: rows (FILE, ROW), or areas and periods (PLACES).

    `columns` are the headers that the check is about, `found` what was seen there. `reason` is
    what is said when it stops the source. `repeats` says that each failing row repeats one that is kept.
    """

    check: Check
    failing: pl.DataFrame
    columns: str
    found: str
    reason: str
    repeats: bool = False

    @property
    def is_of_rows(self) -> bool:
        return ROW in self.failing.columns

    def findings(self) -> pl.DataFrame:
        """List the failures, the first MOST_LISTED of them."""
        names = {FILE: "file", ROW: "row"}
        some = self.failing.head(MOST_LISTED).rename(names, strict=False)
        said = {
            "column": self.columns,
            "code": self.check.code,
            "rule": self.check.name,
            "found": self.found,
            "then": self.check.then,
        }
        whole = some.with_columns(pl.lit(text).alias(name) for name, text in said.items())
        lacking = [name for name in FINDINGS if name not in whole.columns]
        whole = whole.with_columns(pl.lit(None).alias(name) for name in lacking)
        return whole.select(pl.col(name).cast(kind) for name, kind in FINDINGS.items())


def no_findings() -> pl.DataFrame:
    """Give a list of nothing."""
    return pl.DataFrame(schema=FINDINGS)
