"""Rows in, counts and values out, for every indicator asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from framework.errors import MeasureError
from framework.model.frameworks import Framework
from framework.model.indicators import Boundaries, Indicator
from framework.model.measures import windows_in
from framework.model.periods import Grain, Period, period_of
from framework.model.sources import AREA, Rows, Source
from indicators.measures.boundaries import ending_between, in_order, spans_of_boundaries
from indicators.measures.computed import COMPUTED_SCHEMA, MATCHED, Computed
from indicators.measures.counting import count_source
from indicators.measures.coverage import Found, find_coverage
from indicators.measures.elsewhere import AnyRows
from indicators.measures.event_windows import with_windows
from indicators.measures.intake import Intake, open_intake
from indicators.measures.memory import TWO_GIGABYTES, Memory
from indicators.measures.partials import Partials
from indicators.measures.places import Places
from indicators.measures.populations import Populations
from indicators.measures.published import days_published, read_published
from indicators.measures.published_ratings import no_ratings
from indicators.measures.summing_elsewhere import SumsElsewhere
from indicators.measures.tasks import Ground, dimension_names
from indicators.stopwatch import Stopwatch

Progress = Callable[[str, int, int], None]
"""Called with a source's id, how many of its steps are done, and how many there are."""

_WINDOWS: Final = "other rows of the same person"


def compute(  # noqa: PLR0913 (what a run is given: rows, wishes, clocks and room)
    framework: Framework,
    intake: Mapping[str, Path | SumsElsewhere],
    indicators: Sequence[Indicator],
    *,
    cutoff: date,
    today: date | None = None,
    progress: Progress,
    watch: Stopwatch | None = None,
    partials: Partials | None = None,
    memory: Memory = TWO_GIGABYTES,
) -> Computed:
    """Compute indicators from the rows of their sources.

    Nothing is hidden, rounded or judged here. The same rows in another order, in other files or
    in other batches give the same numbers to the bit.

    Args:
        framework: areas, sources and calendars; the indicators need not be all of its own.
        intake: the Parquet files of sources and populations, by id; or rows that lie in an engine.
        indicators: what to compute.
        cutoff, today: periods that end after the one, and rows dated after the other, say nothing.
        progress, watch: told how far it is; times each source, scan and indicator.
        partials: where sums of single files are kept between runs, and pruned; None keeps none.
        memory: how much the process may take.

    Raises:
        MeasureError: an indicator cannot be computed from its rows.
        SourceError: an intake file cannot be read.
        UserError: the results would not fit into the memory.
    """
    run = _Run(framework, intake, cutoff, today, progress, watch or Stopwatch(), partials, memory)
    for source_id in dict.fromkeys(one.source for one in indicators):
        own = [one for one in indicators if one.source == source_id]
        with run.watch.over("compute", source_id):
            run.take(framework.source(source_id), own)
            run.take_by_spans([one for one in own if one.boundaries is Boundaries.THEN])
    if partials:
        partials.prune()
    return run.computed(indicators)


