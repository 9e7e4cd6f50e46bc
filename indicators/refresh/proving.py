"""Hold an indicator to the tests that stand beside it: what is given in, figures out, compared.

Rows go the way of a refresh: they are cleaned as their source says, counted, and made into values.
So do figures of the parts of an indicator that is made of others: it is derived from them.
Small counts are not hidden, for a test has few rows. Nothing of the user's data is read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import polars as pl

from framework.errors import MeasureError, SourceError
from framework.model.frameworks import Framework
from framework.model.indicator_tests import (
    ExpectedFigure,
    GivenFigure,
    GivenRows,
    IndicatorTest,
)
from framework.model.indicators import Indicator
from framework.model.results import RESULT_COLUMNS, Flag
from framework.model.sources import AreaFrom, ColumnType, Disclosure, Source, SourceColumn
from indicators.connect.cleaning import RawFile, clean_block
from indicators.connect.layout import layout_of
from indicators.connect.raw import RAW_ROW, raw_name
from indicators.derive.deriving import derive
from indicators.disclose.disclosing import Disclosed, disclose
from indicators.measures.computing import compute
from indicators.refresh.missing_figures import why_no_figure, why_not_derived

NO_FIGURE: Final = "no figure"
_RESULTS: Final = {
    **dict.fromkeys(RESULT_COLUMNS[:4], pl.String),
    **dict.fromkeys(RESULT_COLUMNS[4:], pl.Float64),
    "flags": pl.Int32,
}
_AREA: Final = "area"
_PERIOD: Final = "period"
_FAR_AHEAD: Final = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what its test expects. `name` is value, numerator or denominator.

    `why` says why there is none, where there is none.
    """

    expected: ExpectedFigure
    name: str
    want: str
    got: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """How one test of an indicator went. `trouble` says why nothing could be computed, if so."""

    indicator: str
    test: IndicatorTest
    differences: tuple[Difference, ...] = ()
    trouble: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not (self.differences or self.trouble)


def prove(framework: Framework, indicator: Indicator) -> tuple[Proof, ...]:
    """Run every test of an indicator, in the order of declaration."""
    return tuple(_prove(framework, indicator, test) for test in indicator.tests)


def _prove(framework: Framework, indicator: Indicator, test: IndicatorTest) -> Proof:
    if indicator.is_derived:
        results = _derived(framework, indicator, test)
        why = partial(why_not_derived, results, framework=framework)
        return Proof(indicator.id, test, tuple(_differences(results, test, why)))
    bare = replace(framework, sources=tuple(map(_as_given, framework.sources)))
    with TemporaryDirectory(prefix="fingerpost-test-") as name:
        intake: dict[str, Path] = {}
        trouble: list[str] = []
        for given in test.given:
            if not isinstance(given, GivenRows):
                continue
            source = bare.source(given.source)
            block = clean_block(
                *_raw(source, given, bare), source, bare, most_problems=len(given.rows)
            )
            trouble += [
                f"{source.id} row {problem.row}: '{problem.column}' {problem.what}"
                for problem in block.ends.problems
            ]
            intake[source.id] = Path(name) / f"{source.id}.parquet"
            block.frame.write_parquet(intake[source.id])
        if trouble:
            return Proof(indicator.id, test, trouble=tuple(trouble))
        try:
            computed = compute(bare, intake, [indicator], cutoff=_FAR_AHEAD, progress=_quiet)
        except (MeasureError, SourceError) as error:
            return Proof(indicator.id, test, trouble=(str(error),))
    results = disclose(computed, bare).frame

    why = partial(why_no_figure, results, framework=bare, months=computed.covered)
    return Proof(indicator.id, test, tuple(_differences(results, test, why)))


