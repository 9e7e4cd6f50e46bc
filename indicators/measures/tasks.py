"""What is to be computed from one source, indicator by indicator, and what that needs together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from framework.model.expressions import columns_of
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.sources import Source
from indicators.measures.cubing import Cubes
from indicators.measures.intake import Intake, Texts
from indicators.measures.layouts import Layout, SeriesSet, layout_of
from indicators.measures.members import dimensions_in
from indicators.measures.needs import Asked, Needs, expressions_of, needs_of
from indicators.measures.places import Places
from indicators.measures.primitives import Axis, Primitive, is_stock
from indicators.measures.spans import Coverage, Windows, windows_of


@dataclass(frozen=True, slots=True)
class Ground:
    """A source with its rows, their texts, its months and the areas they may lie in."""

    framework: Framework
    source: Source
    intake: Intake
    texts: Mapping[str, Texts]
    coverage: Coverage
    places: Places


@dataclass(frozen=True, slots=True)
class Task:
    """One indicator with what it needs, its series and its periods."""

    indicator: Indicator
    needs: Needs
    layout: Layout
    windows: Windows


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
        spans = one.grain, one.basis, one.year_type, is_stock(one)
        if spans not in windows:
            windows[spans] = windows_of(one, ground.coverage, stock=is_stock(one))
        needs = needs_of(one, ground.source, without_nulls)
        tasks.append(Task(one, needs, layout_of(one, ground.places, dimensions), windows[spans]))
    return tuple(tasks)


def dimension_names(indicators: Iterable[Indicator]) -> frozenset[str]:
    """Give the columns by which some indicators are broken down."""
    return frozenset(name for one in indicators for names in one.by for name in names)


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
            found.setdefault(one, {}).update({s.key: s for s in task.layout.sets})
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


def asked_by(tasks: Iterable[Task]) -> Mapping[Primitive, str]:
    """Name, for every primitive, the first indicator that needs it."""
    found: dict[Primitive, str] = {}
    for task in tasks:
        for one in (*task.needs.primitives, *asked_primitives(task.needs.asked)):
            found.setdefault(one, task.indicator.id)
    return found
