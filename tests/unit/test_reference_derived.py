"""The examples of the reference of derived indicators are read, and mean what the page says."""

import re
from pathlib import Path

import pytest

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.derived import AreasWithin, Composite, Gap, GroupsWithin, Inequality
from framework.model.frameworks import Framework
from framework.model.indicators import IntervalMethod
from framework.model.periods import Grain

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
BASE = read_config(ROOT / "tests" / "bad_config" / "base")
SECTION = PAGE.split("## Indicators made of other indicators\n")[1].split("\n## ")[0]
TENTHS = ", ".join(str(number) for number in range(1, 11))
SOURCE = f"""\
source: schools
title: What schools say
owner: Insight Team
rows: tallies
read: {{kind: csv, path: schools.csv}}
columns:
  good:   {{type: yes or no}}
  meals:  {{one_of: [free, other]}}
  deprivation: {{one_of: [{TENTHS}]}}
  pupils: {{type: number}}
area_from: {{column: code}}
period_from: {{column: year, shape: year, grain: year}}
how_many: pupils
"""
PARTS = """\
defaults: {kind: outcome, polarity: high, unit: percent}
indicators:
  assessed_in_time: {title: A, source: episodes, grain: month, by: [sex], proportion: {numerator: closed}}
  planned_in_time: {title: B, source: episodes, grain: month, proportion: {numerator: closed}}
  spend: {title: C, source: episodes, grain: month, polarity: none, unit: pounds, sum: cost}
  good_development:
    {title: D, source: schools, grain: year, by: [meals, deprivation], proportion: {numerator: good}}
  low_income: {title: E, source: schools, grain: year, polarity: low, proportion: {numerator: good}}
"""


@pytest.fixture(scope="module")
def framework() -> Framework:
    (example,) = re.findall(r"```yaml\n(.*?)```", SECTION, flags=re.DOTALL)
    files = {
        **BASE,
        "sources/schools.yaml": SOURCE.encode(),
        "indicators/parts.yaml": PARTS.encode(),
        "indicators/example.yaml": example.encode(),
    }
    return load_framework(files).framework


def test_every_measure_of_the_table_stands_in_the_example() -> None:
    written = set(re.findall(r"^\| `(\w+): ", SECTION, flags=re.MULTILINE))
    assert written == {"derived", "difference", "gap", "gap_ratio", "inequality", "composite"}
    for name in written:
        assert re.search(rf"^    {name}:", SECTION, flags=re.MULTILINE), name


def test_periods_come_from_the_parts(framework: Framework) -> None:
    assert framework.indicator("late_share").grain is Grain.MONTH
    assert framework.indicator("development_gap").grain is Grain.YEAR
    assert framework.sources_of(framework.indicator("need_index")) == ("schools", "episodes")


def test_groups_are_named_as_results_name_them(framework: Framework) -> None:
    gap = framework.indicator("development_gap")
    assert gap.measure == Gap("good_development", "meals=other", "meals=free")
    assert gap.interval is IntervalMethod.MOVER
    assert framework.indicator("development_gap_to_all").interval is IntervalMethod.NONE
    assert framework.indicator("waiting_gap").interval is IntervalMethod.MOVER
    assert framework.indicator("late_share").interval is IntervalMethod.NONE


def test_groups_stand_in_the_order_of_their_column(framework: Framework) -> None:
    tenths, wards = (
        framework.indicator(name).measure
        for name in ("development_slope", "development_slope_of_wards")
    )
    assert isinstance(tenths, Inequality)
    assert isinstance(wards, Inequality)
    assert tenths.over == GroupsWithin("deprivation", tuple(TENTHS.split(", ")))
    assert wards.over == AreasWithin("ward", "low_income", highest_first=True)


def test_parts_count_as_their_polarity_says_or_as_they_say(framework: Framework) -> None:
    measure = framework.indicator("need_index").measure
    assert isinstance(measure, Composite)
    assert {part.indicator: part.rises for part in measure.parts} == {
        "low_income": True,
        "good_development": False,
        "spend": True,
    }