@dataclass(slots=True)
class _Run:
    framework: Framework
    intake: Mapping[str, Path | SumsElsewhere]
    cutoff: date
    today: date | None
    progress: Progress
    watch: Stopwatch
    partials: Partials | None
    memory: Memory
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    matched: dict[str, Mapping[str, int]] = field(default_factory=dict)
    scans: dict[str, tuple[str, ...]] = field(default_factory=dict)
    covered: dict[str, tuple[Period, Period]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    ratings: list[pl.DataFrame] = field(default_factory=lambda: [no_ratings()])
    found: dict[str, Found] = field(default_factory=dict)
    places: Places = field(init=False)
    populations: Populations = field(init=False)

    def __post_init__(self) -> None:
        self.places = Places(self.framework)
        self.populations = Populations(self.framework, self.files)

    def computed(self, indicators: Sequence[Indicator]) -> Computed:
        """Give what was found, the indicators in their order."""
        frames = [self.frames[one.id] for one in indicators if one.id in self.frames]
        whole = pl.concat(frames) if frames else pl.DataFrame(schema=dict(COMPUTED_SCHEMA))
        told, ratings = tuple(self.warnings), pl.concat(self.ratings)
        return Computed(whole, self.matched, self.covered, told, ratings, self.scans)

    def take_by_spans(self, indicators: Sequence[Indicator]) -> None:
        """Count indicators again, each period by the boundaries of its own last day."""
        if not any(one.id in self.frames for one in indicators):
            return
        source = self.framework.source(indicators[0].source)
        frames = []
        for begins, ends, framework in spans_of_boundaries(self.framework):
            there = replace(
                self, framework=framework, frames={}, matched={}, scans={}, covered={}, warnings=[]
            )
            there.take(source, indicators)
            whole = pl.concat(there.frames[one.id] for one in indicators)
            frames.append(ending_between(whole, begins, ends))
        together = in_order(pl.concat(frames), self.framework.geography)
        for one in indicators:
            self.frames[one.id] = together.filter(pl.col("indicator") == one.id)

    def take(self, source: Source, indicators: Sequence[Indicator]) -> None:
        """Compute the indicators of one source."""
        held = self.intake.get(source.id)
        if held is None:
            raise MeasureError(indicators[0].id, f"its source '{source.id}' was not read")
        if isinstance(held, Path) and source.rows is Rows.PUBLISHED:
            self._read(source, indicators, held)
        else:
            self._count(source, indicators)

    def _read(self, source: Source, indicators: Sequence[Indicator], path: Path) -> None:
        days = days_published(pl.scan_parquet(path), self.cutoff)
        if days:
            first, last = (period_of(day, Grain.MONTH) for day in days)
            self.covered[source.id] = first, last
        for done, one in enumerate(indicators, start=1):
            with self.watch.over("compute", source.id, indicator=one.id):
                found = read_published(self.framework, one, path, self.cutoff)
            self.frames[one.id], self.matched[one.id] = found.frame, found.matched
            self.warnings += found.warnings
            self.ratings.append(found.ratings)
            self.progress(source.id, done, len(indicators))

    def _count(self, source: Source, indicators: Sequence[Indicator]) -> None:
        intake = self._rows_of(source.id)
        found = self._coverage(source, intake)
        self.warnings += found.warnings
        if found.coverage is None:
            self.warnings.append(
                f"source '{source.id}' has no dated row up to {self.cutoff}: nothing to compute"
            )
            self.matched |= {one.id: dict.fromkeys(MATCHED, 0) for one in indicators}
            return
        self.covered[source.id] = found.coverage.periods()
        texts = intake.texts_in([AREA, *dimension_names(indicators)])
        followed = self._followed(indicators)
        if isinstance(intake, Intake):
            with self.watch.over("compute", source.id, scan=_WINDOWS):
                source, intake, indicators = with_windows(
                    self.framework, source, intake, self.files, indicators
                )
        self.watch.saw(intake.rows, "compute", source.id)
        ground = Ground(
            self.framework,
            source,
            intake,
            texts,
            found.coverage,
            self.places,
            followed,
            self.watch,
            self.partials,
            self.memory,
            sum(frame.height for frame in self.frames.values()),
        )
        told = partial(self.progress, source.id)
        counted = count_source(ground, indicators, self.populations, told)
        self.frames |= counted.frames
        self.matched |= counted.matched
        self.scans |= counted.scans
        self.warnings += counted.warnings

    @property
    def files(self) -> Mapping[str, Path]:
        """Give the sources whose rows are files."""
        return {name: held for name, held in self.intake.items() if isinstance(held, Path)}

    def _rows_of(self, source_id: str) -> AnyRows:
        held = self.intake[source_id]
        return (
            open_intake(source_id, held, self.memory.rows_at_once)
            if isinstance(held, Path)
            else held
        )

    def _coverage(self, source: Source, intake: AnyRows) -> Found:
        if source.id not in self.found:
            self.found[source.id] = find_coverage(
                self.framework, source, intake, self.cutoff, self.today
            )
        return self.found[source.id]

    def _followed(self, indicators: Sequence[Indicator]) -> Mapping[str, date]:
        """Give the first day of which nothing is known of the other rows that windows look for."""
        followed = {}
        for one in indicators:
            names = {
                window.source for window in windows_in(one.measure) if window.source in self.intake
            }
            ends = [self._known_until(self.framework.source(name)) for name in sorted(names)]
            if ends:
                followed[one.id] = min(ends)
        return followed

    def _known_until(self, source: Source) -> date:
        found = self._coverage(source, self._rows_of(source.id))
        return found.coverage.end if found.coverage else date.min
