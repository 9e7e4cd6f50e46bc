"""Read the sources that stale indicators need; one that fails takes its indicators out of the run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from framework.errors import SourceError
from framework.model.engines import Engine
from framework.model.frameworks import Framework
from framework.model.sources import Source
from framework.store.seen import SeenFile
from indicators.connect.finding import last_written
from indicators.connect.intake import clear_dead_work
from indicators.connect.reading import read_source
from indicators.engines.marks import hashes_of
from indicators.quality.findings import LEFT_OUT, OUTCOMES
from indicators.quality.report import STOPPED, USED, Report, note_outcome, write_report
from indicators.refresh.arrivals import check_arrivals, many_more
from indicators.refresh.guarding import check_as_new_as_promised, check_like_last_time
from indicators.refresh.planning import Places, Plan
from indicators.refresh.spoken import spoken_of
from indicators.refresh.standing import LastTime
from indicators.refresh.stray_times import stray_times
from indicators.refresh.telling import Teller
from indicators.stopwatch import Stopwatch

if TYPE_CHECKING:
    from indicators.connect.rows import SourceRows
    from indicators.engines.held_rows import HeldRows


MOST_TOLD: Final = 20
"""How many rows of a source are told one by one."""


@dataclass(frozen=True, slots=True)
class ReadSources:
    """What was read, what failed and why, and which stale indicators can go on.

    `held` are the rows that lie in an engine, which is open until `close`.

    `seen` are the files of each source that was read; `told` are sentences that concern nobody's rows.
    """

    rows: "Mapping[str, SourceRows]"
    failed: Mapping[str, tuple[str, ...]]
    indicators: tuple[str, ...]
    seen: Mapping[str, Mapping[str, SeenFile]] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    held: "Mapping[str, HeldRows]" = field(default_factory=dict)

    @property
    def files(self) -> "Mapping[str, Path]":
        """Give where the rows lie that are files."""
        return {name: rows.path for name, rows in self.rows.items() if name not in self.held}

    def close(self) -> None:
        """Let go of every engine."""
        for one in self.held.values():
            one.close()

    def notes(self, name: str) -> tuple[str, ...]:
        """Say what was left out or mended in a source that was read, a sentence each."""
        return _notes(self.rows[name])


def read_sources(
    framework: Framework,
    made: Plan,
    *,
    places: Places,
    last_time: Callable[[str], LastTime],
    today: date,
    teller: Teller,
    watch: Stopwatch,
) -> ReadSources:
    """Read every source of the plan and hold it against what it held last time.

    Those whose files somebody let through are not. What stops a source is written in its report.
    """
    rows: dict[str, SourceRows] = {}
    seen: dict[str, Mapping[str, SeenFile]] = {}
    held: dict[str, HeldRows] = {}
    failed = {name: why for name, why in made.unreadable.items() if name in made.sources}
    _make_ready(places.intake)
    _report_unreadable(places, failed, last_time, teller)
    for done, name in enumerate(made.sources):
        teller.stage("reading", done, len(made.sources))
        if name in failed:
            continue
        source = framework.source(name)
        try:
            last = None if name in made.accepted else last_time(name)
            with watch.over("read", name):
                rows[name], seen[name] = _read(source, framework, places, last, today, held)
        except SourceError as error:
            failed[name] = error.reasons
            note_outcome(places.intake, name, STOPPED, error.reasons)
            _tell_failure(teller, name, error.reasons, last_time(name))
        else:
            watch.saw(rows[name].rows, "read", name)
            note_outcome(places.intake, name, USED, _notes(rows[name]))
            _tell_problems(teller, rows[name])
    teller.stage("reading", len(made.sources), len(made.sources))
    usable = _usable(framework, made, frozenset(rows))
    return ReadSources(rows, failed, usable, seen, _tell_more(teller, rows, last_time), held)


def _make_ready(intake: Path) -> None:
    """Make the intake folder. A run that was killed after its last rows were kept left its work there."""
    intake.mkdir(mode=0o700, parents=True, exist_ok=True)
    clear_dead_work(intake)


def _report_unreadable(
    places: Places,
    failed: Mapping[str, tuple[str, ...]],
    last_time: Callable[[str], LastTime],
    teller: Teller,
) -> None:
    for name, why in failed.items():
        write_report(places.intake, Report(name, STOPPED, why))
        _tell_failure(teller, name, why, last_time(name))


def _tell_more(
    teller: Teller, rows: Mapping[str, "SourceRows"], last_time: Callable[[str], LastTime]
) -> tuple[str, ...]:
    more = [many_more(one, last_time(name)) for name, one in rows.items()]
    for sentence in filter(None, more):
        teller.event(sentence)
    return tuple(filter(None, more))


def _usable(framework: Framework, made: Plan, read: frozenset[str]) -> tuple[str, ...]:
    """Give the stale indicators all of whose sources were read."""
    return tuple(
        key for key in made.stale if read.issuperset(framework.sources_of(framework.indicator(key)))
    )


def _read(
    source: Source,
    framework: Framework,
    places: Places,
    last: LastTime | None,
    today: date,
    held: "dict[str, HeldRows]",
) -> tuple["SourceRows", Mapping[str, SeenFile]]:
    """Read a source and hold it against last time (None: somebody let it through) and its promise.

    What is only said of it joins its notes.

    Raises:
        SourceError: it cannot be used.
    """
    rows = _rows_of(source, framework, places, held, let_through=last is None)
    files = {
        one.path: SeenFile(one.sha256, last_written(places.data / one.path)) for one in rows.files
    }
    if last is not None:
        check_arrivals(source, files, last)
        check_like_last_time(source, rows, last)
    spoken = spoken_of(source, rows, held.get(source.id))
    told = *check_as_new_as_promised(source, spoken, today), *stray_times(spoken, today)
    return replace(rows, notes=(*told, *rows.notes)), files


def _rows_of(
    source: Source,
    framework: Framework,
    places: Places,
    held: "dict[str, HeldRows]",
    *,
    let_through: bool,
) -> "SourceRows":
    if source.engine is Engine.POLARS:
        return read_source(source, framework, places.data, places.intake, let_through=let_through)
    from indicators.engines.reading import read_rows
    from indicators.engines.sessions import Whereabouts

    marks = hashes_of(source, places.data, places.intake, places.outside)
    whereabouts = Whereabouts(places.data, places.outside)
    rows, held[source.id] = read_rows(source, framework, whereabouts, places.intake, marks)
    return rows


def _tell_failure(teller: Teller, name: str, reasons: tuple[str, ...], last: LastTime) -> None:
    was_good = last.rows or last.files
    stands = "keeps its last good figures" if was_good else "has no figures yet"
    teller.event(f"source '{name}' {stands}: {'; '.join(reasons)}")


def _tell_problems(teller: Teller, rows: "SourceRows") -> None:
    for found in rows.problems[:MOST_TOLD]:
        place = f"{found.file} row {found.row}, {found.column}"
        end = OUTCOMES[found.then]
        teller.event(f"source '{rows.source_id}': {place}: {found.what}; {end} [{found.code}]")
    if rows.problem_rows > MOST_TOLD:
        teller.event(f"source '{rows.source_id}': and {rows.problem_rows - MOST_TOLD:,} more rows")


def _notes(rows: "SourceRows") -> tuple[str, ...]:
    """Say it without the reasons: these words reach the page, and a reason may name a cell."""
    if not rows.problem_rows:
        return rows.notes
    count = "1 row is" if rows.problem_rows == 1 else f"{rows.problem_rows:,} rows are"
    left_out = f"{count} left out because a cell was not understood"
    first = next((one for one in rows.problems if one.then == LEFT_OUT), None)
    if first:
        left_out += f", the first in {first.file} row {first.row}, {first.column}"
    return (left_out, *rows.notes)
