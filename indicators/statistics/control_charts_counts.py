"""Control charts of counts, shares, rates and the time between rare events, for many series at once.

Sources: Shewhart (1931) for c, p and u; Laney (2002), Quality Engineering 14(4), for the prime
charts; Benneyan (2001), Health Care Management Science 4, for g; Nelson (1994), Journal of Quality
Technology 26(3), for t. Limits lie three standard deviations from the centre, never below 0 (nor,
for shares, above 1).
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.control_charts import ControlChart, by_point, chart_of
from indicators.statistics.control_charts_rules import NHS_RULES, Rules
from indicators.statistics.control_charts_segments import SCREEN, Segments

Floats = NDArray[np.float64]

D2: Final = 1.128
"""A mean moving range is so many standard deviations."""
NELSON_POWER: Final = 3.6
"""Waiting times to this root look normal."""
SPARSE_BELOW: Final = 5
"""Fewer expected cases than this make limits rough."""


@np.errstate(all="ignore")
def c_chart(
    counts: ArrayLike,
    *,
    rebase: ArrayLike | None = None,
    fix_after: ArrayLike | None = None,
    rules: Rules = NHS_RULES,
) -> ControlChart:
    """Chart counts in equal spans; [series, point]. Options as in `xmr_chart`.

    Raises:
        ValueError: the counts are not two-dimensional, or a locked baseline has one point.
    """
    x = _not_negative(by_point(counts))
    segments = Segments.of(~np.isnan(x), rebase, fix_after)
    centre = segments.means(x)
    reach = 3 * np.sqrt(centre)
    return chart_of(
        x,
        centre,
        _from_nought(centre, reach),
        segments,
        rules,
        warning=_warning(centre, reach),
        sparse=_under(centre),
    )


@np.errstate(all="ignore")
def p_chart(
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    prime: bool = False,
    rebase: ArrayLike | None = None,
    fix_after: ArrayLike | None = None,
    rules: Rules = NHS_RULES,
) -> ControlChart:
    """Chart shares between 0 and 1; limits follow each denominator.

    Args:
        numerators: [series, point]; one above its denominator is missing.
        denominators: above 0; broadcast with the numerators.
        prime: widen the limits by how much more the shares move than chance alone would have them
            (Laney); use it where denominators are large.
        rebase: as in `xmr_chart`.
        fix_after: as in `xmr_chart`.
        rules: as in `xmr_chart`.

    Raises:
        ValueError: the arrays are not two-dimensional, or a locked baseline has one point.
    """
    x, n = _fractions(numerators, denominators)
    x, n = np.where(x <= n, x, np.nan), np.where(x <= n, n, np.nan)
    segments = Segments.of(~np.isnan(x), rebase, fix_after)
    centre = _pooled(x, n, segments)
    deviation = np.sqrt(centre * (1 - centre) / n)
    if prime:
        deviation = deviation * _beyond_chance(x / n, centre, deviation, segments)
    lower, upper = _from_nought(centre, 3 * deviation)
    return chart_of(
        x / n,
        centre,
        (lower, np.minimum(upper, 1.0)),
        segments,
        rules,
        warning=_warning(centre, 3 * deviation),
        sparse=_under(n * centre) | _under(n * (1 - centre)),
    )


@np.errstate(all="ignore")
def u_chart(
    counts: ArrayLike,
    denominators: ArrayLike,
    *,
    prime: bool = False,
    rebase: ArrayLike | None = None,
    fix_after: ArrayLike | None = None,
    rules: Rules = NHS_RULES,
) -> ControlChart:
    """Chart rates, a count each by its denominator; limits follow each denominator.

    Arguments and errors as in `p_chart`, but that a count may exceed its denominator.
    """
    x, n = _fractions(counts, denominators)
    segments = Segments.of(~np.isnan(x), rebase, fix_after)
    centre = _pooled(x, n, segments)
    deviation = np.sqrt(centre / n)
    if prime:
        deviation = deviation * _beyond_chance(x / n, centre, deviation, segments)
    return chart_of(
        x / n,
        centre,
        _from_nought(centre, 3 * deviation),
        segments,
        rules,
        warning=_warning(centre, 3 * deviation),
        sparse=_under(n * centre),
    )


@np.errstate(all="ignore")
def g_chart(
    cases_between: ArrayLike,
    *,
    rebase: ArrayLike | None = None,
    fix_after: ArrayLike | None = None,
    rules: Rules = NHS_RULES,
) -> ControlChart:
    """Chart how many cases, or whole days, passed between two rare events; [series, point].

    The limits are those of a geometric distribution about its mean; the centre line is the median,
    since most gaps are shorter than the mean gap. Options and errors as in `c_chart`.
    """
    x = _not_negative(by_point(cases_between))
    segments = Segments.of(~np.isnan(x), rebase, fix_after)
    mean, centre = segments.means(x), segments.medians(x)
    limits = _from_nought(mean, 3 * np.sqrt(mean * (mean + 1)))
    return chart_of(x, centre, limits, segments, rules)


@np.errstate(all="ignore")
def t_chart(
    days_between: ArrayLike,
    *,
    rebase: ArrayLike | None = None,
    fix_after: ArrayLike | None = None,
    rules: Rules = NHS_RULES,
) -> ControlChart:
    """Chart the time between two rare events; [series, point].

    The times' 3.6th root is charted as single values with screened moving ranges, signals and all,
    and the lines are turned back into times. Options and errors as in `c_chart`.
    """
    x = _not_negative(by_point(days_between))
    root = x ** (1 / NELSON_POWER)
    segments = Segments.of(~np.isnan(x), rebase, fix_after)
    centre = segments.means(root)
    reach = 3 / D2 * segments.mean_move(root, screen=True)
    limits, warning = _from_nought(centre, reach), _warning(centre, reach)
    chart = chart_of(root, centre, limits, segments, rules, warning=warning)
    middle, lower, upper = (line**NELSON_POWER for line in (chart.mean, chart.lower, chart.upper))
    return replace(chart, values=x.T, mean=middle, lower=lower, upper=upper)


@np.errstate(all="ignore")
def moving_range_chart(values: ArrayLike) -> ControlChart:
    """Chart the moving ranges of single values, the lower half of an XmR chart; [series, point].

    A range stands at the later of its two points.

    Raises:
        ValueError: the values are not two-dimensional.
    """
    x = by_point(values)
    known = Segments.of(~np.isnan(x), None, None)
    ranges, baseline = np.full(x.shape, np.nan), np.zeros(x.shape, np.bool_)
    ranges[1:], baseline[1:] = known.moves(x)
    segments = Segments(known.number, baseline)
    centre = segments.means(ranges)
    return chart_of(ranges, centre, (np.zeros_like(centre), SCREEN * centre), segments)


def _not_negative(values: Floats) -> Floats:
    return np.where(values >= 0, values, np.nan)


def _fractions(counts: ArrayLike, denominators: ArrayLike) -> tuple[Floats, Floats]:
    """Give both parts [point, series], nan in both where either will not do."""
    x, n = np.broadcast_arrays(by_point(counts), by_point(denominators))
    fit = (x >= 0) & (n > 0)
    return np.where(fit, x, np.nan), np.where(fit, n, np.nan)


def _pooled(x: Floats, n: Floats, segments: Segments) -> Floats:
    both = (segments.totals(np.where(segments.baseline, part, 0.0)) for part in (x, n))
    return np.divide(*both)


def _beyond_chance(shares: Floats, centre: Floats, deviation: Floats, segments: Segments) -> Floats:
    """Give Laney's sigma z: the spread of the standardised points, from screened moving ranges."""
    z = (shares - centre) / deviation
    return segments.mean_move(z, screen=True) / D2


def _from_nought(centre: Floats, reach: Floats) -> tuple[Floats, Floats]:
    return np.maximum(centre - reach, 0.0), centre + reach


def _warning(centre: Floats, reach: Floats) -> tuple[Floats, Floats]:
    return centre - reach * 2 / 3, centre + reach * 2 / 3


def _under(expected: Floats) -> NDArray[np.bool_]:
    return expected < SPARSE_BELOW
