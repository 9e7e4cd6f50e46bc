"""Files of databases in the data folder: found and hashed. Their rows are counted by an engine, never parsed."""

from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath

from framework.errors import SourceError
from framework.model.remote_reads import DuckdbRead
from framework.model.sources import Source
from indicators.connect.children import Parsed
from indicators.connect.hashing import hash_places


def database_file(source: Source, data_dir: Path) -> Path:
    """Give the file of a database.

    Raises:
        SourceError: it is not there, or lies outside the data folder.
        TypeError: the source is read from something else.
    """
    read = source.read
    if not isinstance(read, DuckdbRead):
        raise TypeError(f"source '{source.id}' is not read from a DuckDB file")
    path = (data_dir / PurePosixPath(read.path)).resolve()
    if not path.is_relative_to(data_dir.resolve()):
        raise SourceError(source.id, (f"{read.path} leads out of the data directory",))
    if not path.is_file():
        raise SourceError(source.id, (f"there is no file '{read.path}' in {data_dir}",))
    return path


def hash_database(source: Source, data_dir: Path, intake_dir: Path | None) -> Mapping[str, str]:
    """Give the sha256 of a database's file, by its path inside the data directory.

    Raises:
        SourceError: it is not there or cannot be read.
    """
    path = database_file(source, data_dir)
    name = path.relative_to(data_dir.resolve()).as_posix()
    return hash_places(source, {name: (path, source.read.kind)}, intake_dir)


def refuse_database(
    source: Source, _data_dir: Path, _folder: Path, _names: Collection[str]
) -> Mapping[str, Parsed]:
    """Refuse to parse a database.

    Raises:
        SourceError: always.
    """
    reason = (
        f"the rows of {source.read.origin} are counted where they lie; there is no copy of them"
    )
    raise SourceError(source.id, (reason,))
