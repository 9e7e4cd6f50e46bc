"""`lock`: who refreshes the store, since when, whether they live, and how to shut a frozen one out."""

import socket
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from dashboard.cli.options import store_option
from dashboard.cli.saying import say, say_json
from dashboard.cli.stores import open_current, who
from framework.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from framework.store.lock_holder import Holder


@click.command()
@store_option
@click.option("--release", is_flag=True, help="Shut the holder out. Needs --reason.")
@click.option("--reason", default="", help="Why, for the record. Goes with --release.")
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
def lock(store: str, *, release: bool, reason: str, as_json: bool) -> None:
    """Say who refreshes the store now, since when, and whether that process still lives.

    To wait for it: fingerpost refresh --wait 600. A holder that was killed holds nothing: the
    system let its lock go. --release is for one that is frozen; it may wake and publishes nothing.

    Example: fingerpost lock --release --reason "server2 was suspended in the night"
    """
    if bool(reason.strip()) != release:
        raise UserError(
            "say why: --release needs --reason" if release else "--reason goes with --release"
        )
    if release:
        shut_out(store, reason.strip())
    else:
        show_lock(store, as_json=as_json)


def show_lock(store: str, *, as_json: bool) -> None:
    """Print who holds the lock."""
    holder, lives = _look(store)
    if as_json:
        told = asdict(holder) | {"beat": str(holder.beat)} if holder else {"is_held": False}
        say_json(told | {"process_lives": lives})
        return
    say(holder_words(holder, lives))


def holder_words(holder: "Holder | None", lives: bool | None) -> str:  # noqa: FBT001 (three states)
    """Say in a sentence or two who holds the lock. `lives` is None where that cannot be seen."""
    if holder is None:
        return "The lock is free."
    if not holder.is_held:
        return (
            f"The lock is free. {holder.who} held it since {holder.since} and ended without a word; "
            "the next refresh marks its run interrupted."
        )
    seen = {True: "the process lives", False: "the process is gone", None: "on another machine"}
    beat = f"last sign of life {holder.quiet_seconds:.0f} seconds ago" if holder.beat else "no sign"
    return f"{holder.who} has held the lock since {holder.since}: {beat}, {seen[lives]}."


def shut_out(store: str, reason: str) -> None:
    """Free the lock of a dead or frozen holder.

    Raises:
        BusyError: it lives, or it froze in the middle of publishing.
    """
    from framework.store.engines import open_store
    from framework.store.lock_holder import release_lock

    holder, lives = _look(store)
    if holder is None:
        say("The lock is free already.")
        return
    release_lock(open_store(store), holder, is_dead=lives is False, by=who(), reason=reason)
    say(f"{holder.who} is shut out and can publish nothing. The lock is free.")


def look_at_lock(engine: "Engine") -> str:
    """Say who holds the lock of a store that can be used."""
    return holder_words(*_look_at(engine))


def _look(store: str) -> "tuple[Holder | None, bool | None]":

    engine = open_current(store)
    return _look_at(engine)


def _look_at(engine: "Engine") -> "tuple[Holder | None, bool | None]":
    import psutil

    from framework.store.lock_holder import read_holder

    holder = read_holder(engine)
    if holder is None or holder.host != socket.gethostname() or not holder.pid:
        return holder, None
    return holder, bool(psutil.pid_exists(holder.pid))
