"""Figures laid out as rows: keys in words, flags, and nulls where there is no number."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.indicators import Indicator
from framework.model.periods import Period
from framework.model.results import Flag
from indicators.measures.computed import COMPUTED_SCHEMA, LIMITS
from indicators.measures.figures import Figures
from indicators.measures.layouts import Layout, in_order
from indicators.measures.places import Places

Codes = NDArray[np.uint32]
Truths = NDArray[np.bool_]


class Assembly:
    """Makes rows of the figures of many indicators, whose keys are often the same.

    Columns of keys are made once and shared: most indicators of a framework have the same areas,
    breakdowns and periods.
    """

    def __init__(self, places: Places) -> None:
        codes = [area.code for area in places.geography.areas]
        self._order = in_order(codes)
        stood = [places.stood(code) for code in codes]
        self._first = np.array([first or date.min for first, _ in stood], "datetime64[D]")
        self._end = np.array([end or date.max for _, end in stood], "datetime64[D]")
        self._periods: dict[int, Sequence[Period]] = {}
        self._orders: dict[object, NDArray[np.intp]] = {}
        self._keys: dict[object, tuple[pl.Series, ...]] = {}
        self._nulls: dict[object, pl.Series] = {}
        self._standing: dict[object, Truths] = {}

    def rows_of(
        self, indicator: Indicator, layout: Layout, periods: Sequence[Period], figures: Figures
    ) -> pl.DataFrame:
        """Give the rows of an indicator in COMPUTED_SCHEMA, sorted by area, breakdown and period.

        An area has no results for periods in which it did not stand.
        """
        order = self._in_order(layout)
        kept = order[figures.kept[order]]
        size = len(kept) * len(periods)
        key = tuple(one.key for one in layout.sets), self._told_apart(periods), kept.tobytes()
        area, breakdown, period = self._key_columns(key, layout, periods, kept)

        def numbers(name: str) -> pl.Series:
            held: NDArray[np.float64] | None = getattr(figures, name, None)
            return self._null(size) if held is None else _floats(held[kept].reshape(-1))

        columns = {
            "indicator": pl.Series([indicator.id], dtype=pl.String).new_from_index(0, size),
            "area": area,
            "breakdown": breakdown,
            "period": period,
            **{name: numbers(name) for name in ("numerator", "denominator", "value")},
            "cases": self._cases(figures, kept, size),
            **{name: numbers(name) for name in ("spread", *LIMITS)},
            "names_bands": self._truths(figures.names_bands, kept, size),
            "flags": pl.Series(_flags(figures, indicator, periods, kept).reshape(-1)),
        }
        rows = pl.DataFrame([columns[name].alias(name) for name in COMPUTED_SCHEMA])
        if key not in self._standing:
            areas = layout.area_places(self._order)[kept]
            self._standing[key] = self._stood(areas, periods).reshape(-1)
        stood = self._standing[key]
        return rows if stood.all() else rows.filter(stood)

    def _told_apart(self, periods: Sequence[Period]) -> int:
        """Give a number for some periods, which indicators share: to hash them all takes longer."""
        held = self._periods.setdefault(id(periods), periods)  # held, so that no others get its id
        return id(held)

    def _in_order(self, layout: Layout) -> NDArray[np.intp]:
        """Give the places of all series of a layout in the order of areas, then of breakdowns."""
        key = tuple((one.key, one.members) for one in layout.sets)
        if key not in self._orders:
            areas, breakdowns = layout.area_places(self._order), layout.breakdown_places()
            self._orders[key] = np.lexsort((breakdowns, areas))
        return self._orders[key]

    def _cases(self, figures: Figures, kept: NDArray[np.intp], size: int) -> pl.Series:
        if figures.cases is None:
            return self._null(size, pl.Int64)
        # A share of a split area leaves parts of cases.
        held = np.rint(figures.cases[kept].reshape(-1))
        if np.isnan(held).any():
            return pl.Series(held, nan_to_null=True).cast(pl.Int64)
        return pl.Series(held.astype(np.int64))

    def _truths(
        self, held: NDArray[np.bool_] | None, kept: NDArray[np.intp], size: int
    ) -> pl.Series:
        return self._null(size, pl.Boolean) if held is None else pl.Series(held[kept].reshape(-1))

    def _stood(self, areas: Codes, periods: Sequence[Period]) -> NDArray[np.bool_]:
        starts = np.array([period.start for period in periods], "datetime64[D]")
        ends = np.array([period.end for period in periods], "datetime64[D]")
        begun = ends > self._first[areas][:, None]
        found: NDArray[np.bool_] = begun & (starts < self._end[areas][:, None])
        return found

    def _key_columns(
        self, key: object, layout: Layout, periods: Sequence[Period], kept: NDArray[np.intp]
    ) -> tuple[pl.Series, ...]:
        if key not in self._keys:
            count = len(periods)
            areas, breakdowns = layout.area_places(self._order), layout.breakdown_places()
            months = np.tile(np.arange(count, dtype=np.uint32), len(kept))
            self._keys[key] = (
                _words(list(self._order), np.repeat(areas[kept], count)),
                _words(layout.breakdowns(), np.repeat(breakdowns[kept], count)),
                _words([period.code for period in periods], months),
            )
        return self._keys[key]

    def _null(self, size: int, kind: type[pl.DataType] = pl.Float64) -> pl.Series:
        if (size, kind) not in self._nulls:
            self._nulls[size, kind] = pl.Series([None], dtype=kind).new_from_index(0, size)
        return self._nulls[size, kind]


def period_flags(indicator: Indicator, periods: Sequence[Period]) -> NDArray[np.int32]:
    """Give the flags that come with a period, whatever the area.

    The last ones that are declared so are provisional. The period in which a new series begins
    (the first that ends after the break) is marked, if there is one before it.
    """
    flags = np.zeros(len(periods), dtype=np.int32)
    if indicator.provisional_periods:
        flags[-indicator.provisional_periods :] |= Flag.PROVISIONAL
    for broken in indicator.breaks:
        after = [index for index, one in enumerate(periods) if one.end > broken.begins]
        if after and after[0] > 0:
            flags[after[0]] |= Flag.BREAK
    return flags


def _words(names: Sequence[str], places: Codes) -> pl.Series:
    return pl.Series(names, dtype=pl.String).gather(places)


def _floats(numbers: NDArray[np.float64]) -> pl.Series:
    # To look for what is no number takes a tenth of what it takes to let polars make nulls of it.
    return pl.Series(numbers, dtype=pl.Float64, nan_to_null=bool(np.isnan(numbers).any()))


def _flags(
    figures: Figures, indicator: Indicator, periods: Sequence[Period], kept: NDArray[np.intp]
) -> NDArray[np.int32]:
    flags = np.zeros((len(kept), len(periods)), dtype=np.int16)
    flags |= period_flags(indicator, periods).astype(np.int16)
    for mask, flag in (
        (figures.unavailable, Flag.UNAVAILABLE),
        (figures.not_applicable, Flag.NOT_APPLICABLE),
        (figures.filled, Flag.FILLED_ZERO),
        (figures.too_few, Flag.LOW_RELIABILITY),
        (figures.incomplete, Flag.INCOMPLETE),
    ):
        if mask is not None and mask.any():
            flags |= np.multiply(mask[kept], int(flag), dtype=np.int16)
    return flags.astype(np.int32)
