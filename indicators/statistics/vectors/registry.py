"""Every file of vectors that we hold ourselves to, and how a folder of them fares."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from indicators.statistics.vectors import (
    charts,
    comparisons,
    evaluation,
    fractions,
    series,
    standardised,
)
from indicators.statistics.vectors.outcomes import Checker, Outcome

CHECKERS: Final[Mapping[str, Checker]] = {
    **fractions.CHECKERS,
    **standardised.CHECKERS,
    **comparisons.CHECKERS,
    **charts.CHECKERS,
    **series.CHECKERS,
    **evaluation.CHECKERS,
}
"""How each file of outputs is checked, by its name."""

NOT_FIGURES: Final[Mapping[str, str]] = {
    "behaviour.csv": "tells what another package says to bad input: no figures to check",
}
"""Files of such folders that hold no outputs, and what they are."""


def known_files(folder: Path) -> list[str]:
    """Name the files of a folder that have a checker, in order."""
    return sorted(path.name for path in folder.glob("*.csv") if path.name in CHECKERS)


def files_without_checker(folder: Path) -> list[str]:
    """Name the other files of a folder, but those of inputs, which are read with their outputs."""
    names = {path.name for path in folder.glob("*.csv")}
    inputs = {name for name in names if name.endswith("_input.csv")}
    return sorted(names - inputs - set(CHECKERS))


def check_folder(folder: Path) -> Iterator[Outcome]:
    """Check every known file of a folder, in order of name.

    A file that cannot be read, or lacks a column or its inputs, is an outcome that says so.
    """
    for name in known_files(folder):
        try:
            yield CHECKERS[name](folder)
        except (OSError, ValueError, KeyError, IndexError) as error:
            said = f"it cannot be checked: {type(error).__name__}: {error}"
            yield Outcome(name, 0, 0, 0, 0.0, (said,))
