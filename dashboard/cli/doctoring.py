"""`doctor`: what this installation is made of, and whether its arithmetic is right."""

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dashboard.cli.options import places
from dashboard.cli.saying import say
from dashboard.cli.stores import now, open_current
from dashboard.cli.surroundings import Seen, look_round
from framework import __version__
from framework.errors import ConfigurationError, SourceError, StoreError, UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from indicators.statistics.vectors.outcomes import Outcome

_LIBRARIES: Final = ("polars", "pyarrow", "numpy", "scipy", "sqlalchemy", "dash", "flask")
_FAULT: Final = 70
_NAME_WIDTH: Final = 42


@click.command()
@places
@click.option(
    "--vectors",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Hold our statistics beside the figures of other packages in this folder.",
)
def doctor(config: Path, data: Path, store: str, vectors: Path | None) -> None:
    """Say what Fingerpost runs on, whether all of it can be used, and what is round it.

    The lock, file rights, disk, clock, secrets and the time that refreshes take are looked at; what
    wants a look is marked with an exclamation mark. Exit 0 when all can be used; otherwise the code
    of the first that cannot: 10 the framework, 11 the data, 14 the store, 1 a secret that is short
    or known. With --vectors it checks its own arithmetic instead: a line a file; 70 when a figure
    differs or a file cannot be checked, 2 when the folder holds no file that it knows.

    Example: fingerpost doctor --vectors tests/golden
    """
    if vectors is not None:
        check_vectors(vectors)
        return
    say(f"fingerpost {__version__}, Python {platform.python_version()}, {platform.system()}")
    say(f"SQLite {sqlite3.sqlite_version}, " + ", ".join(map(_library, _LIBRARIES)))
    faults = []
    for part in _standing(Settings(config, data, store)):
        mark = "!" if part.is_wrong or part.fault else " "
        say(f"{mark} {part.name:10} {part.said}")
        faults += [part.fault] if part.fault else []
    if faults:
        sys.exit(faults[0])


def check_vectors(folder: Path) -> None:
    """Print how each known file of a folder fares.

    Raises:
        UsageError: the folder holds no known file.
        SystemExit: with 70 when a figure differs.
    """
    from indicators.statistics.vectors.registry import (
        NOT_FIGURES,
        check_folder,
        files_without_checker,
        known_files,
    )

    if not known_files(folder):
        raise click.UsageError(f"{folder} holds no file of vectors that this version knows")
    heading = f"{'file':{_NAME_WIDTH}} {'rows':>7} {'passed':>7} {'fragile':>8}  worst difference"
    say(heading)
    bad = 0
    for outcome in check_folder(folder):
        bad += not outcome.is_good
        for line in _lines(outcome):
            say(line)
    for name in files_without_checker(folder):
        say(f"{name:{_NAME_WIDTH}} {NOT_FIGURES.get(name, 'this version cannot check it')}")
    if bad:
        say(f"{bad} {'file differs' if bad == 1 else 'files differ'}", err=True)
        sys.exit(_FAULT)


def _lines(outcome: "Outcome") -> list[str]:
    counts = f"{outcome.rows:7,} {outcome.passed:7,} {outcome.left_out:8,}"
    mark = "" if outcome.is_good else "  DIFFERS"
    first = f"{outcome.file:{_NAME_WIDTH}} {counts}  {outcome.worst:.1e}{mark}{_note(outcome)}"
    return [first, *(f"    {failure}" for failure in outcome.failures)]


def _note(outcome: "Outcome") -> str:
    return f"  ({outcome.note})" if outcome.note else ""


def _library(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} missing"


def _standing(settings: Settings) -> Iterator[Seen]:
    """Say of the framework, the data and the store whether each can be used."""
    yield _framework(settings.config)
    if settings.data.is_dir():
        yield Seen("data", "fine")
    else:
        yield Seen("data", f"there is no folder {settings.data}", fault=SourceError.exit_code)
    yield from _store(settings)
    yield from _elsewhere(settings)


def _elsewhere(settings: Settings) -> Iterator[Seen]:
    """Say of each source that lies elsewhere whether its secrets are there. Nothing is asked of it."""
    from dashboard.cli.stores import outside
    from framework.load.files import read_config
    from framework.load.framework import load_framework
    from indicators.connect.readiness import what_is_missing

    try:
        framework = load_framework(read_config(settings.config)).framework
    except UserError:  # told above
        return
    for source in framework.sources:
        missing = what_is_missing(source, outside(settings.store))
        if missing.refused:
            yield Seen("source", f"{source.id}: {missing.refused}", fault=SourceError.exit_code)
        elif missing.caution:
            yield Seen("source", f"{source.id}: {missing.caution}", is_wrong=True)


def _framework(config: Path) -> Seen:
    from framework.load.files import read_config
    from framework.load.framework import load_framework

    try:
        loaded = load_framework(read_config(config))
    except ConfigurationError as error:
        count = len(error.issues)
        said = f"{count} {'mistake' if count == 1 else 'mistakes'}; see fingerpost check"
        return Seen("framework", said, fault=error.exit_code)
    except UserError as error:
        return Seen("framework", str(error), fault=ConfigurationError.exit_code)
    return Seen("framework", f"fine, {len(loaded.framework.indicators)} indicators")


def _store(settings: Settings) -> Iterator[Seen]:
    """Say whether the store can be used, and if so how everything round it is."""
    try:
        engine = open_current(settings.store)
        yield Seen("store", "fine")
        yield from look_round(settings, engine, os.environ, now())
    except UserError as error:
        yield Seen("store", str(error), fault=StoreError.exit_code)
