"""A store is made, brought up, taken down and refused in plain words."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from framework.errors import StoreError
from framework.store.all_tables import ALL_TABLES
from framework.store.engines import open_store
from framework.store.migrating import migrate, migrate_down, require_current, revisions
from framework.store.reading import open_snapshot
from framework.store.verifying import verify
from tests.store_publications import publication, publish_now, result

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty(store_url):
    engine = open_store(store_url)
    yield engine
    engine.dispose()


def test_up_down_and_up_again_gives_a_store_that_publishes_the_same(empty):
    migrate(empty)
    first = publish_now(empty, publication([result()]))
    migrate_down(empty, to="base")
    assert set(inspect(empty).get_table_names()) <= {"alembic_version"}
    migrate(empty)
    require_current(empty)
    assert publish_now(empty, publication([result()])).published_hash == first.published_hash


def indexes(store):
    """Give of each index of results its columns and which rows it is of."""
    found = inspect(store).get_indexes("result")
    return [(one["column_names"], *map(str, one["dialect_options"].values())) for one in found]


def test_indexes_stay_as_the_revisions_made_them_through_a_first_publication_and_a_way_back(store):
    made = indexes(store)
    assert "breakdown_id = 0" in str(made)
    publish_now(store, publication([result()]))
    assert indexes(store) == made
    migrate_down(store, to="0010")
    assert indexes(store) != made
    migrate(store)
    assert indexes(store) == made
    with open_snapshot(store) as snapshot:
        assert [p.value for p in snapshot.points(breakdowns=[""], periods=["2026-10"])] == [50.0]


def test_migrating_a_current_store_changes_nothing(empty):
    migrate(empty)
    first = publish_now(empty, publication([result()]))
    migrate(empty)
    assert verify(empty).published_hash == first.published_hash


@pytest.mark.parametrize("is_filled", [False, True])
def test_the_revisions_make_exactly_the_tables_that_the_code_knows(store, is_filled):
    if is_filled:
        publish_now(store, publication([result()]))
    with store.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, ALL_TABLES) == []


def test_a_store_that_was_never_migrated_says_what_to_run(empty):
    with pytest.raises(StoreError, match="run `fingerpost migrate`"):
        require_current(empty)
    with pytest.raises(StoreError, match="run `fingerpost migrate`"):
        open_snapshot(empty).__enter__()


def test_an_older_store_says_what_to_run(store):
    migrate_down(store, to="base")
    with pytest.raises(StoreError, match="is empty: run `fingerpost migrate`"):
        require_current(store)


def test_a_newer_store_is_refused_by_every_way_in(store):
    with store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = f"a newer Fingerpost .revision 9999; this one knows up to {revisions()[-1]}."
    with pytest.raises(StoreError, match=newer):
        require_current(store)
    with pytest.raises(StoreError, match=newer):
        migrate(store)
    with pytest.raises(StoreError, match=newer):
        migrate_down(store, to="base")


def test_going_down_to_an_unknown_revision_lists_those_there_are(store):
    with pytest.raises(StoreError, match="no revision '0042': choose one of base, 0001"):
        migrate_down(store, to="0042")


def test_another_programs_tables_are_not_touched(empty, store_url):
    if store_url.startswith("sqlite"):
        Path(store_url.removeprefix("sqlite:///")).touch()
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE result (theirs INTEGER)"))
    with pytest.raises(StoreError, match=r"tables of another program \(result\)"):
        migrate(empty)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://me@there/db", "cannot be kept in 'mysql': use sqlite:///PATH or postgresql://"),
        ("fingerpost.db", "cannot be read: use sqlite:///PATH"),
        ("sqlite://", "needs a plain file"),
        ("sqlite:///:memory:", "needs a plain file"),
        ("postgresql+psycopg2://me:hidden@there/db", "driver 'postgresql.psycopg2' is not"),
        ("postgresql://me:hidden@localhost:1/db", r"me:\*\*\*@localhost:1/db does not answer"),
    ],
)
def test_an_address_that_is_no_store_is_refused_without_its_password(url, says):
    with pytest.raises(StoreError, match=says) as refused:
        open_store(url)
    assert "hidden" not in str(refused.value)


def test_a_path_that_is_no_store_is_refused(tmp_path):
    text_file = tmp_path / "notes.txt"
    text_file.write_text("not a database, though long enough")
    for path, says in (
        (text_file, "is not a SQLite file"),
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "such.db", "the folder .* does not exist"),
    ):
        with pytest.raises(StoreError, match=says):
            open_store(f"sqlite:///{path}")


def test_asking_a_store_that_is_not_there_does_not_make_one(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    with pytest.raises(StoreError, match=r"there is no store at .*store\.db yet"):
        require_current(engine)
    assert list(tmp_path.iterdir()) == []


def test_a_path_with_signs_that_mean_something_elsewhere_is_a_path(tmp_path):
    folder = tmp_path / '50% of a\'b "c"'
    folder.mkdir()
    engine = open_store(f"sqlite:///{folder / 'store.db'}")
    migrate(engine)
    publish_now(engine, publication([result()]))
    assert verify(engine).problems == ()
    engine.dispose()


def test_a_damaged_file_is_found_and_told_plainly(tmp_path):
    path = tmp_path / "store.db"
    engine = open_store(f"sqlite:///{path}")
    migrate(engine)
    many = [result(period=f"{year}-{month:02}") for year in range(1990, 2026) for month in (1, 7)]
    publish_now(engine, publication(many))
    engine.dispose()
    content = bytearray(path.read_bytes())
    half = len(content) // 2
    content[half:] = random.Random(1).randbytes(len(content) - half)
    path.write_bytes(content)
    damaged = open_store(f"sqlite:///{path}")
    assert verify(damaged).problems != ()
    damaged.dispose()


def test_asking_how_things_stand_does_not_load_the_data_frame_library():
    code = (
        "import sys, framework.store.reading, framework.store.runs, framework.store.locking; "
        "sys.exit(bool({'polars', 'alembic', 'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_index_by_period_is_of_everybody_alone_as_its_revision_says(store):
    made = {one["name"]: one["dialect_options"] for one in inspect(store).get_indexes("result")}
    assert "breakdown_id = 0" in str(made["result_period"][f"{store.dialect.name}_where"])
