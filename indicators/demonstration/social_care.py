"""Children with a statutory plan: child protection plans and children looked after, with their spans."""

from pathlib import Path
from typing import Final

import numpy as np

from indicators.demonstration.children import (
    IN_CARE,
    YOUNG,
    Children,
    age_cells,
    draw_children,
    repeat_months,
    ward_cells,
)
from indicators.demonstration.dice import Dice, Truths
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
from indicators.demonstration.places import is_worst
from indicators.demonstration.writing import Columns, iso, numbered, write_csv

FIRST_START: Final = np.datetime64("2013-01", "M")
KEPT_SINCE: Final = np.datetime64("2023-11-01", "D")

PROTECTION_STARTS: Final[Curve] = {"2013-01": 44, "2024-01": 48, "2026-10": 51}
PROTECTION_LASTS: Final = ((0.0, 80), (0.2, 180), (0.5, 310), (0.8, 470), (1.0, 900))
AGAIN: Final[Curve] = {"2013-01": 0.20, "2024-06": 0.215, "2026-10": 0.240}
"""Plans for a child who had one before."""

LOOKED_AFTER_STARTS: Final[Curve] = {"2013-01": 29, "2023-11": 32, "2026-10": 33}
LOOKED_AFTER_LASTS: Final = ((0.0, 20), (0.25, 190), (0.5, 560), (0.75, 1_300), (1.0, 3_200))


def write_statutory(data_dir: Path, dice: Dice) -> list[Path]:
    """Write both kinds of plan into one file, oldest first."""
    months = span(FIRST_START, LAST)
    starts = dice.around(follow(PROTECTION_STARTS, months))
    cared = dice.around(follow(LOOKED_AFTER_STARTS, months))
    started = working_day(repeat_months(months, starts + cared), dice)
    kinds = np.concatenate([np.arange(a + b) < a for a, b in zip(starts, cared, strict=True)])
    lasted = np.where(
        kinds,
        dice.from_quantiles(PROTECTION_LASTS, started.size),
        dice.from_quantiles(LOOKED_AFTER_LASTS, started.size),
    )
    ended = later_by_days(started, np.round(lasted))
    ages = np.where(kinds[:, None], YOUNG, IN_CARE)
    children = draw_children(dice, started.size, ages=ages)
    kept = ended >= KEPT_SINCE
    rows = np.flatnonzero(kept)[np.argsort(started[kept], kind="stable")]
    picked = Children(children.wards[rows], children.ages[rows], [children.sexes[r] for r in rows])
    return [_write(data_dir, dice, picked, started[rows], ended[rows], kinds[rows])]


def _write(
    data_dir: Path, dice: Dice, children: Children, started: Days, ended: Days, protects: Truths
) -> Path:
    size = started.size
    odds = follow(AGAIN, started) + 0.03 * is_worst(children.wards)
    before = protects & dice.chance(odds, size)
    columns: Columns = {
        "plan_id": numbered("SP", size),
        "child_id": [f"S{one:06d}" for one in dice.whole(1, 40_000, size).tolist()],
        "plan_kind": ["child protection plan" if one else "looked after" for one in protects],
        "start_date": iso(started),
        "end_date": iso(np.where(ended <= LAST_DAY, ended, np.datetime64("NaT", "D"))),
        "earlier_plan": [
            ("yes" if earlier else "no") if one else ""
            for one, earlier in zip(protects, before, strict=True)
        ],
        "age": age_cells(dice, children.ages),
        "sex": children.sexes,
        "home_ward": ward_cells(dice, children, started),
    }
    return write_csv(data_dir / "statutory_plans.csv", columns)
