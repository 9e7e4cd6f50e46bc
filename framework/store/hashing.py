"""The hash of what is published: the same on every engine and store, in any order of insertion.

Each row becomes one line: the kind, the cells in the contract's order, codes not ids, no times and
no generation numbers. The lines of an indicator are sorted by key and hashed; the published hash is
the SHA-256 of the sorted lines `indicator<tab>its hash`. So an indicator that did not change is not
hashed again, and `verify` can name the one that is damaged.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import polars as pl
from sqlalchemy import Connection, select

from framework.store.bulk import read_standing, standing
from framework.store.encoding import decode
from framework.store.facts import FACTS, Fact, Kept
from framework.store.names import load_names

_INDICATORS_A_READ: Final = 20
_NOTHING: Final = "\\N"
_PLAIN: Final = (1e-4, 1e15)
"""Between these sizes polars and Python write a float in the same shortest digits."""


def published_hash(connection: Connection, generation: int) -> str:
    """Read every row that stands at a generation and hash it.

    The generation need not be the current one. Rows are read some indicators at a time.
    """
    return combine(read_hashes(connection, generation))


def read_hashes(connection: Connection, generation: int) -> dict[str, str]:
    """Hash the rows of each indicator as they are kept, by its key."""
    names = load_names(connection)
    ids = sorted(_indicators(connection, generation))
    hashes: dict[str, str] = {}
    for first in range(0, len(ids), _INDICATORS_A_READ):
        some = ids[first : first + _INDICATORS_A_READ]
        frames = {
            fact: decode(fact, read_standing(connection, fact, some, generation), names)
            for fact in FACTS
        }
        hashes |= hash_frames(frames)
    return hashes


def hash_frames(frames: Mapping[Fact, pl.DataFrame]) -> dict[str, str]:
    """Hash the rows of each indicator in clean frames, by its key."""
    lines = pl.concat([_lines(fact, frames[fact]) for fact in FACTS if fact in frames])
    joined = lines.group_by("indicator", maintain_order=True).agg(pl.col("line").str.join(""))
    return {key: sha256(text.encode()).hexdigest() for key, text in joined.iter_rows()}


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
    cells = [
        _number(ordered[column.name]) if column.kept is Kept.NUMBER else _text(ordered[column.name])
        for column in fact.columns
    ]
    line = pl.concat_str([pl.lit(fact.name), *cells], separator="\t") + "\n"
    return ordered.select("indicator", line=line)


def _text(cells: pl.Series) -> pl.Series:
    if cells.dtype != pl.String:
        return cells.cast(pl.String).fill_null(_NOTHING)
    # Few texts stand in many rows, so each is written once.
    known = cells.unique().drop_nulls().to_list()
    return cells.replace_strict(
        {text: _escaped(text) for text in known} | {None: _NOTHING}, return_dtype=pl.String
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _number(cells: pl.Series) -> pl.Series:
    size = cells.abs()
    odd = (cells != 0) & ((size < _PLAIN[0]) | (size >= _PLAIN[1]))
    written = cells.cast(pl.String)
    if odd.any():
        written = written.zip_with(odd.fill_null(value=False).not_(), _by_repr(cells))
    return written.fill_null(_NOTHING)


def _by_repr(cells: pl.Series) -> pl.Series:
    return pl.Series(
        [None if cell is None else repr(cell) for cell in cells.to_list()], dtype=pl.String
    )
