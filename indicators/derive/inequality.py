"""The slope and relative index of inequality over the groups of a breakdown, or over areas."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.charts import has_rates, has_shares
from framework.model.derived import AreasWithin, GroupsWithin, Index, Inequality
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.measures import StandardisedRate, StandardisedRatio
from framework.model.periods import Period, period_from_code
from framework.model.results import RESULT_COLUMNS, TOTAL, Flag
from indicators.derive.beside import totals
from indicators.derive.reasons import CAUTIONS, WHY_MISSING
from indicators.statistics.inequality import Scale, slope_index

LEAST_GROUPS: Final = 5
DRAWS: Final = 20_000
"""Enough for limits that are steady to a fiftieth of the error, at a fifth of the usual time."""
_CELL: Final = ("value", "denominator", "lower", "upper", "flags")
Floats = NDArray[np.float64]
Cell = tuple[float | None, float | None, float | None, float | None, int]
_ABSENT: Final[Cell] = (None, None, None, None, int(Flag.UNAVAILABLE))


@dataclass(frozen=True, slots=True)
class _Ladder:
    """The groups of one area and period, the worst off first. `more` are other flags that count."""

    area: str
    period: str
    groups: Sequence[Cell]
    more: Sequence[int] = ()


def inequality_of(
    indicator: Indicator,
    measure: Inequality,
    of: Indicator,
    parts: Mapping[str, pl.DataFrame],
    framework: Framework,
) -> pl.DataFrame:
    """Give RESULT_COLUMNS: one index an area and period in which the groups are spoken of.

    Where the value of any group is hidden or missing there is no index, for the same reason.
    """
    rows = parts[measure.of]
    match measure.over:
        case GroupsWithin() as groups:
            ladders = list(_groups(rows, groups))
        case AreasWithin() as areas:
            ladders = list(_areas(totals(rows), totals(parts[areas.by]), areas, framework))
    missing = [_missing(ladder) for ladder in ladders]
    there = [ladder for ladder, why in zip(ladders, missing, strict=True) if not why]
    limits = indicator.interval is not IntervalMethod.NONE
    lines = iter(_lines(there, measure.index, _scale(of), limits=limits))
    found = [
        _row(indicator, ladder, why, {} if why else next(lines))
        for ladder, why in zip(ladders, missing, strict=True)
    ]
    schema = dict.fromkeys(RESULT_COLUMNS[:4], pl.String) | dict.fromkeys(
        RESULT_COLUMNS[4:], pl.Float64
    )
    frame = pl.DataFrame(found, schema=schema | {"flags": pl.Int32})
    return frame.select(RESULT_COLUMNS)


def _groups(rows: pl.DataFrame, over: GroupsWithin) -> Iterator[_Ladder]:
    cells = _cells(rows.filter(pl.col("breakdown").is_in(over.breakdowns)), "breakdown")
    for (area, period), found in cells.items():
        yield _Ladder(area, period, [found.get(name, _ABSENT) for name in over.breakdowns])


def _cells(rows: pl.DataFrame, within: str) -> dict[tuple[str, str], dict[str, Cell]]:
    """Give the cells of rows by area and period, and then by one more column."""
    found: dict[tuple[str, str], dict[str, Cell]] = {}
    for area, period, name, *cell in rows.select(
        "area", "period", pl.col(within).alias("within"), *_CELL
    ).iter_rows():
        found.setdefault((area, period), {})[name] = tuple(cell)
    return found


def _areas(
    rows: pl.DataFrame, order: pl.DataFrame, over: AreasWithin, framework: Framework
) -> Iterator[_Ladder]:
    """Give the areas of a level inside each area above them, as the other indicator orders them."""
    geography = framework.geography
    beyond_home = set(geography.ancestors_of(framework.home_area))
    inside: dict[str, list[str]] = {}
    for area in geography.at_level(over.level):
        for above in geography.ancestors_of(area.code):
            inside.setdefault(above, []).append(area.code)
    cells = _by_period(rows)
    ranks = {period_from_code(code): own for code, own in _by_period(order).items()}
    for period, own in cells.items():
        newest = _newest(period_from_code(period), list(ranks))
        if newest is None:
            continue
        rank = ranks[newest]
        for above, members in inside.items():
            # Beyond the home area the areas inside are not all there, unless the part speaks of it.
            if above in beyond_home and above not in own:
                continue
            spoken_of = [code for code in members if code in own]
            if len(spoken_of) >= LEAST_GROUPS:
                ordered, lacking = _ordered(spoken_of, rank, highest_first=over.highest_first)
                yield _Ladder(above, period, [own[code] for code in ordered], lacking)


def _by_period(rows: pl.DataFrame) -> dict[str, dict[str, Cell]]:
    found: dict[str, dict[str, Cell]] = {}
    for (area, period), cell in _cells(rows, "breakdown").items():
        found.setdefault(period, {})[area] = cell[TOTAL]
    return found


def _newest(period: Period, known: Sequence[Period]) -> Period | None:
    """Give the last period that has ended by the end of another."""
    ended = [one for one in known if one.end <= period.end]
    return max(ended, key=lambda one: one.end) if ended else None


def _ordered(
    codes: Sequence[str], rank: Mapping[str, Cell], *, highest_first: bool
) -> tuple[list[str], list[int]]:
    """Give areas from the worst off to the best off, and the flags of those that have no rank."""
    lacking = [rank.get(code, _ABSENT)[4] for code in codes if rank.get(code, _ABSENT)[0] is None]
    if lacking:
        return list(codes), [flags & WHY_MISSING or int(Flag.UNAVAILABLE) for flags in lacking]
    sign = -1.0 if highest_first else 1.0
    return sorted(codes, key=lambda code: (sign * (rank[code][0] or 0.0), code)), []


def _scale(of: Indicator) -> Scale:
    """Say on which scale the errors of an indicator's values are even."""
    if has_shares(of.measure, of.unit):
        return Scale.LOGIT
    by_age = isinstance(of.measure, StandardisedRate | StandardisedRatio)
    of_cases = by_age or has_rates(of.measure, of.unit)
    return Scale.LOG if of_cases else Scale.PLAIN


