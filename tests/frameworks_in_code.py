"""A small framework built in code, for tests that need one fact and no files."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from framework.model.areas import Area, Geography, Level, Membership
from framework.model.expressions import All
from framework.model.frameworks import Framework, Outcome
from framework.model.indicators import (
    Indicator,
    IntervalMethod,
    Kind,
    Polarity,
)
from framework.model.measures import Proportion
from framework.model.periods import Grain
from framework.model.reads import CsvFiles
from framework.model.sources import AreaFrom, Disclosure, Rows, Source
from framework.model.targets import Target, Tolerance

COUNTY, NORTH, SOUTH = "E10", "E07N", "E07S"


def geography() -> Geography:
    return Geography(
        levels=(Level("district", "district", "districts"), Level("county", "county", "counties")),
        areas=(
            Area(COUNTY, "Midshire", "county"),
            Area(NORTH, "North", "district"),
            Area(SOUTH, "South", "district"),
        ),
        memberships=(Membership(NORTH, COUNTY), Membership(SOUTH, COUNTY)),
    )


def source(**changes: Any) -> Source:
    plain = Source(
        id="episodes",
        title="Episodes",
        owner="Early Help Service",
        rows=Rows.EVENTS,
        read=CsvFiles("episodes.csv"),
        columns=(),
        area_from=AreaFrom(("area",)),
    )
    return replace(plain, **changes)


def indicator(**changes: Any) -> Indicator:
    plain = Indicator(
        id="in_time",
        title="Assessed in time",
        source="episodes",
        measure=Proportion(All()),
        kind=Kind.PERFORMANCE,
        polarity=Polarity.HIGH,
        unit="percent",
        grain=Grain.MONTH,
        interval=IntervalMethod.WILSON,
    )
    return replace(plain, **changes)


def target(value: str, amber: str | None = None, **changes: Any) -> Target:
    plain = Target(
        id=f"to_{value}",
        value=Decimal(value),
        begins=date(2026, 4, 1),
        ends=date(2027, 4, 1),
        label="2026/27",
        amber=None if amber is None else Tolerance(Decimal(amber), relative=False),
    )
    return replace(plain, **changes)


def framework(*indicators: Indicator, **changes: Any) -> Framework:
    disclosure = changes.pop("disclosure", Disclosure())
    plain = Framework(
        id="test",
        title="Test partnership",
        board="Board",
        home_area=COUNTY,
        geography=geography(),
        sources=(source(disclosure=disclosure),),
        indicators=indicators,
        outcomes=(Outcome("good", "Good things happen", tuple(i.id for i in indicators)),),
    )
    return replace(plain, **changes)
