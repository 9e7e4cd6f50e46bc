"""When a file counts as here, and what a wrong delivery does."""

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from dashboard.export.failing_rows import as_file
from framework.store.accepting import Acceptance, digest_of, record_acceptance
from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from indicators.quality.report import read_report
from tests.refresh_desk import NOON, Desk, tiny

FILE = "data/episodes.csv"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made")
    desk = tiny(root)
    desk.written_at(FILE, NOON - timedelta(days=3))
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


def state_of(desk: Desk) -> tuple[str, str]:
    with open_snapshot(desk.engine) as snapshot:
        (state,) = (one for one in snapshot.source_states() if one.source == "episodes")
    return state.state, state.reason


def change(desk: Desk, written: datetime) -> None:
    desk.exchange(FILE, "3,p03,2025-04-15,", "3,p03,2025-04-16,")
    desk.written_at(FILE, written)


def declare(desk: Desk, arrives: str) -> None:
    desk.exchange(
        "sources/episodes.yaml", "dated: started\n", f"dated: started\narrives: {arrives}\n"
    )


def test_a_file_that_is_still_written_to_waits_until_it_is_left_alone(desk: Desk) -> None:
    declare(desk, "{settled: 2 minutes}")
    change(desk, NOON - timedelta(seconds=119))
    desk.refresh()
    assert state_of(desk) == (
        "kept",
        "episodes.csv is still arriving: it was written to at 11:58:01 on 2025-11-12, and counts "
        "once it has been left alone for 2 minutes",
    )
    desk.refresh(at=NOON + timedelta(seconds=1))
    assert state_of(desk) == ("fresh", "")


def test_a_file_waits_for_its_marker_and_the_marker_is_no_rows(desk: Desk) -> None:
    declare(desk, "{marker: .done}")
    change(desk, NOON)
    desk.refresh()
    assert state_of(desk)[1].endswith("still arriving: there is no episodes.csv.done beside it")
    marker = desk.folder / "data" / "episodes.csv.done"
    marker.touch()
    desk.written_at("data/episodes.csv.done", NOON - timedelta(hours=1))
    desk.refresh()
    assert state_of(desk)[1].endswith("episodes.csv.done is older than it")
    desk.written_at("data/episodes.csv.done", NOON + timedelta(seconds=1))
    desk.refresh()
    assert state_of(desk) == ("fresh", "")


def test_a_file_replaced_by_an_older_one_is_refused_and_says_which(desk: Desk) -> None:
    change(desk, NOON - timedelta(days=30))
    desk.refresh()
    state, reason = state_of(desk)
    assert state == "kept"
    assert reason.startswith(
        "episodes.csv was replaced by an older one: it was written on 2025-10-13 at 12:00, and the "
        "one read last on 2025-11-09 at 12:00 [S137]; if this is right, run fingerpost accept episodes"
    )
    # the list of failures names the reason by its code, and how to let it through is no failure
    report = read_report(desk.where.places.intake, "episodes")
    assert report is not None
    rows = list(csv.reader(io.StringIO(as_file(report, "list.csv").decode("utf-8-sig"))))
    assert [row[6:8] for row in rows[1:]] == [["S137", "A file is older than the one of last time"]]


def test_what_a_killed_run_left_is_cleared_though_no_source_is_read_again(desk: Desk) -> None:
    left = desk.where.places.intake / ".reading-999999999-episodes-x"
    left.mkdir()
    (left / "rows.parquet").write_bytes(b"rows about people")
    desk.exchange("indicators/early_help.yaml", "minimum_denominator: 1", "minimum_denominator: 2")
    desk.refresh()
    assert not left.exists()


def test_the_same_bytes_written_again_are_no_new_delivery(desk: Desk) -> None:
    desk.written_at(FILE, datetime(2020, 1, 1, tzinfo=UTC))
    assert desk.refresh().state == "nothing to do"


def test_two_files_of_the_very_same_bytes_are_refused(desk: Desk) -> None:
    shutil.copy(desk.folder / FILE, desk.folder / "data" / "episodes (1).csv")
    desk.exchange("sources/episodes.yaml", ", unique: yes", "")
    desk.exchange("sources/episodes.yaml", "change_at_most: 40%", "change_at_most: 400%")
    desk.refresh()
    state, reason = state_of(desk)
    assert state == "kept"
    assert reason.startswith("episodes.csv holds the very same bytes as episodes (1).csv [S138];")


