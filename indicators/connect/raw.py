"""What the child process is asked and what it gives: a file's wanted columns as text, in blocks."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from framework.model.reads import READS, Added, FilesRead, Header, Melt, Read, ReadKind

if TYPE_CHECKING:
    import polars as pl  # takes longer to load than a refresh without anything to do

RAW_ROW: Final = "row"

Wanted = tuple[tuple[str, ...], ...]
"""For each wanted column the headers it may stand under."""


def raw_name(index: int) -> str:
    """Name the wanted column of that place in the request."""
    return f"c{index}"


def block_path(folder: Path, place: int) -> Path:
    """Say where the child puts a block, counted from 0."""
    return folder / f"{place:06}.arrow"


def document_path(folder: Path) -> Path:
    """Say where the child puts a document."""
    return folder / "document.json"


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A file and how to read it. `wanted` holds, for each column, the headers it may stand under.

    `folder` is where the blocks are put. `name` is what people call the file. `member` is the whole
    name of the one file of a zip file that is read.
    """

    file: str
    folder: str
    read: FilesRead
    wanted: Wanted
    name: str = ""
    member: str | None = None


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A zip file, of which the members are asked that a pattern fits."""

    file: str
    pattern: str


@dataclass(frozen=True, slots=True)
class LookRequest:
    """A file of which only the name is known. A `header_row` of 0 is found out, and what is None.

    `member` names a file inside a zip file.
    """

    file: str
    folder: str
    name: str
    sheet: str | None = None
    header_row: int = 0
    member: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """A file of nested YAML or JSON that is wanted whole; `name` says which it is. Put into `folder`."""

    file: str
    folder: str
    name: str


@dataclass(frozen=True, slots=True)
class RawBlock:
    """Some rows: text columns named by `raw_name`, the number of each row in its file, the headers found."""

    frame: "pl.DataFrame"
    rows: "pl.Series"
    headers: tuple[str, ...]


Request = ReadRequest | ListRequest | LookRequest | DocumentRequest

_ASKED: Final = {"list": ListRequest, "look": LookRequest, "document": DocumentRequest}


def as_plain(request: Request) -> dict[str, Any]:
    """Give a request in plain values that travel as JSON."""
    if isinstance(request, ReadRequest):
        return {**asdict(request), "asked": request.read.kind.value}
    asked = next(name for name, each in _ASKED.items() if isinstance(request, each))
    return {**asdict(request), "asked": asked}


def request_of(plain: dict[str, Any]) -> Request:
    """Make a request of its plain values."""
    asked = plain.pop("asked")
    if asked in _ASKED:
        other: Request = _ASKED[asked](**plain)
        return other
    read = read_of(ReadKind(asked), plain.pop("read"))
    wanted = tuple(tuple(names) for names in plain.pop("wanted"))
    return ReadRequest(read=read, wanted=wanted, **plain)


def read_of(kind: ReadKind, plain: dict[str, Any]) -> Read:
    """Make a read of its plain values, as `dataclasses.asdict` or JSON gives them."""
    said: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()
    }
    if said.get("melt"):
        melt = said["melt"]
        values = tuple((name, text) for name, text in melt["values"])
        said["melt"] = Melt(melt["names"], values, tuple(melt["leave"]))
    if "add" in said:
        said["add"] = tuple(Added(**each) for each in said["add"])
    if "header" in said:
        said["header"] = Header(**said["header"])
    return READS[kind](**said)
