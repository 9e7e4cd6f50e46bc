"""Figures as national bodies publish them: for England, similar councils, the county and its districts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from indicators.demonstration.dice import Dice
from indicators.demonstration.places import COUNTY, DISTRICT_OF, DISTRICTS, PEOPLE, SMALL, WORST
from indicators.demonstration.writing import write_csv

ENGLAND: Final = "E92000001"
NEIGHBOURS: Final = "similar_councils"
NAMES: Final = {
    ENGLAND: "England", NEIGHBOURS: "Statistical neighbours", COUNTY: "Midshire", **DISTRICTS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """A published percentage: its people in the county, and its values year by year."""

    measure: str
    people: float
    england: tuple[float, ...]
    neighbours: tuple[float, ...]
    county: tuple[float, ...]
    worst: float
    years: tuple[str, ...]


DEVELOPMENT: Final = Share(
    "Good level of development",
    6_760,
    (67.2, 67.7, 68.3, 68.9),
    (67.9, 68.2, 68.8, 69.1),
    (66.1, 66.8, 67.0, 67.7),
    -6.0,
    ("202223", "202324", "202425", "202526 prov"),
)
ABSENCE: Final = Share(
    "Persistent absence",
    86_900,
    (21.2, 20.0, 18.6),
    (21.0, 20.1, 18.9),
    (21.6, 20.7, 20.2),
    6.5,
    ("202223", "202324", "202425"),
)
TWO_YEAR_PLACES: Final = Share(
    "Funded places taken up at age 2",
    1_720,
    (73.9, 74.8, 75.2),
    (75.0, 75.9, 76.4),
    (74.1, 76.2, 77.5),
    -5.0,
    ("202324", "202425", "202526"),
)
SMOKING: Final = Share(
    "Smoking at the time of delivery",
    6_180,
    (8.8, 7.4, 6.9, 6.1),
    (9.4, 8.1, 7.6, 6.9),
    (9.9, 8.6, 7.5, 6.8),
    3.4,
    ("2022/23", "2023/24", "2024/25", "2025/26"),
)
LOW_INCOME: Final = Share(
    "Children in low-income families",
    114_000,
    (19.8, 21.8, 22.1, 22.4),
    (19.4, 21.0, 21.3, 21.7),
    (18.9, 20.6, 21.4, 21.9),
    8.5,
    ("2021/22", "2022/23", "2023/24", "2024/25"),
)

EMERGENCY_YEARS: Final = ("2022/23", "2023/24", "2024/25", "2025/26")
EMERGENCY: Final = {
    ENGLAND: (719.0, 705.1, 698.4, 690.2),
    NEIGHBOURS: (660.2, 651.7, 655.0, 648.8),
    COUNTY: (641.5, 652.0, 668.3, 671.9),
}
"""Emergency department attendances for 1,000 children under 5."""
UNDER_FIVE: Final = 0.0531


def write_education(data_dir: Path, dice: Dice) -> list[Path]:
    """Write school statistics: six-digit years, sexes for the good level of development."""
    rows: list[Sequence[object]] = []
    for share in (DEVELOPMENT, ABSENCE, TWO_YEAR_PLACES):
        sexes = share is DEVELOPMENT
        rows += _share_rows(dice, share, sexes=sexes)
    header = ("geographic_code", "geographic_name", "time_period", "measure", "sex")
    return [_write(data_dir / "official_education.csv", (*header, *_COUNTS), rows)]


_COUNTS: Final = ("numerator", "denominator", "percentage")


def _share_rows(dice: Dice, share: Share, *, sexes: bool) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = []
    for at, year in enumerate(share.years):
        values = {ENGLAND: share.england[at], NEIGHBOURS: share.neighbours[at]}
        people = {ENGLAND: share.people * 92, NEIGHBOURS: share.people * 9.4}
        values |= _district_values(dice, share.county[at], share.worst)
        people |= {code: share.people * part for code, part in _district_shares().items()}
        for code, value in values.items():
            name = [code if code != NEIGHBOURS else "", NAMES[code], year, share.measure]
            rows.append([*name, "Total", *_published(people[code], value, code)])
            if sexes:
                rows.append([*name, "Girls", *_published(people[code] * 0.49, value + 6.3, code)])
                rows.append([*name, "Boys", *_published(people[code] * 0.51, value - 6.0, code)])
    return rows


def _district_shares() -> dict[str, float]:
    shares = {
        code: float(PEOPLE[np.equal(DISTRICT_OF, code)].sum() / PEOPLE.sum()) for code in DISTRICTS
    }
    return shares | {COUNTY: 1.0}


def _district_values(
    dice: Dice, county: float, worst: float, *, apart: float = 2.0
) -> dict[str, float]:
    """Give district values whose weighted mean is the county's, Dunmoor's set apart."""
    shares = _district_shares()
    lift = -worst * shares[WORST] / (1.0 - shares[WORST])
    jitter = dict(zip(DISTRICTS, (dice.uniform(len(DISTRICTS)) - 0.5).tolist(), strict=True))
    values = {
        code: county + (worst if code == WORST else lift) + apart * jitter[code]
        for code in DISTRICTS
    }
    mean = sum(values[code] * shares[code] for code in DISTRICTS)
    return {COUNTY: county} | {code: value + county - mean for code, value in values.items()}


def _published(people: float, value: float, code: str) -> list[object]:
    """Give numerator, denominator and percentage as published: Saltholme's are confidential."""
    if code == SMALL:
        return ["c", "c", "c"]
    denominator = round(people)
    numerator = round(denominator * value / 100)
    return [numerator, denominator, f"{100 * numerator / denominator:.1f}"]


def write_health_figures(data_dir: Path, dice: Dice) -> list[Path]:
    """Write health and income statistics: financial years, rates with their own limits."""
    header = ("Area code", "Area", "Year", "Indicator", "Count", "Denominator", "Value")
    limits = ("Lower 95% limit", "Upper 95% limit")
    rows: list[Sequence[object]] = []
    for share in (SMOKING, LOW_INCOME):
        rows += [[*row[:4], *row[5:], "", ""] for row in _share_rows(dice, share, sexes=False)]
    rows += _emergency_rows(dice)
    return [_write(data_dir / "official_health.csv", (*header, *limits), rows)]


def _emergency_rows(dice: Dice) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = []
    under_five = float(PEOPLE.sum()) * UNDER_FIVE
    people = {ENGLAND: 3_150_000.0, NEIGHBOURS: 9.4 * under_five, COUNTY: under_five}
    people |= {code: under_five * part for code, part in _district_shares().items()}
    for at, year in enumerate(EMERGENCY_YEARS):
        values = {code: by_year[at] for code, by_year in EMERGENCY.items()}
        values |= _district_values(dice, values[COUNTY], 96.0, apart=70.0)
        for code, value in values.items():
            denominator = round(people[code])
            count = round(denominator * value / 1_000)
            half = 1.96 * float(np.sqrt(count)) / denominator * 1_000
            rate = 1_000 * count / denominator
            rows.append(
                [
                    code if code != NEIGHBOURS else "",
                    NAMES[code],
                    year,
                    "Emergency department attendances under 5",
                    *(count, denominator),
                    *(f"{one:.1f}" for one in (rate, rate - half, rate + half)),
                ]
            )
    return rows


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    columns = dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))
    return write_csv(path, columns)
