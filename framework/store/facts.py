"""How the columns of each published frame stand in the store's tables.

The order of frame columns is the contract's (framework/model/results.py); here each gets the
column that keeps it and the way it is written: as an id, as a code, or as it is.
"""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Final

from sqlalchemy import Table

from framework.model.results import (
    COMPARISON_COLUMNS,
    JUDGEMENT_COLUMNS,
    RESULT_COLUMNS,
    SERIES_COLUMNS,
    Assurance,
    Comparison,
    NotRated,
    Rating,
    Travel,
    Trend,
    Variation,
)
from framework.store import tables


class Kept(Enum):
    """How one cell is written."""

    INDICATOR = "indicator"
    AREA = "area"
    BREAKDOWN = "breakdown"
    PERIOD = "period"
    WORD = "word"
    CODE = "code"
    NUMBER = "number"
    WHOLE = "whole number"
    TRUTH = "yes or no"
    TEXT = "text"

    @property
    def is_id(self) -> bool:
        return self in (Kept.INDICATOR, Kept.AREA, Kept.BREAKDOWN, Kept.PERIOD, Kept.WORD)


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A frame's column, the table's column that keeps it, and how. `words` go with Kept.CODE.

    `later`: rows written before there was such a column have none, and keep their hash.
    """

    name: str
    column: str
    kept: Kept
    words: type[StrEnum] | None = None
    later: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One kind of published row. `key` counts the leading columns that name the row."""

    name: str
    table: Table
    columns: tuple[FactColumn, ...]
    key: int

    @property
    def key_columns(self) -> tuple[str, ...]:
        return tuple(column.column for column in self.columns[: self.key])

    @property
    def payload(self) -> tuple[str, ...]:
        return tuple(column.column for column in self.columns[self.key :])

    @property
    def frame_columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


_PLACE: Final = {
    "indicator": FactColumn("indicator", "indicator_id", Kept.INDICATOR),
    "area": FactColumn("area", "area_id", Kept.AREA),
    "breakdown": FactColumn("breakdown", "breakdown_id", Kept.BREAKDOWN),
    "period": FactColumn("period", "period_id", Kept.PERIOD),
}
_OTHERS: Final = {
    "flags": FactColumn("flags", "flags", Kept.WHOLE),
    "points": FactColumn("points", "points", Kept.WHOLE),
    "comparator": FactColumn("comparator", "comparator_id", Kept.WORD),
    "rule": FactColumn("rule", "rule_id", Kept.WORD),
    "target_id": FactColumn("target_id", "target_word_id", Kept.WORD),
    "first_period": FactColumn("first_period", "first_period_id", Kept.PERIOD),
    "last_period": FactColumn("last_period", "last_period_id", Kept.PERIOD),
    "rating": FactColumn("rating", "rating", Kept.CODE, Rating),
    "reason": FactColumn("reason", "reason", Kept.CODE, NotRated),
    "short_travel": FactColumn("short_travel", "short_travel", Kept.CODE, Travel),
    "long_travel": FactColumn("long_travel", "long_travel", Kept.CODE, Travel),
    "outcome": FactColumn("outcome", "outcome", Kept.CODE, Comparison),
    "short_real": FactColumn("short_real", "short_real", Kept.TRUTH),
    "long_real": FactColumn("long_real", "long_real", Kept.TRUTH),
    "published_rating": FactColumn("published_rating", "published_rating", Kept.CODE, Rating),
    "beside_period": FactColumn("beside_period", "beside_period_id", Kept.PERIOD),
    "method": FactColumn("method", "method_id", Kept.WORD),
    "rank": FactColumn("rank", "rank", Kept.WHOLE),
    "out_of": FactColumn("out_of", "out_of", Kept.WHOLE),
    "variation": FactColumn("variation", "variation", Kept.CODE, Variation),
    "assurance": FactColumn("assurance", "assurance", Kept.CODE, Assurance),
    "trend": FactColumn("trend", "trend", Kept.CODE, Trend),
    "chart": FactColumn("chart", "chart", Kept.TEXT),
    "outlook": FactColumn("outlook", "outlook", Kept.TEXT),
}


_LATER: Final = frozenset(
    {
        *("lower998", "upper998", "target_high", "published_rating", "chance"),
        *("beside_period", "method", "rank", "out_of"),
        *("variation", "assurance", "trend", "chart", "outlook"),
    }
)


def _columns(names: tuple[str, ...]) -> tuple[FactColumn, ...]:
    known = _PLACE | _OTHERS
    plain = (known.get(name) or FactColumn(name, name, Kept.NUMBER) for name in names)
    return tuple(replace(one, later=one.name in _LATER) for one in plain)


RESULT: Final = Fact("results", tables.result, _columns(RESULT_COLUMNS), 4)
JUDGEMENT: Final = Fact("judgements", tables.judgement, _columns(JUDGEMENT_COLUMNS), 4)
COMPARISON: Final = Fact("comparisons", tables.comparison, _columns(COMPARISON_COLUMNS), 5)
SERIES: Final = Fact("series", tables.series_fact, _columns(SERIES_COLUMNS), 3)
FACTS: Final = (RESULT, JUDGEMENT, COMPARISON, SERIES)
