"""A figure whose rows could not be used is never a silent nought: it says so, and so does what holds it."""

from collections.abc import Iterator

import pytest

from dashboard.queries.points import flags_of, reason_text, value_text
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.results import Flag
from framework.store.reading import open_snapshot
from tests.refresh_desk import COUNTY, Desk, tiny

ABBEY, BRIDGE, CASTLE = "E05900001", "E05900002", "E05900003"
NORTHING, SOUTHING = "E07900001", "E07900002"
"""Abbey has one episode that began in July; Castle another. Both lie in the county."""
GIRLS_OF_ABBEY = "E05900001,2024,3,F,45"
JULY_OF_ABBEY = "10,p09,2025-07-01,2025-07-31,2025-08-04,,,5,M,N1,99.99"
JULY_OF_CASTLE = "11,p10,2025-07-14,2025-09-12,2025-09-15,,,8,F,S1,130.00"


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


def test_a_row_that_a_check_sets_aside_is_missing_unless_it_repeats_one_that_is_kept(desk):
    of_june = JULY_OF_ABBEY.replace("2025-08-04,,", "2025-08-04,2025-06-30,")
    checks = "rules: [{name: ends, holds: ended >= started, then: quarantine, because: it cannot}]"
    desk.exchange(
        "sources/episodes.yaml",
        "expect: {",
        f"expect: {{{checks}, unique: {{columns: "
        "[person, started], then: quarantine, keep: first}, ",
    )
    desk.exchange("sources/episodes.yaml", "unique: yes, private", "private")
    desk.exchange("data/episodes.csv", JULY_OF_ABBEY, of_june)
    desk.exchange("data/episodes.csv", JULY_OF_CASTLE, f"{JULY_OF_CASTLE}\n{JULY_OF_CASTLE}")
    desk.refresh()
    assert words(desk, "episodes_started", "2025-07", ABBEY)[0] == "[x]"
    assert words(desk, "episodes_started", "2025-07", CASTLE) == ("1", "", ())


def test_a_published_figure_whose_row_could_not_be_used_is_not_available(desk):
    """Nothing that stood in the row is published, whichever cell or rule was to blame."""
    rule = "{name: order, holds: lower <= value, then: quarantine, because: it cannot}"
    wanted = "expect: {rules: [" + rule + "]}\nmissing: {"
    desk.exchange("sources/official.yaml", "missing: {", wanted)
    boys = "E92000001,2024-25,ready for school,Male,0.615"
    desk.exchange("data/official.csv", boys, boys.replace("0.615", "0.015"))
    girls = "E92000001,2024-25,ready for school,Female,0.754,0.753,0.755,"
    desk.exchange("data/official.csv", girls, f"{girls}oops")
    desk.exchange("data/official.csv", "1490,48200", "1490,many")
    desk.refresh()
    one = load_framework(read_config(desk.folder)).framework.indicator("ready_for_school")
    for sex, before in (("Male", "60.7%"), ("Female", "75.0%")):
        with open_snapshot(desk.engine) as snapshot:
            old, new = snapshot.points(
                ["ready_for_school"],
                ["E92000001"],
                breakdowns=[f"sex={sex}"],
                periods=["2024/25", "2023/24"],
            )
        assert (value_text(old, one), reason_text(old, one)) == (before, "")
        assert reason_text(new, one) == "not available: its rows could not be used"
        assert (new.value, new.lower, new.upper) == (None, None, None)
    rate = desk.point("in_need_rate", "2024/25 end")
    assert rate is not None
    assert (rate.value, rate.numerator, rate.denominator) == (None, None, None)


@pytest.mark.parametrize(
    ("other", "cost"),
    [("13,p10,2025-08-18", "none"), ("13,,2025-08-18", "88.80"), ("13,p10,soon", "88.80")],
)
def test_a_person_whose_other_row_could_not_be_used_may_have_come_back(desk, other, cost):
    """The row in August: p10's with another cell that failed, anybody's, or p10's of any day."""
    desk.exchange(
        "sources/episodes.yaml", "person_id, private", "person_id, required: yes, private"
    )
    came_back = "  came_back:\n    title: Came back\n    kind: context\n    unit: episodes\n    polarity: none\n"
    measure = (
        "    by: []\n    count: {where: {later: {same: person, within: 3 months}}}\n  cost_total:\n"
    )
    desk.exchange("indicators/early_help.yaml", "  cost_total:\n", came_back + measure)
    desk.exchange("data/episodes.csv", "13,p12,2025-08-18", other)
    desk.exchange("data/episodes.csv", "F,S1,88.80", f"F,N1,{cost}")
    desk.refresh()
    assert words(desk, "came_back", "2025-07", CASTLE)[0] == "[x]"
    assert words(desk, "came_back", "2025-04", ABBEY) == ("1.0", "", ())
    assert words(desk, "episodes_started", "2025-07", CASTLE) == ("1", "", ())


