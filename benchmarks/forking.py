"""Processes forked from one that has imported the libraries already, which spares each start a second or two.

There is one such server in a process, for tests and the catalogue of faults alike. Where a platform has none,
each process starts afresh.
"""

import os
import signal
from multiprocessing import get_all_start_methods, get_context
from typing import IO, Final, NoReturn

PRELOADED: Final = (
    "alembic.command",
    "dashboard.cli.adding_files",
    "dashboard.cli.checking",
    "dashboard.cli.commands",
    "dashboard.cli.doctoring",
    "dashboard.cli.explaining",
    "dashboard.cli.inspecting",
    "dashboard.cli.planning",
    "dashboard.cli.refreshing",
    "dashboard.cli.showing",
    "dashboard.queries.pages",
    "dashboard.queries.status",
    "dashboard.telling.telling",
    "framework.store.assessments",
    "framework.store.copies",
    "framework.store.publishing",
    "indicators.connect.child",
    "indicators.connect.drafting",
    "indicators.refresh.assembling",
    "indicators.refresh.rehearsing",
    "indicators.refresh.running",
    "indicators.refresh.unchanged",
    "indicators.refresh.working_out",
    "pyarrow.parquet",
    "scipy.optimize",
    "scipy.stats",
)
_FORKS: Final = "forkserver" in get_all_start_methods()
CONTEXT: Final = get_context("forkserver" if _FORKS else "spawn")
if _FORKS:
    CONTEXT.set_forkserver_preload(list(PRELOADED))


class ForkedReader:
    """The process that opens files of others, forked and not started; with as much of Popen as is asked of it."""

    def __init__(self) -> None:
        asked, asks = os.pipe()
        answers, told = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            _read_files(asked, told)
        os.close(asked)
        os.close(told)
        self.stdin: IO[str] = os.fdopen(asks, "w", encoding="utf-8")
        self.stdout: IO[str] = os.fdopen(answers, "r", encoding="utf-8")

    def poll(self) -> int | None:
        return self._end(os.WNOHANG)

    def wait(self) -> int | None:
        return self._end(0)

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def _end(self, how: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, how)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode


def _read_files(asked: int, told: int) -> NoReturn:
    """Become what `children` starts: with our code, two channels, and nothing of our environment."""
    from indicators.connect import child, children

    root, known = children.surroundings()
    try:
        os.dup2(asked, 0)
        os.dup2(told, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.chdir(root)
        os.environ.clear()
        os.environ.update(known)
        child.main()
    finally:
        os._exit(0)


def fork_reader() -> None:
    """Let this process, forked a moment ago, ask a child that was forked as well.

    To start one afresh takes longer than all else that a small refresh does. It is done before any
    thread is there, and a child that ends is followed by one that is started as always.
    """
    if _FORKS:
        from indicators.connect.children import take_child

        take_child(ForkedReader())
