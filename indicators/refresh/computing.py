"""Compute every indicator of a run; one whose rows contradict each other keeps its last good figures."""

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path

from framework.errors import MeasureError, SourceError
from framework.model.frameworks import Framework
from indicators.measures.computed import Computed
from indicators.measures.computing import compute
from indicators.measures.partials import FOLDER, Partials, RowsOfFile
from indicators.measures.sum_limits import SumLimits
from indicators.measures.summing_elsewhere import SumsElsewhere
from indicators.refresh.reading import ReadSources
from indicators.refresh.tasks import Task
from indicators.refresh.telling import Teller


def compute_all_but_refused(
    task: Task, sources: ReadSources, teller: Teller
) -> tuple[Computed | None, Mapping[str, str]]:
    """Give what could be computed, and for every indicator that could not, the sentence that says why.

    Indicators of a source are computed together, so after a refusal the others begin again. What
    is made of a refused one is refused too.
    """
    framework, places = task.framework, task.where.places
    published = task.stands.made.by_indicator
    intake: dict[str, Path | SumsElsewhere] = {**sources.files, **sources.held}
    within = partial(compute, framework, intake, memory=places.memory)
    at = {"cutoff": task.at.cutoff, "today": task.at.day}
    counted = partial(within, **at, progress=teller.stage, watch=task.watch)
    wanted = [key for key in sources.indicators if not framework.indicator(key).is_derived]
    refused: dict[str, str] = {}
    while wanted:
        chosen = [framework.indicator(key) for key in wanted]
        try:
            found = counted(chosen, partials=_partials(framework, sources, places.sums))
        except MeasureError as error:
            out, reason = {error.indicator}, error.reason
        except SourceError as error:
            out = {one.id for one in chosen if error.source in one.sources}
            reason = "; ".join(error.reasons)
        else:
            refused |= _of_refused(framework, sources, refused, teller, published)
            return found, refused
        for key in out:
            refused[key] = f"indicator '{key}' {_stands(key, published)}: {reason}"
            teller.event(refused[key])
        wanted = [key for key in wanted if key not in out]
    refused |= _of_refused(framework, sources, refused, teller, published)
    return None, refused


def _stands(key: str, published: Collection[str]) -> str:
    return "keeps its last good figures" if key in published else "has no figures yet"


def _partials(framework: Framework, sources: ReadSources, limits: SumLimits) -> Partials | None:
    """Say where sums of single files are kept: beside the rows that they are of."""
    folders = {rows.path.parent for rows in sources.rows.values() if rows.pieces}
    if not folders:
        return None
    pieces = {
        name: tuple(RowsOfFile(key, count) for key, count in rows.pieces)
        for name, rows in sources.rows.items()
    }
    declared = frozenset(source.id for source in framework.sources)
    return Partials(folders.pop() / FOLDER, pieces, declared, limits)


def _of_refused(
    framework: Framework,
    sources: ReadSources,
    refused: Mapping[str, str],
    teller: Teller,
    published: Collection[str],
) -> dict[str, str]:
    """Say of every derived indicator of the run that rests on a refused one that it stands as it was."""
    found: dict[str, str] = {}
    for key in sources.indicators:
        parts = [part.id for part in framework.rests_on(framework.indicator(key))]
        lost = next((part for part in parts if part in refused), None)
        if lost:
            found[key] = (
                f"indicator '{key}' {_stands(key, published)}, as its part '{lost}' is refused"
            )
            teller.event(found[key])
    return found
