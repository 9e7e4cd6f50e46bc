"""Open a store for a verb, with the clock of this computer and the environment of whoever runs it."""

import getpass
import os
import socket
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from framework.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Engine

    from dashboard.queries.library import Library
    from indicators.connect.outside import Outside
    from indicators.measures.memory import Memory
    from indicators.refresh.planning import Places


_READ_SECONDS: Final = 30


def today() -> date:
    """Give the date where this computer stands: Boards think in local days."""
    return datetime.now().astimezone().date()


def now() -> datetime:
    return datetime.now(UTC)


def time_worked() -> tuple[float, float]:
    """Give seconds by the clock, and seconds that processors worked for us and for our children."""
    from indicators.connect.children import seconds_of_child

    ended = os.times()
    children = ended.children_user + ended.children_system + seconds_of_child()
    return time.perf_counter(), time.process_time() + children


def who() -> str:
    """Say who sits here, for the record of what is done on purpose."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container's account may have no name
        name = f"account {os.getuid()}"
    return f"{name} on {socket.gethostname()}"


def open_current(store: str) -> "Engine":
    """Open a store that has the shape this code knows.

    Raises:
        StoreError: the store cannot be reached or is of another version.
    """
    from framework.store.engines import open_store
    from framework.store.migrating import require_current

    engine = open_store(store)
    require_current(engine)
    return engine


def open_library(settings: Settings) -> "Library":
    """Give the published generations of a store.

    Raises:
        StoreError: the store cannot be reached or is of another version.
    """
    from framework.store.migrating import require_current

    library = unopened_library(settings)
    require_current(library.engine)
    return library


def unopened_library(settings: Settings) -> "Library":
    """Give the library of a store that nothing has been asked of yet, so that it need not be there."""
    from dashboard.queries.library import Library
    from framework.store.engines import open_store
    from framework.store.transactions import STATEMENT_SECONDS

    # A page that takes longer is no use to anybody, and its query would go on without a reader.
    engine = open_store(settings.store).execution_options(**{STATEMENT_SECONDS: _READ_SECONDS})
    return Library(engine, today, now)


def places_of(settings: Settings) -> "Places":
    """Give where sources lie, with the environment that holds their secrets, and the memory to count in.

    Raises:
        UserError: the environment says no amount of memory.
    """
    from indicators.refresh.planning import Places

    memory, out = memory_to_count_in(), outside(settings.store)
    return Places(settings.data, settings.intake, out, settings.kept_files, memory=memory)


def memory_to_count_in() -> "Memory":
    """Give the memory that the environment allows for counting.

    Raises:
        UserError: it says no amount of memory.
    """
    from indicators.measures.memory import NAME, memory_of

    return memory_of(os.environ.get(NAME, ""))


def outside(store: str) -> "Outside":
    """Give the environment of whoever runs this, with the secrets of sources and the rows that are kept."""
    from framework.store.assessments import assessments_of
    from framework.store.engines import open_store
    from indicators.connect.outside import Outside

    def kept(form: str) -> "Sequence[Mapping[str, str]]":
        engine = open_store(store)
        try:
            return assessments_of(engine, form)
        finally:
            engine.dispose()

    return Outside(dict(os.environ), kept=kept)
