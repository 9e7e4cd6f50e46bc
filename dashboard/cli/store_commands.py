"""The verbs that look after a store: its history, its safety copies, its proof, its size."""

from pathlib import Path

import click

from dashboard.cli.options import places, store_option
from framework.settings import Settings


@click.command()
@store_option
@click.option("--limit", default=10, show_default=True, help="How many runs, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
def history(store: str, *, limit: int, as_json: bool) -> None:
    """Say what the last runs did: when, for how long, what they published, what stopped them.

    Example: fingerpost history --store sqlite:///fingerpost.db --limit 30
    """
    from dashboard.cli.keeping import show_history

    show_history(store, limit=limit, as_json=as_json)


@click.command()
@store_option
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
def verify(store: str, *, as_json: bool) -> None:
    """Prove that what is kept is still what was published. Exit 14 when it is not.

    Example: fingerpost verify --store sqlite:///fingerpost.db
    """
    from dashboard.cli.keeping import verify_store

    verify_store(store, as_json=as_json)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@store_option
def backup(file: Path, store: str) -> None:
    """Write the whole store, as it stands now, into one new FILE. Refreshes may go on.

    The file is the same for SQLite and PostgreSQL, so it also moves a store from one to the
    other. It holds figures of every area: keep it as safe as the store.

    Example: fingerpost backup safe/fingerpost-2026-11-24.zip --store sqlite:///fingerpost.db
    """
    from dashboard.cli.keeping import back_up_store

    back_up_store(store, file)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@store_option
def restore(file: Path, store: str) -> None:
    """Fill a new store from a backup FILE, and prove that it holds what was published.

    A store that holds runs already is refused: restore beside it, look, then put it in place.

    Example: fingerpost restore safe/fingerpost-2026-11-24.zip --store sqlite:///restored.db
    """
    from dashboard.cli.keeping import restore_store

    restore_store(store, file)


@click.command()
@places
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="How many of the newest generations to keep; else what framework.yaml says.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def prune(config: Path, data: Path, store: str, *, keep: int | None, dry_run: bool) -> None:
    """Forget old generations, and copies of files that none is made of any more.

    What readers see now and what was released is always kept.

    Example: fingerpost prune --keep 36 --dry-run --store sqlite:///fingerpost.db
    """
    from dashboard.cli.keeping import prune_store

    prune_store(Settings(config, data, store), keep=keep, dry_run=dry_run)


@click.command()
@places
@click.option("--generation", required=True, type=int, help="Which one; see fingerpost history.")
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
def remake(config: Path, data: Path, store: str, *, generation: int, as_json: bool) -> None:
    """Make a generation again from the copies of its files, and prove its hash. Nothing is written.

    It needs `keep: {files: yes}` in framework.yaml when the generation was made, and the one
    before it. Exit 14 when the figures come out otherwise.

    Example: fingerpost remake --generation 12 --store sqlite:///fingerpost.db
    """
    from dashboard.cli.keeping import remake_generation

    remake_generation(Settings(config, data, store), generation, as_json=as_json)


@click.command()
@store_option
@click.option("--generation", required=True, type=int, help="Which one; see fingerpost history.")
@click.option("--reason", required=True, help="Why, for the record. Readers of status see it.")
def publish(store: str, *, generation: int, reason: str) -> None:
    """Go back: publish an earlier generation again, to the digit, as a new one.

    The next refresh publishes from the sources again, so mend what was wrong before it runs.

    Example: fingerpost publish --generation 12 --reason "October file was half copied"
    """
    from dashboard.cli.keeping import publish_generation

    publish_generation(store, generation, reason=reason)
