"""Small good files of each kind and ways to spoil them: in their bytes, and in what they are made of."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

import polars as pl

from benchmarks.reliability.kinds_of_files import FILE_KINDS as KINDS
from benchmarks.reliability.kinds_of_files import read_of
from framework.model.reads import Read

ROWS: Final = 40
HEADERS: Final = ("word", "number", "day", "area")
WARDS: Final = ("E05000001", "E05000002")
_ODD: Final = (
    b"",
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"1e999",
    b"-",
    b"9" * 400,
    b"=1+1",
    b"2024-02-30",
    b"nan",
    "\u0661\u202e\u0000".encode(),
    b"x" * 120_000,
)


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: how it is named, a whole one, and how its structure is spoilt."""

    name: str
    read: Read
    whole: bytes
    spoil: Callable[[bytes, Random], bytes]


def file_kinds() -> tuple[FileKind, ...]:
    """Give every kind of file that can be read."""
    whole = pl.DataFrame(rows_of(), schema=list(HEADERS), orient="row")
    return tuple(
        FileKind(f"spoilt.{ending}", read_of(name, f"spoilt.{ending}"), write(whole), _SPOIL[name])
        for name, (_, ending, write) in KINDS.items()
    )


def spoil_bytes(whole: bytes, dice: Random) -> bytes:
    """Change, drop or add some bytes anywhere, or cut the file short."""
    spoilt = bytearray(whole)
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(len(spoilt) or 1)
        match dice.randrange(4):
            case 0:
                spoilt[place : place + 1] = dice.randbytes(1)
            case 1:
                del spoilt[place : place + dice.randint(1, 16)]
            case 2:
                spoilt[place:place] = dice.randbytes(dice.randint(1, 8))
            case _ if dice.random() < 0.2:
                del spoilt[place:]
            case _:
                spoilt[place : place + 4] = dice.randbytes(4)
    return bytes(spoilt)


def spoil_text(whole: bytes, dice: Random) -> bytes:
    """Break rows and cells: odd cells, rows twice or gone, other delimiters, another encoding."""
    rows = [row.split(b",") for row in whole.splitlines()]
    for _ in range(dice.randint(1, 4)):
        row = dice.randrange(len(rows))
        match dice.randrange(5):
            case 0:
                rows[row][dice.randrange(len(rows[row]))] = dice.choice(_ODD)
            case 1:
                rows.insert(row, list(rows[dice.randrange(len(rows))]))
            case 2 if len(rows) > 1:
                del rows[row]
            case 3:
                rows[row] = rows[row] * dice.randint(0, 3) or [b""]
            case _:
                dice.shuffle(rows[row])
    mark = dice.choice((b",", b",", b",", b";", b"\t"))
    made = b"\n".join(mark.join(row) for row in rows)
    if dice.random() < 0.1:
        made = made.decode("latin-1").encode(dice.choice(("utf-16", "utf-16-be", "cp037")))
    return made


def spoil_zip(whole: bytes, dice: Random) -> bytes:
    """Break the parts of a zip file and pack them again: tags and values, parts gone or twice."""
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        parts = [(name, packed.read(name)) for name in packed.namelist()]
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(parts))
        name, content = parts[place]
        match dice.randrange(6):
            case 0:
                del parts[place]
            case 1:
                parts[place] = (dice.choice(parts)[0], content)
            case 2:
                parts[place] = (dice.choice(("../up", "/root", "a" * 300, "x\x00y")), content)
            case _:
                parts[place] = (name, spoil_markup(content, dice))
        if not parts:
            return b"PK\x03\x04"
    target = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore"),  # that a name stands twice is what we want
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name, content in parts:
            packed.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def spoil_markup(content: bytes, dice: Random) -> bytes:
    """Change a tag, an attribute or a text of XML or JSON."""
    found = list(re.finditer(rb'<[^>]*>|"[^"]*"|[0-9]+', content))
    if not found:
        return spoil_bytes(content or b"x", dice)
    one, other = dice.choice(found), dice.choice(found)
    new = dice.choice(
        (b"", one[0] * 2, other[0], dice.choice(_ODD), b"A1048577", b"-1", b'"\\ud800"')
    )
    return content[: one.start()] + new + content[one.end() :]


def spoil_parquet(_whole: bytes, dice: Random) -> bytes:
    """Write the columns as other types than they should be, with gaps, some left out or twice over."""
    columns: dict[str, pl.Series] = {}
    for name in dice.sample([*HEADERS, "more", ""], dice.randint(1, 5)):
        columns[name] = dice.choice(_odd_columns()).alias(name)
    target = io.BytesIO()
    packing = dice.choice(("zstd", "snappy", "uncompressed", "gzip", "lz4"))
    pl.DataFrame(list(columns.values())).write_parquet(target, compression=packing)
    made = target.getvalue()
    return made if dice.random() < 0.5 else spoil_bytes(made, dice)


@cache
def _odd_columns() -> tuple[pl.Series, ...]:
    dice = Random(3)
    return (
        pl.Series(["x", None] * 20),
        pl.Series([dice.random() * 10.0 ** dice.randint(-300, 300) for _ in range(40)]),
        pl.Series([float("nan"), float("inf")] * 20),
        pl.Series([b"\xff\x00"] * 40),
        pl.Series([[1, 2]] * 40),
        pl.Series([{"a": 1}] * 40),
        pl.Series([None] * 40),
        pl.Series(["c"] * 40, dtype=pl.Categorical),
        pl.Series([dice.randint(-(2**63), 2**63 - 1) for _ in range(40)]),
        pl.Series([2**63 + 5] * 40, dtype=pl.UInt64),
        pl.Series([0] * 40).cast(pl.Date),
        pl.Series([2**31 - 1] * 40, dtype=pl.Int32).cast(pl.Date),
        pl.Series([2**62] * 40).cast(pl.Datetime("ns")),
        pl.Series([10**15] * 40).cast(pl.Duration("us")),
        pl.Series(["1.5"] * 40).cast(pl.Decimal(38, 10)),
        pl.Series([True, None] * 20),
        pl.Series(["x" * 120_000] * 40),
    )


def rows_of() -> list[tuple[str, int, str, str]]:
    """Give the rows that every whole file holds."""
    return [
        (f"word {place}", place * 7, f"2024-{place % 12 + 1:02}-15", WARDS[place % 2])
        for place in range(ROWS)
    ]


_SPOIL: Final[Mapping[str, Callable[[bytes, Random], bytes]]] = {
    "csv": spoil_text,
    "excel": spoil_zip,
    "ods": spoil_zip,
    "parquet": spoil_parquet,
    "json": spoil_markup,
    "json lines": spoil_markup,
    "zip": spoil_zip,
}
