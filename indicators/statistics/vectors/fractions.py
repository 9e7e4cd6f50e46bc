"""Vectors of shares, rates and means with their limits."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.statistics.intervals import (
    Limits,
    mean_interval,
    poisson_interval,
    poisson_method,
    wilson_interval,
)
from indicators.statistics.vectors.outcomes import Checker, Comparing, Outcome
from indicators.statistics.vectors.reading import Table, read_table, share

Floats = NDArray[np.float64]
Interval = Callable[[Floats, Floats, float], Limits]
_TWO: Final = ((0.95, "lower95_0cl", "upper95_0cl"), (0.998, "lower99_8cl", "upper99_8cl"))


def wilson(x: Floats, n: Floats, confidence: float) -> Limits:
    """Give the limits of a share."""
    return wilson_interval(x, n, confidence)


def rate(x: Floats, n: Floats, confidence: float) -> Limits:
    """Give the limits of a rate per one."""
    lower, upper = poisson_interval(x, confidence)
    return lower / n, upper / n


def _compare_limits(found: Comparing, table: Table, interval: Interval, times: Floats) -> None:
    x, n = table.numbers("x"), table.numbers("n")
    near_zero = 1e-15 * times
    found.figures("value", x / n * times, table.numbers("value"))
    if "lowercl" not in table.columns:
        for level, lower, upper in _TWO:
            for name, limit in zip((lower, upper), interval(x, n, level), strict=True):
                found.figures(name, limit * times, table.numbers(name), absolute=near_zero)
        return
    levels = [share(float(level.rstrip("%"))) for level in table.words("confidence")]
    limits = np.full((2, table.rows), np.nan)
    for level in set(levels):
        rows = np.array([each == level for each in levels])
        limits[:, rows] = interval(x[rows], n[rows], level)
    for name, limit in zip(("lowercl", "uppercl"), limits, strict=True):
        found.figures(name, limit * times, table.numbers(name), absolute=near_zero)


def _checker(name: str, interval: Interval) -> Checker:
    def check(folder: Path) -> Outcome:
        table = read_table(folder / name)
        found = Comparing(name, table.rows)
        _compare_limits(found, table, interval, table.numbers("multiplier"))
        if interval is rate:
            methods = [word.replace("NA", "") for word in table.words("method")]
            if "confidence_label" in table.columns:
                found.words("method", poisson_method(table.numbers("x")).tolist(), methods)
        return found.outcome()

    return check


def _grouped_checker(stem: str, interval: Interval, multiplier: float) -> Checker:
    def check(folder: Path) -> Outcome:
        given = read_table(folder / f"{stem}_input.csv")
        table = read_table(folder / f"{stem}_output.csv")
        found = Comparing(f"{stem}_output.csv", table.rows)
        places = given.places("group")
        for name in ("x", "n"):
            cells = given.numbers(name)
            ours = [cells[places[group]].sum() for group in table.words("group")]
            found.figures(name, ours, table.numbers(name))
        _compare_limits(found, table, interval, np.full(table.rows, multiplier))
        return found.outcome()

    return check


def check_means(folder: Path) -> Outcome:
    """Hold means of samples and their t limits beside the vectors."""
    given, table = read_table(folder / "mean_input.csv"), read_table(folder / "mean_output.csv")
    found = Comparing("mean_output.csv", table.rows)
    values, places = given.numbers("value"), given.places("group")
    groups = table.words("group")
    samples = [values[places[group]] for group in groups]
    mean = np.array([sample.mean() for sample in samples])
    spread = np.array([((sample - sample.mean()) ** 2).sum() for sample in samples])
    cases = np.array([len(sample) for sample in samples])
    levels = np.array([share(level) for level in table.numbers("confidence")])
    limits = np.full((2, table.rows), np.nan)
    for level in np.unique(levels):
        rows = levels == level
        limits[:, rows] = mean_interval(mean[rows], spread[rows], cases[rows], float(level))
    # The vectors themselves lose digits where a small spread lies far from zero.
    lost = np.array([group.startswith(("offset", "skew")) for group in groups])
    near = np.where(lost, 1e-7, 1e-9)
    found.figures("value", mean, table.numbers("value"))
    found.figures("lowercl", limits[0], table.numbers("lowercl"), near)
    found.figures("uppercl", limits[1], table.numbers("uppercl"), near)
    return found.outcome()


CHECKERS: Final[Mapping[str, Checker]] = {
    "proportion.csv": _checker("proportion.csv", wilson),
    "proportion_two_ci.csv": _checker("proportion_two_ci.csv", wilson),
    "proportion_grouped_output.csv": _grouped_checker("proportion_grouped", wilson, 100.0),
    "rate.csv": _checker("rate.csv", rate),
    "rate_two_ci.csv": _checker("rate_two_ci.csv", rate),
    "rate_grouped_output.csv": _grouped_checker("rate_grouped", rate, 100_000.0),
    "mean_output.csv": check_means,
}