def test_twice_as_many_files_are_told_and_read(desk: Desk) -> None:
    text = (desk.folder / FILE).read_text().splitlines()
    (desk.folder / FILE).write_text("\n".join(text[:9]) + "\n")
    (desk.folder / "data" / "episodes_2.csv").write_text("\n".join([text[0], *text[9:]]) + "\n")
    found = desk.refresh()
    assert "source 'episodes': 2 files match its path, and 1 did last time" in found.warnings
    assert state_of(desk)[0] == "fresh"


def test_no_file_at_all_keeps_the_last_good_figures(desk: Desk) -> None:
    (desk.folder / FILE).unlink()
    desk.refresh()
    assert state_of(desk)[1].startswith("no file matches 'episodes*.csv'")
    assert desk.value("episodes_started", "2025-04") is not None


def test_another_place_in_the_declaration_is_told_as_that_and_not_as_a_lost_file(
    desk: Desk,
) -> None:
    folder = desk.folder / "data"
    (folder / "cases.csv").write_bytes((folder / "episodes.csv").read_bytes())
    desk.exchange("sources/episodes.yaml", "path: episodes*.csv", "path: c*.csv")
    desk.refresh()
    assert state_of(desk) == (
        "kept",
        "the declaration now reads c*.csv; last time it read episodes.csv [S134]; if this is right, "
        "run fingerpost accept episodes --reason WHY, and refresh again",
    )
    uploads = folder / "uploads" / "episodes"
    uploads.mkdir(parents=True)
    (folder / "cases.csv").rename(uploads / f"20251112T090000000000Z-{'0' * 64}.csv")
    desk.exchange("sources/episodes.yaml", "kind: csv, path: c*.csv", "kind: upload, as: csv")
    desk.refresh()
    assert "reads an uploaded file; last time it read episodes.csv [S134];" in state_of(desk)[1]


def test_what_is_accepted_is_still_held_to_its_promise(desk: Desk) -> None:
    desk.exchange(
        "sources/episodes.yaml", "change_at_most: 40%}", "change_at_most: 40%, late: stop}"
    )
    change(desk, NOON - timedelta(days=4))
    digest = digest_of({"episodes.csv": sha256((desk.folder / FILE).read_bytes()).hexdigest()})
    at = NOON + timedelta(days=60)
    record_acceptance(
        desk.engine, Acceptance("episodes", ("episodes.csv",), digest, at, "Ada", "as agreed")
    )
    desk.refresh(at=at)
    state, reason = state_of(desk)
    assert state == "kept"
    assert "rows for December 2025 are due" in reason


def test_what_breaks_a_declared_rule_is_used_once_somebody_answers_for_it(desk: Desk) -> None:
    rule = (
        "rules: [{name: young, holds: \"age_band != '16-17'\", then: stop, because: we end at 16}]"
    )
    desk.exchange("sources/episodes.yaml", "change_at_most: 40%}", f"change_at_most: 40%, {rule}}}")
    change(desk, NOON - timedelta(hours=4))
    desk.refresh()
    state, reason = state_of(desk)
    assert state == "kept"
    assert "we end at 16" in reason
    digest = digest_of({"episodes.csv": sha256((desk.folder / FILE).read_bytes()).hexdigest()})
    record_acceptance(
        desk.engine, Acceptance("episodes", ("episodes.csv",), digest, NOON, "Ada", "as agreed")
    )
    desk.refresh()
    state, reason = state_of(desk)
    assert state == "fresh"
    assert "we end at 16" in reason
    assert "somebody let it through [S122]" in reason
    desk.exchange(FILE, "3,p03,2025-04-16,", "3,p03,2025-04-17,")
    desk.written_at(FILE, NOON - timedelta(hours=3))
    desk.refresh()
    assert state_of(desk)[0] == "kept"


def test_a_key_that_stands_twice_is_let_through_by_nobody(desk: Desk) -> None:
    desk.exchange(FILE, "\n2,p02,", "\n1,p02,")
    desk.written_at(FILE, NOON - timedelta(hours=4))
    digest = digest_of({"episodes.csv": sha256((desk.folder / FILE).read_bytes()).hexdigest()})
    record_acceptance(
        desk.engine, Acceptance("episodes", ("episodes.csv",), digest, NOON, "Ada", "as agreed")
    )
    desk.refresh()
    state, reason = state_of(desk)
    assert state == "kept"
    assert "must differ in every row" in reason
