"""A source's files in, its clean typed rows out, kept as Parquet. Or every reason why not."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import polars as pl

from framework.errors import SourceError
from framework.model.frameworks import Framework
from framework.model.sources import FILE, ROW, Source
from indicators.connect.children import Parsed
from indicators.connect.cleaning import CleanBlock, RawFile, clean_block
from indicators.connect.connectors import CONNECTORS
from indicators.connect.fingerprints import fingerprint_of
from indicators.connect.intake import keep_rows, keeping, kept_rows, rows_path, working_folder
from indicators.connect.limits import MOST_HELD_BYTES
from indicators.connect.rows import MOST_PROBLEMS, ReadFile, RowProblem, SourceRows

MOST_BAD_SHARE: Final = 0.1
FEWEST_BAD_ROWS: Final = 20
"""A source stops when at least so many rows, and more than that share of all, have problems."""

_TOLD: Final = 3


@dataclass(slots=True)
class _Tally:
    """What was counted of a source's rows so far."""

    read: int = 0
    kept: int = 0
    problem_rows: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    rounded: Counter[str] = field(default_factory=Counter)

    def add(self, block: CleanBlock) -> None:
        self.read += block.read
        self.kept += block.frame.height
        self.problem_rows += block.problem_rows
        self.problems += block.problems
        self.left_out.update(block.left_out)
        self.rounded.update(block.rounded)


@dataclass(slots=True)
class _CleanRows:
    """Clean blocks, held in memory as far as that is little, the others put aside in a folder."""

    folder: Path
    held: list[pl.DataFrame] = field(default_factory=list)
    size: int = 0
    parts: list[Path] = field(default_factory=list)

    def add(self, frame: pl.DataFrame) -> None:
        self.held.append(frame)
        self.size += int(frame.estimated_size())
        if self.size > MOST_HELD_BYTES:
            self._put_aside()

    def write(self, made: Path) -> None:
        if not self.parts:
            rows = pl.concat(self.held, rechunk=False).lazy()
        else:
            self._put_aside()
            rows = pl.scan_parquet(self.parts)
        rows.sink_parquet(made, compression="zstd")

    def _put_aside(self) -> None:
        if self.held:
            self.parts.append(self.folder / f"clean{len(self.parts):06}.parquet")
            pl.concat(self.held, rechunk=False).write_parquet(self.parts[-1], compression="lz4")
        self.held, self.size = [], 0


def read_source(
    source: Source, framework: Framework, data_dir: Path, intake_dir: Path
) -> SourceRows:
    """Read a source, or give the rows kept when neither its files nor its declaration changed.

    The frame at `path` has the declared columns: text as String, numbers as Int64 scaled by ten
    to the power of their decimals (`rows: published`: Float64 as published), dates as Date, yes
    or no as Boolean, bands as the label's text; and AREA, FILE, ROW; where the source declares
    `period_from` PERIOD and STATUS; for each number that markers or notes may speak of a
    `_status_NAME`; in published rows AREA_WAS.

    Raises:
        SourceError: files that are missing, refused or broken, a key that stands twice, or too
            many rows that cannot be understood. Every reason found is told.
    """
    connector = CONNECTORS[source.read.kind]
    hashes = connector.hashes(source, data_dir, intake_dir)
    fingerprint = fingerprint_of(source, framework, hashes)
    kept = kept_rows(intake_dir, source.id, fingerprint)
    if kept is not None:
        return kept
    with working_folder(intake_dir, source.id) as folder:
        parsed = connector.parse(source, data_dir, folder)
        made, tally = _clean_all(parsed, source, framework, folder)
        files = tuple(
            ReadFile(name, hashes[file.piece or name], file.rows) for name, file in parsed.items()
        )
        path = rows_path(intake_dir, source.id, fingerprint)
        rows = _told(source, tally, SourceRows(source.id, path, tally.kept, fingerprint, files))
        keep_rows(rows, made)
    return rows


def _clean_all(
    parsed: Mapping[str, Parsed], source: Source, framework: Framework, folder: Path
) -> tuple[Path, _Tally]:
    tally = _Tally()
    clean = _CleanRows(folder)
    for name, file in parsed.items():
        raw = RawFile(name, file.headers)
        for path in file.blocks:
            most = MOST_PROBLEMS - len(tally.problems)
            block = clean_block(
                pl.read_ipc(path.read_bytes()), raw, source, framework, most_problems=most
            )
            path.unlink()
            tally.add(block)
            with keeping(source.id, folder.parent):
                clean.add(block.frame)
    _check_counts(source, tally)
    made = folder / "rows.parquet"
    with keeping(source.id, folder.parent):
        clean.write(made)
    _check_unique(source, made)
    return made, tally


def _told(source: Source, tally: _Tally, rows: SourceRows) -> SourceRows:
    decimals = {header: column.decimals for column in source.columns for header in column.headers}
    return replace(
        rows,
        problems=tuple(tally.problems),
        left_out=dict(sorted(tally.left_out.items())),
        problem_rows=tally.problem_rows,
        notes=tuple(
            f"{header}: {count:,} numbers carried float debris "
            f"and were rounded to {decimals.get(header, 0)} decimals"
            for header, count in sorted(tally.rounded.items())
        ),
    )


def _check_counts(source: Source, tally: _Tally) -> None:
    """Stop a source that can hardly be understood: its last good rows say more."""
    bad = tally.problem_rows
    if bad >= FEWEST_BAD_ROWS and bad > tally.read * MOST_BAD_SHARE:
        lead = f"{bad:,} of {tally.read:,} rows cannot be understood (at most {MOST_BAD_SHARE:.0%} may be)"
        raise SourceError(source.id, (lead, *_first(tally)))
    if not tally.kept:
        lead = f"no row is left of {tally.read:,}: {_why_none(tally)}"
        raise SourceError(source.id, (lead, *_first(tally)))


def _first(tally: _Tally) -> list[str]:
    return [
        f"{problem.file} row {problem.row:,}: '{problem.column}' {problem.what}"
        for problem in tally.problems[:_TOLD]
    ]


def _why_none(tally: _Tally) -> str:
    parts = [f"{count:,} left out ({because})" for because, count in tally.left_out.items()]
    if tally.problem_rows:
        parts.append(f"{tally.problem_rows:,} cannot be understood")
    return ", ".join(parts)


def _check_unique(source: Source, made: Path) -> None:
    reasons = [
        reason
        for column in source.columns
        if column.unique
        for reason in _repeats(made, column.name, " or ".join(column.headers))
    ]
    if reasons:
        raise SourceError(source.id, tuple(reasons))


def _repeats(made: Path, name: str, header: str) -> list[str]:
    """Say where a key that must be unique stands more than once, without saying the key."""
    key = pl.col(name)
    again = (
        pl.scan_parquet(made)
        .select(key, FILE, ROW)
        .filter(key.is_not_null() & key.is_duplicated())
        .collect()
    )
    if not again.height:
        return []
    groups = again.group_by(key, maintain_order=True).agg(FILE, ROW)
    told = "; ".join(
        " and ".join(
            f"{file} row {row:,}" for file, row in zip(files[:_TOLD], rows[:_TOLD], strict=True)
        )
        for files, rows in groups.select(FILE, ROW).head(_TOLD).iter_rows()
    )
    more = f"; {groups.height - _TOLD:,} more" if groups.height > _TOLD else ""
    return [f"'{header}' must differ in every row, but {told} have the same one{more}"]
