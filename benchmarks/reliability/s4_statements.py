"""S4: a database that is a source is never written to, whatever would be said to it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from benchmarks.reliability.figures import Asked, Figure, told
from benchmarks.reliability.stores import new_stores
from framework.model.remote_reads import SecretFrom, SqlRead
from indicators.connect.errands import Errand
from indicators.connect.outside import Outside
from indicators.connect.refusals import RefusedError
from indicators.connect.sql_sessions import read_only
from indicators.connect.sql_tables import fetch_table

_URL: Final = "FINGERPOST_SOURCE_CASES_URL"
HOSTILE: Final = (
    "INSERT INTO episodes VALUES ('a9', 'x', 1, 1)",
    "UPDATE episodes SET cost = 0",
    "DELETE FROM episodes",
    "DROP TABLE episodes",
    "CREATE TABLE mine (a int)",
    "ALTER TABLE episodes ADD COLUMN mine int",
)
OF_SQLITE: Final = (
    "ATTACH DATABASE 'FOLDER/other.db' AS other",
    "PRAGMA query_only = off",
    "PRAGMA writable_schema = on",
    "VACUUM INTO 'FOLDER/copy.db'",
    "SELECT load_extension('FOLDER/x')",
)
OF_POSTGRESQL: Final = (
    "COPY episodes TO PROGRAM 'touch FOLDER/made'",
    "COPY episodes FROM PROGRAM 'touch FOLDER/made'",
    "COPY episodes TO 'FOLDER/made'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'select 1'",
    "SELECT pg_terminate_backend(pg_backend_pid() + 1) FROM nowhere",
    "SELECT setval('counted', 99)",
)
"""What an account that may only read must not be able to do either."""
NAMES: Final = (
    "episodes; DROP TABLE episodes",
    'episodes" WHERE 1=1; DROP TABLE episodes; --',
    "episodes UNION SELECT * FROM sqlite_master",
    "pg_read_file('/etc/passwd')",
    "(SELECT 1)",
)
"""What might be written in place of a name."""
MADE: Final = (
    "CREATE TABLE episodes (id varchar(9) PRIMARY KEY, ward varchar(9), cost numeric(9, 2), changed int)",
    "INSERT INTO episodes VALUES ('a2', 'E05000002', NULL, 2), ('a1', 'E05000001', 12.50, 1)",
)
_UNSET: Final = "SET default_transaction_read_only = off"


def measure(asked: Asked) -> list[Figure]:
    """Say everything to a database of each engine, and look whether anything came of it."""
    figures = []
    for engine in asked.engines:
        folder = asked.folder / engine
        folder.mkdir(mode=0o700)
        with new_stores(engine, folder) as new_store:
            url = new_store()
            _run(url, *MADE)
            figures.append(_figure(engine, url, folder / "effects"))
    return figures


def _figure(engine: str, url: str, folder: Path) -> Figure:
    begun = time.monotonic()
    folder.mkdir()
    before, troubles = _rows(url), list[str]()
    statements = (*HOSTILE, *(OF_SQLITE if engine == "sqlite" else ()))
    for statement in statements:
        troubles += _let_through(url, folder, statement)
    for name in NAMES:
        troubles += _named(url, folder, name)
    said = len(statements) + len(NAMES)
    if engine == "postgres":
        with _of_a_reader(url) as reader:
            for statement in (*HOSTILE, *OF_POSTGRESQL):
                troubles += _let_through(reader, folder, _UNSET, statement)
                said += 1
    troubles += [f"it made {path.name}" for path in folder.iterdir()]
    if _rows(url) != before:
        troubles.append("the rows are not what they were")
    return Figure(
        "S4",
        f"{engine}: nothing that is said to a source has an effect",
        f"{said} statements and names, in sessions of ours and by an account that may only read: "
        f"{len(troubles)} effects",
        reached=not troubles,
        seconds=time.monotonic() - begun,
        troubles=told(troubles),
    )


def _let_through(url: str, folder: Path, *statements: str) -> list[str]:
    """Run statements in a session of ours, as no declaration can. Every last one must be refused."""
    try:
        with read_only(url, seconds=5) as connection:
            for statement in statements:
                connection.execute(text(statement.replace("FOLDER", str(folder))))
                connection.commit()
    except (DBAPIError, RefusedError):
        return []
    return [f"it was let through: {statements[-1]}"]


def _named(url: str, folder: Path, name: str) -> list[str]:
    """Declare a text as the name of a table, as no check would let it."""
    read = SqlRead(SecretFrom("env", _URL), name)
    try:
        fetch_table(Errand(read, (("id",),), folder, outside=Outside({_URL: url})))
    except RefusedError:
        return []
    return [f"it was taken for a table: {name}"]


@contextmanager
def _of_a_reader(owner: str) -> Iterator[str]:
    """Give the database as an account sees it that may only read one table."""
    role = f"reader_{uuid4().hex[:8]}"
    _run(owner, "CREATE SEQUENCE counted", f"CREATE ROLE {role} LOGIN PASSWORD 'made up'")
    _run(owner, f"GRANT SELECT ON episodes TO {role}")
    try:
        made = make_url(owner).set(username=role, password="made up")  # noqa: S106
        yield made.render_as_string(hide_password=False)
    finally:
        _run(owner, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def _run(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _rows(url: str) -> list[tuple[str, ...]]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT * FROM episodes ORDER BY id")).all()
    except SQLAlchemyError as error:  # the table is gone, say
        return [(str(error),)]
    finally:
        engine.dispose()
    return [tuple(map(str, row)) for row in found]
