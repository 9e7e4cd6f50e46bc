"""What `fingerpost plan` says of a changed framework, and that it changes nothing itself."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from framework.errors import ConfigurationError, StoreError
from framework.load.files import read_config
from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from framework.store.releases import release_month
from indicators.refresh.planning import Choice, Places
from indicators.refresh.rehearsing import Clocks, IndicatorChange, Rehearsal, rehearse
from indicators.refresh.running import refresh
from indicators.refresh.starting import Starter
from indicators.refresh.tasks import Where
from tests.commands import Ended, run_command

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "frameworks" / "tiny"
COUNTY = "E10900001"
TODAY = date(2025, 11, 12)


class Silent:
    def stage(self, name: str, done: int, total: int) -> None: ...

    def event(self, message: str) -> None: ...


@dataclass
class Desk:
    folder: Path
    engine: Engine

    @property
    def where(self) -> Where:
        return Where(self.engine, Places(self.folder / "data", self.folder / "intake"))

    def refresh(self) -> None:
        starter = Starter("test", "here", 1, lambda: datetime.now(UTC), TODAY)
        files = read_config(self.folder)
        refresh(files, self.where, Choice(), starter=starter, teller=Silent())

    def plan(self, *indicators: str, rejudge: str = "") -> Rehearsal:
        choice = Choice(indicators=frozenset(indicators) or None, rejudge=rejudge)
        files = read_config(self.folder)
        ticks = iter((10.0, 12.5))
        clocks = Clocks(TODAY, lambda: datetime.now(UTC), lambda: next(ticks))
        return rehearse(files, self.where, choice, clocks=clocks, teller=Silent())

    def exchange(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")

    def points(self) -> dict[tuple[str, str, str, str], object]:
        with open_snapshot(self.engine) as snapshot:
            return {(p.indicator, p.area, p.breakdown, p.period): p for p in snapshot.points()}


def published(folder: Path, url: str) -> Desk:
    shutil.copytree(TINY, folder)
    desk = Desk(folder, open_store(url))
    desk.exchange(
        "sources/episodes.yaml",
        "disclosure: {suppress: 1-2, round_to: 1}\n",
        "disclosure: {suppress: none}\n",
    )
    desk.refresh()
    return desk


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A partnership that has published once: made once, copied for each test."""
    root = tmp_path_factory.mktemp("made")
    published(root / "tiny", f"sqlite:///{root / 'store.db'}").engine.dispose()
    return root


