"""A connection to an engine for one run: which table the rows are in, and statements that only read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from indicators.connect.outside import Outside


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
class Whereabouts:
    """What it takes to reach the rows of engines: the data folder, and the operator's environment."""

    data: Path
    outside: Outside
