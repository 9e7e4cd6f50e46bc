"""Vectors of funnels, quantiles, inequality and two groups."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.statistics.funnels import (
    Place,
    place_by_funnel,
    place_of_events,
    ratio_contour,
    wilson_contour,
)
from indicators.statistics.inequality import Scale, SlopeIndex, slope_index
from indicators.statistics.intervals import exact_poisson_interval
from indicators.statistics.placing import equal_groups
from indicators.statistics.two_groups import fisher_p, two_groups
from indicators.statistics.vectors.outcomes import Checker, Comparing, Outcome
from indicators.statistics.vectors.reading import Table, read_table

Floats = NDArray[np.float64]
_LEVELS: Final = ((0.95, "2s"), (0.998, "3s"))
_PLACES: Final = {
    Place.SIMILAR: "Not significant",
    Place.LOW: "Low (0.025)",
    Place.HIGH: "High (0.025)",
    Place.VERY_LOW: "Low (0.001)",
    Place.VERY_HIGH: "High (0.001)",
}
_TWO_GROUPS: Final = {
    "rr": "risk_ratio",
    "rr_lo95": "risk_ratio_lower",
    "rr_hi95": "risk_ratio_upper",
    "or": "odds_ratio",
    "or_lo95": "odds_ratio_lower",
    "or_hi95": "odds_ratio_upper",
    "diff_exp_minus_ref": "difference",
    "diff_lo95": "difference_lower",
    "diff_hi95": "difference_upper",
    "chisq": "chi_squared",
    "p_chisq": "p",
    "chisq_cc": "chi_squared_corrected",
    "p_chisq_cc": "p_corrected",
}
"""Columns of two_group.csv, and the fields of TwoGroups that they are held beside."""
_COARSE: Final = "within the others' own precision: they look for limits in steps, to 1e-7"
_FEW: Final = "Not applicable for events less than 10 for dsrs"


def check_funnel_limits(folder: Path) -> Outcome:
    """Hold funnel limits of shares, and the contours of ratios and rates, beside the vectors."""
    table = read_table(folder / "funnel_limits.csv")
    years = _years(read_table(folder / "funnel_significance.csv"))
    found = Comparing("funnel_limits.csv", table.rows)
    kinds = np.array(table.words("dataset"))
    is_share = np.char.startswith(kinds, "prop")
    is_ratio = np.char.startswith(kinds, "ratio")
    spans = np.array([years.get(kind, np.nan) for kind in kinds])
    baseline, size = table.numbers("baseline"), table.numbers("Population")
    events = np.where(is_ratio, table.numbers("Observed_events"), table.numbers("Events"))
    for level, said in _LEVELS:
        shares = wilson_contour(baseline / 100, size, level)
        contour = ratio_contour(events, level)
        bounds = exact_poisson_interval(events, level)[::-1]
        counted = is_ratio & np.char.endswith(kinds, "count")
        for side in (0, 1):
            name = f"{('lower', 'upper')[side]}_{said}_limit"
            rates = np.where(is_ratio, 100 * contour[side], baseline * contour[side])
            rates = np.where(counted, contour[side] - 1, rates)
            ours = np.where(is_share, 100 * shares[side], rates)
            # The vectors look for the expected number in steps, until it is within 1e-7. Ours is a
            # quantile: a test holds the tail beyond it against the distribution itself.
            near = np.where(is_share, 1e-9, np.maximum(1e-5, 1e-7 / bounds[side]))
            found.figures(name, ours, table.numbers(name), near, np.where(is_share, 1e-13, 0.0))
        for end, most in zip(("lower", "upper"), bounds, strict=True):
            name = f"{end}_{said}_exp_events"
            found.figures(name, np.where(is_ratio, most, np.nan), table.numbers(name), 1e-5, 1e-7)
            name = f"{end}_{said}_population_1_year"
            near = np.maximum(1e-5, 1e-7 / most)
            people = np.where(is_ratio, np.nan, most / baseline * 100_000 / spans)
            found.figures(name, people, table.numbers(name), near)
    return replace(found.outcome(), note=_COARSE)


def _years(table: Table) -> dict[str, float]:
    return dict(zip(table.words("dataset"), table.numbers("years"), strict=True))


def check_funnel_places(folder: Path) -> Outcome:
    """Hold on which side of a funnel each area lies beside the vectors."""
    table = read_table(folder / "funnel_significance.csv")
    found = Comparing("funnel_significance.csv", table.rows)
    x, n, rate = (table.numbers(name) for name in ("numerator", "denominator", "rate"))
    said = np.full(table.rows, "", dtype=object)
    for name, at in table.places("dataset").items():
        if name.startswith("prop"):
            base = x[at].sum() / n[at].sum()
            inner, outer = (wilson_contour(base, n[at], level) for level, _ in _LEVELS)
            codes = place_by_funnel(x[at] / n[at], inner, outer)
        elif name.startswith("ratio"):
            codes = place_of_events(x[at], n[at])
        else:
            people = x[at] / rate[at] if "dsr" in name else n[at] / 100_000
            codes = place_of_events(x[at], x[at].sum() / people.sum() * people)
        said[at] = [_PLACES.get(Place(code), "") for code in codes]
        if "dsr" in name:
            said[at[x[at] < 10]] = _FEW
    found.words("significance", said.tolist(), table.words("significance"))
    return found.outcome()


def check_quantiles(folder: Path) -> Outcome:
    """Hold the group that each area falls into beside the vectors."""
    table = read_table(folder / "quantile.csv")
    found = Comparing("quantile.csv", table.rows)
    values, ours = table.numbers("value"), np.full(table.rows, np.nan)
    for name, at in table.places("group", "nquantiles", "invert").items():
        _, count, highest_first = name.split("|")
        ours[at] = equal_groups(values[at], int(count), highest_first=highest_first == "TRUE")
    found.figures("quantile", ours, table.numbers("quantile"), 0.0)
    return found.outcome()


def check_slopes(folder: Path) -> Outcome:
    """Hold slope and relative index beside the vectors; limits within five of their deviations."""
    given, table = read_table(folder / "sii_input.csv"), read_table(folder / "sii_output.csv")
    found = Comparing("sii_output.csv", table.rows)
    places, names = given.places("dataset"), table.words("dataset")
    on_line, times = table.truths("transform").tolist(), table.numbers("multiplier")
    for level, said in ((0.95, "95_0"), (0.998, "99_8")):
        drawn = {
            (name, line): _slope(given.at(places[name]), line_on_scale=line, level=level)
            for name, line in dict.fromkeys(zip(names, on_line, strict=True))
        }
        ours = [drawn[key] for key in zip(names, on_line, strict=True)]
        if level == 0.95:
            found.figures("sii", _column(ours, "slope") * times, table.numbers("sii"), 1e-8)
            ratio = _column(ours, "ratio")
            ratio = np.where(times < 0, 1 / ratio, ratio)
            found.figures("rii", ratio, table.numbers("rii"), 1e-8)
            # The vectors multiply the start of a line on the scale and no other.
            start = _column(ours, "intercept") * np.where(on_line, np.abs(times), 1.0)
            found.figures("intercept", start, table.numbers("intercept"), 1e-8)
        ends = [_column(ours, "slope_lower") * times, _column(ours, "slope_upper") * times]
        _compare_drawn(found, table, ("sii", said), ends)
        low, high = _column(ours, "ratio_lower"), _column(ours, "ratio_upper")
        turned = [np.where(times < 0, 1 / low, low), np.where(times < 0, 1 / high, high)]
        _compare_drawn(found, table, ("rii", said), turned)
    return found.outcome()


def _compare_drawn(
    found: Comparing, table: Table, name: tuple[str, str], ends: list[Floats]
) -> None:
    """Hold limits from random draws beside the mean of eight such, within five deviations."""
    stem, said = name
    lower, upper = np.minimum(*ends), np.maximum(*ends)
    for side, ours in (("lower", lower), ("upper", upper)):
        mean, spread = (_drawn(table, f"{stem}_{side}{said}", end) for end in ("mean8", "sd8"))
        # Judged in deviations, so that chance is not taken for a difference in the tenth digit.
        found.figures(
            f"{stem}_{side}{said}", np.where(np.abs(ours - mean) <= 5 * spread, mean, ours), mean
        )


def _drawn(table: Table, stem: str, end: str) -> Floats:
    """Give a column that the vectors write under one of two names."""
    one, other = table.numbers(f"{stem}cl_{end}"), table.numbers(f"{stem}_{end}")
    return np.where(np.isnan(one), other, one)


def _slope(part: Table, *, line_on_scale: bool, level: float) -> SlopeIndex:
    scale = (Scale.PLAIN, Scale.LOG, Scale.LOGIT)[int(part.words("value_type")[0])]
    limits = part.numbers("lower_cl")[np.newaxis], part.numbers("upper_cl")[np.newaxis]
    return slope_index(
        part.numbers("value")[np.newaxis],
        limits,
        part.numbers("population"),
        scale=scale,
        line_on_scale=line_on_scale,
        confidence=level,
    )


def _column(slopes: list[SlopeIndex], name: str) -> Floats:
    return np.array([getattr(slope, name)[0] for slope in slopes])


def check_two_groups(folder: Path) -> Outcome:
    """Hold ratios, differences and tests of two groups beside the vectors."""
    table = read_table(folder / "two_group.csv")
    found = Comparing("two_group.csv", table.rows)
    x, n, x0, n0 = (table.numbers(name) for name in ("x_exp", "n_exp", "x_ref", "n_ref"))
    ours = two_groups(x, n, x0, n0)
    for name, field in _TWO_GROUPS.items():
        found.figures(name, getattr(ours, field), table.numbers(name), 1e-8)
    found.figures("p_fisher", fisher_p(x, n, x0, n0), table.numbers("p_fisher"), 1e-6)
    return found.outcome()


CHECKERS: Final[Mapping[str, Checker]] = {
    "funnel_limits.csv": check_funnel_limits,
    "funnel_significance.csv": check_funnel_places,
    "quantile.csv": check_quantiles,
    "sii_output.csv": check_slopes,
    "two_group.csv": check_two_groups,
}
