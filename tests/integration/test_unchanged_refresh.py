"""A refresh of what has not changed looks at files alone, and at everything as soon as anything is otherwise."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.telling.quiet import is_quiet
from framework.load.files import read_config
from framework.store.going_back import publish_again
from framework.store.locking import hold_refresh_lock
from framework.store.rows import RunState, SourceCondition
from framework.store.runs import last_run
from framework.store.telling import Draft, Opening, record_changes
from indicators.refresh.starting import Outcome, Starter
from indicators.refresh.unchanged import refresh_unchanged
from tests.refresh_desk import Desk, tiny

AT = datetime(2035, 5, 20, 12, tzinfo=UTC)
"""So late that every file of the test has been left alone for a while."""

SOON = AT + timedelta(hours=1)


def settled(desk: Desk) -> Iterator[Desk]:
    """Refresh until nothing is to be done."""
    desk.refresh(at=AT)
    assert desk.refresh(at=AT).state == RunState.NOTHING_TO_DO
    yield desk
    desk.engine.dispose()


@pytest.fixture
def desk(tmp_path):
    yield from settled(tiny(tmp_path))


@pytest.fixture
def on_each_engine(tmp_path, store_url):
    yield from settled(tiny(tmp_path, store_url))


def again(desk: Desk, at: datetime = SOON) -> Outcome | None:
    """Refresh as the command does first: None where it goes on to take the whole look."""
    starter = Starter("a test", "here", os.getpid(), lambda: at, at.date())
    places = desk.where.places
    return refresh_unchanged(
        read_config(desk.folder), desk.engine, places.data, places.intake, starter=starter
    )


def test_it_says_what_the_whole_look_said_and_stands_in_the_history(on_each_engine):
    desk = on_each_engine
    whole, short = desk.refresh(at=SOON), again(desk)
    assert (short.state, short.generation, short.published_hash, short.results) == (
        *(RunState.NOTHING_TO_DO, whole.generation, whole.published_hash, whole.results),
    )
    assert short.warnings == whole.warnings
    run = last_run(desk.engine)
    assert (run.state, run.started, run.finished) == (RunState.NOTHING_TO_DO, SOON, SOON)


def of_the_same_size(desk: Desk) -> None:
    desk.exchange("data/episodes.csv", "1,p01,2025-04-01", "1,p01,2025-04-02")


def with_its_old_time(desk: Desk) -> None:
    old = (desk.folder / "data" / "episodes.csv").stat()
    of_the_same_size(desk)
    os.utime(desk.folder / "data" / "episodes.csv", ns=(old.st_atime_ns, old.st_mtime_ns))


def one_more_file(desk: Desk) -> None:
    first = (desk.folder / "data" / "episodes.csv").read_text().splitlines()
    row = first[1].replace("1,p01", "9001,p9001", 1)
    (desk.folder / "data" / "episodes_2.csv").write_text(f"{first[0]}\n{row}\n")


def one_file_less(desk: Desk) -> None:
    (desk.folder / "data" / "official.csv").unlink()


def a_word_of_the_framework(desk: Desk) -> None:
    desk.exchange("framework.yaml", "Made-up data for tests.", "Made-up data.")


def the_intake_is_gone(desk: Desk) -> None:
    for path in (desk.folder / "intake").glob("last_look*"):
        path.unlink()


def a_note_cut_short(desk: Desk) -> None:
    (path,) = (desk.folder / "intake").glob("last_look*")
    path.write_bytes(path.read_bytes()[:100])


def an_earlier_generation_was_published(desk: Desk) -> None:
    a_word_of_the_framework(desk)
    desk.refresh(at=AT)
    desk.refresh(at=AT)
    with hold_refresh_lock(desk.engine, who="Ann") as lock:
        publish_again(lock, 1, reason="the newer one was wrong", run_by=("here", 1), now=AT)


@pytest.mark.parametrize(
    "change",
    [
        of_the_same_size,
        with_its_old_time,
        one_more_file,
        one_file_less,
        a_word_of_the_framework,
        the_intake_is_gone,
        a_note_cut_short,
        an_earlier_generation_was_published,
    ],
)
def test_whatever_is_otherwise_is_looked_at(desk, change):
    assert again(desk) is not None
    change(desk)
    assert again(desk) is None


def test_a_file_that_was_changed_is_read(desk):
    before = again(desk).published_hash
    with_its_old_time(desk)
    assert desk.refresh(at=SOON).published_hash != before


def test_a_link_that_points_elsewhere_is_looked_at_though_both_files_were_seen(tmp_path):
    desk = tiny(tmp_path)
    data, source = desk.folder / "data", desk.folder / "sources" / "mid_year.yaml"
    link, text = data / "mid_year.csv", source.read_text()
    for name in ("one", "two"):
        (data / f"{name}.csv").write_text(link.read_text())
        own = text.replace("source: mid_year", f"source: {name}").replace(
            "mid_year.csv", f"{name}.csv"
        )
        source.with_name(f"{name}.yaml").write_text(own)
    link.unlink()
    link.symlink_to("one.csv")
    desk = next(settled(desk))
    assert again(desk) is not None
    link.unlink()
    link.symlink_to("two.csv")
    assert again(desk) is None
    desk.engine.dispose()


def test_one_more_name_for_a_file_that_was_seen_is_looked_at(desk):
    (desk.folder / "data" / "episodes_2.csv").symlink_to("episodes.csv")
    assert again(desk) is None


def test_a_month_that_ends_is_looked_at_though_no_file_changed(desk):
    assert again(desk, datetime(2035, 5, 31, 23, tzinfo=UTC)) is not None
    assert again(desk, datetime(2035, 6, 1, tzinfo=UTC)) is None
    assert again(desk, datetime(2035, 5, 19, tzinfo=UTC)) is None


def test_a_day_on_which_somebody_else_is_told_of_late_rows_is_looked_at(tmp_path):
    desk = tiny(tmp_path)
    desk.exchange("sources/episodes.yaml", "to: 2025-09", "to: 2034-09")
    late = "due: {after_period: 10 days, late: {after_196_days: [board_secretary]}}\n"
    desk.exchange("sources/episodes.yaml", "due: 10 days\n", late)
    desk = next(settled(desk))
    # The rows of October 2034 were due on 10 November, and that was 191 days ago.
    assert again(desk, datetime(2035, 5, 24, tzinfo=UTC)).late == ("episodes",)
    assert again(desk, datetime(2035, 5, 25, tzinfo=UTC)) is None
    desk.engine.dispose()


def test_files_that_were_just_written_are_looked_at_again(tmp_path):
    desk = tiny(tmp_path)
    written = max(path.stat().st_ctime for path in (desk.folder / "data").iterdir())
    # Mapped memory may be written again without any sign while its page waits to be written back.
    at = datetime.fromtimestamp(written + 59, UTC)
    desk.refresh(at=at)
    assert desk.refresh(at=at).state == RunState.NOTHING_TO_DO
    assert again(desk, at) is None
    at = datetime.fromtimestamp(written + 61, UTC)
    assert desk.refresh(at=at).state == RunState.NOTHING_TO_DO
    assert again(desk, at) is not None
    desk.engine.dispose()


def test_people_are_told_where_what_is_wrong_is_not_what_they_know(on_each_engine):
    desk = on_each_engine
    late = again(desk).late
    assert late
    assert not is_quiet(desk.engine, late, SOON)
    openings = [Opening(one, SourceCondition.LATE, "late", ()) for one in late]
    record_changes(desk.engine, now=AT, began=openings)
    assert is_quiet(desk.engine, late, SOON)
    draft = Draft("trouble", "operator", "the refresh failed", "It did.")
    record_changes(desk.engine, now=AT, more=[(1, draft)])
    assert not is_quiet(desk.engine, late, SOON)
