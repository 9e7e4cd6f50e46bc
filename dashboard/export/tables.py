"""Published results as tables, part by part, kept to what a viewer may see."""

from collections.abc import Iterator

from dashboard.access.viewers import Viewer
from dashboard.export.columns import AREAS, INDICATORS, RESULTS, Column
from dashboard.queries.fact_kinds import EVERY, Asked
from dashboard.queries.facts import area_facts, indicator_facts, result_facts
from dashboard.queries.library import Reading

Rows = list[tuple[object, ...]]


def result_rows(reading: Reading, viewer: Viewer) -> Iterator[Rows]:
    """Give the rows of each indicator in the columns RESULTS, breakdowns too."""
    for indicator in reading.framework.indicators:
        asked = Asked(indicators=(indicator.id,), breakdowns=(EVERY,))
        yield [
            _cells(fact, RESULTS, symbols=" ".join(fact.flags))
            for fact in result_facts(reading, viewer, asked)
        ]


def indicator_rows(reading: Reading) -> Rows:
    """Give the declared indicators in the columns INDICATORS."""
    return [_cells(fact, INDICATORS) for fact in indicator_facts(reading)]


def area_rows(reading: Reading, viewer: Viewer) -> Rows:
    """Give the areas that the viewer may see in the columns AREAS."""
    return [_cells(fact, AREAS) for fact in area_facts(reading, viewer)]


def _cells(fact: object, columns: tuple[Column, ...], **instead: object) -> tuple[object, ...]:
    return tuple(
        instead[column.name] if column.name in instead else _plain(getattr(fact, column.name))
        for column in columns
    )


def _plain(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value
