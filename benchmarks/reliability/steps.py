"""Counts what a process asks of its store and its folder, and stops it before one of these steps.

It is installed in a process that then runs an ordinary command. The command knows nothing of it:
the steps are seen from outside, through the events of SQLAlchemy, the blocks of COPY and the audit
hooks of Python. What only reads is no step, because nothing differs before and after it.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, event

_READS: Final = ("SELECT", "PRAGMA", "SHOW", "WITH")
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_FILE_EVENTS: Final = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "open"}


@dataclass(frozen=True, slots=True)
class Stop:
    """Send this process a signal before its step of that number, counted from 1; 0 is never.

    The name of each step is written into `log` as it comes, when that is given.
    """

    at: int
    signal: int
    log: Path | None = None


@dataclass(slots=True)
class Steps:
    """The steps taken so far, and where they end."""

    stop: Stop
    log: int | None = None
    taken: int = 0

    def step(self, name: str) -> None:
        self.taken += 1
        if self.log is not None:
            os.write(self.log, f"{name}\n".encode())
        if self.taken == self.stop.at:
            os.kill(os.getpid(), self.stop.signal)


def install(stop: Stop, folder: Path) -> Steps:
    """Count from now on. Of files only those below a folder count."""
    log = os.open(stop.log, os.O_WRONLY | os.O_CREAT) if stop.log else None
    steps = Steps(stop, log)
    _watch_engines(steps.step)
    _watch_copies(steps.step)
    _watch_files(steps.step, str(folder))
    return steps


def _watch_engines(step: Callable[[str], None]) -> None:
    def statement(_connection: Any, _cursor: Any, text: str, *_more: Any) -> None:
        words = text.split()
        if words and words[0].upper() not in _READS:
            step(" ".join(words[:3]))

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", lambda _connection: step("COMMIT"))


def _watch_copies(step: Callable[[str], None]) -> None:
    try:
        from psycopg import Copy
    except ModuleNotFoundError:
        return
    write = Copy.write

    def counted(copy: Any, block: Any) -> None:
        step("COPY, a block")
        write(copy, block)

    Copy.write = counted  # type: ignore[method-assign]


def _watch_files(step: Callable[[str], None], folder: str) -> None:
    def hook(name: str, found: tuple[Any, ...]) -> None:
        if name not in _FILE_EVENTS or not found or not isinstance(found[0], str | os.PathLike):
            return
        path = os.path.abspath(os.fspath(found[0]))  # noqa: PTH100 (runs at every file event)
        if path.startswith(folder) and (name != "open" or _is_written(found)):
            step(f"{name} {os.path.basename(path)}")  # noqa: PTH119

    sys.addaudithook(hook)


def _is_written(found: tuple[Any, ...]) -> bool:
    mode, flags = found[1], found[2]
    return any(sign in mode for sign in "wax+") if mode else bool(flags & _WRITES)
