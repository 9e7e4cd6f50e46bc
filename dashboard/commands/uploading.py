"""Take a partner's file: keep it, check it as a refresh would, put it to use, and record who did."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Final

from dashboard.access.viewers import UPLOADERS, Viewer, require_one_of
from framework.errors import SourceError, StoreError, UserError
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.reads import ReadKind
from framework.model.remote_reads import UploadRead
from framework.model.sources import Source
from framework.settings import Settings
from framework.store.uploads import Upload, record_upload, uploads_of
from indicators.connect.reading import read_source
from indicators.connect.rows import ReadFile, RowProblem, SourceRows
from indicators.connect.uploads import (
    Handed,
    ending_of,
    keep_waiting,
    put_to_use,
    upload_name,
    waiting_upload,
)
from indicators.refresh.guarding import check_like_last_time
from indicators.refresh.standing import what_stands
from indicators.refresh.tasks import as_at

if TYPE_CHECKING:
    from sqlalchemy import Engine

LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Counter:
    """Where files are handed in: the framework as it is declared now, the data folder, the record."""

    settings: Settings
    engine: "Engine"
    now: Callable[[], datetime]
    today: Callable[[], date]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a refresh would make of a file. It may be used when nothing stands in `refused`.

    `cautions` say why the next refresh will stop at it until an operator lets it through.
    """

    source: Source
    handed: Handed
    rows: SourceRows | None
    refused: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """Count the rows of the file."""
        return sum(file.rows for file in self.rows.files) if self.rows else 0

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """Give the cells that were not understood."""
        return self.rows.problems if self.rows else ()


def open_sources(counter: Counter, viewer: Viewer) -> tuple[Source, ...]:
    """Give the sources that take uploaded files.

    Raises:
        PermissionDeniedError: the viewer may not upload.
        ConfigurationError: the framework has mistakes.
    """
    require_one_of(viewer, UPLOADERS)
    return tuple(one for one in _framework(counter).sources if isinstance(one.read, UploadRead))


def last_uploads(
    counter: Counter, viewer: Viewer, source_id: str | None = None
) -> tuple[Upload, ...]:
    """Give the files that were put to use, newest first.

    Raises:
        PermissionDeniedError: the viewer may not upload.
    """
    require_one_of(viewer, UPLOADERS)
    try:
        return uploads_of(counter.engine, source_id)
    except StoreError:  # nothing was refreshed yet; the first file may come before
        return ()


def hand_in(counter: Counter, viewer: Viewer, source_id: str, stream: IO[bytes]) -> Checked:
    """Keep a file that was sent, and check it as the next refresh would.

    Raises:
        PermissionDeniedError: the viewer may not upload.
        UserError: no such source takes files, or the file is empty, too big or cannot be kept.
    """
    source, framework = _source(counter, viewer, source_id)
    ending = ending_of(kind_of_file(source).value)
    handed = keep_waiting(stream, counter.settings.data, source.id, ending)
    return _checked(counter, source, framework, handed)


def use(counter: Counter, viewer: Viewer, source_id: str, sha256: str) -> Checked:
    """Put a file that waits to use, and record who did. A refused file goes on waiting.

    Raises:
        PermissionDeniedError: the viewer may not upload.
        UserError: the file does not wait any more, or cannot be kept or recorded.
    """
    source, framework = _source(counter, viewer, source_id)
    handed = waiting_upload(counter.settings.data, source.id, sha256)
    checked = _checked(counter, source, framework, handed)
    if checked.refused or checked.rows is None:
        return checked
    now = counter.now()
    entry = Upload(
        source=source.id,
        at=now,
        who=viewer.name[:LONGEST_NAME],
        sha256=handed.sha256,
        rows=checked.rows.rows,
        problem_rows=checked.rows.problem_rows,
    )
    # The record comes first: a file in use that nobody answers for is the worse of the two halves.
    record_upload(counter.engine, entry)
    put_to_use(handed, counter.settings.data, source.id, now)
    return checked


def kind_of_file(source: Source) -> ReadKind:
    """Give the kind of file that a source takes."""
    return _read(source).file.kind


def _framework(counter: Counter) -> Framework:
    loaded = load_framework(read_config(counter.settings.config))
    return as_at(loaded, loaded.framework.today or counter.today()).framework


def _source(counter: Counter, viewer: Viewer, source_id: str) -> tuple[Source, Framework]:
    require_one_of(viewer, UPLOADERS)
    framework = _framework(counter)
    open_ones = [one for one in framework.sources if isinstance(one.read, UploadRead)]
    for source in open_ones:
        if source.id == source_id:
            return source, framework
    listed = ", ".join(one.id for one in open_ones) or "none is declared"
    raise UserError(f"no source '{source_id:.40}' takes uploaded files; those that do: {listed}")


def _read(source: Source) -> UploadRead:
    if not isinstance(source.read, UploadRead):
        raise TypeError(source.id)
    return source.read


def _checked(counter: Counter, source: Source, framework: Framework, handed: Handed) -> Checked:
    """Read a file through the source's own declaration, in a folder that is gone afterwards."""
    place = replace(_read(source).file, path=handed.path.name)
    intake = counter.settings.intake
    intake.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(prefix=".upload-", dir=intake) as folder:
        try:
            rows = read_source(
                replace(source, read=place), framework, handed.path.parent, Path(folder)
            )
        except SourceError as error:
            return Checked(source, handed, None, _plain(error.reasons, handed))
    named = _named(rows, source.id)
    return Checked(source, handed, named, cautions=_unlike_last_time(counter, source, named))


def _unlike_last_time(counter: Counter, source: Source, rows: SourceRows) -> tuple[str, ...]:
    """Say why a refresh would stop at these rows."""
    try:
        check_like_last_time(source, rows, what_stands(counter.engine).last_time(source.id))
    except StoreError:  # nothing to hold it against yet
        return ()
    except SourceError as error:
        return error.reasons
    return ()


def _named(rows: SourceRows, source_id: str) -> SourceRows:
    """Call the file what a refresh will call it: it lies under a name of our making."""
    name = upload_name(source_id)
    return replace(
        rows,
        files=tuple(ReadFile(name, file.sha256, file.rows) for file in rows.files),
        problems=tuple(replace(problem, file=name) for problem in rows.problems),
    )


def _plain(reasons: tuple[str, ...], handed: Handed) -> tuple[str, ...]:
    name = handed.path.name
    return tuple(reason.removeprefix(f"{name}: ").replace(name, "the file") for reason in reasons)
