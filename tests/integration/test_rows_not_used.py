"""A figure whose rows could not be used is never a silent nought: it says so, and so does what holds it."""

from collections.abc import Iterator

import pytest

from dashboard.queries.points import flags_of, reason_text, value_text
from framework.load.files import read_config
from framework.load.framework import load_framework
from tests.refresh_desk import COUNTY, Desk, tiny

ABBEY, BRIDGE, CASTLE = "E05900001", "E05900002", "E05900003"
NORTHING = "E07900001"
"""Abbey has one episode that began in July; Castle another. Both lie in the county."""
JULY_OF_ABBEY = "10,p09,2025-07-01,2025-07-31,2025-08-04,,,5,M,N1,99.99"


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    made = tiny(tmp_path)
    yield made
    made.engine.dispose()


def words(desk: Desk, indicator: str, period: str, area: str) -> tuple[str, str, tuple[str, ...]]:
    found = desk.point(indicator, period, area=area)
    assert found is not None
    one = load_framework(read_config(desk.folder)).framework.indicator(indicator)
    return value_text(found, one), reason_text(found, one), flags_of(found)


def test_a_figure_all_of_whose_rows_could_not_be_used_is_not_available(desk):
    desk.exchange("data/episodes.csv", JULY_OF_ABBEY, JULY_OF_ABBEY.replace("99.99", "ninety"))
    desk.refresh()
    assert words(desk, "episodes_started", "2025-07", ABBEY) == (
        "[x]",
        "not available: its rows could not be used",
        (),
    )
    assert words(desk, "episodes_started", "2025-07", NORTHING)[0] == "[x]"
    assert words(desk, "episodes_started", "2025-07", COUNTY) == ("1", "", ("Rows are missing",))
    assert words(desk, "episodes_started", "2025-08", ABBEY) == ("0", "", ())
    assert words(desk, "cost_total", "2025/26 Q2 ytd", COUNTY)[2] == ("Rows are missing",)


def test_a_row_whose_area_is_refused_is_missing_in_each_area_that_its_code_names(desk):
    desk.exchange("sources/episodes.yaml", ", unknown: not known", "")
    desk.exchange("data/episodes.csv", JULY_OF_ABBEY, JULY_OF_ABBEY.replace("N1", "N1 / N2"))
    desk.refresh()
    for area in (ABBEY, BRIDGE):
        assert words(desk, "episodes_started", "2025-07", area)[0] == "[x]"
    assert words(desk, "episodes_started", "2025-08", CASTLE) == ("1", "", ())


def test_a_row_that_cannot_meet_the_condition_is_missing_in_no_figure(desk):
    """Of a condition over the cell that failed nobody knows."""
    desk.exchange(
        "indicators/early_help.yaml",
        "    count: all\n",
        "    count: sex = 'Female'\n",
    )
    desk.exchange("data/episodes.csv", JULY_OF_ABBEY, JULY_OF_ABBEY.replace("99.99", "ninety"))
    desk.refresh()
    assert words(desk, "episodes_started", "2025-07", ABBEY) == ("0", "", ())


def test_an_area_none_of_whose_rows_could_ever_be_used_is_not_available(desk):
    castle = "E05900003,Castle,ward,E07900002,,\n"
    desk.exchange("areas/areas.csv", castle, f"{castle}E05900004,Dell,ward,E07900002,,\n")
    desk.exchange("areas/codes/short_ward.csv", "S1,E05900003\n", "S1,E05900003\nD1,E05900004\n")
    desk.exchange("data/episodes.csv", "M,Z9,140.00", "M,D1,ninety")
    desk.refresh()
    assert words(desk, "episodes_started", "2025-09", "E05900004")[0] == "[x]"
    assert words(desk, "episodes_started", "2025-08", "E05900004")[0] == "0"
