"""K1: refreshes of a SQLite store killed at seeded points, with eight readers."""

from benchmarks.reliability.figures import Asked, Figure
from benchmarks.reliability.killing import points_figures
from benchmarks.reliability.made_partnership import make_partnership
from benchmarks.reliability.stores import new_stores


def measure(asked: Asked) -> list[Figure]:
    """Kill them and look."""
    if "sqlite" not in asked.engines:
        return []
    with new_stores("sqlite", asked.folder) as new_store:
        return points_figures("K1", asked, make_partnership(asked.folder, new_store()), 150)
