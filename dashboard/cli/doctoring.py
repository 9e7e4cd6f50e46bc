"""`doctor`: what this installation is made of, and whether its arithmetic is right."""

import platform
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dashboard.cli.options import places
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
    """Say what Fingerpost runs on and whether framework, data and store can be used.

    Exit 0 when all can; otherwise the code of the first that cannot: 10 the framework, 11 the data,
    14 the store. With --vectors it checks its own arithmetic instead: a line a file; 70 when a
    figure differs or a file cannot be checked, 2 when the folder holds no file that it knows.

    Example: fingerpost doctor --vectors tests/golden
    """
    if vectors is not None:
        check_vectors(vectors)
        return
    click.echo(f"fingerpost {__version__}, Python {platform.python_version()}, {platform.system()}")
    click.echo(f"SQLite {sqlite3.sqlite_version}, " + ", ".join(map(_library, _LIBRARIES)))
    faults = []
    for part in _standing(Settings(config, data, store)):
        click.echo(f"  {part.name:10} {part.said}")
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
        check_folder,
        files_without_checker,
        known_files,
    )

    if not known_files(folder):
        raise click.UsageError(f"{folder} holds no file of vectors that this version knows")
    heading = f"{'file':{_NAME_WIDTH}} {'rows':>7} {'passed':>7} {'fragile':>8}  worst difference"
    click.echo(heading)
    bad = 0
    for outcome in check_folder(folder):
        bad += not outcome.is_good
        for line in _lines(outcome):
            click.echo(line)
    for name in files_without_checker(folder):
        click.echo(f"{name:{_NAME_WIDTH}} no checker yet")
    if bad:
        click.echo(f"{bad} {'file differs' if bad == 1 else 'files differ'}", err=True)
        sys.exit(_FAULT)


def _lines(outcome: "Outcome") -> list[str]:
    counts = f"{outcome.rows:7,} {outcome.passed:7,} {outcome.left_out:8,}"
    mark = "" if outcome.is_good else "  DIFFERS"
    first = f"{outcome.file:{_NAME_WIDTH}} {counts}  {outcome.worst:.1e}{mark}"
    return [first, *(f"    {failure}" for failure in outcome.failures)]


def _library(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} missing"


@dataclass(frozen=True, slots=True)
class _Part:
    """What can be said of one part, and the exit code of its fault; 0 where it can be used."""

    name: str
    said: str
    fault: int = 0


def _standing(settings: Settings) -> Iterator[_Part]:
    """Say of the framework, the data and the store whether each can be used."""
    yield _framework(settings.config)
    if settings.data.is_dir():
        yield _Part("data", "fine")
    else:
        yield _Part("data", f"there is no folder {settings.data}", SourceError.exit_code)
    yield _store(settings)
    yield from _elsewhere(settings.config)


def _elsewhere(config: Path) -> Iterator[_Part]:
    """Say of each source that lies elsewhere whether its secrets are there. Nothing is asked of it."""
    from dashboard.cli.stores import outside
    from framework.load.files import read_config
    from framework.load.framework import load_framework
    from indicators.connect.trying import what_is_missing

    try:
        framework = load_framework(read_config(config)).framework
    except UserError:  # told above
        return
    for source in framework.sources:
        missing = what_is_missing(source, outside())
        if missing.refused:
            yield _Part("source", f"{source.id}: {missing.refused}", SourceError.exit_code)
        elif missing.caution:
            yield _Part("source", f"{source.id}: {missing.caution}")


def _framework(config: Path) -> _Part:
    from framework.load.files import read_config
    from framework.load.framework import load_framework

    try:
        loaded = load_framework(read_config(config))
    except ConfigurationError as error:
        count = len(error.issues)
        said = f"{count} {'mistake' if count == 1 else 'mistakes'}; see fingerpost check"
        return _Part("framework", said, error.exit_code)
    except UserError as error:
        return _Part("framework", str(error), ConfigurationError.exit_code)
    return _Part("framework", f"fine, {len(loaded.framework.indicators)} indicators")


def _store(settings: Settings) -> _Part:
    from framework.store.engines import open_store
    from framework.store.migrating import require_current

    try:
        require_current(open_store(settings.store))
    except UserError as error:
        return _Part("store", str(error), StoreError.exit_code)
    return _Part("store", "fine")
