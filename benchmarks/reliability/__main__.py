"""Break things as often as asked and print whether each promise held.

python -m benchmarks.reliability [--only K1,K4] [--engine both] [--points 200] [--seed 1]
                                 [--minutes 60] [--json]

A full run has 200 points; fewer make every part smaller by the same share. The exit code is 1 when
a figure is missed. `--minutes` ends each part that is still at work by then, and says so.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.reliability.catalogue import CATALOGUE
from benchmarks.reliability.figures import FULL, Asked, Figure

ENGINES = {"sqlite": ("sqlite",), "postgres": ("postgres",), "both": ("sqlite", "postgres")}


def main() -> None:
    given = _given()
    until = time.monotonic() + 60 * given.minutes
    found: list[Figure] = []
    for name in given.only:
        with tempfile.TemporaryDirectory(prefix=f"fingerpost-{name.lower()}-") as folder:
            asked = Asked(Path(folder), given.seed, given.points, ENGINES[given.engine], until)
            begun = time.monotonic()
            figures = CATALOGUE[name](asked)
            seconds = time.monotonic() - begun
        figures = [one if one.seconds else replace(one, seconds=seconds) for one in figures]
        found += figures
        if not given.json:
            _print(figures)
    if given.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    sys.exit(0 if all(one.reached for one in found) else 1)


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=_names, default=tuple(CATALOGUE), help="such as K1,K4")
    parser.add_argument("--engine", choices=ENGINES, default="both")
    parser.add_argument("--points", type=int, default=FULL)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.upper().split(","))
    unknown = [name for name in names if name not in CATALOGUE]
    if unknown:
        what = f"there is no {', '.join(unknown)}; there are {', '.join(CATALOGUE)}"
        raise argparse.ArgumentTypeError(what)
    return names


def _print(figures: list[Figure]) -> None:
    for one in figures:
        reached = "reached" if one.reached else "MISSED"
        early = ", stopped early" if one.stopped_early else ""
        print(f"{one.id} | {one.wanted} | {reached}{early} | {one.seconds:.0f} s")
        print(f"   | {one.found}", flush=True)
        for trouble in one.troubles:
            print(f"   | - {trouble}")


if __name__ == "__main__":
    main()
