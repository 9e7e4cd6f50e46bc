"""What becomes of each row of a block: kept, left out, set aside, or a problem. Exactly one of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from framework.model.expectations import Then
from framework.model.sources import AREA, FILE, ROW
from indicators.connect.cells import code_and_words
from indicators.connect.rows import RowProblem
from indicators.quality.findings import LEFT_OUT, ONLY_TOLD
from indicators.quality.unread import FAILED, named

_CODE_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Told:
    """What is wrong with the cells of a column, null where nothing is, and what happens then.

    `name` is what the declaration calls the column, `header` what the file does.
    """

    name: str
    header: str
    wrong: pl.Series
    then: str


@dataclass(frozen=True, slots=True)
class Written:
    """The typed rows of a block. `reasons` say why rows are left out; None: none is.

    `areas` are the codes that an area's text names though it is refused, null where it names none.
    `melted` gives, by the header of a melted column, the header that each row's cell has in the file.
    """

    file: str
    frame: pl.DataFrame
    told: tuple[Told, ...]
    reasons: pl.Series | None
    rounded: Mapping[str, int]
    areas: pl.Series | None = None
    melted: Mapping[str, pl.Series] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowEnds:
    """What became of some rows that were read: `understood` are those that are kept.

    `invalid` rows hold a cell that failed, whatever became of them. `failed` counts such cells by
    code, header and what happens then.
    """

    read: int = 0
    understood: int = 0
    problems: tuple[RowProblem, ...] = ()
    problem_rows: int = 0
    quarantined: int = 0
    invalid: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    rounded: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    def and_then(self, more: "RowEnds") -> "RowEnds":
        """Add what became of the rows that follow."""
        return RowEnds(
            self.read + more.read,
            self.understood + more.understood,
            (*self.problems, *more.problems),
            self.problem_rows + more.problem_rows,
            self.quarantined + more.quarantined,
            self.invalid + more.invalid,
            dict(Counter(self.left_out) + Counter(more.left_out)),
            dict(Counter(self.rounded) + Counter(more.rounded)),
            dict(Counter(self.failed) + Counter(more.failed)),
        )


@dataclass(frozen=True, slots=True)
class CleanBlock:
    """Rows that are kept, and what became of all.

    `unread` are those of a known area in which a cell failed so that they are not kept; None: none.
    """

    frame: pl.DataFrame
    ends: RowEnds
    unread: pl.DataFrame | None = None


def sort_out(written: Written, *, most_problems: int) -> CleanBlock:
    """Give each row its end. A row that is left out has no problem; a problem goes before setting aside."""
    frame, reasons = written.frame, written.reasons
    if reasons is None and not written.told:
        return CleanBlock(frame, RowEnds(frame.height, frame.height, rounded=written.rounded))
    everyone = pl.Series([True]).new_from_index(0, frame.height)
    stays = everyone if reasons is None else reasons.is_null()
    bad = _any(written.told, stays, (LEFT_OUT, Then.STOP.value))
    aside = _any(written.told, stays, (Then.QUARANTINE.value,)) & ~bad
    invalid = _any(written.told, stays, (LEFT_OUT, *Then))
    left_out = {} if reasons is None else dict(reasons.drop_nulls().value_counts().iter_rows())
    kept = frame.filter(stays & ~bad & ~aside)
    read, problem_rows, quarantined = frame.height, int(bad.sum()), int(aside.sum())
    if read != kept.height + problem_rows + quarantined + sum(left_out.values()):
        raise RuntimeError(f"{written.file}: {read} rows were read, and not all are accounted for")
    ends = RowEnds(
        read,
        kept.height,
        _problems(written, stays, most_problems),
        problem_rows,
        quarantined,
        int(invalid.sum()),
        left_out,
        written.rounded,
        _failed(written, stays),
    )
    return CleanBlock(kept, ends, _unread(written, bad | aside))


def _unread(written: Written, gone: pl.Series) -> pl.DataFrame | None:
    """Give rows that are not kept, with the names of what failed in them."""
    if not gone.any():
        return None
    failed = [
        pl.when(one.wrong.is_not_null()).then(pl.lit(named(one.name)))
        for one in written.told
        if one.then not in (Then.WARN.value, ONLY_TOLD)
    ]
    areas = pl.col(AREA) if written.areas is None else pl.coalesce(written.areas, AREA)
    rows = written.frame.with_columns(
        areas.alias(AREA), pl.concat_str(failed, ignore_nulls=True).alias(FAILED)
    )
    rows = rows.filter(gone & rows[AREA].is_not_null()).drop(FILE, ROW)
    return rows if rows.height else None


def _any(told: tuple[Told, ...], stays: pl.Series, thens: tuple[str, ...]) -> pl.Series:
    found = ~stays & stays
    for one in told:
        if one.then in thens:
            found = found | (one.wrong.is_not_null() & stays)
    return found


def _failed(written: Written, stays: pl.Series) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for one in written.told:
        codes = one.wrong.filter(stays).drop_nulls().str.head(_CODE_LENGTH)
        for code, count in codes.value_counts().iter_rows():
            found[code, one.header, one.then] += count
    return found


def _problems(written: Written, stays: pl.Series, most: int) -> tuple[RowProblem, ...]:
    rows = written.frame[ROW]
    found = {
        RowProblem(written.file, row, header or one.header, *_words_then_code(what), one.then)
        for one in written.told
        for row, header, what in _first_told_rows(
            rows, written.melted.get(one.header), one.wrong, stays, most
        )
    }
    ordered = sorted(found, key=lambda one: (one.row, one.column, one.what))
    return tuple(ordered[:most])


def _words_then_code(what: str) -> tuple[str, str]:
    code, words = code_and_words(what)
    return words, code


def _first_told_rows(
    rows: pl.Series, headers: pl.Series | None, told: pl.Series, stays: pl.Series, most: int
) -> list[tuple[int, str | None, str]]:
    mask = told.is_not_null() & stays
    numbers = rows.filter(mask).head(most)
    named = [None] * len(numbers) if headers is None else headers.filter(mask).head(most)
    return list(zip(numbers, named, told.filter(mask).head(most), strict=True))
