"""The rows of an engine that no figure is made of because a cell failed, brought here once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from framework.model.sources import AREA, PERIOD
from indicators.engines.meaning import Said
from indicators.engines.survey import Known
from indicators.quality.unread import FAILED, named

_FAILED: Final = "failed "
MOST: Final = 1_000_000
"""So many different rows are brought here, at most: a source of which more fail is out of order."""


@dataclass(frozen=True, slots=True)
class UnreadTable:
    """Such rows, and by column what is not null where its cell failed."""

    rows: Said
    failed: Mapping[str, str]

    def statement(self, names: Sequence[str]) -> Said:
        """Write what asks for some columns, and which of their cells failed: rows that are alike once."""
        keys = [name for name in (AREA, PERIOD) if name in self.rows.columns]
        failed = {
            f"{_FAILED}{name}": self.rows[self.failed[name]].notnull()
            for name in names
            if name in self.failed
        }
        return self.rows.select(*keys, *names, **failed).distinct().limit(MOST + 1)

    def frame(
        self,
        found: pl.DataFrame,
        kinds: Mapping[str, type[pl.DataType]],
        areas: Known,
        periods: Known,
    ) -> pl.DataFrame:
        """Give what was found as `connect` leaves such rows: those of a known area, by its code."""
        known: dict[str | None, str | None] = dict(areas.meaning)
        known.update(areas.refused)
        meant = {AREA: known, PERIOD: periods.meaning}
        keys = [
            pl.Series(name, [codes.get(text) for text in found[name]], pl.String)
            for name, codes in meant.items()
            if name in found.columns
        ]
        cells = [pl.col(name).cast(kind, strict=False) for name, kind in kinds.items()]
        failed = [
            pl.when(pl.col(f"{_FAILED}{name}")).then(pl.lit(named(name)))
            for name in kinds
            if name in self.failed
        ]
        words = pl.concat_str(failed, ignore_nulls=True) if failed else pl.lit("")
        rows = found.select(*keys, *cells, words.alias(FAILED))
        return rows.filter(pl.col(AREA).is_not_null())
