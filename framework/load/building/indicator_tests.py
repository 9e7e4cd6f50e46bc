"""Tests beside an indicator: their columns, areas and periods, looked up where they are declared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from marshmallow import ValidationError

from framework.load.building.declared import DeclaredSource
from framework.load.building.ground import Ground
from framework.load.building.spans import read_span
from framework.load.mistakes import Mistakes, Placed, listed, shown, suggestion
from framework.load.shapes.indicator_tests import FIGURES, OWN_SOURCE, Row
from framework.load.shapes.nesting import place_within, report
from framework.load.syntax.documents import Items, Node, Table, Word
from framework.model.indicator_tests import ExpectedFigure, GivenRows, IndicatorTest
from framework.model.indicators import Indicator
from framework.model.periods import Period


def with_tests(
    indicator: Indicator,
    said: tuple[dict[str, Any], ...],
    table: Table,
    sources: Mapping[str, DeclaredSource],
    ground: Ground,
    mistakes: Mistakes,
) -> Indicator:
    """Give an indicator that is understood its tests. What is wrong goes to the mistakes."""
    written = table.get(Word("tests"))
    tests = []
    for place, one in enumerate(said):
        body: Node = written[place] if isinstance(written, Items) else table
        expect = [_expected(indicator, each, ground, mistakes) for each in one["expect"]]
        at = body.place
        tests.append(
            IndicatorTest(
                given=_given(indicator, one["given"], body, sources, mistakes),
                expect=tuple(figure for figure in expect if figure),
                title=one["title"],
                at=f"{at.file}:{at.line}",
            )
        )
    return replace(indicator, tests=tuple(tests))


def _given(
    indicator: Indicator,
    said: Mapping[str, tuple[Row, ...]],
    body: Node,
    sources: Mapping[str, DeclaredSource],
    mistakes: Mistakes,
) -> tuple[GivenRows, ...]:
    found = []
    for name, rows in said.items():
        source = indicator.source if name == OWN_SOURCE else str(name)
        if source not in indicator.sources:
            at: Placed = name if isinstance(name, Word) else body
            message = f"this indicator does not count rows of a source {shown(source)}"
            mistakes.error("F301", at, message + suggestion(source, indicator.sources))
            continue
        for row in rows:
            _check_columns(row, sources[source], mistakes)
        cells = tuple(tuple((str(key), str(cell)) for key, cell in row) for row in rows)
        found.append(GivenRows(source, cells))
    missing = [name for name in indicator.sources if name not in {one.source for one in found}]
    if missing and len(found) == len(said):
        message = (
            f"rows of source {listed(map(shown, missing), 'and')} are needed too; "
            "give rows by source: {episodes: [...], mid_year: [...]}"
        )
        mistakes.error("F202", place_within(body, body, "given"), message)
    return tuple(found)


def _check_columns(row: Row, declared: DeclaredSource, mistakes: Mistakes) -> None:
    source = declared.source
    if source is None:
        return
    known = [column.name for column in source.columns]
    known += [] if source.area_from.fixed is not None else ["area"]
    known += ["period"] if source.period_from else []
    for name, _ in row:
        if name not in known:
            message = f"source '{source.id}' has no column {shown(name)}{suggestion(name, known)}"
            mistakes.error("F303", name, message)


def _expected(
    indicator: Indicator, said: dict[str, Any], ground: Ground, mistakes: Mistakes
) -> ExpectedFigure | None:
    area: Word | None = said["area"]
    if area is not None and ground.geography.areas and area not in ground.geography.by_code:
        near = suggestion(area, ground.geography.by_code)
        mistakes.error("F305", area, f"there is no area with the code {shown(area)}{near}")
    period = _period(indicator, said["period"], said["period"], mistakes)
    if period is None:
        return None
    figures = tuple((name, said[name][0]) for name in FIGURES if said[name])
    return ExpectedFigure(period, str(area or ground.home), said["breakdown"], figures)


def _period(indicator: Indicator, word: Word, at: Placed, mistakes: Mistakes) -> Period | None:
    """Give the indicator's period whose home span is written: its basis need not be said again."""
    try:
        begins, ends = read_span(word, indicator.year_type)
    except ValidationError as error:
        report(error.messages, None, at, mistakes)
        return None
    period = indicator.period_of(begins)
    if (period.start, period.end) != (begins, ends):
        message = (
            f"{shown(word)} is not a {indicator.grain.value}, and that is the indicator's grain"
        )
        mistakes.error("F206", at, message)
        return None
    return period
