"""Vectors of interrupted series, differences in differences, agreement and pairs."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtr

from indicators.statistics.agreement import Weights, kappa, mcnemar
from indicators.statistics.before_and_after import (
    SERIES_TERMS,
    difference_in_differences,
    interrupted_series,
    two_way_differences,
)
from indicators.statistics.paired import changes, mean_change, signed_ranks
from indicators.statistics.regression import (
    Fitted,
    clustered_covariance,
    durbin_watson,
    jackknife_covariance,
    newey_west_covariance,
    plain_covariance,
    robust_covariance,
    standard_errors,
)
from indicators.statistics.vectors.outcomes import Checker, Comparing, Outcome
from indicators.statistics.vectors.reading import Table, read_table

Floats = NDArray[np.float64]
_LINES: Final = 1e-8


def _covariance(fit: Fitted, name: str, lag: float) -> Floats:
    match name:
        case "ols":
            return plain_covariance(fit)
        case "HC0":
            return robust_covariance(fit, adjust=False)
        case "HC1":
            return robust_covariance(fit)
        case "HC3":
            return jackknife_covariance(fit)
        case _:
            return newey_west_covariance(fit, int(lag), adjust=not name.endswith("noadj"))


def check_series(folder: Path) -> Outcome:
    """Check interrupted series with each kind of standard error."""
    given, table = read_table(folder / "its_input.csv"), read_table(folder / "its_output.csv")
    found = Comparing("its_output.csv", table.rows)
    places, y = given.places("series"), given.numbers("y")
    ours: dict[str, list[float]] = {name: [] for name in ("se", "t_stat", "p_value_t_df")}
    ours |= {"estimate": [], "durbin_watson": []}
    begins, lags = table.numbers("T0"), table.numbers("lag")
    for row, (series, term, vcov) in enumerate(
        zip(table.words("series"), table.words("term"), table.words("vcov"), strict=True)
    ):
        fit = interrupted_series(y[places[series]], int(begins[row]))
        at = SERIES_TERMS.index(term)
        error = standard_errors(_covariance(fit, vcov, lags[row]))[at]
        t = fit.coefficients[at] / error
        ours["estimate"].append(fit.coefficients[at])
        ours["se"].append(error)
        ours["t_stat"].append(t)
        ours["p_value_t_df"].append(2 * stdtr(fit.freedom, -abs(t)))
        ours["durbin_watson"].append(durbin_watson(fit))
    for name, figures in ours.items():
        found.figures(name, figures, table.numbers(name), relative=_LINES)
    return found.outcome()


def _fit_of(panel: Table, model: str) -> Fitted:
    y, treated, post = (panel.numbers(name) for name in ("y", "treated", "post"))
    if model == "twfe":
        return two_way_differences(y, treated, post, panel.words("unit"), panel.words("time"))
    return difference_in_differences(y, treated, post)


_PANEL_ERRORS: Final[Mapping[str, Callable[[Fitted, list[str]], Floats]]] = {
    "classical": lambda fit, _: plain_covariance(fit),
    "HC1": lambda fit, _: robust_covariance(fit),
    "CL_HC0_nocadjust": lambda fit, units: clustered_covariance(
        fit, units, adjust=False, adjust_terms=False
    ),
    "CL_HC0_cadjust": lambda fit, units: clustered_covariance(fit, units, adjust_terms=False),
    "CL_HC1_cadjust": clustered_covariance,
}


def check_differences(folder: Path) -> Outcome:
    """Check differences in differences with each kind of standard error."""
    given, table = read_table(folder / "did_input.csv"), read_table(folder / "did_output.csv")
    found = Comparing("did_output.csv", table.rows)
    places = given.places("panel")
    ours: dict[str, list[float]] = {
        name: [] for name in ("estimate", "se", "p_t_Gminus1", "p_normal")
    }
    for panel, model, vcov in zip(
        table.words("panel"), table.words("model"), table.words("vcov"), strict=True
    ):
        rows = given.at(places[panel])
        fit, units = _fit_of(rows, model), rows.words("unit")
        error = standard_errors(_PANEL_ERRORS[vcov](fit, units))[-1]
        t = fit.coefficients[-1] / error
        ours["estimate"].append(fit.coefficients[-1])
        ours["se"].append(error)
        ours["p_t_Gminus1"].append(2 * stdtr(len(set(units)) - 1, -abs(t)))
        ours["p_normal"].append(2 * ndtr(-abs(t)))
    for name, figures in ours.items():
        found.figures(name, figures, table.numbers(name), relative=_LINES)
    return found.outcome()


def _vector(text: str) -> Floats:
    return np.array([float(cell) for cell in text.split(";")])


def check_agreement(folder: Path) -> Outcome:
    """Check kappas and McNemar's test."""
    table = read_table(folder / "kappa.csv")
    found = Comparing("kappa.csv", table.rows)
    sizes = table.numbers("k").astype(int)
    squares = [
        _vector(text).reshape(size, size)
        for text, size in zip(table.words("table_rowmajor"), sizes, strict=True)
    ]
    for weights, suffix in (
        (Weights.NONE, ""),
        (Weights.LINEAR, "_linear"),
        (Weights.QUADRATIC, "_quadratic"),
    ):
        figures = np.array([kappa(one, weights) for one in squares])
        found.figures(f"kappa{suffix}", figures[:, 0], table.numbers(f"kappa{suffix}"))
        found.figures(f"ase{suffix}", figures[:, 1], table.numbers(f"ase{suffix}"))
    nothing = (np.nan, np.nan)
    pairs = [(one[0, 1], one[1, 0]) if one.shape == (2, 2) else nothing for one in squares]
    corrected = np.array([mcnemar(*pair) for pair in pairs])
    plain = np.array([mcnemar(*pair, corrected=False) for pair in pairs])
    found.figures("mcnemar_cc", corrected[:, 0], table.numbers("mcnemar_cc"))
    found.figures("mcnemar_p_cc", corrected[:, 1], table.numbers("mcnemar_p_cc"))
    found.figures("mcnemar", plain[:, 0], table.numbers("mcnemar"))
    return found.outcome()


