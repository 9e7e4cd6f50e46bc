"""How long it takes to check 2,000 indicators, beside PyYAML's own loader on the same text.

python -m benchmarks.check
"""

import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import yaml

from dashboard.cli.commands import MADE_BEFORE_CLEARING
from framework.load.framework import load_framework
from framework.load.syntax.positions import read_yaml

INDICATORS = 2_000
FILES = 20
ROUNDS = 3

FRAMEWORK = """\
framework: large
title: A large framework
board: Board
home: E10
levels:
  - {ward: [ward, wards]}
  - {district: [district, districts]}
  - {county: [county, counties]}
"""

SOURCE = """\
source: episodes
title: Episodes
owner: Service
rows: events
read: {kind: csv, path: episodes*.csv}
columns:
  person:   {private: yes}
  started:  {type: date}
  assessed: {type: date}
  ended:    {type: date}
  reason:   {one_of: [outcomes met, step up, moved away]}
  sex:      {labels: {F: Female, M: Male}}
  age_band: {from: age, bands: [0-4, 5-10, 11-15, 16-17]}
area_from: {column: ward}
terms:
  closed: ended is not null
  closed_met: closed and reason = 'outcomes met'
dated: started
disclosure: {suppress: 1-5, round_to: 5}
"""

INDICATOR = """\
  measure_{number:04}:
    title: Assessments of kind {number} completed within {days} working days
    short_title: Assessed in time {number}
    kind: performance
    polarity: high
    proportion:
      denominator: "assessed is not null and reason in ('step up', 'moved away')"
      numerator: "working_days(started, assessed) <= {days} and not closed_met"
      dated: assessed
    interval: wilson
    targets:
      - {{for: 2025/26, value: 85, amber: 5 points, set_by: Board, level: local, minute: B 1}}
      - {{for: 2026/27, value: 87.5, amber: 5%, applies_to: [district]}}
    compare: [Midshire, parent, {{none: England, because: there is no national return}}]
    breaks: [{{from: 2024-04, because: the standard changed}}]
    minimum_denominator: 10
    levels: [district, county]
    owner: Head of Service
    definition:
      numerator: Assessments done in time
      denominator: Assessments done
      why_it_matters: Families wait until they are assessed.
      caveats: Bank holidays are left out.
    next_review: 2027-04-01
"""


def made_files() -> dict[str, bytes]:
    """Give a framework of INDICATORS indicators in FILES files."""
    areas = ["code,name,level,parent", "E10,Midshire,county,", "E07,Northing,district,E10"]
    areas += [f"E05{ward:04},Ward {ward},ward,E07" for ward in range(200)]
    each = INDICATORS // FILES
    head = "defaults: {source: episodes, grain: month, unit: percent, by: [age_band, sex]}\nindicators:\n"
    names = ", ".join(f"measure_{number:04}" for number in range(INDICATORS))
    files = {
        "framework.yaml": FRAMEWORK,
        "outcomes.yaml": f"outcomes:\n  all_of_it: {{title: All of it, indicators: [{names}]}}\n",
        "areas/areas.csv": "\n".join(areas) + "\n",
        "sources/episodes.yaml": SOURCE,
    }
    for part in range(FILES):
        numbers = range(part * each, (part + 1) * each)
        body = "".join(INDICATOR.format(number=n, days=10 + n % 60) for n in numbers)
        files[f"indicators/part_{part:02}.yaml"] = head + body
    return {path: text.encode() for path, text in files.items()}


PATTERN = """\
from_table:
  file: measures.csv
  source: episodes
  grain: month
  unit: percent
  by: [age_band, sex]
  kind: performance
  polarity: high
  proportion: {denominator: closed, numerator: reason = row.reason, dated: ended}
  compare: [Midshire, parent]
  definition: {numerator: "Episodes that ended because of row.reason", why_it_matters: row.why}
  owner: Head of Service
  next_review: 2027-04-01
"""


def table_files() -> dict[str, bytes]:
    """Give the same number of indicators, each a row of one table."""
    files = {path: text for path, text in made_files().items() if "indicators/" not in path}
    rows = [
        f'measure_{n:04},"Closed, of kind {n}",{("step up", "moved away")[n % 2]},Because {n}'
        for n in range(INDICATORS)
    ]
    table = "\n".join(["indicator,title,reason,why", *rows]) + "\n"
    return {
        **files,
        "indicators/a.yaml": PATTERN.encode(),
        "indicators/measures.csv": table.encode(),
    }


def plain(files: Mapping[str, bytes]) -> None:
    """Load the YAML as PyYAML does: no positions, no types, no checks."""
    for path, content in files.items():
        if path.endswith(".yaml"):
            yaml.load(content, Loader=yaml.CSafeLoader)


def positions(files: Mapping[str, bytes]) -> None:
    """Read the YAML with the place of every key and value."""
    for path, content in files.items():
        if path.endswith(".yaml"):
            read_yaml(path, content)


def seconds(work: Callable[[Mapping[str, bytes]], object], files: Mapping[str, bytes]) -> float:
    """Give the processor time of the quickest of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        work(files)
        best = min(best, time.process_time() - begun)
    return best


def command_seconds(files: Mapping[str, bytes]) -> float:
    """Give the processor time of `fingerpost check`, from its start to its end, quickest of a few rounds.

    It runs as one that is installed does: its modules were compiled before.
    """
    best = float("inf")
    with tempfile.TemporaryDirectory(prefix="fingerpost-check-") as folder:
        for path, content in files.items():
            at = Path(folder, "config", path)
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_bytes(content)
        compiled = {
            **{
                name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
            },
            "PYTHONPYCACHEPREFIX": str(Path(folder, "compiled")),
        }
        command = [sys.executable, "-m", "dashboard.cli", "check", "--config", f"{folder}/config"]
        for _ in range(ROUNDS):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True, env=compiled, stdout=subprocess.DEVNULL)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
            best = min(best, spent)
    return best


def main() -> None:
    gc.set_threshold(MADE_BEFORE_CLEARING)
    files = made_files()
    size = sum(map(len, files.values()))
    bare, placed, checked = (seconds(work, files) for work in (plain, positions, load_framework))
    print(
        f"{INDICATORS:,} indicators, {size / 1e6:.1f} MB of text, processor seconds, best of {ROUNDS}"
    )
    print(f"PyYAML's CSafeLoader, no places, no checks   {bare:6.2f}   1.0 x")
    print(f"strict YAML with the place of every node     {placed:6.2f} {placed / bare:5.1f} x")
    print(f"load_framework: shapes, expressions, checks  {checked:6.2f} {checked / bare:5.1f} x")
    rows = seconds(load_framework, table_files())
    print(f"load_framework of as many rows of a table    {rows:6.2f}")
    command = command_seconds(files)
    print(f"fingerpost check, as it is typed             {command:6.2f}")
    print(f"under 3 seconds: {'yes' if max(checked, rows, command) < 3 else 'NO'}")


if __name__ == "__main__":
    main()
