"""Health: reviews of two-year-olds (a workbook) and the waiting list for mental health support."""

from itertools import product
from pathlib import Path
from typing import Final

import numpy as np

from indicators.demonstration.dice import Dice, Floats
from indicators.demonstration.months import FIRST, Curve, follow, last_days, span
from indicators.demonstration.places import CODES, DISTRICT_OF, DISTRICTS, NEED, SMALL, WORST
from indicators.demonstration.quarters import quarter_starts, spoken_quarter
from indicators.demonstration.writing import Cell, Columns, iso, write_csv, write_workbook

LATE_SINCE: Final = np.datetime64("2026-08", "M")
"""The trust's last file: September and October have not come."""

REVIEWED: Final[Curve] = {"2023-10": 0.872, "2025-01": 0.895, "2026-07": 0.918}
EXPECTED: Final[Curve] = {"2023-10": 0.803, "2024-10": 0.812, "2026-07": 0.795}
ENGLAND_EXPECTED: Final[Curve] = {"2023-10": 0.797, "2026-07": 0.806}
DUE_EACH_QUARTER: Final = {
    "Alderbrook": 505, "Castlewold": 342, "Dunmoor": 331, "Fenwick Vale": 241,
    "Hartsmere": 208, "Saltholme": 26,
}  # fmt: skip
ENGLAND_DUE: Final = 146_000
NEIGHBOURS_DUE: Final = 14_800
SHEET: Final = "2 year reviews"
HEADER: Final = (
    "Area",
    "Quarter",
    "Children due a review",
    "Children reviewed",
    "At expected level in all five areas",
)

WAITING: Final[Curve] = {"2023-11": 1_640, "2025-09": 1_820, "2026-08": 2_040}
LONG_WAIT: Final[Curve] = {"2023-11": 0.268, "2025-06": 0.305, "2026-08": 0.378}
WEEKS: Final = ("0 to 4 weeks", "5 to 18 weeks", "19 to 52 weeks", "over 52 weeks")
AGES: Final = (("5-10", 0.27), ("11-15", 0.48), ("16-17", 0.25))


def write_reviews(data_dir: Path, dice: Dice) -> list[Path]:
    """Write the workbook: three lines above the header, localities by name, markers for what is missing."""
    rows: list[list[Cell]] = [
        ["Health reviews at 2 to 2½ years: quarterly return"],
        ["Markers: c, too few to show; x, not submitted; z, does not apply"],
        [None],
        list(HEADER),
    ]
    for quarter in quarter_starts("2023-10", "2026-07"):
        rows += [[*row] for row in _quarter_rows(dice, quarter)]
    return [write_workbook(data_dir / "two_year_reviews.xlsx", SHEET, rows)]


def _quarter_rows(dice: Dice, quarter: np.datetime64) -> list[list[Cell]]:
    label = spoken_quarter(quarter)
    reviewed, expected = follow(REVIEWED, quarter)[()], follow(EXPECTED, quarter)[()]
    rows: list[list[Cell]] = []
    totals = np.zeros(3, dtype=np.int64)
    for name, usual in DUE_EACH_QUARTER.items():
        low = name == DISTRICTS[WORST]
        due = dice.around([float(usual)])
        seen = dice.share_of(due, np.array([reviewed - 0.03 * low]))
        well = dice.share_of(seen, np.array([expected - 0.075 * low + 0.015]))
        counts = np.concatenate([due, seen, well])
        totals += counts
        rows.append([name, label, *_shown(name, quarter, counts.tolist())])
    rows.append(["Midshire", label, *totals.tolist()])
    england = float(follow(ENGLAND_EXPECTED, quarter)[()])
    for name, due_there, share in (
        ("Statistical neighbours", NEIGHBOURS_DUE, england + 0.011),
        ("England", ENGLAND_DUE, england),
    ):
        seen_there = round(due_there * (0.884 if name == "England" else 0.892))
        rows.append([name, label, due_there, seen_there, round(seen_there * share)])
    return rows


def _shown(name: str, quarter: np.datetime64, counts: list[int]) -> list[Cell]:
    """Hide what the trust hides: Saltholme's small differences, and a quarter Dunmoor never sent."""
    due, seen, well = counts
    if name == DISTRICTS[SMALL] and (seen - well < 5 or due - seen < 3):
        return [due, seen, "c"]
    if name == DISTRICTS[WORST] and quarter == np.datetime64("2024-07", "M"):
        return ["x", "x", "x"]
    return [due, seen, well]


def write_waiting_list(data_dir: Path, dice: Dice) -> list[Path]:
    """Write month-end snapshots, ward x weeks waited x age, until August 2026."""
    months = span(FIRST, LATE_SINCE)
    share = NEED / NEED.sum()
    ages = np.array([part for _, part in AGES])
    waiting = dice.around(follow(WAITING, months)[:, None, None] * share[None, :, None] * ages)
    odds = np.broadcast_to(
        follow(LONG_WAIT, months)[:, None, None] + _ward_excess()[None, :, None], waiting.shape
    )
    long_wait = dice.share_of(waiting, odds)
    over_year = dice.share_of(long_wait, 0.22)
    few_weeks = dice.share_of(waiting - long_wait, 0.31)
    bands = np.stack(
        [few_weeks, waiting - long_wait - few_weeks, long_wait - over_year, over_year], axis=-1
    )
    rows = product(iso(last_days(months)), CODES.tolist(), [age for age, _ in AGES], WEEKS)
    month_end, ward, age, weeks = zip(*rows, strict=True)
    columns: Columns = {
        "Census date": month_end,
        "Ward of residence": ward,
        "Age group": age,
        "Weeks waited": weeks,
        "Children waiting": bands.ravel(),
    }
    return [write_csv(data_dir / "mental_health_waiting_list.csv", columns)]


def _ward_excess() -> Floats:
    return np.asarray(0.05 * (DISTRICT_OF == WORST) - 0.01)
