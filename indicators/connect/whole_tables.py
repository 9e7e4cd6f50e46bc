"""A whole file that nobody has declared yet, every cell as text, read without trusting it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import polars as pl

from framework.model.reads import Read
from indicators.connect.children import document_in_child
from indicators.connect.inspecting import look_and_parse
from indicators.connect.limits import MEGABYTE
from indicators.connect.raw import DocumentRequest, LookRequest, raw_name
from indicators.connect.refusals import RefusedError

_MOST_BYTES: Final = 200 * MEGABYTE
_LONGEST_HEADER: Final = 300


class Row(dict[str, str]):
    """The cells of a row by their headers; a cell or a column that is not there is empty."""

    def __missing__(self, _header: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class WholeTable:
    """The rows of a file, a text column a header; how it is read; in which row its header stands."""

    path: Path
    read: Read
    frame: pl.DataFrame
    header_row: int

    @property
    def headers(self) -> tuple[str, ...]:
        """Give the headers in their order."""
        return tuple(self.frame.columns)

    def rows(self) -> Iterator[Row]:
        """Give the rows, one after the other."""
        for cells in self.frame.iter_rows(named=True):
            yield Row({header: text for header, text in cells.items() if text is not None})


def read_whole(path: Path) -> WholeTable:
    """Read all of a file in a child process with limits.

    Raises:
        RefusedError: why it is not read, with the file's name.
    """
    with _kept_apart(path) as folder:
        seen, headers, read, parsed = look_and_parse(
            path, LookRequest(str(path.resolve()), str(folder), path.name)
        )
        if any(len(header) > _LONGEST_HEADER for header in headers):
            raise RefusedError(f"a header is longer than {_LONGEST_HEADER} characters")
        # One block may hold a column as texts, and another as the few texts that it repeats.
        texts = [
            pl.col(raw_name(place)).cast(pl.String).alias(header)
            for place, header in enumerate(headers)
        ]
        blocks = [pl.read_ipc(block.read_bytes()).select(texts) for block in parsed.blocks]
        frame = pl.concat(blocks)
    return WholeTable(path, read, frame, int(seen["header_row"]))


def read_nested(path: Path) -> Any:
    """Give a YAML or JSON file, or the front matter of a page, as plain values.

    Raises:
        RefusedError: why it is not read, with the file's name.
    """
    with _kept_apart(path) as folder:
        return document_in_child(DocumentRequest(str(path.resolve()), str(folder), path.name))


@contextmanager
def _kept_apart(path: Path) -> Iterator[Path]:
    """Give a folder to read a file in; whatever refuses the file is told with its name."""
    try:
        if not path.is_file():
            raise RefusedError("there is no such file" if not path.exists() else "it is no file")
        if path.stat().st_size > _MOST_BYTES:
            raise RefusedError(f"it is too big: more than {_MOST_BYTES // MEGABYTE:,} MB")
        with TemporaryDirectory(prefix="fingerpost-import-") as folder:
            yield Path(folder)
    except RefusedError as refused:
        raise RefusedError(*(f"{path.name}: {reason}" for reason in refused.reasons)) from None
    except OSError as error:
        why = (error.strerror or "for an unknown reason").lower()
        raise RefusedError(f"{path.name}: it cannot be read ({why})") from None
