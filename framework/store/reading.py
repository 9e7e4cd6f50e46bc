"""Reading what is published, as of one generation, from one state of the store."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, Engine, func, select

from framework.errors import NothingPublishedError, StoreError
from framework.model.results import TOTAL
from framework.store import tables
from framework.store.accepting import Acceptance, digest_of, read_acceptances
from framework.store.comments import Comment, newest_comment, read_comments
from framework.store.known import Known
from framework.store.points import (
    Wanted,
    read_comparisons,
    read_lines,
    read_points,
    read_series,
)
from framework.store.records import read_states, unpack_files
from framework.store.releases import Release, read_releases
from framework.store.revisions import Revision, read_revisions
from framework.store.rows import (
    ComparisonRow,
    GenerationInfo,
    LineRow,
    PointRow,
    SeriesRow,
    SourceState,
)
from framework.store.runs import first_shown, generation_info, select_generations
from framework.store.seen import seen_files
from framework.store.transactions import reading

if TYPE_CHECKING:
    import polars as pl

Frame = Literal["results", "judgements", "comparisons", "series"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation, whole. It lives as long as its `with` block; rows read from it live on.

    Every reading takes names, or None for all: `indicators`, `areas` (codes), `breakdowns`
    (TOTAL is everybody), `periods` (codes), and `since`: periods that begin on that day or later.
    """

    generation: GenerationInfo
    connection: Connection
    known: Known

    def points(
        self,
        indicators: Collection[str] | None = None,
        areas: Collection[str] | None = None,
        *,
        breakdowns: Collection[str] | None = None,
        periods: Collection[str] | None = None,
        since: date | None = None,
    ) -> list[PointRow]:
        """Give results with their judgements, by indicator, area, breakdown, then time."""
        wanted = Wanted(indicators, areas, breakdowns, periods, since)
        return read_points(self.known, wanted, generation=self.generation.number)

    def lines(
        self, indicators: Collection[str], area: str, *, since: date
    ) -> Mapping[str, Sequence[LineRow]]:
        """Give what small lines draw of an area's results of everybody, by indicator, oldest first."""
        wanted = Wanted(indicators, [area], [TOTAL], since=since)
        return read_lines(self.known, wanted, generation=self.generation.number)

    def comparisons(
        self,
        indicators: Collection[str] | None = None,
        areas: Collection[str] | None = None,
        *,
        breakdowns: Collection[str] | None = None,
        periods: Collection[str] | None = None,
        since: date | None = None,
    ) -> list[ComparisonRow]:
        """Give where results stand beside their comparators, in the order of points."""
        wanted = Wanted(indicators, areas, breakdowns, periods, since)
        return read_comparisons(self.known, wanted, generation=self.generation.number)

    def series(
        self,
        indicators: Collection[str] | None = None,
        areas: Collection[str] | None = None,
        *,
        breakdowns: Collection[str] | None = None,
    ) -> list[SeriesRow]:
        """Give what is known of whole series, by indicator, area and breakdown."""
        wanted = Wanted(indicators, areas, breakdowns)
        return read_series(self.known, wanted, generation=self.generation.number)

    def frame(self, of: Frame = "results") -> "pl.DataFrame":
        """Give every row of one kind as a polars frame with the contract's columns, sorted by key."""
        from framework.store.bulk import read_frame
        from framework.store.facts import FACTS

        fact = next(fact for fact in FACTS if fact.name == of)
        return read_frame(self.connection, fact, generation=self.generation.number)

    def earlier_results(
        self, indicators: Collection[str], *, most: int
    ) -> "Mapping[int, pl.DataFrame]":
        """Give results of some indicators as readers may have kept them, by generation, this one first.

        Then older ones that are kept and differ from the next; so many at most in all.
        """
        from framework.store.earlier_results import read_earlier_results

        number = self.generation.number
        return read_earlier_results(self.connection, indicators, until=number, most=most)

    def framework_files(self) -> Mapping[str, bytes]:
        """Give the framework's files as they were when this generation was published."""
        version = tables.framework_version
        query = select(version.c.files).where(version.c.sha256 == self.generation.framework_version)
        return unpack_files(self.connection.execute(query).scalar_one())

    def source_states(self) -> tuple[SourceState, ...]:
        """Give how every source stood when this generation was published, by source."""
        return tuple(read_states(self.connection, self.generation.number).values())

    def comments(self, area: str, *, until: str) -> tuple[Comment, ...]:
        """Give what was said of an area's figures for months up to one, oldest first."""
        return read_comments(self.connection, area, until=until)

    def newest_comment(self) -> int:
        """Give the number of what was said last, 0 before anything was."""
        return newest_comment(self.connection)

    def releases(self) -> tuple[Release, ...]:
        """Give every edition that was released, oldest first."""
        return read_releases(self.connection)

    def first_shown(self) -> Mapping[str, datetime]:
        """Say of each source when the rows that it stands on were first published."""
        return first_shown(self.connection, self.generation.number)

    def revisions(
        self, point: tuple[str, str, str, str], sources: Collection[str]
    ) -> tuple[Revision, ...]:
        """Give every change of a point (indicator, area, breakdown, period) until now, newest first.

        What was forgotten by pruning is not told.
        """
        number = self.generation.number
        return read_revisions(self.connection, point, generation=number, sources=sources)

    def at(self, generation: int) -> "Snapshot":
        """Give another generation as the same state of the store holds it.

        Raises:
            StoreError: the generation is not kept.
        """
        there = _generation(self.connection, generation)
        return replace(self, generation=there, known=Known(self.connection, there))

    def accepted(self) -> Mapping[str, Acceptance]:
        """Give, for each source that rests on files somebody let through, who did it and why."""
        read = {
            name: digest_of({path: seen.sha256 for path, seen in files.items()})
            for name, files in seen_files(self.generation.plan).items()
        }
        every = read_acceptances(self.connection)
        return {one.source: one for one in every if read.get(one.source) == one.sha256}


@contextmanager
def open_snapshot(engine: Engine, generation: int | None = None) -> Iterator[Snapshot]:
    """Read one generation (the published one unless said) in one read transaction.

    What is published meanwhile is not seen.

    Raises:
        StoreError: nothing has been published yet, the generation is not kept, or the store is
            missing or of another version.
    """
    with reading(engine) as connection:
        there = _generation(connection, generation)
        yield Snapshot(there, connection, Known(connection, there))


def _generation(connection: Connection, asked: int | None) -> GenerationInfo:
    pointer = select(tables.pointer.c.generation).where(tables.pointer.c.id == 1).scalar_subquery()
    number = pointer if asked is None else asked
    row = connection.execute(select_generations().where(tables.generation.c.id == number)).first()
    if row is not None:
        return generation_info(row)
    newest = connection.execute(select(func.max(tables.generation.c.id))).scalar()
    if newest is None:
        raise NothingPublishedError
    raise StoreError(f"generation {asked} is not kept: the newest is {newest}")
