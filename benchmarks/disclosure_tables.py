"""Random tables for the attack on disclosure: a county, its people, and what is published of them.

Districts and wards, men and women in bands of age, months and years to date, and one to four
indicators on the same rows, none of them rounded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.areas import Area, Geography, Level, Membership
from framework.model.expressions import Column, Compare, Comparison, Value
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, IntervalMethod, Kind, Polarity
from framework.model.measures import Count, Mean, Measure, PopulationPart, Proportion, Rate, When
from framework.model.periods import Basis, Grain
from framework.model.reads import CsvFiles
from framework.model.sources import AreaFrom, Disclosure, Rows, Source
from indicators.measures.computed import COMPUTED_SCHEMA

Floats = NDArray[np.float64]

LIMIT = 5
SEXES, AGES, MONTHS = ("F", "M"), ("0-4", "5-10", "11-15"), ("2026-04", "2026-05")
PERIODS = {"2026-04": [0], "2026-05": [1], "2026-04 ytd": [0], "2026-05 ytd": [0, 1]}
BEST = 10
"""The best score that anybody can give; the worst is 1."""
_DATED = When(dated="started")
_IN_TIME = Comparison(Compare.EQUAL, Column("in_time"), Value("yes"))
MEASURES: Mapping[str, Measure] = {
    "all_of_them": Count(when=_DATED),
    "in_time": Proportion(_IN_TIME, when=_DATED),
    "those_in_time": Count(_IN_TIME, when=_DATED),
    "rate_in_time": Rate(_IN_TIME, PopulationPart("people"), 1000, when=_DATED),
    "to_date": Count(when=_DATED),
    "score": Mean(Column("score"), when=_DATED),
}
BREAKDOWNS = {
    "": [""],
    "sex": [f"sex={sex}" for sex in SEXES],
    "age": [f"age={age}" for age in AGES],
    "age and sex": [f"age={age};sex={sex}" for age in AGES for sex in SEXES],
}
COUNTS_ALL = ("all_of_them", "to_date", "score")


@dataclass(frozen=True)
class Table:
    """Wards by district, the kinds of people, and which indicators are published how."""

    wards: Mapping[str, str]
    kinds: Sequence[tuple[str, str, str, int, bool]]
    chosen: Mapping[str, tuple[Sequence[str], Sequence[str]]]

    def areas(self, level: str) -> list[str]:
        if level == "county":
            return ["county"]
        return list(self.wards) if level == "ward" else sorted(set(self.wards.values()))

    def who(self, area: str, breakdown: str, period: str, *, in_time: bool = False) -> Floats:
        """Say which kinds of people a count counts, as ones and zeros."""
        asked = dict(part.split("=") for part in breakdown.split(";") if part)
        return np.array(
            [
                area in (ward, self.wards[ward], "county")
                and asked.get("sex", sex) == sex
                and asked.get("age", age) == age
                and month in PERIODS[period]
                and (timely or not in_time)
                for ward, sex, age, month, timely in self.kinds
            ],
            dtype=float,
        )

    def places(self) -> Iterator[tuple[str, str, str, str]]:
        for name, (levels, breakdowns) in self.chosen.items():
            periods = [one for one in PERIODS if ("ytd" in one) == (name == "to_date")]
            areas = [area for level in levels for area in self.areas(level)]
            yield from product([name], areas, breakdowns, periods)


def draw_table(lots: np.random.Generator) -> Table:
    """Draw a county, and one to four indicators with the levels and breakdowns of each."""
    districts = [f"d{at}" for at in range(lots.integers(2, 4))]
    wards = {f"{d}w{at}": d for d in districts for at in range(lots.integers(1, 4))}
    kinds = list(product(wards, SEXES, AGES, range(len(MONTHS)), (True, False)))
    names = lots.choice(sorted(MEASURES), size=lots.integers(1, 5), replace=False)
    chosen = {}
    for name in names:
        size = lots.integers(2, 4)
        levels = sorted(lots.choice(["ward", "district", "county"], size=size, replace=False))
        by = lots.choice(["sex", "age", "age and sex"], size=lots.integers(0, 4), replace=False)
        chosen[str(name)] = (levels, ["", *(one for kind in by for one in BREAKDOWNS[kind])])
    if "score" in chosen:
        # That everybody has a score is known to whoever sees both.
        chosen["all_of_them"] = chosen["score"]
    return Table(wards, kinds, chosen)


def draw_people(table: Table, lots: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw how many there are of each kind, and what their scores add up to."""
    many = lots.choice([0.5, 3.0, 12.0], size=len(table.kinds))
    people = lots.poisson(many).astype(float)
    return people, np.array([lots.integers(1, BEST + 1, int(n)).sum() for n in people], dtype=float)


def rows_of(table: Table, people: Floats, scores: Floats) -> pl.DataFrame:
    """Compute the results from the people themselves."""
    rows = []
    for name, area, breakdown, period in table.places():
        everybody = table.who(area, breakdown, period)
        top = everybody if name in COUNTS_ALL else table.who(area, breakdown, period, in_time=True)
        count = float(top @ people)
        row = dict.fromkeys(COMPUTED_SCHEMA) | {"indicator": name, "area": area, "flags": 0}
        row |= {"breakdown": breakdown, "period": period, "numerator": count}
        if name == "in_time":
            row["denominator"] = float(everybody @ people)
        elif name == "rate_in_time":
            row["denominator"] = 1000.0
        elif name == "score":
            mean = float(top @ scores) / count if count else None
            row |= {"numerator": None, "value": mean, "cases": int(count), "spread": 4.0 * count}
        rows.append(row)
    return pl.DataFrame(rows, schema=COMPUTED_SCHEMA)


def framework_of(table: Table) -> Framework:
    levels = {area: one for one in ("ward", "district", "county") for area in table.areas(one)}
    pairs = {**table.wards, **dict.fromkeys(table.areas("district"), "county")}
    rows = Source(
        id="rows",
        title="Rows",
        owner="Bench",
        rows=Rows.EVENTS,
        read=CsvFiles("rows.csv"),
        columns=(),
        area_from=AreaFrom(("area",)),
        dated="started",
        disclosure=Disclosure(suppress_to=LIMIT),
    )
    return Framework(
        id="bench",
        title="Bench",
        board="Board",
        home_area="county",
        geography=Geography(
            tuple(Level(one, one, one) for one in ("ward", "district", "county")),
            tuple(Area(code, code, level) for code, level in levels.items()),
            tuple(Membership(child, parent) for child, parent in pairs.items()),
        ),
        sources=(rows,),
        indicators=tuple(_indicator(name) for name in table.chosen),
        outcomes=(),
    )


def _indicator(name: str) -> Indicator:
    intervals = {"in_time": IntervalMethod.WILSON, "score": IntervalMethod.T}
    return Indicator(
        id=name,
        title=name,
        source="rows",
        measure=MEASURES[name],
        kind=Kind.CONTEXT,
        polarity=Polarity.NONE,
        unit="",
        grain=Grain.MONTH,
        basis=Basis.YEAR_TO_DATE if name == "to_date" else Basis.DURING,
        interval=intervals.get(name, IntervalMethod.BYAR),
    )
