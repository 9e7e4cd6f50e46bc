"""What a derived figure is made of: the figures of its parts, as readers see them."""

from collections.abc import Iterable, Sequence

import polars as pl

from dashboard.queries.library import Reading
from dashboard.queries.points import value_text
from dashboard.queries.words import figure, number, people_list
from framework.model.derived import Composite, Derived, Gap, GroupsWithin, Inequality, parts_of
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code
from framework.model.results import TOTAL, NotRated
from framework.store.rows import PointRow
from indicators.derive.believing import believed
from indicators.derive.composing import CONTRIBUTION_COLUMNS, contributions

_SEEN = {
    "area": pl.String,
    "breakdown": pl.String,
    "period": pl.String,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "value": pl.Float64,
    "flags": pl.Int32,
}

_CANNOT_BE = NotRated.IMPOSSIBLE.value


def made_of(reading: Reading, indicator: Indicator, row: PointRow) -> tuple[str, ...]:
    """Say the figures of the parts of a sum, or of the groups of a gap or an index of inequality."""
    measure = indicator.measure
    match measure:
        case Derived():
            wanted = [(part, TOTAL) for part in parts_of(measure)]
        case Gap(of=of, one=one, other=other):
            wanted = [(of, one), (of, other)]
        case Inequality(of=of, over=GroupsWithin() as groups):
            wanted = [(of, breakdown) for breakdown in groups.breakdowns]
        case _:
            return ()
    said = _said(reading, wanted, row)
    return (f"It is made of {people_list(said)}.",) if said else ()


def _said(reading: Reading, wanted: Sequence[tuple[str, str]], row: PointRow) -> list[str]:
    names = list(dict.fromkeys(name for name, _ in wanted))
    found = {
        (one.indicator, one.breakdown): one
        for one in reading.snapshot.points(indicators=names, areas=[row.area], periods=[row.period])
    }
    said = []
    for key in wanted:
        part = reading.framework.indicator(key[0])
        if key in found:
            words = f"{_title(part, key[1])}: {value_text(found[key], part)}"
            said.append(words if _is_believed(found[key], part) else f"{words} ({_CANNOT_BE})")
    return said


def _is_believed(row: PointRow, part: Indicator) -> bool:
    return row.value is None or believed(_frame([row]), part)["value"].item() is not None


def _title(part: Indicator, breakdown: str) -> str:
    if breakdown == TOTAL:
        return part.name
    members = (each.partition("=")[2] for each in breakdown.split(";"))
    return f"{part.name} ({', '.join(members)})"


def what_adds_up(reading: Reading, indicator: Indicator, row: PointRow) -> tuple[str, ...]:
    """Say what each part of a composite index scores and adds, a sentence each; nothing of others."""
    measure = indicator.measure
    if not isinstance(measure, Composite):
        return ()
    geography = reading.framework.geography
    names = [part.indicator for part in measure.parts]
    areas = [area.code for area in geography.at_level(measure.against)]
    points = reading.snapshot.points(indicators=names, areas=areas)
    parts = {
        name: believed(
            _frame(one for one in points if one.indicator == name),
            reading.framework.indicator(name),
        )
        for name in names
    }
    added = contributions(indicator, measure, parts, geography).filter(
        (pl.col("area") == row.area) & (pl.col("period") == row.period)
    )
    return tuple(
        _sentence(reading, indicator, dict(zip(CONTRIBUTION_COLUMNS, each, strict=True)))
        for each in added.iter_rows()
    )


def _frame(points: Iterable[PointRow]) -> pl.DataFrame:
    rows = [{name: getattr(one, name) for name in _SEEN} for one in points]
    return pl.DataFrame(rows, schema=_SEEN).with_columns(pl.col("flags").cast(pl.Int32))


def _sentence(reading: Reading, indicator: Indicator, cell: dict[str, object]) -> str:
    part = reading.framework.indicator(str(cell["part"]))
    if cell["part_period"] is None or not isinstance(cell["value"], float):
        return f"{part.name}: no figure."
    value = f"{part.name}, {period_from_code(str(cell['part_period'])).label}: {figure(cell['value'], part)}"
    if not isinstance(cell["score"], float) or not isinstance(cell["contribution"], float):
        return f"{value}."
    digits = indicator.decimals + 1
    score, adds = number(cell["score"], digits), number(cell["contribution"], digits)
    return f"{value} scores {score} and adds {adds}."
