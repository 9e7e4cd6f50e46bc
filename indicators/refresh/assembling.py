"""Put together what one run publishes: figures, definitions, and how each source stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from framework import __version__
from framework.model.frameworks import Framework
from framework.model.periods import Period
from framework.model.results import (
    COMPARISON_COLUMNS,
    JUDGEMENT_COLUMNS,
    RESULT_COLUMNS,
    SERIES_COLUMNS,
)
from framework.model.sources import Source
from framework.store.publication import Publication
from framework.store.rows import SourceCondition, SourceState
from indicators.disclose.disclosing import Disclosed
from indicators.judge.judging import Judged
from indicators.quality.counts import Kept, read_kept
from indicators.refresh.planning import Plan
from indicators.refresh.reading import ReadSources
from indicators.refresh.rows_met import RowsMet
from indicators.refresh.spoken import spoken_of
from indicators.refresh.versions import definition_text, figure_version
from indicators.refresh.work_done import WorkDone

if TYPE_CHECKING:
    from indicators.refresh.tasks import Task


@dataclass(frozen=True, slots=True)
class Figures:
    """Disclosed and judged results of one run, with the months each source speaks of.

    `refused` are indicators whose rows gave no figures; theirs of before stand. `met` says how many rows
    each indicator's conditions kept, `beside` names the generations that readers may have kept and that
    were held beside what is shown.
    """

    disclosed: Disclosed
    judged: Judged
    covered: Mapping[str, tuple[Period, Period]]
    warnings: tuple[str, ...]
    refused: frozenset[str] = frozenset()
    met: Mapping[str, RowsMet] = field(default_factory=dict)
    beside: tuple[int, ...] = ()


def no_figures(refused: Mapping[str, str]) -> Figures:
    """Give the figures of a run that computes nothing (only words changed, or nothing could be)."""
    empty = {name: _empty(name) for name in ("results", "judgements", "comparisons", "series")}
    judged = Judged(empty["judgements"], empty["comparisons"], empty["series"])
    return Figures(
        Disclosed(empty["results"]), judged, {}, tuple(refused.values()), frozenset(refused)
    )


def _empty(name: str) -> pl.DataFrame:
    columns = {
        "results": RESULT_COLUMNS,
        "judgements": JUDGEMENT_COLUMNS,
        "comparisons": COMPARISON_COLUMNS,
        "series": SERIES_COLUMNS,
    }[name]
    text = {"indicator", "area", "breakdown", "period", "comparator", "first_period", "last_period"}
    return pl.DataFrame(
        schema={column: pl.String if column in text else pl.Float64 for column in columns}
    )


@dataclass(frozen=True, slots=True)
class Work:
    """One run: its number, what it was to do and given, and when it began and ended its work."""

    run: int
    task: "Task"
    files: Mapping[str, bytes]
    warnings: tuple[str, ...]
    started: datetime
    finished: datetime


def assemble(work: Work, figures: Figures, *, sources: ReadSources, made: Plan) -> Publication:
    """Give the publication of a run. Only the indicators that were computed are in its scope."""
    framework, stands = work.task.framework, work.task.stands
    known = frozenset(one.id for one in framework.indicators)
    scope = tuple(key for key in sources.indicators if key not in figures.refused)
    computed = [framework.indicator(key) for key in sorted(scope)]
    return Publication(
        run=work.run,
        results=figures.disclosed.frame,
        judgements=figures.judged.judgements,
        comparisons=figures.judged.comparisons,
        series=figures.judged.series,
        scope=frozenset(scope),
        files=work.files,
        started=work.started,
        finished=work.finished,
        code_version=__version__,
        definitions={
            one.id: (figure_version(framework, one), definition_text(one)) for one in computed
        },
        sources=_states(work, figures, sources, made),
        areas=framework.geography.areas,
        retired=frozenset(stands.made.by_indicator) - known,
        warnings=(*work.warnings, *figures.warnings),
        plan=made.made_by(scope, stands.made, sources.seen, figures.met).text(
            _work_done(work, scope, figures.beside)
        ),
    )


def _work_done(work: Work, scope: tuple[str, ...], beside: tuple[int, ...]) -> dict[str, object]:
    choice, stands = work.task.choice, work.task.stands
    released = None if choice.rejudge else stands.released
    day = work.task.at.day
    done = WorkDone(day, stands.generation, scope, choice.since, released, beside=beside)
    return done.as_plain()


def _states(
    work: Work, figures: Figures, sources: ReadSources, made: Plan
) -> tuple[SourceState, ...]:
    framework, finished, stands = work.task.framework, work.finished, work.task.stands
    used = {name for one in framework.indicators for name in one.sources}
    failed = {**made.unreadable, **sources.failed}
    found = []
    for source in framework.sources:
        before = stands.states.get(source.id)
        if source.id in failed:
            found.append(_kept(source.id, failed[source.id], before, finished))
        elif source.id in sources.rows and _is_whole(framework, source.id, sources, before):
            days = _first_day(source, figures), _last_day(source, work, figures, sources)
            found.append(_fresh(source, days, sources, before, finished))
        elif before is not None and source.id in used:
            found.append(before)
    return tuple(found)


def _is_whole(
    framework: Framework, name: str, sources: ReadSources, before: SourceState | None
) -> bool:
    """Say whether every figure of a source rests on the rows of this run.

    After a run of some indicators only, the others still rest on the rows of before, and so the
    source is described by those.
    """
    if before is None or before.fingerprint == sources.rows[name].fingerprint:
        return True
    using = {one.id for one in framework.indicators if name in one.sources}
    return using <= set(sources.indicators)


def _first_day(source: Source, figures: Figures) -> date | None:
    """Give the first day that a source's rows speak of where this run found it out."""
    found = figures.covered.get(source.id)
    return found[0].start if found else None


