"""What a changed declaration would publish, found out the way a refresh does it; nothing is written.

The store is only read. Rows are typed in a folder of their own, gone afterwards, so that what a
refresh keeps between runs stays as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from framework.errors import ConfigurationError
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.results import JUDGEMENT_COLUMNS, RESULT_COLUMNS
from framework.store.encoding import clean
from framework.store.facts import JUDGEMENT, RESULT
from framework.store.migrating import require_current
from framework.store.reading import open_snapshot
from indicators.connect.fetched import share_fetched
from indicators.connect.intake import share_kept_rows, working_folder
from indicators.refresh.assembling import Figures
from indicators.refresh.comparing import (
    NOTHING_CHANGES,
    Facts,
    FigureChanges,
    compare_figures,
)
from indicators.refresh.declarations import FieldChange, compare_declared
from indicators.refresh.planning import At, Choice, Plan
from indicators.refresh.problems import (
    NO_PROBLEMS,
    KeepsRows,
    ProblemChanges,
    compare_problems,
    targets_before_figures,
    with_new_notes,
)
from indicators.refresh.reading import ReadSources
from indicators.refresh.source_changes import why_sources_count
from indicators.refresh.standing import Standing, what_stands
from indicators.refresh.tasks import Task, Where, as_at, day_of, plan_of
from indicators.refresh.telling import Teller
from indicators.refresh.versions import figure_version
from indicators.refresh.working_out import figures_of, read_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

NEW: Final = "new"
REMOVED: Final = "removed"
CHANGED: Final = "changed"
NEW_INDICATOR: Final = "it is new"
_OF_AN_INDICATOR: Final = frozenset({"indicators"})


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """What would be different for one indicator: its state, why it is computed, words and figures.

    `because` says why it would be computed again; it is empty where only words differ.
    """

    id: str
    title: str
    state: str
    because: tuple[str, ...] = ()
    declared: tuple[FieldChange, ...] = ()
    figures: FigureChanges = NOTHING_CHANGES


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a refresh would change. `generation` is the one compared with, 0 before the first.

    `computed` names every indicator that was computed, `failed` gives the sources that could not
    be read, with reasons; `problems` are those of data and figures that come or go; `notes` are
    sentences about what could not be told.
    """

    framework: Framework
    generation: int
    indicators: tuple[IndicatorChange, ...]
    declared: tuple[FieldChange, ...]
    computed: tuple[str, ...]
    failed: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    seconds: float
    problems: ProblemChanges = NO_PROBLEMS

    @property
    def is_different(self) -> bool:
        """Say whether a reader of declarations, figures or ratings would see anything change."""
        return bool(self.indicators or self.declared)


