"""What `plan` says of a framework whose areas change: those that come or go, and no others."""

from datetime import date

from framework.model.areas import Area, AreaChange, Geography, Level, Membership
from indicators.refresh.declarations import compare_declared, in_words

LEVELS = (Level("ward", "ward", "wards"), Level("county", "county", "counties"))
COUNTY = Area("E10", "Tinyshire", "county")
WARDS = tuple(Area(f"W{number}", f"Ward {number}", "ward") for number in range(1, 9))
WITHIN = tuple(Membership(ward.code, "E10") for ward in WARDS)


def geography(*changes: AreaChange, more: int = 0, end: date | None = None) -> Geography:
    kept = len(WARDS) - 1 + more
    last = Membership(WARDS[0].code, "E10", valid_to=end)
    return Geography(LEVELS, (COUNTY, *WARDS[:kept]), (last, *WITHIN[1:kept]), changes)


def told(before: Geography, after: Geography) -> list[tuple[str, str, str]]:
    return [(in_words(one.path), one.before, one.after) for one in compare_declared(before, after)]


def test_of_a_new_area_that_one_is_told_and_where_it_lies():
    assert told(geography(), geography(more=1)) == [
        ("areas: W8", "none", "(code: W8, name: Ward 8, level: ward)"),
        ("memberships: W8 in E10", "none", "(child: W8, parent: E10)"),
    ]


def test_of_an_area_that_moves_or_becomes_another_only_that_is_told():
    became = AreaChange("rename", "W1", "W2", date(2025, 4, 1))
    after = geography(became, end=date(2025, 4, 1))
    assert [(path, new) for path, _, new in told(geography(), after)] == [
        ("memberships: W1 in E10: valid to", "2025-04-01"),
        ("changes: W1 to W2", "(kind: rename, old: W1, new: W2, on: 2025-04-01)"),
    ]
