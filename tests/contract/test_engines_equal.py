"""Whichever engine counts the rows, the figures are the same to the bit, and those of a plain reading."""

from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import psutil
import pytest
from sqlalchemy import create_engine, text

from framework.errors import SourceError
from framework.model.engines import Engine
from framework.model.expressions import All, Arithmetic, Column, Compare, Comparison, Sum
from framework.model.frameworks import Framework
from framework.model.measures import Count, When
from framework.model.reads import ParquetFiles
from framework.model.sources import Source
from indicators.connect.outside import Outside
from indicators.connect.reading import read_source
from indicators.connect.refusals import RefusedError
from indicators.connect.rows import SourceRows
from indicators.engines.marks import hashes_of
from indicators.engines.opening import open_session
from indicators.engines.reading import open_rows, read_rows
from indicators.engines.sessions import Whereabouts
from indicators.measures.computed import Computed
from indicators.measures.computing import compute
from indicators.measures.spans import cover_dates
from tests.engine_rows import (
    DUCKDB_FILE,
    HOLIDAYS,
    SCHEMA,
    URL,
    every_measure,
    hard_rows,
    on,
    write_parquet,
)
from tests.rows_in_code import framework, indicator

MASTER = "FINGERPOST_SPARK_MASTER"
CUTOFF = date(2025, 6, 17)
MEASURES = every_measure()


@dataclass(frozen=True)
class Lake:
    """The same rows as files and in the tables of every engine."""

    data: Path
    outside: Outside


@dataclass(frozen=True)
class Counted:
    """What an engine counted, and the statements that it was asked."""

    rows: SourceRows
    figures: Computed
    asked: tuple[str, ...]


def partnership(source: Source) -> Framework:
    return framework(MEASURES, (source,), bank_holidays=HOLIDAYS)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory, postgresql_address: str) -> Lake:
    data = tmp_path_factory.mktemp("lake")
    rows = hard_rows()
    write_parquet(data, rows)
    with duckdb.connect(str(data / "lake.duckdb")) as connection:
        files = str(data / "rows" / "*.parquet")
        connection.execute("CREATE TABLE episodes AS SELECT * FROM read_parquet(?)", [files])
    fill_postgres(postgresql_address, rows)
    return Lake(data, Outside({URL: postgresql_address}))


def fill_postgres(address: str, rows: list[dict[str, Any]]) -> None:
    kinds = {
        "timestamp[us]": "timestamp",
        "date32[day]": "date",
        "string": "text",
        "bool": "boolean",
    }
    kinds |= {"decimal128(20, 4)": "numeric", "double": "double precision", "int32": "integer"}
    columns = ", ".join(f'"{field.name}" {kinds[str(field.type)]}' for field in SCHEMA)
    names = ", ".join(f":c{index}" for index in range(len(SCHEMA)))
    held = [{f"c{i}": row[name] for i, name in enumerate(SCHEMA.names)} for row in rows]
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE episodes ({columns})"))
        connection.execute(text(f"INSERT INTO episodes VALUES ({names})"), held)
    engine.dispose()


