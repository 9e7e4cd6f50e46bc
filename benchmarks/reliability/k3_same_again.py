"""K3: the same input gives the same published hash: again, shuffled, and after a crash."""

import signal
import time
from random import Random
from typing import Final

from sqlalchemy import Engine, func, select

from benchmarks.reliability.commands import run
from benchmarks.reliability.figures import Asked, Figure, told
from benchmarks.reliability.killing import engine_of, published, warm_up
from benchmarks.reliability.made_partnership import Partnership, make_partnership
from benchmarks.reliability.steps import Stop
from benchmarks.reliability.stores import new_stores
from framework.store.facts import FACTS
from framework.store.tables import CURRENT

TIMES: Final = 5


def measure(asked: Asked) -> list[Figure]:
    """Compute the same again and again."""
    figures = []
    for engine in asked.engines:
        folder = asked.folder / engine
        folder.mkdir(mode=0o700)
        with new_stores(engine, folder) as new_store:
            figures.append(_figure(asked, engine, make_partnership(folder, new_store())))
    return figures


def _figure(asked: Asked, name: str, partnership: Partnership) -> Figure:
    begun = time.monotonic()
    calm = warm_up(partnership)
    dice = asked.dice(f"K3 {name}")
    troubles: list[str] = []

    def compute(how: str, stop: Stop | None = None) -> None:
        words = ("refresh", "--backfill", *partnership.places)
        ended = run(*words, folder=partnership.folder, stop=stop)
        if stop is not None:
            return
        with engine_of(partnership) as engine:
            if ended.code or published(engine) != calm.hashes[0]:
                troubles.append(f"{how}: exit {ended.code}, hash {published(engine)[:12]}")
            troubles.extend(f"{how}: {one}" for one in _doubles(engine))

    for time_ in range(TIMES):
        compute(f"time {time_ + 1}")
    for time_ in range(TIMES):
        shuffle(partnership, dice)
        compute(f"shuffled {time_ + 1}")
    for _ in range(TIMES):
        shuffle(partnership, dice)
        at = dice.randint(1, len(calm.steps))
        compute("crash", Stop(at, signal.SIGKILL))
        compute(f"after a crash at step {at}")
    return Figure(
        "K3",
        f"{name}: published hash equal, 0 rows twice",
        f"{TIMES} times the same, {TIMES} shuffled, {TIMES} after a crash: {len(troubles)} differ",
        reached=not troubles,
        seconds=time.monotonic() - begun,
        troubles=told(troubles),
    )


def shuffle(partnership: Partnership, dice: Random) -> None:
    """Put the rows of the file in another order."""
    path = partnership.data / "episodes.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    dice.shuffle(rows)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def _doubles(engine: Engine) -> list[str]:
    """Say where a key stands twice among the rows that are current."""
    found = []
    with engine.connect() as connection:
        for fact in FACTS:
            keys = [fact.table.c[name] for name in fact.key_columns]
            twice = connection.execute(
                select(func.count())
                .where(fact.table.c.valid_to == CURRENT)
                .group_by(*keys)
                .having(func.count() > 1)
            ).all()
            found += [f"{len(twice)} {fact.name} stand twice"] * bool(twice)
    return found
