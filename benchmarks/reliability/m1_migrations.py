"""M1: every revision up, down and up with rows; killed half way; a newer store refused."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, inspect, text

from benchmarks.reliability.commands import run
from benchmarks.reliability.figures import Asked, Figure, told
from benchmarks.reliability.killing import published
from benchmarks.reliability.made_partnership import make_partnership
from benchmarks.reliability.steps import Stop
from benchmarks.reliability.stores import new_stores
from framework.store.engines import open_store
from framework.store.locking import begin_run, hold_refresh_lock
from framework.store.migrating import migrate, migrate_down, revisions
from framework.store.pruning import prune
from framework.store.publication import Publication
from framework.store.publishing import publish
from framework.store.reading import open_snapshot
from framework.store.verifying import verify

KILLS: Final = 20
NEWER: Final = 14


def measure(asked: Asked) -> list[Figure]:
    """Move stores with rows up and down, kill a migration on its way, and refuse a newer store."""
    figures = []
    for engine in asked.engines:
        folder = asked.folder / engine
        folder.mkdir(mode=0o700)
        with new_stores(engine, folder) as new_store:
            figures += [
                _up_down_up(engine, folder, new_store),
                _killed(asked, engine, folder, new_store),
            ]
    return figures


def _up_down_up(name: str, folder: Path, new_store: Callable[[], str]) -> Figure:
    """Take a store of real figures down to each revision and up again, and compare its hash.

    What a revision had no column for is lost on the way down. So the rows that are compared are
    those that the oldest revision could hold: published again once all of that is gone.
    """
    begun = time.monotonic()
    troubles: list[str] = []
    engine = _store_of_rows(folder, new_store())
    for revision in reversed(revisions()[:-1]):
        migrate_down(engine, to=revision)
        migrate(engine)
        _publish_what_is_left(engine)
        before = published(engine)
        migrate_down(engine, to=revision)
        migrate(engine)
        found = verify(engine)
        troubles += [f"down to {revision} and up: {problem}" for problem in found.problems]
        if found.published_hash != before:
            troubles.append(f"down to {revision} and up: another hash")
    troubles += _newer_refused(engine, folder)
    migrate_down(engine, to="base")
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}
    troubles += [f"down to the base leaves {sorted(left)}"] * bool(left)
    migrate(engine)
    engine.dispose()
    return Figure(
        "M1",
        f"{name}: each revision down and up with rows: hashes equal; a newer store is refused",
        f"{len(revisions())} revisions: {len(troubles)} troubles",
        reached=not troubles,
        seconds=time.monotonic() - begun,
        troubles=told(troubles),
    )


def _store_of_rows(folder: Path, url: str) -> Engine:
    partnership = make_partnership(folder, url)
    ended = run("refresh", *partnership.places, folder=folder)
    if ended.code:
        raise RuntimeError(ended.said)
    return open_store(url)


def _publish_what_is_left(engine: Engine) -> None:
    """Publish the rows as they stand, so that their hash speaks of what is there, and forget the rest.

    An earlier generation lost on the way down what a revision has no column for, and `verify` says so.
    """
    with open_snapshot(engine) as snapshot:
        told_of = snapshot.generation
        frames = {
            kind: snapshot.frame(kind)
            for kind in ("results", "judgements", "comparisons", "series")
        }
        files = dict(snapshot.framework_files())
    frames["results"] = frames["results"].with_columns(value=frames["results"]["value"] + 1)
    with hold_refresh_lock(engine, who="the catalogue") as lock:
        run_number = begin_run(lock, started=told_of.published_at, host="here", pid=1)
        publish(
            engine,
            Publication(
                run=run_number,
                scope=frozenset(frames["results"]["indicator"]),
                files=files,
                started=told_of.published_at,
                finished=told_of.published_at,
                code_version=told_of.code_version,
                **frames,
            ),
        )
    prune(engine, keep=1)


def _newer_refused(engine: Engine, folder: Path) -> list[str]:
    """Let the store say that it is newer: every command must refuse it and leave it alone."""
    url = engine.url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    troubles = []
    for words in (("refresh",), ("migrate",), ("status",), ("verify",), ("backup", "safe.zip")):
        ended = run(*words, "--store", url, folder=folder)
        if ended.code != NEWER or "newer Fingerpost" not in ended.said:
            troubles.append(f"{words[0]} of a newer store ended with {ended.code}: {ended.said}")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE alembic_version SET version_num = :head"), {"head": revisions()[-1]}
        )
    return [*troubles, *(f"after a refusal: {one}" for one in verify(engine).problems)]


def _killed(asked: Asked, name: str, folder: Path, new_store: Callable[[], str]) -> Figure:
    """Kill the first migration of an empty store, and the last one of a store with rows."""
    begun = time.monotonic()
    troubles, done = list[str](), 0
    filled = _store_of_rows(folder, new_store())
    migrate_down(filled, to=revisions()[0])
    migrate(filled)
    _publish_what_is_left(filled)
    before = published(filled)
    dice = asked.dice(f"M1 {name}")
    empty_steps = _steps(new_store(), folder)
    migrate_down(filled, to=revisions()[0])
    filled_url = filled.url.render_as_string(hide_password=False)
    filled_steps = _steps(filled_url, folder)
    for number in range(asked.share(KILLS)):
        if asked.is_over():
            break
        is_empty = bool(number % 2)
        if not is_empty:
            migrate_down(filled, to=revisions()[0])
        at = dice.randint(1, empty_steps if is_empty else filled_steps)
        url = new_store() if is_empty else filled_url
        troubles += _kill_and_migrate(url, folder, at)
        if not is_empty and verify(filled).published_hash != before:
            troubles.append(f"killed at step {at} with rows: another hash")
        done += 1
    filled.dispose()
    return Figure(
        "M1",
        f"{name}: a migration killed half way can be run again",
        f"{done} killed, at any of {empty_steps} steps when empty and {filled_steps} with rows: "
        f"{len(troubles)} troubles",
        reached=bool(done) and not troubles,
        seconds=time.monotonic() - begun,
        stopped_early=done < asked.share(KILLS),
        troubles=told(troubles),
    )


def _steps(url: str, folder: Path) -> int:
    log = folder / "steps.txt"
    log.unlink(missing_ok=True)
    run("migrate", "--store", url, folder=folder, stop=Stop(0, signal.SIGKILL, log))
    return len(log.read_text(encoding="utf-8").splitlines())


def _kill_and_migrate(url: str, folder: Path, at: int) -> list[str]:
    killed = run("migrate", "--store", url, folder=folder, stop=Stop(at, signal.SIGKILL))
    if not killed.is_killed:
        return [f"step {at}: it ended with {killed.code}: {killed.said}"]
    again = run("migrate", "--store", url, folder=folder)
    if again.code:
        return [f"step {at}: the next one ended with {again.code}: {again.said}"]
    engine = open_store(url)
    problems = verify(engine).problems
    engine.dispose()
    return [f"step {at}: {problem}" for problem in problems]
