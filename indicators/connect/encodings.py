"""Bytes of a text file as UTF-8, whatever it was written in. Never mojibake: what does not fit is refused."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np

from indicators.connect.refusals import RefusedError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEWLINE: Final = 10
_SAID: Final = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


@dataclass(slots=True)
class _Place:
    """How far a file was read: its line, and how many bytes of it."""

    line: int = 1
    behind: int = 0

    def move(self, read: bytes) -> None:
        ends = int(np.count_nonzero(np.frombuffer(read, dtype=np.uint8) == _NEWLINE))
        self.line += ends
        self.behind = len(read) - read.rfind(b"\n") - 1 if ends else self.behind + len(read)


def as_utf8(blocks: Iterable[bytes], encoding: str | None) -> Iterator[bytes]:
    """Give the text of a file in UTF-8 blocks that end between characters, its byte order mark left off.

    A mark decides, then the declared encoding, then UTF-8.

    Raises:
        RefusedError: a byte that the encoding does not know, or a NUL; with its line.
    """
    source = iter(blocks)
    head = next(source, b"")
    name, skip = _encoding(head, encoding)
    decoder = codecs.getincrementaldecoder(name)(errors="strict")
    place, held = _Place(), b""
    for block in chain((head[skip:],), source, (b"",)):
        read = held + block
        if not name.startswith("utf-16"):
            _check_nul(read, place)
        text = _decoded(decoder, block, place, name, encoding)
        held = decoder.getstate()[0]
        _check_nul(text, place)
        place.move(read[: len(read) - len(held)])
        yield text


def _check_nul(text: bytes, place: _Place) -> None:
    nul = text.find(b"\0")
    if nul >= 0:
        place.move(text[:nul])
        raise RefusedError(
            f"line {place.line} holds NUL characters; is it UTF-16 without its mark?"
        )


def _encoding(head: bytes, declared: str | None) -> tuple[str, int]:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, len(mark)
    name = codecs.lookup(declared or "utf-8").name
    if name == "utf-16":
        raise RefusedError(
            "it has no UTF-16 mark at its start, so the order of its bytes is not known"
        )
    return name.replace("utf-8-sig", "utf-8"), 0


def _decoded(
    decoder: codecs.IncrementalDecoder, block: bytes, place: _Place, name: str, declared: str | None
) -> bytes:
    """Decode a block; an empty one is the end of the file."""
    if name == "utf-8" and block and block.isascii() and not decoder.getstate()[0]:
        return block  # plain letters are UTF-8 as they stand
    try:
        return decoder.decode(block, not block).encode()
    except UnicodeDecodeError as error:
        place.move(error.object[: error.start])
        at = f"line {place.line}, byte {place.behind + 1} (0x{error.object[error.start]:02x})"
        advice = "" if declared else "; if Excel or Windows wrote it, say encoding: cp1252"
        raise RefusedError(f"{at} is not {_SAID.get(name, name)}{advice}") from None
