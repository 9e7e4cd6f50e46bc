"""K4: of many refreshes at once one publishes; the lock of a dead or frozen one is no trouble."""

import signal
import time
from collections import Counter
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, create_engine, text

from benchmarks.reliability.commands import Command, run, start
from benchmarks.reliability.figures import Asked, Figure, told
from benchmarks.reliability.killing import Undisturbed, engine_of, published, warm_up
from benchmarks.reliability.made_partnership import Partnership, make_partnership
from benchmarks.reliability.steps import Stop
from benchmarks.reliability.stores import new_stores
from framework.errors import BusyError
from framework.store.engines import is_sqlite
from framework.store.locking import hold_refresh_lock
from framework.store.rows import RunState
from framework.store.runs import last_runs
from framework.store.transactions import lock_file
from framework.store.verifying import verify

AT_ONCE: Final = 8
ROUNDS: Final = 20
DEATHS: Final = 20
BUSY: Final = 15
FREE_WITHIN: Final = 5.0
ROWS_KEPT: Final = "os.rename rows.parquet"
"""The step at which a refresh has read its source and has not begun to publish."""


def measure(asked: Asked) -> list[Figure]:
    """Start many at once, kill the one that holds the lock, freeze it and take over."""
    figures = []
    for engine in asked.engines:
        folder = asked.folder / engine
        folder.mkdir(mode=0o700)
        with new_stores(engine, folder) as new_store:
            partnership = make_partnership(folder, new_store())
            calm = warm_up(partnership)
            figures += [
                _at_once(asked, engine, partnership, calm),
                _frozen_holders(asked, engine, partnership, calm),
                # These come last: one that is killed may leave rows read, and the next takes other steps.
                _killed_holders(asked, engine, partnership, calm),
            ]
    return figures


def _at_once(asked: Asked, name: str, partnership: Partnership, calm: Undisturbed) -> Figure:
    begun = time.monotonic()
    rounds, winners, troubles = 0, Counter[int](), list[str]()
    with engine_of(partnership) as engine:
        for round_ in range(asked.share(ROUNDS)):
            if asked.is_over():
                break
            version = 1 - round_ % 2
            partnership.put(version)
            before = last_runs(engine, limit=1)[0].number
            troubles += _start_many(partnership, round_)
            runs = [one for one in last_runs(engine, limit=AT_ONCE) if one.number > before]
            published_runs = sum(one.state is RunState.PUBLISHED for one in runs)
            winners[published_runs] += 1
            if published_runs != 1 or published(engine) != calm.hashes[version]:
                troubles.append(f"round {round_}: {[one.state.value for one in runs]}")
            troubles += [f"round {round_}: {one}" for one in verify(engine).problems]
            rounds += 1
        _put_back(partnership)
    return Figure(
        "K4",
        f"{name}: of {AT_ONCE} refreshes at once exactly 1 publishes",
        f"{rounds} times {AT_ONCE} at once: exactly 1 published {winners[1]} times",
        reached=not troubles,
        seconds=time.monotonic() - begun,
        stopped_early=rounds < asked.share(ROUNDS),
        troubles=told(troubles),
    )


def _start_many(partnership: Partnership, round_: int) -> list[str]:
    """Start them: half wait for the lock, the others are told that it is taken."""
    words = ("refresh", *partnership.places)
    ways = [("--wait", "100") if number % 2 else () for number in range(AT_ONCE)]
    commands = [start(*words, *way, folder=partnership.folder) for way in ways]
    troubles = []
    for command, way in zip(commands, ways, strict=True):
        ended = command.wait()
        allowed = (0,) if way else (0, BUSY)
        if ended.code not in allowed or not ended.is_plain:
            troubles.append(f"round {round_}: exit {ended.code}: {ended.said}")
    return troubles


def _put_back(partnership: Partnership) -> None:
    """Publish both versions, so that version 0 stands and the rows of version 1 are not kept."""
    for version in (1, 0):
        partnership.put(version)
        run("refresh", *partnership.places, folder=partnership.folder)


