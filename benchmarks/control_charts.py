"""How fast series are charted, judged for trends and carried on: one core, seconds a million points.

R's figure was measured with NHSRplotthedots 0.2.2 on a machine like this one; where Rscript with
that package is found, it is measured again here.
"""

import shutil
import subprocess
from time import process_time

import numpy as np

from indicators.statistics.control_charts import assurance, variation, xmr_chart
from indicators.statistics.control_charts_counts import p_chart
from indicators.statistics.forecasts import Method, forecast
from indicators.statistics.trends import recent_trend_of_proportions

SERIES, POINTS = 27_778, 36
RECORDED_IN_R = (6.4, 2_000 * POINTS)
"""Seconds of R for so many points: 2,000 series of 36."""
IN_R = """
suppressMessages(library(NHSRplotthedots))
set.seed(1)
d <- data.frame(s = rep(1:100, each = 36), date = rep(seq(as.Date("2019-01-01"), by = "month",
  length.out = 36), 100), value = rnorm(3600, 100, 5))
cat(system.time(ptd_spc(d, value, date, facet_field = s))[["elapsed"]])
"""


def main() -> None:
    dice = np.random.default_rng(20261124)
    values = dice.normal(100, 5, (SERIES, POINTS))
    denominators = dice.integers(50, 500, (SERIES, POINTS)).astype(float)
    numerators = dice.binomial(denominators.astype(int), 0.3).astype(float)

    def judge() -> None:
        chart = xmr_chart(values, screen=True, fix_after=12)
        variation(chart, 1)
        assurance(chart, 101, 1)

    xmr = seconds(judge)
    measured = measured_in_r()
    seconds_in_r, points_in_r = measured or RECORDED_IN_R
    points = SERIES * POINTS
    print(f"{SERIES:,} series of {POINTS}, {points:,} points, best of 3, CPU seconds")
    print(f"  XmR with rules, variation and assurance  {xmr:6.3f}")
    ratio = (seconds_in_r / points_in_r) / (xmr / points)
    whose = (
        "measured here"
        if measured
        else "R is absent, or lacks NHSRplotthedots: its recorded figure"
    )
    print(f"    {ratio:,.0f} x R a point (aim: 20 x; under 1 s a million)")
    print(f"    {whose}: {points_in_r:,} points in {seconds_in_r:.1f} s")
    print(
        f"  p chart                                  {seconds(p_chart, numerators, denominators):6.3f}"
    )
    trends = seconds(recent_trend_of_proportions, numerators[:, -5:], denominators[:, -5:])
    print(f"  recent trend of {SERIES:,} series           {trends:6.3f}")
    for method in (None, Method.LINEAR, Method.DRIFT):
        name = "chosen" if method is None else method.name.lower()
        taken = seconds(forecast, values[:20_000], 12, method)
        print(f"  forecast of 20,000 series, {name:<14}{taken:6.3f}")


def seconds(work, *arguments) -> float:
    """Give the least CPU time of three runs."""
    times = []
    for _ in range(3):
        start = process_time()
        work(*arguments)
        times.append(process_time() - start)
    return min(times)


def measured_in_r() -> tuple[float, int] | None:
    """Give R's seconds for 3,600 points, or nothing where R or its package is absent."""
    if not shutil.which("Rscript"):
        return None
    run = subprocess.run(["Rscript", "-e", IN_R], capture_output=True, text=True, check=False)
    if run.returncode:
        return None
    return float(run.stdout), 3_600


if __name__ == "__main__":
    main()
