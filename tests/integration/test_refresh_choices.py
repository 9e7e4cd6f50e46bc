"""What each option of a refresh leaves alone, computes and publishes."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.cli.refreshing import Asked, chosen
from framework.errors import UserError
from framework.model.periods import period_from_code
from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from framework.store.runs import current_generation
from tests.refresh_desk import Desk, day, tiny

STARTED = "episodes_started"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made")
    desk = tiny(root)
    desk.refresh()
    desk.engine.dispose()
    return root


@pytest.fixture
def desk(made_once: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(made_once / "tiny", tmp_path / "tiny")
    shutil.copy2(made_once / "store.db", tmp_path / "store.db")
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield Desk(tmp_path / "tiny", engine)
    engine.dispose()


def move_one_start(desk: Desk) -> None:
    """One episode of April began in August instead."""
    desk.exchange("data/episodes.csv", "3,p03,2025-04-15,2025-04-30", "3,p03,2025-08-15,2025-04-30")


def test_since_leaves_earlier_periods_as_they_are_until_a_whole_refresh(desk: Desk) -> None:
    before = {month: desk.value(STARTED, month) for month in ("2025-04", "2025-08")}
    move_one_start(desk)
    found = desk.refresh(since=period_from_code("2025-07"))
    assert found.state == "published"
    assert desk.value(STARTED, "2025-04") == before["2025-04"]
    assert desk.value(STARTED, "2025-08") == before["2025-08"] + 1
    assert "periods that ended before July 2025 were left as they were" in found.warnings
    desk.refresh()
    assert desk.value(STARTED, "2025-04") == before["2025-04"] - 1
    assert desk.value(STARTED, "2025-08") == before["2025-08"] + 1


def test_since_holds_what_is_made_of_others_as_it_holds_its_parts(desk: Desk) -> None:
    made = "defaults: {source: episodes, grain: month, kind: outcome, polarity: low, owner: Team}\n"
    made += (
        "indicators:\n  late_share: {title: Late, unit: percent, derived: 100 - assessed_in_time}\n"
    )
    (desk.folder / "indicators" / "made.yaml").write_text(made)
    desk.refresh()
    was = desk.value("late_share", "2025-05")
    desk.exchange("data/episodes.csv", ",2025-04-01,2025-05-10,", ",2025-04-01,2025-08-29,")
    desk.refresh(since=period_from_code("2025-06"))
    for month in ("2025-05", "2025-08"):
        both = desk.value("late_share", month) + desk.value("assessed_in_time", month)
        assert both == pytest.approx(100)
    assert desk.value("late_share", "2025-05") == was
    assert desk.point("assessed_in_time", "2025-05").denominator == 2
    desk.refresh()
    assert desk.point("assessed_in_time", "2025-05").denominator == 1


def test_what_is_rated_after_since_rests_on_the_figures_beside_it(desk: Desk) -> None:
    desk.exchange("data/episodes.csv", "3,p03,2025-04-15,2025-04-30", "3,p03,2025-05-15,2025-05-30")
    desk.refresh(since=period_from_code("2025-05"))
    april, may = desk.point(STARTED, "2025-04"), desk.point(STARTED, "2025-05")
    assert may.short_change == may.value - april.value


def test_as_of_computes_as_if_it_were_that_day(desk: Desk) -> None:
    assert desk.value(STARTED, "2025-08") is not None
    found = desk.refresh(as_of=date(2025, 8, 20))
    assert desk.value(STARTED, "2025-07") is not None
    assert desk.value(STARTED, "2025-08") is None
    assert "computed as if it were 2025-08-20" in found.warnings
    desk.refresh()
    assert desk.value(STARTED, "2025-08") is not None


def test_backfill_computes_what_is_chosen_though_nothing_changed(desk: Desk) -> None:
    assert desk.rehearse().computed == ()
    found = desk.rehearse(backfill=True, indicators=frozenset({STARTED}))
    assert found.computed == (STARTED,)
    assert not found.is_different
    assert desk.refresh(backfill=True).state == "nothing to do"


def test_a_rehearsal_says_what_since_would_change_and_writes_nothing(desk: Desk) -> None:
    move_one_start(desk)
    before = {path: path.stat().st_mtime_ns for path in desk.folder.rglob("*") if path.is_file()}
    found = desk.rehearse(since=period_from_code("2025-07"), indicators=frozenset({STARTED}))
    (one,) = found.indicators
    assert one.figures.largest is not None
    assert one.figures.largest.period >= "2025-07"
    after = {path: path.stat().st_mtime_ns for path in desk.folder.rglob("*") if path.is_file()}
    assert before == after
    assert current_generation(desk.engine).number == 1


def test_a_generation_names_the_bytes_and_times_of_the_files_it_rests_on(desk: Desk) -> None:
    import hashlib
    import json

    with open_snapshot(desk.engine) as snapshot:
        kept = json.loads(snapshot.generation.plan)["files"]["episodes"]["episodes.csv"]
    content = (desk.folder / "data" / "episodes.csv").read_bytes()
    assert kept["sha256"] == hashlib.sha256(content).hexdigest()
    assert kept["modified"].endswith("+00:00")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked(since="2025-07", backfill=True), "--since leaves earlier periods alone"),
        (Asked(since="2025-07", rejudge=True, reason="why"), "--rejudge judges them"),
        (Asked(rejudge=True), "--rejudge needs --reason"),
        (Asked(reason="why"), "--reason goes with --rejudge"),
        (Asked(dry_run=True, wait=3.0), "nothing to --wait for"),
        (Asked(dry_run=True, fail_on="warning"), "--fail-on goes with"),
        (Asked(as_of=date(2999, 1, 1)), "is still to come: with --dry-run"),
        (Asked(since="July"), "write a month as 2026-10, a quarter as '2026/27 Q2'"),
    ],
)
def test_options_that_contradict_each_other_are_refused_in_one_sentence(
    asked: Asked, says: str
) -> None:
    with pytest.raises(UserError, match=says):
        chosen(asked)


def test_since_a_period_that_has_not_begun_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="--since 2025-12: that period has not begun by 2025-11-12"):
        desk.refresh(since=period_from_code("2025-12"))
    assert day("2025-11-12") == date(2025, 11, 12)


def test_a_framework_of_another_id_does_not_take_the_place_of_what_is_published(desk: Desk) -> None:
    desk.refresh()
    desk.exchange("framework.yaml", "framework: tinyshire", "framework: borrowed")
    with pytest.raises(UserError, match="the store holds the panels of 'tinyshire'"):
        desk.refresh()
    with open_snapshot(desk.engine) as snapshot:
        assert snapshot.generation.number == 1
    assert desk.refresh(renamed_from="tinyshire").generation == 2
    assert desk.refresh().generation == 2
