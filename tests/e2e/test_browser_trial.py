"""`fingerpost try` beside an editor: the page follows what is saved, and nothing is published."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from dashboard.cli.trial_pages import Shown
from dashboard.cli.trials import Trials
from dashboard.queries.library import Library
from framework.settings import Settings
from framework.store.engines import open_store
from framework.store.trial_copies import copy_store
from tests.e2e.conftest import close, served
from tests.frameworks.made_stores import Desk, write_starter

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    write_starter(made)
    return made


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    running = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "dashboard.cli", "try", "--port", "0"],
        cwd=desk.folder,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert running.stdout is not None
    said = re.search(r"http://127.0.0.1:\d+", running.stdout.readline())
    assert said
    yield said[0]
    running.terminate()
    running.wait(20)
    running.stdout.close()


def begun(desk: Desk) -> Trials:
    store = f"sqlite:///{(desk.folder / 'store.db').as_posix()}"
    folder = desk.folder / "trial"
    folder.mkdir()
    trials = Trials(Settings(desk.folder / "config", desk.folder / "data", store), folder)
    trials.begin()
    return trials


def test_a_page_follows_what_is_saved_and_shows_mistakes_where_they_stand(
    desk: Desk, address: str, browser: Any
) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    place = desk.folder / "config" / "indicators" / "early_help.yaml"
    good = place.read_text()
    page.goto(f"{address}/indicator/days_to_assessment")
    page.wait_for_selector(".trial >> text=Nothing here is published")

    place.write_text(good.replace("title: Days from", "title: How many days from"))
    page.wait_for_selector("h1:has-text('How many days from start')")

    place.write_text(good.replace("reason = 'step up'", "reason = 'step upp'"))
    page.wait_for_selector(".mistake mark:text-is(\"'step upp'\")")
    assert "config/indicators/early_help.yaml:" in page.inner_text(".mistake h2")
    assert "did you mean 'step up'?" in page.inner_text(".mistake p")

    page.click("text=The page as it last was")
    page.wait_for_selector("h1:has-text('How many days from start')")
    page.click(".trial >> text=1 mistake")
    page.wait_for_selector(".mistake")
    page.click("text=The page that it concerns")
    page.wait_for_selector("main > .here mark:text-is(\"'step upp'\")")
    page.goto(f"{address}/")
    page.click("a[href^='/indicator/stepped_up'] + .trial-mark:text-is('1 mistake')")
    page.wait_for_selector(".mistake:target")

    place.write_text(good)
    page.wait_for_selector(".mistake", state="detached")
    page.goto(f"{address}/indicator/days_to_assessment")
    page.wait_for_selector("h1:has-text('Days from start')")
    assert [line for line in said if "Content Security Policy" in line] == []
    assert not (desk.folder / "fingerpost.db").exists()
    close(page)


def test_a_framework_that_begins_with_mistakes_is_shown_once_they_are_mended(
    desk: Desk, browser: Any
) -> None:
    place = desk.folder / "config" / "outcomes.yaml"
    good = place.read_text()
    place.write_text("outcomes: [\n")

    trials = begun(desk)
    shown = Shown(trials, trials.make())
    with served(shown) as at:
        page = browser.new_page()
        page.goto(f"{at}/_trial/check?back=//evil.example/")
        assert page.get_attribute("text=The page as it last was", "href") == "/"
        place.write_text(good)
        shown.show(trials.make())
        page.wait_for_selector("h1:has-text('Board panel')")
        close(page)
    trials.close()


def test_the_page_of_mistakes_shows_no_secret_and_answers_to_no_other_name(desk: Desk) -> None:

    place = desk.folder / "config" / "sources" / "episodes.yaml"
    place.write_text(place.read_text() + "note: postgresql://me:hunter2@db/x\n")
    trials = begun(desk)
    asking = Client(Shown(trials, trials.make()))
    told = asking.get("/_trial/check")
    assert "F509" in told.text
    assert "hunter2" not in told.text
    for path in ("/_trial/check", "/_trial/state", "/"):
        assert asking.get(path, headers={"Host": "evil.example"}).status_code == 400
    assert asking.post("/_trial/state").status_code == 405
    trials.close()


def test_a_trial_begins_with_a_copy_of_what_readers_see(desk: Desk) -> None:
    published = desk.refresh()
    copy_store(published.engine, desk.folder / "copy.db")
    copied = open_store(f"sqlite:///{desk.folder / 'copy.db'}")
    with published.open() as theirs, Library(copied, lambda: desk.today).open() as ours:
        assert ours.snapshot.generation.published_hash == theirs.snapshot.generation.published_hash
    for engine in (copied, published.engine):
        engine.dispose()