@dataclass(frozen=True, slots=True)
class _Pair:
    """The framework that is published, None where there is none to compare with, and the changed one.

    `files` are those of the changed one.
    """

    before: Framework | None
    after: Framework
    files: Mapping[str, bytes]

    def published(self, key: str) -> Indicator | None:
        known = {one.id: one for one in self.before.indicators} if self.before else {}
        return known.get(key)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The date, the moment to look at files, and seconds for how long it took."""

    today: date
    now: Callable[[], datetime]
    seconds: Callable[[], float]


def rehearse(
    files: Mapping[str, bytes], where: Where, choice: Choice, *, clocks: Clocks, teller: Teller
) -> Rehearsal:
    """Compute what is stale under changed files and compare it with what is published.

    Raises:
        ConfigurationError: the framework has mistakes.
        UserError: the choice does not fit, or the home area has come to its end.
        SourceError: there is no room to type rows in.
        StoreError: the store is missing or of another version.
    """
    began = clocks.seconds()
    loaded = load_framework(files)
    require_current(where.engine)
    day = day_of(loaded, choice, clocks.today)
    framework = as_at(loaded, day).framework
    stands = what_stands(where.engine)
    before, notes = _published_framework(where.engine, stands, clocks.today)
    task = Task(framework, where, stands, choice, At(day, clocks.now()))
    heard = KeepsRows(teller)
    made, sources, figures = _work(task, heard)
    heard.tell_of(with_new_notes(stands, sources))
    computed = tuple(key for key in sources.indicators if key not in figures.refused)
    removed = sorted(set(stands.made.by_indicator) - {one.id for one in framework.indicators})
    found = _held_beside(where.engine, stands, figures, [*computed, *removed])
    early = targets_before_figures(before, framework, figures.disclosed.frame, computed)
    warned = [*(one.message for one in loaded.warnings), *figures.warnings, *early]
    return Rehearsal(
        framework=framework,
        generation=stands.generation,
        indicators=_all_changes(_Pair(before, framework, files), made, stands, found, removed),
        declared=compare_declared(before, framework, without=_OF_AN_INDICATOR) if before else (),
        computed=computed,
        failed=sources.failed,
        notes=(*notes, *_of_released(stands, choice)),
        seconds=clocks.seconds() - began,
        problems=compare_problems(stands, sources, warned, [*computed, *removed]),
    )


def _of_released(stands: Standing, choice: Choice) -> tuple[str, ...]:
    """Say that what a Board has seen stays, where there is such a month."""
    if stands.released is None or choice.rejudge:
        return ()
    return (
        f"months that were released (until {stands.released - timedelta(days=1):%Y-%m}) keep their ratings; "
        "plan --rejudge shows what judging them again would change, "
        "refresh --rejudge --reason WHY does it",
    )


def _work(task: Task, teller: Teller) -> tuple[Plan, ReadSources, Figures]:
    """Take the steps of a refresh up to judging, with typed rows in a folder that is gone afterwards."""
    places = task.where.places
    with working_folder(places.intake, "plan") as folder:
        share_kept_rows(places.intake, folder)
        share_fetched(places.intake, folder)
        beside = replace(task.where, places=replace(places, intake=folder))
        task = replace(task, where=beside)
        made = plan_of(task)
        sources = read_of(task, made, teller)
        figures = figures_of(task, sources, teller)
    return made, sources, figures


def _held_beside(
    engine: "Engine", stands: Standing, figures: Figures, indicators: list[str]
) -> Mapping[str, FigureChanges]:
    results, judgements = figures.disclosed.frame, figures.judged.judgements
    after = Facts(clean(RESULT, results), clean(JUDGEMENT, judgements))
    return compare_figures(_published_facts(engine, stands, indicators), after, indicators)


def _published_framework(
    engine: "Engine", stands: Standing, today: date
) -> tuple[Framework | None, tuple[str, ...]]:
    if not stands.generation:
        return None, ("nothing is published yet, so everything is new",)
    with open_snapshot(engine, stands.generation) as snapshot:
        files = snapshot.framework_files()
    try:
        loaded = load_framework(files)
    except ConfigurationError:
        return None, (
            "the published declarations do not fit this version's rules any more, so only figures "
            "are compared",
        )
    framework = loaded.framework
    day = framework.today or today
    return replace(framework, geography=framework.geography.as_at(day)), ()


def _published_facts(engine: "Engine", stands: Standing, indicators: list[str]) -> Facts:
    if not stands.generation or not indicators:
        return Facts(
            clean(RESULT, pl.DataFrame(schema=dict.fromkeys(RESULT_COLUMNS, pl.String))),
            clean(JUDGEMENT, pl.DataFrame(schema=dict.fromkeys(JUDGEMENT_COLUMNS, pl.String))),
        )
    of_these = pl.col("indicator").is_in(indicators)
    with open_snapshot(engine, stands.generation) as snapshot:
        return Facts(
            snapshot.frame("results").filter(of_these),
            snapshot.frame("judgements").filter(of_these),
        )


def _all_changes(
    pair: _Pair,
    made: Plan,
    stands: Standing,
    figures: Mapping[str, FigureChanges],
    removed: list[str],
) -> tuple[IndicatorChange, ...]:
    found, of_sources = [], why_sources_count(pair.files, pair.before, pair.after, made, stands)
    for indicator in pair.after.indicators:
        key = indicator.id
        old = pair.published(key)
        is_new = key not in stands.made.by_indicator
        declared = compare_declared(old, indicator) if old else ()
        changes = figures.get(key, NOTHING_CHANGES)
        if is_new or declared or changes.is_any:
            because = (
                _because(pair, indicator, made, stands, of_sources) if key in made.stale else ()
            )
            state = NEW if is_new else CHANGED
            found.append(IndicatorChange(key, indicator.title, state, because, declared, changes))
    for key in removed:
        old = pair.published(key)
        found.append(IndicatorChange(key, old.title if old else key, REMOVED, figures=figures[key]))
    return tuple(found)


def _because(
    pair: _Pair,
    indicator: Indicator,
    made: Plan,
    stands: Standing,
    of_sources: Mapping[str, tuple[str, ...]],
) -> tuple[str, ...]:
    """Say why an indicator is stale, as far as what is kept tells it."""
    if indicator.id not in stands.made.by_indicator:
        return (NEW_INDICATOR,)
    reasons = []
    old = pair.published(indicator.id)
    if pair.before and old:
        was, now = figure_version(pair.before, old), figure_version(pair.after, indicator)
        reasons += ["its declaration changed"] if was != now else []
    for name in pair.after.sources_of(indicator):
        reasons += of_sources.get(name, ())
    parts = [part.id for part in pair.after.rests_on(indicator) if part.id in made.stale]
    reasons += [f"its part '{part}' is computed again" for part in parts]
    return tuple(reasons) or ("a month has ended since, or Fingerpost was upgraded",)
