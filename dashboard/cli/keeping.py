"""`history`, `verify`, `backup`, `restore`, `prune` and `publish`, printed."""

import os
import socket
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.cli.counts import counted
from dashboard.cli.saying import say, say_json
from dashboard.cli.stores import now, open_current, today, who
from framework.errors import StoreError, UserError
from framework.settings import Settings
from framework.store.engines import open_store

if TYPE_CHECKING:
    from framework.store.rows import GenerationInfo, RunInfo


def show_history(store: str, *, limit: int, as_json: bool) -> None:
    """Print the last runs, newest first."""
    from framework.store.runs import generations, last_runs

    engine = open_current(store)
    known = {one.number: one for one in generations(engine)}
    runs = [(run, known.get(run.generation or 0)) for run in last_runs(engine, limit=limit)]
    if as_json:
        told = [_run_told(run, published) for run, published in runs]
        say_json(told)
        return
    if not runs:
        say("No refresh has run yet.")
    for run, published in runs:
        say(_run_line(run, published))
        for warning in published.warnings if published else ():
            say(f"  {warning}")


def _run_told(run: "RunInfo", published: "GenerationInfo | None") -> dict[str, object]:
    seconds = (run.finished - run.started).total_seconds() if run.finished else None
    return {
        "run": run.number,
        "started": run.started.isoformat(timespec="seconds"),
        "seconds": seconds,
        "state": run.state.value,
        "generation": run.generation,
        "results": published.results if published else None,
        "hash": published.published_hash if published else None,
        "warnings": list(published.warnings) if published else [],
        "host": run.host,
        "process": run.pid,
        "message": run.message,
    }


def _run_line(run: "RunInfo", published: "GenerationInfo | None") -> str:
    taken = f"{(run.finished - run.started).total_seconds():.1f} s" if run.finished else ""
    parts = [f"run {run.number}", f"{run.started:%Y-%m-%d %H:%M} UTC", run.state.value, taken]
    if published:
        parts.append(f"generation {published.number} with {published.results:,} results")
    return "  ".join(part for part in (*parts, run.message) if part)


def verify_store(store: str, *, as_json: bool) -> None:
    """Print whether every kept generation is as it was published.

    Raises:
        StoreError: it is not; the message names every indicator that differs.
    """
    from framework.store.verifying import verify

    engine = open_current(store)
    found = verify(engine)
    if as_json:
        say_json(asdict(found))
    if found.problems:
        raise StoreError("the store is not what was published:\n  " + "\n  ".join(found.problems))
    if not as_json:
        say(
            f"Generation {found.generation} is as it was published: "
            f"{found.indicators} indicators, hash {found.published_hash}{_and_earlier(found.earlier)}"
            if found.generation
            else "Nothing has been published yet, and nothing is damaged."
        )


def _and_earlier(count: int) -> str:
    if not count:
        return ""
    others = "is the other one that is" if count == 1 else f"are the {count} others that are"
    return f"\nSo {others} kept."


def back_up_store(store: str, file: Path) -> None:
    """Write a backup and say what it holds."""
    from framework.store.backing_up import back_up

    made = back_up(open_store(store), file)
    held = f"generation {made.generation}" if made.generation else "no generation yet"
    say(f"Wrote {made.path}: {held}, {made.rows:,} rows, {made.bytes / 1e6:.1f} MB.")
    say(f"Hash {made.published_hash}" if made.published_hash else "Nothing is published yet.")


def restore_store(store: str, file: Path) -> None:
    """Restore a backup and say what was proved."""
    from framework.store.backing_up import restore

    made = restore(file, open_store(store))
    say(f"Restored {made.rows:,} rows from {made.path}.")
    if made.generation:
        say(f"Generation {made.generation} is as it was published: hash {made.published_hash}")


def prune_store(settings: Settings, *, keep: int | None, dry_run: bool) -> None:
    """Prune a store and the copies of files beside it, and say what went.

    Raises:
        UserError: neither the command nor the framework says how many generations are kept.
    """
    from dashboard.commands.assessments import Cabinet, erase_expired
    from framework.store.copies import forget_copies
    from framework.store.pruning import files_needed, prune

    engine = open_current(settings.store)
    done = prune(engine, keep=keep or _declared(settings), dry_run=dry_run)
    word = "Would forget" if dry_run else "Forgot"
    erased = erase_expired(Cabinet(settings, engine, now(), today()), who=who(), dry_run=dry_run)
    for deed in erased:
        would = "Would erase" if dry_run else "Erased"
        say(f"{would} {deed.erased:,} assessments of form {deed.form} ({deed.reason}).")
    if done.generations:
        first, last = done.generations[0], done.generations[-1]
        span = f"generation {first}" if first == last else f"generations {first} to {last}"
        verb = "is" if done.kept == 1 else "are"
        say(f"{word} {span} ({counted(done.rows, 'row')}). {done.kept} {verb} kept.")
    else:
        verb = "is" if done.kept == 1 else "are"
        say(f"Nothing to forget: {counted(done.kept, 'generation')} {verb} kept.")
    if copies := forget_copies(settings.kept_files, files_needed(engine), dry_run=dry_run):
        say(f"{word} {copies:,} {'copy' if copies == 1 else 'copies'} of files.")


def _declared(settings: Settings) -> int:
    from framework.load.files import read_config
    from framework.load.framework import load_framework

    keep = load_framework(read_config(settings.config)).framework.keep
    if keep.generations is None:
        raise UserError(
            "say how many generations are kept: --keep 36, or keep: {generations: 36} in framework.yaml"
        )
    return keep.generations


def remake_generation(settings: Settings, generation: int, *, as_json: bool) -> None:
    """Make a generation again and say whether it is what was published.

    Raises:
        StoreError: it is not, or what it was made of is not kept.
    """
    from dashboard.cli.progress import lines_of, telling
    from indicators.refresh.remaking import remake

    engine = open_current(settings.store)
    with telling(lines_of()) as teller:
        made = remake(engine, generation, settings.kept_files, moment=now(), teller=teller)
    if as_json:
        say_json(asdict(made))
    for note in made.notes:
        say(f"note: {note}", err=True)
    if made.differs:
        names = ", ".join(made.differs[:5])
        raise StoreError(f"generation {generation} comes out otherwise for {names}")
    if not as_json and not made.indicators:
        say(f"Generation {generation} computed nothing: its figures are those of before.")
    elif not as_json:
        say(
            f"Generation {generation} was made again from its files: {made.indicators} indicators, "
            f"and the hash is the one that was published, {made.published_hash}"
        )


def publish_generation(store: str, generation: int, *, reason: str) -> None:
    """Publish an earlier generation again and say under which number.

    Raises:
        UserError: no reason is given.
    """
    from framework.store.going_back import publish_again
    from framework.store.locking import hold_refresh_lock

    if not reason.strip():
        raise UserError("say why: --reason must not be empty")
    engine = open_store(store)
    host, pid = socket.gethostname(), os.getpid()
    with hold_refresh_lock(engine, who=f"{host} process {pid}") as lock:
        done = publish_again(lock, generation, reason=reason.strip(), run_by=(host, pid), now=now())
    say(
        f"Generation {generation} was published again as generation {done.generation}. "
        f"Hash {done.published_hash}"
    )
