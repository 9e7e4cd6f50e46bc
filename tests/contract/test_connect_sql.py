"""A table of a database: read by name, never written to, and nothing told of its address or its cells."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import polars as pl
import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from benchmarks.reliability.s4_statements import HOSTILE, NAMES, OF_POSTGRESQL, OF_SQLITE
from framework.model.remote_reads import SecretFrom, SqlRead
from indicators.connect.errands import Errand
from indicators.connect.outside import Outside
from indicators.connect.refusals import RefusedError
from indicators.connect.sql_sessions import cannot_hold, read_only
from indicators.connect.sql_tables import as_text, fetch_table

URL = "FINGERPOST_SOURCE_CASES_URL"
READ = SqlRead(SecretFrom("env", URL), "episodes")
MADE = """
CREATE TABLE episodes (id varchar(9) PRIMARY KEY, "Ward code" varchar(9), cost numeric(9, 2), changed int);
INSERT INTO episodes VALUES ('a2', 'E05000002', NULL, 2), ('a1', 'E05000001', 12.50, 1);
CREATE VIEW "open ones" AS SELECT * FROM episodes WHERE cost IS NOT NULL;
"""
WANTED = (("id",), ("ward", "Ward code"), ("cost",))


def run(url: str, statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in filter(str.strip, statements.split(";")):
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="module")
def database(new_store_url: Callable[[], str]) -> str:
    """The address of a database of each engine with a table of two rows. Nobody writes to it."""
    return _made(new_store_url)


@pytest.fixture
def own_database(new_store_url: Callable[[], str]) -> str:
    """Another one, to be written to."""
    return _made(new_store_url)


def _made(new_store_url: Callable[[], str]) -> str:
    url = new_store_url()
    run(url, MADE)
    return url


def errand(url: str, folder: Path, **said: object) -> Errand:
    plain = Errand(READ, WANTED, folder, outside=Outside({URL: url}))
    return replace(plain, **said)


def rows(asked: Errand) -> list[tuple[str | None, ...]]:
    brought = fetch_table(asked)
    assert brought is not None
    return pl.read_parquet(brought.files[0].path).rows()


def refused(asked: Errand) -> str:
    with pytest.raises(RefusedError) as caught:
        fetch_table(asked)
    return str(caught.value)


def test_the_wanted_columns_come_out_exactly_and_in_one_order(
    database: str, tmp_path: Path
) -> None:
    assert rows(errand(database, tmp_path)) == [
        ("a1", "E05000001", "12.50" if "postgres" in database else "12.5"),
        ("a2", "E05000002", None),
    ]


def test_a_view_is_read_by_its_name(database: str, tmp_path: Path) -> None:
    asked = errand(database, tmp_path, read=replace(READ, table="open ones"))
    assert [row[0] for row in rows(asked)] == ["a1"]


@pytest.mark.postgres
def test_a_table_of_another_schema_is_named_with_it(postgresql_server: str, tmp_path: Path) -> None:
    url = _new_database(postgresql_server)
    run(url, "CREATE SCHEMA cases; CREATE TABLE cases.open (id int, ward text, cost int)")
    run(url, "INSERT INTO cases.open VALUES (7, 'E05000001', 1)")
    asked = errand(url, tmp_path, read=replace(READ, schema="cases", table="open"))
    assert rows(asked) == [("7", "E05000001", "1")]
    assert refused(errand(url, tmp_path, read=replace(READ, table="open"))).startswith(
        "open: there"
    )


def _new_database(server: str) -> str:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"cases_{uuid4().hex}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def test_what_is_not_there_is_named_with_a_guess(database: str, tmp_path: Path) -> None:
    said = refused(errand(database, tmp_path, read=replace(READ, table="episode")))
    assert said == "episode: there is no such table or view; did you mean 'episodes'?"
    said = refused(errand(database, tmp_path, wanted=(("idd",), ("age",))))
    assert "there is no column 'idd'; did you mean 'id'?" in said
    assert "there is no column 'age'" in said


def test_rows_are_fetched_again_only_when_changed_by_has_grown(
    own_database: str, tmp_path: Path
) -> None:
    read = replace(READ, changed_by="changed")
    brought = fetch_table(errand(own_database, tmp_path, read=read))
    assert brought is not None
    again = errand(own_database, tmp_path, read=read, before=brought.marks)
    assert fetch_table(again) is None
    run(own_database, "UPDATE episodes SET cost = 3, changed = 9 WHERE id = 'a2'")
    assert fetch_table(again) is not None
    run(own_database, "DELETE FROM episodes WHERE id = 'a1'")
    assert fetch_table(errand(own_database, tmp_path, read=read, before=brought.marks)) is not None


def attempt(url: str, *statements: str) -> None:
    """Run statements in a session of ours, as no declaration can."""
    with read_only(url, seconds=5) as connection:
        for statement in statements:
            connection.execute(text(statement))
            connection.commit()


def test_no_statement_could_write_even_if_one_came_in(database: str, tmp_path: Path) -> None:
    """No text of a declaration becomes a statement; were it to, the session itself refuses."""
    for statement in (*HOSTILE, *(OF_SQLITE if "sqlite" in database else ())):
        with pytest.raises((DBAPIError, sqlite3.Error, RefusedError)):
            attempt(database, statement.replace("FOLDER", str(tmp_path)))
    assert len(rows(errand(database, tmp_path))) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"rows.parquet"}


@pytest.fixture
def of_a_reader(postgresql_server: str, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A database as its owner and as an account that may only read one table see it."""
    owner = _new_database(postgresql_server)
    role = f"reader_{uuid4().hex[:8]}"
    run(owner, MADE)
    run(owner, "CREATE SEQUENCE counted")
    run(owner, f"CREATE ROLE {role} LOGIN PASSWORD 'hunter2'; GRANT SELECT ON episodes TO {role}")
    yield owner, make_url(owner).set(username=role, password="hunter2").render_as_string(False)  # noqa: S106
    run(owner, f"DROP OWNED BY {role}; DROP ROLE {role}")


