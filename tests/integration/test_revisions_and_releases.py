"""What a figure was before, what a released month shows, and a generation made again from its files."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.cli.keeping import show_history
from dashboard.queries.explain import explain
from dashboard.queries.library import Library
from dashboard.queries.pages import StorePages
from framework.errors import StoreError
from framework.store.copies import forget_copies
from framework.store.engines import open_store
from framework.store.pruning import files_needed, prune
from framework.store.releases import release_month
from framework.store.runs import current_generation
from indicators.refresh.remaking import remake
from tests.refresh_desk import NOON, Desk, Heard, tiny

TIME = "assessed_in_time"
AT = datetime(2025, 10, 15, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made")
    desk = tiny(root)
    desk.exchange("framework.yaml", "defaults:", "keep: {files: yes}\ndefaults:")
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


def library(desk: Desk) -> Library:
    return Library(desk.engine, NOON.date)


def changed(desk: Desk) -> tuple[str, float, float]:
    """Give a month whose value differs between the first two generations, with both."""
    for month in ("2025-04", "2025-05", "2025-06", "2025-07"):
        was, now = (desk.value("episodes_started", month, generation=one) for one in (1, 2))
        if was != now and was is not None and now is not None:
            return month, was, now
    raise AssertionError("nothing was revised")


def move_one(desk: Desk) -> None:
    desk.exchange("data/episodes.csv", "3,p03,2025-04-15,2025-04-30", "3,p03,2025-05-15,2025-05-30")
    desk.refresh()


def test_explain_says_what_a_figure_was_when_it_changed_and_in_which_file(desk: Desk) -> None:
    move_one(desk)
    month, was, now = changed(desk)
    found = explain(library(desk), OPEN_DEMO_VIEWER, "episodes_started", month=month)
    assert found.revisions == (
        f"Revised on 12 November 2025 (generation 2), from {was:.0f} to {now:.0f}: "
        "episodes.csv is new or changed.",
    )


def test_a_changed_definition_is_the_reason_that_is_given(desk: Desk) -> None:
    desk.exchange("indicators/early_help.yaml", "    count: all\n", "    count: sex = 'Female'\n")
    desk.refresh()
    month, *_ = changed(desk)
    found = explain(library(desk), OPEN_DEMO_VIEWER, "episodes_started", month=month)
    assert found.revisions[0].endswith(": its definition changed.")


def test_the_page_of_an_indicator_says_it_too_and_a_first_figure_has_no_history(desk: Desk) -> None:
    pages = StorePages(library(desk))
    before = pages.indicator(OPEN_DEMO_VIEWER, "episodes_started", "2025-05", None)
    assert "Revised" not in {fact.label for fact in before.data_quality}
    move_one(desk)
    after = pages.indicator(OPEN_DEMO_VIEWER, "episodes_started", "2025-05", None)
    (told,) = (fact.text for fact in after.data_quality if fact.label == "Revised")
    assert told.startswith("Revised on 12 November 2025 (generation 2), from ")


def test_a_released_month_shows_its_edition_whatever_is_published_later(desk: Desk) -> None:
    pages = StorePages(library(desk))
    release_month(desk.engine, "2025-05", at=AT, who="Ada", reason="the Board")
    before = pages.panel(OPEN_DEMO_VIEWER, "2025-05", None)
    move_one(desk)
    assert current_generation(desk.engine).number == 2
    assert pages.panel(OPEN_DEMO_VIEWER, "2025-05", None) == before
    assert before.chrome.published.startswith("Released on 15 October 2025, as published ")
    later = pages.panel(OPEN_DEMO_VIEWER, "2025-09", None)
    assert later.chrome.generation == 2
    assert later.chrome.published == "Published 12 November 2025"


def test_what_was_released_is_revised_but_not_rated_again(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    release_month(desk.engine, "2025-06", at=AT, who="Ada", reason="the Board")
    desk.exchange(
        "indicators/early_help.yaml", "value: 85, amber: 5 points", "value: 10, amber: 5 points"
    )
    desk.refresh()
    for month in ("2025-04", "2025-05", "2025-06"):
        before, after = (desk.point(TIME, month, generation=one) for one in (1, 2))
        if before is not None:
            assert (after.target, after.rating) == (before.target, before.rating)
    assert desk.point(TIME, "2025-08").target == 10.0
    found = desk.refresh(rejudge="the target was a slip of the pen")
    assert desk.point(TIME, "2025-06").target == 10.0
    why = "released months were judged again: the target was a slip of the pen"
    assert why in found.warnings
    show_history(str(desk.engine.url), limit=3, as_json=False)
    told = capsys.readouterr().out.splitlines()
    assert told[0].split()[:2] == ["run", "3"]
    assert f"  {why}" in told


def test_late_rows_open_a_released_month_and_its_new_figures_are_rated(desk: Desk) -> None:
    release_month(desk.engine, "2025-09", at=AT, who="Ada", reason="the Board")
    move_one(desk)
    month, was, now = changed(desk)
    before = desk.point("episodes_started", month, generation=1)
    after = desk.point("episodes_started", month, generation=2)
    assert (before.value, after.value) == (was, now)
    assert (before.rating, before.short_change) == (after.rating, after.short_change)


def remade(desk: Desk, generation: int):
    kept = desk.folder / "copies"
    return remake(desk.engine, generation, kept, moment=NOON, teller=Heard())


def keeping(desk: Desk) -> Desk:
    """Refresh with copies of files from the first generation on."""
    desk.kept = desk.folder / "copies"
    desk.refresh(backfill=True)
    return desk


def test_a_generation_is_made_again_from_the_copies_of_its_files(tmp_path: Path) -> None:
    desk = tiny(tmp_path)
    desk.exchange("framework.yaml", "defaults:", "keep: {files: yes}\ndefaults:")
    keeping(desk)
    release_month(desk.engine, "2025-05", at=AT, who="Ada", reason="the Board")
    move_one(desk)
    for number in (1, 2):
        found = remade(desk, number)
        assert found.differs == ()
        assert found.indicators > 0
    assert found.published_hash == current_generation(desk.engine).published_hash
    copies = list((desk.folder / "copies").rglob("*.gz"))
    assert {path.stat().st_mode & 0o077 for path in copies} == {0}
    for path in copies:
        path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(StoreError, match=r"the copy of .* (cannot be read|is damaged)"):
        remade(desk, 2)
    desk.engine.dispose()


def test_copies_are_forgotten_with_the_last_generation_that_was_made_of_them(
    tmp_path: Path,
) -> None:
    desk = tiny(tmp_path)
    desk.exchange("framework.yaml", "defaults:", "keep: {files: yes}\ndefaults:")
    keeping(desk)
    release_month(desk.engine, "2025-05", at=AT, who="Ada", reason="the Board")
    move_one(desk)
    desk.exchange("data/episodes.csv", "3,p03,2025-05-15", "3,p03,2025-05-14")
    desk.refresh()
    prune(desk.engine, keep=1)
    copies = desk.folder / "copies"
    assert forget_copies(copies, files_needed(desk.engine), dry_run=True) == 1
    assert forget_copies(copies, files_needed(desk.engine), dry_run=False) == 1
    assert remade(desk, 1).differs == ()
    with pytest.raises(StoreError, match="generation 2 is not kept"):
        remade(desk, 3)
    desk.engine.dispose()


def test_without_copies_a_generation_cannot_be_made_again(desk: Desk) -> None:
    with pytest.raises(StoreError, match=r"no copy of .* is kept"):
        remade(desk, 1)
