"""All files of a source as raw blocks, or every reason why not."""

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from framework.errors import SourceError
from framework.model.reads import FilesRead
from framework.model.sources import Source
from indicators.connect.children import Parsed, list_in_child, parse_in_child
from indicators.connect.finding import files_read, find_files, name_of
from indicators.connect.layout import layout_of
from indicators.connect.raw import ListRequest, ReadRequest
from indicators.connect.refusals import RefusedError


def parse_files(
    source: Source, data_dir: Path, folder: Path, names: Collection[str]
) -> Mapping[str, Parsed]:
    """Parse those files of a source that are named, each in its own folder, and give them by name in path order.

    Raises:
        SourceError: with the reasons of all files that cannot be used.
    """
    read = files_read(source)
    files = {name_of(path, data_dir): (path, read) for path in find_files(source, data_dir)}
    wanted = {name: found for name, found in files.items() if name in names}
    return parse_named(source, wanted, folder)


def parse_named(
    source: Source, files: Mapping[str, tuple[Path, FilesRead]], folder: Path
) -> Mapping[str, Parsed]:
    """Parse files, each in its own folder, and give them by the names that they are given here.

    A member of a zip file is called by the zip file's name and its own: `outer.zip/inner.csv`.

    Raises:
        SourceError: with the reasons of all files that cannot be used.
    """
    parsed: dict[str, Parsed] = {}
    reasons: list[str] = []
    for name, (path, read) in files.items():
        try:
            before = path.stat()
            for member in _members(path, read):
                whole = f"{name}/{member}" if member else name
                place = folder / f"raw{len(parsed) + len(reasons):04}"
                try:
                    asked = _request(path, member, read, source, whole, place)
                    parsed[whole] = replace(parse_in_child(asked), piece=name)
                except RefusedError as refused:
                    reasons += [f"{whole}: {reason}" for reason in refused.reasons]
            _check_unchanged(path, before)
        except RefusedError as refused:
            reasons += [f"{name}: {reason}" for reason in refused.reasons]
        except OSError as error:
            reasons.append(f"{name}: it cannot be read ({error.strerror})")
    if reasons:
        raise SourceError(source.id, tuple(reasons))
    return parsed


def _members(path: Path, read: FilesRead) -> tuple[str | None, ...]:
    if read.member is None:
        return (None,)
    return list_in_child(ListRequest(str(path.resolve()), read.member))


def _request(
    path: Path, member: str | None, read: FilesRead, source: Source, name: str, folder: Path
) -> ReadRequest:
    folder.mkdir()
    return ReadRequest(
        file=str(path.resolve()),
        folder=str(folder.resolve()),
        read=read,
        wanted=layout_of(source).wanted,
        name=name,
        member=member,
    )


def _check_unchanged(path: Path, before: os.stat_result) -> None:
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise RefusedError("it changed while it was read; it is read again at the next refresh")
