"""What the reference says of charts, trends and forecasts is what the language does."""

import re
from datetime import date
from pathlib import Path

import pytest

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.charts import (
    BY_GRAIN,
    ChartKind,
    ChartRules,
    ForecastMethod,
    Rebase,
    TrendMethod,
)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## Charts, trends and forecasts", 1)[1].split("\n## ", 1)[0]
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", SECTION, flags=re.DOTALL)
BASE = read_config(ROOT / "tests" / "bad_config" / "base")
OWN = "    compare: [parent]\n"


def loaded(block, indicator="in_time"):
    files = dict(BASE)
    text = files["indicators/early_help.yaml"].decode()
    assert text.count(OWN) == 1
    said = "".join(f"    {line}\n" for line in block.splitlines())
    files["indicators/early_help.yaml"] = text.replace(OWN, said).encode()
    return load_framework(files).framework.indicator(indicator)


def test_the_chart_of_the_reference_is_a_chart():
    one = loaded(EXAMPLE)
    moved = Rebase(date(2025, 9, 1), "the front door moved to the hubs", "EHB 2025/10/3")
    assert one.chart == ChartRules(
        kind=ChartKind.XMR, baseline=12, screen_outliers=True, rebase=(moved,)
    )
    assert (one.trend, one.forecast) == (TrendMethod.MANN_KENDALL, ForecastMethod.AUTO)


def test_what_is_not_said_is_the_usual():
    one = loaded("owner: Head of Early Help")
    assert (one.chart, one.trend, one.forecast) == (
        BY_GRAIN,
        TrendMethod.AUTO,
        ForecastMethod.AUTO,
    )


@pytest.mark.parametrize(
    ("key", "words"),
    [("kind", ChartKind), ("trend", TrendMethod), ("forecast", ForecastMethod)],
)
def test_the_reference_lists_every_word(key, words):
    [comment] = re.findall(rf"^ *{key}:[^#\n]*# (.*)$", EXAMPLE, flags=re.MULTILINE)
    listed = {word.strip().removesuffix(" (default)") for word in comment.split("|")}
    assert listed == {word.value for word in words}


def test_the_short_ways_of_writing_are_the_long_ones():
    assert loaded("chart: p").chart == loaded("chart: {kind: p}").chart
    assert loaded("forecast: drift").forecast is loaded("forecast: {method: drift}").forecast
    assert loaded("chart: {baseline: all}").chart == loaded("chart: {rules: nhs}").chart


def test_the_length_of_each_rule_can_be_said():
    said = loaded("chart: {rules: {trend: 6, shift: 8, two_of_three: no}}").chart
    assert (said.trend, said.shift, said.two_of_three) == (6, 8, False)
    assert loaded("chart: {rules: {shift: 8}}").chart.trend == 7
