"""Which of a file's columns are wanted, found by their headers, and how they become rows of text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

import polars as pl

from framework.model.reads import Added, FilesRead, Melt, ParquetFiles, TableRead
from indicators.connect.header_rows import number_again, tidy
from indicators.connect.limits import BLOCK_ROWS, MOST_COLUMNS
from indicators.connect.raw import RawBlock, ReadRequest, Wanted, raw_name
from indicators.connect.refusals import RefusedError

_CLOSE: Final = 0.5
_BETWEEN_WORDS: Final = re.compile(r"[\s_-]+")
_MOST_GUESSED: Final = 200
"""A header that is joined of several rows is long, and is copied from the message."""


@dataclass(frozen=True, slots=True)
class _Melted:
    """One name that stands in headers, and where its value columns stand in the file, None for none."""

    name: str
    places: tuple[int | None, ...]


@dataclass(slots=True)
class Columns:
    """Where the wanted columns of a file stand, and how a block of them is shaped.

    `places` are those of the file that a reader must give, in order, as columns `raw_name(0)` and
    so on. `headers` says for each wanted column the header it was found under.
    """

    places: tuple[int, ...]
    headers: tuple[str, ...]
    _wanted: tuple[pl.Expr, ...]
    _melted: tuple[tuple[pl.Expr, ...], ...] = ()
    _filled: tuple[int, ...] = ()
    _last: dict[int, str | None] = field(default_factory=dict)

    def shaped(self, frame: pl.DataFrame, rows: pl.Series) -> Iterator[RawBlock]:
        """Give a block of the file's columns as the wanted ones, with as many rows as they make."""
        for place in self._filled:
            frame = self._fill(frame, place)
        if not self._melted:
            yield RawBlock(frame.select(self._wanted), rows, self.headers)
            return
        whole = frame.with_columns(rows.alias("(row)"))
        for part in whole.iter_slices(max(1, BLOCK_ROWS // len(self._melted))):
            yield self._melt(part)

    def _melt(self, frame: pl.DataFrame) -> RawBlock:
        parts = [frame.select(*exprs, "(row)") for exprs in self._melted]
        whole = pl.concat(parts).sort("(row)", maintain_order=True)
        return RawBlock(whole.drop("(row)"), whole["(row)"], self.headers)

    def _fill(self, frame: pl.DataFrame, place: int) -> pl.DataFrame:
        """Give empty cells of a column the text above them, also that of the block before."""
        name = raw_name(place)
        bare = pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name))
        above = pl.lit(self._last.get(place), pl.String)
        filled = frame.select(bare.forward_fill().fill_null(above)).to_series()
        if len(filled):
            self._last[place] = filled[-1]
        return frame.with_columns(filled.alias(name))


def find_columns(
    headers: Sequence[str], request: ReadRequest, preamble: Sequence[Sequence[str]] = ()
) -> Columns:
    """Find each wanted column: the first of its headers that the file has, or that its `read` makes.

    Raises:
        RefusedError: too many columns, a header that stands twice, a column that is not there, or
            nothing to melt or to add; every such reason at once.
    """
    if len(headers) > MOST_COLUMNS:
        raise RefusedError(f"it has {len(headers):,} columns; at most {MOST_COLUMNS:,} are read")
    return _Search(request, [tidy(header) for header in headers], preamble).columns()


def find_headers(headers: Sequence[str], wanted: Wanted) -> tuple[str, ...]:
    """Find wanted columns as `find_columns` does, where no file says how it is read.

    Raises:
        RefusedError: as `find_columns` does.
    """
    return find_columns(headers, ReadRequest("", "", ParquetFiles(""), wanted)).headers


