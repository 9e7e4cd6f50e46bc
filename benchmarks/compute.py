"""The compute stage against one bare scan of the columns it needs, in CPU seconds.

    python -m benchmarks.compute --rows 2000000 --indicators 60 --seed 1 --json

The ratio is what counts: both run on this machine, each in a process of its own, one after the
other. CPU seconds are of all threads; peak memory is of the process that computes.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

LIMIT = 25.0
"""The compute stage takes at most so many times the CPU of the scan."""

REPEATS = 3


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(work: Callable[[], Any]) -> dict[str, float]:
    """Time one piece of work: wall and CPU seconds."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": cpu_seconds() - cpu}


def scan_once(folder: Path, _indicators: int) -> dict[str, Any]:
    """Read every needed column and aggregate it trivially; the best of some repeats, warm."""
    import polars as pl

    from benchmarks.partnership import needed_columns

    rows = pl.scan_parquet(folder / "events.parquet")
    schema = rows.collect_schema()
    asked = [
        pl.col(name).null_count().alias(name)
        if schema[name] == pl.String
        else pl.col(name).max().alias(name)
        for name in needed_columns()
    ]
    asked.append(pl.col("_area").max().alias("text"))
    times = [measure(lambda: rows.select(asked).collect()) for _ in range(REPEATS + 1)]
    return min(times[1:], key=lambda one: one["cpu"])


def compute_once(folder: Path, indicators: int) -> dict[str, Any]:
    """Run the compute stage on a cold process, imports of the engine left out."""
    import polars as pl
    import pyarrow.parquet
    import scipy.sparse

    from benchmarks.partnership import make_framework
    from indicators.measures.computing import compute

    loaded = (pl, pyarrow.parquet, scipy.sparse)
    framework = make_framework(indicators)
    intake = {name: folder / f"{name}.parquet" for name in ("events", "mid_year")}
    found: list[Any] = []

    def work() -> None:
        found.append(
            compute(
                framework,
                intake,
                framework.indicators,
                cutoff=date(2100, 1, 1),
                progress=lambda *_: None,
            )
        )

    taken = measure(work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**taken, "results": found[0].frame.height, "peak_mb": peak, "loaded": len(loaded)}


def in_child(task: str, folder: Path, indicators: int) -> dict[str, Any]:
    """Run one task in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.compute", "--task", task]
    command += ["--folder", str(folder), "--indicators", str(indicators)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def run(said: argparse.Namespace) -> dict[str, Any]:
    from benchmarks.partnership import write_events, write_population

    with tempfile.TemporaryDirectory(prefix="fp-compute-") as name:
        folder = Path(name)
        write_events(folder / "events.parquet", said.rows, said.months, said.seed)
        write_population(folder / "mid_year.parquet", said.months, said.seed)
        scan = in_child("scan", folder, said.indicators)
        done = in_child("compute", folder, said.indicators)
    return {
        "rows": said.rows,
        "indicators": said.indicators,
        "months": said.months,
        "results": done["results"],
        "scan_cpu_s": round(scan["cpu"], 3),
        "scan_wall_s": round(scan["wall"], 3),
        "compute_cpu_s": round(done["cpu"], 3),
        "compute_wall_s": round(done["wall"], 3),
        "ratio_cpu": round(done["cpu"] / scan["cpu"], 1),
        "ratio_wall": round(done["wall"] / scan["wall"], 1),
        "limit_cpu": LIMIT,
        "peak_mb": round(done["peak_mb"]),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--indicators", type=int, default=60)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    parser.add_argument("--task", choices=("scan", "compute"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.task:
        task = scan_once if said.task == "scan" else compute_once
        print(json.dumps(task(said.folder, said.indicators)))
        return 0
    figures = run(said)
    if said.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:>16}  {value:,}")
    return 0 if figures["ratio_cpu"] <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
