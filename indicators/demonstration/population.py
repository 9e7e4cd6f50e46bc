"""How many people live in each ward: mid-year estimates by single year of age and sex."""

from itertools import product
from pathlib import Path
from typing import Final

import numpy as np

from indicators.demonstration.dice import Dice
from indicators.demonstration.places import CODES, PEOPLE, people_by_age
from indicators.demonstration.writing import Columns, write_csv

YEARS: Final = (2022, 2023, 2024, 2025)
GROWTH: Final = 0.004
SEXES: Final = ("F", "M")


def write_population(data_dir: Path, dice: Dice) -> list[Path]:
    """Write ward x year x age (90 is 90 and over) x sex."""
    ages = people_by_age()
    growth = np.array([1.0 - GROWTH * (YEARS[-1] - year) for year in YEARS])
    usual = PEOPLE[:, None, None] * growth[None, :, None] * ages
    wiggle = 1.0 + 0.04 * (dice.uniform(usual.size).reshape(usual.shape) - 0.5)
    people = np.round(usual * wiggle)
    girls = np.round(people * 0.495)
    counts = np.stack([girls, people - girls], axis=-1).astype(np.int64)
    rows = product(CODES.tolist(), YEARS, range(ages.size), SEXES)
    ward, year, age, sex = zip(*rows, strict=True)
    columns: Columns = {
        "ward": ward,
        "mid_year": year,
        "age": age,
        "sex": sex,
        "people": counts.ravel(),
    }
    return [write_csv(data_dir / "population_mid_year.csv.gz", columns)]
