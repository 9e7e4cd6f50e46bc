"""A server that stops answering in the middle of a page: asked again, or said plainly."""

from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from framework.errors import StoreError, StoreSilentError
from framework.store.engines import open_store
from framework.store.migrating import migrate
from framework.store.reading import open_snapshot
from framework.store.transactions import STATEMENT_SECONDS, reading, twice
from tests.store_publications import publication, publish_now, result

pytestmark = pytest.mark.postgres


@pytest.fixture
def served(postgresql_server):
    url = make_url(postgresql_server).set(drivername="postgresql+psycopg")
    name = f"silent_{uuid4().hex}"
    first = create_engine(url, isolation_level="AUTOCOMMIT")
    with first.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    first.dispose()
    engine = open_store(url.set(database=name).render_as_string(hide_password=False))
    migrate(engine)
    publish_now(engine, publication([result(value=7.0)]))
    yield engine
    engine.dispose()


def cut(engine, connection):
    """End a session from outside, as a server does that restarts."""
    pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    with engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


def test_a_session_that_is_cut_in_the_middle_is_asked_again(served):
    tries = []

    def read():
        with open_snapshot(served) as snapshot:
            tries.append(1)
            if len(tries) == 1:
                cut(served, snapshot.connection)
            return snapshot.points()[0].value

    assert twice(read) == 7.0
    assert len(tries) == 2


def test_a_session_that_is_cut_again_is_told_as_silence(served):
    def read():
        with open_snapshot(served) as snapshot:
            cut(served, snapshot.connection)
            return snapshot.points()

    with pytest.raises(StoreSilentError, match="failed"):
        twice(read)


def test_sessions_of_the_pool_that_died_meanwhile_are_replaced_without_a_word(served):
    with open_snapshot(served) as snapshot:
        pid = snapshot.connection.execute(text("SELECT pg_backend_pid()")).scalar()
    other = open_store(served.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    other.dispose()
    with open_snapshot(served) as snapshot:
        assert snapshot.points()[0].value == 7.0


def test_a_reader_may_not_ask_for_longer_than_it_is_given(served):
    short = served.execution_options(**{STATEMENT_SECONDS: 1})
    with pytest.raises(StoreError, match="statement timeout"), reading(short) as connection:
        connection.execute(text("SELECT pg_sleep(30)"))
    with reading(served) as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "0"
