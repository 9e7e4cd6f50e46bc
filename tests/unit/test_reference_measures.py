"""The examples of windows and of standardised measures in the reference are read, and mean what it says."""

import re
from pathlib import Path

import pytest

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.expressions import And, Not, Window
from framework.model.frameworks import Framework
from framework.model.indicators import IntervalMethod
from framework.model.measures import (
    Count,
    LifeExpectancy,
    Proportion,
    StandardisedRate,
    StandardisedRatio,
)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
BASE = read_config(ROOT / "tests" / "bad_config" / "base")
PLANS = b"""source: plans
title: Statutory plans
owner: Social Care
rows: events
read: {kind: csv, path: plans*.csv}
columns:
  child: {private: yes}
  kind:  {one_of: [protection, need]}
  began: {type: date}
area_from: {column: ward, codes: wards}
"""
AGES = """\
  age_5:     {from: age, bands: [0-4, 5-9, 10-14, 15-19]}
  life_ages: {from: age, bands: [0, 1-4, 5-9, 10+]}
"""


def example(heading: str) -> str:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    (found,) = re.findall(r"```yaml\n(.*?)```", section, flags=re.DOTALL)
    return str(found)


def loaded(heading: str) -> Framework:
    """Give the framework of an example, which must give no warning of its own."""
    files = dict(BASE)
    for source in ("episodes", "mid_year"):
        path = f"sources/{source}.yaml"
        text = files[path].decode().replace("area_from:", AGES + "area_from:", 1)
        files[path] = text.encode()
    files |= {"sources/plans.yaml": PLANS, "indicators/example.yaml": example(heading).encode()}
    found = load_framework(files)
    assert [
        str(one) for one in found.warnings if "example.yaml" in str(one) and "F563" in str(one)
    ] == []
    return found.framework


@pytest.fixture(scope="module")
def windows() -> Framework:
    return loaded("Windows: what the same person did later, or earlier")


@pytest.fixture(scope="module")
def standardised() -> Framework:
    return loaded("Standardised rates, ratios and life expectancy")


def test_a_window_is_measured_from_the_measures_own_date(windows: Framework) -> None:
    measure = windows.indicator("rereferred").measure
    assert isinstance(measure, Proportion)
    assert measure.when.wait == 12
    wanted = Window("episodes", "person", "person", "ended", "started", months=12)
    assert measure.numerator == wanted


def test_none_later_looks_into_another_source_under_its_names(windows: Framework) -> None:
    indicator = windows.indicator("sustained")
    assert indicator.sources == ("episodes", "plans")
    assert isinstance(indicator.measure, Proportion)
    assert isinstance(indicator.measure.numerator, Not)
    window = indicator.measure.numerator.part
    assert isinstance(window, Window)
    assert (window.source, window.own_key, window.their_key) == ("plans", "person", "child")
    assert (window.their_date, window.months, window.later) == ("began", 6, True)


def test_a_window_alone_may_be_what_is_counted(windows: Framework) -> None:
    measure = windows.indicator("new_children").measure
    assert isinstance(measure, Count)
    inner = Window("episodes", "person", "person", "started", "started", months=12, later=False)
    assert measure.where == Not(inner)


def test_a_condition_of_the_row_itself_is_joined(windows: Framework) -> None:
    measure = windows.indicator("known_before").measure
    assert isinstance(measure, Proportion)
    assert isinstance(measure.numerator, And)
    window = measure.numerator.parts[0]
    assert isinstance(window, Window)
    assert (window.later, window.same_day, window.own_date) == (False, True, "started")


def test_a_standard_gives_the_weights_of_the_chosen_ages(standardised: Framework) -> None:
    indicator = standardised.indicator("help_rate")
    assert isinstance(indicator.measure, StandardisedRate)
    assert indicator.measure.weights == (("0-4", 5000), ("5-9", 5500), ("10-14", 5500))
    assert indicator.interval is IntervalMethod.DOBSON
    assert indicator.sources == ("episodes", "mid_year")


def test_a_ratio_is_held_against_home_unless_an_area_is_named(standardised: Framework) -> None:
    for name, as_rate in (("help_ratio", False), ("help_expected_rate", True)):
        measure = standardised.indicator(name).measure
        assert isinstance(measure, StandardisedRatio)
        assert (measure.reference, measure.as_rate) == (standardised.home_area, as_rate)


def test_a_life_expectancy_knows_where_its_bands_begin(standardised: Framework) -> None:
    measure = standardised.indicator("years_to_live").measure
    assert isinstance(measure, LifeExpectancy)
    assert [age for _, age in measure.ages] == [0, 1, 5, 10]
