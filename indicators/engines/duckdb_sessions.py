"""DuckDB: a database file or a folder of Parquet, opened to read and shut off from everything else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Final

import duckdb
import polars as pl
from ibis.backends.sql.datatypes import DuckDBType

from framework.model.remote_reads import DuckdbRead
from framework.model.sources import Source
from indicators.connect.databases import database_file
from indicators.connect.finding import find_files
from indicators.connect.refusals import RefusedError
from indicators.engines.sessions import Table, TooLargeError, Whereabouts

_VIEW: Final = "declared_rows"
_MEMORY: Final = "2GB"
_SPILLED: Final = "50GB"
STATEMENT_SECONDS: Final = 1800.0
"""A view that somebody delivered could run for ever, and the refresh with it."""


@dataclass(frozen=True, slots=True)
class DuckdbSession:
    """An open connection to DuckDB."""

    connection: duckdb.DuckDBPyConnection
    table: Table
    seconds: float = STATEMENT_SECONDS

    def run(self, sql: str) -> pl.DataFrame:
        """Run one statement, as `sessions.Session` says."""
        ends = Timer(self.seconds, self.connection.interrupt)
        ends.start()
        try:
            return pl.DataFrame(pl.from_arrow(self.connection.sql(sql).to_arrow_table()))
        except duckdb.InterruptException:
            raise RefusedError(f"a statement took longer than {self.seconds:.0f} seconds") from None
        except (duckdb.OutOfRangeException, duckdb.ConversionException):
            raise TooLargeError from None
        except duckdb.Error as error:
            raise RefusedError(f"DuckDB cannot run a statement ({type(error).__name__})") from None
        finally:
            ends.cancel()


@contextmanager
def duckdb_session(source: Source, whereabouts: Whereabouts) -> Iterator[DuckdbSession]:
    """Open what a source declares, and lock every way to anything else before a row is read."""
    connection = duckdb.connect(":memory:")
    with TemporaryDirectory(prefix="fingerpost-duckdb-") as spill:
        try:
            relation = _opened(connection, source, whereabouts, spill)
            columns = connection.execute(f"DESCRIBE {relation}").fetchall()
            table = Table(_VIEW, {name: DuckDBType.from_string(kind) for name, kind, *_ in columns})
            connection.execute(f"CREATE TEMP VIEW {_VIEW} AS {relation}")
            yield DuckdbSession(connection, table)
        except duckdb.Error as error:
            raise RefusedError(_why(error, source)) from None
        finally:
            connection.close()


def _opened(
    connection: duckdb.DuckDBPyConnection, source: Source, whereabouts: Whereabouts, spill: str
) -> str:
    """Give the relation that holds the rows, once nothing but it can be reached."""
    connection.execute(f"SET temp_directory = {_quoted(spill)}")
    connection.execute(f"SET memory_limit = '{_MEMORY}'")
    connection.execute(f"SET max_temp_directory_size = '{_SPILLED}'")
    connection.execute("SET autoload_known_extensions = false")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET preserve_insertion_order = false")
    read = source.read
    if isinstance(read, DuckdbRead):
        path = database_file(source, whereabouts.data)
        connection.execute(f"ATTACH {_quoted(str(path))} AS lake (READ_ONLY)")
        named = ".".join(_name(part) for part in ("lake", read.schema, read.table))
        relation = f"SELECT * FROM {named}"
    else:
        paths = [str(path.resolve()) for path in find_files(source, whereabouts.data)]
        listed = ", ".join(map(_quoted, paths))
        connection.execute(f"SET allowed_paths = [{listed}]")
        relation = f"SELECT * FROM read_parquet([{listed}])"
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return relation


def _quoted(text: str) -> str:
    """Write a text of our own, a path, as a literal."""
    return "'" + text.replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _why(error: duckdb.Error, source: Source) -> str:
    """Say what went wrong by its kind: what an engine says may hold a cell."""
    if isinstance(error, duckdb.CatalogException):
        return f"there is no such table or view: {source.read.origin}"
    if isinstance(error, duckdb.PermissionException):
        return f"{source.read.origin} reads something that is not declared: it is shut off"
    if isinstance(error, duckdb.IOException | duckdb.InvalidInputException):
        return f"{source.read.origin} cannot be opened: is it whole, and in use by nobody?"
    return f"{source.read.origin} cannot be read ({type(error).__name__})"
