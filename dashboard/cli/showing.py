"""`status`, `explain` and `migrate`: what is published, in text or JSON."""

import json
from dataclasses import asdict
from typing import Final

import click

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.cli.stores import open_library
from framework.settings import Settings

_MARK: Final = {"fresh": "ok", "late": "LATE", "kept": "KEPT", "unread": "unused"}


def show_status(settings: Settings, *, as_json: bool) -> None:
    """Print the state of what is published."""
    from dashboard.queries.status import read_status

    view = read_status(open_library(settings), OPEN_DEMO_VIEWER)
    if as_json:
        click.echo(json.dumps(asdict(view), ensure_ascii=False, indent=2))
        return
    click.echo(f"{view.framework}: generation {view.generation}, published {view.published_at}")
    click.echo(f"{view.indicators} indicators, {view.results:,} results")
    click.echo(f"hash {view.published_hash}")
    width = max(len(source.name) for source in view.sources)
    for source in view.sources:
        as_at = f"to {source.as_at}" if source.as_at else ""
        words = "  ".join(part for part in (as_at, source.reason, source.accepted) if part)
        click.echo(f"  {_MARK.get(source.state, source.state):6} {source.name:{width}}  {words}")
    for warning in view.warnings:
        click.echo(f"  warning: {warning}")


def show_explanation(
    settings: Settings, indicator: str, *, area: str | None, month: str | None, as_json: bool
) -> None:
    """Print how a figure came about.

    Raises:
        UserError: there is no such indicator, area, month or figure.
    """
    from dashboard.queries.explain import explain

    library = open_library(settings)
    found = explain(library, OPEN_DEMO_VIEWER, indicator, area=area, month=month)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.title}\n{found.area}, {found.period}: {found.value}")
    if found.interval:
        click.echo(f"95% interval: {found.interval}")
    for step in found.steps:
        click.echo(f"  {step}")
    for heading, lines in (
        ("What it was before:", found.revisions),
        ("Beside others:", found.comparisons),
        ("The trend:", found.trend),
    ):
        if lines:
            click.echo(heading)
        for line in lines:
            click.echo(f"  {line}")
    click.echo(f"Rule: {found.rule}. Target: {found.target_id or 'none'}.")
    for source in found.sources:
        click.echo(
            f"Source {source.name}: {source.path}, {source.rows:,} rows, "
            f"fingerprint {source.fingerprint[:16]}"
        )
    click.echo(f"Generation {found.generation}.")


def migrate_store(settings: Settings) -> None:
    """Bring a store to the newest shape."""
    from framework.store.engines import open_store
    from framework.store.migrating import migrate

    migrate(open_store(settings.store))
    click.echo("The store is up to date.")
