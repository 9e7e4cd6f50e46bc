"""The rows of a source as connect left them, read a batch at a time with text as small numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.errors import SourceError
from indicators.measures.exact import BATCH_ROWS

MOST_HELD_BYTES: Final = 64 * 2**20
"""So many bytes of texts that were looked through are held until their rows are read."""

ROWS_AT_ONCE: Final = 2**21
"""Row groups of the file are read together up to about so many rows."""

Codes = NDArray[np.int32]
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that stand in a column, and whether some rows have none."""

    values: tuple[str, ...]
    has_nulls: bool


@dataclass(frozen=True, slots=True)
class Intake:
    """An intake file with what its footer says of it. `full` columns are known to have no null.

    `groups` are the sizes of its row groups. `added` holds columns that were worked out for all its
    rows and stand in no file. `span` are the places of the rows that are read, None: all.
    """

    path: Path
    rows: int
    columns: frozenset[str]
    text_columns: frozenset[str]
    full: frozenset[str]
    batches: tuple[tuple[int, ...], ...]
    offsets: tuple[int, ...]
    sizes: tuple[int, ...]
    groups: tuple[int, ...] = ()
    added: pl.DataFrame | None = None
    in_doubt: pl.DataFrame | None = None
    span: tuple[int, int] | None = None
    _held: dict[tuple[tuple[int, ...], str], tuple[int, Any]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def part(self, start: int, stop: int) -> "Intake":
        """Give the rows from one place up to another; no more row groups are read than hold them."""
        ends = np.cumsum(self.groups)
        first = int(np.searchsorted(ends, start, side="right"))
        last = int(np.searchsorted(ends, stop, side="left"))
        held = [
            tuple(first + group for group in groups)
            for groups in _batched(self.groups[first : last + 1])
        ]
        begins = tuple(int(ends[groups[0]]) - self.groups[groups[0]] for groups in held)
        sizes = tuple(sum(self.groups[group] for group in groups) for groups in held)
        return replace(
            self,
            rows=stop - start,
            batches=tuple(held),
            offsets=begins,
            sizes=sizes,
            span=(start, stop),
        )

    def with_columns(self, added: pl.DataFrame, in_doubt: pl.DataFrame | None = None) -> "Intake":
        """Give the same rows with some columns more, in the order of the file.

        `in_doubt` are those of which such a column may be wrong, for other rows could not be used.
        """
        columns = self.columns | frozenset(added.columns)
        return replace(self, added=added, columns=columns, in_doubt=in_doubt)

    def scan(self) -> pl.LazyFrame:
        """Give all rows and columns, to be looked at lazily."""
        rows = pl.scan_parquet(self.path)
        if self.added is None:
            return rows
        return pl.concat([rows, self.added.lazy()], how="horizontal")

    def read(self, columns: Iterable[str]) -> Iterator[pl.DataFrame]:
        """Give the rows of some columns in batches; text comes as Categorical."""
        wanted = sorted(set(columns) & self.columns)
        texts = [name for name in wanted if name in self.text_columns]
        others = [name for name in wanted if name not in self.text_columns]
        for index in range(len(self.batches)):
            frame = self._within(index, self._read_batch(index, texts, others))
            yield from frame.iter_slices(BATCH_ROWS)

    def texts_in(self, columns: Iterable[str]) -> Mapping[str, Texts]:
        """Give the texts of some columns, sorted."""
        wanted = sorted(set(columns) & self.text_columns)
        values: dict[str, set[str]] = {name: set() for name in wanted}
        nulls = dict.fromkeys(wanted, False)
        for groups in self.batches if wanted else ():
            table = _read_texts(self.path, groups, wanted)
            for name in wanted:
                column = table.column(name)
                self._hold(groups, name, column)
                for chunk in column.chunks:
                    values[name].update(v for v in chunk.dictionary.to_pylist() if v is not None)
                nulls[name] = nulls[name] or column.null_count > 0
        return {name: Texts(tuple(sorted(values[name])), nulls[name]) for name in wanted}

    def _hold(self, groups: tuple[int, ...], name: str, column: Any) -> None:
        """Hold the texts of some row groups, in as few bytes as name them, until they are read."""
        most = max((len(chunk.dictionary) for chunk in column.chunks), default=0)
        kind = np.uint8 if most < 2**8 else np.uint16 if most < 2**16 else np.uint32
        size = len(column) * np.dtype(kind).itemsize
        if sum(held for held, _ in self._held.values()) + size <= MOST_HELD_BYTES:
            self._held[groups, name] = size, _narrowed(column, kind)

    def days_in(self, columns: Iterable[str]) -> Mapping[date, int]:
        """Give how many dates of some date columns fall on each day that has any."""
        counts: dict[date, int] = {}
        for frame in self.read(columns):
            for column in frame.select(pl.selectors.date()).iter_columns():
                days = column.drop_nulls().to_physical().to_numpy()
                if not len(days):
                    continue
                first = int(days.min())
                held = np.bincount(days - first)
                for offset in np.flatnonzero(held).tolist():
                    day = _EPOCH + timedelta(days=first + offset)
                    counts[day] = counts.get(day, 0) + int(held[offset])
        return counts

    def without_nulls(self, columns: Iterable[str]) -> frozenset[str]:
        """Give those of some columns in which every row has a value."""
        wanted = sorted(set(columns) & self.columns - self.full)
        found = frozenset(columns) & self.full
        if not wanted:
            return found
        counts = self.scan().select(pl.col(wanted).null_count()).collect()
        return found | {name for name in wanted if counts[name].item() == 0}

    def _within(self, index: int, frame: pl.DataFrame) -> pl.DataFrame:
        if self.span is None:
            return frame
        begin = max(0, self.span[0] - self.offsets[index])
        return frame.slice(begin, self.span[1] - self.offsets[index] - begin)

    def _read_batch(self, index: int, texts: list[str], others: list[str]) -> pl.DataFrame:
        parts = []
        here = self.offsets[index], self.sizes[index]
        made = [name for name in others if self.added is not None and name in self.added.columns]
        others = [name for name in others if name not in made]
        if self.added is not None and made:
            parts.append(self.added.select(made).slice(*here))
        if texts:
            frame = pl.DataFrame(pl.from_arrow(self._texts(index, texts)))
            parts.append(frame.cast(dict.fromkeys(texts, pl.Categorical)))
        if others:
            rows = pl.scan_parquet(self.path).slice(*here)
            parts.append(rows.select(others).collect())
        if not parts:
            return pl.DataFrame({"": np.zeros(self.sizes[index], dtype=np.int8)})
        return pl.concat(parts, how="horizontal")

    def _texts(self, index: int, names: Sequence[str]) -> Any:
        """Read texts, or take what is held of them, once."""
        import pyarrow as pa

        groups = self.batches[index]
        held = {name: self._held.pop((groups, name), (0, None))[1] for name in names}
        wanted = [name for name in names if held[name] is None]
        table = _read_texts(self.path, groups, wanted) if wanted else None
        columns = {
            name: table.column(name) if table is not None and name in wanted else held[name]
            for name in names
        }
        return pa.table(columns)


def open_intake(source_id: str, path: Path, rows_at_once: int = 0) -> Intake:
    """Read the footer of an intake file. `rows_at_once` are read together, ROWS_AT_ONCE unless fewer are said.

    Raises:
        SourceError: the file is not there or is no Parquet.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            schema, meta = file.schema_arrow, file.metadata
            groups = [meta.row_group(index) for index in range(meta.num_row_groups)]
            sizes = [group.num_rows for group in groups]
            full = frozenset(name for name in schema.names if _has_no_null(name, groups))
    except (OSError, pa.ArrowException) as error:
        raise SourceError(source_id, (f"its intake file cannot be read: {path.name}",)) from error
    batches = _batched(sizes, rows_at_once)
    counts = tuple(sum(sizes[group] for group in groups) for groups in batches)
    offsets = tuple(int(start) for start in np.cumsum([0, *counts])[:-1])
    texts = frozenset(field.name for field in schema if _is_text(field.type))
    names = frozenset(schema.names)
    return Intake(path, meta.num_rows, names, texts, full, batches, offsets, counts, tuple(sizes))


def codes_of(column: pl.Series, places: Mapping[str, int], *, null: int) -> Codes:
    """Give the place of the text of every row of a Categorical column; -1 for another text."""
    known = pl.Series(list(places), dtype=pl.String).cast(pl.Categorical).to_physical()
    physical = column.to_physical()
    largest = max(_largest(known), _largest(physical))
    lookup = np.full(largest + 2, -1, dtype=np.int32)
    lookup[known.to_numpy()] = list(places.values())
    lookup[-1] = null
    found: Codes = lookup[physical.fill_null(largest + 1).to_numpy()]
    return found


def _largest(codes: pl.Series) -> int:
    found = codes.max()
    return int(found) if isinstance(found, int) else -1


def _batched(sizes: Sequence[int], rows_at_once: int = 0) -> tuple[tuple[int, ...], ...]:
    batches: list[list[int]] = []
    most = min(ROWS_AT_ONCE, rows_at_once or ROWS_AT_ONCE)
    held = most
    for group, size in enumerate(sizes):
        if held + size > most:
            batches.append([])
            held = 0
        batches[-1].append(group)
        held += size
    return tuple(tuple(groups) for groups in batches)


def _has_no_null(name: str, groups: Sequence[Any]) -> bool:
    """Read from the footer that a column has a value in every row; False also where it does not say."""
    for group in groups:
        chunks = (group.column(index) for index in range(group.num_columns))
        held = [chunk.statistics for chunk in chunks if chunk.path_in_schema == name]
        if not held or any(one is None or not one.has_null_count or one.null_count for one in held):
            return False
    return True


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _narrowed(column: Any, kind: type[np.unsignedinteger[Any]]) -> Any:
    """Give a column of dictionaries with small numbers for their texts."""
    import pyarrow as pa

    smaller = pa.from_numpy_dtype(kind)
    chunks = [
        pa.DictionaryArray.from_arrays(chunk.indices.cast(smaller), chunk.dictionary)
        for chunk in column.chunks
    ]
    return pa.chunked_array(chunks, type=pa.dictionary(smaller, column.type.value_type))


def _read_texts(path: Path, groups: Sequence[int], columns: list[str]) -> Any:
    """Read text as the dictionary that the file holds: no row's text is ever made."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, read_dictionary=columns) as file:
        return file.read_row_groups(list(groups), columns=columns)
