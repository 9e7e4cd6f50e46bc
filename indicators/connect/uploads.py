"""Files that partners handed in: kept under names of our own making, the newest of a source counts."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Final

from indicators.connect.limits import MEGABYTE
from indicators.connect.refusals import RefusedError

UPLOADS: Final = "uploads"
MOST_UPLOAD_BYTES: Final = 100 * MEGABYTE
_ENDINGS: Final = {"excel": "xlsx", "json lines": "jsonl"}

_WAITING: Final = "waiting"
_NAME: Final = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{64}\.[a-z]{2,7}")
_SHA: Final = re.compile(r"[0-9a-f]{64}")
_ARRIVING: Final = "."
_BROKEN_OFF: Final = 24 * 3600 * 10**9
"""After so many nanoseconds a file on its way is one whose upload was cut off."""
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it was handed in, waiting or in use."""

    path: Path
    sha256: str
    bytes: int


def ending_of(kind: str) -> str:
    """Give the ending of a kept file, by the kind of file that its source declares."""
    return _ENDINGS.get(kind, kind)


def upload_name(source_id: str) -> str:
    """Name an uploaded file in messages: the same whichever of them is in use."""
    return f"{UPLOADS}/{source_id}"


def newest_upload(data_dir: Path, source_id: str) -> Path:
    """Give the file of a source that was handed in last.

    Raises:
        RefusedError: none was handed in yet.
    """
    kept = kept_uploads(data_dir, source_id)
    if not kept:
        raise RefusedError(
            f"no file was uploaded yet; give one with fingerpost upload {source_id} FILE --who NAME"
        )
    return kept[-1]


def kept_uploads(data_dir: Path, source_id: str) -> tuple[Path, ...]:
    """Give every file of a source that was put to use, oldest first."""
    folder = data_dir / UPLOADS / source_id
    found = (path for path in folder.glob("*") if _NAME.fullmatch(path.name) and path.is_file())
    return tuple(sorted(found))


def keep_waiting(stream: IO[bytes], data_dir: Path, source_id: str, ending: str) -> Handed:
    """Keep a file that was sent until somebody says that it is to be used. It replaces one that waits.

    Raises:
        RefusedError: it is empty or too big, or the folder cannot be written to.
    """
    folder = _folder(data_dir, source_id) / _WAITING
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        new = _arriving(folder)
        try:
            digest, size = _write(stream, new)
            path = new.replace(folder / f"{digest}.{ending}")
        finally:
            new.unlink(missing_ok=True)
        _clear(folder, path)
    except OSError as error:
        raise RefusedError(f"it cannot be kept in {folder} ({error.strerror})") from None
    return Handed(path, digest, size)


def waiting_upload(data_dir: Path, source_id: str, sha256: str) -> Handed:
    """Give the file that waits for a source.

    Raises:
        RefusedError: that file does not wait any more: it was used, or another took its place.
    """
    folder = data_dir / UPLOADS / source_id / _WAITING
    for path in folder.glob(f"{sha256}.*") if _SHA.fullmatch(sha256) else ():
        with suppress(FileNotFoundError):
            # What is recorded is what is there: the name alone is no proof.
            digest, size = _weigh(path)
            if digest == sha256:
                return Handed(path, digest, size)
    raise RefusedError("that file does not wait any more; send it again")


def put_to_use(handed: Handed, data_dir: Path, source_id: str, now: datetime) -> Path:
    """Make a file that waits the one that the next refresh reads. Those before it stay where they are.

    Raises:
        RefusedError: the folder cannot be written to.
    """
    folder = _folder(data_dir, source_id)
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    path = folder / f"{moment}-{handed.sha256}{handed.path.suffix}"
    try:
        handed.path.replace(path)
    except OSError as error:
        raise RefusedError(f"it cannot be kept in {folder} ({error.strerror})") from None
    return path


def _folder(data_dir: Path, source_id: str) -> Path:
    folder = data_dir / UPLOADS / source_id
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RefusedError(f"the folder {folder} cannot be made ({error.strerror})") from None
    if not folder.resolve().is_relative_to(data_dir.resolve()):
        raise RefusedError(f"{folder} is a link that leads out of the data directory")
    return folder


def _arriving(folder: Path) -> Path:
    """Make a file that no other upload writes to, for one that is still on its way."""
    handle, name = mkstemp(prefix=_ARRIVING, dir=folder)
    os.close(handle)
    return Path(name)


def _clear(folder: Path, kept: Path) -> None:
    """Remove what waited before a file, and what broke off on its way long before it.

    Another upload may be on its way at this moment, or may have come since: neither is touched.
    """
    newest = kept.stat().st_mtime_ns
    for other in folder.iterdir():
        with suppress(FileNotFoundError):
            age = newest - other.stat().st_mtime_ns
            if other != kept and age >= (_BROKEN_OFF if other.name.startswith(_ARRIVING) else 0):
                other.unlink()


def _weigh(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return digest.hexdigest(), file.tell()


def _write(stream: IO[bytes], path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for block in _blocks(stream):
            size += len(block)
            if size > MOST_UPLOAD_BYTES:
                raise RefusedError(f"it is too big: more than {MOST_UPLOAD_BYTES // MEGABYTE} MB")
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        raise RefusedError("it is empty")
    return digest.hexdigest(), size


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block
