"""A process of its own that works on a store, and may be told to kill itself on the way.

python -m tests.integration.store_child URL publish AT FOLDER
python -m tests.integration.store_child URL hold 0
python -m tests.integration.store_child URL freeze 0 FOLDER

AT is the number of the step (a statement that writes, a commit) before which it sends itself
SIGKILL; 0 lets it live. FOLDER holds results.parquet. It prints how many steps there were and what came of it.
"""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
from sqlalchemy import Engine

from benchmarks.reliability.steps import Stop, install
from framework.errors import BusyError
from framework.store.engines import open_store
from framework.store.locking import begin_run, hold_refresh_lock
from framework.store.publishing import publish
from tests.store_publications import STARTED, publication, publish_now


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def freeze_and_publish(engine: Engine, folder: Path) -> None:
    """Begin a run, stop as a suspended machine does, and publish when woken."""
    rows = pl.read_parquet(folder / "results.parquet").to_dicts()
    with hold_refresh_lock(engine, who="the frozen one") as lock:
        run = begin_run(lock, started=STARTED, host="here", pid=os.getpid())
        tell("held")
        os.kill(os.getpid(), signal.SIGSTOP)
        try:
            publish(engine, replace(publication(rows), run=run))
        except BusyError as refused:
            tell(refused)


def main(url: str, work: str, fatal: str, folder: str = "") -> None:
    engine = open_store(url)
    steps = install(Stop(int(fatal), signal.SIGKILL), Path(str(engine.url.database)).parent)
    if work == "hold":
        with hold_refresh_lock(engine, who="a child"):
            tell("held")
            sys.stdin.read()
    elif work == "freeze":
        freeze_and_publish(engine, Path(folder))
    else:
        rows = pl.read_parquet(Path(folder) / "results.parquet").to_dicts()
        published = publish_now(engine, publication(rows), wait=60)
        tell(steps.taken, published.is_new, published.published_hash)


if __name__ == "__main__":
    main(*sys.argv[1:])
