"""Families: what they say of the help they had, hub membership, and outcomes agreed by audit."""

from itertools import product
from pathlib import Path
from typing import Final

import numpy as np

from indicators.demonstration.children import draw_children, repeat_months, ward_cells
from indicators.demonstration.dice import Dice
from indicators.demonstration.months import (
    FIRST,
    LAST,
    LAST_DAY,
    Curve,
    any_day,
    follow,
    season,
    span,
    working_day,
)
from indicators.demonstration.places import (
    CODES,
    DISTRICT_OF,
    DISTRICTS,
    NEED,
    PEOPLE,
    WARDS,
    WORST,
    is_worst,
)
from indicators.demonstration.quarters import quarter_starts, spoken_quarter
from indicators.demonstration.writing import Cell, Columns, iso, numbered, write_csv, write_workbook

ANSWERS_EACH_MONTH: Final[Curve] = {"2023-11": 118, "2026-10": 172}
SCHOOL_BREAKS: Final = {4: 0.9, 8: 0.55, 12: 0.75}
BETTER: Final[Curve] = {"2023-11": 0.795, "2026-10": 0.835}
SCORES_BETTER: Final = (0.0, 0.0, 0.0, 0.01, 0.03, 0.06, 0.14, 0.28, 0.27, 0.21)
SCORES_NOT: Final = (0.04, 0.05, 0.07, 0.11, 0.17, 0.19, 0.18, 0.12, 0.05, 0.02)

REACHED: Final[Curve] = {"2023-10": 0.43, "2024-10": 0.50, "2026-07": 0.648}
"""Families in the least well-off neighbourhoods who have used a hub: it improves all the time."""
HOUSEHOLDS: Final = 0.114
"""Households with children for each resident."""

AGREED: Final[Curve] = {"2023-04": 24, "2024-04": 30, "2025-04": 33, "2026-09": 33}
"""Families a month whose outcome the auditors agreed, before the rush to the year's end."""
YEAR_END: Final = {4: 0.45, 5: 0.6, 6: 0.75, 7: 0.85, 8: 0.65, 9: 1.0, 12: 0.9, 2: 1.3, 3: 1.9}
HEADLINES: Final = (
    "Getting a good education", "Good early years development",
    "Improved mental and physical health", "Improved family relationships",
    "Safe from domestic abuse", "Secure housing", "Financial stability",
)  # fmt: skip


def write_survey(data_dir: Path, dice: Dice) -> list[Path]:
    """Write what families answered when help ended: one row a family."""
    months = span(FIRST, LAST)
    counts = dice.around(follow(ANSWERS_EACH_MONTH, months) * season(SCHOOL_BREAKS, months))
    days = np.sort(any_day(repeat_months(months, counts), dice))
    size = days.size
    children = draw_children(dice, size)
    better = dice.chance(follow(BETTER, days) - 0.05 * is_worst(children.wards), size)
    high = dice.pick(SCORES_BETTER, size) + 1
    low = dice.pick(SCORES_NOT, size) + 1
    scores = np.where(better, high, low)
    unanswered = dice.chance(0.02, size)
    much = dice.chance(0.45, size)
    worse = dice.chance(0.2, size)
    columns: Columns = {
        "response_id": numbered("F", size),
        "answered_on": iso(days),
        "how_things_are": [
            ("much better" if a_lot else "better") if good else ("worse" if bad else "the same")
            for good, a_lot, bad in zip(better, much, worse, strict=True)
        ],
        "score": ["" if no else str(score) for score, no in zip(scores, unanswered, strict=True)],
        "ward_code": ward_cells(dice, children, days),
    }
    return [write_csv(data_dir / "family_survey.csv", columns)]


def write_hubs(data_dir: Path, dice: Dice) -> list[Path]:
    """Write tallies of families each quarter: ward x neighbourhood x reached."""
    quarters = quarter_starts("2023-10", "2026-07")
    least = np.array([0.62 if ward.least_well_off else 0.16 * ward.need for ward in WARDS])
    homes = np.round(PEOPLE * HOUSEHOLDS)
    families = np.stack([np.round(homes * least), homes - np.round(homes * least)], axis=-1)
    families = np.broadcast_to(families[None], (quarters.size, len(WARDS), 2)).astype(np.int64)
    odds = follow(REACHED, quarters)[:, None, None] * np.array([1.0, 0.55])
    odds = odds - 0.06 * (DISTRICT_OF == WORST)[None, :, None]
    reached = dice.share_of(families, odds)
    counts = np.stack([reached, families - reached], axis=-1)
    rows = product(
        [spoken_quarter(quarter) for quarter in quarters],
        CODES.tolist(),
        ["30% least well off", "other"],
        ["yes", "no"],
    )
    quarter, ward, neighbourhood, used = zip(*rows, strict=True)
    columns: Columns = {
        "quarter": quarter,
        "ward": ward,
        "neighbourhood": neighbourhood,
        "used_a_hub": used,
        "families": counts.ravel(),
    }
    return [write_csv(data_dir / "family_hub_reach.csv", columns)]


def write_tracker(data_dir: Path, dice: Dice) -> list[Path]:
    """Write the families tracker: a workbook with real date cells, from April 2023."""
    months = span(np.datetime64("2023-04", "M"), LAST)
    counts = dice.around(follow(AGREED, months) * season(YEAR_END, months))
    days = np.sort(working_day(repeat_months(months, counts), dice))
    days = days[days <= LAST_DAY]
    wards = dice.pick(NEED, days.size)
    headlines = dice.choose(dict.fromkeys(HEADLINES, 1.0), days.size)
    rows: list[list[Cell]] = [["Family", "District", "Headline outcome", "Agreed by audit on"]]
    rows += [
        [f"SF{number:05d}", DISTRICTS[str(DISTRICT_OF[ward])], headline, day]
        for number, (ward, headline, day) in enumerate(
            zip(wards.tolist(), headlines, days.tolist(), strict=True), start=1
        )
    ]
    return [write_workbook(data_dir / "families_tracker.xlsx", "Tracker", rows)]
