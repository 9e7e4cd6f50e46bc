"""The commands of Fingerpost, each in a process of its own that can be killed, frozen or kept short.

What they run is the command's own way in, with its words.
"""

import os
import resource
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import MappingProxyType
from typing import Final
from uuid import uuid4

import psutil

from benchmarks.forking import CONTEXT, fork_reader
from benchmarks.reliability import steps

MOST_SECONDS: Final = 120.0
"""A command that did nothing for so long, or worked for so long without an end, is hung. One that waits
for its turn on a busy machine is neither, however long that takes."""
LOOK_EVERY: Final = 1.0
TRACEBACK: Final = "Traceback (most recent call last)"
FAULT: Final = "a fault of its own"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code (a negative one is a signal's number) and all it said."""

    code: int
    said: str

    @property
    def is_killed(self) -> bool:
        return self.code == -signal.SIGKILL

    @property
    def is_plain(self) -> bool:
        """Say whether it told its reader no traceback and no fault of its own."""
        return TRACEBACK not in self.said and FAULT not in self.said


@dataclass(slots=True)
class Command:
    """A command at work."""

    process: BaseProcess
    said: Path
    started: float = field(default_factory=time.monotonic)

    @property
    def pid(self) -> int:
        return self.process.pid or 0

    def children(self) -> list[psutil.Process]:
        try:
            return psutil.Process(self.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def send(self, what: int) -> None:
        """Send a signal, unless it has ended: its number is not given away before `wait`."""
        if self.process.exitcode is None:
            os.kill(self.pid, what)

    def wait(self, most_seconds: float = MOST_SECONDS) -> Ended:
        """Wait for its end; one that hangs is killed and says so."""
        hung = self._wait_while_it_works(most_seconds)
        if hung:
            for one in self._family():
                one.kill()
            self.process.join()
        words = self.said.read_text(encoding="utf-8", errors="replace")
        self.said.unlink()
        code = self.process.exitcode or 0
        self.process.close()
        if hung:
            words += f"\nit {hung} for {most_seconds:.0f} seconds and was killed"
        return Ended(code, words)

    def _wait_while_it_works(self, most_seconds: float) -> str:
        """Give how it hangs, or nothing once it has ended."""
        still_since = time.monotonic()
        while self.process.exitcode is None:
            self.process.join(min(LOOK_EVERY, most_seconds))
            family = self._family()
            if any(_wants_to_work(one) for one in family):
                still_since = time.monotonic()
            if time.monotonic() - still_since > most_seconds:
                return "stood still"
            if sum(map(_seconds_worked, family)) > most_seconds:
                return "worked without an end"
        return ""

    def _family(self) -> list[psutil.Process]:
        try:
            return [psutil.Process(self.pid), *self.children()]
        except psutil.NoSuchProcess:
            return []

    def wait_until_frozen(self, most_seconds: float = MOST_SECONDS) -> bool:
        """Wait until it has stopped itself; False when it ended before."""
        watched = psutil.Process(self.pid)
        end = time.monotonic() + most_seconds
        while time.monotonic() < end and self.process.exitcode is None:
            if watched.status() == psutil.STATUS_STOPPED:
                return True
            time.sleep(0.005)
        return False


def _wants_to_work(process: psutil.Process) -> bool:
    """Say whether one of its threads runs, waits for its turn to run, or waits for a disk."""
    with suppress(OSError):
        states = Path(f"/proc/{process.pid}/task").glob("*/stat")
        return any(one.read_text().rpartition(")")[2].split()[0] in "RD" for one in states)
    return False


def _seconds_worked(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        used = process.cpu_times()
        return used.user + used.system
    return 0.0


def start(
    *words: str,
    folder: Path,
    stop: steps.Stop | None = None,
    most_file_bytes: int | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Command:
    """Start `fingerpost WORDS` in a folder. It cannot write larger files than said."""
    said = folder / f"said_{uuid4().hex}.txt"
    said.touch()
    given = (words, folder, said, stop, most_file_bytes, dict(environment))
    process = CONTEXT.Process(target=_become, args=given)
    process.start()
    return Command(process, said)


def run(*words: str, folder: Path, stop: steps.Stop | None = None) -> Ended:
    """Run `fingerpost WORDS` in a folder to its end."""
    return start(*words, folder=folder, stop=stop).wait()


def _become(
    words: tuple[str, ...],
    folder: Path,
    said: Path,
    stop: steps.Stop | None,
    most_file_bytes: int | None,
    environment: Mapping[str, str],
) -> None:
    from dashboard.cli.commands import main

    os.chdir(folder)
    os.environ.update(environment)
    whole = os.open(said, os.O_WRONLY | os.O_APPEND)
    os.dup2(whole, 1)
    os.dup2(whole, 2)
    if most_file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_file_bytes, most_file_bytes))
    fork_reader()
    if stop is not None:
        steps.install(stop, folder)
    sys.argv = ["fingerpost", *words]
    main()