@pytest.fixture
def desk(made_once: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(made_once / "tiny", tmp_path / "tiny")
    shutil.copy2(made_once / "store.db", tmp_path / "store.db")
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield Desk(tmp_path / "tiny", engine)
    engine.dispose()


def only(found: Rehearsal) -> IndicatorChange:
    (one,) = found.indicators
    return one


def test_nothing_changed_is_nothing_to_say(desk):
    found = desk.plan()
    assert not found.is_different
    assert (found.computed, found.generation) == ((), 1)
    assert found.seconds == 2.5


def test_words_and_comments_compute_nothing(desk):
    desk.exchange(
        "indicators/early_help.yaml", "title: Episodes started\n", "title: Begun  # new\n"
    )
    found = desk.plan()
    assert found.computed == ()
    one = only(found)
    assert (one.id, one.state, one.because) == ("episodes_started", "changed", ())
    assert [(c.path, c.before, c.after) for c in one.declared] == [
        ("title", "Episodes started", "Begun")
    ]


def test_a_released_month_is_rated_again_only_where_that_is_asked(desk):
    release_month(desk.engine, "2025-10", at=datetime.now(UTC), who="Ada", reason="the Board")
    desk.exchange(
        "indicators/early_help.yaml", "value: 85, amber: 5 points", "value: 40, amber: 5 points"
    )
    kept = desk.plan("assessed_in_time")
    assert sum(count for *_, count in only(kept).figures.moves) == 0
    assert any("released (until 2025-10) keep their ratings" in note for note in kept.notes)
    again = desk.plan("assessed_in_time", rejudge="a rehearsal")
    assert sum(count for *_, count in only(again).figures.moves) > 0
    assert not any("keep their ratings" in note for note in again.notes)


def test_a_changed_target_tells_which_ratings_change_and_no_value(desk):
    desk.exchange(
        "indicators/early_help.yaml", "value: 85, amber: 5 points", "value: 40, amber: 5 points"
    )
    before = desk.points()
    found = desk.plan()
    one = only(found)
    assert found.computed == ("assessed_in_time",)
    assert one.because == ("its declaration changed",)
    assert [
        (c.path.split(".")[0], c.path.split(".")[-1], c.before, c.after) for c in one.declared
    ] == [("targets", "value", "85", "40")]
    assert (one.figures.changed, one.figures.added, one.figures.gone) == (0, 0, 0)
    assert one.figures.largest is None
    desk.refresh()
    after = desk.points()
    told = {
        ("assessed_in_time", r.area, r.breakdown, r.period): (r.before, r.after)
        for r in one.figures.ratings
    }
    changed = {
        key: (str(before[key].rating.value), str(after[key].rating.value))
        for key in after
        if before[key].rating != after[key].rating
    }
    assert changed
    assert told == changed
    assert sum(count for _, _, count in one.figures.moves) == len(changed)


def test_a_changed_denominator_tells_the_values_that_move_and_the_largest(desk):
    desk.exchange(
        "indicators/early_help.yaml",
        "denominator: assessed is not null, numerator",
        "denominator: assessed is not null and sex = 'Female', numerator",
    )
    before = desk.points()
    one = only(desk.plan())
    desk.refresh()
    after = desk.points()
    mine = {key for key in {**before, **after} if key[0] == "assessed_in_time"}

    def differs(key):
        old, new = before[key], after[key]
        names = ("value", "numerator", "denominator", "lower", "upper", "lower998", "upper998")
        return any(getattr(old, name) != getattr(new, name) for name in names)

    both = {key for key in mine if key in before and key in after}
    assert one.figures.changed == sum(map(differs, both)) > 0
    assert one.figures.gone == len(mine - set(after))
    assert one.figures.results == len([key for key in mine if key in after])
    moves = {
        key: abs(after[key].value - before[key].value)
        for key in both
        if None not in (after[key].value, before[key].value)
    }
    largest = one.figures.largest
    assert abs(largest.after - largest.before) == max(moves.values()) > 0
    key = ("assessed_in_time", largest.area, largest.breakdown, largest.period)
    assert (before[key].value, after[key].value) == (largest.before, largest.after)
    assert any(c.path.startswith("measure.denominator") for c in one.declared)


def test_an_indicator_taken_away_and_one_put_in_its_place(desk):
    desk.exchange("indicators/early_help.yaml", "  episodes_started:\n", "  episodes_begun:\n")
    desk.exchange("outcomes.yaml", "episodes_started", "episodes_begun")
    gone = [key for key in desk.points() if key[0] == "episodes_started"]
    found = desk.plan()
    assert [(one.id, one.state) for one in found.indicators] == [
        ("episodes_begun", "new"),
        ("episodes_started", "removed"),
    ]
    new, removed = found.indicators
    assert new.because == ("it is new",)
    assert (new.figures.added, new.figures.results) == (len(gone), len(gone))
    assert (removed.figures.gone, removed.figures.results) == (len(gone), 0)
    assert removed.title == "Episodes started"
    assert [(change.path, change.after.count("episodes_begun")) for change in found.declared] == [
        ("outcomes.good_value.indicators", 1)
    ]


def test_new_rows_are_told_with_the_source_they_came_from(desk):
    desk.exchange("data/official.csv", "Female,0.730", "Female,0.740")
    one = only(desk.plan())
    assert (one.id, one.declared, one.because) == (
        "ready_for_school",
        (),
        ("the rows or the declaration of source 'official' changed",),
    )
    assert (one.figures.changed, one.figures.largest.after) == (1, pytest.approx(74.0))


def test_hidden_counts_stay_hidden_in_a_plan(desk):
    desk.exchange("sources/episodes.yaml", "{suppress: none}", "{suppress: 1-9, round_to: 5}")
    found = desk.plan()
    started = next(one for one in found.indicators if one.id == "episodes_started")
    assert started.figures.changed > 0
    # What was shown becomes hidden, so no move of a small count can be told.
    moved = started.figures.largest
    assert moved is None or moved.after % 5 == 0


HIDDEN = "counts of 1 to 5 of source 'episodes' are hidden now, others are rounded to 5"
UNSAID = ": that is the rule where its file says nothing of 'disclosure'"
CHANGED = "the rows or the declaration of source 'episodes' changed"


def why_started(desk):
    """Give why an indicator counts again, but for what is said of its own declaration."""
    one = next(one for one in desk.plan().indicators if one.id == "episodes_started")
    return tuple(reason for reason in one.because if reason != "its declaration changed")


def without_rows(desk, how_many):
    file = desk.folder / "data" / "episodes.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-how_many]), encoding="utf-8")


def test_a_plan_says_where_small_counts_were_shown_and_are_hidden_now(desk):
    desk.exchange("sources/episodes.yaml", "disclosure: {suppress: none}\n", "")
    assert why_started(desk) == (HIDDEN + UNSAID,)
    without_rows(desk, 5)
    assert why_started(desk) == (HIDDEN + UNSAID, CHANGED)


def test_a_rule_for_small_counts_that_is_written_out_is_not_said_to_be_nobodys(desk):
    desk.exchange("sources/episodes.yaml", "{suppress: none}", "{suppress: 1-5, round_to: 5}")
    assert why_started(desk) == (HIDDEN,)


def test_of_rows_that_changed_alone_it_is_not_said_that_small_counts_are_hidden_now(desk):
    desk.exchange("sources/episodes.yaml", "{suppress: none}", "{suppress: 1-5, round_to: 5}")
    desk.refresh()
    without_rows(desk, 5)
    assert why_started(desk) == (CHANGED,)


def test_a_source_that_cannot_be_read_is_told_and_the_rest_is_planned(desk):
    desk.exchange("data/official.csv", "code,year,key", "code,when,key")
    desk.exchange(
        "indicators/early_help.yaml", "value: 85, amber: 5 points", "value: 40, amber: 5 points"
    )
    found = desk.plan()
    assert list(found.failed) == ["official"]
    assert [one.id for one in found.indicators] == ["assessed_in_time"]


def test_a_plan_writes_nothing_to_the_store_nor_to_kept_rows(desk, tmp_path):
    def state() -> dict[str, str]:
        kept = [
            *(p for p in desk.folder.joinpath("intake").rglob("*") if p.is_file()),
            tmp_path / "store.db",
        ]
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}

    desk.engine.dispose()
    desk.exchange("sources/episodes.yaml", "min: 0}", "min: 0, required: no}")
    desk.exchange("data/official.csv", "Female,0.730", "Female,0.740")
    desk.exchange(
        "indicators/early_help.yaml", "value: 85, amber: 5 points", "value: 40, amber: 5 points"
    )
    before = state()
    assert desk.plan().is_different
    desk.engine.dispose()
    assert state() == before


