"""One refresh from start to end: plan, read, compute, disclose, judge, publish.

Nothing that readers see changes before the last step, and that step is one transaction. A source
that fails keeps its last good figures, and the rest is published.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from framework.errors import FingerpostError, SourceError
from framework.load.framework import Loaded, load_framework
from framework.model.frameworks import Framework
from framework.model.time_spent import as_text
from framework.store.locking import RefreshLock, begin_run, end_run, hold_refresh_lock
from framework.store.migrating import migrate
from framework.store.rows import RunState
from framework.store.runs import keep_time_spent
from indicators.refresh.another_framework import refuse_another_framework
from indicators.refresh.noting import look_before, note_look
from indicators.refresh.planning import At, Choice, Plan, check_choice
from indicators.refresh.standing import Standing, what_stands
from indicators.refresh.starting import Outcome, Starter
from indicators.refresh.tasks import Task, Where, as_at, day_of, plan_of
from indicators.refresh.telling import Teller
from indicators.stopwatch import Stopwatch

if TYPE_CHECKING:
    from framework.store.publication import Published
    from indicators.refresh.reading import ReadSources


def refresh(
    files: Mapping[str, bytes], where: Where, choice: Choice, *, starter: Starter, teller: Teller
) -> Outcome:
    """Bring the store up to date with the framework and its sources.

    Raises:
        ConfigurationError: the framework has mistakes; nothing was touched.
        BusyError: another refresh is at work.
        UserError: the choice does not fit or the store holds another framework's panels (no run is
            begun), or the home area has come to its end.
        SourceError: no source could be read and nothing has been published before.
        StoreError: the store cannot be used.
    """
    return refresh_loaded(
        load_framework(files), files, where, choice, starter=starter, teller=teller
    )


def refresh_loaded(
    loaded: Loaded,
    files: Mapping[str, bytes],
    where: Where,
    choice: Choice,
    *,
    starter: Starter,
    teller: Teller,
) -> Outcome:
    """Do the same with files that are loaded already.

    Raises:
        BusyError, UserError, SourceError, StoreError: as `refresh` says.
    """
    check_choice(loaded.framework, choice)
    day_of(loaded, choice, starter.today)
    migrate(where.engine)
    refuse_another_framework(where.engine, loaded, renamed_from=choice.renamed_from)
    with hold_refresh_lock(
        where.engine,
        wait_seconds=starter.wait_seconds,
        who=starter.who,
        process=(starter.host, starter.pid),
    ) as lock:
        run = begin_run(lock, started=starter.now(), host=starter.host, pid=starter.pid)
        starter.begins(run)
        watch = Stopwatch(starter.clock)
        try:
            outcome = _run(_Run(run, loaded, files, where, starter, watch), choice, teller)
        except BaseException as error:
            message = str(error) if isinstance(error, FingerpostError) else type(error).__name__
            _end(lock, run, starter, RunState.FAILED, message)
            raise
        _end(lock, run, starter, outcome.state, "")
        spent = watch.spent()
        # A run that found nothing to do leaves what is known of the last one that did.
        if {one.stage for one in spent} > {"plan"}:
            keep_time_spent(lock.engine, run, as_text(spent))
        return replace(outcome, spent=spent)


@dataclass(frozen=True, slots=True)
class _Run:
    number: int
    loaded: Loaded
    files: Mapping[str, bytes]
    where: Where
    starter: Starter
    watch: Stopwatch


def _end(lock: RefreshLock, run: int, starter: Starter, state: RunState, message: str) -> None:
    end_run(lock.engine, run, state=state, finished=starter.now(), message=message)


def _run(run: _Run, choice: Choice, teller: Teller) -> Outcome:
    day = day_of(run.loaded, choice, run.starter.today)
    loaded, started = as_at(run.loaded, day), run.starter.now()
    stands = what_stands(run.where.engine)
    task = Task(loaded.framework, run.where, stands, choice, At(day, started), run.watch)
    with run.watch.over("plan"):
        before = look_before(task)
        made = plan_of(task)
    if not made.stale and stands.framework_version == loaded.version:
        if before and not made.unreadable:
            note_look(task, before, version=loaded.version)
        return _nothing_to_do(stands, made)
    return _publish(run, loaded, task, made, teller)


def _publish(run: _Run, loaded: Loaded, task: Task, made: Plan, teller: Teller) -> Outcome:
    # Loaded only now: most runs find nothing to do, and end before any of it is needed.
    from framework.store.publishing import publish
    from indicators.refresh.assembling import Work, assemble
    from indicators.refresh.working_out import figures_of, read_of

    stands = task.stands
    sources = read_of(task, made, teller)
    _refuse_empty_handed(sources, stands)
    figures = figures_of(task, sources, teller)
    teller.stage("publishing", 0, 1)
    empty = _empty_handed(task.framework, sources)
    with run.watch.over("publish", rows=figures.disclosed.frame.height):
        warnings = (*(issue.message for issue in loaded.warnings), *_keep_copies(task, sources))
        work = Work(run.number, task, run.files, warnings, task.at.moment, run.starter.now())
        publication = assemble(work, figures, sources=sources, made=made)
        publication = replace(
            publication, failure=f"{empty} ({_first_reason(sources)})" if empty else ""
        )
        published = publish(run.where.engine, publication)
    teller.stage("publishing", 1, 1)
    return _outcome(published, what_stands(run.where.engine), sources, empty)


def _keep_copies(task: Task, sources: "ReadSources") -> tuple[str, ...]:
    """Keep the files before anything is published of them, where that is wanted."""
    from framework.store.copies import keep_copies
    from indicators.connect.remote import places_of

    places = task.where.places
    if not task.framework.keep.files or places.kept is None:
        return ()
    problems: list[str] = []
    for name, files in sources.seen.items():
        lie = places_of(task.framework.source(name), files, places.data, places.intake)
        problems += keep_copies(places.kept, name, files, lie)
    return tuple(problems)


def _refuse_empty_handed(sources: "ReadSources", stands: Standing) -> None:
    """Refuse to publish a first generation that would hold nothing.

    Raises:
        SourceError: nothing could be read and there is nothing to keep.
    """
    if sources.indicators or stands.generation or not sources.failed:
        return
    name, reasons = next(iter(sources.failed.items()))
    raise SourceError(name, reasons)


def _empty_handed(framework: Framework, sources: "ReadSources") -> str:
    if sources.indicators or not sources.failed:
        return ""
    names, count = ", ".join(sources.failed), len(framework.sources)
    if len(sources.failed) == count:
        return f"no source could be used: {names}"
    verb = "is" if len(sources.failed) == 1 else "are"
    return f"{len(sources.failed)} of {count} sources {verb} kept: {names}"


def _first_reason(sources: "ReadSources") -> str:
    return next(iter(sources.failed.values()))[0]


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


def _outcome(
    published: "Published", stands: Standing, sources: "ReadSources", empty: str
) -> Outcome:
    well = RunState.PUBLISHED if published.is_new else RunState.NOTHING_TO_DO
    return Outcome(
        state=RunState.FAILED if empty else well,
        generation=published.generation,
        published_hash=published.published_hash,
        indicators=stands.indicators,
        results=stands.results,
        failed=sources.failed,
        empty_handed=empty,
        warnings=stands.warnings + stands.notes,
    )
