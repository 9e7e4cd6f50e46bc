"""Pages in a browser: bytes, scripts, when the words are there, and answers to 32 readers at once.

    python -m benchmarks.pages [--demo DIR] [--peers DIR] [--times 5] [--json]

Builds the demonstration (or takes one that is there), serves it as `fingerpost serve` does, and opens
each page in Chromium with an empty cache. `--peers` makes the same panel in Streamlit and in Dash
components (dash-mantine-components) in an environment of their own, in that folder, and measures them
in the same run. Exits with 1 where a page misses its budget.
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

from benchmarks.pages.browsing import Visit, measure_pages
from benchmarks.pages.peers import Peer, peers_in, write_cards
from benchmarks.pages.reading_at_once import Readers, read_at_once
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
    with _demonstration(given.demo) as demo, served(_serve(demo)) as address:
        visits = measure_pages(address, PAGES, times=given.times)
        readers = read_at_once(address, readers=READERS)
        peers = _peers(given.peers, demo, given.times) if given.peers else []
    if given.json:
        found = {"pages": [asdict(one) for one in visits], "readers": asdict(readers)}
        print(json.dumps(found | {"peers": [asdict(one) for one in peers]}, indent=2))
    else:
        _print(visits, readers, peers)
    sys.exit(0 if _reached(visits, readers) else 1)


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--demo", type=Path, help="a demonstration that is there already")
    parser.add_argument("--peers", type=Path, help="where to install what ours is held against")
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


def _peers(folder: Path, demo: Path, times: int) -> list[Visit]:
    cards = write_cards(demo, folder)
    return [visit for peer in peers_in(folder) for visit in _visit(peer, cards, times)]


def _visit(peer: Peer, cards: Path, times: int) -> list[Visit]:
    port = free_port()
    with served((peer.command(port, cards), port, cards.parent)) as address:
        return measure_pages(address, ("/",), times=times, name=peer.name, ready=peer.ready)


def _reached(visits: list[Visit], readers: Readers) -> bool:
    within = all(getattr(one, key) <= most for one in visits for key, most in BUDGET.items())
    return within and readers.p95_ms <= P95_MS and not readers.failed


def _print(visits: list[Visit], readers: Readers, peers: list[Visit]) -> None:
    print(
        "| page | KB over the wire | of it script | callbacks | components | largest paint ms | all there ms |"
    )
    print("|---|---|---|---|---|---|---|")
    for one in [*visits, *peers]:
        print(
            f"| {one.name}{one.path} | {one.total_kb:.0f} | {one.script_kb:.0f} | {one.callbacks} | "
            f"{one.components} | {one.lcp_ms:.0f} | {one.ready_ms:.0f} |"
        )
    limits = ", ".join(f"{key} at most {most:g}" for key, most in BUDGET.items())
    print(f"\nBudget of our pages: {limits}.")
    print(
        f"{READERS} readers at once: {readers.answers} panels, p50 {readers.p50_ms:.0f} ms, "
        f"p95 {readers.p95_ms:.0f} ms (at most {P95_MS:.0f}), {readers.failed} failed, "
        f"{readers.each_second:.0f} a second."
    )


if __name__ == "__main__":
    main()
