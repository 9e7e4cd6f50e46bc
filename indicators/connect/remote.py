"""What was fetched or handed in, read as the files that it is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from framework.errors import SourceError
from framework.model.reads import CsvFiles, FilesRead, ParquetFiles
from framework.model.remote_reads import HttpRead, UploadRead
from framework.model.sources import Source
from indicators.connect.children import Parsed
from indicators.connect.errands import Brought, BroughtFile
from indicators.connect.fetched import keep_fetched, last_fetched, path_of
from indicators.connect.hashing import hash_named
from indicators.connect.opening import PARQUET
from indicators.connect.parsing import parse_named
from indicators.connect.refusals import RefusedError
from indicators.connect.uploads import Handed, ending_of, newest_upload, put_to_use, upload_name

_PLAIN: Final[Mapping[str, FilesRead]] = {
    "csv": CsvFiles("fetched"),
    "parquet": ParquetFiles("fetched"),
}
"""How the files of a connector are read, by the kind that it says they are."""


@dataclass(frozen=True, slots=True)
class NearFile:
    """A file that is here now. `name` is the same at every refresh."""

    name: str
    path: Path
    read: FilesRead


def hash_remote(source: Source, data_dir: Path, intake_dir: Path | None) -> Mapping[str, str]:
    """Give the sha256 of each file, by name.

    Raises:
        SourceError: nothing was fetched or handed in yet, or it is too big.
    """
    files = near_files(source, data_dir, intake_dir)
    return hash_named(source, {file.name: (file.path, file.read) for file in files}, intake_dir)


def parse_remote(
    source: Source, data_dir: Path, folder: Path, names: Collection[str]
) -> Mapping[str, Parsed]:
    """Parse the files that are named, each in its own folder. The folder lies in the intake.

    Raises:
        SourceError: with the reasons of all files that cannot be used.
    """
    files = near_files(source, data_dir, folder.parent)
    wanted = {file.name: (file.path, file.read) for file in files if file.name in names}
    return parse_named(source, wanted, folder)


def near_files(source: Source, data_dir: Path, intake_dir: Path | None) -> tuple[NearFile, ...]:
    """Find what was fetched or handed in last.

    Raises:
        SourceError: nothing was.
    """
    if isinstance(source.read, UploadRead):
        try:
            path = newest_upload(data_dir, source.id)
        except RefusedError as refused:
            raise SourceError(source.id, refused.reasons) from None
        return (NearFile(upload_name(source.id), path, source.read.file),)
    fetched = last_fetched(intake_dir, source.id) if intake_dir else None
    if fetched is None or intake_dir is None:
        raise SourceError(source.id, (f"nothing was fetched yet from {source.read.origin}",))
    return tuple(
        NearFile(file.name, path_of(intake_dir, source.id, file), _read_of(source, file.kind))
        for file in fetched.files
    )


def places_of(
    source: Source, names: Iterable[str], data_dir: Path, intake_dir: Path
) -> Mapping[str, Path]:
    """Say where the files of a source lie, by the names they were read under; those gone are left out."""
    if isinstance(source.read, FilesRead):
        return {name: data_dir / name for name in names}
    try:
        return {file.name: file.path for file in near_files(source, data_dir, intake_dir)}
    except SourceError:
        return {}


def put_near(
    source: Source, files: Mapping[str, Path], data_dir: Path, intake_dir: Path, now: datetime
) -> None:
    """Put files where `near_files` finds them, as if they had just been fetched or handed in.

    Raises:
        OSError: the folders cannot be written to.
        RefusedError: likewise.
    """
    if isinstance(source.read, UploadRead):
        for path in files.values():
            named = path.replace(path.with_suffix(f".{ending_of(source.read.file.kind)}"))
            handed = Handed(named, path.name, named.stat().st_size)
            put_to_use(handed, data_dir, source.id, now)
        return
    brought = [BroughtFile(name, path, _kind_of(path)) for name, path in files.items()]
    keep_fetched(intake_dir, source.id, "", Brought(brought))


def _kind_of(path: Path) -> str:
    """Say which kind a connector's file is: of the two that there are, one shows at its start."""
    with path.open("rb") as file:
        return "parquet" if file.read(len(PARQUET)) == PARQUET else "csv"


def _read_of(source: Source, kind: str) -> FilesRead:
    return source.read.file if isinstance(source.read, HttpRead) else _PLAIN[kind]
