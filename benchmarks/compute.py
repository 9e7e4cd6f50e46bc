"""The compute stage against one bare scan of the columns it needs, in CPU seconds.

    python -m benchmarks.compute --rows 10000000 --seed 1 --json [--peers] [--growth] [--memory]

The ratio is what counts: all of it runs on this machine in one go, each part in a process of its own,
one after the other. CPU seconds are of all threads; peak memory is of the process that computes.
L is the bare scan. `sums` are the indicators made of sums alone, with arrays, roll-up and rows of
results; `all` has medians and standardised rates too; those of `apart` share no condition.
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
from typing import Any, Final

from benchmarks.partnership import WARDS, Size

LIMITS: Final = {"sums": 8.0, "all": 18.0, "apart": 30.0}
"""So many times the CPU of the scan each workload may take, at 10 million rows and 200 indicators."""

PEERS: Final = {"duckdb": 25.0, "pandas": 40.0}
"""So many times our CPU each of them should take for the same indicators, one by one."""

REPEATS: Final = 4
_METRICS: Final = 50
_A_KIND: Final = 2
"""So many indicators of each kind are run one by one; the rest is reckoned from them."""


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(work: Callable[[], Any]) -> dict[str, float]:
    """Time one piece of work: wall and CPU seconds."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": cpu_seconds() - cpu}


def scan_once(folder: Path, _said: argparse.Namespace) -> dict[str, Any]:
    """Read every needed column and aggregate it trivially; the middle of some repeats, warm."""
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
    return sorted(times[1:], key=lambda one: one["cpu"])[REPEATS // 2]


def compute_once(folder: Path, said: argparse.Namespace) -> dict[str, Any]:
    """Run the compute stage on a cold process, imports of the engine left out."""
    import polars as pl
    import pyarrow.parquet
    import scipy.sparse

    from benchmarks.partnership import make_framework
    from benchmarks.workloads import WORKLOADS
    from indicators.measures.computing import compute

    loaded = (pl, pyarrow.parquet, scipy.sparse)
    framework = make_framework(WORKLOADS[said.workload](said.indicators), _size(said))
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

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    taken = measure(work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results = found[0].frame.height
    return {**taken, "results": results, "peak_mb": peak, "start_mb": before, "loaded": len(loaded)}


def one_by_one(folder: Path, said: argparse.Namespace) -> dict[str, Any]:
    """Run some indicators of each kind as a user would without us, and reckon what all would take."""
    from benchmarks import one_by_one as peers

    make = {"duckdb": peers.duckdb_statements, "pandas": peers.pandas_groups}[said.peer]
    held: list[Callable[[int], Any]] = []
    loading = measure(lambda: held.append(make(folder, _size(said), said.workload)))
    chosen = peers.sampled(said.indicators, _A_KIND)
    seconds = {number: measure(lambda n=number: held[0](n))["cpu"] for number in chosen}
    return {
        "load": loading["cpu"],
        "sampled": len(chosen),
        "cpu": loading["cpu"] + peers.reckoned(seconds, said.indicators),
    }


def metricflow(folder: Path, said: argparse.Namespace) -> dict[str, Any]:
    """Give what MetricFlow takes for its metrics at the wards, and we for as many indicators at every level.

    Theirs are proportions and means alone; of ours some are medians, rates and standardised rates.
    """
    script = Path(__file__).with_name("metricflow_peer.py")
    command = [said.metricflow, str(script), str(folder), str(_METRICS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    theirs: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    few = argparse.Namespace(**vars(said) | {"indicators": _METRICS})
    ours = in_child("compute", folder, few, "--workload", "all")
    return {
        "metrics": _METRICS,
        "cpu_s": round(theirs["cpu"], 1),
        "rows": theirs["rows"],
        "ours_cpu_s": round(ours["cpu"], 2),
        "our_results": ours["results"],
        "times_ours": round(theirs["cpu"] / ours["cpu"], 1),
    }


def in_child(task: str, folder: Path, said: argparse.Namespace, *more: str) -> dict[str, Any]:
    """Run one task in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.compute", "--task", task, "--folder", str(folder)]
    for name in ("rows", "indicators", "months", "wards"):
        command += [f"--{name}", str(getattr(said, name))]
    done = subprocess.run([*command, *more], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def write_partnership(folder: Path, said: argparse.Namespace) -> None:
    from benchmarks.partnership import write_events, write_population

    write_events(folder / "events.parquet", _size(said), said.seed)
    write_population(folder / "mid_year.parquet", _size(said), said.seed)


def run(said: argparse.Namespace) -> dict[str, Any]:
    """Give the figures of every workload, and of what others take for it where that is asked."""
    with tempfile.TemporaryDirectory(prefix="fp-compute-") as name:
        folder = Path(name)
        write_partnership(folder, said)
        scan = in_child("scan", folder, said)
        figures: dict[str, Any] = {
            "rows": said.rows,
            "indicators": said.indicators,
            "areas": said.wards + sum(count for _, count, _ in _size(said).places[:2]) + 1,
            "months": said.months,
            "L_cpu_s": round(scan["cpu"], 3),
        }
        for workload in LIMITS:
            done = in_child("compute", folder, said, "--workload", workload)
            figures[workload] = {
                "cpu_s": round(done["cpu"], 2),
                "wall_s": round(done["wall"], 2),
                "x_L": round(done["cpu"] / scan["cpu"], 1),
                "limit_x_L": LIMITS[workload],
                "results": done["results"],
                "peak_mb": round(done["peak_mb"]),
            }
        if said.metricflow:
            figures["metricflow"] = metricflow(folder, said)
        for peer in PEERS if said.peers else ():
            found = in_child("peer", folder, said, "--workload", "all", "--peer", peer)
            figures[f"{peer}_one_by_one"] = {
                "cpu_s_reckoned": round(found["cpu"], 1),
                "sampled_indicators": found["sampled"],
                "times_ours": round(found["cpu"] / figures["all"]["cpu_s"], 1),
                "wanted": PEERS[peer],
            }
    return figures


def _size(said: argparse.Namespace) -> Size:
    return Size(said.rows, said.months, said.wards)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--indicators", type=int, default=200)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--wards", type=int, default=WARDS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    parser.add_argument("--peers", action="store_true", help="also DuckDB and pandas, one by one")
    parser.add_argument(
        "--metricflow", metavar="PYTHON", help="the Python of an environment with MetricFlow"
    )
    parser.add_argument(
        "--growth",
        action="store_true",
        help="double rows (up to --rows), indicators, areas, periods",
    )
    parser.add_argument("--memory", action="store_true", help="peak memory, row by row doubled")
    parser.add_argument("--task", choices=("scan", "compute", "peer"), help=argparse.SUPPRESS)
    parser.add_argument("--workload", default="all", help=argparse.SUPPRESS)
    parser.add_argument("--peer", default="duckdb", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.task:
        task = {"scan": scan_once, "compute": compute_once, "peer": one_by_one}[said.task]
        print(json.dumps(task(said.folder, said)))
        return 0
    if said.growth or said.memory:
        from benchmarks import growing

        figures = growing.grown(said) if said.growth else growing.memory(said)
    else:
        figures = run(said)
    if said.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:>20}  {value}")
    missed = [name for name in LIMITS if figures.get(name, {}).get("x_L", 0) > LIMITS[name]]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