@pytest.mark.postgres
def test_an_account_that_may_only_read_has_no_way_out_either(
    of_a_reader: tuple[str, str], tmp_path: Path
) -> None:
    owner, reader = of_a_reader
    for statement in (*HOSTILE, *OF_POSTGRESQL):
        with pytest.raises((DBAPIError, RefusedError)):
            attempt(
                reader,
                "SET default_transaction_read_only = off",
                statement.replace("FOLDER", str(tmp_path)),
            )
    assert [row[0] for row in rows(errand(reader, tmp_path))] == ["a1", "a2"]
    assert not (tmp_path / "made").exists()
    assert "may not read it" in refused(
        errand(reader, tmp_path, read=replace(READ, table="open ones"))
    )
    assert len(rows(errand(owner, tmp_path))) == 2


@pytest.mark.parametrize("name", NAMES)
def test_text_in_place_of_a_name_names_nothing(database: str, tmp_path: Path, name: str) -> None:
    for read in (replace(READ, table=name), replace(READ, changed_by=name)):
        assert "there is no" in refused(errand(database, tmp_path, read=read))
    assert "there is no" in refused(errand(database, tmp_path, wanted=((name,),)))
    assert len(rows(errand(database, tmp_path))) == 2


def test_a_question_that_takes_too_long_ends(database: str, tmp_path: Path) -> None:
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        if "sqlite" in database
        else "SELECT pg_sleep(30)"
    )
    with (
        pytest.raises(RefusedError, match="did not answer within 1 seconds"),
        read_only(database, seconds=1) as connection,
    ):
        connection.execute(text(endless))


def test_what_is_too_big_is_refused(own_database: str, tmp_path: Path) -> None:
    run(own_database, "ALTER TABLE episodes ADD COLUMN note text")
    run(own_database, f"UPDATE episodes SET note = '{'x' * 99_000}'")
    many = ", ".join(f"('b{place}', '{'x' * 99_000}')" for place in range(12))
    run(own_database, f"INSERT INTO episodes (id, note) VALUES {many}")
    said = refused(
        errand(own_database, tmp_path, wanted=(("note",),), read=replace(READ, megabytes=1))
    )
    assert said == "episodes: it is too big: more than 1 MB"
    run(own_database, f"UPDATE episodes SET note = '{'x' * 100_001}'")
    said = refused(errand(own_database, tmp_path, wanted=(("note",),)))
    assert said == "episodes: a cell of column 'note' is longer than 100,000 letters"


def test_a_view_that_makes_a_text_without_end_is_stopped_before_it_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    run(url, "CREATE VIEW episodes AS SELECT hex(zeroblob(900000)) AS id")
    assert refused(errand(url, tmp_path, wanted=(("id",),))) == (
        "episodes: a row or a cell is longer than 1 MB"
    )


