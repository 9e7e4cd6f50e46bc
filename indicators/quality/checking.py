"""Every check of a source's clean rows, in order: rows that are set aside count in none that follow."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from framework.model.expectations import Then
from framework.model.frameworks import Framework
from framework.model.sources import FILE, ROW, Source
from indicators.quality.findings import ROWS, Asked
from indicators.quality.gaps import ask_gaps
from indicators.quality.outliers import ask_outliers
from indicators.quality.repeats import ask_unique, uniques_of
from indicators.quality.row_rules import ask_reconcile, ask_rule
from indicators.quality.words import coded

_KEY: Final = [FILE, ROW]

_TWICE: Final = "S121"
LET_THROUGH: Final = "somebody let it through"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks of a source came to. `aside` are the rows (FILE, ROW) that are set aside.

    Of these `lacking` are missed in figures: not those that repeat a row which is kept.
    `inconsistent` counts the rows that failed a check between cells or rows, whatever then.
    """

    asked: tuple[Asked, ...]
    aside: pl.DataFrame
    lacking: pl.DataFrame
    inconsistent: int

    def reasons_to_stop(self, *, let_through: bool = False) -> tuple[str, ...]:
        """Give the reasons for which the source stops, none when it goes on.

        With `let_through` somebody answers for these files: only a key that stands twice stops them.
        """
        return tuple(
            coded(one.check.code, one.reason)
            for one in self.asked
            if _stops(one, let_through=let_through)
        )

    def notes(self, *, let_through: bool = False) -> tuple[str, ...]:
        """Say what failed and did not stop the source, a sentence each."""
        return tuple(
            _noted(one)
            for one in self.asked
            if one.check.failed and not _stops(one, let_through=let_through)
        )


def check_rows(rows: pl.LazyFrame, source: Source, framework: Framework) -> Checked:
    """Ask every declared check of the clean rows of a source."""
    expect, holidays = source.expect, framework.bank_holidays
    of_rows = [
        *(ask_unique(rule, rows, source) for rule in uniques_of(source)),
        *(ask_rule(rule, rows, source, holidays) for rule in expect.rules),
        *(ask_reconcile(rule, rows, source) for rule in expect.reconcile),
    ]
    set_aside = [one for one in of_rows if one.check.then == Then.QUARANTINE.value]
    aside, lacking = _rows_of(set_aside), _rows_of([one for one in set_aside if not one.repeats])
    kept = without(rows, aside)
    of_places = [ask_outliers(rule, kept, source, framework) for rule in expect.outliers]
    gaps = ask_gaps(kept, source, framework)
    asked = (*of_rows, *([gaps] if gaps else []), *of_places)
    return Checked(asked, aside, lacking, _rows_of(of_rows).height)


def without(rows: pl.LazyFrame, aside: pl.DataFrame) -> pl.LazyFrame:
    """Leave out the rows that are set aside, in the order they stand."""
    if not aside.height:
        return rows
    return rows.join(aside.lazy(), on=_KEY, how="anti", maintain_order="left")


def _rows_of(asked: list[Asked]) -> pl.DataFrame:
    """Give the rows that failed any of some checks, each once."""
    found = [one.failing.select(pl.col(name).cast(ROWS[name]) for name in ROWS) for one in asked]
    return pl.concat(found).unique() if found else pl.DataFrame(schema=ROWS)


def _stops(one: Asked, *, let_through: bool) -> bool:
    stops = bool(one.check.failed) and one.check.then == Then.STOP.value
    return stops and not (let_through and one.check.code != _TWICE)


def _noted(one: Asked) -> str:
    if one.check.then == Then.STOP.value:
        return coded(one.check.code, f"{one.reason}; {LET_THROUGH}")
    rows = "row is" if one.check.failed == 1 else "rows are"
    aside = one.check.then == Then.QUARANTINE.value
    end = f"; {one.check.failed:,} {rows} set aside" if aside else ""
    return coded(one.check.code, f"{one.reason}{end}")
