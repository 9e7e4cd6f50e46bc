"""The steps of a refresh from its plan to what it would publish: read, compute, hide, judge.

A refresh, `refresh --dry-run` and `plan` all come this way, so none can say what another does not do.
"""

from contextlib import closing

from indicators.derive.deriving import derive
from indicators.disclose.disclosing import Disclosed, disclose, told_of_hiding
from indicators.judge.judging import judge
from indicators.measures.computed import Computed
from indicators.refresh.assembling import Figures, no_figures
from indicators.refresh.computing import compute_all_but_refused
from indicators.refresh.gone import seen_by_readers
from indicators.refresh.holding import Hold, Known, hold_judged, hold_results
from indicators.refresh.planning import Plan
from indicators.refresh.reading import ReadSources, read_sources
from indicators.refresh.rows_met import rows_met
from indicators.refresh.tasks import Task
from indicators.refresh.telling import Teller


def read_of(task: Task, made: Plan, teller: Teller) -> ReadSources:
    """Read the sources of a plan. Those that fail are told with their reasons."""
    with task.watch.over("read"):
        return read_sources(
            task.framework,
            made,
            places=task.where.places,
            last_time=task.stands.last_time,
            today=task.at.day,
            teller=teller,
            watch=task.watch,
        )


def figures_of(task: Task, sources: ReadSources, teller: Teller) -> Figures:
    """Compute what can be computed, hide what must be hidden, and judge what is left.

    What readers have seen stays known to them, so it is held beside what would be shown.
    """
    framework, watch = task.framework, task.watch
    with watch.over("compute"), closing(sources):
        computed, refused = compute_all_but_refused(task, sources, teller)
    if computed is None:
        return no_figures(refused)
    teller.stage("judging", 0, 1)
    asked = [key for key in sources.indicators if key not in refused]
    with watch.over("disclose", rows=computed.frame.height):
        hold = _hold(task)
        disclosed, hidden, beside = _disclosed(task, computed, hold)
    # Those made of others are made of what stands beside them, and then held like any other.
    of_rows = [key for key in asked if not framework.indicator(key).is_derived]
    with watch.over("derive", rows=disclosed.frame.height):
        disclosed = hold_results(disclosed, hold, of_rows)
        disclosed = derive(disclosed, framework, [framework.indicator(key) for key in asked])
        disclosed = hold_results(disclosed, hold, asked)
    with watch.over("judge", rows=disclosed.frame.height):
        judged = hold_judged(judge(disclosed, framework), disclosed, hold)
    teller.stage("judging", 1, 1)
    told = (*sources.told, *_audited(task))
    warnings = (*computed.warnings, *hidden, *judged.warnings, *refused.values(), *told)
    return Figures(
        disclosed,
        judged,
        computed.covered,
        warnings,
        frozenset(refused),
        rows_met(computed),
        beside,
    )


def _disclosed(
    task: Task, computed: Computed, hold: Hold
) -> tuple[Disclosed, tuple[str, ...], tuple[int, ...]]:
    """Give what is shown, what is told of hiding, and which generations it was held beside."""
    seen = seen_by_readers(task.framework, task.where.engine, task.stands.generation, _known(task))
    disclosed = disclose(computed, seen.framework, tuple(seen.publications.values()))
    last = hold.published.results if hold.published else None
    told = told_of_hiding(disclosed, seen.framework, last, seen.lost)
    return disclosed, told, tuple(seen.publications)


def _known(task: Task) -> Known:
    return task.where.known or Known()


def _hold(task: Task) -> Hold:
    choice, stands = task.choice, task.stands
    return _known(task).hold(
        task.where.engine,
        stands.generation,
        choice.since.start if choice.since else None,
        None if choice.rejudge else stands.released,
    )


def _audited(task: Task) -> tuple[str, ...]:
    """Say in the generation itself what was done on purpose."""
    choice = task.choice
    said = []
    if choice.rejudge:
        said.append(f"released months were judged again: {choice.rejudge}")
    if choice.since:
        said.append(f"periods that ended before {choice.since.label} were left as they were")
    if choice.as_of:
        said.append(f"computed as if it were {choice.as_of.isoformat()}")
    return tuple(said)
