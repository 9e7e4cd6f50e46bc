"""Conditions and numbers of one source as polars expressions, rendered once each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from framework.model.expressions import And, Expression, Sum, columns_of, walk
from framework.model.expressions import Arithmetic as Operator
from framework.model.frameworks import Framework
from framework.model.sources import Source
from indicators.expressions import render, render_summable


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders for one source; `period_end` names the column that holds the end of the period."""

    framework: Framework
    source: Source
    published: bool = False
    _numbers: dict[tuple[Expression, str], tuple[pl.Expr, int]] = field(default_factory=dict)

    def truth(self, condition: Expression, period_end: str = "") -> pl.Expr:
        """Give true where the condition is true, else false: what is unknown does not count."""
        return self.condition(condition, period_end).fill_null(value=False)

    def condition(self, condition: Expression, period_end: str = "") -> pl.Expr:
        end = pl.col(period_end) if period_end else None
        return render(
            condition,
            {column.name: column for column in self.source.columns},
            self.framework.bank_holidays,
            end,
            published=self.published,
        )

    def number(self, expression: Expression, period_end: str = "") -> tuple[pl.Expr, int]:
        """Give whole numbers of 64 bits and the decimals by which they are scaled.

        Evaluating it raises polars' InvalidOperationError where a number does not fit.
        """
        key = (expression, period_end)
        if key not in self._numbers:
            end = pl.col(period_end) if period_end else None
            columns = {column.name: column for column in self.source.columns}
            holidays = self.framework.bank_holidays
            made, decimals = render_summable(
                expression, columns, holidays, end, published=self.published
            )
            self._numbers[key] = made.cast(pl.Int64), decimals
        return self._numbers[key]

    def decimals(self, factors: Iterable[Expression]) -> int:
        """Give by how many decimals a product of numbers is scaled."""
        return sum(self.number(factor, "_")[1] for factor in factors)


def all_of(parts: Iterable[Expression]) -> Expression | None:
    """Join conditions by `and`; None for none."""
    found = tuple(parts)
    if not found:
        return None
    return found[0] if len(found) == 1 else And(found)


def divides(expression: Expression) -> bool:
    """Say whether an expression may be missing although its columns are not."""
    return any(
        isinstance(node, Sum) and node.operator is Operator.OVER for node in walk(expression)
    )


def never_null(expression: Expression, without_nulls: frozenset[str]) -> bool:
    """Say whether an expression has a value in every row of a source."""
    return columns_of(expression) <= without_nulls and not divides(expression)
