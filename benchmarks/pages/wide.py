"""A made-up framework that is as wide as any: 450 indicators in 350 areas, with 240 months of some.

    python -m benchmarks.pages.wide FOLDER

It writes config and data to refresh and serve: annual, quarterly and monthly indicators, some with
counts and groups, long titles, Welsh names, figures below zero, cells that were never given, a map.
"""

import argparse
import json
import random
from argparse import RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

INDICATORS, AREAS, REGIONS, OUTCOMES = 450, 350, 9, 9
LONG: Final = (
    "Children and young people aged 0 to 25 with an education, health and care plan who were "
    "without a place at any school, college or other setting on the last day of the period"
)
SEXES: Final = ("Female", "Male")
_PLACES: Final = ("Ynys Môn", "Rhondda Cynon Taf", "Pen-y-bont ar Ogwr", "Y Ŵyl", "Sir Gaerfyrddin")
_FRAMEWORK: Final = """\
framework: wide
title: Wide Partnership
board: Wide Board
home: A0
year: financial
levels:
  - {authority: [local authority, local authorities]}
  - {region: [region, regions]}
  - {country: [country, countries]}
today: 2025-11-12
notice: Made-up data, as wide as any.
"""
_SOURCE: Final = """\
source: %(name)s
title: Figures of %(name)ss
owner: A Team
rows: published
read: {kind: csv, path: %(name)s.csv}
columns:
  key: {}
  sex: {}
  value: {type: number}
  counted: {type: number}
  among: {type: number}
area_from: {column: area}
period_from: {column: period, shape: %(shape)s}
missing: {x: unavailable}
"""


@dataclass(frozen=True, slots=True)
class Grain:
    """Indicators of one grain: how many there are, and the periods of each."""

    name: str
    shape: str
    indicators: int
    periods: tuple[str, ...]


def _years(first: int) -> tuple[str, ...]:
    return tuple(f"{year}/{(year + 1) % 100:02d}" for year in range(first, 2025))


def _months(count: int) -> tuple[str, ...]:
    last = 2025 * 12 + 9
    return tuple(f"{at // 12}-{at % 12 + 1:02d}" for at in range(last - count + 1, last + 1))


GRAINS: Final = (
    Grain("year", "year, grain: year, year: financial", 300, _years(2015)),
    Grain(
        *("quarter", "quarter, grain: quarter, year: financial", 100),
        tuple(f"{year} Q{at}" for year in _years(2022) for at in (1, 2, 3, 4)),
    ),
    Grain("month", "month, grain: month", 48, _months(14)),
    Grain("long_month", "month, grain: month", 2, _months(240)),
)


def write_wide(folder: Path, *, areas: int = AREAS, share: float = 1.0, seed: int = 1) -> None:
    """Write the framework and its rows. `share` of the indicators are made, for a quicker look."""
    dice = random.Random(seed)
    places = ["E", *(f"R{at}" for at in range(REGIONS)), *(f"A{at}" for at in range(areas))]
    made: list[str] = []
    _write(folder / "config/framework.yaml", _FRAMEWORK)
    _write(folder / "config/areas/areas.csv", "\n".join(_areas(areas)))
    _write(folder / "config/areas/outlines/authority.geojson", json.dumps(_outlines(areas)))
    for grain in GRAINS:
        names = [f"{grain.name}_{at}" for at in range(max(1, int(grain.indicators * share)))]
        _write(
            folder / f"config/sources/{grain.name}.yaml",
            _SOURCE % {"name": grain.name, "shape": grain.shape},
        )
        _write(folder / f"config/indicators/{grain.name}.yaml", _indicators(grain, names))
        _write(folder / f"data/{grain.name}.csv", _rows(grain, names, places, dice.random))
        made += names
    _write(folder / "config/outcomes.yaml", _outcomes(made))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _areas(areas: int) -> Iterator[str]:
    yield "code,name,level,parent,valid_from,valid_to"
    yield "E,England,country,,,"
    yield from (f"R{at},Region {at + 1},region,E,," for at in range(REGIONS))
    for at in range(areas):
        name = f"{_PLACES[at % 5]} {at // 5}".strip() if at % 7 == 0 else f"Authority of {at}shire"
        yield f"A{at},{name},authority,R{at % REGIONS},,"
    yield ""


