"""What is counted while a source's blocks are cleaned and checked, and the report made of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from framework.errors import SourceError
from framework.model.expectations import Then
from framework.model.sources import Source
from indicators.connect.rows import RowProblem
from indicators.connect.sorting import RowEnds
from indicators.connect.words import NOT_IN_A_BAND
from indicators.quality.catalogue import RULES
from indicators.quality.checking import LET_THROUGH, Checked
from indicators.quality.counts import Counts
from indicators.quality.findings import FINDINGS, MOST_LISTED, ONLY_TOLD, Check, no_findings
from indicators.quality.report import STOPPED, USED, Report
from indicators.quality.words import coded, how_many

FEWEST_BAD_ROWS: Final = 20
"""A source stops when at least so many rows, and more than a declared share of all, cannot be used."""

_TOLD: Final = 3
_IN_NO_BAND: Final = (
    f"counted as '{NOT_IN_A_BAND}'; correct what is wrong, or declare a band such as 18+"
)


@dataclass(slots=True)
class Tally:
    """What was counted of a source's rows so far. `checked` comes last, once all rows are there."""

    source: Source
    let_through: bool = False
    read: int = 0
    understood: int = 0
    problem_rows: int = 0
    quarantined: int = 0
    invalid: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    rounded: Counter[str] = field(default_factory=Counter)
    failed: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    checked: Checked | None = None

    @property
    def kept(self) -> int:
        return self.understood - (self.checked.aside.height if self.checked else 0)

    def add(self, ends: RowEnds) -> None:
        """Count the rows of one more file. Of all problems only the first MOST_LISTED are listed."""
        self.read += ends.read
        self.understood += ends.understood
        self.problem_rows += ends.problem_rows
        self.quarantined += ends.quarantined
        self.invalid += ends.invalid
        self.problems += ends.problems[: MOST_LISTED - len(self.problems)]
        self.left_out.update(ends.left_out)
        self.rounded.update(ends.rounded)
        self.failed.update(ends.failed)

    def counts(self) -> Counts:
        """Give what data quality is told by."""
        source, checked = self.source, self.checked
        rows_in = self.read - self.left_out.total()
        gaps = [one.check for one in checked.asked if one.check.code == "S131"] if checked else []
        compares = checked is not None and any(one.is_of_rows for one in checked.asked)
        return Counts(
            read=self.read,
            left_out=self.left_out.total(),
            problems=self.problem_rows,
            quarantined=self.quarantined + (checked.aside.height if checked else 0),
            kept=self.kept,
            needed=rows_in * _needed(source),
            empty=sum(count for (code, _, _), count in self.failed.items() if code == "S101"),
            invalid=self.invalid,
            compared=self.understood if compares else 0,
            inconsistent=checked.inconsistent if checked else 0,
            expected=sum(check.asked for check in gaps),
            lacking=sum(check.failed for check in gaps),
            checks=self._checks(rows_in),
        )

    def _checks(self, rows_in: int) -> tuple[Check, ...]:
        cells = [
            Check(code, header, then, rows_in, count)
            for (code, header, then), count in sorted(self.failed.items())
        ]
        return (*cells, *(one.check for one in (self.checked.asked if self.checked else ())))

    def report(self, fingerprint: str, reasons: tuple[str, ...] = ()) -> Report:
        """Give the report of this reading: each row that failed, and what stopped it."""
        asked = self.checked.asked if self.checked else ()
        cells = sum(self.failed.values())
        return Report(
            self.source.id,
            STOPPED if reasons else USED,
            reasons,
            self.counts(),
            cells + sum(one.check.failed for one in asked),
            pl.concat([_of_cells(self.problems), *(one.findings() for one in asked)]),
            fingerprint,
        )


def _needed(source: Source) -> int:
    """Count the cells of a row that must not be empty."""
    area = not source.area_from.fixed and source.area_from.unknown == "refuse"
    return sum(one.required for one in source.columns) + area + (source.period_from is not None)


def _of_cells(problems: list[RowProblem]) -> pl.DataFrame:
    if not problems:
        return no_findings()
    rows = [
        (one.file, one.row, one.column, None, None, one.code, one.column, _found(one), one.then)
        for one in problems
    ]
    return pl.DataFrame(rows, schema=dict(FINDINGS), orient="row")


def _found(problem: RowProblem) -> str:
    return RULES[problem.code].found


def refuse_unusable(tally: Tally) -> None:
    """Stop a source that can hardly be used: its last good rows say more.

    Raises:
        SourceError: too many rows are not understood or set aside, or none is left, or a column
            stops the source.
    """
    source, counts = tally.source, tally.counts()
    most, bad = source.expect.quarantine_at_most, counts.problems + counts.quarantined
    stops = _stops(tally)
    if stops and not tally.let_through:
        raise SourceError(source.id, stops)
    if bad >= FEWEST_BAD_ROWS and bad > tally.read * most:
        aside = " or are set aside" if counts.quarantined else ""
        lead = f"{bad:,} of {tally.read:,} rows cannot be understood{aside} (at most {most:.0%} may be)"
        raise SourceError(source.id, (coded("S136", lead), *_first(tally)))
    if not tally.kept:
        lead = f"no row is left of {tally.read:,}: {_why_none(tally)}"
        raise SourceError(source.id, (lead, *_first(tally)))


def notes_on_cells(tally: Tally) -> tuple[str, ...]:
    """Say how many cells failed in columns that declare what happens then, a sentence each.

    But for the number and the place each reads the same whether it is of one row or of more: who may not
    hear of single rows reads the rest.
    """
    ends = {
        Then.QUARANTINE.value: "set aside",
        Then.WARN.value: "kept without that cell",
        Then.STOP.value: f"left out; {LET_THROUGH}",
        ONLY_TOLD: _IN_NO_BAND,
    }
    return tuple(
        f"'{header}': {RULES[code].found} in {how_many(count, 'row')}"
        f"{_first_of(tally, code, header)}; {ends[then]} [{code}]"
        for (code, header, then), count in sorted(tally.failed.items())
        if then in ends
    )


def _stops(tally: Tally) -> tuple[str, ...]:
    """Say which columns stop the source, and where first."""
    found = [key for key in sorted(tally.failed) if key[2] == Then.STOP.value]
    return tuple(
        f"'{header}': {RULES[code].found} in {how_many(tally.failed[code, header, then], 'row')}"
        f"{_first_of(tally, code, header)} [{code}]"
        for code, header, then in found
    )


def _first_of(tally: Tally, code: str, header: str) -> str:
    for one in tally.problems:
        if (one.code, one.column) == (code, header):
            return f", the first in {one.file} row {one.row:,}"
    return ""


def _first(tally: Tally) -> list[str]:
    return [
        f"{problem.file} row {problem.row:,}: '{problem.column}' {problem.what}"
        for problem in tally.problems[:_TOLD]
    ]


def _why_none(tally: Tally) -> str:
    parts = [f"{count:,} left out ({because})" for because, count in tally.left_out.items()]
    if tally.problem_rows:
        parts.append(f"{tally.problem_rows:,} cannot be understood")
    aside = tally.counts().quarantined
    if aside:
        parts.append(f"{aside:,} set aside")
    return ", ".join(parts)
