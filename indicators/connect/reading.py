"""A source's files in, its clean typed rows out, kept as Parquet. Or every reason why not."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from framework.errors import SourceError
from framework.model.frameworks import Framework
from framework.model.sources import FILE, ROW, Source
from indicators.connect.children import Parsed
from indicators.connect.cleaning import RawFile, clean_block
from indicators.connect.connectors import CONNECTORS
from indicators.connect.fingerprints import fingerprint_of
from indicators.connect.intake import (
    keep_rows,
    keeping,
    kept_rows,
    rows_path,
    rows_there,
    working_folder,
)
from indicators.connect.limits import MOST_HELD_BYTES
from indicators.connect.pieces import (
    Piece,
    forget_pieces,
    keep_piece,
    kept_piece,
    piece_key,
    piece_path,
    pieces_there,
)
from indicators.connect.rows import MOST_PROBLEMS, ReadFile, SourceRows
from indicators.connect.sorting import RowEnds
from indicators.connect.tallying import Tally, notes_on_cells, refuse_unusable
from indicators.quality.checking import check_rows, without
from indicators.quality.findings import MOST_LISTED
from indicators.quality.report import write_report
from indicators.quality.unread import set_aside, unread_path


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
    source: Source,
    framework: Framework,
    data_dir: Path,
    intake_dir: Path,
    *,
    let_through: bool = False,
) -> SourceRows:
    """Read a source, or give the rows kept when neither its files nor its declaration changed.

    What failed is listed in the source's report (indicators.quality.report), also when it stops.

    The frame at `path` has the declared columns: text as String, numbers as Int64 scaled by ten
    to the power of their decimals (`rows: published`: Float64 as published), dates as Date, yes
    or no as Boolean, bands as the label's text; and AREA, FILE, ROW; where the source declares
    `period_from` PERIOD and STATUS; for each number that markers or notes may speak of a
    `_status_NAME`; in published rows AREA_WAS.

    With `let_through` somebody answers for the files as they are: what a rule would stop is told only.

    Raises:
        SourceError: files that are missing, refused or broken, a check that stops the source, or
            too many rows that cannot be used. Every reason found is told.
    """
    hashes = CONNECTORS[source.read.kind].hashes(source, data_dir, intake_dir)
    fingerprint = fingerprint_of(source, framework, hashes)
    kept = kept_rows(intake_dir, source.id, fingerprint)
    if kept is not None:
        return kept
    older = _Older(rows_there(intake_dir, source.id), pieces_there(intake_dir, source.id))
    tally = Tally(source, let_through)
    with working_folder(intake_dir, source.id) as folder:
        files = _Files(source, framework, hashes, data_dir, intake_dir, folder)
        try:
            rows = _read(files, tally, fingerprint, older)
        except SourceError as error:
            write_report(intake_dir, tally.report(fingerprint, error.reasons))
            raise
    write_report(intake_dir, tally.report(fingerprint))
    return rows


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of a source with their hashes, by name, and the folder in which they are read."""

    source: Source
    framework: Framework
    hashes: Mapping[str, str]
    data_dir: Path
    intake_dir: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class _Older:
    """What was kept of a source when its reading began: its rows, and those of its files."""

    rows: Sequence[Path]
    pieces: Sequence[Path]


def _read(files: _Files, tally: Tally, fingerprint: str, older: _Older) -> SourceRows:
    """Read what changed, check all rows together and keep those that are used.

    Raises:
        SourceError: a file or the whole source cannot be used.
    """
    source, pieces = files.source, _pieces(files)
    paths = [piece.path for piece in pieces.values()]
    for piece in pieces.values():
        tally.add(piece.ends)
    made = _checked(paths, tally, files.framework, files.folder)
    read = tuple(
        ReadFile(name, files.hashes[whole], rows)
        for whole, piece in pieces.items()
        for name, rows in piece.members.items()
    )
    path = rows_path(files.intake_dir, source.id, fingerprint)
    rows = _told(tally, SourceRows(source.id, path, tally.kept, fingerprint, read))
    rows = replace(rows, pieces=_keyed(pieces, tally, files))
    lacking = tally.checked.lacking if tally.checked else None
    rows = replace(rows, unread=_put_unread(pieces.values(), lacking, made, files))
    keep_rows(rows, made, older.rows)
    forget_pieces(older.pieces, but=paths)
    return rows


