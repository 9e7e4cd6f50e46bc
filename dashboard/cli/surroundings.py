"""What stands round a store and can go wrong in a year: file rights, disk, clock, lock, secrets, time taken."""

import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from framework.errors import UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

_MENDED: Final = (3, 51, 3)
_CLOCKS_APART: Final = 60.0
_SHORTEST: Final = {"SECRET": 32, "KEY": 32, "TOKEN": 16, "PASSWORD": 12}
_KNOWN: Final = frozenset(
    {"changeme", "change-me", "change_me", "secret", "password", "fingerpost", "admin", "postgres"}
    | {"test", "example", "default", "letmein", "this-is-a-secret", "0" * 32, "x" * 32, "a" * 32}
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was looked at. `is_wrong` asks for a look; `fault` is an exit code, 0 for none."""

    name: str
    said: str
    is_wrong: bool = False
    fault: int = 0


def look_round(
    settings: Settings, engine: "Engine", environment: Mapping[str, str], now: datetime
) -> Iterator[Seen]:
    """Look at everything round a store that can be used."""
    from dashboard.cli.locking import look_at_lock
    from framework.store.engines import is_sqlite, sqlite_file

    file = sqlite_file(engine) if is_sqlite(engine) else None
    yield Seen("lock", look_at_lock(engine))
    if file is not None:
        yield _sqlite()
    yield from _rights(file, settings)
    yield _clock(engine, now)
    yield from _secrets(settings, environment)
    yield from _operations(engine, now)


def _sqlite() -> Seen:
    if sqlite3.sqlite_version_info >= _MENDED:
        return Seen("sqlite", f"{sqlite3.sqlite_version}, fine")
    said = (
        f"{sqlite3.sqlite_version} can damage a file that two programs write at once (mended in "
        "3.51.3). Fingerpost writes under a lock of its own; let no other program write the store"
    )
    return Seen("sqlite", said, is_wrong=True)


def _rights(file: Path | None, settings: Settings) -> Iterator[Seen]:
    beside = [file.with_name(f"{file.name}-wal")] if file else []
    open_to_others = [
        str(path)
        for path in (file, *beside, settings.intake, settings.kept_files)
        if path is not None and path.exists() and _is_open(path)
    ]
    if not open_to_others:
        yield Seen("rights", "fine: only this account reads the store and the rows")
        return
    names = " and ".join(open_to_others)
    yield Seen("rights", f"other accounts may read {names}: chmod go-rwx them", is_wrong=True)


def _is_open(path: Path) -> bool:
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _clock(engine: "Engine", now: datetime) -> Seen:
    from framework.store.locking import store_time
    from framework.store.runs import last_run
    from framework.store.transactions import reading

    with reading(engine) as connection:
        apart = abs((store_time(connection) - now).total_seconds())
    last = last_run(engine)
    if apart > _CLOCKS_APART:
        return Seen("clock", f"{apart:,.0f} seconds apart from the store's", is_wrong=True)
    if last and last.started > now:
        return Seen("clock", f"the last run began at {last.started}, which is ahead", is_wrong=True)
    return Seen("clock", f"fine, {now:%Y-%m-%d %H:%M} UTC")


def _secrets(settings: Settings, environment: Mapping[str, str]) -> Iterator[Seen]:
    from sqlalchemy import make_url

    poor = []
    for name, value in sorted(environment.items()):
        kind = next((one for one in _SHORTEST if name.endswith(one)), None)
        if not name.startswith("FINGERPOST_") or kind is None:
            continue
        if value.strip().casefold() in _KNOWN:
            poor.append(f"{name} is a value that everybody knows")
        elif len(value) < _SHORTEST[kind]:
            poor.append(f"{name} is shorter than {_SHORTEST[kind]} characters")
    password = make_url(settings.store).password
    if password and str(password).casefold() in _KNOWN:
        poor.append("the password of the store is a value that everybody knows")
    said = "; ".join(poor) or "fine: none is short or known"
    yield Seen("secrets", said, bool(poor), UserError.exit_code if poor else 0)


def _operations(engine: "Engine", now: datetime) -> Iterator[Seen]:
    """Say of room and of the time taken what `status` says, so that the two never differ."""
    from dashboard.queries.operations import read_operations

    found = read_operations(engine, now)
    room = found.disk_text or "the store is on a server: ask whoever runs it"
    taken = found.duration_text or "no refresh has published yet"
    yield Seen("disk", room, is_wrong=found.is_short_of_room)
    yield Seen("duration", taken, is_wrong=found.is_slow)
