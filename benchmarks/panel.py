"""The Board's panel at a million results: query, page and bytes.

    python -m benchmarks.panel --rows 1000000 --json

Prints the median milliseconds of the panel's query and of the whole page on the server, and the
bytes of the page over the wire, with the limits we hold ourselves to.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import brotli
import polars as pl

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.app import create_app
from dashboard.queries.chrome import place
from dashboard.queries.library import Library
from dashboard.queries.pages import StorePages
from dashboard.queries.panel import read_series
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.periods import period_of, step
from framework.store.engines import open_store
from framework.store.locking import begin_run, hold_refresh_lock
from framework.store.migrating import migrate
from framework.store.publication import Publication
from framework.store.publishing import publish
from indicators.disclose.disclosing import Disclosed
from indicators.judge.judging import judge

CONFIG = Path(__file__).parents[1] / "config"
MONTHS = 36
LIMITS = {"query_ms": 20.0, "page_ms": 200.0, "page_kb": 350.0}


def made_up_results(framework: Framework, rows: int) -> pl.DataFrame:
    """Give about so many results: every indicator in every area, with as many breakdowns as fill it."""
    keys = [one.id for one in framework.indicators]
    areas = [one.code for one in framework.geography.areas]
    members = max(1, rows // (len(keys) * len(areas) * MONTHS))
    breakdowns = ["", *(f"group={number}" for number in range(members - 1))]
    frames = []
    for key, breakdown in product(keys, breakdowns):
        one = framework.indicator(key)
        last = period_of(date(2026, 10, 1), one.grain, one.basis, one.year_type)
        periods = [step(last, -back).code for back in range(MONTHS)]
        place_of = pl.DataFrame({"area": areas}).join(
            pl.DataFrame({"period": periods}), how="cross"
        )
        value = (pl.int_range(pl.len()) * 7919 % 1000 / 10).alias("value")
        frames.append(
            place_of.with_columns(
                value,
                pl.lit(key).alias("indicator"),
                pl.lit(breakdown).alias("breakdown"),
                pl.lit(200.0).alias("denominator"),
                pl.lit(0, dtype=pl.Int32).alias("flags"),
            ).with_columns(
                (pl.col("value") * 2).alias("numerator"),
                (pl.col("value") - 3).alias("lower"),
                (pl.col("value") + 3).alias("upper"),
                (pl.col("value") - 5).alias("lower998"),
                (pl.col("value") + 5).alias("upper998"),
            )
        )
    return pl.concat(frames)


def fill(url: str, framework: Framework, files: dict[str, bytes], rows: int) -> int:
    """Publish made-up results into a new store and give how many there are."""
    engine = open_store(url)
    migrate(engine)
    results = made_up_results(framework, rows)
    judged = judge(Disclosed(results), framework)
    now = datetime.now(UTC)
    with hold_refresh_lock(engine, who="benchmark") as lock:
        publish(
            engine,
            Publication(
                run=begin_run(lock, started=now, host="benchmark", pid=1),
                results=results,
                judgements=judged.judgements,
                comparisons=judged.comparisons,
                series=judged.series,
                scope=frozenset(one.id for one in framework.indicators),
                files=files,
                started=now,
                finished=now,
                code_version="benchmark",
                areas=framework.geography.areas,
            ),
        )
    return results.height


def median_ms(work: Callable[[], Any], times: int = 15) -> float:
    work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def measure(rows: int) -> dict[str, float]:
    files = dict(read_config(CONFIG))
    framework = load_framework(files).framework
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/panel.db"
        results = fill(url, framework, files, rows)
        library = Library(open_store(url), lambda: date(2026, 11, 12))
        pages = StorePages(library)
        server = create_app(pages, lambda _request: OPEN_DEMO_VIEWER, secret=b"0" * 32)
        client = server.test_client()

        def query() -> None:
            with library.open() as reading:
                read_series(reading, place(reading, OPEN_DEMO_VIEWER, None, None))

        def page() -> bytes:
            return bytes(client.get("/", headers={"Host": "127.0.0.1"}).data)

        return {
            "results": results,
            "query_ms": round(median_ms(query), 1),
            "page_ms": round(median_ms(page), 1),
            "page_kb": round(len(brotli.compress(page(), quality=4)) / 1024, 1),
        }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--json", action="store_true")
    options = asked.parse_args()
    found = measure(options.rows)
    if options.json:
        print(json.dumps(found))
        return
    print(f"{found['results']:,.0f} results")
    for name, limit in LIMITS.items():
        print(f"{name:10} {found[name]:8.1f}  limit {limit:6.0f}")


if __name__ == "__main__":
    main()
