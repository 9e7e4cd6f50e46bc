"""What any file holds, found out without trusting it and told without telling of people."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from framework.model.reads import Read, ReadKind, SheetFiles
from indicators.connect.children import Parsed, look_in_child, parse_in_child
from indicators.connect.guessing import AreaGuess, PeriodGuess
from indicators.connect.known_areas import KnownAreas
from indicators.connect.limits import MEGABYTE, MOST_FILE_BYTES
from indicators.connect.profiling import ColumnProfile, profile_column
from indicators.connect.raw import LookRequest, ReadRequest, read_of
from indicators.connect.refusals import RefusedError

_MOST_BYTES: Final = max(MOST_FILE_BYTES.values())


@dataclass(frozen=True, slots=True)
class SheetSize:
    """A sheet of a workbook and how far its cells reach."""

    name: str
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a file: how it is opened, its rows, its columns.

    `header_row` counts from 1. `members` are the files inside a zip file, `readable` those that may be read.
    """

    file: str
    read: Read
    rows: int
    header_row: int
    columns: tuple[ColumnProfile, ...]
    sheets: tuple[SheetSize, ...] = ()
    members: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()

    @property
    def sheet(self) -> str | None:
        """Give the sheet of a workbook that was looked at."""
        return self.read.sheet if isinstance(self.read, SheetFiles) else None

    @property
    def areas(self) -> tuple[AreaGuess, ...]:
        """Give the columns that look most like areas, the smallest areas first."""
        found = [column.area for column in self.columns if column.area]
        surest = max((guess.sure for guess in found), default=0)
        best = [guess for guess in found if guess.sure == surest]
        return tuple(sorted(best, key=lambda guess: -guess.different))

    @property
    def period(self) -> PeriodGuess | None:
        """Give the column that looks most like a period."""
        found = [column.period for column in self.columns if column.period]
        return max(found, key=lambda guess: guess.sure, default=None)


def inspect_file(
    path: Path,
    *,
    sheet: str | None = None,
    header_row: int = 0,
    member: str | None = None,
    areas: KnownAreas | None = None,
) -> Inspection:
    """Look at a file in a child process with limits, as a source would be read.

    `sheet`, `header_row` and `member` (of a zip file) say where its table stands; else that is found out.
    `areas` are those of a framework; columns of the file are held against them.

    Raises:
        RefusedError: why it is not read.
    """
    try:
        if not path.is_file():
            raise RefusedError("there is no such file" if not path.exists() else "it is no file")
        if path.stat().st_size > _MOST_BYTES:
            raise RefusedError(f"it is too big: more than {_MOST_BYTES // MEGABYTE:,} MB")
        with TemporaryDirectory(prefix="fingerpost-inspect-") as folder:
            request = LookRequest(str(path.resolve()), folder, path.name, sheet, header_row, member)
            return _inspect(path, request, areas)
    except OSError as error:
        why = (error.strerror or "for an unknown reason").lower()
        raise RefusedError(f"it cannot be read ({why})") from None


def look_and_parse(
    path: Path, request: LookRequest
) -> tuple[dict[str, Any], tuple[str, ...], Read, Parsed]:
    """Find out what a file is, then parse all of its columns: what was seen, headers, how, the blocks.

    Raises:
        RefusedError: why it is not read.
    """
    seen: dict[str, Any] = look_in_child(request)
    headers = tuple(dict.fromkeys(text.strip() for text in seen["headers"] if text.strip()))
    read = read_of(ReadKind(seen["kind"]), {"path": path.name, **seen["read"]})
    wanted = tuple((header,) for header in headers)
    parsed = parse_in_child(
        ReadRequest(request.file, request.folder, read, wanted, path.name, read.member)
    )
    return seen, headers, read, parsed


def _first_of_zip(
    path: Path, request: LookRequest
) -> tuple[dict[str, Any], tuple[str, ...], Read, Parsed]:
    """Look at the first file inside a zip file that is not refused. A note among tables is none.

    Raises:
        RefusedError: all are, as the first was.
    """
    first: RefusedError | None = None
    for name in look_in_child(request)["readable"]:
        try:
            return look_and_parse(path, replace(request, member=name))
        except RefusedError as refused:
            first = first or refused
    raise first or RefusedError("no file inside the zip file can be read")


def _inspect(path: Path, request: LookRequest, areas: KnownAreas | None) -> Inspection:
    whole_zip = path.suffix.lower() == ".zip" and request.member is None
    look = _first_of_zip if whole_zip else look_and_parse
    seen, headers, read, parsed = look(path, request)
    return Inspection(
        file=path.name,
        read=read,
        rows=parsed.rows,
        header_row=seen["header_row"],
        columns=tuple(
            profile_column(parsed.blocks, place, header, parsed.rows, areas)
            for place, header in enumerate(headers)
        ),
        sheets=tuple(SheetSize(*size) for size in seen.get("sheets", ())),
        members=tuple(seen.get("members", ())),
        readable=tuple(seen.get("readable", ())),
    )