def test_before_the_first_refresh_everything_is_new(tmp_path):
    from framework.store.migrating import migrate

    engine = open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    shutil.copytree(TINY, tmp_path / "tiny")
    desk = Desk(tmp_path / "tiny", engine)
    with pytest.raises(StoreError, match="fingerpost migrate"):
        desk.plan()
    migrate(engine)
    found = desk.plan()
    engine.dispose()
    assert {one.state for one in found.indicators} == {"new"}
    assert len(found.indicators) == 10
    assert found.notes[0] == "nothing is published yet, so everything is new"


def test_a_wrong_framework_is_not_planned(desk):
    desk.exchange("outcomes.yaml", "good_value:", "good value:")
    with pytest.raises(ConfigurationError):
        desk.plan()


@pytest.mark.postgres
def test_both_engines_plan_the_same(desk, postgresql_server, new_store_url, tmp_path):
    other = published(tmp_path / "other", new_store_url())
    for each in (desk, other):
        each.exchange(
            "indicators/early_help.yaml",
            "denominator: assessed is not null, numerator",
            "denominator: assessed is not null and sex = 'Female', numerator",
        )
    try:
        assert other.plan() == desk.plan()
    finally:
        other.engine.dispose()


def command(folder: Path, *words: str) -> Ended:
    places = ("--config", ".", "--data", "data", "--store", "sqlite:///../store.db")
    return run_command("plan", *places, *words, cwd=folder)


