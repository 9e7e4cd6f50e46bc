"""School absence, suspensions and exclusions: as schools' systems return them."""

from itertools import product
from pathlib import Path
from typing import Final

import numpy as np

from framework.model.periods import MONTHS
from indicators.demonstration.children import repeat_months
from indicators.demonstration.dice import Dice, Floats, Wholes
from indicators.demonstration.months import (
    FIRST,
    LAST,
    Curve,
    Days,
    follow,
    season,
    span,
    working_day,
)
from indicators.demonstration.places import CODES, DISTRICT_OF, PEOPLE, SMALL, WARDS, WORST
from indicators.demonstration.writing import Columns, iso, numbered, write_csv

PHASES: Final = (("Primary", 0.555, 0.76), ("Secondary", 0.425, 1.28), ("Special", 0.02, 1.75))
"""Phase, share of pupils, and absence against the average."""
MEALS: Final = (("yes", 1.60), ("no", 0.80))
"""Free school meals, and absence against the average."""
BANDS: Final = ("under 10%", "10% to 49%", "50% and over")
SCHOOL_AGE: Final = 0.1428
"""Pupils for each resident."""

ABSENT: Final[Curve] = {"2023-11": 0.205, "2024-10": 0.199, "2025-06": 0.203, "2026-10": 0.214}
"""Pupils who miss a tenth of sessions or more, before the season."""
ABSENT_SEASON: Final = {1: 1.05, 2: 1.04, 7: 1.06, 9: 0.93, 10: 0.98, 11: 1.02, 12: 1.08}
SEVERE: Final[Curve] = {"2023-11": 0.0205, "2026-10": 0.0268}
SUSPENDED: Final = (0.0022, 0.0205, 0.012)
"""Suspensions for each pupil in a month, by phase."""
SUSPENDED_TREND: Final[Curve] = {"2023-11": 0.94, "2025-06": 1.06, "2026-10": 1.02}
SUSPENDED_SEASON: Final = {1: 1.0, 4: 0.7, 5: 0.9, 7: 0.7, 9: 0.8, 10: 1.1, 11: 1.3, 12: 0.7}
EXCLUDED_EACH_MONTH: Final[Curve] = {"2023-11": 5.2, "2026-10": 4.7}
EXCLUDED_FROM: Final = {"Primary": 0.12, "Secondary": 0.84, "Special": 0.04}
AUGUST: Final = 8


def _school_months() -> Days:
    months = span(FIRST, LAST)
    return np.asarray(months[months.astype(np.int64) % 12 + 1 != AUGUST])


def _pupils(months: Days) -> Floats:
    """Give pupils, months x wards x phases: the roll changes in September and stays for the year."""
    school_years = (months.astype(np.int64) - 8) // 12
    growth = 1.0 - 0.006 * (school_years - school_years.min())
    shares = np.array([share for _, share, _ in PHASES])
    return np.asarray(growth[:, None, None] * (PEOPLE * SCHOOL_AGE)[None, :, None] * shares)


def _district_factor() -> Floats:
    factors = {WORST: 1.33, "E07000901": 0.97, "E07000905": 0.88, SMALL: 0.9}
    return np.array([factors.get(district, 0.95) for district in DISTRICT_OF.tolist()])


def _on_free_meals() -> Floats:
    """Give the share of pupils on free school meals: it follows the need of the ward."""
    return np.array([0.225 * ward.need for ward in WARDS])


def write_absence(data_dir: Path, dice: Dice) -> list[Path]:
    """Write one file a school year: month x ward x phase x free meals x band, with pupils."""
    months = _school_months()
    rolls = np.round(_pupils(months)).astype(np.int64)
    with_meals = dice.share_of(rolls, _on_free_meals()[None, :, None])
    pupils = np.stack([with_meals, rolls - with_meals], axis=-1)
    shares = follow(ABSENT, months) * season(ABSENT_SEASON, months)
    phases = np.array([factor for _, _, factor in PHASES])
    meals = np.array([factor for _, factor in MEALS])
    odds = np.minimum(
        shares[:, None, None, None]
        * _district_factor()[None, :, None, None]
        * phases[None, None, :, None]
        * meals,
        0.9,
    )
    absent = dice.share_of(pupils, odds)
    severe_odds = (follow(SEVERE, months) / shares)[:, None, None, None] * 1.02
    severe = dice.share_of(absent, np.broadcast_to(severe_odds, absent.shape))
    bands = np.stack([pupils - absent, absent - severe, severe], axis=-1)
    years = (months.astype(np.int64) - 8) // 12 + 1970
    return [
        _write_absence_year(data_dir, months[years == year], bands[years == year], int(year))
        for year in np.unique(years)
    ]


def _write_absence_year(data_dir: Path, months: Days, bands: Wholes, year: int) -> Path:
    rows = list(
        product(
            [_spoken(month) for month in months],
            CODES.tolist(),
            [phase for phase, _, _ in PHASES],
            [answer for answer, _ in MEALS],
            BANDS,
        )
    )
    month, ward, phase, meals, band = zip(*rows, strict=True)
    columns: Columns = {
        "Month": month,
        "Ward": ward,
        "Phase": phase,
        "Free school meals": meals,
        "Sessions missed": band,
        "Pupils": bands.ravel(),
    }
    return write_csv(data_dir / f"school_absence_{year}-{(year + 1) % 100}.csv", columns)


def _spoken(month: np.datetime64) -> str:
    """Write a month as 'Oct 2026', in English whatever the machine speaks."""
    year, number = str(month).split("-")
    return f"{MONTHS[int(number) - 1][:3]} {year}"


def write_suspensions(data_dir: Path, dice: Dice) -> list[Path]:
    """Write suspensions: month x ward x phase, with the pupils on roll."""
    months = _school_months()
    pupils = np.round(_pupils(months)).astype(np.int64)
    trend = follow(SUSPENDED_TREND, months) * season(SUSPENDED_SEASON, months)
    odds = trend[:, None, None] * _district_factor()[None, :, None] * np.array(SUSPENDED)
    rows = product([_spoken(month) for month in months], CODES.tolist(), [p for p, _, _ in PHASES])
    month, ward, phase = zip(*rows, strict=True)
    columns: Columns = {
        "Month": month,
        "Ward": ward,
        "Phase": phase,
        "Pupils": pupils.ravel(),
        "Suspensions": dice.around(pupils * odds).ravel(),
    }
    return [write_csv(data_dir / "school_suspensions.csv", columns)]


def write_exclusions(data_dir: Path, dice: Dice) -> list[Path]:
    """Write permanent exclusions, one row each: a handful a month, nearly all from secondary schools."""
    months = _school_months()
    counts = dice.around(follow(EXCLUDED_EACH_MONTH, months) * season(SUSPENDED_SEASON, months))
    days = np.sort(working_day(repeat_months(months, counts), dice))
    wards = dice.pick(PEOPLE * _district_factor(), days.size)
    columns: Columns = {
        "exclusion_id": numbered("X", days.size),
        "excluded_on": iso(days),
        "phase": dice.choose(EXCLUDED_FROM, days.size),
        "ward": CODES[wards],
    }
    return [write_csv(data_dir / "permanent_exclusions.csv", columns)]
