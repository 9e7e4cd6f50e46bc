"""How far a figure of rounded counts may be out: found from what is shown and the rules alone."""

from math import ceil
from typing import Final

from dashboard.queries.words import counts, how_many
from framework.model.derived import Derived
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.measures import Proportion
from framework.store.rows import PointRow

_WORTH_SAYING: Final = 1.0
"""Points: what is out by no more is as good as its decimals."""


def counts_said(framework: Framework, row: PointRow, indicator: Indicator) -> str:
    """Give the counts behind a value and how rough they make it: '35 of 40; rounded, so up to ...'."""
    if indicator.is_derived:
        return _of_parts(framework, row, indicator)
    said = counts(row.numerator, row.denominator, indicator)
    rough = roughness(framework, row, indicator)
    if rough <= _WORTH_SAYING:
        return said
    points = how_many(ceil(rough), "point", "points")
    return f"{said}; rounded, so up to {points} out"


def _of_parts(framework: Framework, row: PointRow, indicator: Indicator) -> str:
    """Say that its parts were rounded: 100 less a share that was rounded up may be a false nought."""
    sources = map(framework.source, framework.sources_of(indicator))
    if row.value is None or all(one.disclosure.round_to <= 1 for one in sources):
        return ""
    is_sum = isinstance(indicator.measure, Derived)
    return "made of rounded counts" + (
        ", so it need not be none" if is_sum and not row.value else ""
    )


def is_rough(framework: Framework, row: PointRow, indicator: Indicator) -> bool:
    """Say whether rounding may move a percentage by more than a point."""
    return roughness(framework, row, indicator) > _WORTH_SAYING


def roughness(framework: Framework, row: PointRow, indicator: Indicator) -> float:
    """Give by how many points a shown percentage may be out; 0 where no count is rounded.

    Each count was up to half the base higher or lower, and no more were counted than there were.
    """
    if not isinstance(indicator.measure, Proportion) or row.value is None:
        return 0.0
    half = framework.protection_of(indicator).round_to // 2
    if not half or row.numerator is None or not row.denominator:
        return 0.0
    share = row.numerator / row.denominator
    most = row.numerator + half
    least = max(row.numerator - half, 0.0)
    highest = min(most / max(row.denominator - half, most), 1.0)
    return 100 * max(highest - share, share - least / (row.denominator + half))
