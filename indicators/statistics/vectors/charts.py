"""Checks of control charts against what NHSRplotthedots and qicharts2 gave."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.statistics.control_charts import (
    Assurance,
    ControlChart,
    Variation,
    assurance,
    variation,
    xmr_chart,
)
from indicators.statistics.control_charts_counts import (
    D2,
    c_chart,
    g_chart,
    moving_range_chart,
    p_chart,
    t_chart,
    u_chart,
)
from indicators.statistics.control_charts_rules import Cause
from indicators.statistics.control_charts_runs import median_line, runs_about
from indicators.statistics.vectors.outcomes import Checker, Comparing, Outcome
from indicators.statistics.vectors.reading import Table, read_table

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

CAUSES: Final[Mapping[str, tuple[Cause, int]]] = {
    "Common Cause": (Cause.NONE, 0),
    "Above UCL": (Cause.OUTSIDE, 1),
    "Below LCL": (Cause.OUTSIDE, -1),
    "7 Point Trend (Increasing)": (Cause.TREND, 1),
    "7 Point Trend (Decreasing)": (Cause.TREND, -1),
    "2 in 3 Above CL": (Cause.TWO_OF_THREE, 1),
    "2 in 3 Below CL": (Cause.TWO_OF_THREE, -1),
    "7 Points Above CL": (Cause.SHIFT, 1),
    "7 Points Below CL": (Cause.SHIFT, -1),
}
DIRECTIONS: Final = {"increase": 1, "decrease": -1, "neutral": 0}
ICONS: Final = {
    Variation.COMMON_CAUSE: "common_cause.svg",
    Variation.IMPROVING_HIGH: "improvement_high.svg",
    Variation.IMPROVING_LOW: "improvement_low.svg",
    Variation.CONCERNING_HIGH: "concern_high.svg",
    Variation.CONCERNING_LOW: "concern_low.svg",
    Variation.NEUTRAL_HIGH: "neutral_high.svg",
    Variation.NEUTRAL_LOW: "neutral_low.svg",
    Variation.CANNOT_SAY: "none",
}
ASSURANCES: Final = {
    Assurance.CANNOT_SAY: "NA",
    Assurance.PASSES: "consistent_pass",
    Assurance.FAILS: "consistent_fail",
    Assurance.HIT_AND_MISS: "inconsistent",
}


def in_rows(places: Mapping[str, Places], rows: int) -> tuple[Places, Places]:
    """Give each row of a file its series and its point, where series stand one below another."""
    series, point = np.zeros((2, rows), np.intp)
    for number, place in enumerate(places.values()):
        series[place], point[place] = number, np.arange(len(place))
    return series, point


def as_series(values: Floats, series: Places, point: Places) -> Floats:
    """Spread the rows of a file over [series, point], with nan after the shorter series."""
    spread = np.full((series.max(initial=-1) + 1, point.max(initial=-1) + 1), np.nan)
    spread[series, point] = values
    return spread


def check_spc_points(folder: Path) -> Outcome:
    """Check the lines, the special cause and the type of each point."""
    points, series, point, (screened, unscreened) = _spc(folder)
    summary = _summary(folder, points)
    with_screen = summary.truths("screen_outliers")[series]
    comparing = Comparing("spc_points.csv", rows=points.rows)
    for column, name in (("mean", "mean"), ("lpl", "lower"), ("upl", "upper")):
        lines = (getattr(chart, name)[series, point] for chart in (screened, unscreened))
        comparing.figures(column, np.where(with_screen, *lines), points.numbers(column))
    cause = np.where(with_screen, *(c.cause[series, point] for c in (screened, unscreened)))
    side = np.where(with_screen, *(c.side[series, point] for c in (screened, unscreened)))
    words = {both: word for word, both in CAUSES.items()}
    found = [words[Cause(a), int(b)] for a, b in zip(cause, side, strict=True)]
    comparing.words("special_cause_type", found, points.words("special_cause_type"))
    good = np.array([DIRECTIONS[word] for word in summary.words("improvement_direction")])[series]
    types = [_point_type(int(a), int(b)) for a, b in zip(side, good, strict=True)]
    comparing.words("point_type", types, points.words("point_type"))
    comparing.leave_out(points.truths("fragile"))
    return comparing.outcome()


def check_spc_summary(folder: Path) -> Outcome:
    """Check the last lines and the two icons of each series."""
    points, series, point, charts = _spc(folder)
    summary = _summary(folder, points)
    with_screen = summary.truths("screen_outliers")
    good = np.array([DIRECTIONS[word] for word in summary.words("improvement_direction")])
    target = summary.numbers("target")
    last = np.zeros(summary.rows, np.intp)
    np.maximum.at(last, series, point)
    row = np.arange(summary.rows)
    comparing = Comparing("spc_summary.csv", rows=summary.rows)
    for column, name in (("last_mean", "mean"), ("last_lpl", "lower"), ("last_upl", "upper")):
        lines = (getattr(chart, name)[row, last] for chart in charts)
        comparing.figures(column, np.where(with_screen, *lines), summary.numbers(column))
    icons = np.where(with_screen, *(variation(chart, good) for chart in charts))
    comparing.words(
        "variation_icon",
        [ICONS[Variation(code)] for code in icons],
        summary.words("variation_icon"),
    )
    sure = np.where(with_screen, *(assurance(chart, target, good) for chart in charts))
    comparing.words(
        "assurance_type",
        [ASSURANCES[Assurance(code)] for code in sure],
        summary.words("assurance_type"),
    )
    comparing.leave_out(summary.truths("fragile"))
    return comparing.outcome()


def _spc(folder: Path) -> tuple[Table, Places, Places, tuple[ControlChart, ControlChart]]:
    """Read all points, place them, and chart every series with and without screening."""
    points = read_table(folder / "spc_points.csv")
    series, point = in_rows(points.places("config"), points.rows)
    values = as_series(points.numbers("value"), series, point)
    group = as_series(points.numbers("rebase_group"), series, point)
    starts = np.zeros(values.shape, np.bool_)
    starts[:, 1:] = group[:, 1:] > group[:, :-1]
    locked = np.nan_to_num(_summary(folder, points).numbers("fix_after_n_points")).astype(np.intp)
    screened, unscreened = (
        xmr_chart(values, rebase=starts, fix_after=locked, screen=screen)
        for screen in (True, False)
    )
    return points, series, point, (screened, unscreened)


def _summary(folder: Path, points: Table) -> Table:
    """Read what was asked of each series, in the order in which the points name them."""
    summary = read_table(folder / "spc_summary.csv")
    rows = {config: int(place[0]) for config, place in summary.places("config").items()}
    return summary.at(np.array([rows[config] for config in points.places("config")], np.intp))


def _point_type(side: int, good: int) -> str:
    if side == 0:
        return "common_cause"
    if good == 0:
        return "special_cause_neutral_high" if side > 0 else "special_cause_neutral_low"
    return "special_cause_improvement" if side == good else "special_cause_concern"


def check_qicharts(folder: Path) -> Outcome:
    """Check the lines of ten kinds of chart, and the runs about their centre lines."""
    table = read_table(folder / "qicharts2.csv")
    ours = {column: np.full(table.rows, np.nan) for column in _QI_COLUMNS}
    for kind, rows in table.places("chart").items():
        part = table.at(rows)
        series, point = in_rows(part.places("chart_id"), part.rows)
        y, n = (as_series(part.numbers(column), series, point) for column in ("y_in", "n_in"))
        for column, figures in _qi_figures(kind, y, n).items():
            ours[column][rows] = np.broadcast_to(figures, y.shape)[series, point]
    comparing = Comparing("qicharts2.csv", rows=table.rows)
    for column, figures in ours.items():
        told = column.endswith("signal")
        theirs = table.truths(column).astype(np.float64) if told else table.numbers(column)
        comparing.figures(column, figures, theirs)
    return comparing.outcome()


_QI_COLUMNS: Final = (
    *("y_plot", "cl", "ucl", "lcl", "longest_run", "longest_run_max"),
    *("n_crossings", "n_crossings_min", "n_useful", "runs_signal", "sigma_signal"),
)


def _qi_figures(kind: str, y: Floats, n: Floats) -> dict[str, Floats]:
    if kind == "run":
        none = np.full(y.shape, np.nan)
        values, centre, lower, upper = y, median_line(y), none, none
    else:
        chart = _qi_chart(kind, y, n)
        values, centre, lower, upper = chart.values, chart.mean, chart.lower, chart.upper
    runs = runs_about(values, centre)
    each = {
        "longest_run": runs.longest,
        "longest_run_max": runs.longest_by_chance,
        "n_crossings": runs.crossings,
        "n_crossings_min": runs.crossings_by_chance,
        "n_useful": runs.useful,
        "runs_signal": runs.signal,
    }
    outside = (values > upper) | (values < lower)
    lines = {"y_plot": values, "cl": centre, "ucl": upper, "lcl": lower, "sigma_signal": outside}
    return lines | {column: figures[:, np.newaxis] for column, figures in each.items()}


def _qi_chart(kind: str, y: Floats, n: Floats) -> ControlChart:
    if kind == "i":
        return xmr_chart(y, screen=True, limit_factor=3 / D2)
    if kind in {"p", "pp"}:
        return p_chart(y, n, prime=kind == "pp")
    if kind in {"u", "up"}:
        return u_chart(y, n, prime=kind == "up")
    if kind == "mr":
        return moving_range_chart(y)
    return {"c": c_chart, "g": g_chart, "t": t_chart}[kind](y)


CHECKERS: Final[Mapping[str, Checker]] = {
    "spc_points.csv": check_spc_points,
    "spc_summary.csv": check_spc_summary,
    "qicharts2.csv": check_qicharts,
}
