"""One row with a date that cannot be meant: it is told, and no figure and no promise rests on it."""

from collections.abc import Iterator

import pytest

from framework.store.reading import open_snapshot
from framework.store.rows import SourceState
from tests.refresh_desk import COUNTY, Desk, tiny

COVERS = "covers: {from: 2025-04, to: 2025-09}\n"
LAST = "15,p14,2025-09-15,,,,,15,F,,50.00\n"
IN_MARCH = "16,p15,2024-03-01,,,,,15,F,N1,50.00\n"
FIRST_OF_ALL = "E05900001,2023,3,F,43\n"


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    made = tiny(tmp_path)
    made.exchange("sources/episodes.yaml", COVERS, "")
    yield made
    made.engine.dispose()


def state(desk: Desk, source: str) -> SourceState:
    with open_snapshot(desk.engine) as snapshot:
        return next(one for one in snapshot.source_states() if one.source == source)


def months(desk: Desk) -> list[str]:
    with open_snapshot(desk.engine) as snapshot:
        found = snapshot.points(["episodes_started"], [COUNTY], breakdowns=[""])
    return sorted(one.period for one in found)


def test_a_row_of_days_to_come_is_told_with_its_place_and_counts_for_nothing(desk):
    """A source whose newest row is of 2099 would else never be late, and all months since be noughts."""
    desk.exchange("data/episodes.csv", LAST, LAST + IN_MARCH.replace("2024", "2099"))
    desk.refresh()
    found = state(desk, "episodes")
    assert found.as_at == "2025-09-30"
    assert found.reason == (
        "'start_date' lies in the future in 1 row, which no figure counts yet; "
        "in episodes.csv row 17 [S139]"
    )
    assert months(desk)[-1] == "2025-09"


@pytest.mark.parametrize(
    ("day", "as_at"), [("2025-11-20", "2025-09-30"), ("2025-11-12", "2025-10-31")]
)
def test_a_row_of_later_this_month_says_no_more_of_the_months_before_it(desk, day, as_at):
    """On the 12th one of the 20th is a slip like one of next year; one of that day has happened."""
    desk.exchange("data/episodes.csv", LAST, LAST + IN_MARCH.replace("2024-03-01", day))
    desk.refresh()
    assert state(desk, "episodes").as_at == as_at
    assert ("in the future in 1 row" in state(desk, "episodes").reason) == (day > "2025-11-12")
    assert months(desk)[-1] == as_at[:7]


def test_figures_begin_after_a_silence_of_more_than_ten_years_and_it_is_told(desk):
    desk.exchange("data/episodes.csv", LAST, LAST + IN_MARCH.replace("2024", "1900"))
    desk.refresh()
    assert months(desk)[0] == "2025-04"
    assert state(desk, "episodes").reason == (
        "'start_date' lies more than ten years before the others in 1 row, and figures begin with "
        "the others, though what was open since then counts: 'covers' can say more; in episodes.csv row 17 [S139]"
    )


def test_one_row_long_after_all_others_takes_none_of_them_away(desk):
    path = desk.folder / "data" / "episodes.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    long_ago = [row.replace(",2025-", ",2005-") for row in rows]
    path.write_text("\n".join([header, *long_ago, LAST.replace("15,p14", "16,p15")]))
    desk.refresh()
    assert months(desk)[0] == "2005-04"
    assert "S139" not in state(desk, "episodes").reason


@pytest.mark.parametrize(
    ("covers", "year", "first"),
    [
        ("", "2015", "2015-03"),
        ("covers: {from: 2014-01}\n", "2014", "2014-01"),
    ],
)
def test_a_shorter_silence_is_believed_and_so_is_what_the_source_says_it_covers(
    desk, covers, year, first
):
    desk.exchange("sources/episodes.yaml", "dated: started\n", f"dated: started\n{covers}")
    desk.exchange("data/episodes.csv", LAST, LAST + IN_MARCH.replace("2024", year))
    desk.refresh()
    assert months(desk)[0] == first
    assert "S139" not in state(desk, "episodes").reason


def test_a_period_that_has_not_begun_is_told_and_people_are_projected_for_years(desk):
    girls = "E92000001,2024-25,ready for school,Female,0.754"
    desk.exchange("data/official.csv", girls, f"{girls.replace('2024-25', '2047-48')},,,,\n{girls}")
    desk.exchange("data/mid_year.csv", FIRST_OF_ALL, FIRST_OF_ALL * 2)
    text = (desk.folder / "data" / "mid_year.csv").read_text(encoding="utf-8")
    once = text.replace(FIRST_OF_ALL, FIRST_OF_ALL.replace("2023", "2047"), 1)
    (desk.folder / "data" / "mid_year.csv").write_text(once, encoding="utf-8")
    desk.refresh()
    (told,) = [one for one in state(desk, "official").reason.split("; ") if "not begun" in one]
    assert told == "'year' names a period that has not begun in 1 row, which no figure counts yet"
    people = state(desk, "mid_year")
    assert (people.as_at, people.reason) == ("2024-12-31", "")
