"""One indicator is refreshed by itself: what it shows and what the others still show name nobody."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from framework.model.results import TOTAL, Flag
from framework.store.reading import open_snapshot
from tests.refresh_desk import COUNTY, Desk, tiny

LIMIT = 3
WARDS = {"N1": "E05900001", "N2": "E05900002", "S1": "E05900003"}
DISTRICTS = {"E07900001": ["N1", "N2"], "E07900002": ["S1"]}
AREAS = {code: [ward] for ward, code in WARDS.items()} | DISTRICTS | {COUNTY: list(WARDS)}
PEOPLE = list(product(WARDS, "FM", (True, False)))
"""Ward, sex, and whether they were assessed."""
FIRST = [30, 2, 14, 9, 25, 1, 3, 12, 40, 8, 2, 21]
LATER = [30, 2, 14, 9, 26, 4, 3, 12, 44, 8, 2, 22]
INDICATORS = """\
defaults: {source: episodes, grain: month, kind: context, polarity: none, owner: Team, unit: episodes,
           by_levels: [ward, district, county]}
indicators:
  started:  {title: Started, by: [sex], count: all}
  assessed: {title: Assessed, by: [sex], count: {where: assessed is not null}}
"""


def with_rows(desk: Desk, counts: list[int]) -> None:
    lines = [
        "episode_id,person_id,start_date,assessed_date,plan_date,end_date,end_reason,age,sex,ward,cost"
    ]
    for (ward, sex, is_assessed), count in zip(PEOPLE, counts, strict=True):
        day = "2025-04-20" if is_assessed else ""
        for _ in range(count):
            lines.append(f"{len(lines)},p{len(lines)},2025-04-02,{day},,,,7,{sex},{ward},")
    (desk.folder / "data" / "episodes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def counted(indicator: str, area: str, breakdown: str) -> np.ndarray:
    sex = breakdown.removeprefix("sex=")
    return np.array(
        [
            float(
                ward in AREAS[area]
                and (breakdown == TOTAL or {"F": "Female", "M": "Male"}[one] == sex)
                and (is_assessed or indicator == "started")
            )
            for ward, one, is_assessed in PEOPLE
        ]
    )


def possible(count: np.ndarray, facts: LinearConstraint) -> int:
    """Give how many values, three at most, somebody who knows the facts must reckon with."""
    seen = set()
    while len(seen) < 3:
        for least, most in zip([-1, *sorted(seen)], [*sorted(seen), 500], strict=True):
            between = LinearConstraint(count[None, :], least + 1, most - 1)
            whole = np.ones(len(PEOPLE))
            found = milp(0 * whole, integrality=whole, constraints=[facts, between])
            if found.x is not None:
                seen.add(round(float(count @ found.x)))
                break
        else:
            break
    return len(seen)


@pytest.mark.parametrize("chosen", ["started", "assessed"])
def test_one_indicator_refreshed_by_itself_gives_no_small_count_of_the_others_away(
    tmp_path: Path, chosen: str
) -> None:
    desk = tiny(tmp_path)
    (desk.folder / "indicators" / "early_help.yaml").write_text(INDICATORS)
    outcomes = "outcomes:\n  one: {title: One, because: It is, indicators: [started, assessed]}\n"
    outcomes += (
        "  two: {title: Two, because: It is, indicators: [ready_for_school, in_need_rate]}\n"
    )
    (desk.folder / "outcomes.yaml").write_text(outcomes)
    desk.exchange("sources/episodes.yaml", "{suppress: none}", f"{{suppress: 1-{LIMIT}}}")
    with_rows(desk, FIRST)
    desk.refresh()
    with_rows(desk, LATER)
    done = desk.refresh(indicators=frozenset({chosen}))
    assert any("changed since the last publication" in text for text in done.warnings)
    with open_snapshot(desk.engine) as snapshot:
        points = snapshot.points(["started", "assessed"], list(AREAS), periods=["2025-04"])
    facts, secrets = [], []
    for point in points:
        count = counted(point.indicator, point.area, point.breakdown)
        if point.flags & Flag.SUPPRESSED:
            facts.append((count, 1, np.inf))
            secrets.append(count)
        else:
            facts.append((count, point.numerator, point.numerator))
    known = LinearConstraint(*(np.array(one) for one in zip(*facts, strict=True)))
    small = [count for count in secrets if count @ np.array(LATER) <= LIMIT]
    assert len(small) >= 3
    assert len(secrets) < len(points) / 2 + len(small)
    assert all(possible(count, known) == 3 for count in small)


def test_each_refresh_names_an_indicator_that_was_taken_out_with_its_source(tmp_path: Path) -> None:
    """What it counted is not known any more; another source still shows exact counts."""
    desk = tiny(tmp_path)
    declared = desk.folder / "indicators" / "early_help.yaml"
    declared.write_text(INDICATORS.replace("{title: Assessed,", "{title: Assessed, source: old,"))
    outcomes = "outcomes:\n  one: {{title: One, because: It is, indicators: [{}]}}\n"
    outcomes += (
        "  two: {{title: Two, because: It is, indicators: [ready_for_school, in_need_rate]}}\n"
    )
    (desk.folder / "outcomes.yaml").write_text(outcomes.format("started, assessed"))
    desk.exchange("sources/episodes.yaml", "{suppress: none}", f"{{suppress: 1-{LIMIT}}}")
    text = (desk.folder / "sources" / "episodes.yaml").read_text()
    old = desk.folder / "sources" / "old.yaml"
    old.write_text(text.replace("source: episodes", "source: old", 1))
    with_rows(desk, FIRST)
    assert not any("declared no more" in text for text in desk.refresh().warnings)
    declared.write_text("\n".join(INDICATORS.splitlines()[:-1]))
    (desk.folder / "outcomes.yaml").write_text(outcomes.format("started"))
    old.unlink()
    for rows in (LATER, FIRST, LATER):
        with_rows(desk, rows)
        told = [text for text in desk.refresh().warnings if "declared no more" in text]
        assert told == [
            "indicator 'assessed' was published and is declared no more, but readers may have kept its figures: "
            "if it counted rows of source 'episodes', say round_to there, or hidden counts may be worked out"
        ]
