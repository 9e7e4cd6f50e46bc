"""Which primitives are scanned together: those that share the condition that keeps the fewest rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from framework.model.expressions import Expression
from indicators.measures.primitives import Axis, Lies, Primitive, uses_period_end
from indicators.measures.rendering import Renderer

SAMPLE_ROWS: Final = 50_000

_FILTER_COST: Final = 0.3
"""What it costs to filter all rows once, against working out one primitive over all rows."""


@dataclass(frozen=True, slots=True)
class Group:
    """Primitives whose rows all meet one condition, which is filtered by once.

    `monthly` is set where rows are looked at anew at the end of every month.
    """

    shared: Expression | None
    monthly: Axis | None
    primitives: tuple[Primitive, ...]


def grouped(
    primitives: Iterable[Primitive], kept_by: Mapping[Expression, float]
) -> tuple[Group, ...]:
    """Give each primitive to the cheapest of its conditions.

    Args:
        primitives: what is to be summed, each once.
        kept_by: the share of rows that each condition keeps, where it is known (about right is
            enough: it decides about speed, not about numbers).
    """
    wanted = tuple(primitives)
    costs = _costs(wanted, kept_by)
    groups: dict[tuple[Expression | None, Axis | None], list[Primitive]] = {}
    for one in wanted:
        best = min(
            _candidates(one, kept_by), key=lambda part: (costs[part], repr(part)), default=None
        )
        if best is not None and costs[best] >= 1:
            best = None
        monthly = one.axis if one.axis.how is Lies.OPEN else None
        groups.setdefault((best, monthly), []).append(one)
    return tuple(Group(best, monthly, tuple(held)) for (best, monthly), held in groups.items())


def least_costs(
    primitives: Iterable[Primitive], kept_by: Mapping[Expression, float]
) -> Mapping[Primitive, float]:
    """Give what each primitive costs in its group, against working it out over all rows."""
    wanted = tuple(primitives)
    costs = _costs(wanted, kept_by)
    return {one: min([1.0, *(costs[part] for part in _candidates(one, kept_by))]) for one in wanted}


def _costs(
    primitives: Iterable[Primitive], kept_by: Mapping[Expression, float]
) -> Mapping[Expression, float]:
    shared_by = Counter(part for one in primitives for part in _candidates(one, kept_by))
    return {part: kept_by[part] + _FILTER_COST / shared for part, shared in shared_by.items()}


def shares_kept(
    primitives: Iterable[Primitive], sample: pl.DataFrame, renderer: Renderer
) -> Mapping[Expression, float]:
    """Give the share of some rows that each condition keeps."""
    parts = {part: None for one in primitives for part in one.where if not uses_period_end(part)}
    if not parts or not sample.height:
        return {}
    step = max(1, sample.height // SAMPLE_ROWS)
    rows = sample.gather_every(step)
    asked = [renderer.truth(part).mean().alias(str(i)) for i, part in enumerate(parts)]
    found = rows.select(asked).row(0)
    return {part: float(share) for part, share in zip(parts, found, strict=True)}


def _candidates(one: Primitive, kept_by: Mapping[Expression, float]) -> tuple[Expression, ...]:
    return tuple(part for part in one.where if part in kept_by)