def _missing(ladder: _Ladder) -> int:
    """Give the flags that say why there is no index, nothing where every group is there."""
    why = 0
    for value, people, _, _, flags in ladder.groups:
        if value is None or people is None:
            why |= flags & WHY_MISSING or int(Flag.UNAVAILABLE)
    for flags in ladder.more:
        why |= flags
    return why


def _row(
    indicator: Indicator, ladder: _Ladder, why: int, line: Mapping[str, float]
) -> dict[str, object]:
    figures = {name: None if np.isnan(number) else number for name, number in line.items()}
    if not why and figures["value"] is None:
        why = int(Flag.NOT_APPLICABLE)
    cautions = 0
    for cell in ladder.groups:
        cautions |= cell[4] & CAUTIONS
    names = {"indicator": indicator.id, "area": ladder.area, "breakdown": TOTAL}
    plain: dict[str, object] = dict.fromkeys(RESULT_COLUMNS)
    return plain | names | {"period": ladder.period, "flags": cautions | why} | figures


def _lines(
    ladders: Sequence[_Ladder], index: Index, scale: Scale, *, limits: bool
) -> list[dict[str, float]]:
    """Give the value of each index with its limits, NaN where no line can be drawn.

    Those of as many groups are drawn together. Without limits of every group there are none of the
    index.
    """
    found: list[dict[str, float]] = [{} for _ in ladders]
    together: dict[tuple[int, bool], list[int]] = {}
    numbers = [
        np.array([cell[:4] for cell in ladder.groups], dtype=np.float64).T for ladder in ladders
    ]
    for at, own in enumerate(numbers):
        known = limits and not np.isnan(own[2:]).any()
        together.setdefault((own.shape[1], known), []).append(at)
    for (_, known), places in together.items():
        drawn = _drawn(np.stack([numbers[at] for at in places]), index, scale, known=known)
        for row, at in enumerate(places):
            found[at] = {name: float(figures[row]) for name, figures in drawn.items()}
    return found


def _drawn(numbers: Floats, index: Index, scale: Scale, *, known: bool) -> dict[str, Floats]:
    """Draw lines through [row, (value, people, lower, upper), group].

    A share of none or of all has no place on the scale of its errors, which are then taken to be
    even as they stand.
    """
    drawn = _on(scale, numbers, index, known=known)
    off = np.isnan(drawn["value"])
    if off.any() and scale is not Scale.PLAIN:
        again = _on(Scale.PLAIN, numbers[off], index, known=known)
        for name, figures in drawn.items():
            figures[off] = again[name]
    return drawn


def _on(scale: Scale, numbers: Floats, index: Index, *, known: bool) -> dict[str, Floats]:
    unit = 100.0 if scale is Scale.LOGIT else 1.0
    values, people, low, high = (numbers[:, part] for part in range(4))
    edges = (low / unit, high / unit) if known else (values / unit, values / unit)
    levels = ((0.95, ("lower", "upper")), (0.998, ("lower998", "upper998")))
    found: dict[str, Floats] = {}
    for confidence, names in levels if known else levels[:1]:
        line = slope_index(
            values / unit,
            edges,
            people,
            scale=scale,
            confidence=confidence,
            draws=DRAWS if known else 1,
        )
        if index is Index.SLOPE:
            found["value"] = line.slope * unit
            drawn = line.slope_lower * unit, line.slope_upper * unit
        else:
            found["value"] = line.ratio
            drawn = line.ratio_lower, line.ratio_upper
        found |= dict(zip(names, drawn, strict=True)) if known else {}
    return found
