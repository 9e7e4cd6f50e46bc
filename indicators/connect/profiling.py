"""What the texts of one column are: how many, of which type, from where to where, which are wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from framework.model.sources import CellStatus, ColumnType, SourceColumn
from indicators.connect.cells import Cells, Reader, code_and_words, quoted, read_left
from indicators.connect.dates import date_reader
from indicators.connect.guessing import (
    MARKERS,
    NAMED,
    AreaGuess,
    PeriodGuess,
    guess_area,
    guess_period,
    is_private,
)
from indicators.connect.known_areas import KnownAreas
from indicators.connect.numbers import float_reader
from indicators.connect.raw import RAW_ROW, raw_name
from indicators.connect.words import truth_reader

MOST_DIFFERENT: Final = 100_000
"""So many different texts of a column are looked at, those that stand first."""

_SURE: Final = 0.9
_EXAMPLES: Final = 3
_ROWS_TOLD: Final = 3
_LONG_NUMBER: Final = 100_000
_KEY_SHARE: Final = 0.9
_FEWEST_KEYS: Final = 20


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What a column holds. `lowest` and `highest` are empty for what may be about a person.

    `examples` are area codes or periods, never any other text. `percent_signs` counts the numbers
    with one. `problems` tell of rows and never of what stands there.
    """

    header: str
    type: ColumnType
    filled: int
    empty: int
    different: int
    private: bool
    unique: bool
    lowest: str = ""
    highest: str = ""
    markers: Mapping[str, int] | None = None
    examples: tuple[str, ...] = ()
    decimals: int = 0
    day_first: bool = True
    percent_signs: int = 0
    problems: tuple[str, ...] = ()
    area: AreaGuess | None = None
    period: PeriodGuess | None = None


@dataclass(frozen=True, slots=True)
class _Texts:
    """The different texts of a column, how often each stands in it, and first in which row."""

    texts: pl.Series
    counts: pl.Series
    rows: pl.Series

    def take(self, mask: pl.Series) -> "_Texts":
        return _Texts(self.texts.filter(mask), self.counts.filter(mask), self.rows.filter(mask))


@dataclass(frozen=True, slots=True)
class _Way:
    """A way in which the cells of a column may be written."""

    type: ColumnType
    day_first: bool = True
    percent_sign: bool = False

    @property
    def reader(self) -> Reader:
        """Give what reads cells that are written so."""
        match self.type:
            case ColumnType.DATE:
                return date_reader(day_first=self.day_first)
            case ColumnType.TRUTH:
                return truth_reader()
            case _:
                signed = self.percent_sign
                return float_reader(
                    SourceColumn("value", (), ColumnType.NUMBER, percent_sign=signed)
                )


_TEXT: Final = _Way(ColumnType.TEXT)
_WAYS: Final = (
    _Way(ColumnType.NUMBER),
    _Way(ColumnType.NUMBER, percent_sign=True),
    _Way(ColumnType.DATE),
    _Way(ColumnType.DATE, day_first=False),
    _Way(ColumnType.TRUTH),
)
"""Each is believed where it reads more cells than those before it."""


def profile_column(
    blocks: Sequence[Path], place: int, header: str, rows: int, areas: KnownAreas | None = None
) -> ColumnProfile:
    """Look at the column of a place in the blocks that a child wrote, `rows` rows in all.

    `areas` are those of a framework that the file is held against.
    """
    texts, filled, different = _gather(blocks, place)
    known = texts.texts.is_in(list(MARKERS))
    way, cells = _type_of(texts.take(~known))
    kind = way.type
    typed = kind is not ColumnType.TEXT
    plain = texts.take(~known) if typed else texts
    unique = different == filled == rows
    area = _area_of(header, plain.texts.to_list(), areas) if kind is not ColumnType.DATE else None
    period = None if area else guess_period(header, plain.texts.to_list())
    keyed = different >= _FEWEST_KEYS and different >= filled * _KEY_SHARE
    coded = period is not None or (area is not None and area.sure > NAMED)
    private = is_private(header) or (keyed and not coded and _is_key(kind, cells))
    low, high = ("", "") if private or not typed else _range(cells.values)
    marked = texts.take(known) if typed else texts.take(known & False)
    return ColumnProfile(
        header=header,
        type=kind,
        filled=filled,
        empty=rows - filled,
        different=different,
        private=private,
        unique=unique,
        lowest=low,
        highest=high,
        markers=dict(zip(marked.texts, marked.counts, strict=True)),
        examples=_examples(plain.texts) if coded and not private else (),
        decimals=_decimals(plain.texts) if kind is ColumnType.NUMBER else 0,
        day_first=way.day_first,
        percent_signs=_percent_signs(plain) if way.percent_sign else 0,
        problems=_problems(plain, cells),
        area=None if private else area,
        period=None if private else period,
    )


