"""Tests beside an indicator: their columns, groups, areas and periods, looked up where they are declared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from marshmallow import ValidationError

from framework.load.building.area_names import need_area
from framework.load.building.declared import DeclaredSource
from framework.load.building.derived import Family, UnfinishedError, group_of
from framework.load.building.given_cells import check_cell
from framework.load.building.ground import Ground
from framework.load.building.spans import read_span
from framework.load.mistakes import Mistakes, Placed, listed, shown, suggestion
from framework.load.shapes.indicator_tests import FIGURES, OWN_SOURCE, GivenFigureShape, Row
from framework.load.shapes.nesting import BROKEN, load_shape
from framework.load.shapes.places import place_within, report
from framework.load.syntax.documents import Items, Node, Table, Word, make_table, make_word
from framework.model.derived import parts_of
from framework.model.indicator_tests import ExpectedFigure, GivenFigure, GivenRows, IndicatorTest
from framework.model.indicators import Indicator
from framework.model.periods import Period
from framework.model.results import TOTAL

_GIVEN_FIGURE: Final = GivenFigureShape()


def with_tests(
    indicator: Indicator,
    said: tuple[dict[str, Any], ...],
    table: Table,
    family: Family,
    ground: Ground,
    mistakes: Mistakes,
) -> Indicator:
    """Give an indicator that is understood its tests. What is wrong goes to the mistakes."""
    if not said:
        return indicator
    written = table.get(Word("tests"))
    tests = []
    for place, one in enumerate(said):
        body: Node = written[place] if isinstance(written, Items) else table
        expect = [_expected(indicator, each, ground, mistakes) for each in one["expect"]]
        at = body.place
        tests.append(
            IndicatorTest(
                given=_given(indicator, one["given"], body, family, ground, mistakes),
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
    family: Family,
    ground: Ground,
    mistakes: Mistakes,
) -> tuple[GivenRows | GivenFigure, ...]:
    at = place_within(body, body, "given")
    if indicator.is_derived:
        return tuple(_given_figures(indicator, said, at, family, ground, mistakes))
    return tuple(_given_rows(indicator, said, at, family.sources, ground, mistakes))


def _given_rows(
    indicator: Indicator,
    said: Mapping[str, tuple[Row, ...]],
    at: Placed,
    sources: Mapping[str, DeclaredSource],
    ground: Ground,
    mistakes: Mistakes,
) -> Iterator[GivenRows]:
    named = {name: indicator.source if name == OWN_SOURCE else str(name) for name in said}
    for name, rows in said.items():
        source = named[name]
        if source not in indicator.sources:
            message = f"this indicator does not count rows of a source {shown(source)}"
            near = suggestion(source, indicator.sources)
            mistakes.error("F301", _at(name, at), message + near)
            continue
        for row in rows:
            _check_row(row, sources[source], ground, mistakes)
        cells = tuple(tuple((str(key), str(cell)) for key, cell in row) for row in rows)
        yield GivenRows(source, cells)
    missing = _lacking(indicator.sources, named.values())
    if missing:
        message = (
            f"rows of source {listed(map(shown, missing), 'and')} are needed too; "
            "give rows by source: {episodes: [...], mid_year: [...]}"
        )
        mistakes.error("F202", at, message)


def _at(name: str, at: Placed) -> Placed:
    return name if isinstance(name, Word) else at


def _lacking(wanted: Sequence[str], given: Iterable[str]) -> list[str]:
    """Give what is wanted and not given, nothing where a name is wrong: it may stand for that."""
    names = list(given)
    known = all(name in wanted for name in names)
    return [name for name in wanted if name not in names] if known else []


def _check_row(row: Row, declared: DeclaredSource, ground: Ground, mistakes: Mistakes) -> None:
    source = declared.source
    if source is None:
        return
    columns = {column.name: column for column in source.columns}
    known = [*columns]
    known += [] if source.area_from.fixed is not None else ["area"]
    known += ["period"] if source.period_from else []
    for name, cell in row:
        if name in columns:
            check_cell(cell, columns[name], source, mistakes)
        elif name not in known:
            message = f"source '{source.id}' has no column {shown(name)}{suggestion(name, known)}"
            mistakes.error("F303", name, message)
        elif name == "area" and cell not in {change.old for change in ground.geography.changes}:
            need_area(cell, ground.geography, mistakes)


def _given_figures(
    indicator: Indicator,
    said: Mapping[str, tuple[Row, ...]],
    at: Placed,
    family: Family,
    ground: Ground,
    mistakes: Mistakes,
) -> Iterator[GivenFigure]:
    parts = parts_of(indicator.measure)
    alone = parts[0] if len(parts) == 1 else OWN_SOURCE
    named = {name: alone if name == OWN_SOURCE else str(name) for name in said}
    seen: set[tuple[object, ...]] = set()
    for name, rows in said.items():
        part = family.indicator(named[name]) if named[name] in parts else None
        if not part and named[name] != OWN_SOURCE:
            message = f"this indicator is not made of {shown(named[name])}"
            near = suggestion(named[name], parts)
            mistakes.error("F304", _at(name, at), message + near)
        if not part:
            continue
        for row in rows:
            figure = _given_figure(part, row, _at(name, at), family, ground, mistakes)
            if figure is None:
                continue
            key = (figure.indicator, figure.area, figure.breakdown, figure.period)
            if key in seen:
                message = f"this figure of '{figure.indicator}' is given twice; leave one out"
                mistakes.error("F302", row[0][0], message)
            seen.add(key)
            yield figure
    missing = _lacking(parts, (name for name in named.values() if name != OWN_SOURCE))
    if missing:
        message = (
            f"figures of {listed(map(shown, missing), 'and')} are needed too; give figures by "
            f"indicator: {{{missing[0]}: [{{period: 2025/26, value: 10}}]}}"
        )
        mistakes.error("F202", at, message)


def _given_figure(
    part: Indicator, row: Row, at: Placed, family: Family, ground: Ground, mistakes: Mistakes
) -> GivenFigure | None:
    if not row:
        mistakes.error("F202", at, "a figure has a 'period' and a 'value'")
        return None
    first = row[0][0]
    table = make_table(first.document, first.start)
    table.update(row)
    said = load_shape(_GIVEN_FIGURE, table, first, mistakes)
    if BROKEN in said:
        return None
    period = _period(part, said["period"], said["period"], mistakes)
    area = _area(said["area"], ground, mistakes)
    try:
        group = _group(said["breakdown"], part, family, mistakes)
    except UnfinishedError:
        return None
    if period is None:
        return None
    (value,), (denominator,) = said["value"], said["denominator"]
    return GivenFigure(part.id, period, area, group, value, denominator)


def _group(word: Word | None, part: Indicator, family: Family, mistakes: Mistakes) -> str:
    """Read 'sex=Girls;age=0-4', as results name a group, in any order.

    Raises:
        UnfinishedError: there is no such group, which is reported.
    """
    if word is None:
        return TOTAL
    written: dict[Word, Word] = {}
    for piece in word.split(";"):
        name, _, member = piece.partition("=")
        key, value = (
            make_word(text.strip(), word.document, word.start, word.end) for text in (name, member)
        )
        if not value or key in written:
            message = f"{shown(word)} is no group; name each dimension once: sex=Male;age=0-4"
            mistakes.error("F566", word, message)
            raise UnfinishedError
        written[key] = value
    return group_of(written, part, family, word, mistakes)


def _expected(
    indicator: Indicator, said: dict[str, Any], ground: Ground, mistakes: Mistakes
) -> ExpectedFigure | None:
    area = _area(said["area"], ground, mistakes)
    period = _period(indicator, said["period"], said["period"], mistakes)
    if period is None:
        return None
    figures = tuple((name, said[name][0]) for name in FIGURES if said[name])
    return ExpectedFigure(period, area, said["breakdown"], figures)


def _area(word: Word | None, ground: Ground, mistakes: Mistakes) -> str:
    """Give an area's code; that of the home area where none is written."""
    if word is not None:
        need_area(word, ground.geography, mistakes)
    return str(word or ground.home)


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
            f"{shown(word)} is not a {indicator.grain.value}, and that is the grain of "
            f"'{indicator.id}'"
        )
        mistakes.error("F206", at, message)
        return None
    return period
