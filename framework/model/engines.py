"""What counts the rows of a source: polars here, or the engine in whose tables they lie."""

from enum import StrEnum
from typing import Final

from framework.model.measures import windows_in
from framework.model.reads import ReadKind


class Engine(StrEnum):
    POLARS = "polars"  # in this process, from files
    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"


REACHES: Final = {
    Engine.POLARS: frozenset(ReadKind) - {ReadKind.DUCKDB},
    Engine.DUCKDB: frozenset({ReadKind.DUCKDB, ReadKind.PARQUET}),
    Engine.POSTGRES: frozenset({ReadKind.SQL}),
    Engine.SPARK: frozenset({ReadKind.PARQUET}),
}
"""The kinds of read whose rows each engine can count."""


def why_not(engine: Engine, measure: object) -> str:
    """Say what of a measure an engine cannot do; nothing where it can do all of it."""
    if engine is not Engine.POLARS and windows_in(measure):
        return "look for other rows of the same person (later, earlier, none_later)"
    return ""