def test_rows_that_come_in_several_parts_are_all_kept_in_order(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    run(url, "CREATE TABLE episodes (id int PRIMARY KEY)")
    with sqlite3.connect(tmp_path / "cases.db") as connection:
        connection.executemany("INSERT INTO episodes VALUES (?)", ((n,) for n in range(10_700)))
    connection.close()
    brought = fetch_table(errand(url, tmp_path, wanted=(("id",),)))
    assert brought is not None
    ids = pl.read_parquet(brought.files[0].path)["id"].to_list()
    assert ids == [str(n) for n in range(10_700)]


UNUSABLE = {
    "": "the secret 'env FINGERPOST_SOURCE_CASES_URL' is empty",
    "hunter2": "the secret is no address of a database",
    "nosuch://u:hunter2@db.example/x": "no driver for nosuch databases is installed",
    "sqlite://": "must be named by the path of its file",
    "sqlite:///file:x?mode=rwc&uri=true": "must be named by the path of its file",
    "sqlite:////nowhere/hunter2.db": "the file of the SQLite database is not there",
    "postgresql+psycopg://u:hunter2@127.0.0.1:1/x": "cannot be reached, or does not let us in",
}


@pytest.mark.parametrize("url", UNUSABLE)
def test_an_address_that_cannot_be_used_is_never_repeated(tmp_path: Path, url: str) -> None:
    said = refused(errand(url, tmp_path, read=replace(READ, seconds=2)))
    assert UNUSABLE[url] in said
    assert "hunter2" not in said


def test_reading_makes_no_file_beside_the_database(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    run(f"sqlite:///{tmp_path}/cases/a%20b#?.db".replace("#?", "c"), MADE)
    before = sorted((tmp_path / "cases").iterdir())
    assert len(before) == 1
    assert len(rows(errand(f"sqlite:///{before[0]}", tmp_path))) == 2
    assert sorted((tmp_path / "cases").iterdir()) == before


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of several pages. No index stands beside the table, against which SQLite would look."""
    path = tmp_path_factory.mktemp("whole") / "cases.db"
    run(f"sqlite:///{path}", "CREATE TABLE episodes (id text, ward text, cost int)")
    with sqlite3.connect(path) as connection:
        cells = ((f"a{place}", f"E0{place:07}", place) for place in range(400))
        connection.executemany("INSERT INTO episodes VALUES (?, ?, ?)", cells)
    connection.close()
    return path


@pytest.mark.parametrize("gone", [1, 8, 100, 2_000, 4_095, 4_096, 9_000])
def test_a_file_that_is_cut_short_is_refused_and_not_read_as_empty_cells(
    whole: Path, tmp_path: Path, gone: int
) -> None:
    cut = tmp_path / "cut.db"
    cut.write_bytes(whole.read_bytes()[:-gone])
    said = refused(errand(f"sqlite:///{cut}", tmp_path))
    assert said == ("episodes: the SQLite file is damaged or cut short; has it been copied whole?")


def test_a_hole_in_a_file_is_refused_too(whole: Path, tmp_path: Path) -> None:
    holed, body = tmp_path / "holed.db", whole.read_bytes()
    assert len(rows(errand(f"sqlite:///{whole}", tmp_path))) == 400
    holed.write_bytes(body[:11_520] + bytes(64) + body[11_584:])
    assert "damaged" in refused(errand(f"sqlite:///{holed}", tmp_path))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (None, None),
        ("", ""),
        (True, "true"),
        (7, "7"),
        (7.0, "7"),
        (0.1, "0.1"),
        (float("nan"), "nan"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12.50"), "12.50"),
        (date(2025, 4, 1), "2025-04-01"),
        (datetime(2025, 4, 1, 9, 30), "2025-04-01 09:30:00"),  # noqa: DTZ001
        (datetime(2025, 4, 1, tzinfo=UTC), "2025-04-01 00:00:00Z"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
    ],
)
def test_cells_are_written_as_files_hold_them(cell: object, written: str | None) -> None:
    assert as_text(cell, "x") == written


@pytest.mark.parametrize("cell", [b"hunter2", ["hunter2"], {"a": "hunter2"}])
def test_a_cell_that_no_file_holds_is_refused_without_its_value(cell: object) -> None:
    with pytest.raises(RefusedError, match=r"column 'x' holds \w+ values") as caught:
        as_text(cell, "x")
    assert "hunter2" not in str(caught.value)


def test_an_engine_that_we_cannot_hold_to_reading_is_said_so() -> None:
    assert cannot_hold("postgresql://u:p@h/x") == cannot_hold("sqlite:///x.db") == ""
    assert cannot_hold("mssql+pyodbc://u:hunter2@h/x") == (
        "mssql may not honour reading only: give it an account that can do nothing else"
    )


def test_nothing_of_a_session_is_left_when_it_ends(database: str) -> None:
    held: list[Connection] = []
    with read_only(database, seconds=5) as connection:
        held.append(connection)
    assert held[0].closed
