"""Where the target in force for each result stands, found by one whole number in place of three words."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.frameworks import Framework
from framework.model.results import TOTAL
from indicators.judge.earlier import Periods
from indicators.judge.targets import TARGET_SCHEMA
from indicators.judge.word_places import known_places, place_in

_KEY: Final = ("indicator", "area", "period")
_FACTS: Final = [name for name in TARGET_SCHEMA if name not in _KEY]


@dataclass(frozen=True, slots=True)
class Standing:
    """Targets, and in which order their `keys` go up.

    `own` gives the place of a row's indicator, and `key` the number made of that, its area and its period.
    What is unknown has the key -1, and so has what lies behind the last one.
    """

    targets: pl.DataFrame
    own: pl.Expr
    key: pl.Expr
    keys: NDArray[np.int64]
    order: NDArray[np.intp]

    def found(self, results: pl.DataFrame) -> pl.DataFrame:
        """Give `own`, the place of each result's indicator, and `standing`, the row of its target.

        Null where there is none. Targets are set for everybody: a breakdown is shown beside them.
        """
        known = results.select("area", "period", "breakdown", self.own.alias("own"))
        of_all = pl.when(pl.col("breakdown") == TOTAL).then(self.key).otherwise(-1)
        wanted = known.select(of_all).to_series().to_numpy()
        # Results mostly stand in the order of the keys, in which each is found near the one before.
        at = np.searchsorted(self.keys[:-1], wanted)
        is_there = (wanted >= 0) & (self.keys[at] == wanted)
        there = known_places(np.where(is_there, self.order[at], -1))
        return known.select("own", there.alias("standing"))


def standing_targets(targets: pl.DataFrame, framework: Framework, periods: Periods) -> Standing:
    """Put the targets in force, as `targets_frame` gives them, in the order in which they are found."""
    known = (
        [one.id for one in framework.indicators],
        list(framework.geography.by_code),
        sorted({code for codes in periods.values() for code in codes}),
    )
    own, area, period = (place_in(name, words) for name, words in zip(_KEY, known, strict=True))
    sizes = [pl.lit(len(words), dtype=pl.Int64) for words in known]
    key = ((pl.col("own") * sizes[1] + area) * sizes[2] + period).fill_null(-1)
    keys = targets.with_columns(own.alias("own")).select(key).to_series().to_numpy()
    order = np.append(np.argsort(keys, kind="stable"), -1)
    return Standing(targets.select(_FACTS), own, key, np.append(keys, -1)[order], order)
