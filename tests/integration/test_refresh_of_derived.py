"""Indicators made of others, from rows to pages: they are computed, kept and refused with their parts."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.queries.explain import explain
from dashboard.queries.indicator import read_indicator
from dashboard.queries.library import Library
from dashboard.queries.panel import read_panel
from framework.load.files import read_config
from framework.model.results import Flag
from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from framework.store.rows import PointRow
from indicators.refresh.planning import Choice, Places
from indicators.refresh.running import refresh
from indicators.refresh.starting import Outcome, Starter
from indicators.refresh.tasks import Where

TINY = Path(__file__).parents[1] / "frameworks" / "tiny"
COUNTY, ENGLAND, NORTH, SOUTH = "E10900001", "E92000001", "E07900001", "E07900002"
MADE = """
defaults: {source: episodes, grain: month, by: [sex], kind: outcome, polarity: low, owner: Insight Team}
indicators:
  ready_gap:
    title: How much further girls are than boys
    unit: points
    gap: {of: ready_for_school, in: {sex: Female}, minus: {sex: Male}}
  ready_times:
    title: Girls ready for each boy
    unit: times
    decimals: 3
    gap_ratio: {of: ready_for_school, in: {sex: Female}, over: {sex: Male}}
  ready_gap_twice:
    title: Twice the gap
    unit: points
    derived: "2 * ready_gap"
  late_share:
    title: Assessments that were late
    unit: percent
    derived: "100 - assessed_in_time"
    by: [sex]
  need_index:
    title: Need of districts
    kind: context
    unit: score
    decimals: 2
    composite:
      parts: {in_need_rate: 1, cost_per_closed: 1}
      against: district
      period: latest of each
      if_missing: at least 50%
    grain: quarter
