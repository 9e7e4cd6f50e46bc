"""An engine that stops answering while it counts costs its own source this run, and no other."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

import duckdb
import polars as pl
import pytest
from sqlalchemy import create_engine, make_url, text

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.store.rows import RunState
from indicators.connect.refusals import RefusedError
from indicators.engines.opening import open_session
from indicators.engines.sessions import TooLargeError, Whereabouts
from tests.refresh_desk import Desk, Heard, tiny

FILE = "read: {kind: csv, path: episodes*.csv}"
ADDRESS = "FINGERPOST_SOURCE_EPISODES"
IN_POSTGRES = f"engine: postgres\nread: {{kind: sql, url_from: env {ADDRESS}, table: episodes}}"
IN_DUCKDB = "engine: duckdb\nread: {kind: duckdb, path: lake.duckdb, table: episodes}"
LOST = "the database cannot be reached, or does not let us in (AdminShutdown)"


@dataclass
class Meddling(Heard):
    """Does something once a stage of a refresh has come to its end."""

    after: str = ""
    then: Callable[[], None] = field(default=lambda: None)

    def stage(self, name: str, done: int, total: int) -> None:
        if (name, done) == (self.after, total):
            self.then()


@dataclass(frozen=True)
class Server:
    """A database of PostgreSQL with the rows of the tiny partnership."""

    address: str

    def says(self, *statements: str) -> None:
        engine = create_engine(self.address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for one in statements:
                connection.execute(text(one))
        engine.dispose()

    def cut_others(self) -> None:
        """End the sessions of all others, as a server does that restarts."""
        self.says(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def server(postgresql_server: str) -> Server:
    url = make_url(postgresql_server).set(drivername="postgresql+psycopg")
    name = f"rows_{uuid4().hex}"
    Server(url.render_as_string(hide_password=False)).says(f"CREATE DATABASE {name}")
    return Server(url.set(database=name).render_as_string(hide_password=False))


def partnership(folder: Path, server: Server) -> Desk:
    desk = tiny(folder)
    desk.exchange("sources/episodes.yaml", "unique: yes, ", "")
    desk.exchange("sources/episodes.yaml", FILE, IN_POSTGRES)
    desk.environment[ADDRESS] = server.address
    rows = pl.read_csv(desk.folder / "data" / "episodes.csv", try_parse_dates=True)
    kinds = {pl.Date: "date", pl.Int64: "bigint", pl.Float64: "numeric", pl.String: "text"}
    columns = ", ".join(f"{name} {kinds[type(kind)]}" for name, kind in rows.schema.items())
    names = ", ".join(f":{name}" for name in rows.columns)
    server.says(f"CREATE TABLE episodes ({columns})")
    engine = create_engine(server.address)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO episodes VALUES ({names})"), rows.to_dicts())
    engine.dispose()
    return desk


@pytest.mark.postgres
def test_a_database_that_is_lost_while_it_counts_costs_no_other_source(
    tmp_path: Path, server: Server
) -> None:
    desk = partnership(tmp_path, server)
    desk.heard = Meddling(after="reading", then=server.cut_others)
    found = desk.refresh()
    assert found.state is RunState.PUBLISHED
    assert f"indicator 'episodes_started' has no figures yet: {LOST}" in desk.heard.events
    assert desk.value("episodes_started", "2025-05") is None
    assert desk.value("ready_for_school", "2023/24", area="E92000001") is not None
    desk.heard = Heard()
    assert desk.refresh().state is RunState.PUBLISHED
    assert desk.value("episodes_started", "2025-05") is not None


@pytest.mark.postgres
def test_a_database_that_is_lost_once_it_has_counted_costs_nothing(
    tmp_path: Path, server: Server
) -> None:
    desk = partnership(tmp_path, server)
    desk.heard = Meddling(after="official", then=server.cut_others)
    assert desk.refresh().state is RunState.PUBLISHED
    assert desk.value("episodes_started", "2025-05") is not None


def test_what_an_engine_says_of_a_cell_is_not_passed_on(tmp_path: Path) -> None:
    desk = tiny(tmp_path)
    desk.exchange("sources/episodes.yaml", "unique: yes, ", "")
    desk.exchange("sources/episodes.yaml", FILE, IN_DUCKDB)
    with duckdb.connect(str(desk.folder / "data" / "lake.duckdb")) as lake:
        lake.execute("CREATE TABLE episodes AS SELECT 'Jo Bloggs' AS person_id")
    source = load_framework(read_config(desk.folder)).framework.source("episodes")
    whereabouts = Whereabouts(desk.folder / "data", desk.where.places.outside)
    with open_session(source, whereabouts) as session, pytest.raises(TooLargeError) as caught:
        session.run("SELECT person_id::INTEGER FROM declared_rows")
    assert "Jo Bloggs" not in "".join(traceback.format_exception(caught.value))


def test_a_view_that_would_run_for_ever_is_stopped(tmp_path: Path) -> None:
    desk = tiny(tmp_path)
    desk.exchange("sources/episodes.yaml", "unique: yes, ", "")
    desk.exchange("sources/episodes.yaml", FILE, IN_DUCKDB)
    with duckdb.connect(str(desk.folder / "data" / "lake.duckdb")) as lake:
        endless = "range(10000000) a, range(10000000) b"
        lake.execute(f"CREATE VIEW episodes AS SELECT 1 AS person_id FROM {endless}")
    source = load_framework(read_config(desk.folder)).framework.source("episodes")
    whereabouts = Whereabouts(desk.folder / "data", desk.where.places.outside)
    with open_session(source, whereabouts) as session:
        hasty = replace(session, seconds=0.2)
        with pytest.raises(RefusedError, match="took longer than 0 seconds"):
            hasty.run("SELECT count(*), sum(person_id) FROM declared_rows")


@pytest.mark.parametrize("name", ["x*.parquet", "rows[1].parquet", "a?.parquet"])
def test_a_file_whose_name_spark_takes_for_a_pattern_is_refused(tmp_path: Path, name: str) -> None:
    pytest.importorskip("pyspark", reason="Spark is not installed")
    from indicators.engines.spark_sessions import spark_session

    desk = tiny(tmp_path)
    read = "read: {kind: parquet, path: lake/*.parquet}\nengine: spark"
    desk.exchange("sources/episodes.yaml", "unique: yes, ", "")
    desk.exchange("sources/episodes.yaml", FILE, read)
    (desk.folder / "data" / "lake").mkdir()
    (desk.folder / "data" / "lake" / name).write_bytes(b"")
    source = load_framework(read_config(desk.folder)).framework.source("episodes")
    whereabouts = Whereabouts(desk.folder / "data", desk.where.places.outside)
    with (
        pytest.raises(RefusedError, match="for a pattern: rename it"),
        spark_session(source, whereabouts),
    ):
        pass
