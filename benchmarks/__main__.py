"""Every benchmark, one after another: `python -m benchmarks` or `make bench`."""

import subprocess
import sys

COMMANDS = (
    ("benchmarks.compute", "--rows", "2000000", "--indicators", "60", "--seed", "1", "--peers"),
    ("benchmarks.store",),
    ("benchmarks.check",),
    ("benchmarks.reading", "--rows", "1000000"),
    ("benchmarks.statistics",),
    ("benchmarks.control_charts",),
    ("benchmarks.judging",),
    ("benchmarks.disclosure", "--tables", "500", "--seed", "1"),
    ("benchmarks.series",),
    ("benchmarks.panel", "--rows", "1000000"),
    ("benchmarks.pages",),
    ("benchmarks.refresh",),
    ("benchmarks.trying",),
    ("benchmarks.store_reads", "--rows", "1000000"),
)

for command in COMMANDS:
    print(f"\n== python -m {' '.join(command)}", flush=True)
    subprocess.run([sys.executable, "-m", *command], check=True)
