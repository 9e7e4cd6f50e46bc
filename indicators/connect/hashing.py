"""The sha256 of files, with a small cache that knows which have not changed."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from framework.errors import SourceError
from framework.model.reads import FilesRead, ReadKind
from framework.model.sources import Source
from indicators.connect.finding import files_read, find_files, name_of
from indicators.connect.limits import MEGABYTE, MOST_FILE_BYTES
from indicators.connect.refusals import RefusedError

_CACHE: Final = "hashes.json"


def hash_files(source: Source, data_dir: Path, intake_dir: Path | None = None) -> dict[str, str]:
    """Give the sha256 of each file of a source, by its path inside the data directory.

    Raises:
        SourceError: no file matches, or one cannot be read or is too big.
    """
    read = files_read(source)
    files = {name_of(path, data_dir): (path, read) for path in find_files(source, data_dir)}
    return hash_named(source, files, intake_dir)


def hash_named(
    source: Source, files: Mapping[str, tuple[Path, FilesRead]], intake_dir: Path | None
) -> dict[str, str]:
    """Give the sha256 of each file, by the name that it is given here.

    Raises:
        SourceError: one cannot be read or is too big.
    """
    kinds = {name: (path, read.kind) for name, (path, read) in files.items()}
    return hash_places(source, kinds, intake_dir)


def hash_places(
    source: Source, files: Mapping[str, tuple[Path, ReadKind]], intake_dir: Path | None
) -> dict[str, str]:
    """Give the sha256 of each file, by the name that it is given here.

    Raises:
        SourceError: one cannot be read or is too big for its kind.
    """
    before = _read_cache(intake_dir)
    known = dict(before)
    hashes: dict[str, str] = {}
    for name, (path, kind) in files.items():
        try:
            _check_size(path, MOST_FILE_BYTES[kind])
            hashes[name] = _hash_of(path, known)
        except RefusedError as refused:
            raise SourceError(source.id, (f"{name}: {refused}",)) from None
        except OSError as error:
            reason = f"{name}: it cannot be read ({error.strerror})"
            raise SourceError(source.id, (reason,)) from None
    if intake_dir is not None and known != before:
        _write_cache(intake_dir, known)
    return hashes


def _check_size(path: Path, most: int) -> None:
    if path.stat().st_size > most:
        raise RefusedError(f"it is too big: more than {most // MEGABYTE:,} MB")


def _hash_of(path: Path, known: dict[str, str]) -> str:
    state = path.stat()
    seen = f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"
    key = str(path.resolve())
    before, _, digest = known.get(key, "").rpartition(" ")
    if before == seen:
        return digest
    with path.open("rb") as stream:
        fresh = hashlib.file_digest(stream, "sha256").hexdigest()
    known[key] = f"{seen} {fresh}"
    return fresh


def _read_cache(intake_dir: Path | None) -> dict[str, str]:
    """Give, for each path, what it looked like and its hash when it was last read."""
    if intake_dir is None:
        return {}
    try:
        found = json.loads((intake_dir / _CACHE).read_text(encoding="utf-8"))
        return {str(key): str(value) for key, value in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _write_cache(intake_dir: Path, known: Mapping[str, str]) -> None:
    """Keep the hashes for next time. A cache that cannot be written only makes that slower."""
    there = {path: seen for path, seen in known.items() if Path(path).exists()}
    try:
        intake_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile("w", dir=intake_dir, delete=False, encoding="utf-8") as new:
            json.dump(there, new)
        Path(new.name).replace(intake_dir / _CACHE)
    except OSError:
        return
