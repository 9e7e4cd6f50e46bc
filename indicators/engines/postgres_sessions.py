"""PostgreSQL: a table or view, read in one read-only transaction, so that all statements see the same rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from ibis.backends.sql.datatypes import PostgresType
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import NoSuchTableError, SQLAlchemyError

from framework.model.remote_reads import SqlRead
from framework.model.sources import Source
from indicators.connect.headers import nearest
from indicators.connect.refusals import RefusedError
from indicators.connect.sql_sessions import read_only, why_refused
from indicators.engines.sessions import Table, TooLargeError, Whereabouts

_SNAPSHOT: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
_TOO_LARGE: Final = "22003"  # numeric_value_out_of_range


@dataclass(frozen=True, slots=True)
class PostgresSession:
    """An open connection to PostgreSQL."""

    connection: Connection
    table: Table
    seconds: int

    def run(self, sql: str) -> pl.DataFrame:
        """Run one statement, as `sessions.Session` says."""
        try:
            # an error ends a transaction, and with it the view of the rows: hence the savepoint
            with self.connection.begin_nested():
                asked = self.connection.execution_options(no_parameters=True)
                found = asked.exec_driver_sql(sql)
                rows, names = found.all(), list(found.keys())
        except SQLAlchemyError as error:
            if _state_of(error) == _TOO_LARGE:
                raise TooLargeError from None
            raise RefusedError(why_refused(error, self.seconds)) from None
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        return pl.DataFrame(
            [_column(name, cells) for name, cells in zip(names, columns, strict=True)]
        )


@contextmanager
def postgres_session(source: Source, whereabouts: Whereabouts) -> Iterator[PostgresSession]:
    """Connect to the database whose address a source's secret is."""
    read = source.read
    if not isinstance(read, SqlRead):
        raise TypeError(f"source '{source.id}' is no table of a database")
    address = whereabouts.outside.secret(read.url_from)
    with read_only(address, seconds=read.seconds) as connection:
        if connection.dialect.name != "postgresql":
            raise RefusedError(
                f"engine: postgres counts in PostgreSQL, and the address is of {connection.dialect.name}; "
                "delete 'engine', so that the rows are fetched"
            )
        connection.rollback()
        connection.exec_driver_sql(_SNAPSHOT)
        yield PostgresSession(connection, _described(connection, read), read.seconds)


def _state_of(error: SQLAlchemyError) -> str:
    """Give the five letters of an error, as psycopg or psycopg2 has them."""
    said = getattr(error, "orig", None)
    return getattr(said, "sqlstate", None) or getattr(said, "pgcode", None) or ""


def _described(connection: Connection, read: SqlRead) -> Table:
    """Find a table by its name in what the database says of itself."""
    known = inspect(connection)
    try:
        columns = known.get_columns(read.table, schema=read.schema)
    except NoSuchTableError:
        columns = []
    if not columns:
        names = [
            *known.get_table_names(schema=read.schema),
            *known.get_view_names(schema=read.schema),
        ]
        guess = nearest([read.table], names)
        near = f"; did you mean '{guess}'?" if guess else ""
        raise RefusedError(f"{read.origin}: there is no such table or view{near}")
    types = {str(one["name"]): _type_of(one["type"], connection) for one in columns}
    return Table(read.table, types, read.schema)


def _type_of(kind: Any, connection: Connection) -> Any:
    try:
        written = kind.compile(dialect=connection.dialect)
    except SQLAlchemyError:
        written = "json"  # a type of the database's own: no column of ours may be one
    return PostgresType.from_string(written)


def _column(name: str, cells: Any) -> pl.Series:
    """Give a column of what the driver gave: whole numbers of more than 64 bits stay Python's."""
    values = list(cells)
    some = next((value for value in values if value is not None), None)
    if isinstance(some, str):
        return pl.Series(name, values, dtype=pl.String)
    if type(some).__name__ == "Decimal":
        whole = [None if value is None else int(value) for value in values]
        fits = all(value is None or abs(value) < 2**62 for value in whole)
        return pl.Series(name, whole, dtype=pl.Int64 if fits else pl.Object)
    return pl.Series(name, values, strict=False)
