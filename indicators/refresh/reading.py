"""Read the sources that stale indicators need; one that fails takes its indicators out of the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from framework.errors import SourceError
from framework.model.frameworks import Framework
from framework.model.sources import Source
from indicators.connect.reading import read_source
from indicators.refresh.planning import Places, Plan
from indicators.refresh.telling import Teller
from indicators.refresh.versions import sources_of

if TYPE_CHECKING:
    from indicators.connect.rows import SourceRows


@dataclass(frozen=True, slots=True)
class ReadSources:
    """What was read, what failed and why, and which stale indicators can go on."""

    rows: "Mapping[str, SourceRows]"
    failed: Mapping[str, tuple[str, ...]]
    indicators: tuple[str, ...]

    def notes(self, name: str) -> tuple[str, ...]:
        """Say what was left out or mended in a source that was read, a sentence each."""
        return _notes(self.rows[name])


def read_sources(
    framework: Framework,
    made: Plan,
    *,
    places: Places,
    rows_before: Mapping[str, int],
    teller: Teller,
) -> ReadSources:
    """Read every source of the plan. `rows_before` is how many rows each had when last published."""
    rows: dict[str, SourceRows] = {}
    failed = {name: why for name, why in made.unreadable.items() if name in made.sources}
    places.intake.mkdir(mode=0o700, parents=True, exist_ok=True)
    for done, name in enumerate(made.sources):
        teller.stage("reading", done, len(made.sources))
        if name in failed:
            continue
        source = framework.source(name)
        try:
            rows[name] = read_source(source, framework, places.data, places.intake)
            _check_size(source, rows[name], rows_before.get(name))
        except SourceError as error:
            failed[name] = error.reasons
            rows.pop(name, None)
            teller.event(f"source '{name}' cannot be used: {'; '.join(error.reasons)}")
    teller.stage("reading", len(made.sources), len(made.sources))
    usable = tuple(
        key
        for key in made.stale
        if all(name in rows for name in sources_of(framework.indicator(key)))
    )
    return ReadSources(rows, failed, usable)


def _check_size(source: Source, rows: "SourceRows", before: int | None) -> None:
    """Refuse a file that lost or gained more rows than the source expects.

    Raises:
        SourceError: the change is larger than declared.
    """
    least, most = source.expect.rows_at_least, source.expect.change_at_most
    if rows.rows < least:
        raise SourceError(source.id, (f"it holds {rows.rows} rows; at least {least} are expected",))
    if most is None or not before:
        return
    change = abs(rows.rows - before) / before
    if change > most:
        raise SourceError(
            source.id,
            (
                f"it holds {rows.rows:,} rows, and {before:,} last time: a change of {change:.0%}, "
                f"and at most {most:.0%} is expected",
            ),
        )


def _notes(rows: "SourceRows") -> tuple[str, ...]:
    if not rows.problem_rows:
        return rows.notes
    first = rows.problems[0]
    count = "1 row is" if rows.problem_rows == 1 else f"{rows.problem_rows:,} rows are"
    left_out = (
        f"{count} left out because something was not understood; the first: "
        f"{first.file} row {first.row}, {first.column}: {first.what}"
    )
    return (left_out, *rows.notes)
