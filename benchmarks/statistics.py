"""How fast limits, comparisons and standardised rates are made: one core, CPU seconds.

R's figures were measured with PHEindicatormethods 2.1.0 on a machine like this one; where Rscript
with that package is found, they are measured again here.
"""

import shutil
import subprocess
from collections.abc import Callable
from time import process_time

import numpy as np

from indicators.statistics.funnels import place_by_interval
from indicators.statistics.intervals import poisson_interval, wilson_interval
from indicators.statistics.standardising import directly_standardised_rate

ROWS, AREAS, AGES = 1_000_000, 100_000, 19
RECORDED_IN_R = {"shares": 0.16, "rates": 3.2, "standardised": 39.0}
AIMS = {"shares": 3, "rates": 20, "standardised": 20}
IN_R = """
suppressMessages(library(PHEindicatormethods)); suppressMessages(library(dplyr)); set.seed(1)
n <- sample(50:5000, 1e6, TRUE); x <- rbinom(1e6, n, 0.2); d <- data.frame(x, n)
cat(system.time(phe_proportion(d, x, n))[["elapsed"]], "")
cat(system.time(phe_rate(d, x, n))[["elapsed"]], "")
a <- data.frame(g = rep(1:5000, each = 19), x = rpois(95000, 5), n = 1000, w = 1)
cat(20 * system.time(calculate_dsr(group_by(a, g), x, n, stdpop = w))[["elapsed"]])
"""


def main() -> None:
    dice = np.random.default_rng(20261124)
    n = dice.integers(50, 5000, ROWS).astype(float)
    x = dice.binomial(n.astype(int), dice.choice([0.002, 0.2], ROWS)).astype(float)
    counts = dice.poisson(5, (AREAS, AGES)).astype(float)
    people = dice.integers(500, 5000, (AREAS, AGES)).astype(float)
    weights = np.linspace(7000, 1000, AGES)

    def compare() -> None:
        place_by_interval(0.2, wilson_interval(x, n), wilson_interval(x, n, 0.998))

    def rates() -> None:
        lower, upper = poisson_interval(x)
        for count in (x, lower, upper):
            count / n * 100_000

    taken = {
        "shares": seconds(lambda: (x / n, *wilson_interval(x, n))),
        "rates": seconds(rates),
        "standardised": seconds(lambda: directly_standardised_rate(counts, people, weights)),
    }
    measured = measured_in_r()
    in_r = measured or RECORDED_IN_R
    print(
        "R with PHEindicatormethods, measured here"
        if measured
        else "R is absent, or lacks PHEindicatormethods: beside its recorded figures"
    )
    names = {
        "shares": f"{ROWS:,} shares with Wilson limits",
        "rates": f"{ROWS:,} rates with exact or Byar's limits",
        "standardised": f"{AREAS:,} rates standardised over {AGES} ages",
    }
    for key, name in names.items():
        ratio = in_r[key] / taken[key]
        print(
            f"  {name:48}{taken[key]:7.3f} s  {ratio:7,.1f} x R's {in_r[key]:.2f} s (aim: {AIMS[key]} x)"
        )
    print(
        f"  {f'comparisons of {ROWS:,} shares at two levels':48}{seconds(compare):7.3f} s  (aim: 1 s)"
    )


def seconds(work: Callable[[], object]) -> float:
    """Give the least CPU time of three runs."""
    times = []
    for _ in range(3):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)


def measured_in_r() -> dict[str, float] | None:
    """Measure R with the same numbers of rows; None where it or its package is not there."""
    if shutil.which("Rscript") is None:
        return None
    ran = subprocess.run(["Rscript", "-e", IN_R], capture_output=True, text=True, check=False)
    figures = ran.stdout.split()
    if ran.returncode or len(figures) != len(RECORDED_IN_R):
        return None
    return dict(zip(RECORDED_IN_R, map(float, figures), strict=True))


if __name__ == "__main__":
    main()
