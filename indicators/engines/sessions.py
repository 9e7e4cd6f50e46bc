"""A connection to an engine for one run: which table the rows are in, and statements that only read."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from framework.errors import SourceError
from framework.model.engines import Engine
from framework.model.sources import Source
from indicators.connect.outside import Outside
from indicators.connect.refusals import RefusedError


class TooLargeError(Exception):
    """A number that a statement makes does not fit into the engine's own."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table by its name inside a schema, with the types of its columns as Ibis knows them."""

    name: str
    columns: Mapping[str, Any]
    within: str | None = None


class Session(Protocol):
    """An open connection. `run` gives what a statement finds, in the statement's own column order."""

    @property
    def table(self) -> Table: ...

    def run(self, sql: str) -> pl.DataFrame:
        """Run one statement.

        Raises:
            RefusedError: why it cannot be run, without secrets and cell values.
            TooLargeError: a number does not fit.
        """
        ...


@dataclass(frozen=True, slots=True)
class Lies:
    """What it takes to reach the rows of engines: the data folder, and the operator's environment."""

    data: Path
    outside: Outside


@contextmanager
def open_session(source: Source, lies: Lies) -> Iterator[Session]:
    """Open the engine that a source declares. Each engine's library is imported only here.

    Raises:
        SourceError: it cannot be reached, its library is not installed, or a statement fails.
    """
    try:
        with _session_of(source, lies) as opened:
            yield opened
    except RefusedError as refused:
        raise SourceError(source.id, refused.reasons) from None
    except ImportError as error:
        reason = (
            f"engine: {source.engine.value} needs a library that is not installed ({error.name}); "
        )
        extra = "spark" if source.engine is Engine.SPARK else "engines"
        raise SourceError(source.id, (f"{reason}pip install 'fingerpost[{extra}]'",)) from None


def _session_of(source: Source, lies: Lies) -> AbstractContextManager[Session]:
    match source.engine:
        case Engine.DUCKDB:
            from indicators.engines.duckdb_sessions import duckdb_session

            return duckdb_session(source, lies)
        case Engine.POSTGRES:
            from indicators.engines.postgres_sessions import postgres_session

            return postgres_session(source, lies)
        case Engine.SPARK:
            from indicators.engines.spark_sessions import spark_session

            return spark_session(source, lies)
        case Engine.POLARS:
            raise ValueError(f"the rows of source '{source.id}' are files, not an engine's")
