"""Of which sources sums of single files are kept between runs, and how much of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SumLimits:
    """Sources of fewer than `least_rows` rows are counted anew: that takes no longer than finding sums.

    `most_bytes` is what is kept of all sources together; what was not used for longest goes first.
    """

    least_rows: int = 200_000
    most_bytes: int = 2 * 2**30
