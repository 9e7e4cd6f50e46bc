"""Where clean rows are kept: one Parquet file a source and fingerprint, with a note beside it.

The note is written last, so that rows count only when they are whole. Only the newest of a
source is kept, for its rows are about people.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import polars as pl
import psutil

from framework.errors import SourceError
from indicators.connect.rows import ReadFile, RowProblem, SourceRows
from indicators.quality.counts import counts_of
from indicators.quality.unread import unread_path

_WORK: Final = ".reading"
_CLOCKS_DIFFER: Final = 2.0
"""Seconds by which a process's beginning and a file's time may differ: some file systems count in twos."""
_OURS: Final = 0o600
"""Rows are about people: only the account that runs the refresh may read them."""


def rows_path(intake_dir: Path, source_id: str, fingerprint: str) -> Path:
    """Name the Parquet file of a source's rows."""
    return intake_dir / f"{source_id}-{fingerprint[:24]}.parquet"


def kept_rows(intake_dir: Path, source_id: str, fingerprint: str) -> SourceRows | None:
    """Give the rows that were kept for a fingerprint, None when there are none or they are not whole."""
    path = rows_path(intake_dir, source_id, fingerprint)
    try:
        note = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        rows = _from_note(note, path)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    whole = rows.fingerprint == fingerprint and path.is_file()
    whole = whole and (not rows.unread or unread_path(path).is_file())
    return rows if whole and path.stat().st_size == note["bytes"] else None


def rows_there(intake_dir: Path, source_id: str) -> tuple[Path, ...]:
    """Give the files of the rows that are kept of a source, with their notes."""
    return tuple(path for path in intake_dir.glob(f"{source_id}-*.*") if _is_of(path, source_id))


def keep_rows(rows: SourceRows, made: Path, older: Iterable[Path]) -> None:
    """Put a finished Parquet file in its place, note what was read, and forget the source's older rows.

    Older are those that were there when the reading began. What came since is another refresh's, that
    works because this one lost its lock.

    Raises:
        SourceError: they cannot be written.
    """
    with keeping(rows.source_id, rows.path.parent):
        _put(rows, made)
        for path in older:
            if path.name.split(".")[0] != rows.path.stem:
                path.unlink(missing_ok=True)


def _put(rows: SourceRows, made: Path) -> None:
    made.chmod(_OURS)
    if rows.unread:
        unread_path(made).chmod(_OURS)
        unread_path(made).replace(unread_path(rows.path))
    made.replace(rows.path)
    note = asdict(rows) | {"path": rows.path.name, "bytes": rows.path.stat().st_size}
    # In the folder of this process alone: another one may be writing the same note.
    new = made.with_suffix(".json")
    new.write_text(json.dumps(note), encoding="utf-8")
    new.chmod(_OURS)
    new.replace(rows.path.with_suffix(".json"))


@contextmanager
def keeping(source_id: str, intake_dir: Path) -> Iterator[None]:
    """Turn what goes wrong while rows are written into a reason.

    Raises:
        SourceError: the disk is full, or the intake directory cannot be written to.
    """
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as error:
        why = getattr(error, "strerror", None) or "is the disk full?"
        reason = f"its rows could not be kept in {intake_dir} ({why})"
        raise SourceError(source_id, (reason,)) from None


@contextmanager
def working_folder(intake_dir: Path, source_id: str) -> Iterator[Path]:
    """Give a folder for what is half done, gone afterwards. Those of dead processes go first."""
    with keeping(source_id, intake_dir):
        intake_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        clear_dead_work(intake_dir)
        folder = Path(mkdtemp(prefix=f"{_WORK}-{os.getpid()}-{source_id}-", dir=intake_dir))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def share_kept_rows(kept: Path, folder: Path) -> None:
    """Let rows that were typed before be found here too. Where links are not possible, copy them."""
    for path in (*kept.glob("*"), *kept.glob("pieces/*"), *kept.glob("partials/*")):
        if path.suffix not in (".parquet", ".json"):
            continue
        there = folder / path.relative_to(kept)
        there.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            os.link(path, there)
        except FileNotFoundError:  # a refresh replaced it meanwhile
            continue
        except OSError:
            shutil.copy2(path, there)


def clear_dead_work(intake_dir: Path) -> None:
    """Remove what processes that live no more left half done: it holds rows about people."""
    for left in intake_dir.glob(f"{_WORK}-*-*"):
        if not _is_at_work(left):
            shutil.rmtree(left, ignore_errors=True)


def _is_at_work(folder: Path) -> bool:
    """Say whether the process that made a folder still lives.

    Its number alone does not tell: a system gives the numbers of dead processes to new ones, but
    a new one began after the folder was last written to.
    """
    try:
        began = psutil.Process(int(folder.name.split("-")[1])).create_time()
        return began <= folder.stat().st_mtime + _CLOCKS_DIFFER
    except (psutil.NoSuchProcess, FileNotFoundError):
        return False
    except psutil.AccessDenied:
        return True


def _is_of(path: Path, source_id: str) -> bool:
    """Say whether a file is of this source: ids hold no '-', so nothing else begins so."""
    return path.name.split("-")[0] == source_id


def _from_note(note: dict[str, Any], path: Path) -> SourceRows:
    rows = SourceRows(**{name: note[name] for name in SourceRows.__slots__})
    return replace(
        rows,
        path=path,
        files=tuple(ReadFile(**file) for file in note["files"]),
        problems=tuple(RowProblem(**problem) for problem in note["problems"]),
        notes=tuple(note["notes"]),
        counts=counts_of(note["counts"]),
        pieces=tuple((key, count) for key, count in note["pieces"]),
    )