class _Search:
    """The search for one file's columns: what was found, and every reason why not."""

    def __init__(
        self, request: ReadRequest, headers: list[str], preamble: Sequence[Sequence[str]]
    ) -> None:
        self.read: FilesRead = request.read
        self.request, self.preamble = request, preamble
        self.headers = number_again(headers) if self._numbered else headers
        self.reasons: list[str] = []
        self.places: dict[int, int] = {}
        self._by_name: dict[str, int] = {}
        for place, header in enumerate(self.headers):
            self._by_name.setdefault(self._key(header or f"column {letters(place)}"), place)

    @property
    def _numbered(self) -> bool:
        return isinstance(self.read, TableRead) and self.read.header.numbered

    def columns(self) -> Columns:
        self.reasons += _repeated([self._key(header) for header in self.headers], self.headers)
        melt = self.read.melt
        made = {self._key(each.name): pl.lit(self._added(each)) for each in self.read.add}
        virtual = {melt.names, *(name for name, _ in melt.values)} if melt else set()
        made |= {self._key(name): pl.lit("") for name in virtual}
        chosen = [self._choose(names, made) for names in self.request.wanted]
        melted = self._melted(melt, chosen) if melt else ()
        filled = tuple(self._filled())
        if not self.places and self.headers:
            self._take(0)  # what is added still stands in as many rows as the file has
        if self.reasons:
            raise RefusedError(*dict.fromkeys(self.reasons))
        found = [name or "" for name in chosen]
        return Columns(
            places=tuple(self.places),
            headers=tuple(self._said(name) for name in found),
            _wanted=tuple(self._expr(name, made, index) for index, name in enumerate(found)),
            _melted=tuple(self._melted_exprs(melt, each, found, made) for each in melted)
            if melt
            else (),
            _filled=filled,
        )

    def _key(self, name: str) -> str:
        return tidy(name).casefold() if self.read.any_case else tidy(name)

    def _said(self, key: str) -> str:
        """Give a header as the file writes it."""
        place = self._by_name.get(key)
        return self.headers[place] or key if place is not None else key

    def _take(self, place: int) -> int:
        return self.places.setdefault(place, len(self.places))

    def _choose(self, names: Sequence[str], made: dict[str, pl.Expr]) -> str | None:
        for name in names:
            key = self._key(name)
            if key in made:
                return key
            if key in self._by_name or (key := self._like(name)) in self._by_name:
                self._take(self._by_name[key])
                return key
        self.reasons.append(_absent(names, [*self.headers, *made]))
        return None

    def _like(self, name: str) -> str:
        """Give the key of the one header that a pattern fits, '' when it is none or fits none."""
        if "*" not in name:
            return ""
        parts = (re.escape(part) for part in self._key(name).split("*"))
        pattern = re.compile(".*".join(parts))
        found = [key for key in self._by_name if pattern.fullmatch(key)]
        if len(found) > 1:
            listed = ", ".join(f"'{_short(self._said(key))}'" for key in found[:3])
            self.reasons.append(f"{len(found)} headers are like '{name}': {listed}")
        return found[0] if found else ""

    def _expr(self, key: str, made: dict[str, pl.Expr], index: int) -> pl.Expr:
        if key in made:
            return made[key].alias(raw_name(index))
        return pl.col(raw_name(self._take(self._by_name[key]))).alias(raw_name(index))

    def _added(self, added: Added) -> str:
        if self._key(added.name) in self._by_name:
            self.reasons.append(f"it has a column '{added.name}' of its own, and one is added")
        if added.text is not None:
            return added.text
        if added.file is not None:
            name = self.request.name.rpartition("/")[2]
            found = pattern_of(added.file, any_case=self.read.any_case).fullmatch(name)
            if found:
                return found[1]
            self.reasons.append(
                f"its name is not like '{added.file}', so '{added.name}' is not known"
            )
            return ""
        return self._beside(added)

    def _beside(self, added: Added) -> str:
        wanted = self._key(added.beside or "")
        for row in self.preamble:
            keys = [self._key(cell) for cell in row]
            if wanted in keys:
                right = [cell for cell in row[keys.index(wanted) + 1 :] if cell]
                if right:
                    return right[0]
        self.reasons.append(
            f"no cell above its header reads '{added.beside}' with a text beside it"
        )
        return ""

    def _melted(self, melt: Melt, chosen: Sequence[str | None]) -> list[_Melted]:
        used = {self._by_name[key] for key in chosen if key in self._by_name}
        leave = {self._key(name) for name in melt.leave}
        patterns = [pattern_of(text, any_case=self.read.any_case) for _, text in melt.values]
        groups: dict[str, list[int | None]] = {}
        for place, header in enumerate(self.headers):
            if place in used or not header or self._key(header) in leave:
                continue
            for index, pattern in enumerate(patterns):
                found = pattern.fullmatch(header)
                if found is None:
                    continue
                group = groups.setdefault(found[1].strip(), [None] * len(patterns))
                if group[index] is not None:
                    self.reasons.append(f"two columns are melted to '{found[1].strip()}'")
                group[index] = self._take(place)
                break
        for index, (name, text) in enumerate(melt.values):
            if all(group[index] is None for group in groups.values()):
                self.reasons.append(f"no header is like '{text}', of which '{name}' is made")
        return [_Melted(name, tuple(places)) for name, places in groups.items()]

    def _melted_exprs(
        self, melt: Melt, each: _Melted, chosen: Sequence[str], made: dict[str, pl.Expr]
    ) -> tuple[pl.Expr, ...]:
        values = dict(zip((self._key(name) for name, _ in melt.values), each.places, strict=True))
        exprs = []
        for index, key in enumerate(chosen):
            if key == self._key(melt.names):
                expr = pl.lit(each.name)
            elif key in values:
                place = values[key]
                expr = pl.lit(None, pl.String) if place is None else pl.col(raw_name(place))
            else:
                expr = self._expr(key, made, index)
            exprs.append(expr.alias(raw_name(index)))
        return tuple(exprs)

    def _filled(self) -> Iterator[int]:
        if not isinstance(self.read, TableRead):
            return
        for name in self.read.fill_down:
            place = self._by_name.get(self._key(name))
            if place is None:
                self.reasons.append(_absent([name], self.headers))
            elif place in self.places:
                yield self.places[place]


