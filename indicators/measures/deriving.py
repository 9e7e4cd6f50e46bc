"""The arithmetic of each measure: which amounts make which figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from framework.errors import MeasureError
from framework.model.expressions import All
from framework.model.measures import (
    Count,
    Distinct,
    Mean,
    Median,
    Proportion,
    Published,
    Rate,
    Ratio,
    Total,
)
from indicators.measures import figures
from indicators.measures.cubing import Cubes
from indicators.measures.figures import Figures, Sums
from indicators.measures.ordered import Ordering
from indicators.measures.populations import Populations
from indicators.measures.rendering import Renderer
from indicators.measures.rolling import Rolled
from indicators.measures.rowtables import RowTable
from indicators.measures.silence import never_met
from indicators.measures.tasks import Ground, Task


@dataclass(frozen=True, slots=True)
class Derivation:
    """Makes the figures of indicators from what one pass over the rows gave."""

    ground: Ground
    rolled: Rolled
    renderer: Renderer
    cubes: Cubes
    tables: Mapping[str, RowTable]
    populations: Populations

    def figures(self, task: Task) -> tuple[Figures, tuple[str, ...]]:
        """Give an indicator's figures at [series, periods], and what a reader should be told."""
        measure = task.indicator.measure
        match measure:
            case Count():
                return figures.counted(self._amounts(task)), ()
            case Proportion():
                return figures.share(self._amounts(task)), ()
            case Rate():
                return self._rate(task, measure)
            case Mean():
                return figures.mean(self._amounts(task)), ()
            case Total():
                return figures.total(self._amounts(task)), ()
            case Ratio():
                return figures.ratio(self._amounts(task)), ()
            case Median() | Distinct():
                return self._ordered(task, measure)
            case Published():
                raise MeasureError(task.indicator.id, "published values are read, not counted")
            case _:
                assert_never(measure)

    def _amounts(self, task: Task) -> Mapping[str, Sums]:
        return {
            name: Sums(
                self.rolled.at(amount, task.layout, task.windows),
                self.renderer.decimals(amount.adds.factors),
            )
            for name, amount in task.needs.amounts.items()
        }

    def _rate(self, task: Task, measure: Rate) -> tuple[Figures, tuple[str, ...]]:
        population = self.populations.of(task.indicator.id, measure.population)
        people, spoken = population.people_at(task.layout, task.windows.periods, self.ground.places)
        if population.frame.is_empty() and not isinstance(measure.population.where, All):
            role = f"population '{measure.population.source}'"
            warning = never_met(task.indicator.id, role, (measure.population.where,))
            return figures.rate(self._amounts(task), people, spoken), (warning,)
        lacking = {name for one in task.layout.sets for name in population.lacks(one)}
        said = tuple(
            f"indicator '{task.indicator.id}': population '{measure.population.source}' does not "
            f"know '{name}', so there is no rate by it"
            for name in sorted(lacking)
        )
        return figures.rate(self._amounts(task), people, spoken), said

    def _ordered(self, task: Task, measure: Median | Distinct) -> tuple[Figures, tuple[str, ...]]:
        table = self.tables[task.indicator.id].table()
        ordering = Ordering(
            table, task.layout, self.cubes, self.ground.places, len(task.windows.periods)
        )
        said: tuple[str, ...] = ()
        if ordering.meets_splits():
            said = (
                f"indicator '{task.indicator.id}': some areas were split, and people cannot be; "
                "their rows count only where all parts lie",
            )
        if isinstance(measure, Distinct):
            return figures.distinct(ordering.different()), said
        values, cases = ordering.medians()
        return figures.median(values, cases, self.renderer.decimals((measure.of,))), said
