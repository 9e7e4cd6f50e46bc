"""Conditions that no row meets: said in a warning, because a quiet month is no mistake."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from framework.model.expressions import And, Expression, conjuncts
from framework.model.indicators import Indicator
from framework.model.measures import Proportion, Ratio, population_of
from framework.model.written import written
from indicators.measures.intake import Intake
from indicators.measures.needs import expressions_of
from indicators.measures.primitives import canonical
from indicators.measures.rendering import Renderer
from indicators.measures.spans import Coverage
from indicators.measures.tasks import Ground

_END: Final = " end"


def silences(
    ground: Ground, indicator: Indicator, matched: Mapping[str, int], renderer: Renderer
) -> tuple[str, ...]:
    """Name the condition of an indicator that no row of its source meets.

    Where each of its parts is met by some row, they are named together.
    """
    role, condition = _silent(indicator, matched)
    parts = conjuncts(condition) if condition is not None else ()
    if not parts or not ground.intake.rows:
        return ()
    if isinstance(ground.intake, Intake):
        met = _met(ground.intake, parts, ground.coverage, renderer)
    else:
        met = ground.intake.met(parts, ground.coverage)
    never = [part for part, count in zip(parts, met, strict=True) if not count]
    return (never_met(indicator.id, role, never or [And(parts)]),)


def _met(
    intake: Intake, parts: Sequence[Expression], coverage: Coverage, renderer: Renderer
) -> Sequence[int]:
    """Count the rows that meet each condition, looked at on the last covered day."""
    end = pl.lit(coverage.last_day_of(coverage.months - 1))
    rows = intake.scan().with_columns(end.alias(_END))
    asked = [renderer.truth(part, _END).sum().alias(str(i)) for i, part in enumerate(parts)]
    return rows.select(asked).collect().row(0)


def _silent(indicator: Indicator, matched: Mapping[str, int]) -> tuple[str, Expression | None]:
    """Give the first condition that no row meets, with what it is for."""
    measure = indicator.measure
    match measure:
        case Proportion(over, under):
            if not matched["denominator_true"]:
                return "denominator", under
            whole = And((*canonical(under), *canonical(over)))
            return "numerator", None if matched["numerator_true"] else whole
        case Ratio(first, second):
            if not matched["denominator_true"]:
                return "denominator", second.where
            return "numerator", None if matched["numerator_true"] else first.where
        case _:
            role = "numerator" if population_of(measure) else "condition"
            condition = expressions_of(indicator)[-1]
            return role, None if matched["numerator_true"] else condition


def never_met(indicator: str, role: str, parts: Sequence[Expression]) -> str:
    """Word the warning for an officer."""
    listed = " | ".join(written(part) for part in parts)
    return (
        f"indicator '{indicator}': no row meets its {role}; never true: {listed}. "
        "Check how the source spells its values"
    )
