"""What a Board would read of Midshire in October 2026, computed from the generated rows.

docs/explanation/midshire.md promises each of these to the reader.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.periods import period_from_code
from framework.model.results import TOTAL, Flag, NotRated, Rating, Travel
from indicators.connect.reading import read_source
from indicators.connect.rows import SourceRows
from indicators.demonstration.generating import generate
from indicators.demonstration.places import COUNTY, DISTRICTS, SMALL, WORST
from indicators.derive.deriving import derive
from indicators.disclose.disclosing import disclose
from indicators.judge.judging import judge
from indicators.measures.computing import compute

CONFIG = Path(__file__).parents[2] / "config"
Row = dict[str, Any]


@dataclass(frozen=True)
class Story:
    framework: Framework
    rows: dict[str, SourceRows]
    warnings: tuple[str, ...]
    frame: pl.DataFrame

    def newest(self, area: str, month: date) -> dict[str, Row]:
        """Give each indicator's last result that had ended by the end of a month."""
        end = pl.col("end") <= month
        last = self.frame.filter((pl.col("area") == area) & end).sort("end")
        return {row["indicator"]: row for row in last.to_dicts()}

    def series(self, indicator: str, area: str = COUNTY) -> dict[str, Row]:
        mine = (pl.col("indicator") == indicator) & (pl.col("area") == area)
        return {row["period"]: row for row in self.frame.filter(mine).sort("end").to_dicts()}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    data = tmp_path_factory.mktemp("midshire")
    generate(data)
    framework = load_framework(read_config(CONFIG)).framework
    rows = {one.id: read_source(one, framework, data, data / ".in") for one in framework.sources}
    computed = compute(
        framework,
        {name: source.path for name, source in rows.items()},
        [one for one in framework.indicators if not one.is_derived],
        cutoff=date(2026, 11, 12),
        progress=lambda *_: None,
    )
    disclosed = derive(disclose(computed, framework), framework, framework.indicators)
    judged = judge(disclosed, framework).judgements
    on = ["indicator", "area", "breakdown", "period"]
    frame = disclosed.frame.join(judged, on=on, how="left").filter(pl.col("breakdown") == TOTAL)
    ends = {code: period_from_code(code).last_day for code in frame["period"].unique()}
    frame = frame.with_columns(pl.col("period").replace_strict(ends).alias("end"))
    return Story(framework, rows, computed.warnings, frame)


OCTOBER = date(2026, 10, 31)


def test_every_source_is_read_without_a_problem_and_says_what_it_left_out(story: Story) -> None:
    assert {name: rows.problems for name, rows in story.rows.items() if rows.problems} == {}
    assert story.warnings == ()
    left_out = {name for name, rows in story.rows.items() if rows.left_out}
    assert left_out == {"episodes", "police"}


def test_every_indicator_has_a_figure_for_the_county(story: Story) -> None:
    newest = story.newest(COUNTY, OCTOBER)
    every = {one.id for one in story.framework.indicators}
    # The index holds districts against each other, so the county has none.
    assert set(newest) == every - {"need_index"}
    assert [key for key, row in newest.items() if row["value"] is None] == []


def test_the_county_s_ratings_are_spread(story: Story) -> None:
    newest = story.newest(COUNTY, OCTOBER)
    ratings = Counter(row["rating"] for row in newest.values())
    assert 4 <= ratings[Rating.RED] <= 6
    assert 8 <= ratings[Rating.AMBER] <= 12
    assert 15 <= ratings[Rating.GREEN] <= 22
    assert {row["reason"] for row in newest.values() if row["reason"]} == {
        NotRated.CONTEXT, NotRated.NO_POLARITY, NotRated.PROVISIONAL, NotRated.NO_TARGET,
    }  # fmt: skip
    reds = {key for key, row in newest.items() if row["rating"] == Rating.RED}
    assert {"assessed_in_time", "waiting_over_18_weeks", "temporary_homes"} < reds


def test_some_ratings_moved_since_september_both_ways(story: Story) -> None:
    order = [Rating.RED, Rating.AMBER, Rating.GREEN]
    before, now = story.newest(COUNTY, date(2026, 9, 30)), story.newest(COUNTY, OCTOBER)
    steps = [
        order.index(row["rating"]) - order.index(before[key]["rating"])
        for key, row in now.items()
        if row["rating"] in order and before[key]["rating"] in order
    ]
    assert min(steps) < 0 < max(steps)


def test_assessments_worsen_for_a_year_and_the_change_is_real(story: Story) -> None:
    months = story.series("assessed_in_time")
    last = months["2026-10"]
    assert months["2025-10"]["rating"] == Rating.GREEN
    assert last["rating"] == Rating.RED
    assert (last["long_travel"], last["long_real"]) == (Travel.WORSE, True)
    assert last["short_real"] is False


def test_september_was_one_bad_month_for_referrals_decided_in_a_day(story: Story) -> None:
    months = story.series("referrals_decided")
    ratings = [months[f"2026-{month:02d}"]["rating"] for month in (8, 9, 10)]
    assert ratings == [Rating.GREEN, Rating.RED, Rating.GREEN]


