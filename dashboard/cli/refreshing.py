"""`refresh`: run one, say how it went, and give the exit code."""

import os
import socket
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import click

from dashboard.cli.progress import telling
from dashboard.cli.stores import now, today
from framework.errors import ConfigurationError, SourceError
from framework.load.files import read_config
from framework.settings import Settings

if TYPE_CHECKING:
    from indicators.refresh.running import Outcome

PUBLISHED_WITH_WARNINGS: Final = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asked for."""

    force: bool = False
    indicators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    wait: float = 0.0
    fail_on_warning: bool = False
    accept: tuple[str, ...] = ()
    as_json: bool = False


def run_refresh(settings: Settings, asked: Asked) -> int:
    """Refresh a store and print how it went. Returns the exit code.

    Raises:
        UserError: the configuration, the store or the choice is wrong, or every source failed.
    """
    from framework.store.engines import open_store
    from indicators.refresh.planning import Choice, Places
    from indicators.refresh.running import Starter, Where, refresh

    files = read_config(settings.config)
    where = Where(open_store(settings.store), Places(settings.data, settings.intake))
    choice = Choice(
        asked.force,
        frozenset(asked.indicators) or None,
        frozenset(asked.sources) or None,
        frozenset(asked.accept),
    )
    host, pid = socket.gethostname(), os.getpid()
    starter = Starter(f"{host} process {pid}", host, pid, now, today(), asked.wait)
    try:
        with telling(as_json=asked.as_json) as teller:
            outcome = refresh(files, where, choice, starter=starter, teller=teller)
    except ConfigurationError as error:
        # As the user would open the files from here, which is how `check` names them too.
        raise ConfigurationError(
            tuple(
                replace(one, file=f"{settings.config.as_posix()}/{one.file}")
                for one in error.issues
            )
        ) from None
    for warning in outcome.warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(_ending(outcome, asked))
    if outcome.empty_handed:
        return SourceError.exit_code
    troubled = bool(outcome.warnings or outcome.failed)
    return PUBLISHED_WITH_WARNINGS if asked.fail_on_warning and troubled else 0


def _ending(outcome: "Outcome", asked: Asked) -> str:
    if outcome.empty_handed:
        return f"No source could be used. The figures of generation {outcome.generation} stand."
    if outcome.state == "published":
        return (
            f"Published generation {outcome.generation}: {outcome.indicators} indicators, "
            f"{outcome.results:,} results. Hash {outcome.published_hash}"
        )
    if asked.force:
        return f"Computed again, and nothing differs. Generation {outcome.generation} stands."
    return f"Nothing to do. Generation {outcome.generation} stands."
