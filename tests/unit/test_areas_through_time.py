"""What an area is part of, and made of, on a day: changes dated ahead wait for their day."""

from datetime import date

import pytest

from framework.model.areas import Area, AreaChange, Geography, Level, Membership

MOVE = date(2026, 4, 1)
LEVELS = (Level("ward", "ward", "wards"), Level("district", "district", "districts"))
AREAS = (
    Area("W", "Ward", "ward"),
    Area("A", "Here", "district"),
    Area("B", "There", "district"),
)
MOVES = (Membership("W", "A", valid_to=MOVE), Membership("W", "B", valid_from=MOVE))


def changed(*changes: AreaChange, areas: tuple[Area, ...] = ()) -> Geography:
    return Geography(LEVELS, (*AREAS, *areas), (), changes)


@pytest.mark.parametrize(
    ("day", "parent"), [(date(2026, 3, 31), "A"), (date(2026, 4, 1), "B"), (date(2030, 1, 1), "B")]
)
def test_a_ward_that_moves_is_part_of_one_district_on_every_day(day: date, parent: str) -> None:
    standing = Geography(LEVELS, AREAS, MOVES).as_at(day)
    assert standing.parents_of("W") == (parent,)
    assert standing.children_of(parent) == ("W",)
    assert standing.ancestors_of("W") == (parent,)


def test_a_change_of_code_waits_for_its_day() -> None:
    geography = changed(AreaChange("rename", "A", "B", MOVE))
    assert geography.as_at(date(2026, 3, 31)).successors() == {}
    assert geography.as_at(MOVE).successors() == {"A": (("B", 1.0),)}


def test_a_geography_with_nothing_ahead_is_itself() -> None:
    geography = Geography(LEVELS, AREAS, MOVES)
    assert geography.as_at(date(2026, 4, 1)).as_at(date(2026, 5, 1)).memberships == (
        geography.as_at(date(2030, 1, 1)).memberships
    )
    plain = Geography(LEVELS, AREAS, (Membership("W", "A"),))
    assert plain.as_at(MOVE) is plain


MERGED = (AreaChange("merge", "A", "N", MOVE), AreaChange("merge", "B", "N", MOVE))
NEW = Area("N", "New", "district", valid_from=MOVE)
KEPT = Area("N", "New", "district")


@pytest.mark.parametrize(
    ("changes", "area", "present", "needed"),
    [
        (MERGED, NEW, "AB", "AB"),
        (MERGED, NEW, "A", None),
        (MERGED, NEW, "N", "N"),
        # Published again on the boundaries of today, beside its parts: it is the whole.
        (MERGED, NEW, "NAB", "N"),
        # It kept its code: beside its parts it is itself one of them.
        (MERGED, KEPT, "NAB", "NAB"),
        (MERGED, KEPT, "NA", None),
        (MERGED, KEPT, "AB", None),
        (MERGED, KEPT, "N", "N"),
        # Renamed afterwards.
        ((*MERGED, AreaChange("rename", "N", "M", MOVE)), NEW, "AB", "AB"),
        ((AreaChange("rename", "A", "N", MOVE),), NEW, "A", "A"),
        ((), NEW, "A", None),
    ],
)
def test_an_area_is_made_of_all_its_parts_or_none(
    changes: tuple[AreaChange, ...], area: Area, present: str, needed: str | None
) -> None:
    code = "M" if len(changes) == 3 else "N"
    found = changed(*changes, areas=(area,)).made_of(code, set(present))
    assert found == (None if needed is None else set(needed))


def test_a_code_renamed_before_it_was_merged_was_merged() -> None:
    geography = changed(
        AreaChange("rename", "OLD", "A", date(2020, 4, 1)),
        AreaChange("merge", "A", "N", MOVE),
        AreaChange("rename", "B", "C", MOVE),
    )
    assert geography.merged_codes() == {"OLD", "A"}