def pattern_of(text: str, *, any_case: bool = False) -> re.Pattern[str]:
    """Make a pattern of a text with `*` in it: the first is caught, each stands for any letters."""
    first, *others = (re.escape(part) for part in tidy(text).split("*"))
    inside = ".*".join(others)
    return re.compile(f"{first}(.+){inside}", re.IGNORECASE if any_case else 0)


def letters(place: int) -> str:
    """Name a column by its letters, as spreadsheets do; the first is A."""
    name, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _repeated(keys: Sequence[str], headers: Sequence[str]) -> list[str]:
    counts = Counter(key for key in keys if key)
    return [
        f"the header '{_short(headers[keys.index(key)])}' stands {count} times"
        for key, count in counts.items()
        if count > 1
    ]


def _absent(names: Sequence[str], headers: Sequence[str]) -> str:
    listed = ", ".join(f"'{name}'" for name in names)
    lead = f"there is no column {listed}" if len(names) == 1 else f"there is none of {listed}"
    guess = nearest(names, [header for header in headers if header])
    return f"{lead}; did you mean '{_short(guess, _MOST_GUESSED)}'?" if guess else lead


def nearest(names: Sequence[str], headers: Sequence[str]) -> str:
    """Give the name that looks most like one of these, '' when none does."""
    folded = {header.casefold(): header for header in headers}
    turned = {frozenset(_BETWEEN_WORDS.split(header)): header for header in folded}
    for name in names:
        same_words = turned.get(frozenset(_BETWEEN_WORDS.split(name.casefold())))
        if same_words:
            return folded[same_words]
        close = get_close_matches(name.casefold(), folded, n=1, cutoff=_CLOSE)
        if close:
            return folded[close[0]]
    return ""


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
