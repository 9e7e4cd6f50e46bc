"""How time and memory grow: rows, indicators, areas and periods doubled, one at a time."""

import argparse
import copy
import tempfile
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any, Final

from benchmarks.compute import in_child, write_partnership

STEPS: Final[Mapping[str, Sequence[int]]] = {
    "indicators": (50, 100, 200, 400),
    "wards": (80, 160, 320, 640),
    "months": (24, 48, 120),
}
"""80 wards are 100 areas with what lies above them, 640 are 795. Rows: an eighth of those asked for up to all."""

_BASE: Final = {"indicators": 50, "wards": 200}
LIMIT_MB: Final = 2_048


def grown(said: argparse.Namespace) -> dict[str, Any]:
    """Give the CPU seconds of every step and the exponent that fits them: 1 is time that doubles.

    `worst` is the largest exponent from one step to the next. A quarter of the rows asked for are
    counted where something else grows.
    """
    found: dict[str, Any] = {}
    eighths = [max(1, said.rows * part // 8) for part in (1, 2, 4, 8)]
    for name, steps in {"rows": eighths, **STEPS}.items():
        seconds = [_of(said, **{"rows": eighths[1], name: step})["cpu"] for step in steps]
        pairs = zip(pairwise(steps), pairwise(seconds), strict=True)
        found[name] = {
            "cpu_s": {step: round(cpu, 2) for step, cpu in zip(steps, seconds, strict=True)},
            "exponent": round(exponent(steps, seconds), 2),
            "worst": round(max(exponent(*pair) for pair in pairs), 2),
        }
    return found


def memory(said: argparse.Namespace) -> dict[str, Any]:
    """Give the peak memory for rows that double up to those asked for, beside the limit."""
    steps = [max(1, said.rows // 4), max(1, said.rows // 2), said.rows]
    peaks = {step: _of(said, rows=step, indicators=said.indicators) for step in steps}
    return {
        "peak_mb": {step: round(one["peak_mb"]) for step, one in peaks.items()},
        "before_rows_mb": round(peaks[said.rows]["start_mb"]),
        "limit_mb": LIMIT_MB,
        "within": peaks[said.rows]["peak_mb"] <= LIMIT_MB,
    }


def exponent(steps: Sequence[int], seconds: Sequence[float]) -> float:
    """Fit a straight line through the logarithms, by least squares."""
    xs, ys = [log(step) for step in steps], [log(one) for one in seconds]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    over = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True))
    return over / sum((x - middle_x) ** 2 for x in xs)


def _of(said: argparse.Namespace, **changed: int) -> dict[str, Any]:
    one = copy.copy(said)
    for name, value in (_BASE | {"months": said.months} | changed).items():
        setattr(one, name, value)
    with tempfile.TemporaryDirectory(prefix="fp-growing-") as name:
        write_partnership(Path(name), one)
        return in_child("compute", Path(name), one, "--workload", "all")
