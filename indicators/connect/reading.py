"""A source's files in, its clean typed rows out, kept as Parquet. Or every reason why not."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from framework.errors import SourceError
from framework.model.frameworks import Framework
from framework.model.sources import Source
from indicators.connect.children import Parsed
from indicators.connect.cleaning import RawFile, clean_block
from indicators.connect.connectors import CONNECTORS
from indicators.connect.fingerprints import fingerprint_of
from indicators.connect.intake import keep_rows, keeping, kept_rows, rows_path, working_folder
from indicators.connect.limits import MOST_HELD_BYTES
from indicators.connect.rows import MOST_PROBLEMS, ReadFile, SourceRows
from indicators.connect.tallying import Tally, notes_on_cells, refuse_unusable
from indicators.quality.checking import check_rows, without
from indicators.quality.report import write_report


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

    What failed is listed in the source's report (indicators.quality.report), also when it stops.

    The frame at `path` has the declared columns: text as String, numbers as Int64 scaled by ten
    to the power of their decimals (`rows: published`: Float64 as published), dates as Date, yes
    or no as Boolean, bands as the label's text; and AREA, FILE, ROW; where the source declares
    `period_from` PERIOD and STATUS; for each number that markers or notes may speak of a
    `_status_NAME`; in published rows AREA_WAS.

    Raises:
        SourceError: files that are missing, refused or broken, a check that stops the source, or
            too many rows that cannot be used. Every reason found is told.
    """
    connector = CONNECTORS[source.read.kind]
    hashes = connector.hashes(source, data_dir, intake_dir)
    fingerprint = fingerprint_of(source, framework, hashes)
    kept = kept_rows(intake_dir, source.id, fingerprint)
    if kept is not None:
        return kept
    tally = Tally(source)
    with working_folder(intake_dir, source.id) as folder:
        try:
            parsed = connector.parse(source, data_dir, folder)
            made = _clean_all(parsed, tally, framework, folder)
        except SourceError as error:
            write_report(intake_dir, tally.report(fingerprint, error.reasons))
            raise
        files = tuple(
            ReadFile(name, hashes[file.piece or name], file.rows) for name, file in parsed.items()
        )
        path = rows_path(intake_dir, source.id, fingerprint)
        rows = _told(tally, SourceRows(source.id, path, tally.kept, fingerprint, files))
        keep_rows(rows, made)
    write_report(intake_dir, tally.report(fingerprint))
    return rows


def _clean_all(
    parsed: Mapping[str, Parsed], tally: Tally, framework: Framework, folder: Path
) -> Path:
    """Clean every block, then check all rows together, and give the file of those that are kept.

    Raises:
        SourceError: the source cannot be used, or a check stops it.
    """
    source = tally.source
    clean = _CleanRows(folder)
    for name, file in parsed.items():
        raw = RawFile(name, file.headers)
        for path in file.blocks:
            most = tally.listed_at_most
            block = clean_block(pl.read_ipc(path), raw, source, framework, most_problems=most)
            with suppress(PermissionError):  # Windows, where a file that is open is removed later
                path.unlink()
            tally.add(block)
            with keeping(source.id, folder.parent):
                clean.add(block.frame)
    refuse_unusable(tally)
    made = folder / "rows.parquet"
    with keeping(source.id, folder.parent):
        clean.write(made)
    tally.checked = check_rows(pl.scan_parquet(made), source, framework)
    reasons = tally.checked.reasons_to_stop()
    if reasons:
        raise SourceError(source.id, reasons)
    refuse_unusable(tally)
    if not tally.checked.aside.height:
        return made
    kept = folder / "kept.parquet"
    with keeping(source.id, folder.parent):
        without(pl.scan_parquet(made), tally.checked.aside).sink_parquet(kept, compression="zstd")
    return kept


def _told(tally: Tally, rows: SourceRows) -> SourceRows:
    source = tally.source
    decimals = {header: column.decimals for column in source.columns for header in column.headers}
    rounded = (
        f"{header}: {count:,} numbers carried float debris "
        f"and were rounded to {decimals.get(header, 0)} decimals"
        for header, count in sorted(tally.rounded.items())
    )
    return replace(
        rows,
        problems=tuple(tally.problems[:MOST_PROBLEMS]),
        left_out=dict(sorted(tally.left_out.items())),
        problem_rows=tally.problem_rows,
        notes=(*notes_on_cells(tally), *(tally.checked.notes() if tally.checked else ()), *rounded),
        counts=tally.counts(),
    )
