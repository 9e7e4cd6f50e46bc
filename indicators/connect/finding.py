"""Which files a source is read from."""

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from framework.errors import SourceError
from framework.model.reads import FilesRead
from framework.model.sources import Source


def find_files(source: Source, data_dir: Path) -> tuple[Path, ...]:
    """Give the files that match a source's path, sorted by their path inside the data directory.

    Raises:
        SourceError: the path leads out of the directory, or nothing matches.
    """
    pattern = files_read(source).path
    parts = PurePosixPath(pattern.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in pattern:
        raise SourceError(source.id, (f"the path '{pattern}' leads out of the data directory",))
    if not data_dir.is_dir():
        raise SourceError(source.id, (f"the data directory {data_dir} is not there",))
    here = data_dir.resolve()
    found = [
        path
        for path in data_dir.glob(str(parts))
        if path.is_file() and not _is_marker(path, source.arrives.marker)
    ]
    outside = [path for path in found if not path.resolve().is_relative_to(here)]
    if outside:
        name = outside[0].name
        raise SourceError(source.id, (f"{name} is a link that leads out of the data directory",))
    if not found:
        raise SourceError(source.id, (f"no file matches '{pattern}' in {data_dir}",))
    return tuple(sorted(found, key=lambda path: path.relative_to(data_dir).as_posix()))


def files_read(source: Source) -> FilesRead:
    """Give how the files of a source are read.

    Raises:
        TypeError: it is not read from files, and a connector of another kind should have been asked.
    """
    if not isinstance(source.read, FilesRead):
        raise TypeError(f"source '{source.id}' is not read from files")
    return source.read


def _is_marker(path: Path, marker: str) -> bool:
    return bool(marker) and path.name.endswith(marker)


def name_of(path: Path, data_dir: Path) -> str:
    """Name a file by its path inside the data directory."""
    return path.relative_to(data_dir).as_posix()


def last_written(path: Path) -> str:
    """Say when a file was last written, in UTC; nothing when it is gone."""
    try:
        seconds = path.stat().st_mtime
    except OSError:
        return ""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
