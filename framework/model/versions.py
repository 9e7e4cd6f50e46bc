"""When is a framework another framework: the version of its files."""

from collections.abc import Mapping
from hashlib import sha256


def version_of(files: Mapping[str, bytes]) -> str:
    """Give the SHA-256 of files with their paths, in any order, as hexadecimal digits."""
    whole = sha256()
    for path in sorted(files):
        whole.update(f"{path}\t{sha256(files[path]).hexdigest()}\n".encode())
    return whole.hexdigest()