def by_member(
    desk: Desk, area: str, breakdown: str, period: str = "2025-07"
) -> dict[str, tuple[str, bool]]:
    """Give what each member's episodes of a month say, and whether rows are missing there."""
    one = load_framework(read_config(desk.folder)).framework.indicator("episodes_started")
    with open_snapshot(desk.engine) as snapshot:
        found = snapshot.points([one.id], [area], periods=[period])
    return {
        row.breakdown.removeprefix(f"{breakdown}="): (
            value_text(row, one),
            "Rows are missing" in flags_of(row),
        )
        for row in found
        if row.breakdown.startswith(f"{breakdown}=")
    }


LACKING = ("[x]", False)


def test_a_row_of_which_nobody_knows_the_member_is_missing_in_each(desk):
    desk.exchange("data/episodes.csv", JULY_OF_ABBEY, JULY_OF_ABBEY.replace(",5,M", ",five,M"))
    desk.refresh()
    assert by_member(desk, NORTHING, "age_band") == dict.fromkeys(
        ("0-4", "5-10", "11-15", "16-17"), LACKING
    )
    assert by_member(desk, COUNTY, "age_band")["5-10"] == ("1", True)
    assert by_member(desk, NORTHING, "sex") == {"Female": ("0", False), "Male": LACKING}
    assert by_member(desk, SOUTHING, "age_band")["5-10"] == ("1", False)


def test_a_member_that_no_row_of_an_area_has_is_not_made_up_for_a_row_that_failed(desk):
    """Nobody of 11 to 15 ever lived in Southing."""
    desk.exchange("data/episodes.csv", JULY_OF_CASTLE, JULY_OF_CASTLE.replace(",8,F", ",eight,F"))
    desk.refresh()
    assert by_member(desk, SOUTHING, "age_band") == dict.fromkeys(("0-4", "5-10", "16-17"), LACKING)


def test_a_member_that_only_rows_that_failed_have_may_lack_others_of_them(desk):
    twelve = JULY_OF_CASTLE.replace(",8,F", ",12,F").replace("130.00", "many")
    desk.exchange("data/episodes.csv", JULY_OF_CASTLE, twelve)
    desk.exchange("data/episodes.csv", ",4,F,S1,88.80", ",four,F,S1,88.80")
    desk.refresh()
    assert by_member(desk, SOUTHING, "age_band")["11-15"] == LACKING
    assert by_member(desk, SOUTHING, "age_band", "2025-08")["11-15"] == LACKING
    assert by_member(desk, SOUTHING, "age_band", "2025-06")["11-15"] == ("0", False)


def test_a_row_that_could_not_be_used_and_has_no_member_is_missing_among_those_not_known(desk):
    nameless = JULY_OF_ABBEY.replace(",M,", ",,").replace("99.99", "ninety")
    desk.exchange("data/episodes.csv", JULY_OF_ABBEY, nameless)
    desk.exchange("data/episodes.csv", "11,M,N2,205.00", "11,,N2,205.00")
    desk.refresh()
    of_nobody = {"Female": ("0", False), "Male": ("0", False), "Not known": LACKING}
    assert by_member(desk, NORTHING, "sex") == of_nobody


def test_what_was_open_is_missing_for_as_long_as_it_was(desk):
    """From June up to the day in September on which it ended, so not at the end of that month."""
    desk.exchange("data/episodes.csv", "N2,415.75", "N2,four")
    desk.refresh()
    missing = [
        month
        for month in ("2025-05", "2025-06", "2025-07", "2025-08", "2025-09")
        if words(desk, "open_children", f"{month} end", BRIDGE)[2]
    ]
    assert missing == ["2025-06", "2025-07", "2025-08"]


def test_a_year_to_date_lacks_a_row_in_every_quarter_from_its_own_on(desk):
    desk.exchange("data/episodes.csv", "F,N1,120.50", "F,N1,much")
    desk.refresh()
    for quarter in ("2025/26 Q1 ytd", "2025/26 Q2 ytd"):
        assert words(desk, "cost_total", quarter, COUNTY)[2] == ("Rows are missing",)


@pytest.fixture
def monthly(desk) -> Desk:
    desk.exchange("indicators/early_help.yaml", "    basis: rolling 12 months\n", "")
    return desk


