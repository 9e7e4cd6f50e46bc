"""Processes forked from one that has imported the libraries already, which spares each start a second or two.

There is one such server in a process, for tests and the catalogue of faults alike. Where a platform has none,
each process starts afresh.
"""

from multiprocessing import get_all_start_methods, get_context
from typing import Final

PRELOADED: Final = (
    "alembic.command",
    "dashboard.cli.checking",
    "dashboard.cli.commands",
    "dashboard.cli.inspecting",
    "dashboard.cli.planning",
    "dashboard.cli.refreshing",
    "dashboard.cli.showing",
    "dashboard.queries.status",
    "framework.store.publishing",
    "indicators.connect.drafting",
    "indicators.refresh.assembling",
    "indicators.refresh.running",
    "pyarrow.parquet",
    "scipy.optimize",
    "scipy.stats",
)
_FORKS: Final = "forkserver" in get_all_start_methods()
CONTEXT: Final = get_context("forkserver" if _FORKS else "spawn")
if _FORKS:
    CONTEXT.set_forkserver_preload(list(PRELOADED))
