"""Which engine counts the rows of a source: its own, else that of the framework where it reaches them."""

from dataclasses import replace

from framework.load.building.declared import DeclaredSource
from framework.model.engines import REACHES, Engine
from framework.model.reads import ReadKind
from framework.model.sources import COUNTED


def on_engine(declared: DeclaredSource, everywhere: Engine) -> DeclaredSource:
    """Give a source the engine that framework.yaml names for all, unless it names one of its own.

    Files of kinds that this engine does not read, and rows that are read and never counted, stay
    with polars. The rows of a DuckDB file can be counted by DuckDB alone.
    """
    source = declared.source
    if source is None or declared.says("engine"):
        return declared
    engine = Engine.POLARS
    if source.rows in COUNTED and source.read.kind in REACHES[everywhere]:
        engine = everywhere
    if source.read.kind is ReadKind.DUCKDB:
        engine = Engine.DUCKDB
    return replace(declared, source=replace(source, engine=engine))
