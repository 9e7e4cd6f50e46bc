"""Somebody who keeps every publication, not only the last, still cannot name a hidden count."""

from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import update

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.results import Flag
from framework.store.reading import open_snapshot
from framework.store.recording import pack_files
from framework.store.tables import framework_version
from indicators.refresh.gone import seen_by_readers
from indicators.refresh.holding import Known
from indicators.refresh.starting import Outcome
from tests.refresh_desk import COUNTY, Desk, tiny

LIMIT = 3
NORTH, OTHER, SOUTH = "E05900001", "E05900002", "E05900003"
HEADERS = (
    "episode_id,person_id,start_date,assessed_date,plan_date,end_date,end_reason,age,sex,ward,cost"
)
WARDS = {"N1": NORTH, "S1": SOUTH}
SEXES = {"F": "Female", "M": "Male", "": "Not known"}
FIRST = {"F": 0, "M": 20, "": 3}
LATER = {"F": 3, "M": 20, "": 3}
"""In each of the wards: three women came late, all the others were there at first."""
INDICATORS = """\
defaults: {source: episodes, grain: month, kind: context, polarity: none, owner: Team, unit: episodes}
indicators:
  started: {title: Started, by: [sex], count: all, by_levels: [LEVELS]}
"""


def desk_of(folder: Path) -> Desk:
    """Make a partnership that hides counts of 1 to LIMIT, and rounds none."""
    desk = tiny(folder)
    outcomes = "outcomes:\n  one: {title: One, because: It is, indicators: [started]}\n"
    outcomes += (
        "  two: {title: Two, because: It is, indicators: [ready_for_school, in_need_rate]}\n"
    )
    (desk.folder / "outcomes.yaml").write_text(outcomes)
    desk.exchange("sources/episodes.yaml", "{suppress: none}", f"{{suppress: 1-{LIMIT}}}")
    return desk


def declare(desk: Desk, levels: str) -> None:
    text = INDICATORS.replace("LEVELS", levels)
    (desk.folder / "indicators" / "early_help.yaml").write_text(text)


