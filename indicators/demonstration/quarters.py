"""Quarters of the financial year, as returns write them."""

import numpy as np

from indicators.demonstration.months import Days


def quarter_starts(first: str, last: str) -> Days:
    """Give the first months of quarters, both ends included: '2023-10' is the third of 2023/24."""
    return np.arange(
        np.datetime64(first, "M"),
        np.datetime64(last, "M") + np.timedelta64(1, "M"),
        np.timedelta64(3, "M"),
    )


def spoken_quarter(start: np.datetime64) -> str:
    """Write a quarter as '2026/27 Q2'."""
    index = int(start.astype("datetime64[M]").astype(np.int64)) - 3
    year = index // 12 + 1970
    return f"{year}/{(year + 1) % 100:02d} Q{index % 12 // 3 + 1}"