def check_pairs(folder: Path) -> Outcome:
    """Check the tests of first and last readings."""
    table = read_table(folder / "paired_tests.csv")
    found = Comparing("paired_tests.csv", table.rows)
    pairs = [
        (_vector(first), _vector(last))
        for first, last in zip(table.words("pre"), table.words("post"), strict=True)
    ]
    ranks = [signed_ranks(*pair) for pair in pairs]
    means = [mean_change(*pair) for pair in pairs]
    moves = [changes(*pair) for pair in pairs]
    ours: dict[str, Sequence[float]] = {
        "V": [one.rank_sum for one in ranks],
        "p_wilcox_cc": [one.p_corrected for one in ranks],
        "p_wilcox_nocc": [one.p for one in ranks],
        "p_wilcox_exact": [one.p_exact for one in ranks],
        "t": [one.t for one in means],
        "df": [one.freedom for one in means],
        "p_t": [one.p for one in means],
        "mean_diff": [one.mean for one in means],
        "lo95": [one.lower for one in means],
        "hi95": [one.upper for one in means],
        "cohen_dz": [one.in_deviations for one in means],
        "n_improved": [one.up for one in moves],
        "n_same": [one.same for one in moves],
        "n_worse": [one.down for one in moves],
        "p_sign": [one.p for one in moves],
    }
    for name, figures in ours.items():
        found.figures(name, figures, table.numbers(name))
    return found.outcome()


CHECKERS: Final[Mapping[str, Checker]] = {
    "its_output.csv": check_series,
    "did_output.csv": check_differences,
    "kappa.csv": check_agreement,
    "paired_tests.csv": check_pairs,
}
