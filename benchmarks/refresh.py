"""A refresh of what has not changed, against the whole; and what memory does as history grows.

python -m benchmarks.refresh [--rows 1000000] [--indicators 4] [--generations 30] [--json]

Each refresh is the command in a process of its own, as the clock would start it. Work is processor
time of that process and its children, so a busy machine does not count; `unchanged` is also given
without what it costs to start at all (the time of `fingerpost history`).
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks.reliability.made_partnership import Partnership, make_partnership

WANTED: Final = 0.02
"""The share of a whole refresh that one of unchanged files may take."""

STARTING: Final = 4
"""How many indicators the made-up partnership has."""

_PEAK: Final = "import resource,subprocess,sys;subprocess.run(sys.argv[1:],check=True,stdout=2);"
_SAY: Final = "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of work, and megabytes at the peak."""

    rows: int
    indicators: int
    whole: float
    unchanged: float
    starting: float
    share: float
    share_without_start: float
    generations: int
    first_unchanged_mb: float
    last_unchanged_mb: float
    first_changed_mb: float
    last_changed_mb: float


def work_of(partnership: Partnership, *words: str) -> float:
    """Run a command and give the processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(_command(partnership, *words), cwd=partnership.folder, check=True, **_QUIET)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


_QUIET: Final = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def peak_of(partnership: Partnership, *words: str) -> float:
    """Run a command and give the most memory that it held, in megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK + _SAY, *_command(partnership, *words)],
        cwd=partnership.folder,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return int(done.stdout) / 1024


def _command(partnership: Partnership, *words: str) -> list[str]:
    return [sys.executable, "-m", "dashboard.cli", *words, *partnership.places]


def declare_more(partnership: Partnership, indicators: int) -> int:
    """Declare proportions beside those that are there, until there are so many. Give how many there are."""
    config = partnership.folder / "config"
    ids = [f"more_{number}" for number in range(indicators - STARTING)]
    if not ids:
        return STARTING
    lines = [
        "defaults: {source: episodes, grain: month, unit: percent, decimals: 1}",
        "indicators:",
    ]
    lines += [
        f"  {one}: {{title: More {number}, kind: context, polarity: none, proportion: "
        f"{{denominator: assessed is not null, dated: assessed, "
        f'numerator: "days(started, assessed) <= {number + 5}"}}}}'
        for number, one in enumerate(ids)
    ]
    (config / "indicators" / "more.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcomes = config / "outcomes.yaml"
    listed = f"  more: {{title: More, indicators: [{', '.join(ids)}]}}\n"
    outcomes.write_text(outcomes.read_text(encoding="utf-8") + listed, encoding="utf-8")
    return indicators


def measure(folder: Path, rows: int, indicators: int, generations: int) -> Figures:
    """Measure one partnership of so many rows and indicators, and one of few whose history grows."""
    large = make_partnership(folder / "large", "sqlite:///store.db", rows=rows)
    declared = declare_more(large, indicators)
    whole = work_of(large, "refresh")
    unchanged = min(work_of(large, "refresh") for _ in range(3))
    starting = min(work_of(large, "history") for _ in range(3))
    small = make_partnership(folder / "small", "sqlite:///store.db")
    changed, same = [peak_of(small, "refresh")], [peak_of(small, "refresh")]
    for number in range(1, generations):
        small.put(number % 2 + 1)
        changed.append(peak_of(small, "refresh"))
    same.append(peak_of(small, "refresh"))
    return Figures(
        rows,
        declared,
        round(whole, 2),
        round(unchanged, 2),
        round(starting, 2),
        round(unchanged / whole, 4),
        round(max(unchanged - starting, 0) / whole, 4),
        generations,
        *(round(one, 1) for one in (same[0], same[-1], changed[1], changed[-1])),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--indicators", type=int, default=STARTING)
    parser.add_argument("--generations", type=int, default=30)
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fp-refresh-") as folder:
        found = measure(Path(folder), said.rows, said.indicators, said.generations)
    told = asdict(found) | {"wanted_share": WANTED}
    if said.json:
        print(json.dumps(told, indent=2))
    else:
        for name, value in told.items():
            print(f"{name:>20}  {value:,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
