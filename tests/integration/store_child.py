"""A process of its own that works on a store, and may be told to kill itself on the way.

python -m tests.integration.store_child URL publish AT FOLDER
python -m tests.integration.store_child URL hold 0

AT is the number of the step (a statement that writes, a commit) before which it sends itself
SIGKILL; 0 lets it live. FOLDER holds results.parquet. It prints how many steps there were and what came of it.
"""

import signal
import sys
from pathlib import Path

import polars as pl

from benchmarks.reliability.steps import Stop, install
from framework.store.engines import open_store
from framework.store.locking import hold_refresh_lock
from tests.store_publications import publication, publish_now


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(url: str, work: str, fatal: str, folder: str = "") -> None:
    engine = open_store(url)
    steps = install(Stop(int(fatal), signal.SIGKILL), Path(str(engine.url.database)).parent)
    if work == "hold":
        with hold_refresh_lock(engine, who="a child"):
            tell("held")
            sys.stdin.read()
    else:
        rows = pl.read_parquet(Path(folder) / "results.parquet").to_dicts()
        published = publish_now(engine, publication(rows), wait=60)
        tell(steps.taken, published.is_new, published.published_hash)


if __name__ == "__main__":
    main(*sys.argv[1:])
