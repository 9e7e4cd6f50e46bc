"""The hash of what is published: the same on every engine and store, in any order of insertion.

Each row becomes one line: the kind, the cells in the contract's order, codes not ids, no times and
no generation numbers. A column that came with a later version is named, and left out where it is
empty, so rows written before it keep their hash. The lines of an indicator are sorted by key and
hashed; the published hash is the SHA-256 of the sorted lines `indicator<tab>its hash`. So an
indicator that did not change is not hashed again, and `verify` can name the one that is damaged.
"""

from collections.abc import Collection, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, select

from framework.store.bulk import read_standing, standing
from framework.store.encoding import decode
from framework.store.facts import FACTS, Fact
from framework.store.names import load_names

_INDICATORS_A_READ: Final = 20
_NOTHING: Final = "\\N"
_KIND: Final = "kind of row"
_PLAIN: Final = (1e-4, 1e15)
"""Between these sizes polars and Python write a float in the same shortest digits."""


def published_hash(connection: Connection, generation: int) -> str:
    """Read every row that stands at a generation and hash it.

    The generation need not be the current one. Rows are read some indicators at a time.
    """
    return combine(read_hashes(connection, generation))


def read_hashes(
    connection: Connection, generation: int, *, only: Collection[int] | None = None
) -> dict[str, str]:
    """Hash the rows of each indicator as they are kept, by its key; of some ids where they are named."""
    names = load_names(connection)
    ids = sorted(_indicators(connection, generation) if only is None else only)
    hashes: dict[str, str] = {}
    for first in range(0, len(ids), _INDICATORS_A_READ):
        some = ids[first : first + _INDICATORS_A_READ]
        frames = {
            fact: decode(
                fact,
                read_standing(connection, fact, indicators=some, generation=generation),
                names=names,
            )
            for fact in FACTS
        }
        hashes |= hash_frames(frames)
    return hashes


def hash_frames(frames: Mapping[Fact, pl.DataFrame]) -> dict[str, str]:
    """Hash the rows of each indicator in clean frames, by its key."""
    sums: dict[str, Any] = {}
    for fact in FACTS:
        if fact in frames:
            lines = _lines(fact, frames[fact])
            for key, some in lines.partition_by("indicator", as_dict=True).items():
                sums.setdefault(str(key[0]), sha256()).update(_written(some))
    return {key: found.hexdigest() for key, found in sums.items()}


def combine(hashes: Mapping[str, str]) -> str:
    """Make the published hash of the hashes of its indicators."""
    whole = sha256()
    for key in sorted(hashes, key=str.encode):
        whole.update(f"{key}\t{hashes[key]}\n".encode())
    return whole.hexdigest()


def _indicators(connection: Connection, generation: int) -> set[int]:
    found: set[int] = set()
    for fact in FACTS:
        column = fact.table.c.indicator_id
        query = select(column).distinct().where(standing(fact.table, generation))
        found.update(connection.execute(query).scalars())
    return found


def _lines(fact: Fact, frame: pl.DataFrame) -> pl.DataFrame:
    ordered = frame.sort(fact.frame_columns[: fact.key])
    cells = [_cell(ordered[one.name]) for one in fact.columns if not one.later]
    later = [ordered[one.name] for one in fact.columns if one.later]
    filled = [_cell(one) for one in later if one.null_count() < len(one)]
    if filled:
        cells[-1] = _joined(cells[-1], filled)
    return ordered.select(pl.lit(fact.name).alias(_KIND), *cells)


def _joined(last: pl.Series, later: list[pl.Series]) -> pl.Series:
    """Write each cell of columns that came later behind the last one with its name, empty ones not at all."""
    parts = [pl.col(last.name).cast(pl.String).fill_null(_NOTHING)]
    for one in later:
        name, cell = pl.lit(f" {one.name}="), pl.col(one.name)
        parts.append(pl.when(cell.is_not_null()).then(name) if one.null_count() else name)
        parts.append(cell)
    whole = pl.concat_str(parts, ignore_nulls=True).alias(last.name)
    return pl.DataFrame([last, *later]).select(whole).to_series()


def _written(lines: pl.DataFrame) -> bytes:
    file = BytesIO()
    lines.write_csv(
        file, include_header=False, separator="\t", null_value=_NOTHING, quote_style="never"
    )
    return file.getvalue()


def _cell(cells: pl.Series) -> pl.Series:
    if cells.dtype == pl.Float64:
        return _number(cells)
    return _text(cells) if cells.dtype == pl.String else cells


def _text(cells: pl.Series) -> pl.Series:
    # Few texts stand in many rows, so each is written once; most need nothing.
    odd = {text: _escaped(text) for text in cells.unique().drop_nulls() if text != _escaped(text)}
    return cells.replace(odd) if odd else cells


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _number(cells: pl.Series) -> pl.Series:
    size = cells.abs()
    least: Any = size.filter(size > 0).min()
    most: Any = size.max()
    if least is None or (least >= _PLAIN[0] and most < _PLAIN[1]):
        return cells
    texts = [None if cell is None else repr(cell) for cell in cells.to_list()]
    return pl.Series(cells.name, texts, dtype=pl.String)
