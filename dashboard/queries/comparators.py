"""What a figure stands beside, or why there is nothing to stand beside."""

from collections.abc import Sequence
from typing import Final

from dashboard.queries.library import Reading
from dashboard.queries.views import Beside
from dashboard.queries.words import figure
from framework.model.indicators import Comparator, Indicator
from framework.model.periods import period_from_code
from framework.model.results import Comparison
from framework.store.rows import ComparisonRow
from indicators.judge.comparison import comparator_area

_WORDS: Final = {
    Comparison.BETTER: "better than {name}",
    Comparison.WORSE: "worse than {name}",
    Comparison.SIMILAR: "similar to {name}",
    Comparison.HIGHER: "higher than {name}",
    Comparison.LOWER: "lower than {name}",
    Comparison.NOT_COMPARED: "not compared with {name}",
}


def besides(
    reading: Reading, indicator: Indicator, rows: Sequence[ComparisonRow]
) -> tuple[Beside, ...]:
    """Give every declared comparator: its figure and verdict, or why there is none."""
    found = {row.comparator: row for row in rows}
    return tuple(
        one
        for comparator in indicator.compare
        if (one := _beside(reading, indicator, comparator, found.get(comparator.id)))
    )


def _beside(
    reading: Reading, indicator: Indicator, comparator: Comparator, row: ComparisonRow | None
) -> Beside | None:
    if comparator.because:
        words = f"No comparison with {comparator.title}: {comparator.because}"
        return Beside(comparator.title, "", None, "", Comparison.NOT_COMPARED, words)
    if row is None:  # it does not stand for this area: the county has no county to lie in
        return None
    name = _name(reading, comparator, row)
    if row.value is None:
        words = f"no figure for {name} to compare with"
        return Beside(name, "No data", None, "", Comparison.NOT_COMPARED, words)
    outcome = row.outcome or Comparison.NOT_COMPARED
    return Beside(
        title=name,
        text=figure(row.value, indicator),
        value=row.value,
        period=period_from_code(row.period).label,
        outcome=outcome,
        words=_WORDS[outcome].format(name=name),
    )


def _name(reading: Reading, comparator: Comparator, row: ComparisonRow) -> str:
    """Give the very area's name: a reader of a district sees 'Midshire', not 'parent'."""
    geography = reading.framework.geography
    area = comparator_area(geography, comparator, geography.by_code[row.area])
    return geography.by_code[area].name if area else comparator.title