def _outlines(areas: int) -> dict[str, object]:
    def square(at: int) -> dict[str, object]:
        x, y = at % 20, at // 20
        corners = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
        shape = {"type": "Polygon", "coordinates": [corners]}
        return {"type": "Feature", "properties": {"code": f"A{at}"}, "geometry": shape}

    return {"type": "FeatureCollection", "features": [square(at) for at in range(areas)]}


def _outcomes(made: list[str]) -> str:
    lines = ["outcomes:"]
    for at in range(OUTCOMES):
        own = ", ".join(made[at::OUTCOMES])
        title = f"Outcome {at + 1} of children and families"
        lines += [f"  outcome_{at}:", f"    title: {title}", f"    indicators: [{own}]"]
    return "\n".join([*lines, ""])


def _indicators(grain: Grain, names: list[str]) -> str:
    kind = grain.name.removeprefix("long_")
    year = "" if kind == "month" else ", year: financial"
    lines = [
        f"defaults: {{source: {grain.name}, grain: {kind}{year}, owner: A Team}}",
        "indicators:",
    ]
    for at, name in enumerate(names):
        title = (
            f"{LONG} ({name})"
            if at % 40 == 1
            else f"Share of families that is counted as {name.replace('_', ' ')}"
        )
        lines += [f"  {name}:", f'    title: "{title}"', f"    short_title: {name}"]
        lines += _measured(at, name)
    return "\n".join([*lines, ""])


def _measured(at: int, name: str) -> Iterator[str]:
    if at % 10 == 9:
        yield "    kind: context\n    polarity: none"
    else:
        yield "    kind: outcome"
        yield f"    polarity: {'low' if at % 2 else 'high'}"
        amber = ("8 points", "10%", "10%")[at % 3]
        target = f"for: 2000-04 to 2030-03, value: 60, amber: {amber}, set_by: Board"
        yield f"    targets: [{{{target}, applies_to: authority}}]"
    split = at % 50 == 10
    only, total = ("", ", totals: {sex: Total}") if split else (" and sex = 'Total'", "")
    where = f"where: \"key = '{name}'{only}\"{total}"
    if at % 3 == 0:
        yield "    unit: percent"
        yield f"    published: {{numerator: counted, denominator: among, per: 100, {where}}}"
        yield "    interval: wilson"
    else:
        yield f"    unit: {'points' if at % 3 == 1 else 'thousand pounds'}"
        yield f"    published: {{value: value, {where}}}"
    if split:
        yield "    by: [sex]"
    yield "    compare: [England, parent, {among: authority}]"


def _rows(grain: Grain, names: list[str], places: list[str], chance: Callable[[], float]) -> str:
    lines = ["area,period,key,sex,value,counted,among"]
    for at, name in enumerate(names):
        for area in places:
            level = 30 + 50 * chance()
            for period in grain.periods:
                level += 3 * chance() - 1.5
                among = 200 + int(4000 * chance())
                given = "x" if chance() < 0.02 else f"{level - 70 * (at % 11 == 4):.1f}"
                counted = int(among * min(max(level, 0), 100) / 100)
                lines.append(f"{area},{period},{name},Total,{given},{counted},{among}")
                if at % 50 == 10:
                    half = f"{given},{counted // 2},{among // 2}"
                    lines += [f"{area},{period},{name},{sex},{half}" for sex in SEXES]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    asked.add_argument("folder", type=Path)
    asked.add_argument("share", type=float, nargs="?", default=1.0, help="of all that is as wide")
    write_wide(**vars(asked.parse_args()))