def test_a_rate_of_people_who_could_not_be_read_is_not_available(monthly):
    """Rows of the indicator's own source that could not be used either make no difference."""
    monthly.exchange("data/mid_year.csv", GIRLS_OF_ABBEY, GIRLS_OF_ABBEY.replace("45", "many"))
    monthly.exchange("data/episodes.csv", "8,F,S1,130.00", "8,F,S1,ninety")
    monthly.refresh()
    lacking = ("[x]", "not available: its rows could not be used", ())
    for area in (ABBEY, NORTHING, COUNTY, CASTLE):
        assert words(monthly, "episodes_rate", "2025-07", area) == lacking
    assert words(monthly, "episodes_rate", "2025-08", CASTLE)[1:] == ("", ())


STANDARDISED = """\
  by_age:
    title: Episodes beside those of the county's ages
    {shown}
    standardised_ratio: {numerator: all, population: mid_year, bands: age_band, reference: Tinyshire, per: 100}
  beside_northing:
    title: Episodes beside those of Northing's ages
    {shown}
    standardised_ratio: {numerator: all, population: mid_year, bands: age_band, reference: Northing, per: 100}
"""
SHOWN = "kind: context\n    polarity: none\n    unit: ratio\n    by: []"


def test_what_is_standardised_lacks_what_the_area_that_it_is_held_against_lacks(desk):
    """Of Northing an episode in Bridge could not be read, of the county the girls of Castle."""
    bands = "age_band: {from: age, bands: [0-4, 5-10, 11-15, 16-17]}\n  age:  "
    desk.exchange("sources/mid_year.yaml", "age:  ", bands)
    asked = STANDARDISED.replace("{shown}", SHOWN)
    desk.exchange("indicators/early_help.yaml", "  cost_total:\n", f"{asked}  cost_total:\n")
    desk.exchange("data/mid_year.csv", "E05900003,2024,3,F,45", "E05900003,2024,3,F,many")
    desk.exchange("data/episodes.csv", "N2,415.75", "N2,four")
    desk.refresh()
    lacking = ("[x]", "not available: its rows could not be used", ())
    for area in (ABBEY, CASTLE):
        assert words(desk, "by_age", "2025-06", area) == lacking
    assert words(desk, "beside_northing", "2025-06", CASTLE) == lacking
    assert words(desk, "beside_northing", "2025-06", ABBEY)[1:] == ("", ("Rows are missing",))
    assert words(desk, "beside_northing", "2025-04", ABBEY)[1:] == ("", ())


@pytest.mark.parametrize(
    ("broken", "girls", "boys"),
    [
        ("E05900001,2024,3,F,many", True, False),
        ("E05900001,2024,3,Q,45", True, True),
        ("E05900001,last,3,F,45", True, False),
    ],
)
def test_people_of_whom_nobody_knows_who_they_are_may_be_any(monthly, broken, girls, boys):
    monthly.exchange(
        "sources/mid_year.yaml", "labels: {F: Female", "one_of: [F, M], labels: {F: Female"
    )
    monthly.exchange("data/mid_year.csv", GIRLS_OF_ABBEY, broken)
    monthly.refresh()
    with open_snapshot(monthly.engine) as snapshot:
        found = {
            (row.period, row.breakdown): row.value is None
            for row in snapshot.points(["episodes_rate"], [COUNTY])
        }
    assert found["2025-07", "sex=Female"] == girls
    assert found["2025-07", "sex=Male"] == boys


def test_people_whom_no_rate_is_per_are_missed_by_none(monthly):
    monthly.exchange("data/mid_year.csv", "E05900001,2024,40,F,82", "E05900001,2024,40,F,many")
    monthly.refresh()
    assert words(monthly, "episodes_rate", "2025-07", COUNTY)[1:] == ("", ())


def test_of_a_hidden_figure_it_is_not_told_that_rows_are_missing(desk):
    """The mark would say which of two figures that are hidden together has lost the row."""
    desk.exchange("sources/episodes.yaml", "{suppress: none}", "{suppress: 1-2}")
    other = JULY_OF_ABBEY.replace("10,p09", "16,p15")
    lost = JULY_OF_ABBEY.replace("10,p09", "17,p16").replace("2025-07-31", "no day")
    desk.exchange("data/episodes.csv", JULY_OF_ABBEY, "\n".join((JULY_OF_ABBEY, other, lost)))
    desk.refresh()
    with open_snapshot(desk.engine) as snapshot:
        rows = snapshot.frame()["flags"].to_list()
    assert words(desk, "episodes_started", "2025-07", ABBEY)[0] == "[c]"
    assert any(flags & Flag.SUPPRESSED for flags in rows)
    assert any(flags & Flag.INCOMPLETE for flags in rows)
    assert not any(flags & Flag.SUPPRESSED and flags & Flag.INCOMPLETE for flags in rows)
