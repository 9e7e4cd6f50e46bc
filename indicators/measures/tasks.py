"""What is to be computed from one source, indicator by indicator, and what that needs together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from framework.model.expressions import columns_of
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.measures import Standardised, StandardisedRatio
from framework.model.sources import Source
from indicators.measures.cubing import Cubes
from indicators.measures.elsewhere import AnyRows
from indicators.measures.intake import Texts
from indicators.measures.layouts import Layout, SeriesSet, banded, layout_of
from indicators.measures.members import Dimension, dimensions_in
from indicators.measures.memory import Memory
from indicators.measures.needs import Asked, Needs, expressions_of, needs_of
from indicators.measures.partials import Partials
from indicators.measures.places import Places
from indicators.measures.primitives import Axis, Primitive, is_stock, wait_of
from indicators.measures.spans import Coverage, Windows, windows_of
from indicators.stopwatch import Stopwatch


@dataclass(frozen=True, slots=True)
class Ground:
    """A source with its rows, their texts, its months and the areas they may lie in.

    `followed` gives, by indicator, the first day of which nothing is known any more of those it
    follows; what is not named there is followed to the end of `coverage`. `results_before` are held
    of other sources already.
    """

    framework: Framework
    source: Source
    intake: AnyRows
    texts: Mapping[str, Texts]
    coverage: Coverage
    places: Places
    followed: Mapping[str, date] = field(default_factory=dict)
    watch: Stopwatch = field(default_factory=Stopwatch)
    partials: Partials | None = None
    memory: Memory = field(default_factory=Memory)
    results_before: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """One indicator with what it needs, its series and its periods.

    `strata` are the series by band of what is standardised: they are counted and never given.
    """

    indicator: Indicator
    needs: Needs
    layout: Layout
    windows: Windows
    strata: Layout | None = None

    @property
    def counted(self) -> Layout:
        """Give the series in which its rows are counted."""
        return self.strata or self.layout


def make_tasks(ground: Ground, indicators: Sequence[Indicator]) -> tuple[Task, ...]:
    """Say what each indicator of a source takes.

    Raises:
        MeasureError: an indicator cannot be computed from these rows.
    """
    used = [columns_of(part) for one in indicators for part in expressions_of(one)]
    weight = {ground.source.how_many} if ground.source.how_many else set()
    without_nulls = ground.intake.without_nulls(frozenset(weight).union(*used))
    dimensions = dimensions_in(
        ground.intake, ground.source, ground.texts, dimension_names(indicators)
    )
    windows: dict[object, Windows] = {}
    tasks = []
    for one in indicators:
        followed = ground.followed.get(one.id, ground.coverage.end)
        stock, wait = is_stock(one), wait_of(one)
        spans = one.period_of(ground.coverage.first), stock, followed, wait
        if spans not in windows:
            windows[spans] = windows_of(
                one, ground.coverage, stock=stock, followed=followed, wait=wait
            )
        needs = needs_of(one, ground.source, without_nulls)
        layout = layout_of(one, ground.places, dimensions)
        strata = _strata(one, layout, dimensions)
        tasks.append(Task(one, needs, layout, windows[spans], strata))
    return tuple(tasks)


def memory_for_sums(ground: Ground, tasks: Sequence[Task]) -> int:
    """Give the bytes in which the sums of a source may be held at once.

    Raises:
        UserError: its results would not fit into the memory.
    """
    results = sum(one.layout.count * len(one.windows.periods) for one in tasks)
    sets = {
        (one, wanted.key): wanted.count
        for task in tasks
        for one in task.needs.primitives
        for wanted in task.counted.sets
    }
    rolled_up = 8 * ground.coverage.months * sum(sets.values())
    return ground.memory.for_sums(ground.results_before + results, rolled_up)


def _strata(
    indicator: Indicator, layout: Layout, dimensions: Mapping[str, Dimension]
) -> Layout | None:
    measure = indicator.measure
    if not isinstance(measure, Standardised):
        return None
    also = (measure.reference,) if isinstance(measure, StandardisedRatio) else ()
    return banded(layout, dimensions[measure.bands], also)


def dimension_names(indicators: Iterable[Indicator]) -> frozenset[str]:
    """Give the columns by which the rows of some indicators are told apart."""
    found: set[str] = set()
    for one in indicators:
        found.update(name for names in one.by for name in names)
        if isinstance(one.measure, Standardised):
            found.add(one.measure.bands)
    return frozenset(found)


def axes_in(tasks: Iterable[Task]) -> tuple[Axis, ...]:
    """Give every axis along which something is laid, each once."""
    found: dict[Axis, None] = {}
    for task in tasks:
        asked = asked_primitives(task.needs.asked)
        found |= dict.fromkeys(one.axis for one in (*task.needs.primitives, *asked))
        if task.needs.rows:
            found[task.needs.rows.axis] = None
    return tuple(found)


def asked_primitives(asked: Asked) -> tuple[Primitive, ...]:
    every = (asked.true, asked.unknown, asked.denominator)
    return tuple(one for one in every if one is not None)


def sets_by_primitive(tasks: Iterable[Task]) -> Mapping[Primitive, tuple[SeriesSet, ...]]:
    """Give the sets of series for which each primitive is rolled up, each once.

    What is only asked to say how many rows there are has no set; where the same is summed
    anyway, it is not asked again.
    """
    found: dict[Primitive, dict[object, SeriesSet]] = {}
    wanted = tuple(tasks)
    for task in wanted:
        for one in task.needs.primitives:
            found.setdefault(one, {}).update({s.key: s for s in task.counted.sets})
    for task in wanted:
        for one in asked_primitives(task.needs.asked):
            if replace(one, in_cells=True) not in found:
                found.setdefault(one, {})
    return {one: tuple(sets.values()) for one, sets in found.items()}


def cubes_by_primitive(
    sets: Mapping[Primitive, Sequence[SeriesSet]], cubes: Cubes
) -> Mapping[Primitive, tuple[int, ...]]:
    """Give the cubes in which each primitive is summed."""
    return {one: tuple(sorted({cubes.of(wanted) for wanted in held})) for one, held in sets.items()}


def asked_by(tasks: Iterable[Task]) -> Mapping[Primitive, tuple[str, ...]]:
    """Name, for every primitive, the indicators that need it."""
    found: dict[Primitive, dict[str, None]] = {}
    for task in tasks:
        for one in (*task.needs.primitives, *asked_primitives(task.needs.asked)):
            found.setdefault(one, {})[task.indicator.id] = None
    return {one: tuple(names) for one, names in found.items()}
