"""What a figure stands beside, or why there is nothing to stand beside."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dashboard.queries.library import Reading
from dashboard.queries.views import Beside as BesideView
from dashboard.queries.words import figure, ordinal
from framework.model.comparators import Beside, Comparator, Method
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code
from framework.model.results import Comparison
from framework.store.rows import ComparisonRow
from indicators.judge.beside import comparator_area
from indicators.statistics.placing import FEWEST_AREAS

_WORDS: Final = {
    Comparison.BEST: "much better than {name}",
    Comparison.BETTER: "better than {name}",
    Comparison.WORSE: "worse than {name}",
    Comparison.WORST: "much worse than {name}",
    Comparison.SIMILAR: "similar to {name}",
    Comparison.HIGHEST: "much higher than {name}",
    Comparison.HIGHER: "higher than {name}",
    Comparison.LOWER: "lower than {name}",
    Comparison.LOWEST: "much lower than {name}",
}
_BANDS: Final = (
    Comparison.BAND_1,
    Comparison.BAND_2,
    Comparison.BAND_3,
    Comparison.BAND_4,
    Comparison.BAND_5,
)
_PARTS: Final = {
    Method.QUARTILES: ("quarter", "second", "third", "last"),
    Method.QUINTILES: ("fifth", "second", "middle", "fourth", "last"),
}
"""The word for one band, which stands for the first, and what the later ones are called."""

_METHODS: Final = {
    Method.SINGLE: "Told by whether it lies outside the 95% interval of this figure",
    Method.DOUBLE: "Told by whether the two 95% intervals lie apart",
    Method.TWO_LEVELS: (
        "Told by whether it lies outside the 95% interval of this figure; much: outside the 99.8% one"
    ),
    Method.FUNNEL: (
        "Told by whether this figure lies outside what chance gives an area of its size; "
        "much: outside what it gives in 99.8% of cases"
    ),
    Method.QUARTILES: "All areas that have a figure, in order, in four parts",
    Method.QUINTILES: "All areas that have a figure, in order, in five parts",
}


def besides(
    reading: Reading,
    indicator: Indicator,
    rows: Sequence[ComparisonRow],
    *,
    has_figure: bool = True,
) -> tuple[BesideView, ...]:
    """Give every declared comparator: its figure and verdict, or why there is none.

    `has_figure` says whether there is a figure of the area's own to hold beside them.
    """
    found = {row.comparator: row for row in rows}
    shown = [
        one
        for comparator in indicator.compare
        if (one := _beside(reading, indicator, comparator, found.get(comparator.id)))
    ]
    if has_figure:
        return tuple(shown)
    none = "not compared: there is no figure here"
    return tuple(one if one.value is None else replace(one, words=none) for one in shown)


def _beside(
    reading: Reading, indicator: Indicator, comparator: Comparator, row: ComparisonRow | None
) -> BesideView | None:
    if comparator.because:
        words = f"No comparison with {comparator.title}: {comparator.because}"
        return BesideView(comparator.title, "", None, "", Comparison.NOT_COMPARED, words)
    if row is None:  # it does not stand for this area: the county has no county to lie in
        return None
    name = _name(reading, comparator, row)
    if row.value is None:
        words = f"no figure for {name} to compare with"
        return BesideView(name, "No data", None, "", Comparison.NOT_COMPARED, words)
    title = f"the middle of {name}" if comparator.kind is Beside.AMONG else name
    return BesideView(
        title=title,
        text=figure(row.value, indicator),
        value=row.value,
        period=period_from_code(row.beside_period or row.period).label,
        outcome=row.outcome or Comparison.NOT_COMPARED,
        words=_verdict(comparator, indicator, row, name),
        method=_METHODS[comparator.method],
        drawn=comparator.kind is not Beside.HISTORY,  # its own line is that
    )


def _verdict(comparator: Comparator, indicator: Indicator, row: ComparisonRow, name: str) -> str:
    outcome = row.outcome or Comparison.NOT_COMPARED
    if comparator.kind is Beside.AMONG:
        return _place(comparator, indicator, row, name)
    if outcome in _WORDS:
        return _WORDS[outcome].format(name=name)
    other = row.beside_period
    if comparator.kind is not Beside.HISTORY and other not in (None, row.period):
        return f"not compared with {name}: its latest figure is for another period"
    return f"not compared with {name}: how sure the figures are is not known"


def _place(comparator: Comparator, indicator: Indicator, row: ComparisonRow, name: str) -> str:
    """Say the rank and the band: '3rd best of 12 districts, in the best quarter'."""
    if row.rank is None:
        return f"not placed among {name}"
    first, last = _ends(indicator)
    words = f"{rank_words(indicator, row.rank, row.out_of)} {name.removeprefix('all ')}"
    bands = _PARTS[comparator.method]
    if row.outcome not in _BANDS:
        few = (row.out_of or 0) < max(FEWEST_AREAS, len(bands))
        return f"{words}; {'too few to make bands of' if few else 'most are alike, so there are no bands'}"
    band = _BANDS.index(row.outcome) + 1
    ends = {1: first, len(bands): last}
    return f"{words}, in the {ends.get(band, bands[band - 1])} {bands[0]}"


def rank_words(indicator: Indicator, rank: int, out_of: int | None) -> str:
    """Say a place among others: '2nd best of 12', 'worst of 12', or 'lowest of 12' if neither is good."""
    first, last = _ends(indicator)
    if rank == out_of and rank > 1:
        return f"{last} of {out_of}"
    return f"{first if rank == 1 else f'{ordinal(rank)} {first}'} of {out_of}"


def _ends(indicator: Indicator) -> tuple[str, str]:
    return ("best", "worst") if indicator.has_good_way else ("lowest", "highest")


def _name(reading: Reading, comparator: Comparator, row: ComparisonRow) -> str:
    """Give the very area's name: a reader of a district sees 'Midshire', not 'parent'."""
    geography = reading.framework.geography
    area = comparator_area(geography, comparator, geography.by_code[row.area])
    if area:
        return geography.by_code[area].name
    if comparator.kind in (Beside.AVERAGE, Beside.NEIGHBOURS) and row.out_of:
        return f"{comparator.title} ({row.out_of} with a figure)"
    return comparator.title
