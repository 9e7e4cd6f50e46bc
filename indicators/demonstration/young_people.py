"""Young people after 16, and those who come to the notice of courts for the first time."""

from itertools import product
from pathlib import Path
from typing import Final

import numpy as np

from indicators.demonstration.children import draw_children, repeat_months, ward_cells
from indicators.demonstration.dice import Dice
from indicators.demonstration.months import (
    FIRST,
    LAST,
    Curve,
    any_day,
    follow,
    season,
    span,
)
from indicators.demonstration.places import CODES, DISTRICT_OF, NEED, PEOPLE, WORST
from indicators.demonstration.writing import Columns, Writing, iso, numbered, write_csv

UNICODE_TEXT: Final = Writing(delimiter="\t", encoding="utf-16")
"""What a spreadsheet gives when somebody saves as 'Unicode text'."""

AGES: Final = ("16", "17")
SEXES: Final = (("Female", 0.488), ("Male", 0.512))
STATUSES: Final = (
    "In education or training",
    "Not in education, employment or training",
    "Not known",
)
SIXTEEN: Final = 0.0119
"""People of one year of age for each resident."""
OUT: Final[Curve] = {"2023-11": 0.0405, "2024-12": 0.0375, "2026-10": 0.0312}
NOT_KNOWN: Final[Curve] = {"2023-11": 0.0185, "2026-10": 0.0095}
SUMMER_GAP: Final = {8: 2.2, 9: 4.5, 10: 1.5}
"""Each September a new cohort must be found again, and many are not known for some weeks."""

ENTRANTS_SINCE: Final = np.datetime64("2022-11", "M")
"""A year before the first panel, so that its 12 months are complete."""
ENTRANTS: Final[Curve] = {"2022-11": 8.9, "2024-10": 8.5, "2025-10": 7.6, "2026-10": 6.7}
"""First-time entrants a month."""
FIRST_SHARE: Final = 0.68
"""Of all outcomes in the file, the share about a young person who never had one before."""


def write_destinations(data_dir: Path, dice: Dice) -> list[Path]:
    """Write tallies of young people of 16 and 17: month x ward x age x sex x status."""
    months = span(FIRST, LAST)
    sexes = np.array([share for _, share in SEXES])
    cohort = np.round(PEOPLE[:, None] * SIXTEEN * sexes[None, :]).astype(np.int64)
    young = np.broadcast_to(cohort[None, :, None, :], (months.size, len(CODES), 2, 2))
    ward_factor = 1.0 + 0.45 * (DISTRICT_OF == WORST) - 0.08
    older = np.array([0.8, 1.2])
    shape = (None, slice(None), None, None)
    out_odds = (
        follow(OUT, months)[:, None, None, None]
        * ward_factor[shape]
        * older[None, None, :, None]
        * np.array([0.9, 1.1])
    )
    lost_odds = (follow(NOT_KNOWN, months) * season(SUMMER_GAP, months))[:, None, None, None]
    out = dice.share_of(young, out_odds)
    lost = dice.share_of(young - out, np.broadcast_to(lost_odds, young.shape))
    counts = np.stack([young - out - lost, out, lost], axis=-1)
    rows = product(
        [str(month) for month in months], CODES.tolist(), AGES, [sex for sex, _ in SEXES], STATUSES
    )
    month, ward, age, sex, status = zip(*rows, strict=True)
    columns: Columns = {
        "Month": month,
        "Ward": ward,
        "Age": age,
        "Sex": sex,
        "Status": status,
        "Young people": counts.ravel(),
    }
    return [write_csv(data_dir / "destinations_16_17.txt", columns, UNICODE_TEXT)]


def write_youth_justice(data_dir: Path, dice: Dice) -> list[Path]:
    """Write first-time entrants: some seven a month, so that most districts are too small to show."""
    months = span(ENTRANTS_SINCE, LAST)
    counts = dice.around(follow(ENTRANTS, months) / FIRST_SHARE)
    days = np.sort(any_day(repeat_months(months, counts), dice))
    ages = [0.0] * 10 + [1.0, 2.0, 4.0, 7.0, 12.0, 18.0, 26.0, 30.0]
    children = draw_children(dice, days.size, ages=ages, wards=NEED)
    columns: Columns = {
        "case_id": numbered("YJ", days.size),
        "outcome_date": iso(days),
        "first_time": dice.choose({"yes": FIRST_SHARE, "no": 1 - FIRST_SHARE}, days.size),
        "age": children.ages,
        "sex": dice.choose({"M": 0.81, "F": 0.19}, days.size),
        "ward_code": ward_cells(dice, children, days),
    }
    return [write_csv(data_dir / "youth_justice_entrants.csv", columns)]
