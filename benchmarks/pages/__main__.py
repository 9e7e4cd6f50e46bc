"""Pages in a browser: bytes, scripts, when the words are there, and answers to 32 readers at once.

    python -m benchmarks.pages [--demo DIR] [--peers [DIR]] [--times 5] [--json]

Builds the demonstration (or takes one that is there), serves it as `fingerpost serve` does, and opens
each page in Chromium with an empty cache. `--peers` makes the same panel in Streamlit, in Dash components
(dash-mantine-components) and in Apache Superset, installs each once into an environment of its own below
that folder (~/.cache/fingerpost-peers where none is said), and measures them in the same run. Exits with 1
where a page misses its budget.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError

from benchmarks.pages.browsing import Visit, measure_pages
from benchmarks.pages.peers import FOLDER, peers_in, write_cards
from benchmarks.pages.reading_at_once import Readers, read_at_leisure, read_at_once
from benchmarks.pages.serving import free_port, served

PAGES = (
    "/",
    "/indicator/assessed_in_time",
    "/outcome/right_help",
    "/heat-map",
    "/area",
    "/signals",
    "/compare",
    "/inequalities",
    "/context",
    "/find",
    "/quality",
    "/status",
)
BUDGET = {
    "total_kb": 350.0,
    "script_kb": 300.0,
    "callbacks": 1,
    "components": 150,
    "lcp_ms": 1500.0,
}
READERS, P95_MS = 32, 200.0


def main() -> None:
    given = _given()
    with _demonstration(given.demo) as demo:
        with served(*_serve(demo)) as (address, process):
            visits = measure_pages(address, PAGES, times=given.times)
            crowds = [
                read(address, process, readers=READERS) for read in (read_at_leisure, read_at_once)
            ]
        peers, failed = _peers(given.peers, demo, given.times) if given.peers else ([], {})
    if given.json:
        found = {
            "pages": [asdict(one) for one in visits],
            "readers": [asdict(one) for one in crowds],
        }
        print(
            json.dumps(
                found | {"peers": [asdict(one) for one in peers], "failed": failed}, indent=2
            )
        )
    else:
        _print(visits, peers, failed)
        _print_readers(crowds)
    sys.exit(0 if _reached(visits, crowds[0]) else 1)


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--demo", type=Path, help="a demonstration that is there already")
    parser.add_argument(
        "--peers",
        type=Path,
        nargs="?",
        const=FOLDER,
        help="also measure other tools; where their environments are kept",
    )
    parser.add_argument("--times", type=int, default=5, help="visits of each page")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _fingerpost() -> str:
    return str(Path(sys.executable).with_name("fingerpost"))


@contextmanager
def _demonstration(there: Path | None) -> Iterator[Path]:
    if there is not None:
        yield there.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "demo"
        subprocess.run([_fingerpost(), "demo", "--no-serve", "--dir", str(made)], check=True)
        yield made


def _serve(demo: Path) -> tuple[list[str], int, Path]:
    port = free_port()
    return [_fingerpost(), "serve", "--port", str(port)], port, demo


def _peers(folder: Path, demo: Path, times: int) -> tuple[list[Visit], dict[str, str]]:
    """Measure each peer. What could not be installed or did not come up is named with the reason."""
    cards = write_cards(demo, folder)
    visits: list[Visit] = []
    failed: dict[str, str] = {}
    for peer, port in peers_in(folder, cards):
        name, tool = peer.tool.name, peer.tool
        if peer.failed:
            failed[name] = peer.failed
            continue
        try:
            with served(peer.command, port, cards.parent, peer.more) as (address, _process):
                visits += measure_pages(
                    address, (tool.path,), times=times, name=f"{name} ", ready=tool.ready
                )
        except (SystemExit, PlaywrightError) as problem:
            failed[name] = str(problem).partition("\n")[0]
    return visits, failed


def _reached(visits: list[Visit], readers: Readers) -> bool:
    within = all(getattr(one, key) <= most for one in visits for key, most in BUDGET.items())
    return within and readers.p95_ms <= P95_MS and not readers.failed


def _print(visits: list[Visit], peers: list[Visit], failed: dict[str, str]) -> None:
    print(
        "| page | KB over the wire | of it script | requests | DOM nodes | callbacks | Dash components "
        "| largest paint ms | all there ms |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for one in [*visits, *peers]:
        print(
            f"| {one.name}{one.path} | {one.total_kb:.0f} | {one.script_kb:.0f} | {one.requests} | "
            f"{one.nodes} | {one.callbacks} | {one.components} | {one.lcp_ms:.0f} | {one.ready_ms:.0f} |"
        )
    for name, reason in failed.items():
        print(f"| {name} | could not be measured: {reason} | | | | | | | |")
    limits = ", ".join(f"{key} at most {most:g}" for key, most in BUDGET.items())
    print(f"\nBudget of our pages: {limits}.\n")


def _print_readers(crowds: list[Readers]) -> None:
    print(
        f"| {READERS} readers | pages | failed | p50 ms | p95 ms | pages a second "
        "| processor ms a page | of one core |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for one in crowds:
        how = f"a page every {one.think_s:g} s" if one.think_s else "as fast as they come"
        print(
            f"| {how} | {one.answers} | {one.failed} | {one.p50_ms:.0f} | {one.p95_ms:.0f} | "
            f"{one.each_second:.0f} | {one.cpu_ms:.1f} | {one.busy:.0%} |"
        )
    print(f"\nOf readers who read, p95 is at most {P95_MS:.0f} ms.")


if __name__ == "__main__":
    main()
