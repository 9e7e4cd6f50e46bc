"""Police incidents that touch children: two forces, two layouts, beats instead of wards."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from indicators.demonstration.children import TEENAGE, repeat_months
from indicators.demonstration.dice import Dice, Truths, Wholes
from indicators.demonstration.months import FIRST, LAST, Curve, Days, any_day, follow, season, span
from indicators.demonstration.places import (
    CODES,
    NEED,
    NEIGHBOUR_FORCE_WARDS,
    WARDS,
    beat_code,
    is_worst,
)
from indicators.demonstration.writing import Columns, day_first, iso, numbered, write_csv

KINDS: Final = ("domestic abuse", "concern for safety", "missing child", "mental health")
EACH_MONTH: Final[Curve] = {"2023-11": 1_870, "2025-08": 1_900, "2026-10": 1_985}
WARM: Final = {1: 0.95, 2: 0.93, 5: 1.04, 6: 1.08, 7: 1.12, 8: 1.1, 11: 0.96, 12: 1.06}
SHARES: Final = (0.455, 0.31, 0.115, 0.12)

CHILD_PRESENT: Final[Curve] = {"2023-11": 0.357, "2025-08": 0.36, "2025-11": 0.42, "2026-10": 0.43}
"""From September 2025 officers must answer the question on children, so more are seen."""
REPEAT: Final[Curve] = {"2023-11": 0.287, "2026-10": 0.268}
MISSING_POOL: Final[Curve] = {"2023-11": 1_100, "2026-10": 960}
"""How many children the missing episodes fall on, many on few."""
OUTSIDE: Final = 0.55
"""Of the neighbouring force's rows, the share from beats that are not in Midshire."""


@dataclass(frozen=True, slots=True)
class Incidents:
    days: Days
    wards: Wholes
    kinds: Wholes
    child_present: Truths
    repeat: Truths
    children: Wholes
    ages: Wholes

    def part(self, rows: Truths) -> "Incidents":
        return Incidents(
            self.days[rows],
            self.wards[rows],
            self.kinds[rows],
            self.child_present[rows],
            self.repeat[rows],
            self.children[rows],
            self.ages[rows],
        )


def write_police(data_dir: Path, dice: Dice) -> list[Path]:
    """Write one file a force; the neighbouring force also sends beats beyond the county."""
    incidents = _incidents(dice)
    theirs = np.isin(CODES[incidents.wards], NEIGHBOUR_FORCE_WARDS)
    return [
        _write_midshire(data_dir, incidents.part(~theirs)),
        _write_neighbours(data_dir, dice, incidents.part(theirs)),
    ]


def _incidents(dice: Dice) -> Incidents:
    months = span(FIRST, LAST)
    counts = dice.around(follow(EACH_MONTH, months) * season(WARM, months))
    days = np.sort(any_day(repeat_months(months, counts), dice))
    size = days.size
    kinds = dice.pick(SHARES, size)
    # A child goes missing from one home: the pool of children is fixed to wards once.
    homes = dice.pick(NEED, int(max(MISSING_POOL.values())))
    few = dice.uniform(size)
    children = (few * few * follow(MISSING_POOL, days)).astype(np.int64)
    wards = np.where(kinds == 2, homes[children], dice.pick(NEED, size))
    worst = is_worst(wards)
    return Incidents(
        days=days,
        wards=wards,
        kinds=kinds,
        child_present=dice.chance(follow(CHILD_PRESENT, days), size),
        repeat=dice.chance(follow(REPEAT, days) + 0.04 * worst, size),
        children=children,
        ages=dice.pick(TEENAGE, size),
    )


def _write_midshire(data_dir: Path, incidents: Incidents) -> Path:
    size = incidents.days.size
    columns: Columns = {
        "Incident reference": numbered("MP", size),
        "Reported on": day_first(incidents.days),
        "Incident type": [KINDS[kind] for kind in incidents.kinds.tolist()],
        "Beat": [beat_code(WARDS[ward]) for ward in incidents.wards.tolist()],
        "Child present": _answers(incidents.child_present, incidents),
        "Repeat in 12 months": _answers(incidents.repeat, incidents),
        "Child reference": _child_references(incidents, "M"),
        "Child age": _missing_ages(incidents),
    }
    return write_csv(data_dir / "police_incidents_midshire.csv", columns)


def _write_neighbours(data_dir: Path, dice: Dice, incidents: Incidents) -> Path:
    """Write the neighbouring force's layout, with more rows from beats that lie outside the county."""
    inside = incidents.days.size
    outside = int(inside * OUTSIDE / (1 - OUTSIDE))
    rows = np.concatenate([np.arange(inside), dice.whole(0, inside - 1, outside)])
    order = np.argsort(incidents.days[rows], kind="stable")
    rows, beyond = rows[order], (np.arange(rows.size) >= inside)[order]
    beats = dice.whole(201, 240, rows.size).tolist()
    shuffled = Incidents(*(getattr(incidents, name)[rows] for name in Incidents.__slots__))
    columns: Columns = {
        "incident_no": numbered("FP", rows.size),
        "date_reported": iso(shuffled.days),
        "category": [KINDS[kind] for kind in shuffled.kinds.tolist()],
        "Beat": [
            f"F{beat}" if out else beat_code(WARDS[ward])
            for beat, out, ward in zip(beats, beyond, shuffled.wards.tolist(), strict=True)
        ],
        "child_flag": _answers(shuffled.child_present, shuffled),
        "repeat_flag": _answers(shuffled.repeat, shuffled),
        "child_ref": _child_references(shuffled, "F"),
        "age": _missing_ages(shuffled),
    }
    return write_csv(data_dir / "police_incidents_neighbour.csv", columns)


def _answers(answers: Truths, incidents: Incidents) -> Sequence[str]:
    """Write yes or no for domestic abuse; other incidents are not asked."""
    return [
        ("yes" if answer else "no") if kind == 0 else ""
        for answer, kind in zip(answers, incidents.kinds.tolist(), strict=True)
    ]


def _child_references(incidents: Incidents, force: str) -> Sequence[str]:
    return [
        f"{force}C{child:05d}" if kind == 2 else ""
        for child, kind in zip(incidents.children.tolist(), incidents.kinds.tolist(), strict=True)
    ]


def _missing_ages(incidents: Incidents) -> Sequence[str]:
    return [
        str(age) if kind == 2 else ""
        for age, kind in zip(incidents.ages.tolist(), incidents.kinds.tolist(), strict=True)
    ]
