"""Published results as pandas frames, for analysts in a notebook.

>>> from dashboard.api.notebook import read_results
>>> read_results("sqlite:///fingerpost.db", indicators=["assessed_in_time"])  # doctest: +SKIP
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.queries.fact_kinds import EVERY, Asked
from dashboard.queries.facts import indicator_facts, result_facts
from dashboard.queries.library import Library, Reading
from framework.model.results import TOTAL
from framework.model.visible import visible
from framework.store.engines import open_store
from framework.store.migrating import require_current
from framework.store.reading import open_snapshot

if TYPE_CHECKING:
    import pandas as pd


def read_results(
    store: str,
    *,
    indicators: Iterable[str] | None = None,
    areas: Iterable[str] | None = None,
    breakdowns: bool = False,
    since: date | None = None,
) -> "pd.DataFrame":
    """Give published results, a row a figure, with the columns of the API's /results.

    `breakdowns` gives every breakdown beside everybody. The figures are those of the pages: small
    counts are hidden here too. `frame.attrs` holds the generation and its published hash.

    Raises:
        UserError: an indicator or an area is not of this framework.
        StoreError: the store cannot be read, or nothing has been published yet.
    """
    import pandas as pd

    asked = Asked(
        indicators=None if indicators is None else tuple(indicators),
        areas=None if areas is None else tuple(areas),
        breakdowns=(EVERY,) if breakdowns else (TOTAL,),
        since=since,
    )
    with _library(store).open() as reading:
        rows = result_facts(reading, OPEN_DEMO_VIEWER, asked)
        frame = pd.DataFrame([_fields(row) for row in rows]).drop(
            columns="comparisons", errors="ignore"
        )
        frame.attrs.update(_generation(reading))
    for name in ("period_start", "period_end"):
        if name in frame:
            frame[name] = pd.to_datetime(frame[name])
    return frame


def read_indicators(store: str) -> "pd.DataFrame":
    """Give the declared indicators, a row each.

    Raises:
        StoreError: the store cannot be read, or nothing has been published yet.
    """
    import pandas as pd

    with _library(store).open() as reading:
        return pd.DataFrame([_fields(row) for row in indicator_facts(reading)])


def _fields(row: Any) -> dict[str, object]:
    """Give a row by the names of its fields, its texts as they can be seen."""
    return {
        name: visible(value) if isinstance(value, str) else value
        for name, value in asdict(row).items()
    }


def _library(store: str) -> Library:
    """Open a store as it stood on the day of its last publication: a notebook gives the same tomorrow."""
    engine = open_store(store)
    require_current(engine)
    with open_snapshot(engine) as snapshot:
        day = snapshot.generation.published_at.date()
    return Library(engine, lambda: day)


def _generation(reading: Reading) -> dict[str, object]:
    generation = reading.snapshot.generation
    return {"generation": generation.number, "published_hash": generation.published_hash}
