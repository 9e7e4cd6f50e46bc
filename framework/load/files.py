"""Reads the files of a configuration folder, and nothing that is not one."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from framework.errors import UserError
from framework.load.syntax.documents import MAX_BYTES

MAX_FILES: Final = 2_000
"""The most files of one configuration."""

MAX_TOTAL_BYTES: Final = 50_000_000
"""The most bytes of all files of one configuration together."""

SUFFIXES: Final = frozenset({".yaml", ".yml", ".csv", ".geojson"})

LEFT_ALONE: Final = frozenset({"data", "examples"})
"""Folders beside the declarations that hold rows or other frameworks."""


def read_config(config_dir: Path) -> Mapping[str, bytes]:
    """Read every YAML, CSV and GeoJSON file of a folder, by its path inside it with '/' between names.

    Hidden files and the folders `data` and `examples` are left alone.

    Raises:
        UserError: the folder is missing or not readable, a link leads out of it, or it is larger
            than a configuration can be.
    """
    if not config_dir.is_dir():
        message = (
            f"there is no configuration folder at {config_dir}; "
            "make one with 'fingerpost init', or name another with --config"
        )
        raise UserError(message)
    root = config_dir.resolve()
    files: dict[str, bytes] = {}
    total = 0
    for path in _declaration_files(root, root):
        name = path.relative_to(root).as_posix()
        files[name] = _read(path, name)
        total += len(files[name])
        if len(files) > MAX_FILES or total > MAX_TOTAL_BYTES:
            message = (
                f"{config_dir} holds more than {MAX_FILES:,} files or {MAX_TOTAL_BYTES:,} bytes; "
                "is it the configuration folder?"
            )
            raise UserError(message)
    if not files:
        message = (
            f"{config_dir} holds no YAML or CSV file; "
            "make a configuration with 'fingerpost init', or name another folder with --config"
        )
        raise UserError(message)
    return files


def _declaration_files(folder: Path, root: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise UserError(f"{folder} cannot be read: {error.strerror}") from None
    for entry in entries:
        if entry.name.startswith(".") or (folder == root and entry.name in LEFT_ALONE):
            continue
        if entry.is_symlink() and not entry.resolve().is_relative_to(root):
            message = f"{entry} is a link that leads out of the configuration folder; copy the file"
            raise UserError(message)
        if entry.is_dir():
            # A link to a folder inside could go round in circles, and what it shows is read anyway.
            if not entry.is_symlink():
                yield from _declaration_files(entry, root)
        elif entry.suffix.lower() in SUFFIXES:
            yield entry


def _read(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise UserError(f"{path} is not a plain file; delete it")
        # One byte more than is allowed shows that a file is too large without reading all of it.
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserError(f"{name} cannot be read: {error.strerror}") from None
