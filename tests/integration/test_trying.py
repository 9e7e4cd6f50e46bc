"""One trial after another: whatever ends one is told, and nothing piles up."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from werkzeug.test import Client

from dashboard.cli.trial_pages import Shown
from dashboard.cli.trials import Trials
from dashboard.cli.trying import stamp_of
from framework.settings import Settings
from framework.store.assessments import keep_assessments
from framework.store.engines import open_store
from tests.frameworks.made_stores import Desk, write_starter


@pytest.fixture
def trials(tmp_path: Path) -> Iterator[Trials]:
    desk = Desk(tmp_path)
    write_starter(desk)
    library = desk.refresh()
    keep_assessments(
        library.engine,
        "early_help",
        {"1": {"person": "p03"}},
        at=datetime(2026, 10, 31, tzinfo=UTC),
        who="Ann",
    )
    store = f"sqlite:///{(tmp_path / 'store.db').as_posix()}"
    folder = tmp_path / "trial"
    folder.mkdir()
    made = Trials(Settings(tmp_path / "config", tmp_path / "data", store), folder)
    made.begin()
    yield made
    made.close()
    library.engine.dispose()


def test_a_trial_that_ends_by_no_mistake_of_a_declaration_says_so_and_the_next_is_made(
    trials: Trials,
) -> None:
    shown = Shown(trials, trials.make())
    copy = trials.folder / "published.db"
    away = copy.rename(trials.folder / "away")
    shown.show(trials.make())
    page = Client(shown).get("/_trial/check").text
    assert "It could not be finished: " in page
    assert "published.db (No such file or directory). Save a file to try again." in page
    away.rename(copy)
    assert trials.make().is_good


def test_no_page_of_a_trial_shows_a_line_with_a_secret(trials: Trials) -> None:
    source = next((trials.settings.config / "sources").glob("*.yaml"))
    written = source.read_text() + "\nfetch: {user: reporting, password: Zebra-stripes-99}\n"
    source.write_text(written)
    client = Client(Shown(trials, trials.make()))
    for page in ("/_trial/state", "/_trial/check"):
        said = client.get(page, base_url="http://127.0.0.1:8051/").text
        assert "F509" in said
        assert "Zebra" not in said


def test_an_open_page_is_told_the_mistakes_of_a_trial_once(trials: Trials) -> None:
    place = trials.settings.config / "outcomes.yaml"
    place.write_text("outcomes: [\n")
    asking = Client(Shown(trials, trials.make()))
    first = asking.get("/_trial/state?known=").json
    assert first is not None
    assert (first["number"], len(first["mistakes"])) == (1, 1)
    assert "help" not in first["mistakes"][0]
    assert asking.get("/_trial/state?known=1").json == {"number": 1, "good": False}
    assert len(asking.get("/_trial/state?known=7").json["mistakes"]) == 1  # type: ignore[index]


def test_trials_keep_two_copies_of_the_store_and_none_of_the_assessments(trials: Trials) -> None:
    for _ in range(4):
        assert trials.make().is_good
    copies = sorted(path.name for path in trials.folder.glob("trial_*.db"))
    assert copies == ["trial_3.db", "trial_4.db"]
    assert (trials.folder / "published.db").stat().st_mode & 0o077 == 0
    for path in trials.folder.glob("*.db*"):
        assert b"p03" not in path.read_bytes()
    engine = open_store(f"sqlite:///{trials.folder / 'published.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM assessment")).scalar() == 0
    engine.dispose()


def test_pages_made_ready_before_a_save_show_what_was_saved(trials: Trials) -> None:
    shown = Shown(trials, trials.make())
    trials.get_ready()
    place = trials.settings.config / "outcomes.yaml"
    written = place.read_text().replace("Change lasts after help ends", "Doors are open to all")
    place.write_text(written)
    shown.show(trials.make())
    assert "Doors are open to all" in Client(shown).get("/").text


def test_each_page_says_that_files_are_left_unwatched(trials: Trials) -> None:
    assert trials.make(stamp_of(trials.settings).told).notes == ()
    notes = trials.settings.data / "notes"
    notes.mkdir()
    for number in range(5_000):
        (notes / str(number)).touch()
    shown = Shown(trials, trials.make(stamp_of(trials.settings).told))
    assert "5,000 files and folders are watched, and" in Client(shown).get("/").text
