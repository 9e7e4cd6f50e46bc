"""Files inside a zip file: which are wanted, and one of them unpacked under caps."""

import errno
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from indicators.connect.limits import (
    FREE_BYTES,
    MEGABYTE,
    MOST_MEMBERS,
    MOST_TEXT_BYTES,
    MOST_UNPACKED_TIMES,
)
from indicators.connect.opening import ZIP, kind_of
from indicators.connect.refusals import RefusedError
from indicators.connect.workbook_guard import leads_out, unpacked

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    struct.error,
    ValueError,
)


def list_members(path: Path, pattern: str) -> list[str]:
    """Name the members of a zip file that a pattern fits, sorted. `*` stands for letters of one name.

    Raises:
        RefusedError: not a zip file, damaged, unsafe, too large, or no member fits.
    """
    with _opened(path) as packed:
        parts = [part for part in packed.infolist() if not part.is_dir()]
        fits = re.compile("[^/]*".join(re.escape(each) for each in pattern.split("*")))
        found = sorted(part.filename for part in parts if fits.fullmatch(part.filename))
        if not found:
            listed = ", ".join(f"'{part.filename[:60]}'" for part in parts[:8])
            raise RefusedError(f"no file inside it is like '{pattern}'. It has {listed or 'none'}")
        return found


def all_members(path: Path) -> list[str]:
    """Name every file inside a zip file, in its own order.

    Raises:
        RefusedError: not a zip file, damaged, unsafe, too large.
    """
    with _opened(path) as packed:
        return [part.filename for part in packed.infolist() if not part.is_dir()]


@contextmanager
def open_member(path: Path, member: str, folder: Path) -> Iterator[Path]:
    """Unpack one member into a folder under a name of ours, gone afterwards.

    Raises:
        RefusedError: damaged, unsafe, or too large when unpacked.
    """
    with NamedTemporaryFile(dir=folder, prefix="member-", delete=False) as target:
        place = Path(target.name)
        try:
            with _opened(path) as packed:
                part = packed.getinfo(member)
                seen = 0
                for block in unpacked(packed, part):
                    seen += len(block)
                    _check_size(part, seen)
                    target.write(block)
                if seen != part.file_size:
                    raise RefusedError("the zip file lies about its size")
            target.close()
            yield place
        finally:
            place.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    with path.open("rb") as raw:
        head = raw.read(512)
    if not head:
        raise RefusedError("it is empty")
    if not head.startswith((ZIP, b"PK\x05\x06")):
        raise RefusedError(f"it is not a zip file but {kind_of(head) or 'something else'}")
    try:
        with zipfile.ZipFile(path) as packed:
            _check(packed.infolist(), path.stat().st_size)
            yield packed
    except _DAMAGED:
        raise _damaged() from None
    except OSError as error:
        # a place that no file can have: the zip file names it, the disk is well
        if error.errno != errno.EINVAL:
            raise
        raise _damaged() from None


def _damaged() -> RefusedError:
    return RefusedError("the zip file is damaged or cut short")


def _check(parts: list[zipfile.ZipInfo], size: int) -> None:
    if len(parts) > MOST_MEMBERS:
        raise RefusedError(f"it holds {len(parts):,} files; at most {MOST_MEMBERS:,} are read")
    if len({part.filename.casefold() for part in parts}) != len(parts):
        raise RefusedError("two files inside it have one name")
    if not all(part.filename for part in parts):
        raise RefusedError("the zip file is damaged: a file inside it has no name")
    if any(leads_out(part.filename) for part in parts):
        raise RefusedError("a file inside it has a name that leads out of it")
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedError("it is protected by a password: save it without one")
    if sum(part.compress_size for part in parts) > size:
        raise RefusedError("files inside it overlap, which is not allowed")
    if sum(part.file_size for part in parts) > MOST_TEXT_BYTES:
        raise RefusedError(
            f"it is too big when unpacked: more than {MOST_TEXT_BYTES // MEGABYTE:,} MB"
        )


def _check_size(part: zipfile.ZipInfo, seen: int) -> None:
    if seen > part.file_size:
        raise RefusedError("the zip file lies about its size")
    if seen > max(FREE_BYTES, part.compress_size * MOST_UNPACKED_TIMES):
        raise RefusedError(
            f"it is too big when unpacked: more than {MOST_UNPACKED_TIMES} times its size"
        )
