"""Intervals agree with vectors that an independent package gave (numbers only, to 1 part in 10^9)."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indicators.statistics.intervals import mean_interval, poisson_interval, wilson_interval

HERE = Path(__file__).parent
Floats = NDArray[np.float64]


def columns(name: str) -> dict[str, Floats]:
    with (HERE / name).open() as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([_number(row[key]) for row in rows]) for key in rows[0] if key != "group"}


def _number(text: str) -> float:
    return np.nan if text in {"NA", "NaN"} else float(text)


def fraction(confidence: float) -> float:
    """The vectors write 95% as 0.95 or as 95."""
    return confidence / 100 if confidence > 1 else confidence


def by_confidence(table: dict[str, Floats]) -> list[tuple[float, dict[str, Floats]]]:
    levels = np.unique(table["confidence"])
    return [
        (fraction(level), {k: v[table["confidence"] == level] for k, v in table.items()})
        for level in levels
    ]


def assert_limits(ours: tuple[Floats, Floats], table: dict[str, Floats], zero: float = 0) -> None:
    for got, name in zip(ours, ("lowercl", "uppercl"), strict=True):
        np.testing.assert_allclose(got, table[name], rtol=1e-9, atol=zero)


def test_a_share_has_wilson_limits() -> None:
    for confidence, table in by_confidence(columns("proportion.csv")):
        low, high = wilson_interval(table["x"], table["n"], confidence)
        times = table["multiplier"]
        assert_limits((low * times, high * times), table, zero=1e-15 * times.max())


def test_a_rate_has_exact_limits_below_ten_and_byars_from_ten() -> None:
    for confidence, table in by_confidence(columns("rate.csv")):
        low, high = poisson_interval(table["x"], confidence)
        assert np.isfinite(table["lowercl"]).any()
        with np.errstate(divide="ignore"):
            factor = table["multiplier"] / np.where(table["n"] > 0, table["n"], np.nan)
        known = np.isfinite(table["lowercl"])
        kept = {name: column[known] for name, column in table.items()}
        assert_limits(((low * factor)[known], (high * factor)[known]), kept)


def test_a_mean_has_students_limits() -> None:
    values = defaultdict(list)
    with (HERE / "mean_input.csv").open() as file:
        for row in csv.DictReader(file):
            values[row["group"]].append(_number(row["value"]))
    with (HERE / "mean_output.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["group"] != "with_na"]
    assert len(rows) > 100
    for row in rows:
        sample = np.array(values[row["group"]])
        spread = ((sample - sample.mean()) ** 2).sum()
        low, high = mean_interval(
            sample.mean(), spread, sample.size, fraction(float(row["confidence"]))
        )
        hard = row["group"].startswith(("offset", "skew"))  # the vectors themselves lose digits
        near = 1e-7 if hard else 1e-9
        expected = [_number(row["lowercl"]), _number(row["uppercl"])]
        np.testing.assert_allclose([low[0], high[0]], expected, rtol=near)


def test_limits_that_do_not_exist_are_missing_not_zero() -> None:
    assert np.isnan(wilson_interval([0, 5], [0, 4])).all()
    assert np.isnan(poisson_interval([-1.0])).all()
    assert np.isnan(mean_interval([7.0], [0.0], [1])).all()


def test_limits_keep_the_shape_of_what_they_are_given() -> None:
    low, high = wilson_interval(np.zeros((3, 2)), 10)
    assert low.shape == high.shape == (3, 2)
    assert (low == 0).all()


@pytest.mark.parametrize("level", [0.0, 1.0, 95])
def test_a_confidence_outside_nought_to_one_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson_interval([1], [2], level)