def _put_unread(
    pieces: Iterable[Piece], lacking: pl.DataFrame | None, made: Path, files: _Files
) -> int:
    """Put the rows that are used for no figure beside the file of those that are; give how many.

    Beside those in which a cell failed these are rows that a check of the whole source set aside.
    """
    held = tuple(pieces)
    paths = [unread_path(piece.path) for piece in held if piece.unread]
    found = [pl.scan_parquet(path) for path in paths]
    aside = 0 if lacking is None else lacking.height
    if lacking is not None and aside:
        rows = pl.scan_parquet([piece.path for piece in held])
        found.append(set_aside(rows, lacking))
    if found and (aside or paths != [unread_path(made)]):
        with keeping(files.source.id, files.intake_dir):
            whole = pl.concat(found, how="diagonal_relaxed")
            whole.sink_parquet(unread_path(made), compression="zstd")
    return sum(piece.unread for piece in held) + aside


def _keyed(pieces: Mapping[str, Piece], tally: Tally, files: _Files) -> tuple[tuple[str, int], ...]:
    """Give, file by file, a key that says which rows are kept of it, and how many those are."""
    aside = tally.checked.aside if tally.checked else pl.DataFrame(schema={FILE: pl.String})
    found = []
    for name, piece in pieces.items():
        key = piece_key(files.source, files.framework, (name, files.hashes[name]))
        gone = aside.filter(pl.col(FILE).is_in(list(piece.members)))
        if gone.height:
            lines = sorted(gone.select(FILE, ROW).rows())
            key = hashlib.sha256(f"{key} without {lines}".encode()).hexdigest()
        found.append((key, piece.ends.understood - gone.height))
    return tuple(found)


def _pieces(files: _Files) -> Mapping[str, Piece]:
    """Give the clean rows of every file, of those that did not change as they were kept.

    Raises:
        SourceError: a file cannot be used.
    """
    source, names = files.source, tuple(files.hashes)
    paths = {
        name: piece_path(files.intake_dir, source, files.framework, (name, digest))
        for name, digest in files.hashes.items()
    }
    kept = {name: kept_piece(paths[name]) for name in names} if len(names) > 1 else {}
    changed = frozenset(name for name in names if kept.get(name) is None)
    parse = CONNECTORS[source.read.kind].parse
    parsed = parse(source, files.data_dir, files.folder, changed) if changed else {}
    found: dict[str, Piece] = {}
    for name in names:
        piece = kept.get(name)
        if piece is None:
            members = {whole: one for whole, one in parsed.items() if one.piece == name}
            piece = _cleaned(members, files, files.folder / f"piece{len(found):04}")
            if len(names) > 1:
                with keeping(source.id, files.intake_dir):
                    piece = keep_piece(piece, paths[name])
        found[name] = piece
    return found


def _cleaned(parsed: Mapping[str, Parsed], files: _Files, folder: Path) -> Piece:
    """Clean every block of one file (of its members, where it is a zip file)."""
    (folder / "unread").mkdir(parents=True)
    clean, ends, made = _CleanRows(folder), RowEnds(), folder / "rows.parquet"
    unread, left = _CleanRows(folder / "unread"), 0
    for name, file in parsed.items():
        raw = RawFile(name, file.headers)
        for path in file.blocks:
            most = MOST_LISTED - len(ends.problems)
            block = clean_block(
                pl.read_ipc(path),
                raw,
                files.source,
                files.framework,
                most_problems=most,
            )
            with suppress(PermissionError):  # Windows, where a file that is open is removed later
                path.unlink()
            ends = ends.and_then(block.ends)
            with keeping(files.source.id, files.intake_dir):
                clean.add(block.frame)
                if block.unread is not None:
                    unread.add(block.unread)
                    left += block.unread.height
    with keeping(files.source.id, files.intake_dir):
        clean.write(made)
        if left:
            unread.write(unread_path(made))
    return Piece(made, {name: file.rows for name, file in parsed.items()}, ends, left)


def _checked(paths: Sequence[Path], tally: Tally, framework: Framework, folder: Path) -> Path:
    """Check all rows together, and give the file of those that are kept.

    Raises:
        SourceError: the source cannot be used, or a check stops it.
    """
    source = tally.source
    refuse_unusable(tally)
    rows = pl.scan_parquet(list(paths))
    tally.checked = check_rows(rows, source, framework)
    reasons = tally.checked.reasons_to_stop(let_through=tally.let_through)
    if reasons:
        raise SourceError(source.id, reasons)
    refuse_unusable(tally)
    if len(paths) == 1 and not tally.checked.aside.height:
        return paths[0]
    kept = folder / "kept.parquet"
    with keeping(source.id, folder.parent):
        without(rows, tally.checked.aside).sink_parquet(kept, compression="zstd")
    return kept


def _of_checks(tally: Tally) -> tuple[str, ...]:
    return tally.checked.notes(let_through=tally.let_through) if tally.checked else ()


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
        notes=(*notes_on_cells(tally), *_of_checks(tally), *rounded),
        counts=tally.counts(),
    )
