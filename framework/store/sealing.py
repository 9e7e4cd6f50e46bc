"""The seal of a zip file: the SHA-256 of all its bytes, in the comment that ends it."""

import hashlib
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO, Final

from framework.errors import StoreError

SEAL_BYTES: Final = 64
"""A zip file that is to be sealed ends with a comment of so many bytes."""

_READ_AT_ONCE: Final = 1 << 20
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_END_BYTES: Final = 22


def seal(path: Path) -> None:
    """Write the hash of a zip file over the comment at its end."""
    with path.open("r+b") as file:
        text = _hash_before_seal(file)
        file.seek(-SEAL_BYTES, SEEK_END)
        file.write(text)


def check_seal(path: Path) -> None:
    """Refuse a file of which any byte differs. One that was packed again by hand bears no seal.

    Raises:
        StoreError: it is not what was sealed.
    """
    with path.open("rb") as file:
        file.seek(-min(file.seek(0, SEEK_END), SEAL_BYTES), SEEK_END)
        end = file.read()
        if end[-_ZIP_END_BYTES:].startswith(_ZIP_END):
            return
        if end != _hash_before_seal(file):
            raise StoreError(f"{path} is damaged: it is not, to the byte, what was written")


def _hash_before_seal(file: BinaryIO) -> bytes:
    left = file.seek(0, SEEK_END) - SEAL_BYTES
    file.seek(0)
    found = hashlib.sha256()
    while left > 0 and (piece := file.read(min(left, _READ_AT_ONCE))):
        found.update(piece)
        left -= len(piece)
    return found.hexdigest().encode()
