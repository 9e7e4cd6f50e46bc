"""The arithmetic of each measure: which amounts make which figures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, assert_never

from framework.errors import MeasureError
from framework.model.derived import Composite, Derived, Gap, Inequality
from framework.model.expressions import All
from framework.model.indicators import IntervalMethod
from framework.model.measures import (
    Count,
    Distinct,
    LifeExpectancy,
    Mean,
    Median,
    Percentile,
    PopulationPart,
    Proportion,
    Published,
    Rate,
    Ratio,
    Standardised,
    StandardisedRate,
    StandardisedRatio,
    Total,
)
from indicators.measures import figures
from indicators.measures.by_value import CountedByValue
from indicators.measures.cubing import Cubes
from indicators.measures.figures import Figures, Sums
from indicators.measures.ordered import Ordering
from indicators.measures.populations import People, Populations
from indicators.measures.rendering import Renderer
from indicators.measures.rolling import Rolled, RollUps
from indicators.measures.rowtables import RowTable
from indicators.measures.silence import never_met
from indicators.measures.standardised import standardised
from indicators.measures.tasks import Ground, Task

_MIDDLE: Final = Decimal(50)


@dataclass(frozen=True, slots=True)
class Derivation:
    """Makes the figures of indicators from what one pass over the rows gave."""

    ground: Ground
    rolled: Rolled
    renderer: Renderer
    cubes: Cubes
    roll_ups: RollUps
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
            case Median() | Percentile() | Distinct():
                return self._ordered(task, measure)
            case StandardisedRate() | StandardisedRatio() | LifeExpectancy():
                return self._standardised(task, measure)
            case Published() | Derived() | Gap() | Inequality() | Composite():
                raise MeasureError(task.indicator.id, "its values are not counted from rows")
            case _:
                assert_never(measure)

    def _amounts(self, task: Task) -> Mapping[str, Sums]:
        return {
            name: Sums(
                self.rolled.at(amount, task.counted, task.windows),
                self.renderer.decimals(amount.adds.factors),
            )
            for name, amount in task.needs.amounts.items()
        }

    def _rate(self, task: Task, measure: Rate) -> tuple[Figures, tuple[str, ...]]:
        people, said = self._people(task, measure.population)
        return figures.rate(self._amounts(task), people), said

    def _standardised(self, task: Task, measure: Standardised) -> tuple[Figures, tuple[str, ...]]:
        people, said = self._people(task, measure.population)
        rule = self.ground.framework.protection_of(task.indicator)
        found = standardised(measure, task, self._amounts(task), people, rule)
        if task.indicator.interval is IntervalMethod.NONE:
            found = replace(found, lower=None, upper=None, lower998=None, upper998=None)
        return found, said

    def _people(self, task: Task, part: PopulationPart) -> tuple[People, tuple[str, ...]]:
        """Give the people of every counted series, and warnings."""
        population = self.populations.of(task.indicator.id, part)
        people = population.people_at(task.counted, task.windows.periods, self.ground.places)
        if population.frame.is_empty() and not isinstance(part.where, All):
            role = f"population '{part.source}'"
            return people, (never_met(task.indicator.id, role, (part.where,)),)
        lacking = {name for one in task.counted.sets for name in population.lacks(one)}
        said = tuple(
            f"indicator '{task.indicator.id}': population '{part.source}' does not "
            f"know '{name}', so there is no rate by it"
            for name in sorted(lacking)
        )
        return people, said

    def _ordered(
        self, task: Task, measure: Median | Percentile | Distinct
    ) -> tuple[Figures, tuple[str, ...]]:
        gathered = self.tables[task.indicator.id].gathered
        memory, key = self.ground.memory, task.indicator.id
        periods, places = len(task.windows.periods), self.ground.places
        said: tuple[str, ...] = ()
        if any(cube.atoms.shares.nnz for cube in self.cubes.all):
            said = (
                f"indicator '{task.indicator.id}': some areas were split, and people cannot be; "
                "their rows count only where all parts lie",
            )
        if isinstance(measure, Distinct):
            memory.check_order(key, gathered.rows)
            rows = Ordering(gathered.whole(), task.layout, self.cubes, places, periods)
            return figures.distinct(rows.different()), said
        at = measure.at if isinstance(measure, Percentile) else _MIDDLE
        counts = CountedByValue(gathered, task.layout, self.cubes, self.roll_ups, periods)
        if counts.is_quicker:
            values, cases = counts.percentiles(at)
        else:
            memory.check_order(key, gathered.rows)
            rows = Ordering(gathered.whole(), task.layout, self.cubes, places, periods)
            values, cases = rows.percentiles(at)
        return figures.percentile(values, cases, self.renderer.decimals((measure.of,))), said
