"""Households with children in temporary accommodation: one file a district council."""

from pathlib import Path
from typing import Final

import numpy as np

from indicators.demonstration.children import repeat_months
from indicators.demonstration.dice import Dice, Truths, Wholes
from indicators.demonstration.months import (
    LAST,
    LAST_DAY,
    Curve,
    Days,
    follow,
    later_by_days,
    span,
    working_day,
)
from indicators.demonstration.places import DISTRICT_OF, DISTRICTS, NEED, WORST
from indicators.demonstration.writing import Columns, Writing, day_first, iso, numbered, write_csv

WINDOWS: Final = Writing(encoding="cp1252")
FIRST_START: Final = np.datetime64("2021-01", "M")
KEPT_SINCE: Final = np.datetime64("2023-11-01", "D")

PLACED: Final[Curve] = {"2021-01": 22, "2024-06": 26, "2025-09": 31, "2026-10": 41}
LASTED: Final = ((0.0, 7), (0.25, 75), (0.5, 170), (0.8, 330), (1.0, 800))
"""Days in leased homes, hostels and the like."""
STRETCH: Final[Curve] = {"2021-01": 0.95, "2024-10": 1.0, "2026-04": 1.45}
"""How long families stay against that: there are ever fewer homes to move on to."""
BED_AND_BREAKFAST_LASTED: Final = ((0.0, 2), (0.6, 24), (0.75, 42), (1.0, 125))
KINDS: Final = (
    ("bed and breakfast", 0.32),
    ("nightly paid", 0.20),
    ("leased home", 0.34),
    ("hostel", 0.14),
)
COSTS: Final = ("Up to £60 a night", "Over £60 a night")
SLIPS: Final = ("E07000902", ("2026-05-11", "2026-07-06", "2026-08-17"), 365)
"""A district that typed the year of some departures wrongly: placed on these days, left a year too soon."""


def write_temporary_homes(data_dir: Path, dice: Dice) -> list[Path]:
    """Write six files in Windows' own encoding; Dunmoor's names its columns otherwise."""
    months = span(FIRST_START, LAST)
    counts = dice.around(follow(PLACED, months))
    placed = np.sort(working_day(repeat_months(months, counts), dice))
    kinds = dice.pick([share for _, share in KINDS], placed.size)
    lasted = np.where(
        kinds == 0,
        dice.from_quantiles(BED_AND_BREAKFAST_LASTED, placed.size),
        dice.from_quantiles(LASTED, placed.size) * follow(STRETCH, placed),
    )
    left = later_by_days(placed, np.round(lasted))
    where = dice.pick(NEED * (1.0 + 0.25 * (DISTRICT_OF == WORST)), placed.size)
    dear = dice.chance(np.where(kinds <= 1, 0.8, 0.25), placed.size)
    kept = left >= KEPT_SINCE
    districts = DISTRICT_OF[where]
    return [
        _write_district(data_dir, code, placed, left, kinds, dear, rows=kept & (districts == code))
        for code in DISTRICTS
    ]


def _write_district(
    data_dir: Path,
    code: str,
    placed: Days,
    left: Days,
    kinds: Wholes,
    dear: Truths,
    *,
    rows: Truths,
) -> Path:
    name = DISTRICTS[code]
    other = code == WORST
    gone = np.where(left[rows] <= LAST_DAY, left[rows], np.datetime64("NaT", "D"))
    columns: Columns = {
        "household": numbered(name[:2].upper(), int(rows.sum())),
        "district": [name] * int(rows.sum()),
        "date_placed" if other else "placed_on": (day_first if other else iso)(placed[rows]),
        "date_left" if other else "left_on": (day_first if other else iso)(gone),
        "kind": [KINDS[kind][0] for kind in kinds[rows].tolist()],
        "nightly_cost": [COSTS[int(high)] for high in dear[rows].tolist()],
    }
    if code == SLIPS[0]:
        columns = _with_slips(columns, name)
    slug = name.lower().replace(" ", "_")
    return write_csv(data_dir / f"temporary_accommodation_{slug}.csv", columns, WINDOWS)


def _with_slips(columns: Columns, name: str) -> Columns:
    """Put the rows with a wrong year behind the others: they are set aside, so no figure knows them."""
    placed = np.array(SLIPS[1], dtype="datetime64[D]")
    many = len(placed)
    slips: Columns = {
        "household": [f"{name[:2].upper()}9{row:06}" for row in range(many)],
        "district": [name] * many,
        "placed_on": iso(placed),
        "left_on": iso(placed - SLIPS[2] + 20),
        "kind": [KINDS[0][0]] * many,
        "nightly_cost": [COSTS[1]] * many,
    }
    return {header: [*cells, *slips[header]] for header, cells in columns.items()}