def _last_day(source: Source, work: Work, figures: Figures, sources: ReadSources) -> date | None:
    """Give the last day that a source's rows speak of where this run found it out."""
    if source.id in figures.covered:
        return figures.covered[source.id][1].last_day
    if any(one.source == source.id for one in work.task.framework.indicators):
        return None
    # A population, or rows that windows look into, are not counted themselves.
    spoken = spoken_of(source, sources.rows[source.id], sources.held.get(source.id))
    return spoken.newest(work.task.at.day)


def _fresh(
    source: Source,
    days: tuple[date | None, date | None],
    sources: ReadSources,
    before: SourceState | None,
    finished: datetime,
) -> SourceState:
    name, rows = source.id, sources.rows[source.id]
    first, last = days
    as_at = last.isoformat() if last else (before.as_at if before else "")
    # What was left out stays said for as long as these rows are the ones in use.
    notes = "; ".join(sources.notes(name))
    # The day on which these rows were first good: reading them again changes nothing.
    kept = read_kept(before.quality) if before and before.fingerprint == rows.fingerprint else None
    good = kept.good if kept else finished.date().isoformat()
    spoken = first.isoformat() if first else (kept.first if kept else "")
    quality = Kept(rows.counts, good, spoken).text()
    return SourceState(
        name,
        SourceCondition.FRESH,
        as_at,
        rows.fingerprint,
        rows.rows,
        reason=notes,
        quality=quality,
    )


def _kept(
    name: str, reasons: tuple[str, ...], before: SourceState | None, finished: datetime
) -> SourceState:
    """Keep the last good state with the reason, and since when it has failed."""
    reason = "; ".join(reasons)
    if before is None:
        return SourceState(
            name, SourceCondition.KEPT, reason=reason, since=finished.date().isoformat()
        )
    since = before.since if before.state == SourceCondition.KEPT else finished.date().isoformat()
    return replace(before, state=SourceCondition.KEPT, reason=reason, since=since)
