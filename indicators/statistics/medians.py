"""Medians of many rows at once, where some of their values are missing."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def row_medians(rows: Floats) -> Floats:
    """Give the median of each row [row, value] without its nan; nan for a row of nothing else."""
    if not rows.shape[1]:
        return np.full(len(rows), np.nan)
    ordered = np.sort(rows, axis=1)
    cases = (~np.isnan(ordered)).sum(axis=1)
    place = np.arange(len(rows))
    low = ordered[place, np.maximum(cases - 1, 0) // 2]
    high = ordered[place, np.minimum(cases // 2, rows.shape[1] - 1)]
    middle: Floats = (low + high) / 2
    return middle
