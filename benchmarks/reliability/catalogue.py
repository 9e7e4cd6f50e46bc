"""Which parts the catalogue has, by the ids that docs/explanation/reliability.md explains."""

from collections.abc import Callable, Mapping
from typing import Final

from benchmarks.reliability import (
    f2_spoilt_files,
    f4_addresses,
    k1_kills_on_sqlite,
    k2_kills_on_postgresql,
    k3_same_again,
    k4_one_at_a_time,
    k5_failing_sources,
    m1_migrations,
    m2_backups,
    s4_statements,
)
from benchmarks.reliability.figures import Asked, Figure

CATALOGUE: Final[Mapping[str, Callable[[Asked], list[Figure]]]] = {
    "K1": k1_kills_on_sqlite.measure,
    "K2": k2_kills_on_postgresql.measure,
    "K3": k3_same_again.measure,
    "K4": k4_one_at_a_time.measure,
    "K5": k5_failing_sources.measure,
    "M1": m1_migrations.measure,
    "M2": m2_backups.measure,
    "F2": f2_spoilt_files.measure,
    "F4": f4_addresses.measure,
    "S4": s4_statements.measure,
}
