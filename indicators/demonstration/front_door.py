"""Contacts that ask for early help, and referrals to children's social care."""

from pathlib import Path
from typing import Final

import numpy as np

from indicators.demonstration.children import (
    age_cells,
    draw_children,
    repeat_months,
    ward_cells,
)
from indicators.demonstration.dice import Dice
from indicators.demonstration.months import (
    FIRST,
    LAST,
    LAST_DAY,
    Curve,
    any_day,
    follow,
    later_by_working_days,
    season,
    span,
    working_day,
)
from indicators.demonstration.places import is_worst
from indicators.demonstration.writing import Columns, iso, numbered, write_csv, write_parquet

SCHOOL_YEAR: Final = {1: 1.03, 3: 1.1, 4: 0.9, 8: 0.62, 9: 1.02, 10: 1.12, 11: 1.14, 12: 0.82}
"""Schools are the largest single voice at the front door, so August is quiet."""

CONTACTS: Final[Curve] = {"2023-11": 1_360, "2024-11": 1_410, "2026-10": 1_530}
DECIDED_SOON: Final[Curve] = {"2023-11": 0.725, "2024-03": 0.735, "2026-10": 0.89}
"""Decided within two working days: it improves steadily since the hubs answer first."""
DECISIONS: Final = {
    "early help": 34, "advice given": 41, "social care": 14, "no further action": 11,
}  # fmt: skip
VOICES: Final = {
    "School or college": 33, "Health": 21, "Police": 17, "Parent or carer": 14,
    "Voluntary or community group": 6, "Housing": 4, "Other": 5,
}  # fmt: skip

REFERRALS: Final[Curve] = {"2023-11": 550, "2025-04": 560, "2026-10": 582}
AGAIN: Final[Curve] = {"2023-11": 0.210, "2024-10": 0.212, "2026-10": 0.246}
ONE_DAY: Final[Curve] = {
    "2023-11": 0.912, "2026-03": 0.925, "2026-08": 0.93, "2026-09": 0.70, "2026-10": 0.937,
}  # fmt: skip
"""Decided within one working day: September 2026 is one bad month, and October is back."""
NO_ACTION: Final = 0.07


def write_contacts(data_dir: Path, dice: Dice) -> list[Path]:
    """Write contacts with two ward columns, of which the first that is filled counts."""
    months = span(FIRST, LAST)
    counts = dice.around(follow(CONTACTS, months) * season(SCHOOL_YEAR, months))
    received = np.sort(any_day(repeat_months(months, counts), dice))
    size = received.size
    children = draw_children(dice, size)
    soon = dice.chance(follow(DECIDED_SOON, received) - 0.05 * is_worst(children.wards), size)
    days = np.where(soon, dice.whole(0, 2, size), dice.whole(3, 9, size))
    decided = later_by_working_days(received, days)
    wards = ward_cells(dice, children, received)
    from_caller = dice.chance(0.06, size)
    columns: Columns = {
        "contact_id": numbered("C", size),
        "received_on": iso(received),
        "decided_on": iso(np.where(decided <= LAST_DAY, decided, np.datetime64("NaT", "D"))),
        "decision": dice.choose(DECISIONS, size),
        "contact_from": dice.choose(VOICES, size),
        "age": age_cells(dice, children.ages),
        "sex": children.sexes,
        "child_ward": [
            "" if moved else ward for ward, moved in zip(wards, from_caller, strict=True)
        ],
        "caller_ward": wards,
    }
    return [write_csv(data_dir / "front_door_contacts.csv.gz", columns)]


def write_referrals(data_dir: Path, dice: Dice) -> list[Path]:
    """Write referrals as Parquet: real dates, numbers and truths."""
    months = span(FIRST, LAST)
    counts = dice.around(follow(REFERRALS, months) * season(SCHOOL_YEAR, months))
    received = np.sort(working_day(repeat_months(months, counts), dice))
    size = received.size
    children = draw_children(dice, size)
    worst = is_worst(children.wards)
    soon = dice.chance(follow(ONE_DAY, received) - 0.02 * worst, size)
    days = np.where(soon, dice.whole(0, 1, size), dice.whole(2, 6, size))
    decided = later_by_working_days(received, days)
    again = dice.chance(follow(AGAIN, received) + 0.04 * worst, size)
    ended_there = dice.chance(NO_ACTION, size)
    columns: Columns = {
        "referral_id": numbered("R", size),
        "child_id": [f"S{one:06d}" for one in dice.whole(1, 40_000, size).tolist()],
        "referral_date": received,
        "decision_date": np.where(decided <= LAST_DAY, decided, np.datetime64("NaT", "D")),
        "referred_before_12m": again,
        "no_further_action": ended_there,
        "referred_by": dice.choose(VOICES, size),
        "age": children.ages,
        "sex": children.sexes,
        "ward": ward_cells(dice, children, received),
    }
    return [write_parquet(data_dir / "social_care_referrals.parquet", columns)]
