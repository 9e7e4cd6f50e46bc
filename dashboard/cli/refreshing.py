"""`refresh`: run one, say how it went, and give the exit code."""

import os
import socket
from dataclasses import dataclass
from typing import Final

import click

from dashboard.cli.progress import telling
from dashboard.cli.stores import now, today
from framework.load.files import read_config
from framework.settings import Settings

PUBLISHED_WITH_WARNINGS: Final = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asked for."""

    force: bool = False
    indicators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    wait: float = 0.0
    fail_on_warning: bool = False
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
        asked.force, frozenset(asked.indicators) or None, frozenset(asked.sources) or None
    )
    host, pid = socket.gethostname(), os.getpid()
    starter = Starter(f"{host} process {pid}", host, pid, now, today(), asked.wait)
    with telling(as_json=asked.as_json) as teller:
        outcome = refresh(files, where, choice, starter=starter, teller=teller)
    for warning in outcome.warnings:
        click.echo(f"warning: {warning}", err=True)
    for source, reasons in outcome.failed.items():
        click.echo(f"source '{source}' keeps its last good figures: {'; '.join(reasons)}", err=True)
    if outcome.state == "published":
        click.echo(
            f"Published generation {outcome.generation}: {outcome.indicators} indicators, "
            f"{outcome.results:,} results. Hash {outcome.published_hash}"
        )
    else:
        click.echo(f"Nothing to do. Generation {outcome.generation} stands.")
    troubled = bool(outcome.warnings or outcome.failed)
    return PUBLISHED_WITH_WARNINGS if asked.fail_on_warning and troubled else 0
