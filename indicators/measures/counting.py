"""All counted indicators of one source: one pass over its rows, then sums of sums."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import polars as pl

from framework.model.indicators import Indicator
from framework.model.sources import AREA
from indicators.measures.assembling import Assembly
from indicators.measures.cells import Layer
from indicators.measures.computed import MATCHED
from indicators.measures.cubing import Cubes, choose_cubes
from indicators.measures.deriving import Derivation
from indicators.measures.exact import Ints
from indicators.measures.groupwork import RowCounts, Wanted, rows_where
from indicators.measures.intake import Intake
from indicators.measures.keeping import KeptScan
from indicators.measures.needs import Asked
from indicators.measures.populations import Populations
from indicators.measures.primitives import Primitive
from indicators.measures.rendering import Renderer, all_of
from indicators.measures.rolling import Rolled, RollUps
from indicators.measures.rowtables import RowTable, gatherer
from indicators.measures.scanning import Scan
from indicators.measures.silence import silences
from indicators.measures.summing_elsewhere import SumsElsewhere
from indicators.measures.tasks import (
    Ground,
    Task,
    asked_by,
    asked_primitives,
    axes_in,
    cubes_by_primitive,
    make_tasks,
    memory_for_sums,
    sets_by_primitive,
)
from indicators.measures.unread import UnreadRows, asked_of_unread, incomplete, unread_beside


@dataclass(frozen=True, slots=True)
class Counted:
    """The results of a source's counted indicators, in COMPUTED_SCHEMA by indicator."""

    frames: Mapping[str, pl.DataFrame]
    matched: Mapping[str, Mapping[str, int]]
    scans: Mapping[str, tuple[str, ...]]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """What is to be counted of a source, and the arrays in which it is."""

    tasks: tuple[Task, ...]
    cubes: Cubes
    layer: Layer
    renderer: Renderer

    @property
    def wanted(self) -> Wanted:
        """Give the cubes in which each primitive is summed."""
        return cubes_by_primitive(sets_by_primitive(self.tasks), self.cubes)

    def tables(self) -> Mapping[str, RowTable]:
        """Make what gathers rows, by indicator, where a measure is not a sum."""
        return {
            task.indicator.id: gatherer(task, self.layer, self.cubes, self.renderer)
            for task in self.tasks
            if task.needs.rows
        }


def lay_out(ground: Ground, indicators: Sequence[Indicator]) -> Laid:
    """Say what the counted indicators of a source take.

    Raises:
        MeasureError: an indicator cannot be computed from these rows.
    """
    tasks = make_tasks(ground, indicators)
    layouts = [task.counted for task in tasks]
    cubes = choose_cubes(layouts, ground.texts[AREA].values, ground.places, ground.coverage.months)
    layer = Layer(ground.source, ground.coverage, cubes.all, axes_in(tasks))
    return Laid(tasks, cubes, layer, Renderer(ground.framework, ground.source))


def count_source(
    ground: Ground,
    indicators: Sequence[Indicator],
    populations: Populations,
    progress: Callable[[int, int], None],
) -> Counted:
    """Compute the counted indicators of a source.

    Raises:
        MeasureError: an indicator cannot be computed from these rows.
    """
    laid = lay_out(ground, indicators)
    tasks, cubes, layer, renderer = laid.tasks, laid.cubes, laid.layer, laid.renderer
    tables = laid.tables()
    sets = sets_by_primitive(tasks)
    rolled, roll_ups = Rolled(), RollUps(cubes)

    def deliver(one: Primitive, cube: int, planes: list[Ints]) -> None:
        for wanted in sets[one]:
            if cubes.of(wanted) == cube:
                rolled.put(one, wanted, roll_ups.of(wanted).series(planes))

    wanted, gathered = laid.wanted, tuple(tables.values())
    if isinstance(ground.intake, Intake):
        budget = memory_for_sums(ground, tasks)
        scan = Scan(layer, renderer, asked_by(tasks), ground.watch, budget)
        passes = KeptScan(scan, ground.partials) if ground.partials else scan
        passes.run(ground.intake, wanted, gathered, deliver, progress)
        counts: Mapping[Primitive, RowCounts] = scan.tally.counts
    else:
        asked = asked_by(tasks)
        held = cast("SumsElsewhere", ground.intake)  # `compute` takes no other rows
        counts = held.count(layer, asked, wanted, gathered, deliver, progress)
    derive = Derivation(ground, rolled, renderer, cubes, roll_ups, tables, populations)
    return _counted(ground, tasks, derive, counts)


def _counted(
    ground: Ground, tasks: Sequence[Task], derive: Derivation, counts: Mapping[Primitive, RowCounts]
) -> Counted:
    assembly, unread = Assembly(ground.places), _unread(ground, derive.renderer, tasks)
    frames, matched, scans, warnings = {}, {}, {}, []
    for task in tasks:
        one = task.indicator
        with ground.watch.over("compute", ground.source.id, indicator=one.id):
            figures, said = derive.figures(task)
            if unread:
                lacks = incomplete(task, figures.kept, unread, ground.coverage, ground.places)
                # A series of which nothing but such rows is known is no series of noughts.
                kept = figures.kept | lacks.any(axis=1)
                lacks = lacks if figures.incomplete is None else lacks | figures.incomplete
                figures = replace(figures, kept=kept, incomplete=lacks)
            frames[one.id] = assembly.rows_of(one, task.layout, task.windows.periods, figures)
        matched[one.id] = _matched(task.needs.asked, counts, ground.intake.rows)
        scans[one.id] = _scans(task, counts)
        warnings += [*said, *silences(ground, one, matched[one.id], derive.renderer)]
    return Counted(frames, matched, scans, tuple(warnings))


def _unread(ground: Ground, renderer: Renderer, tasks: Sequence[Task]) -> UnreadRows | None:
    if isinstance(ground.intake, Intake):
        return unread_beside(ground.intake.path, renderer, ground.intake.in_doubt)
    held = cast("SumsElsewhere", ground.intake)
    return held.unread(asked_of_unread(tasks), renderer)


def _scans(task: Task, counts: Mapping[Primitive, RowCounts]) -> tuple[str, ...]:
    """Name the passes over the rows in which what a task needs was counted."""
    asked = asked_primitives(task.needs.asked)
    named = [_counts_of(one, counts).scan for one in (*task.needs.primitives, *asked)]
    if task.needs.rows:
        named.append(f"the values of {rows_where(all_of(task.needs.rows.where))}")
    return tuple(dict.fromkeys(filter(None, named)))


def _counts_of(one: Primitive, counts: Mapping[Primitive, RowCounts]) -> RowCounts:
    return counts.get(replace(one, in_cells=True)) or counts[one]


def _matched(asked: Asked, counts: Mapping[Primitive, RowCounts], rows: int) -> Mapping[str, int]:
    def count(one: Primitive | None) -> RowCounts | None:
        return None if one is None else _counts_of(one, counts)

    true, unknown, base = count(asked.true), count(asked.unknown), count(asked.denominator)
    trues, unknowns = (each.rows if each else 0 for each in (true, unknown))
    denominator = base.rows if base else rows
    outside = (base or true) if asked.within else true
    among = denominator if asked.within else rows
    found = (
        trues,
        among - trues - unknowns,
        unknowns,
        denominator,
        outside.outside if outside else 0,
        rows,
    )
    return dict(zip(MATCHED, found, strict=True))
