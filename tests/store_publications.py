"""Small publications for tests of the store, and the whole way of publishing one."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import polars as pl
from sqlalchemy import Engine

from framework.model.areas import Area
from framework.model.results import (
    COMPARISON_COLUMNS,
    JUDGEMENT_COLUMNS,
    RESULT_COLUMNS,
    SERIES_COLUMNS,
)
from framework.store.locking import begin_run, hold_refresh_lock
from framework.store.publication import Publication, Published
from framework.store.publishing import publish

STARTED = datetime(2026, 11, 12, 8, tzinfo=UTC)
FINISHED = datetime(2026, 11, 12, 8, 0, 30, tzinfo=UTC)
NUMBERS = {
    *("value", "numerator", "denominator", "lower", "upper", "lower998", "upper998"),
    *("target", "amber_edge", "target_high", "chance"),
    *("short_change", "long_change", "typical_change"),
}
OTHERS = {
    "flags": pl.Int32,
    "points": pl.Int32,
    "rank": pl.Int32,
    "out_of": pl.Int32,
    "short_real": pl.Boolean,
    "long_real": pl.Boolean,
}


def frame(columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]] = ()) -> pl.DataFrame:
    """Make a frame of the contract's columns; a cell that is not given is missing."""
    schema = {c: pl.Float64 if c in NUMBERS else OTHERS.get(c, pl.String) for c in columns}
    cells = [{name: row.get(name) for name in columns} for row in rows]
    return pl.DataFrame(cells, schema=schema)


def result(
    indicator: str = "first",
    area: str = "E1",
    period: str = "2026-10",
    value: float | None = 50.0,
    **more: Any,
) -> dict[str, Any]:
    """Make one result, of everybody and without flags unless said."""
    key = {"indicator": indicator, "area": area, "breakdown": "", "period": period}
    return key | {"value": value, "flags": 0} | more


def judgement(of: Mapping[str, Any], rating: str = "green", **more: Any) -> dict[str, Any]:
    """Judge a result."""
    key = {name: of[name] for name in RESULT_COLUMNS[:4]}
    travel = {"short_travel": "better", "short_real": True, "long_travel": "cannot say"}
    return key | {"rating": rating, "rule": "target", "target_id": "t1"} | travel | more


def publication(results: Iterable[Mapping[str, Any]], **more: Any) -> Publication:
    """Make a publication of rows given as mappings. The scope is what the results speak of."""
    found = frame(RESULT_COLUMNS, results)
    given = {
        "judgements": frame(JUDGEMENT_COLUMNS, more.pop("judgements", ())),
        "comparisons": frame(COMPARISON_COLUMNS, more.pop("comparisons", ())),
        "series": frame(SERIES_COLUMNS, more.pop("series", ())),
    }
    usual = {
        "scope": frozenset(found["indicator"].unique()),
        "files": {"framework.yaml": b"framework: test\n"},
        "areas": (Area("E1", "North", "ward"), Area("E2", "South", "ward")),
    }
    return Publication(
        run=0,
        results=found,
        started=STARTED,
        finished=FINISHED,
        code_version="1",
        **given,
        **(usual | more),
    )


def publish_now(engine: Engine, what: Publication, *, wait: float = 0.0) -> Published:
    """Publish as refresh does: under the lock, as a run of its own."""
    with hold_refresh_lock(engine, wait_seconds=wait, who="a test") as lock:
        run = begin_run(lock, started=what.started, host="here", pid=os.getpid())
        return publish(engine, replace(what, run=run))
