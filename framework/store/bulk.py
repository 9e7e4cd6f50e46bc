"""Many rows at once, in and out, through the store's own connection.

PostgreSQL: COPY. SQLite: the driver's executemany of tuples, many rows to a statement, which
halves the time of one row a statement. A second SQLite library (ADBC, DuckDB) must never open the
file: closing it drops the locks of the first, and committed rows are lost.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, Select, Table, and_, select, text

from framework.store.encoding import decode, kept_schema
from framework.store.facts import Fact, Kept
from framework.store.names import load_names
from framework.store.tables import CURRENT

_ROWS_A_STATEMENT: Final = 50
_STATEMENTS_A_CALL: Final = 200
_ROWS_A_FETCH: Final = 600
"""Fewer than make Python look for circles of what refers to itself: among many rows that takes half the time."""
_ROWS_A_COPY: Final = 100_000


def read_standing(
    connection: Connection, fact: Fact, *, indicators: list[int], generation: int | None = None
) -> pl.DataFrame:
    """Read the rows of some indicators that stand at a generation, or that nothing has closed."""
    table = fact.table
    columns = [table.c[column.column] for column in fact.columns]
    query = select(*columns).where(
        table.c.indicator_id.in_(indicators), standing(table, generation)
    )
    return read_columns(connection, query, kept_schema(fact))


def read_columns(
    connection: Connection, query: Select[Any], schema: dict[str, pl.DataType]
) -> pl.DataFrame:
    """Read whatever many rows a query gives, as columns of these types. Only our own numbers stand in it."""
    read = _copy_out if _is_copy(connection) else _fetch
    return read(connection, query, schema)


def standing(table: Table, generation: int | None) -> Any:
    """Give the condition that a row stands at a generation, or that nothing has closed it."""
    if generation is None:
        return table.c.valid_to == CURRENT
    return and_(table.c.valid_from <= generation, table.c.valid_to > generation)


@contextmanager
def indexes_afterwards(connection: Connection, table: Table) -> Iterator[None]:
    """Fill an empty table first and build its indexes then: one sort instead of a search a row.

    Nothing else may need the table meanwhile; it is locked until the transaction ends.
    """
    # As the store has it, not as the table says: the revision knows which rows an index is of.
    made = [_definition(connection, str(index.name)) for index in table.indexes]
    for index in table.indexes:
        index.drop(connection)
    yield
    for statement in made:
        connection.exec_driver_sql(statement)


def _definition(connection: Connection, index: str) -> str:
    asked = (
        "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND indexname = :name"
        if _is_copy(connection)
        else "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = :name"
    )
    found: str = connection.execute(text(asked), {"name": index}).scalar_one()
    return found


def insert_rows(connection: Connection, fact: Fact, *, rows: pl.DataFrame, generation: int) -> None:
    """Write new rows that stand from a generation on."""
    if rows.is_empty():
        return
    if _is_copy(connection):
        since = pl.lit(generation, pl.Int32).alias("valid_from")
        until = pl.lit(CURRENT, pl.Int32).alias("valid_to")
        _copy_in(connection, fact.table.name, rows.with_columns(since, until))
    else:
        _insert_many(connection, fact.table.name, rows=rows, generation=generation)


def close_rows(connection: Connection, fact: Fact, *, keys: pl.DataFrame, generation: int) -> None:
    """Let current rows, named by their keys, stand no longer from a generation on."""
    if keys.is_empty():
        return
    if _is_copy(connection):
        _close_by_copy(connection, fact, keys=keys, generation=generation)
        return
    named = " AND ".join(f"{name} = ?" for name in keys.columns)
    statement = (
        f"UPDATE {fact.table.name} SET valid_to = {generation:d} "
        f"WHERE {named} AND valid_to = {CURRENT:d}"
    )
    for part in keys.iter_slices(_ROWS_A_STATEMENT * _STATEMENTS_A_CALL):
        connection.exec_driver_sql(statement, part.rows())


def _is_copy(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _driver_cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def _literal(connection: Connection, query: Select[Any]) -> str:
    # Only whole numbers of our own stand in these queries.
    return str(query.compile(connection, compile_kwargs={"literal_binds": True}))


def _fetch(
    connection: Connection, query: Select[Any], schema: dict[str, pl.DataType]
) -> pl.DataFrame:
    cursor = _driver_cursor(connection)
    cursor.execute(_literal(connection, query))
    parts = [pl.DataFrame(schema=schema)]
    while rows := cursor.fetchmany(_ROWS_A_FETCH):
        cells = zip(schema.items(), zip(*rows, strict=True), strict=True)
        parts.append(
            pl.DataFrame([pl.Series(name, cell, dtype=kind) for (name, kind), cell in cells])
        )
    return pl.concat(parts, rechunk=True)


def _copy_out(
    connection: Connection, query: Select[Any], schema: dict[str, pl.DataType]
) -> pl.DataFrame:
    statement = f"COPY ({_literal(connection, query)}) TO STDOUT (FORMAT csv)"
    with _driver_cursor(connection) as cursor, cursor.copy(statement) as copy:
        written = b"".join(copy)
    if not written:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(written, has_header=False, schema=schema)


def _copy_in(connection: Connection, table: str, rows: pl.DataFrame) -> None:
    statement = f"COPY {table} ({', '.join(rows.columns)}) FROM STDIN (FORMAT csv)"
    with _driver_cursor(connection) as cursor, cursor.copy(statement) as copy:
        for part in rows.iter_slices(_ROWS_A_COPY):
            copy.write(part.write_csv(include_header=False))


def _close_by_copy(
    connection: Connection, fact: Fact, *, keys: pl.DataFrame, generation: int
) -> None:
    table = fact.table.name
    columns = ", ".join(f"{name} integer NOT NULL" for name in keys.columns)
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE closing ({columns}) ON COMMIT DROP")
    _copy_in(connection, "closing", keys)
    named = " AND ".join(f"{table}.{name} = closing.{name}" for name in keys.columns)
    connection.exec_driver_sql(
        f"UPDATE {table} SET valid_to = {generation:d} FROM closing "
        f"WHERE {named} AND {table}.valid_to = {CURRENT:d}"
    )
    connection.exec_driver_sql("DROP TABLE closing")


def _insert_many(
    connection: Connection, table: str, *, rows: pl.DataFrame, generation: int
) -> None:
    # The range is the same in every row, so it stands in the statement: fewer cells to bind.
    row = f"({', '.join('?' * rows.width)}, {generation:d}, {CURRENT:d})"
    head = f"INSERT INTO {table} ({', '.join(rows.columns)}, valid_from, valid_to) VALUES "
    whole = rows.height - rows.height % _ROWS_A_STATEMENT
    many = head + ", ".join([row] * _ROWS_A_STATEMENT)
    for part in rows.head(whole).iter_slices(_ROWS_A_STATEMENT * _STATEMENTS_A_CALL):
        connection.exec_driver_sql(many, list(_statements(part)))
    if whole < rows.height:
        connection.exec_driver_sql(head + row, rows.tail(rows.height - whole).rows())


def _statements(rows: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    # Row after row in one list, filled column after column: no row is made on the way.
    cells: list[Any] = [None] * (rows.height * rows.width)
    for place, column in enumerate(rows):
        cells[place :: rows.width] = column.to_list()
    width = rows.width * _ROWS_A_STATEMENT
    for first in range(0, len(cells), width):
        yield tuple(cells[first : first + width])


def read_frame(connection: Connection, fact: Fact, *, generation: int) -> pl.DataFrame:
    """Read every row of one kind at a generation, in the contract's columns, sorted by key."""
    names = load_names(connection)
    ids = list(names.ids[Kept.INDICATOR].values())
    kept = read_standing(connection, fact, indicators=ids, generation=generation)
    frame = decode(fact, kept, names=names)
    return frame.sort(fact.frame_columns[: fact.key])
