"""Groups of people beside one another, from the rows of a small refreshed store."""

from collections.abc import Iterator
from datetime import date

import pytest

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.queries.group_gaps import member_of
from dashboard.queries.indicator import read_indicator
from dashboard.queries.inequalities import read_inequalities
from dashboard.queries.library import Library
from framework.store.reading import open_snapshot
from tests.refresh_desk import NOON, Desk, tiny

MONTH = "2025-10"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = tiny(tmp_path_factory.mktemp("groups"))
    made.refresh()
    yield made
    made.engine.dispose()


@pytest.fixture
def library(desk: Desk) -> Library:
    return Library(desk.engine, lambda: date(2025, 11, 12), lambda: NOON)


@pytest.mark.parametrize("by", ["age_band", "sex"])
def test_groups_have_the_stored_figures_and_their_ends_are_named(desk, library, by):
    view = read_inequalities(library, OPEN_DEMO_VIEWER, MONTH, by=by)
    assert view.rows
    for row in view.rows:
        values = {group.member: group.value for group in row.groups if group.value is not None}
        with open_snapshot(desk.engine) as snapshot:
            stored = {
                (member_of(one), one.value)
                for one in snapshot.points([row.id])
                if one.breakdown.startswith(f"{by}=") and ";" not in one.breakdown
            }
        assert set(values.items()) <= stored
        values.pop("Not known", None)
        if len(values) > 1 and max(values.values()) > min(values.values()):
            assert f"Highest for {max(values, key=values.get)}" in row.gap_text
            assert f"lowest for {min(values, key=values.get)}" in row.gap_text
        else:
            assert "apart" not in row.gap_text


def test_the_widest_gap_comes_first(library):
    def width(row):
        known = [g.value for g in row.groups if g.value is not None and g.member != "Not known"]
        return (max(known) - min(known)) / abs(row.total) if len(known) > 1 and row.total else 0.0

    widths = [width(row) for row in read_inequalities(library, OPEN_DEMO_VIEWER, MONTH).rows]
    assert len(widths) > 1
    assert widths == sorted(widths, reverse=True)


def test_the_page_of_an_indicator_says_the_gap_as_this_page_does(library):
    rows = read_inequalities(library, OPEN_DEMO_VIEWER, MONTH, by="sex").rows
    assert any("apart" in row.gap_text for row in rows)
    for row in rows:
        parts = read_indicator(library, OPEN_DEMO_VIEWER, row.id, MONTH).breakdowns
        (part,) = (one for one in parts if one.dimension == "Sex")
        assert part.gap_text == row.gap_text


def test_what_nothing_is_broken_down_by_is_refused(library):
    with pytest.raises(KeyError):
        read_inequalities(library, OPEN_DEMO_VIEWER, MONTH, by="shoe_size")


def test_of_many_groups_the_furthest_must_be_further_apart_than_chosen_ones(library):
    words = {row.id: row for row in read_inequalities(library, OPEN_DEMO_VIEWER, MONTH).rows}
    for row in words.values():
        known = [one for one in row.groups if one.value is not None and one.member != "Not known"]
        if len(known) > 2 and " apart" in row.gap_text:
            low = min(known, key=lambda one: one.value)
            high = max(known, key=lambda one: one.value)
            overlap = low.upper is not None and high.lower is not None and low.upper >= high.lower
            assert not (overlap and "more than chance" in row.gap_text)