def _killed_holders(asked: Asked, name: str, partnership: Partnership, calm: Undisturbed) -> Figure:
    begun = time.monotonic()
    waits, troubles = list[float](), list[str]()
    dice = asked.dice(f"K4 {name}")
    with engine_of(partnership) as engine:
        for round_ in range(asked.share(DEATHS)):
            if asked.is_over():
                break
            partnership.put(1 - round_ % 2)
            at = dice.randint(_first_step(calm), len(calm.steps) - 2)
            holder = _frozen_at(partnership, at)
            holder.send(signal.SIGKILL)
            holder.wait()
            died = time.monotonic()
            try:
                with hold_refresh_lock(engine, wait_seconds=2 * FREE_WITHIN, who="the next"):
                    waits.append(time.monotonic() - died)
            except BusyError as error:
                troubles.append(f"killed at step {at}: {error}")
        troubles += [f"free only after {one:.1f} s" for one in waits if one > FREE_WITHIN]
        _put_back(partnership)
        troubles += verify(engine).problems
    return Figure(
        "K4",
        f"{name}: the lock of a killed refresh is free within {FREE_WITHIN:.0f} s",
        f"{len(waits)} killed while they held it: free after at most {max(waits, default=0):.2f} s",
        reached=bool(waits) and not troubles,
        seconds=time.monotonic() - begun,
        stopped_early=len(waits) < asked.share(DEATHS),
        troubles=told(troubles),
    )


def _first_step(calm: Undisturbed) -> int:
    """Give the first step that is taken under the lock: signing that it is held."""
    return 1 + next(n for n, step in enumerate(calm.steps) if "holder" in step)


def _frozen_at(partnership: Partnership, at: int) -> Command:
    stop = Stop(at, signal.SIGSTOP)
    command = start("refresh", *partnership.places, folder=partnership.folder, stop=stop)
    command.wait_until_frozen()
    return command


def _frozen_holders(asked: Asked, name: str, partnership: Partnership, calm: Undisturbed) -> Figure:
    begun = time.monotonic()
    done, troubles = 0, list[str]()
    at = 1 + next(n for n, step in enumerate(calm.steps) if step.startswith(ROWS_KEPT))
    with engine_of(partnership) as engine:
        for round_ in range(asked.share(ROUNDS)):
            if asked.is_over():
                break
            version = 1 - round_ % 2
            partnership.put(version)
            troubles += _freeze_and_take_over(partnership, engine, at)
            if published(engine) != calm.hashes[version]:
                troubles.append(f"round {round_}: the one that took over did not publish")
            done += 1
        troubles += verify(engine).problems
    return Figure(
        "K4",
        f"{name}: a frozen refresh cannot publish after it was taken over",
        f"{done} frozen, taken over, thawed while the next was at work: {len(troubles)} troubles",
        reached=bool(done) and not troubles,
        seconds=time.monotonic() - begun,
        stopped_early=done < asked.share(ROUNDS),
        troubles=told(troubles),
    )


def _freeze_and_take_over(partnership: Partnership, engine: Engine, at: int) -> list[str]:
    """Freeze one that has read its rows, take its lock away, start the next, let the first go on."""
    troubles = []
    frozen = _frozen_at(partnership, at)
    troubles += _not_told_who_holds(partnership, frozen)
    before = published(engine)
    _lose_lock(engine)
    next_one = _frozen_at(partnership, at)
    frozen.send(signal.SIGCONT)
    late = frozen.wait()
    if "may no longer publish" not in late.said or late.code != BUSY or not late.is_plain:
        troubles.append(f"the frozen one ended with {late.code}: {late.said}")
    if published(engine) != before:
        troubles.append("the frozen one published")
    troubles += _not_told_who_holds(partnership, next_one)
    next_one.send(signal.SIGCONT)
    ended = next_one.wait()
    if ended.code:
        troubles.append(f"the next one ended with {ended.code}: {ended.said}")
    return troubles


def _not_told_who_holds(partnership: Partnership, holder: Command) -> list[str]:
    third = run("refresh", *partnership.places, folder=partnership.folder)
    if third.code == BUSY and f"process {holder.pid} has held it since" in third.said:
        return []
    return [f"another one ended with {third.code}: {third.said}"]


def _lose_lock(engine: Engine) -> None:
    """Take the lock from a frozen process: its file is gone, or the server ends its session."""
    if is_sqlite(engine):
        Path(lock_file(engine, "refresh")).unlink()
        return
    lonely = create_engine(engine.url, isolation_level="AUTOCOMMIT")
    with lonely.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks "
                "WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )
    lonely.dispose()