def test_the_command_says_it_in_text_json_and_a_page_and_in_its_exit_code(desk):
    desk.engine.dispose()
    same = command(desk.folder)
    assert same.returncode == 0, same.stderr
    assert same.stdout.startswith("Nothing would change. Compared with generation 1.")
    desk.exchange(
        "indicators/early_help.yaml", "value: 85, amber: 5 points", "value: 40, amber: 5 points"
    )
    desk.exchange(
        "indicators/early_help.yaml",
        "title: Episodes started\n",
        "title: Episodes <script>alert(1)</script>\n",
    )
    told = command(desk.folder, "--json", "--html", "plan.html")
    assert told.returncode == 3, told.stderr
    found = json.loads(told.stdout)
    assert (found["different"], found["generation"]) == (True, 1)
    assert found["computed"] == ["assessed_in_time"]
    assert {one["id"] for one in found["indicators"]} == {"assessed_in_time", "episodes_started"}
    page = (desk.folder / "plan.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Assessments completed within 45 working days" in page
    text = command(desk.folder)
    assert text.returncode == 3
    assert "~ assessed_in_time: Assessments completed within 45 working days" in text.stdout
    assert "Tinyshire" in text.stdout
    second = (desk.folder / "sources" / "episodes.yaml").read_text(encoding="utf-8")
    (desk.folder / "sources" / "second.yaml").write_text(
        second.replace("source: episodes", "source: second"), encoding="utf-8"
    )
    desk.exchange("data/official.csv", "Female,0.730", "Female,0.740")
    text = command(desk.folder).stdout
    assert "  framework: source second is new\n" in text
    assert "largest change: 73.0% -> 74.0%, " in text
    desk.exchange("indicators/official.yaml", "unit: percent\n", "unit: percent\n    decimals: 2\n")
    assert "largest change: 73 -> 74, " in command(desk.folder).stdout
    desk.exchange("outcomes.yaml", "good_value:", "good value:")
    wrong = command(desk.folder)
    assert wrong.returncode == 10
    assert "Traceback" not in wrong.stderr


def test_a_plan_says_which_problems_of_data_are_new_or_gone_and_counts_those_that_stand(desk):
    assert desk.plan().problems.new == ()
    desk.exchange("sources/episodes.yaml", "step up, moved away]", "step up]")
    (new,) = desk.plan().problems.new
    assert new.startswith("source 'episodes': 1 row is left out")
    desk.refresh()
    desk.exchange("sources/episodes.yaml", "min: 0}", "min: -1}")
    stands = desk.plan().problems
    assert (stands.new, stands.gone) == ((), ())
    assert stands.same == 2  # that row, and that small counts of people are shown
    desk.exchange("sources/episodes.yaml", "step up]", "step up, moved away]")
    assert desk.plan().problems.gone == (new,)


def test_a_new_target_that_ends_before_the_first_figure_is_told(desk):
    desk.exchange("sources/episodes.yaml", "covers: {from: 2025-04, to: 2025-09}\n", "")
    desk.refresh()
    assert desk.plan().problems.new == ()
    old = "{for: 2025/26, value: 85, amber: 5 points"
    desk.exchange("indicators/early_help.yaml", old, "{for: 2019/20, value: 70}\n      - " + old)
    assert desk.plan().problems.new == (
        "target '2019/20' of 'assessed_in_time' ends before the first figure, that of April 2025, so "
        "it is never used",
    )
