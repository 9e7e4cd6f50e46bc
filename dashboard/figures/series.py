"""A series cut into what a line may join: not across a missing figure, a break or a new year to date."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from dashboard.queries.views import LinePoint

Run = tuple[int, ...]
"""Indices of points that stand next to each other and have values."""


def runs(points: Sequence[LinePoint]) -> Iterator[Run]:
    """Give the runs of a series, each by the indices of its points."""
    run: list[int] = []
    for index, point in enumerate(points):
        if run and (point.value is None or _begins(point, after=points[run[-1]])):
            yield tuple(run)
            run = []
        if point.value is not None:
            run.append(index)
    if run:
        yield tuple(run)


def _begins(point: LinePoint, *, after: LinePoint) -> bool:
    """Say whether a point belongs to another series: a new year to date is not a fall of the old one."""
    return bool(point.breaks) or point.counts_from != after.counts_from


def target_steps(points: Sequence[LinePoint]) -> Iterator[tuple[int, int, float]]:
    """Give each span of an unchanged target as (first index, last index, target)."""
    return level_steps([point.target for point in points])


def level_steps(levels: Sequence[float | None]) -> Iterator[tuple[int, int, float]]:
    """Give each span of an unchanged level as (first index, last index, level)."""
    for level, found in groupby(enumerate(levels), key=lambda one: one[1]):
        indices = [index for index, _ in found]
        if level is not None:
            yield indices[0], indices[-1], level


def current(points: Sequence[LinePoint]) -> int | None:
    """Give the index of the last period when it has a value: an older figure is never the current one."""
    return len(points) - 1 if points and points[-1].value is not None else None
