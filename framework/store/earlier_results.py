"""What readers may have kept: the results of several generations, of which each differs from the next."""

from collections.abc import Collection
from typing import Final

import polars as pl
from sqlalchemy import Connection, select

from framework.store import tables
from framework.store.bulk import read_columns
from framework.store.encoding import decode, kept_schema
from framework.store.facts import RESULT, Kept
from framework.store.names import load_names

_LOOKED_AT: Final = 100
"""In how many of the newest generations those that differ are looked for."""


def read_earlier_results(
    connection: Connection, indicators: Collection[str], *, until: int, most: int
) -> dict[int, pl.DataFrame]:
    """Give results (RESULT_COLUMNS) of some indicators by generation, the newest (`until`) first.

    Of the generations before it only those that are kept, and show or hide something otherwise
    than the one after them; so many at most. Rows that stand in several are read once.
    """
    names = load_names(connection)
    ids = [names.ids[Kept.INDICATOR][key] for key in indicators if key in names.ids[Kept.INDICATOR]]
    table, generation = RESULT.table, tables.generation
    newest_first = select(generation.c.id).order_by(generation.c.id.desc()).limit(_LOOKED_AT)
    kept = connection.execute(newest_first.where(generation.c.id <= until)).scalars().all()
    span = {"valid_from": pl.Int32(), "valid_to": pl.Int32()}
    query = select(
        *(table.c[one.column] for one in RESULT.columns), table.c.valid_from, table.c.valid_to
    ).where(
        table.c.indicator_id.in_(ids),
        table.c.valid_from <= until,
        table.c.valid_to > kept[-1],
    )
    rows = read_columns(connection, query, kept_schema(RESULT) | span)
    results = decode(RESULT, rows, names=names).hstack(rows.select(*span))
    found: dict[int, pl.DataFrame] = {}
    last = until
    for number in kept:
        # A row that ends or begins between the two is what differs.
        differs = ((results["valid_from"] > number) & (results["valid_from"] <= last)).any()
        differs |= ((results["valid_to"] > number) & (results["valid_to"] <= last)).any()
        if differs or number == until:
            stands = (pl.col("valid_from") <= number) & (pl.col("valid_to") > number)
            found[number] = results.filter(stands).drop(*span)
            last = number
        if len(found) == most:
            break
    return found