def with_rows(desk: Desk, counts: dict[str, int], *, assessed: str = "", late: int = 0) -> None:
    """Write people of each sex into both wards; `late` men of each, not assessed, come after them."""
    lines = [HEADERS]
    for ward, (sex, count) in product(WARDS, counts.items()):
        for _ in range(count):
            lines.append(f"{len(lines)},p{len(lines)},2025-04-02,{assessed},,,,7,{sex},{ward},")
    for ward in [*WARDS] * late:
        lines.append(f"{len(lines)},p{len(lines)},2025-04-02,,,,,7,M,{ward},")
    (desk.folder / "data" / "episodes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def wards_with(desk: Desk, counts: dict[str, int]) -> None:
    """Write so many people into these wards."""
    lines = [HEADERS]
    for ward, count in counts.items():
        lines += [f"{ward}{at},p{ward}{at},2025-04-02,,,,,7,F,{ward}," for at in range(count)]
    (desk.folder / "data" / "episodes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def without_area(desk: Desk, code: str) -> None:
    """Take an area and what it is part of out of the framework."""
    for file in (desk.folder / "areas").rglob("*.csv"):
        lines = file.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if code not in line]
        file.write_text("\n".join(kept) + "\n", encoding="utf-8")


def figures(desk: Desk, generation: int) -> dict[tuple[str, str], float | None]:
    """Give what a generation shows of April, None for what it hides."""
    with open_snapshot(desk.engine, generation) as snapshot:
        points = snapshot.points(["started"], periods=["2025-04"])
    return {
        (one.area, one.breakdown): None if one.flags & Flag.SUPPRESSED else one.value
        for one in points
    }


def possible_women(shown: list[dict[tuple[str, str], float | None]]) -> set[int]:
    """Give how many women of the northern ward there may be for somebody who kept these publications.

    He takes it that rows are only ever added: a ward that showed no women has at most as many as
    its people have grown by since.
    """
    first, last = shown[0], shown[-1]
    grown = {}
    for ward in (NORTH, SOUTH):
        assert first.get((ward, "sex=Female"), 0) == 0, "a series without rows is not shown"
        now, then = last[ward, ""], first[ward, ""]
        grown[ward] = int(now - then) if now is not None and then is not None else 99
    everybody = last.get((COUNTY, "sex=Female"))
    return {
        north
        for north in range(1, grown[NORTH] + 1)
        for south in range(1, grown[SOUTH] + 1)
        if everybody in (None, north + south)
    }


def test_what_the_publication_before_the_last_showed_is_held_against_what_is_shown_now(
    tmp_path: Path,
) -> None:
    """Each ward has 1 to 3 women. Six in the county would say that each has three."""
    desk = desk_of(tmp_path)
    declare(desk, "ward")
    with_rows(desk, FIRST)
    desk.refresh()
    with_rows(desk, LATER)
    desk.refresh()
    declare(desk, "ward, county")
    desk.refresh()
    shown = [figures(desk, number) for number in (1, 2, 3)]
    assert shown[1][NORTH, "sex=Female"] is None
    assert shown[1][NORTH, ""] == 26
    assert len(possible_women(shown)) >= 3
    assert shown[2][COUNTY, ""] == 52


def test_a_first_case_that_came_late_is_not_named_by_what_its_ward_has_grown_by(
    tmp_path: Path,
) -> None:
    """Where no woman of a ward was ever seen nothing is shown of them: whoever looked takes it for none."""
    desk = desk_of(tmp_path)
    declare(desk, "ward")
    with_rows(desk, FIRST)
    desk.refresh()
    with_rows(desk, FIRST | {"F": 1})
    desk.refresh()
    first, last = figures(desk, 1), figures(desk, 2)
    assert (NORTH, "sex=Female") not in first
    assert first[NORTH, ""] == 23
    assert last[NORTH, "sex=Female"] is None
    assert last[NORTH, ""] is None, "24 would say that one woman came"


BOTH = """\
defaults: {source: episodes, grain: month, kind: context, polarity: none, owner: Team, unit: episodes}
indicators:
  started:  {title: Started, count: all}
  assessed: {title: Assessed, by: [sex], by_levels: [ward], count: {where: assessed is not null}}
"""


def test_what_an_indicator_showed_that_was_taken_out_is_held_against_those_that_stay(
    tmp_path: Path,
) -> None:
    """All fifty of a ward were assessed, thirty women among them. One more came who was not."""
    desk = desk_of(tmp_path)
    outcomes = (desk.folder / "outcomes.yaml").read_text()
    (desk.folder / "outcomes.yaml").write_text(outcomes.replace("[started]", "[started, assessed]"))
    (desk.folder / "indicators" / "early_help.yaml").write_text(BOTH)
    with_rows(desk, {"F": 30, "": 20}, assessed="2025-04-20")
    desk.refresh()
    (desk.folder / "outcomes.yaml").write_text(outcomes)
    declare(desk, "ward")
    with_rows(desk, {"F": 30, "": 20}, assessed="2025-04-20", late=1)
    done = desk.refresh()
    with open_snapshot(desk.engine, 1) as snapshot:
        before = snapshot.points(["assessed"], [NORTH], periods=["2025-04"])
    assert {one.breakdown: one.value for one in before}["sex=Female"] == 30
    first, last = figures(desk, 1), figures(desk, 2)
    assert (first[NORTH, ""], last[NORTH, "sex=Male"]) == (50, None)
    assert last[NORTH, ""] is None, "51 would say that there is one man"
    assert not any("declared no more" in text for text in done.warnings)


SHOWN_THEN = {"N1": 20, "S1": 30}
SHOWN_NOW = {"N1": 20, "N2": 1, "S1": 30}
WARDS_ONLY = INDICATORS.replace(
    "by: [sex], count: all, by_levels: [LEVELS]", "count: all, levels: [ward]"
)


def without_south(folder: Path) -> Desk:
    """Give a partnership that showed thirty people of a ward, and has taken it out since."""
    desk = desk_of(folder)
    (desk.folder / "indicators" / "early_help.yaml").write_text(WARDS_ONLY)
    wards_with(desk, SHOWN_THEN)
    desk.refresh()
    without_area(desk, SOUTH)
    return desk


def show_the_county(desk: Desk) -> Outcome:
    text = WARDS_ONLY.replace("levels: [ward]", "levels: [ward, county]")
    (desk.folder / "indicators" / "early_help.yaml").write_text(text)
    wards_with(desk, SHOWN_NOW)
    return desk.refresh()


@pytest.mark.parametrize("between", [0, 1, 5])
def test_what_an_area_showed_that_was_taken_out_is_held_against_those_that_stay(
    tmp_path: Path, between: int
) -> None:
    """Nobody knows now where thirty people of the southern ward live, but its thirty were shown.

    `between` refreshes of frameworks that differ by a comment come before the county is shown.
    """
    desk = without_south(tmp_path)
    for at in range(between):
        with (desk.folder / "outcomes.yaml").open("a") as file:
            file.write(f"# a word more, {at}\n")
        wards_with(desk, SHOWN_THEN | {"N1": 20 - 4 * (at % 2)})
        desk.refresh()
    done = show_the_county(desk)
    first, last = figures(desk, 1), figures(desk, done.generation)
    assert (first[SOUTH, ""], last[NORTH, ""], last[OTHER, ""]) == (30, 20, None)
    assert last[COUNTY, ""] is None, "51 would say that there is one in the other northern ward"
    assert not any("declared no more" in text for text in done.warnings)


def test_an_area_is_told_of_each_time_where_nobody_knows_any_more_what_it_was_part_of(
    tmp_path: Path,
) -> None:
    """The framework of then does not fit the rules of this version."""
    desk = without_south(tmp_path)
    old = pack_files({"framework.yaml": b"framework: ["})
    with desk.engine.begin() as store:
        store.execute(update(framework_version).values(files=old))
    told = [show_the_county(desk).warnings]
    wards_with(desk, SHOWN_NOW | {"N1": 24})
    told.append(desk.refresh().warnings)
    for warnings in told:
        assert [text for text in warnings if "declared no more" in text] == [
            f"area '{SOUTH}' was published and is declared no more, but readers may have kept its figures: "
            "say round_to in source 'episodes', or hidden counts may be worked out"
        ]


def test_frameworks_of_before_are_loaded_once_and_only_for_what_readers_saw(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    (desk.folder / "indicators" / "early_help.yaml").write_text(WARDS_ONLY)
    wards_with(desk, SHOWN_THEN)
    desk.refresh()
    known = Known()

    def readers_saw() -> set[str]:
        framework = load_framework(read_config(desk.folder)).framework
        seen = seen_by_readers(framework, desk.engine, 1, known)
        declared = {one.code for one in framework.geography.areas}
        return {one.code for one in seen.framework.geography.areas} - declared

    without_area(desk, OTHER)
    assert (readers_saw(), len(known.frameworks)) == (set(), 0), "nothing was shown of it"
    without_area(desk, SOUTH)
    assert (readers_saw(), len(known.frameworks)) == ({OTHER, SOUTH}, 1)
    (held,) = known.frameworks.values()
    readers_saw()
    assert [one is held for one in known.frameworks.values()] == [True]
