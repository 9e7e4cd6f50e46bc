"""Straight lines through data by least squares, and how sure their coefficients are.

Sources: White (1980), Econometrica 48, and MacKinnon and White (1985), Journal of Econometrics 29,
for errors of unequal spread; Newey and West (1987),
Econometrica 55, for errors that hang together in time; Liang and Zeger (1986), Biometrika 73, for
errors that hang together within an area; Durbin and Watson (1950), Biometrika 37.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fit: coefficients [term], residuals [row], the design [row, term] and (X'X)^-1."""

    coefficients: Floats
    residuals: Floats
    design: Floats
    bread: Floats

    @property
    def freedom(self) -> int:
        """Rows less terms."""
        rows, terms = self.design.shape
        return int(rows) - int(terms)


def least_squares(design: ArrayLike, values: ArrayLike) -> Fitted:
    """Fit values [row] by a design [row, term] of full rank with more rows than terms.

    Coefficients are nan where the design does not allow them all.
    """
    x, y = np.asarray(design, np.float64), np.asarray(values, np.float64)
    terms = x.shape[1]
    if x.shape[0] <= terms or not np.isfinite(x).all() or not np.isfinite(y).all():
        return _nothing(x)
    q, r = np.linalg.qr(x)
    if np.abs(np.diag(r)).min() < 1e-10 * np.abs(np.diag(r)).max():
        return _nothing(x)
    inverse = np.linalg.inv(r)
    coefficients = inverse @ (q.T @ y)
    return Fitted(coefficients, y - x @ coefficients, x, inverse @ inverse.T)


def _nothing(design: Floats) -> Fitted:
    rows, terms = design.shape
    unknown = np.full((terms, terms), np.nan)
    return Fitted(unknown[0], np.full(rows, np.nan), design, unknown)


def plain_covariance(fit: Fitted) -> Floats:
    """Give the covariance [term, term] where all errors are alike and independent."""
    return fit.bread * (fit.residuals @ fit.residuals) / fit.freedom


def robust_covariance(fit: Fitted, *, adjust: bool = True) -> Floats:
    """Give White's covariance; adjusted for the terms fitted it is called HC1, else HC0."""
    scores = fit.design * fit.residuals[:, np.newaxis]
    return _sandwich(fit, scores.T @ scores) * _small(fit, adjust=adjust)


def jackknife_covariance(fit: Fitted) -> Floats:
    """Give the covariance for few rows of unequal spread (HC3): a far row's residual counts for more."""
    leverage = np.einsum("ij,jk,ik->i", fit.design, fit.bread, fit.design)
    scores = fit.design * (fit.residuals / (1 - leverage))[:, np.newaxis]
    return _sandwich(fit, scores.T @ scores)


def newey_west_covariance(fit: Fitted, lag: int, *, adjust: bool = True) -> Floats:
    """Give the covariance where errors up to `lag` rows apart may hang together (Bartlett weights)."""
    scores = fit.design * fit.residuals[:, np.newaxis]
    meat = scores.T @ scores
    for apart in range(1, lag + 1):
        across = scores[apart:].T @ scores[:-apart]
        meat = meat + (1 - apart / (lag + 1)) * (across + across.T)
    return _sandwich(fit, meat) * _small(fit, adjust=adjust)


def clustered_covariance(
    fit: Fitted, clusters: ArrayLike, *, adjust: bool = True, adjust_terms: bool = True
) -> Floats:
    """Give the covariance where errors within a cluster (an area) may hang together.

    Args:
        fit: the fit.
        clusters: the cluster of each row.
        adjust: multiply by G / (G - 1) for G clusters.
        adjust_terms: multiply by (n - 1) / (n - k) for n rows and k terms as well (HC1).
    """
    names, member = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.zeros((names.size, fit.design.shape[1]))
    np.add.at(sums, member, fit.design * fit.residuals[:, np.newaxis])
    factor = names.size / (names.size - 1) if adjust else 1.0
    rows = fit.design.shape[0]
    factor *= (rows - 1) / fit.freedom if adjust_terms else 1.0
    return _sandwich(fit, sums.T @ sums) * factor


def durbin_watson(fit: Fitted) -> float:
    """Say whether neighbouring residuals hang together: about 2 when they do not, near 0 when they do."""
    steps = np.diff(fit.residuals)
    return float((steps @ steps) / (fit.residuals @ fit.residuals))


def standard_errors(covariance: Floats) -> Floats:
    """Give the standard error of each term."""
    return np.sqrt(np.diag(covariance))


def _sandwich(fit: Fitted, meat: Floats) -> Floats:
    made: Floats = fit.bread @ meat @ fit.bread
    return made


def _small(fit: Fitted, *, adjust: bool) -> float:
    rows = fit.design.shape[0]
    return rows / fit.freedom if adjust else 1.0