def test_plans_took_a_step_when_their_definition_changed_and_travel_does_not_cross_it(
    story: Story,
) -> None:
    months = story.series("days_to_plan")
    assert months["2025-04"]["flags"] & Flag.BREAK
    assert months["2025-09"]["value"] >= months["2025-03"]["value"] + 2
    assert months["2025-04"]["short_travel"] == Travel.CANNOT_SAY
    assert months["2026-03"]["long_travel"] == Travel.CANNOT_SAY


def test_the_waiting_list_stops_in_august(story: Story) -> None:
    assert list(story.series("waiting_over_18_weeks"))[-1] == "2026-08 end"


def test_successful_families_add_up_and_begin_again_in_april(story: Story) -> None:
    quarters = story.series("successful_families")
    year = [quarters[f"2025/26 Q{quarter} ytd"]["value"] for quarter in (1, 2, 3, 4)]
    assert year == sorted(year)
    assert quarters["2026/27 Q1 ytd"]["value"] < year[-1] / 3
    assert [quarters[f"2026/27 Q{quarter} ytd"]["target"] for quarter in (1, 2)] == [60, 150]


def test_provisional_figures_are_shown_and_not_rated(story: Story) -> None:
    newest = story.newest(COUNTY, OCTOBER)
    for key in ("families_say_better", "good_development"):
        assert newest[key]["value"] is not None
        assert newest[key]["reason"] == NotRated.PROVISIONAL


def test_most_of_saltholme_is_hidden_and_little_of_alderbrook(story: Story) -> None:
    hidden = {
        code: sum(bool(r["flags"] & Flag.SUPPRESSED) for r in story.newest(code, OCTOBER).values())
        for code in DISTRICTS
    }
    assert max(hidden, key=lambda code: hidden[code]) == SMALL
    assert hidden[SMALL] > 15
    assert hidden["E07000901"] < 5


def test_dunmoor_has_by_far_the_most_reds(story: Story) -> None:
    reds = {
        code: sum(r["rating"] == Rating.RED for r in story.newest(code, OCTOBER).values())
        for code in DISTRICTS
    }
    others = [count for code, count in reds.items() if code != WORST]
    assert reds[WORST] >= 10
    assert reds[WORST] > 1.5 * max(others)


def test_need_is_highest_in_dunmoor_and_not_said_of_saltholme(story: Story) -> None:
    index = {code: story.newest(code, OCTOBER)["need_index"] for code in DISTRICTS}
    known = {code: row["value"] for code, row in index.items() if row["value"] is not None}
    assert max(known, key=lambda code: known[code]) == WORST
    assert set(DISTRICTS) - set(known) == {SMALL}
    assert index[SMALL]["flags"] & Flag.SUPPRESSED


def test_boys_stay_behind_girls_and_the_newest_gap_is_provisional(story: Story) -> None:
    years = story.series("development_gap")
    assert all(row["lower"] > 8 for row in years.values())
    assert {row["short_real"] for row in years.values()} == {None, False}
    assert story.newest(COUNTY, OCTOBER)["development_gap"]["reason"] == NotRated.PROVISIONAL


def test_districts_add_up_to_a_little_less_than_the_county(story: Story) -> None:
    county = story.newest(COUNTY, OCTOBER)["open_children"]["value"]
    districts = sum(story.newest(code, OCTOBER)["open_children"]["value"] for code in DISTRICTS)
    assert 0 < county - districts < 0.03 * county


def test_police_and_health_areas_have_figures_of_their_own(story: Story) -> None:
    police = story.newest("E23000099", OCTOBER)["domestic_abuse_repeat"]
    health = story.newest("E54000099", OCTOBER)["children_waiting"]
    newest = story.newest(COUNTY, OCTOBER)
    assert 0.8 < police["denominator"] / newest["domestic_abuse_repeat"]["denominator"] < 1
    assert 0.8 < health["value"] / newest["children_waiting"]["value"] < 1


def test_england_and_similar_councils_have_figures_where_they_are_published(story: Story) -> None:
    published = {
        "absence_official", "development_gap", "emergency_under_5", "good_development", "low_income",
        "smoking_at_delivery", "two_year_development", "two_year_places", "two_year_reviews",
    }  # fmt: skip
    for area in ("E92000001", "similar_councils"):
        found = story.newest(area, OCTOBER)
        assert {key for key, row in found.items() if row["value"] is not None} == published


def test_checks_warn_set_rows_aside_and_would_stop_a_source(story: Story) -> None:
    def checks(source: str) -> dict[str, tuple[str, int]]:
        return {one.name: (one.then, one.failed) for one in story.rows[source].counts.checks}

    aside = story.rows["temporary_homes"]
    assert aside.counts.quarantined == 3
    assert checks("temporary_homes")["left_after_placed"] == ("quarantine", 3)
    homes = pl.read_parquet(aside.path)
    assert homes.filter(pl.col("left") < pl.col("placed")).height == 0
    warned = checks("contacts")
    assert warned["answered_in_15_days"][0] == warned["number of rows"][0] == "warn"
    assert warned["answered_in_15_days"][1] > 0
    assert warned["number of rows"][1] > 0
    assert story.rows["contacts"].counts.kept == story.rows["contacts"].counts.read
    stops = checks("official_education")
    assert stops["percentage"] == ("stop", 0)
