"""One refresh from start to end: plan, read, compute, disclose, judge, publish.

Nothing that readers see changes before the last step, and that step is one transaction. A source
that fails keeps its last good figures, and the rest is published.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from framework.errors import FingerpostError, SourceError, UserError
from framework.load.framework import Loaded, load_framework
from framework.model.frameworks import Framework
from framework.model.periods import month_start
from framework.store.locking import RefreshLock, begin_run, end_run, hold_refresh_lock
from framework.store.migrating import migrate
from framework.store.publishing import publish
from framework.store.rows import RunState
from indicators.derive.deriving import derive
from indicators.disclose.disclosing import disclose, mostly_hidden
from indicators.judge.judging import judge
from indicators.refresh.assembling import Figures, Work, assemble, no_figures
from indicators.refresh.computing import compute_all_but_refused
from indicators.refresh.planning import Choice, Places, Plan, plan
from indicators.refresh.reading import ReadSources, read_sources
from indicators.refresh.standing import Standing, what_stands, what_was_shown
from indicators.refresh.telling import Teller

if TYPE_CHECKING:
    import polars as pl
    from sqlalchemy import Engine

    from framework.store.publication import Published


@dataclass(frozen=True, slots=True)
class Where:
    """The places a refresh works in."""

    engine: "Engine"
    places: Places


@dataclass(frozen=True, slots=True)
class Starter:
    """Who starts a refresh, on which machine, at what time."""

    who: str
    host: str
    pid: int
    now: Callable[[], datetime]
    today: date
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refresh came to. `generation` is the one that readers see now.

    `empty_handed`: something was stale and no source of it could be used.
    """

    state: RunState
    generation: int
    published_hash: str
    indicators: int
    results: int
    failed: Mapping[str, tuple[str, ...]]
    warnings: tuple[str, ...]
    empty_handed: bool = False


def refresh(
    files: Mapping[str, bytes], where: Where, choice: Choice, *, starter: Starter, teller: Teller
) -> Outcome:
    """Bring the store up to date with the framework and its sources.

    Raises:
        ConfigurationError: the framework has mistakes; nothing was touched.
        BusyError: another refresh is at work.
        UserError: the home area has come to its end.
        SourceError: no source could be read and nothing has been published before.
        StoreError: the store cannot be used.
    """
    loaded = load_framework(files)
    migrate(where.engine)
    with hold_refresh_lock(
        where.engine, wait_seconds=starter.wait_seconds, who=starter.who
    ) as lock:
        run = begin_run(lock, started=starter.now(), host=starter.host, pid=starter.pid)
        try:
            outcome = _run(_Run(run, loaded, files, where, starter), choice, teller)
        except BaseException as error:
            message = str(error) if isinstance(error, FingerpostError) else type(error).__name__
            _end(lock, run, starter, RunState.FAILED, message)
            raise
        _end(lock, run, starter, outcome.state, "")
        return outcome


@dataclass(frozen=True, slots=True)
class _Run:
    number: int
    loaded: Loaded
    files: Mapping[str, bytes]
    where: Where
    starter: Starter


def _end(lock: RefreshLock, run: int, starter: Starter, state: RunState, message: str) -> None:
    end_run(lock.engine, run, state=state, finished=starter.now(), message=message)


def _run(run: _Run, choice: Choice, teller: Teller) -> Outcome:
    today = run.loaded.framework.today or run.starter.today
    run = replace(run, loaded=as_at(run.loaded, today))
    framework, started = run.loaded.framework, run.starter.now()
    stands = what_stands(run.where.engine)
    made = plan(framework, run.where.places, stands.made, cutoff=month_start(today), choice=choice)
    if not made.stale and stands.framework_version == run.loaded.version:
        return _nothing_to_do(stands, made)
    sources = read_sources(
        framework,
        made,
        places=run.where.places,
        last_time=stands.last_time,
        accept=choice.accept,
        teller=teller,
    )
    _refuse_empty_handed(sources, stands)
    earlier = what_was_shown(run.where.engine, stands)
    figures = make_figures(framework, sources, today, teller, earlier=earlier)
    teller.stage("publishing", 0, 1)
    warnings = tuple(issue.message for issue in run.loaded.warnings)
    work = Work(run.number, framework, run.files, warnings, started, run.starter.now())
    publication = assemble(work, figures, sources=sources, made=made, stands=stands)
    published = publish(run.where.engine, publication)
    teller.stage("publishing", 1, 1)
    return _outcome(published, what_stands(run.where.engine), sources)


def as_at(loaded: Loaded, day: date) -> Loaded:
    """Take the areas as they stand on a day: a change that is dated ahead waits for its day.

    Raises:
        UserError: the home area has come to its end.
    """
    framework = loaded.framework
    home, geography = framework.home, framework.geography.as_at(day)
    if home.valid_to is not None and home.valid_to <= day:
        what = f"home '{home.code}' ended on {home.valid_to}: write the area of today in framework.yaml"
        raise UserError(what)
    return replace(loaded, framework=replace(framework, geography=geography))


def make_figures(
    framework: Framework,
    sources: ReadSources,
    today: date,
    teller: Teller,
    *,
    earlier: "pl.DataFrame | None",
) -> Figures:
    """Compute what can be computed, hide what must be hidden, and judge what is left.

    `earlier` are the results that readers see now: what they show stays known to them.
    """
    computed, refused = compute_all_but_refused(framework, sources, month_start(today), teller)
    if computed is None:
        return no_figures(refused)
    teller.stage("judging", 0, 1)
    disclosed = disclose(computed, framework, earlier)
    hidden = mostly_hidden(disclosed, framework)
    asked = [framework.indicator(key) for key in sources.indicators if key not in refused]
    disclosed = derive(disclosed, framework, asked)
    judged = judge(disclosed, framework)
    teller.stage("judging", 1, 1)
    warnings = (*computed.warnings, *hidden, *judged.warnings, *refused.values())
    return Figures(disclosed, judged, computed.covered, warnings, frozenset(refused))


def _refuse_empty_handed(sources: ReadSources, stands: Standing) -> None:
    """Refuse to publish a first generation that would hold nothing.

    Raises:
        SourceError: nothing could be read and there is nothing to keep.
    """
    if sources.indicators or stands.generation or not sources.failed:
        return
    name, reasons = next(iter(sources.failed.items()))
    raise SourceError(name, reasons)


def _nothing_to_do(stands: Standing, made: Plan) -> Outcome:
    return Outcome(
        state=RunState.NOTHING_TO_DO,
        generation=stands.generation,
        published_hash=stands.published_hash,
        indicators=stands.indicators,
        results=stands.results,
        failed=made.unreadable,
        warnings=stands.warnings + stands.notes,
    )


def _outcome(published: "Published", stands: Standing, sources: ReadSources) -> Outcome:
    return Outcome(
        state=RunState.PUBLISHED if published.is_new else RunState.NOTHING_TO_DO,
        generation=published.generation,
        published_hash=published.published_hash,
        indicators=stands.indicators,
        results=stands.results,
        failed=sources.failed,
        empty_handed=bool(sources.failed) and not sources.indicators,
        warnings=stands.warnings + stands.notes,
    )
