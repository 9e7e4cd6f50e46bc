"""From saving a file to the new page: `try` beside Chromium, as whoever edits waits for it.

python -m benchmarks.trying [--demo FOLDER] [--times 5] [--json]

A copy of the demonstration (`fingerpost demo --dir FOLDER`; made anew when none is named) is tried while a
panel and an indicator's page lie open, each in a window of its own. A title is changed, which computes
nothing; then a target, which rates anew; then a measure, which counts its rows again. For each save
it prints the seconds by the wall until the open page shows it, the processor time that `try` spent on it,
and the load of the machine: on a machine that does nothing else the two times come close.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psutil
from playwright.sync_api import Page, sync_playwright

from benchmarks.pages.browsing import FLAGS, PATIENCE_MS, find_browser

WANTED: Final = 1.0
"""Seconds from a save to the new page."""

_FILE: Final = "config/indicators/1_right_help.yaml"
_INDICATOR: Final = "assessed_in_time"
_ADDRESS: Final = re.compile(r"http://[\d.]+:\d+/")


@dataclass(frozen=True, slots=True)
class Save:
    """What was changed, on which page it was awaited, and medians of seconds over some saves."""

    change: str
    page: str
    wall: float
    longest: float
    work: float
    load: float


def measure(folder: Path, times: int) -> list[Save]:
    """Save each kind of change so often, and wait for it on each page."""
    with _tried(folder) as (address, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        found = []
        for name, path in (("panel", "/"), ("indicator", f"/indicator/{_INDICATOR}")):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(PATIENCE_MS)
            page.goto(address.rstrip("/") + path)
            page.wait_for_selector("#react-entry-point #page main")
            for change in _CHANGES:
                saves = [
                    _one(page, process, folder / _FILE, change, at) for at in range(1, times + 1)
                ]
                found.append(_middle(change, name, saves))
            page.close()
        browser.close()
    return found


def _middle(change: str, page: str, saves: list[tuple[float, float]]) -> Save:
    wall, work = ([one[part] for one in saves] for part in (0, 1))
    load = os.getloadavg()[0]
    return Save(change, page, statistics.median(wall), max(wall), statistics.median(work), load)


def _one(
    page: Page, process: psutil.Process, file: Path, change: str, at: int
) -> tuple[float, float]:
    """Save a change and wait until the page that was open is that of the trial after it."""
    text = file.read_text(encoding="utf-8")
    old, new = _CHANGES[change]
    found = re.search(old, text)
    if found is None:
        raise SystemExit(f"the demonstration has nothing to change for '{change}'")
    known = page.get_attribute("script[data-number]", "data-number")
    before = _spent(process)
    begun = time.perf_counter()
    whole = text[: found.start(1)] + new(found[1], at) + text[found.end(1) :]
    file.write_text(whole, encoding="utf-8")
    page.wait_for_function(
        "known => { const one = document.querySelector('script[data-number]');"
        " return one && one.dataset.number !== known"
        " && document.querySelector('#react-entry-point #page main'); }",
        arg=known,
        polling=20,
    )
    wall = time.perf_counter() - begun
    time.sleep(0.5)
    return wall, _spent(process) - before


def _spent(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system + used.children_user + used.children_system)


def _title(_now: str, at: int) -> str:
    return f"Assessments completed within 45 working days, version {at}"


def _target(now: str, at: int) -> str:
    return str(80 + (at + (int(now) == 80 + at)) % 10)


def _days(now: str, at: int) -> str:
    return str(40 + (at + (int(now) == 40 + at)) % 10)


_CHANGES: Final[dict[str, tuple[str, Any]]] = {
    "title": (rf"(?s)\n  {_INDICATOR}:\n    title: ([^\n]+)", _title),
    "target": (rf"(?s)\n  {_INDICATOR}:\n.*?for: 2025/26, value: (\d+)", _target),
    "measure": (rf"(?s)\n  {_INDICATOR}:\n.*?working_days\([^)]*\) <= (\d+)", _days),
}
"""What is changed, as the piece of text that is replaced, and what takes its place at the n-th save."""


@contextmanager
def _tried(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Run `fingerpost try` on a partnership; its address, once it answers, and its process."""
    command = [sys.executable, "-m", "dashboard.cli", "try", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        assert running.stdout is not None  # noqa: S101 (a pipe was asked for)
        try:
            for line in running.stdout:
                if address := _ADDRESS.search(line):
                    break
            else:
                raise SystemExit("fingerpost try did not begin")
            yield address[0], psutil.Process(running.pid)
        finally:
            running.terminate()


def _copied(demo: Path | None, folder: Path) -> Path:
    """Give a copy of a demonstration whose files may be changed."""
    if demo is None:
        build = [sys.executable, "-m", "dashboard.cli", "demo", "--no-serve", "--dir"]
        subprocess.run([*build, folder / "demo"], check=True, stdout=subprocess.DEVNULL)
    else:
        shutil.copytree(demo, folder / "demo")
    return folder / "demo"


def main() -> None:
    """Measure, and print a table or JSON."""
    reader = argparse.ArgumentParser(description="From saving a file to the new page of a trial.")
    reader.add_argument("--demo", type=Path, help="a folder that `fingerpost demo --dir` made")
    reader.add_argument("--times", type=int, default=5)
    reader.add_argument("--json", action="store_true")
    said = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="fingerpost-trying-") as folder:
        found = measure(_copied(said.demo, Path(folder)), said.times)
    if said.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
        return
    print(
        f"from a save to the new page, {said.times} times each; wanted: {WANTED:.0f} s by the wall"
    )
    print(f"{'change':10}{'page':12}{'wall s':>8}{'longest':>9}{'work s':>8}{'load':>7}")
    for one in found:
        print(
            f"{one.change:10}{one.page:12}{one.wall:8.2f}{one.longest:9.2f}{one.work:8.2f}{one.load:7.1f}"
        )


if __name__ == "__main__":
    main()