"""
OUTCOME = "    indicators: [ready_for_school, in_need_rate]"
MORE = ", ready_gap, ready_times, ready_gap_twice, late_share, need_index]"


@dataclass
class Loud:
    """Keeps what is said."""

    said: list[str] = field(default_factory=list)

    def stage(self, name: str, done: int, total: int) -> None: ...

    def event(self, message: str) -> None:
        self.said.append(message)


@dataclass
class Desk:
    folder: Path
    engine: Engine
    teller: Loud = field(default_factory=Loud)

    def refresh(self, *indicators: str) -> Outcome:
        places = Places(self.folder / "data", self.folder / "intake")
        starter = Starter("test", "here", 1, lambda: datetime.now(UTC), date(2025, 11, 12))
        choice = Choice(indicators=frozenset(indicators) or None)
        files = read_config(self.folder)
        where = Where(self.engine, places)
        return refresh(files, where, choice, starter=starter, teller=self.teller)

    def point(
        self, indicator: str, period: str, area: str = COUNTY, breakdown: str = ""
    ) -> PointRow:
        with open_snapshot(self.engine) as snapshot:
            rows = snapshot.points(indicators=[indicator], areas=[area], periods=[period])
            (found,) = [row for row in rows if row.breakdown == breakdown]
            return found

    def library(self) -> Library:
        return Library(self.engine, lambda: date(2025, 11, 12))

    def exchange(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    (folder / "indicators" / "made.yaml").write_text(MADE, encoding="utf-8")
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    made = Desk(folder, engine)
    made.exchange(
        "sources/episodes.yaml",
        "disclosure: {suppress: 1-2, round_to: 1}\n",
        "disclosure: {suppress: none}\n",
    )
    made.exchange("outcomes.yaml", OUTCOME, OUTCOME[:-1] + MORE)
    yield made
    engine.dispose()


def test_a_gap_is_what_is_between_two_groups_with_limits_of_its_own(desk):
    desk.refresh()
    found = desk.point("ready_gap", "2023/24")
    assert found.value == pytest.approx(73.0 - 59.0)
    below = ((73.0 - 70.5) ** 2 + (61.8 - 59.0) ** 2) ** 0.5
    above = ((75.5 - 73.0) ** 2 + (59.0 - 56.2) ** 2) ** 0.5
    assert (found.lower, found.upper) == (pytest.approx(14 - below), pytest.approx(14 + above))
    assert desk.point("ready_times", "2023/24").value == pytest.approx(73 / 59)
    assert desk.point("ready_gap_twice", "2023/24").value == pytest.approx(28.0)


def test_what_is_made_of_a_hidden_figure_is_hidden(desk):
    desk.refresh()
    for name in ("ready_gap", "ready_times", "ready_gap_twice"):
        found = desk.point(name, "2024/25")
        assert (found.value, found.lower, found.upper) == (None, None, None)
        assert found.flags & Flag.SUPPRESSED
        assert desk.point(name, "2024/25", ENGLAND).value is not None


def test_a_sum_over_indicators_is_made_for_each_breakdown_and_area_anew(desk):
    desk.refresh()
    for area, breakdown in ((COUNTY, ""), (COUNTY, "sex=Female"), (NORTH, "")):
        part = desk.point("assessed_in_time", "2025-05", area, breakdown)
        found = desk.point("late_share", "2025-05", area, breakdown)
        assert part.value is not None
        assert found.value == pytest.approx(100 - part.value)


def test_an_index_holds_districts_against_each_other_by_what_is_there(desk):
    desk.refresh()
    with open_snapshot(desk.engine) as snapshot:
        rows = snapshot.points(indicators=["need_index"])
    found = {(row.area, row.period): row.value for row in rows}
    # Of the children in need only one district's number is shown, so the cost alone decides.
    assert found[NORTH, "2024/25 Q4"] is None
    assert {found[NORTH, "2025/26 Q1"], found[SOUTH, "2025/26 Q1"]} == {1, -1}


def test_the_second_time_there_is_nothing_to_do(desk):
    first = desk.refresh()
    second = desk.refresh()
    assert second.published_hash == first.published_hash
    assert second.generation == first.generation


def test_to_refresh_one_derived_indicator_computes_its_parts_and_no_more(desk):
    desk.refresh("ready_gap_twice")
    assert desk.point("ready_gap_twice", "2023/24").value == pytest.approx(28.0)
    assert desk.point("ready_for_school", "2023/24").value == pytest.approx(66.0)
    with open_snapshot(desk.engine) as snapshot:
        assert snapshot.points(indicators=["late_share"], areas=[COUNTY]) == []


def test_new_rows_of_a_part_make_everything_made_of_it_anew_in_the_same_generation(desk):
    desk.refresh()
    desk.exchange("data/official.csv", "Female,0.730", "Female,0.740")
    desk.refresh("ready_for_school")
    assert desk.point("ready_gap", "2023/24").value == pytest.approx(15.0)
    assert desk.point("ready_gap_twice", "2023/24").value == pytest.approx(30.0)


def test_when_a_source_fails_what_is_made_of_it_keeps_its_last_good_figures(desk):
    desk.refresh()
    desk.exchange("data/official.csv", "code,year,key", "code,when,key")
    desk.exchange("data/episodes.csv", "2025-05-01,2025-05-20", "2025-05-01,2025-06-10")
    outcome = desk.refresh()
    assert set(outcome.failed) == {"official"}
    assert desk.point("ready_gap", "2023/24").value == pytest.approx(14.0)
    assert desk.point("late_share", "2025-06").value == pytest.approx(100 / 3)


def test_when_a_part_is_refused_what_is_made_of_it_says_why_it_stands(desk):
    desk.refresh()
    twice = "E10900001,2023-24,ready for school,Male,0.590,0.562,0.618,,\n"
    desk.exchange("data/official.csv", twice, twice + twice.replace("0.590", "0.600"))
    outcome = desk.refresh()
    sentence = "indicator 'ready_gap_twice' keeps its last good figures, as its part 'ready_for_school' is refused"
    assert sentence in desk.teller.said
    assert any("ready_gap_twice" in warning for warning in outcome.warnings)
    assert desk.point("ready_gap_twice", "2023/24").value == pytest.approx(28.0)


def test_every_page_speaks_of_an_indicator_that_has_no_source_of_its_own(desk):
    desk.refresh()
    library = desk.library()
    view = read_panel(library, OPEN_DEMO_VIEWER, "2025-09")
    cards = {card.id: card for part in view.outcomes for card in part.cards}
    assert cards["ready_gap"].text == "[c]"
    # The index holds districts against each other, so the county's panel leaves it out.
    assert "need_index" not in {card.id for card in view.context}
    page = read_indicator(library, OPEN_DEMO_VIEWER, "need_index", month="2025-09")
    assert page.card.sentence == "There is no index for this area."
    panel = read_panel(library, OPEN_DEMO_VIEWER, "2025-09", NORTH)
    assert "need_index" in {card.id for card in panel.context}
    assert cards["late_share"].freshness.state == cards["assessed_in_time"].freshness.state
    page = read_indicator(library, OPEN_DEMO_VIEWER, "late_share", month="2025-09")
    facts = {fact.label: fact.text for fact in page.data_quality}
    assert facts["Made of"] == "Assessments completed within 45 working days"
    found = explain(library, OPEN_DEMO_VIEWER, "late_share", month="2025-09")
    assert [one.name for one in found.sources] == ["episodes"]


def test_an_explanation_says_what_the_parts_are_and_what_each_adds(desk):
    desk.refresh()
    library = desk.library()
    gap = explain(library, OPEN_DEMO_VIEWER, "ready_gap", area=ENGLAND, month="2025-03")
    assert (
        "It is made of Children ready for school (Female): 75.4% and Children ready for school "
        in (gap.steps[1])
    )
    index = explain(library, OPEN_DEMO_VIEWER, "need_index", area=NORTH, month="2025-06")
    first = next(at for at, step in enumerate(index.steps) if step.startswith("Children in need"))
    assert index.steps[first : first + 2] == (
        "Children in need for every 10,000 children, 31 March 2025: 307.7.",
        "Cost for each closed episode, April to June 2025 (Q1 2025/26): £250.38 scores 1.000 and adds 1.000.",
    )
