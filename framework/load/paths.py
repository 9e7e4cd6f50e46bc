"""Which paths a declaration may name: files below the data folder and nothing else."""

import re
from typing import Final

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
BACKSLASH: Final = "write '/' between folders, not a backslash"
_RESERVED: Final = re.compile(r'["<>|?\[\]{}\x00-\x1f]')


def what_is_unsafe(path: str) -> str | None:
    """Say why a path is refused, or None when it stays below the data folder."""
    parts = path.split("/")
    if _SCHEME.match(path):
        return "addresses and drive letters are not allowed"
    if "\\" in path:
        return BACKSLASH
    if path.startswith(("/", "~")):
        return "it must be relative to the data folder"
    if any(part in {"..", "."} for part in parts):
        return "it may not climb out of the data folder by '..' or '.'"
    if "" in parts:
        return "a part of it is empty"
    if any("**" in part for part in parts):
        return "'*' stands for any letters of one name; '**' is not allowed"
    if _RESERVED.search(path):
        return 'letters, digits, spaces and most signs are allowed, but not " < > | ? [ ] { }'
    return None