def _derived(framework: Framework, indicator: Indicator, test: IndicatorTest) -> pl.DataFrame:
    """Give the results of an indicator that is made of others, from the figures given of those."""
    rows = [
        {
            "indicator": one.indicator,
            "area": one.area,
            "breakdown": one.breakdown,
            "period": one.period.code,
            "value": None if one.value is None else float(one.value),
            "denominator": None if one.denominator is None else float(one.denominator),
            "flags": int(Flag.NONE),  # of a missing value it is not said why
        }
        for one in test.given
        if isinstance(one, GivenFigure)
    ]
    given = pl.DataFrame(rows, schema=_RESULTS)
    derived = derive(Disclosed(given), framework, [indicator])
    return derived.frame.filter(pl.col("indicator") == indicator.id)


def _quiet(_name: str, _done: int, _total: int) -> None:
    """Hear nothing: a test is over at once."""


def _as_given(source: Source) -> Source:
    """Read rows by area code, whatever lookup the files need, and hide nothing."""
    area_from = source.area_from
    if area_from.fixed is None:
        area_from = AreaFrom((_AREA,), splits=area_from.splits, joint=area_from.joint)
    return replace(source, area_from=area_from, disclosure=Disclosure())


def _raw(source: Source, given: GivenRows, framework: Framework) -> tuple[pl.DataFrame, RawFile]:
    """Give rows as a file would hold them: every wanted column as text."""
    layout = layout_of(source)
    rows = [dict(row) for row in given.rows]
    columns = [
        [_cell(source, one, row, at) for at, row in _numbered(rows)] for one in source.columns
    ]
    names = [one.name for one in source.columns]
    if layout.areas:
        columns.append([row.get(_AREA, framework.home_area) for row in rows])
        names.append(_AREA)
    if source.period_from:
        columns.append([row.get(_PERIOD) or row.get(source.period_from.column) for row in rows])
        names.append(_PERIOD)
    if source.notes:
        columns.append([None for _ in rows])
        names.append(source.notes.column)
    data: dict[str, Any] = {raw_name(place): cells for place, cells in enumerate(columns)}
    texts = pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))
    numbers = pl.Series(RAW_ROW, [at for at, _ in _numbered(rows)], dtype=pl.Int64)
    return texts.with_columns(numbers), RawFile("given", tuple(names))


def _numbered(rows: list[dict[str, str]]) -> Iterator[tuple[int, dict[str, str]]]:
    return enumerate(rows, start=1)


def _cell(source: Source, column: SourceColumn, row: Mapping[str, str], at: int) -> str | None:
    """Give a cell. Columns that read the same header hold the same; a needed key is made up."""
    same = [one.name for one in source.columns if one.headers == column.headers]
    for name in (column.name, *same):
        if name in row:
            return row[name]
    is_key = column.type is ColumnType.TEXT and not (column.one_of or column.labels)
    return f"row {at}" if is_key and (column.required or column.unique) else None


def _differences(
    results: pl.DataFrame, test: IndicatorTest, why_none: Callable[[ExpectedFigure], str]
) -> Iterator[Difference]:
    for expected in test.expect:
        found = results.filter(
            (pl.col("area") == expected.area)
            & (pl.col("breakdown") == expected.breakdown)
            & (pl.col("period") == expected.period.code)
        )
        row = found.row(0, named=True) if found.height else {}
        for name, want in expected.figures:
            got = row.get(name)
            if not _is_same(want, got):
                is_missing = name == "value" and got is None
                why = why_none(expected) if is_missing else ""
                yield Difference(expected, name, _said(want), _said(got), why)


def _is_same(want: Decimal | None, got: float | None) -> bool:
    """Compare to as many decimals as were written: 66.7 is what 200/3 must give."""
    if want is None or got is None:
        return want is None and got is None
    half = Decimal(1).scaleb(int(want.as_tuple().exponent)) / 2
    return abs(Decimal(got) - want) <= half


def _said(figure: Decimal | float | None) -> str:
    if figure is None:
        return NO_FIGURE
    return str(figure) if isinstance(figure, Decimal) else f"{figure:.10g}"
