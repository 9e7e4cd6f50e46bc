"""All files of a source as raw blocks, or every reason why not."""

from collections.abc import Mapping
from pathlib import Path

from framework.errors import SourceError
from framework.model.reads import FilesRead
from framework.model.sources import Source
from indicators.connect.children import Parsed, parse_in_child
from indicators.connect.finding import files_read, find_files, name_of
from indicators.connect.layout import layout_of
from indicators.connect.raw import ReadRequest
from indicators.connect.refusals import RefusedError


def parse_files(source: Source, data_dir: Path, folder: Path) -> Mapping[str, Parsed]:
    """Parse the files of a source, each in its own folder, and give them by name in path order.

    Raises:
        SourceError: with the reasons of all files that cannot be used.
    """
    read = files_read(source)
    files = {name_of(path, data_dir): (path, read) for path in find_files(source, data_dir)}
    return parse_named(source, files, folder)


def parse_named(
    source: Source, files: Mapping[str, tuple[Path, FilesRead]], folder: Path
) -> Mapping[str, Parsed]:
    """Parse files, each in its own folder, and give them by the names that they are given here.

    Raises:
        SourceError: with the reasons of all files that cannot be used.
    """
    parsed: dict[str, Parsed] = {}
    reasons: list[str] = []
    for place, (name, (path, read)) in enumerate(files.items()):
        try:
            parsed[name] = _parse(path, read, source, folder / f"raw{place:04}")
        except RefusedError as refused:
            reasons += [f"{name}: {reason}" for reason in refused.reasons]
        except OSError as error:
            reasons.append(f"{name}: it cannot be read ({error.strerror})")
    if reasons:
        raise SourceError(source.id, tuple(reasons))
    return parsed


def _parse(path: Path, read: FilesRead, source: Source, folder: Path) -> Parsed:
    folder.mkdir()
    before = path.stat()
    parsed = parse_in_child(
        ReadRequest(
            file=str(path.resolve()),
            folder=str(folder.resolve()),
            read=read,
            wanted=layout_of(source).wanted,
        )
    )
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise RefusedError("it changed while it was read; it is read again at the next refresh")
    return parsed
