"""Every way of comparing that the reference shows can be declared, and says what it says."""

import re
from pathlib import Path

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.comparators import Beside, Method, Neighbour

ROOT = Path(__file__).parents[2]
BASE = read_config(ROOT / "tests" / "bad_config" / "base")


def loaded(block: str, neighbours: str = "area,neighbour\nE07A,E07B\n"):
    """Load the small good framework with one list of comparators in place of its own."""
    own = b"    compare: [parent]\n"
    indicators = BASE["indicators/early_help.yaml"]
    assert own in indicators
    indented = "".join(f"    {line}\n" for line in block.splitlines())
    county = b"  - {county: [county, counties]}\n"
    coarser = b"  - {region: [region, regions]}\n  - {country: [country, countries]}\n"
    assert county in BASE["framework.yaml"]
    framework = BASE["framework.yaml"].replace(county, county + coarser)
    files = {
        **BASE,
        "framework.yaml": framework,
        "areas/areas.csv": BASE["areas/areas.csv"]
        + b"E92,England,country,,,\nE12,North West,region,,,\n",
        "areas/neighbours/dfe_2025.csv": neighbours.encode(),
        "indicators/early_help.yaml": indicators.replace(own, indented.encode()),
    }
    return load_framework(files).framework


def test_the_page_of_comparisons_shows_what_can_be_declared():
    page = (ROOT / "docs" / "reference" / "comparisons.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    found = loaded(block).indicator("in_time").compare
    assert [(one.kind, one.method) for one in found] == [
        (Beside.AREA, Method.SINGLE),
        (Beside.PARENT, Method.SINGLE),
        (Beside.LEVEL, Method.SINGLE),
        (Beside.HISTORY, Method.DOUBLE),
        (Beside.HISTORY, Method.SINGLE),
        (Beside.AVERAGE, Method.SINGLE),
        (Beside.NEIGHBOURS, Method.SINGLE),
        (Beside.AMONG, Method.QUARTILES),
        (Beside.AREA, Method.TWO_LEVELS),
        (Beside.NOTHING, Method.SINGLE),
    ]


def test_a_rule_may_speak_of_another_area_a_year_before():
    rule = "rated_by: {rules: [{green: value >= england_a_year_before}, {red: otherwise}]}"
    found = loaded("compare: [{last_year: England}]\n" + rule).indicator("in_time")
    assert found.rated.beside == (("england_a_year_before", found.compare[0].id),)
    assert (found.compare[0].area, found.compare[0].title) == ("E92", "England a year before")


def test_pairs_of_neighbours_may_be_dated():
    table = "area,neighbour,valid_from,valid_to\nE07A,E07B,2025-04-01,\n"
    [pair] = loaded("compare: [{neighbours: dfe_2025}]", table).neighbours["dfe_2025"]
    assert (pair.valid_from.isoformat(), pair.valid_to) == ("2025-04-01", None)
    assert pair == Neighbour("E07A", "E07B", pair.valid_from)
