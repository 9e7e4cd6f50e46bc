"""What was shown before stays known: figures of an earlier publication beside those of now.

A figure shown before that has not changed is known, whatever is hidden now. The figures themselves
of what was hidden before are kept nowhere; `growth` says what is known of them.
"""

import numpy as np
import polars as pl

from framework.model.results import Flag
from indicators.disclose.linking import Floats, Linked, Truths

_KEY = ["indicator", "area", "breakdown", "period"]
_COLUMNS = {
    "numerator": "numerator",
    "denominator": "denominator",
    "cases": "denominator",
    "value": "value",
}
"""Which column of results shows a column of computed rows."""


def hidden_before(rows: pl.DataFrame, earlier: pl.DataFrame) -> Truths:
    """Say which rows an earlier publication hid.

    They stay hidden for good. Where a count has grown since, what it is now, beside what its whole
    has grown by, would say what it was.
    """
    held = earlier.select(*_KEY, "flags")
    flags = rows.select(_KEY).join(held, on=_KEY, how="left", maintain_order="left")["flags"]
    found: Truths = (flags.fill_null(0) & int(Flag.SUPPRESSED)).to_numpy() != 0
    return found


def shown_before(linked: Linked, rows: pl.DataFrame, earlier: pl.DataFrame) -> Floats:
    """Give for every unknown the figure that an earlier publication (RESULT_COLUMNS) showed, or nan."""
    found = np.full(len(linked.truth), np.nan)
    held = earlier.select(*_KEY, *dict.fromkeys(_COLUMNS.values()))
    old = rows.select(_KEY).join(held, on=_KEY, how="left", maintain_order="left")
    columns = np.array(linked.column)
    for column, shown_as in _COLUMNS.items():
        pairs = columns == column
        figures = old[shown_as].cast(pl.Float64).fill_null(np.nan).to_numpy()
        shown = figures[linked.row[pairs]]
        there = ~np.isnan(shown)
        found[linked.unknown[pairs][there]] = shown[there]
    return found


def shown_still(rows: pl.DataFrame, rules: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Give, as rows, figures of these indicators that were shown before and are not computed now.

    They belong to areas and members that are no more, or to an indicator that keeps its figures.
    """
    shown = earlier.filter((pl.col("flags") & int(Flag.SUPPRESSED)) == 0)
    return (
        shown.join(rows, on=_KEY, how="anti")
        .join(rules, on="indicator")
        .select(
            *_KEY,
            "numerator",
            "denominator",
            "value",
            *(one for one in rules.columns if one != "indicator"),
            pl.col("denominator").alias("cases"),
            pl.lit(value=False).alias("hidden"),
        )
        .sort(_KEY)
    )
