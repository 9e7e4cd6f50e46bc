"""What an engine's rows are like, asked before anything is counted: how many are kept, and which areas they name.

One statement counts what becomes of the rows by the texts of their area and period. What those texts
mean is looked up here, by what looks them up for files: so a row is kept, left out or a problem for
the same reasons wherever it lies.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import ibis
import polars as pl

from framework.model.expectations import Then
from framework.model.frameworks import Framework
from framework.model.sources import AREA, PERIOD, Source
from indicators.connect.areas import NOT_OF_INTEREST, read_areas
from indicators.connect.layout import layout_of
from indicators.connect.periods import read_period
from indicators.connect.tallying import Tally
from indicators.engines.clean_rows import LEFT, TypedRows
from indicators.engines.meaning import NO, Said
from indicators.quality.findings import LEFT_OUT

_ROWS, _BAD, _ASIDE, _INVALID = "rows", "bad", "aside", "invalid"
_CODE_LENGTH: Final = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What the texts of a key column mean. `unknown` are those that mean nothing; their rows do not count.

    `refused` gives the codes, joined by JOINT, that some of these name all the same.
    """

    meaning: Mapping[str | None, str]
    unknown: tuple[str | None, ...]
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What was found of a source's rows."""

    tally: Tally
    areas: Known
    periods: Known
    untidy: frozenset[str]

    @property
    def careful(self) -> frozenset[str]:
        """Give the headers under which some cell fails, or has space round it."""
        return self.untidy | {header for _, header, _ in self.tally.failed}

    @property
    def unknown(self) -> Mapping[str, tuple[str | None, ...]]:
        """Give the texts, by key column, whose rows do not count."""
        return {AREA: self.areas.unknown, PERIOD: self.periods.unknown}


def survey_statement(typed: TypedRows) -> Said:
    """Ask what becomes of the rows, by the texts of their keys."""
    rows = typed.rows
    stays = ibis.literal(not NO) if typed.stays is None else typed.stays
    counts = {_ROWS: rows.count()}
    for index in range(len(typed.source.leave_out)):
        counts[f"left {index}"] = rows.count(where=rows[LEFT] == index)
    bad = typed.failing(rows, LEFT_OUT, Then.STOP.value)
    aside = typed.failing(rows, Then.QUARANTINE.value)
    invalid = typed.failing(rows, LEFT_OUT, *(then.value for then in Then))
    if bad is not None:
        counts[_BAD] = rows.count(where=stays & bad)
    if aside is not None:
        only = aside if bad is None else aside & ~bad
        counts[_ASIDE] = rows.count(where=stays & only)
    if invalid is not None:
        counts[_INVALID] = rows.count(where=stays & invalid)
    for one in typed.wrong:
        for code in dict.fromkeys(one.codes):
            failed = (rows[one.name] == code).fill_null(NO)
            counts[f"{code}{one.name}"] = rows.count(where=stays & failed)
    for name in typed.untidy.values():
        counts[name] = rows.count(where=rows[name])
    keys = [name for name in (AREA, PERIOD) if name in rows.columns]
    return rows.group_by(keys).aggregate(**counts)


def surveyed(typed: TypedRows, found: pl.DataFrame, framework: Framework) -> Surveyed:
    """Read what the statement found."""
    source = typed.source
    # Spark counts what is nowhere known as null, not as nought
    found = found.with_columns(pl.exclude(AREA, PERIOD).fill_null(0))
    tally = Tally(source)
    areas = _areas(source, framework, _texts(found, AREA))
    periods, why = _periods(source, _texts(found, PERIOD))
    layout = layout_of(source)
    header = "" if not layout.areas else layout.areas[0][0]
    period_header = layout.period[0] if layout.period else ""
    for row in found.iter_rows(named=True):
        said = areas.why.get(row[AREA])
        _take(
            tally,
            typed,
            row,
            unwanted=row[AREA] in areas.unwanted,
            told=[
                *([(said, header)] if said else []),
                *(
                    [(why[row[PERIOD]], period_header)]
                    if PERIOD in row and row[PERIOD] in why
                    else []
                ),
            ],
        )
    unknown = tuple(text for text in areas.texts if text not in areas.codes)
    known = Known(areas.codes, unknown, areas.refused)
    untidy = {header for header, name in typed.untidy.items() if found[name].sum()}
    return Surveyed(tally, known, periods, frozenset(untidy))


def _take(
    tally: Tally,
    typed: TypedRows,
    row: Mapping[str, Any],
    *,
    unwanted: bool,
    told: list[tuple[str, str]],
) -> None:
    """Give the rows of one area and period their end. One left out has no problem."""
    rules = typed.source.leave_out
    left = [int(row[f"left {index}"]) for index in range(len(rules))]
    for rule, count in zip(rules, left, strict=True):
        if count:
            tally.left_out[rule.because] += count
    tally.read += int(row[_ROWS])
    stay = int(row[_ROWS]) - sum(left)
    if unwanted:
        if stay:
            tally.left_out[NOT_OF_INTEREST] += stay
        return
    for one in typed.wrong:
        for code in dict.fromkeys(one.codes):
            if row[f"{code}{one.name}"]:
                tally.failed[code, one.header, one.then] += int(row[f"{code}{one.name}"])
    for what, header in told if stay else ():
        tally.failed[what[:_CODE_LENGTH], header, LEFT_OUT] += stay
    if told:
        tally.problem_rows += stay
        tally.invalid += stay
        return
    bad, aside = int(row.get(_BAD, 0)), int(row.get(_ASIDE, 0))
    tally.problem_rows += bad
    tally.quarantined += aside
    tally.invalid += int(row.get(_INVALID, 0))
    tally.understood += stay - bad - aside


@dataclass(frozen=True, slots=True)
class _Areas:
    texts: tuple[str | None, ...]
    codes: Mapping[str | None, str]
    why: Mapping[str | None, str]
    unwanted: frozenset[str | None]
    refused: Mapping[str, str] = field(default_factory=dict)


def _areas(source: Source, framework: Framework, texts: pl.Series) -> _Areas:
    if source.area_from.fixed is not None:
        return _Areas(tuple(texts), dict.fromkeys(texts, source.area_from.fixed), {}, frozenset())
    found = read_areas(texts, source.area_from, framework)
    wrong = found.cells.wrong if found.cells.wrong is not None else [None] * len(texts)
    left = found.left_out if found.left_out is not None else [False] * len(texts)
    why = {text: said for text, said in zip(texts, wrong, strict=True) if said is not None}
    unwanted = frozenset(text for text, out in zip(texts, left, strict=True) if out)
    codes = {
        text: code
        for text, code in zip(texts, found.cells.values, strict=True)
        if code is not None and text not in why and text not in unwanted
    }
    named = found.refused if found.refused is not None else [None] * len(texts)
    refused = {text: areas for text, areas in zip(texts, named, strict=True) if areas is not None}
    return _Areas(tuple(texts), codes, why, unwanted, refused)


def _periods(source: Source, texts: pl.Series) -> tuple[Known, Mapping[str | None, str]]:
    if source.period_from is None:
        return Known({}, ()), {}
    codes: dict[str | None, str] = {}
    why: dict[str | None, str] = {}
    for text in texts:
        read = read_period(text, source.period_from) if text is not None else None
        if read is not None and read.code is not None:
            codes[text] = read.code
        else:
            why[text] = "S101" if read is None else "S111"
    return Known(codes, tuple(why)), why


def _texts(found: pl.DataFrame, name: str) -> pl.Series:
    if name not in found.columns:
        return pl.Series([], dtype=pl.String)
    return found[name].cast(pl.String).unique(maintain_order=True)