@pytest.fixture(scope="module")
def from_files(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> tuple[SourceRows, Computed]:
    source = on(Engine.POLARS)
    made = partnership(source)
    rows = read_source(source, made, lake.data, tmp_path_factory.mktemp("intake"))
    found = compute(made, {source.id: rows.path}, MEASURES, cutoff=CUTOFF, progress=lambda *_: None)
    return rows, found


@pytest.fixture(
    scope="module",
    params=["duckdb", "duckdb file", "postgres", pytest.param("spark", marks=pytest.mark.spark)],
)
def counted(
    request: pytest.FixtureRequest, lake: Lake, tmp_path_factory: pytest.TempPathFactory
) -> Counted:
    source = (
        on(Engine.DUCKDB, DUCKDB_FILE)
        if request.param == "duckdb file"
        else on(Engine(request.param))
    )
    made = partnership(source)
    intake = tmp_path_factory.mktemp("intake")
    outside = lake.outside
    if source.engine is Engine.SPARK:
        outside = Outside({MASTER: request.getfixturevalue("spark_master")})
    marks = hashes_of(source, lake.data, intake, outside)
    rows, held = read_rows(source, made, Whereabouts(lake.data, outside), intake, marks)
    try:
        found = compute(made, {source.id: held}, MEASURES, cutoff=CUTOFF, progress=lambda *_: None)
    finally:
        held.close()
    return Counted(rows, found, tuple(held.asked))


def test_an_engine_gives_the_figures_of_files_to_the_bit(
    counted: Counted, from_files: tuple[SourceRows, Computed]
) -> None:
    found = counted.figures
    _, wanted = from_files
    for one in MEASURES:
        mine = found.frame.filter(pl.col("indicator") == one.id)
        assert mine.equals(wanted.frame.filter(pl.col("indicator") == one.id)), one.id
        assert found.matched[one.id] == wanted.matched[one.id], one.id
    assert found.covered == wanted.covered
    assert found.warnings == wanted.warnings


def test_rows_are_kept_left_out_and_refused_as_those_of_files(
    counted: Counted, from_files: tuple[SourceRows, Computed]
) -> None:
    rows = counted.rows
    wanted, _ = from_files
    assert rows.rows == wanted.rows
    assert rows.problem_rows == wanted.problem_rows
    assert rows.left_out == wanted.left_out
    assert rows.counts == wanted.counts


def test_for_rows_that_no_figure_is_made_of_it_is_asked_once(counted: Counted) -> None:
    """However many indicators there are: most of what a statement costs has nothing to do with its rows."""
    assert counted.rows.problem_rows > 0
    assert sum("DISTINCT" in one and "failed " in one for one in counted.asked) == 1


@pytest.mark.spark
def test_sources_that_share_a_cluster_are_counted_from_their_own_rows(
    spark_master: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """And what Spark says of a cell is told nowhere."""
    outside = Outside({MASTER: spark_master})
    sources = []
    for name, rows in (("few", hard_rows()[:40]), ("many", hard_rows()[40:])):
        (tmp_path / name).mkdir()
        write_parquet(tmp_path / name, rows)
        read = ParquetFiles(f"{name}/rows/*.parquet")
        sources.append(replace(on(Engine.SPARK, read), id=name))
    started = [indicator(Count(All(), When("started")), f"of_{s.id}", s.id) for s in sources]
    made = framework(started, sources, bank_holidays=HOLIDAYS)
    with ExitStack() as stack:
        held = {}
        for one in sources:
            marks = hashes_of(one, tmp_path, tmp_path, outside)
            _, held[one.id] = read_rows(one, made, Whereabouts(tmp_path, outside), tmp_path, marks)
            stack.callback(held[one.id].close)
        found = compute(made, held, started, cutoff=CUTOFF, progress=lambda *_: None)
        with pytest.raises(RefusedError) as refused:
            held["few"].session.run("SELECT CAST('Jo Bloggs' AS INT)")
        assert held["few"].session.run("SELECT '${env:HOME}' AS said")["said"].to_list() == [
            "${env:HOME}"
        ]
    assert "Bloggs" not in str(refused.value)
    assert "Bloggs" not in capfd.readouterr().err
    files = [replace(one, engine=Engine.POLARS) for one in sources]
    paths = {s.id: read_source(s, made, tmp_path, tmp_path / "intake").path for s in files}
    wanted = compute(made, paths, started, cutoff=CUTOFF, progress=lambda *_: None)
    assert found.frame.equals(wanted.frame)
    assert not wanted.frame.is_empty()


@pytest.mark.spark
def test_a_process_that_outlives_its_java_reads_again(spark_master: str, lake: Lake) -> None:
    source, place = on(Engine.SPARK), Whereabouts(lake.data, Outside({MASTER: spark_master}))
    with open_session(source, place) as session:
        count = f"SELECT count(*) AS found FROM {session.table.name}"
        wanted = session.run(count)
        (java,) = (
            one
            for one in psutil.Process().children(recursive=True)
            if one.status() != psutil.STATUS_ZOMBIE and "pyspark-shell" in one.cmdline()
        )
        java.kill()
        java.wait()
        with pytest.raises(RefusedError, match="cannot read or count the rows"):
            session.run(count)
    with open_session(source, place) as session:
        assert session.run(count).equals(wanted)


def test_a_number_that_an_engine_cannot_hold_is_told_of_its_source(lake: Lake) -> None:
    source = on(Engine.DUCKDB)
    cost = Column("cost")
    squared = Sum(Arithmetic.TIMES, cost, cost)
    huge = Sum(Arithmetic.TIMES, Sum(Arithmetic.TIMES, squared, squared), squared)
    coverage = cover_dates(source, date(2024, 1, 1), date(2024, 12, 31), CUTOFF)
    assert coverage is not None
    held, _ = open_rows(source, partnership(source), Whereabouts(lake.data, lake.outside))
    with closing(held), pytest.raises(SourceError, match="does not fit into the engine"):
        held.met([Comparison(Compare.MORE, huge, cost)], coverage)
