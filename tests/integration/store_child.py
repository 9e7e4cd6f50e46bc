"""A process of its own that works on a store, and may be told to kill itself on the way.

python -m tests.integration.store_child URL migrate AT
python -m tests.integration.store_child URL publish AT FOLDER
python -m tests.integration.store_child URL hold 0

AT is the number of the step (a statement, a commit) before which it sends itself SIGKILL; 0 lets
it live. FOLDER holds results.parquet. It prints how many steps there were and what came of it.
"""

import os
import signal
import sys
from pathlib import Path

import polars as pl
from sqlalchemy import Engine, event

from framework.store.engines import open_store
from framework.store.locking import hold_refresh_lock
from framework.store.migrating import migrate
from tests.store_publications import publication, publish_now


class Steps:
    """Counts what an engine is asked to do, and ends the process at one of them."""

    def __init__(self, engine: Engine, fatal: int) -> None:
        self.taken = 0
        self.fatal = fatal
        event.listen(engine, "before_cursor_execute", self.step)
        event.listen(engine, "commit", self.step)

    def step(self, *_: object) -> None:
        self.taken += 1
        if self.taken == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(url: str, work: str, fatal: str, folder: str = "") -> None:
    engine = open_store(url)
    steps = Steps(engine, int(fatal))
    if work == "hold":
        with hold_refresh_lock(engine, who="a child"):
            tell("held")
            sys.stdin.read()
    elif work == "migrate":
        migrate(engine)
        tell(steps.taken)
    else:
        rows = pl.read_parquet(Path(folder) / "results.parquet").to_dicts()
        published = publish_now(engine, publication(rows), wait=60)
        tell(steps.taken, published.is_new, published.published_hash)


if __name__ == "__main__":
    main(*sys.argv[1:])
