"""Values as someone published them: read at their area, period and breakdown, never summed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import polars as pl

from framework.errors import MeasureError
from framework.model.expressions import All, Column, Expression, columns_of
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.measures import Published
from framework.model.periods import Basis, Grain, Period, period_from_code
from framework.model.results import NOT_KNOWN_MEMBER, TOTAL, Flag
from framework.model.sources import (
    AREA,
    AREA_WAS,
    FILE,
    JOINT,
    PERIOD,
    ROW,
    STATUS,
    STATUS_SUFFIX,
    CellStatus,
    Source,
)
from indicators.expressions import render
from indicators.measures.assembling import period_flags
from indicators.measures.computed import COMPUTED_COLUMNS, COMPUTED_SCHEMA, LIMITS, MATCHED
from indicators.measures.members import declared_members, text_of
from indicators.measures.merging import OWN, whole_areas
from indicators.measures.published_limits import without_strange
from indicators.measures.published_ratings import RATED, no_ratings, rating_column, ratings_of
from indicators.measures.rendering import Renderer
from indicators.measures.revisions import standing
from indicators.measures.silence import never_met
from indicators.measures.unread import UnreadRows, unread_beside
from indicators.quality.unread import has_failed

_FLAGS: Final = {
    CellStatus.SUPPRESSED.value: int(Flag.SUPPRESSED),
    CellStatus.UNAVAILABLE.value: int(Flag.UNAVAILABLE),
    CellStatus.NOT_APPLICABLE.value: int(Flag.NOT_APPLICABLE),
    CellStatus.ROUNDS_TO_ZERO.value: int(Flag.ROUNDS_TO_ZERO),
    CellStatus.LOW_RELIABILITY.value: int(Flag.LOW_RELIABILITY),
    CellStatus.PROVISIONAL.value: int(Flag.PROVISIONAL),
    CellStatus.REVISED.value: int(Flag.REVISED),
    CellStatus.ESTIMATED.value: int(Flag.ESTIMATED),
}

_REASONS: Final = Flag.SUPPRESSED | Flag.UNAVAILABLE | Flag.NOT_APPLICABLE | Flag.ROUNDS_TO_ZERO
_SCALED: Final = frozenset({"value", *LIMITS})
_WHY: Final = " why "
_UNREAD: Final = " unread"
_YEAR: Final = 365.0
"""Days of a year, by which rates are made annual."""


@dataclass(frozen=True, slots=True)
class PublishedRows:
    """The results of a published indicator in COMPUTED_SCHEMA, how many rows matched, and what is odd."""

    frame: pl.DataFrame
    matched: Mapping[str, int]
    warnings: tuple[str, ...] = ()
    ratings: pl.DataFrame = field(default_factory=no_ratings)


def read_published(
    framework: Framework, indicator: Indicator, path: Path, cutoff: date
) -> PublishedRows:
    """Read one published indicator from the intake of its source.

    Periods that end after the cutoff are not given, nor rows without a declared area. Where the only
    row of a figure could not be used, the figure is not available.

    Raises:
        MeasureError: rows of one area, period and breakdown differ, and none is a later revision.
    """
    reader = _Reader(framework, framework.source(indicator.source), indicator, cutoff)
    return reader.read(path)


def days_published(rows: pl.LazyFrame, cutoff: date) -> tuple[date, date] | None:
    """Give the first and the last day of the periods of a published source that ended by the cutoff."""
    codes = rows.select(pl.col(PERIOD).cast(pl.String).unique()).collect().to_series().drop_nulls()
    ended = [one for one in map(period_from_code, codes.to_list()) if one.last_day <= cutoff]
    if not ended:
        return None
    return min(one.start for one in ended), max(one.last_day for one in ended)


@dataclass(frozen=True, slots=True)
class _Reader:
    framework: Framework
    source: Source
    indicator: Indicator
    cutoff: date

    def read(self, path: Path) -> PublishedRows:
        """Filter, place, choose among revisions, and word."""
        renderer, rows = (
            Renderer(self.framework, self.source, published=True),
            pl.scan_parquet(path),
        )
        condition = renderer.condition(self.measure.where)
        everything = isinstance(self.measure.where, All)
        held = rows if everything else rows.filter(condition)
        found = held.select(self._selected(rows.collect_schema().names())).collect()
        placed = self._placed(found)
        unknown = pl.lit(0) if everything else condition.is_null().sum()
        total, not_sure = rows.select(pl.len(), unknown.alias("unknown")).collect().row(0)
        false = total - found.height - not_sure
        inside = placed.select(FILE, ROW).n_unique() if self._joint else placed.height
        counts = (found.height, false, not_sure, total, found.height - inside, total)
        wanted = placed.filter(pl.col("breakdown").is_not_null())
        values = [column for name in self.numbers for column in (name, _WHY + name)]
        values += [RATED] if self.measure.rating else []
        stands = standing(self.indicator.id, wanted, (OWN, "home", "breakdown"), values)
        whys = {name: _WHY + name for name in self.numbers}
        ratings, strange = self._ratings(stands)
        stands, limits = without_strange(self.indicator.id, stands.drop(RATED, strict=False))
        kept = whole_areas(stands, whys, self.framework.geography.made_of)
        silent = bool(total) and not found.height and not everything
        said = (never_met(self.indicator.id, "condition", (self.measure.where,)),) if silent else ()
        matched = dict(zip(MATCHED, counts, strict=True))
        unread = unread_beside(path, renderer)
        if unread:
            kept = pl.concat([kept, self._lacking(unread, kept)], how="diagonal_relaxed")
        return PublishedRows(self._worded(kept), matched, (*said, *limits, *strange), ratings)

    def _lacking(self, unread: UnreadRows, kept: pl.DataFrame) -> pl.DataFrame:
        """Give a row, with nothing in it, for each figure of which there was none but unread ones."""
        sure = [~has_failed(name) for name in self._dimensions()]
        rows = unread.rows.filter(unread.renderer.truth(self.measure.where), *sure)
        nowhere = pl.lit("").alias(FILE), pl.lit(0, dtype=pl.Int64).alias(ROW)
        placed = self._placed(rows.with_columns(nowhere).select(self._selected(rows.columns)))
        key = "area", "home", "breakdown"
        found = placed.drop_nulls("breakdown").unique(key).join(kept, on=key, how="anti")
        return found.select(*key, pl.lit(value=True).alias(_UNREAD))

    def _ratings(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
        """Give the source's own ratings; those of areas that were merged are of no area of today."""
        codes = {code: one.code for code, one in self._periods(rows["home"]).items()}
        own = rows.filter(pl.col(OWN) == pl.col("area"))
        return ratings_of(self.indicator, self.measure, own, codes)

    @property
    def measure(self) -> Published:
        measure = self.indicator.measure
        if not isinstance(measure, Published):
            raise MeasureError(self.indicator.id, "its rows are counted, they are not published")
        return measure

    @property
    def numbers(self) -> Mapping[str, str | Expression]:
        """Give the columns of the source, or expressions of them, by the result column that each becomes."""
        names = ("numerator", "denominator", "value", *LIMITS)
        return {name: column for name in names if (column := getattr(self.measure, name))}

    def _selected(self, named: Sequence[str]) -> list[pl.Expr]:
        """Take what is needed under names of its own, so that no declared name can collide."""
        area = pl.col(AREA).cast(pl.String)
        selected = [
            area.alias("area"),
            pl.coalesce(_or_null(AREA_WAS, named), area).alias(OWN),
            pl.col(PERIOD).cast(pl.String).alias("home"),
            pl.col(FILE).cast(pl.String),
            pl.col(ROW),
            _or_null(STATUS, named).alias(STATUS),
            *rating_column(self.measure, self.source),
        ]
        for name in self._dimensions():
            text = text_of(self.source.column(name)).fill_null(NOT_KNOWN_MEMBER)
            selected.append(text.str.replace_all(";", ",", literal=True).alias(_dimension(name)))
        for name, of in self.numbers.items():
            used = (of,) if isinstance(of, str) else sorted(columns_of(of))
            number = self._number(Column(of) if isinstance(of, str) else of)
            selected.append(number.cast(pl.Float64).fill_nan(None).alias(name))
            whys = [_or_null(STATUS_SUFFIX + column, named) for column in used]
            selected.append((pl.coalesce(whys) if whys else _or_null("", ())).alias(_WHY + name))
        return selected

    def _number(self, of: Expression) -> pl.Expr:
        columns = {column.name: column for column in self.source.columns}
        return render(of, columns, self.framework.bank_holidays, published=True)

    @property
    def _joint(self) -> bool:
        """Say whether a row may stand for each of several areas."""
        return self.source.area_from.joint == "each"

    def _dimensions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for names in self.indicator.by for name in names))

    def _placed(self, found: pl.DataFrame) -> pl.DataFrame:
        """Add the breakdown (null: none that is wanted) and drop what has no area or period.

        A row of several areas together becomes one of each.
        """
        if self._joint:
            apart = pl.col("area").str.split(JOINT)
            joint = pl.col("area").str.contains(JOINT, literal=True)
            own = pl.when(~joint).then(pl.col(OWN))
            found = found.with_columns(apart.alias("area"), own.alias(OWN)).explode("area")
            found = found.with_columns(pl.coalesce(OWN, "area").alias(OWN))
        levels = {area.code: area.level for area in self.framework.geography.areas}
        periods = self._periods(found["home"])
        ids = tuple(level.id for level in self.framework.geography.levels)
        wanted = self.indicator.levels or ids
        broken = self.indicator.by_levels or (ids[1:] if len(ids) > 1 else ids)
        level = pl.col("area").replace_strict(levels, default=None, return_dtype=pl.String)
        breakdown = self._breakdown()
        allowed = level.is_in(wanted) & ((breakdown == TOTAL) | level.is_in(broken))
        return found.filter(
            pl.col("area").is_in(list(levels)), pl.col("home").is_in(list(periods))
        ).with_columns(pl.when(allowed).then(breakdown).alias("breakdown"))

    def _breakdown(self) -> pl.Expr:
        """Word the members that are not totals; null for a crossing that nobody asked for."""
        totals = dict(self.measure.totals)
        partial = {
            name: pl.col(_dimension(name)) != totals[name] if name in totals else pl.lit(value=True)
            for name in self._dimensions()
        }
        chosen = pl.lit(None, dtype=pl.String)
        for names in ((), *self.indicator.by):
            fits = [partial[name] if name in names else ~partial[name] for name in partial]
            words = [pl.format("{}={}", pl.lit(name), _dimension(name)) for name in names]
            text = pl.concat_str(words, separator=";") if words else pl.lit(TOTAL)
            chosen = pl.when(*(fits or [pl.lit(value=True)])).then(text).otherwise(chosen)
        return chosen

    def _periods(self, codes: pl.Series) -> Mapping[str, Period]:
        """Give the periods of the indicator's grain that ended by the cutoff, by their home codes.

        A pool, a rolling year or a sum since a fixed start is taken when it is the indicator's own.
        """
        found = {}
        for code in codes.unique().drop_nulls().to_list():
            home = period_from_code(code)
            if home.grain is not self.indicator.grain or home.last_day > self.cutoff:
                continue
            year = self.indicator.year_type if home.grain is Grain.MONTH else home.year_type
            own = replace(self.indicator, year_type=year).period_of(home.start)
            if home.basis is Basis.DURING or home.code == own.code:
                found[code] = own
        return found

    def _worded(self, rows: pl.DataFrame) -> pl.DataFrame:
        if rows.is_empty():
            return pl.DataFrame(schema=dict(COMPUTED_SCHEMA))
        if _UNREAD not in rows.columns:
            rows = rows.with_columns(pl.lit(value=False).alias(_UNREAD))
        periods = self._periods(rows["home"])
        ordered = sorted(set(periods.values()))
        flags = dict(zip(ordered, period_flags(self.indicator, ordered).tolist(), strict=True))
        areas = {area.code: place for place, area in enumerate(self.framework.geography.areas)}
        breakdowns = self._in_order(rows["breakdown"].unique().to_list())
        home = pl.col("home")
        came = home.replace_strict(
            {code: flags[one] for code, one in periods.items()}, return_dtype=pl.Int32
        )
        if self.measure.annual:
            share = {code: (one.end - one.covers[0]).days / _YEAR for code, one in periods.items()}
            years = home.replace_strict(share, return_dtype=pl.Float64)
            rows = rows.with_columns(pl.col("denominator") * years)
        made = rows.with_columns(
            pl.lit(self.indicator.id).alias("indicator"),
            home.replace_strict(
                {code: one.code for code, one in periods.items()}, return_dtype=pl.String
            ).alias("period"),
            (self._flags() | came).alias("flags"),
            *(self._scaled(rows[name]) for name in self.numbers if name in _SCALED),
        ).sort(
            pl.col("area").replace_strict(areas, return_dtype=pl.Int64),
            pl.col("breakdown").replace_strict(breakdowns, return_dtype=pl.Int64),
            home.replace_strict(
                {code: one.start for code, one in periods.items()}, return_dtype=pl.Date
            ),
        )
        absent = [name for name in COMPUTED_COLUMNS if name not in made.columns]
        made = made.with_columns(pl.lit(None).alias(name) for name in absent)
        return made.select(COMPUTED_COLUMNS).cast(pl.Schema(COMPUTED_SCHEMA))

    def _in_order(self, breakdowns: Sequence[str]) -> Mapping[str, int]:
        """Order breakdowns: the total, then set by set, members as declared and then by name."""
        ranks = {
            name: {one: rank for rank, one in enumerate(declared_members(self.source.column(name)))}
            for name in self._dimensions()
        }

        def place(breakdown: str) -> tuple[int, list[tuple[int, str]]]:
            if breakdown == TOTAL:
                return -1, []
            pairs = [part.split("=", 1) for part in breakdown.split(";")]
            names = tuple(name for name, _ in pairs)
            members = [(ranks[name].get(one, len(ranks[name])), one) for name, one in pairs]
            return self.indicator.by.index(names), members

        return {one: index for index, one in enumerate(sorted(breakdowns, key=place))}

    def _flags(self) -> pl.Expr:
        """Say why a value is missing, and what came with it."""
        flags = _flag_of(STATUS) | _bit(pl.col(_UNREAD), Flag.INCOMPLETE)
        for name in self.numbers:
            flags = flags | _flag_of(_WHY + name)
        needed = [name for name in self.numbers if name not in LIMITS]
        absent = pl.any_horizontal(pl.col(name).is_null() for name in needed)
        flags = flags | _bit(absent & ((flags & _number(_REASONS)) == 0), Flag.UNAVAILABLE)
        if "value" not in self.numbers:
            flags = flags | _bit(pl.col("denominator") == 0, Flag.NOT_APPLICABLE)
        if self.measure.lower and self.measure.upper:
            both = pl.col("lower").is_not_null() & pl.col("upper").is_not_null()
            flags = flags | _bit(both, Flag.PUBLISHED_INTERVAL)
        return flags

    def _scaled(self, column: pl.Series) -> pl.Series:
        """Multiply as on paper: 0.57 published as a share is 57, not 56.99999999999999."""
        times: Decimal = self.measure.multiply
        if times == 1:
            return column
        made = [None if one is None else float(Decimal(repr(one)) * times) for one in column]
        return pl.Series(column.name, made, dtype=pl.Float64)


def _dimension(name: str) -> str:
    return f" by {name}"


def _or_null(name: str, named: Sequence[str]) -> pl.Expr:
    held = pl.col(name) if name in named else pl.lit(None)
    return held.cast(pl.String)


def _number(flag: Flag) -> pl.Expr:
    return pl.lit(int(flag), dtype=pl.Int32)


def _bit(condition: pl.Expr, flag: Flag) -> pl.Expr:
    return pl.when(condition).then(_number(flag)).otherwise(_number(Flag.NONE))


def _flag_of(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(_FLAGS, default=0, return_dtype=pl.Int32)
