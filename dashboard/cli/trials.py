"""One trial after another: what the declarations, as they are saved, would publish.

Each begins with a copy of what readers see and takes the steps of a refresh in it. So it shows what
a refresh would, and nobody sees it but whoever tries.
"""

import os
import secrets
import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dashboard.access.viewers import Role, local_viewer
from dashboard.cli.issue_formats import Report
from dashboard.cli.stores import now, outside, today
from framework.errors import ConfigurationError, Issue, UserError
from framework.load.files import read_config
from framework.load.framework import Loaded, load_framework
from framework.load.parsing import ReadYaml
from framework.load.syntax.positions import read_yaml
from framework.settings import Settings
from framework.store.engines import open_store, sqlite_file
from framework.store.trial_copies import copy_store
from indicators.connect.fetched import share_fetched
from indicators.connect.intake import share_kept_rows
from indicators.refresh.holding import Known
from indicators.refresh.planning import Choice, Places
from indicators.refresh.running import refresh_loaded
from indicators.refresh.starting import Starter
from indicators.refresh.tasks import Where

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

    from dashboard.queries.library import Library

_BASE: Final = "published.db"
_MOST_READ: Final = 1_000
"""How many files of declarations stay parsed between trials."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one: its number, what `check` found, what stopped it, what it could not read.

    `server` shows the last framework that could be shown, so with mistakes it is an earlier one.
    """

    number: int
    report: Report
    stopped: str
    notes: tuple[str, ...]
    server: "Flask"

    @property
    def is_good(self) -> bool:
        """Say whether its pages are those of the declarations as they stand."""
        return not self.report.errors and not self.stopped


class _Silent:
    """Nobody watches the steps of a trial."""

    def stage(self, name: str, done: int, total: int) -> None: ...

    def event(self, message: str) -> None: ...


@dataclass(slots=True)
class Trials:
    """Makes trials in a folder of its own. `secret` signs the tokens of all their pages."""

    settings: Settings
    folder: Path
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    number: int = 0
    server: "Flask | None" = None
    engine: "Engine | None" = None
    known: Known = field(default_factory=Known)
    read: ReadYaml = field(default_factory=lambda: lru_cache(_MOST_READ)(read_yaml))
    ready: "tuple[Library, Flask] | None" = None

    def begin(self) -> None:
        """Copy what is published, with the rows that were read for it.

        Raises:
            StoreError: the store cannot be read.
        """
        copy_store(open_store(self.settings.store), self.folder / _BASE)
        if self.settings.intake.is_dir():
            share_kept_rows(self.settings.intake, self.folder)
            share_fetched(self.settings.intake, self.folder)

    def make(self, unwatched: tuple[str, ...] = ()) -> Trial:
        """Make the next trial of the files as they are now. `unwatched` is told beside it."""
        self.number += 1
        self._forget_earlier()
        files: Mapping[str, bytes] = {}
        issues: tuple[Issue, ...] = ()
        notes = unwatched
        stopped = ""
        try:
            files = read_config(self.settings.config)
            loaded = load_framework(files, today=today(), read=self.read)
            issues = loaded.warnings
            notes += self._publish(loaded, files)
        except ConfigurationError as error:
            issues = error.issues
        except UserError as error:
            stopped = str(error)
        except Exception as error:  # whatever it is, the page says so and the next save is tried
            stopped = f"It could not be finished: {_why(error)}. Save a file to try again."
        if self.server is None:
            self._show(self._copied())
        report = Report(self.settings.config.as_posix(), files, issues, "")
        assert self.server is not None  # noqa: S101 (shown above)
        return Trial(self.number, report, stopped, notes, self.server)

    def close(self) -> None:
        """Let go of the copy that is shown."""
        if self.engine is not None:
            self.engine.dispose()

    def _publish(self, loaded: Loaded, files: Mapping[str, bytes]) -> tuple[str, ...]:
        """Refresh a copy of what is published and show it. Gives what could not be read."""
        engine = self._copied()
        places = Places(self.settings.data, self.folder, outside(self.settings.store))
        where = Where(engine, places, self.known)
        starter = Starter("a trial", socket.gethostname(), os.getpid(), now, today())
        try:
            outcome = refresh_loaded(
                loaded, files, where, Choice(), starter=starter, teller=_Silent()
            )
        except BaseException:
            engine.dispose()
            raise
        self._show(engine, loaded)
        return tuple(
            f"Source '{name}' could not be read: {'; '.join(why)}"
            for name, why in outcome.failed.items()
        )

    def _forget_earlier(self) -> None:
        """Delete the stores of earlier trials but the one that is shown."""
        shown = sqlite_file(self.engine).name if self.engine else ""
        for path in self.folder.glob("trial_*.db*"):
            if not (shown and path.name.startswith(shown)):
                path.unlink(missing_ok=True)

    def _copied(self) -> "Engine":
        path = self.folder / f"trial_{self.number}.db"
        shutil.copyfile(self.folder / _BASE, path)
        return open_store(f"sqlite:///{path.as_posix()}")

    def _show(self, engine: "Engine", loaded: Loaded | None = None) -> None:
        """Serve a copy from now on. Requests of the earlier one end by themselves."""
        before, self.engine = self.engine, engine
        library, self.server = self.ready or self._pages(engine)
        library.turn_to(engine, loaded)
        self.ready = None
        if before is not None:
            before.dispose()

    def get_ready(self) -> None:
        """Put pages together for the next trial, so that whoever saves a file need not wait for it.

        What computes is only imported where there is something to compute: the first save need not wait for it.
        """
        import_module("indicators.refresh.working_out")
        if self.ready is None and self.engine is not None:
            self.ready = self._pages(self.engine)

    def _pages(self, engine: "Engine") -> "tuple[Library, Flask]":
        from dashboard.app import create_app
        from dashboard.queries.library import Library
        from dashboard.queries.pages import StorePages

        library = Library(engine, today, now)
        return library, create_app(
            StorePages(library, self.folder),
            lambda _request: local_viewer(Role.BOARD_MEMBER),
            secret=self.secret,
            site="A trial",
            library=library,
        )


def _why(error: Exception) -> str:
    """Say what ended a trial: what the system says of a file, or that the fault is ours."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'a file'} ({error.strerror})"
    return f"a fault of our own, not yours ({type(error).__name__})"