def _area_of(header: str, texts: Sequence[str], areas: KnownAreas | None) -> AreaGuess | None:
    return (areas.guess(header, texts) if areas else None) or guess_area(header, texts)


def marker_status(text: str) -> CellStatus:
    """Say what a marker that was seen stands for."""
    return MARKERS[text]


def _gather(blocks: Sequence[Path], place: int) -> tuple[_Texts, int, int]:
    """Give the first different texts, how many cells are filled, and how many of them differ."""
    text = pl.col(raw_name(place)).cast(pl.String).str.strip_chars()
    row = pl.col(RAW_ROW).cast(pl.Int64)
    frame = (
        pl.concat(
            # A column may hold texts in one block and categories in another.
            pl.scan_ipc(block).select(text.alias("text"), row.alias("row"))
            for block in blocks
        )
        .filter(pl.col("text").is_not_null() & (pl.col("text") != ""))
        .group_by("text")
        .agg(pl.len().cast(pl.Int64).alias("count"), pl.col("row").min())
        .sort("row")
        .collect()
    )
    told = frame.head(MOST_DIFFERENT)
    texts = _Texts(told["text"], told["count"], told["row"])
    return texts, int(frame["count"].sum()), frame.height


def _type_of(texts: _Texts) -> tuple[_Way, Cells]:
    """Find the type that reads nearly all cells, and how they are written; text when none does."""
    count = int(texts.counts.sum())
    none = Cells(pl.Series([None] * len(texts.texts), dtype=pl.Float64))
    if not count:
        return _TEXT, none
    best: tuple[int, _Way, Cells] = (0, _TEXT, none)
    for way in _WAYS:
        cells = _read(texts.texts, way.reader)
        read = int(texts.counts.filter(cells.values.is_not_null()).sum())
        if read > best[0]:
            best = (read, way, cells)
    if best[0] < count * _SURE:
        return _TEXT, none
    return best[1:]


def _read(texts: pl.Series, reader: Reader) -> Cells:
    return read_left(texts, pl.select(reader.tries[0](pl.lit(texts))).to_series(), reader)


def _is_key(kind: ColumnType, cells: Cells) -> bool:
    """Say whether a column of which nearly every cell differs may name people: text, or long numbers."""
    if kind is not ColumnType.NUMBER:
        return kind is ColumnType.TEXT
    values = cells.values.drop_nulls()
    return bool((values == values.floor()).all() and (values >= _LONG_NUMBER).all())


def _range(values: pl.Series) -> tuple[str, str]:
    if values.dtype == pl.Boolean or not values.count():
        return "", ""
    ends = (values.min(), values.max())
    low, high = (f"{each:.12g}" if isinstance(each, float) else str(each) for each in ends)
    return low, high


def _examples(texts: pl.Series) -> tuple[str, ...]:
    told = (quoted(text) for text in texts.head(_EXAMPLES * 4))
    return tuple(text.strip("'") for text in told if text)[:_EXAMPLES]


def _percent_signs(texts: _Texts) -> int:
    return int(texts.counts.filter(texts.texts.str.ends_with("%")).sum())


def _decimals(texts: pl.Series) -> int:
    most = texts.str.extract(r"\.(\d*?)0*\s*%?$").str.len_chars().max()
    return min(int(most), 9) if isinstance(most, int) else 0


def _problems(texts: _Texts, cells: Cells) -> tuple[str, ...]:
    """Say what is wrong with how many cells, and where they stand first."""
    if cells.wrong is None:
        return ()
    frame = pl.DataFrame({"why": cells.wrong, "count": texts.counts, "row": texts.rows})
    told = (
        frame.drop_nulls("why")
        .group_by("why", maintain_order=True)
        .agg(pl.col("count").sum(), pl.col("row").sort())
    )
    return tuple(
        f"{count:,} {'cell' if count == 1 else 'cells'}: {code_and_words(why)[1]} ({_said_rows(rows, count)})"
        for why, count, rows in told.iter_rows()
    )


def _said_rows(rows: list[int], count: int) -> str:
    first = ", ".join(f"{row:,}" for row in rows[:_ROWS_TOLD])
    lead = f"{'row' if count == 1 else 'rows'} {first}"
    return lead if count <= len(rows[:_ROWS_TOLD]) else f"{lead} and others"
