"""`schedule`: a process of its own that refreshes when it is time, and shows when that is."""

import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from itertools import islice
from types import FrameType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dashboard.cli.counts import counted
from dashboard.cli.saying import say, say_json
from dashboard.cli.schedule_keeping import Desk, Stopping, keep_schedule
from dashboard.cli.stores import memory_to_count_in, now, open_current
from framework.errors import ConfigurationError, UserError
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.versions import version_of
from framework.settings import Settings
from framework.store.engines import open_store
from framework.store.migrating import migrate
from framework.store.scheduling import (
    OUR_OWN,
    Claimant,
    claim,
    give_up_claim,
    read_scheduler,
)
from indicators.refresh.scheduling import moments, schedule_of

if TYPE_CHECKING:
    from sqlalchemy import Engine


def show_schedule(settings: Settings, count: int, *, as_json: bool) -> None:
    """Print the next moments at which something is due. Nothing is run.

    Raises:
        ConfigurationError: the framework has mistakes.
        UserError: no schedule is declared.
    """
    framework = load_framework(read_config(settings.config)).framework
    zone = ZoneInfo(schedule_of(framework).time_zone)
    ahead = list(islice(moments(framework, now()), count))
    if as_json:
        told = [{"at": one.at.astimezone(zone).isoformat(), "what": str(one.what)} for one in ahead]
        say_json({"time_zone": zone.key, "next": told})
        return
    for one in ahead:
        say(f"{one.at.astimezone(zone):%a %d %b %Y %H:%M %Z}  {one.what}")


def hand_over(settings: Settings) -> None:
    """Give up the claim to a store's schedule, so that another way may take it."""
    engine = open_current(settings.store)
    held = give_up_claim(engine)
    if held is None:
        say("Nothing schedules this store; whatever starts next may.")
        return
    who = "the schedule process" if held.kind == OUR_OWN else f"'{held.kind}'"
    say(
        f"{who[0].upper()}{who[1:]} ({held.host}, last seen {held.seen:%Y-%m-%d %H:%M} UTC) no longer "
        "schedules this store. Whatever starts next may."
    )


def run_schedule(settings: Settings) -> None:
    """Keep the schedule until stopped.

    Raises:
        ConfigurationError: the framework has mistakes.
        UserError: no schedule is declared, or the store cannot be used.
        BusyError: something else schedules this store, or has taken over.
    """
    memory_to_count_in()  # mistyped, every refresh of every night would fail of it
    framework = Declared(settings)
    schedule = schedule_of(framework())
    engine = open_store(settings.store)
    migrate(engine)
    claimant = Claimant(OUR_OWN, socket.gethostname(), os.getpid())
    number = claim(engine, claimant, now=now(), is_gone=_is_gone(engine))
    bell, stopping = threading.Event(), Stopping()
    _listen(bell, stopping)
    say(f"Keeping the schedule of {framework().title}: {', '.join(schedule.refresh)}")
    keep_schedule(
        Desk(
            engine=engine,
            claim=number,
            framework=framework,
            clock=now,
            pause=lambda seconds: _pause(bell, seconds),
            start=lambda arguments: Process(settings, arguments),
            say=say,
            stopping=stopping,
        )
    )


class Declared:
    """Gives the framework of a folder, read again when a file has changed.

    A change that cannot be read is told once, and the schedule of before goes on.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        files = read_config(settings.config)
        self._seen = version_of(files)
        self._framework = load_framework(files).framework

    def __call__(self) -> Framework:
        try:
            files = read_config(self._settings.config)
            if version_of(files) != self._seen:
                self._seen = version_of(files)
                changed = load_framework(files).framework
                schedule_of(changed)
                self._framework = changed
        except ConfigurationError as error:
            say(
                f"the configuration has {counted(len(error.issues), 'mistake')} (fingerpost check "
                "lists them); "
                "the schedule goes on as it was",
                err=True,
            )
        except UserError as error:
            say(f"{error}; the schedule goes on as it was", err=True)
        return self._framework


@dataclass(slots=True, init=False)
class Process:
    """`fingerpost` with some arguments, running beside us. Places travel by environment: an address
    of a store may hold a password, and arguments can be seen by everybody on the machine.
    """

    _process: subprocess.Popen[bytes]

    def __init__(self, settings: Settings, arguments: tuple[str, ...]) -> None:
        places = {
            "FINGERPOST_CONFIG": str(settings.config),
            "FINGERPOST_DATA": str(settings.data),
            "FINGERPOST_STORE": settings.store,
        }
        self._process = subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, "-m", "dashboard.cli", *arguments], env={**os.environ, **places}
        )

    def wait(self, seconds: float) -> int | None:
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def stop(self) -> None:
        self._process.terminate()


def _listen(bell: threading.Event, stopping: Stopping) -> None:
    def ring(_number: int, _frame: FrameType | None) -> None:
        stopping.asked += 1
        bell.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ring)


def _pause(bell: threading.Event, seconds: float) -> None:
    bell.wait(seconds)


def _is_gone(engine: "Engine") -> bool:
    """Say whether the process that holds the claim ran on this machine and has ended."""
    import psutil

    held = read_scheduler(engine)
    return (
        held is not None and held.host == socket.gethostname() and not psutil.pid_exists(held.pid)
    )
