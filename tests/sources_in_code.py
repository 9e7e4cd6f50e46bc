"""A small partnership and sources built in code, for tests of what connect reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from framework.model.areas import Area, AreaChange, Geography, Level, Membership
from framework.model.frameworks import Framework
from framework.model.reads import CsvFiles
from framework.model.sources import AreaFrom, ColumnType, Rows, Source, SourceColumn
from indicators.connect.fetching import fetch_source
from indicators.connect.outside import Outside
from indicators.connect.reading import read_source
from indicators.connect.rows import SourceRows

WARD_1, WARD_2, DISTRICT, COUNTY = "E05000001", "E05000002", "E07000001", "E10000001"

TEXT, NUMBER, DATE, TRUTH = ColumnType.TEXT, ColumnType.NUMBER, ColumnType.DATE, ColumnType.TRUTH


def geography(*changes: AreaChange) -> Geography:
    return Geography(
        levels=(
            Level("ward", "ward", "wards"),
            Level("district", "district", "districts"),
            Level("county", "county", "counties"),
        ),
        areas=(
            Area(WARD_1, "North ward", "ward"),
            Area(WARD_2, "South ward", "ward"),
            Area(DISTRICT, "Middle", "district"),
            Area(COUNTY, "Midshire", "county"),
        ),
        memberships=(
            Membership(WARD_1, DISTRICT),
            Membership(WARD_2, DISTRICT),
            Membership(DISTRICT, COUNTY),
        ),
        changes=changes,
    )


def framework(*changes: AreaChange, **said: Any) -> Framework:
    plain = Framework(
        id="midshire",
        title="Midshire",
        board="Board",
        home_area=COUNTY,
        geography=geography(*changes),
        sources=(),
        indicators=(),
        outcomes=(),
        bank_holidays=frozenset({date(2025, 4, 18), date(2025, 4, 21)}),
    )
    return replace(plain, **said)


def column(name: str, kind: ColumnType = TEXT, **said: Any) -> SourceColumn:
    return SourceColumn(name=name, type=kind, **({"headers": (name,)} | said))


def source(*columns: SourceColumn, **said: Any) -> Source:
    """A source of events in rows.csv; `read` may be given as the words of a Read."""
    plain = Source(
        id="episodes",
        title="Episodes",
        owner="Early Help Service",
        rows=Rows.EVENTS,
        read=CsvFiles("rows.csv"),
        columns=columns,
        area_from=AreaFrom((), fixed=COUNTY),
    )
    if isinstance(said.get("read"), Mapping):
        said["read"] = replace(plain.read, **said["read"])
    return replace(plain, **said)


@dataclass(frozen=True, slots=True)
class Desk:
    """A data directory and an intake directory, side by side."""

    root: Path
    outside: Outside = field(default_factory=Outside)
    hosts: frozenset[str] = frozenset()

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def intake(self) -> Path:
        return self.root / "intake"

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, declared: Source, partnership: Framework | None = None) -> SourceRows:
        """Read as a refresh does: what lies elsewhere is fetched first."""
        midshire = partnership or framework(fetch_from=self.hosts)
        fetch_source(declared, midshire, self.intake, self.outside)
        return read_source(declared, midshire, self.data, self.intake)

    def frame(self, declared: Source, partnership: Framework | None = None) -> pl.DataFrame:
        return pl.read_parquet(self.read(declared, partnership).path)


def what(rows: SourceRows) -> list[tuple[int, str, str]]:
    """The problems as (row, column, what)."""
    return [(problem.row, problem.column, problem.what) for problem in rows.problems]
