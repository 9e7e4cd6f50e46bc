"""Compute every indicator of a run; one whose rows contradict each other keeps its last good figures."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

from framework.errors import MeasureError, SourceError
from framework.model.frameworks import Framework
from indicators.measures.computed import Computed
from indicators.measures.computing import compute
from indicators.measures.memory import Memory
from indicators.measures.partials import FOLDER, Partials, RowsOfFile
from indicators.measures.sum_limits import SumLimits
from indicators.measures.summing_elsewhere import SumsElsewhere
from indicators.refresh.reading import ReadSources
from indicators.refresh.telling import Teller
from indicators.stopwatch import Stopwatch


def compute_all_but_refused(
    framework: Framework,
    sources: ReadSources,
    cutoff: date,
    teller: Teller,
    watch: Stopwatch,
    limits: SumLimits,
    memory: Memory,
) -> tuple[Computed | None, Mapping[str, str]]:
    """Give what could be computed, and for every indicator that could not, the sentence that says why.

    Indicators of a source are computed together, so after a refusal the others begin again. What
    is made of a refused one is refused too. `limits` are those of the sums that are kept between runs,
    `memory` what counting may take.
    """
    intake: dict[str, Path | SumsElsewhere] = {**sources.files, **sources.held}
    within = partial(compute, framework, intake, memory=memory)
    counted = partial(within, cutoff=cutoff, progress=teller.stage, watch=watch)
    wanted = [key for key in sources.indicators if not framework.indicator(key).is_derived]
    refused: dict[str, str] = {}
    while wanted:
        chosen = [framework.indicator(key) for key in wanted]
        try:
            found = counted(chosen, partials=_partials(framework, sources, limits))
        except MeasureError as error:
            out, reason = {error.indicator}, error.reason
        except SourceError as error:
            out = {one.id for one in chosen if error.source in one.sources}
            reason = "; ".join(error.reasons)
        else:
            refused |= _of_refused(framework, sources, refused, teller)
            return found, refused
        for key in out:
            refused[key] = f"indicator '{key}' keeps its last good figures: {reason}"
            teller.event(refused[key])
        wanted = [key for key in wanted if key not in out]
    refused |= _of_refused(framework, sources, refused, teller)
    return None, refused


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
    framework: Framework, sources: ReadSources, refused: Mapping[str, str], teller: Teller
) -> dict[str, str]:
    """Say of every derived indicator of the run that rests on a refused one that it stands as it was."""
    found: dict[str, str] = {}
    for key in sources.indicators:
        parts = [part.id for part in framework.rests_on(framework.indicator(key))]
        lost = next((part for part in parts if part in refused), None)
        if lost:
            found[key] = f"indicator '{key}' keeps its last good figures, as its part '{lost}' does"
            teller.event(found[key])
    return found
