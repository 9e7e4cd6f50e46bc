"""`fingerpost upload` says what was found, uses what can be used, and the next refresh reads it."""

from pathlib import Path

import pytest

from dashboard.cli.refreshing import Asked, run_refresh
from dashboard.cli.uploading import upload_file
from dashboard.commands.uploading import Counter
from framework.errors import UserError
from framework.store.reading import open_snapshot
from framework.store.uploads import uploads_of
from tests.uploads_in_code import GOOD, counter


@pytest.fixture
def desk(tmp_path: Path) -> Counter:
    (tmp_path / "returns.csv").write_bytes(GOOD)
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return counter(tmp_path)


def upload(
    desk: Counter, name: str, source: str = "episodes", *, who: str = "Ann  Example", **said: bool
) -> int:
    only_try = said.get("only_try", False)
    file = desk.settings.data.parent / name
    return upload_file(desk.settings, source, file, who=who, only_try=only_try)


def test_a_file_is_handed_in_and_read_by_the_next_refresh(
    desk: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert upload(desk, "returns.csv", only_try=True) == 0
    assert capsys.readouterr().out == (
        "15 rows read, 15 to be used\nIt can be used. Nothing was: leave out --try to use it.\n"
    )
    assert uploads_of(desk.engine) == ()
    assert upload(desk, "returns.csv") == 0
    assert "In use for episodes from the next refresh on (sha256 " in capsys.readouterr().out
    (entry,) = uploads_of(desk.engine)
    assert (entry.who, entry.source, entry.rows) == ("Ann Example", "episodes", 15)
    assert run_refresh(desk.settings, Asked()) == 0
    with open_snapshot(desk.engine) as snapshot:
        states = {state.source: state for state in snapshot.source_states()}
    assert (states["episodes"].state, states["episodes"].rows) == ("fresh", 15)
    _held_against_the_last_one(desk, capsys)


def _held_against_the_last_one(desk: Counter, capsys: pytest.CaptureFixture[str]) -> None:
    """Hand in a file that lost its rows."""
    few = b"\n".join(GOOD.splitlines()[:4])
    (desk.settings.data.parent / "few.csv").write_bytes(few)
    capsys.readouterr()
    assert upload(desk, "few.csv") == 0
    said = capsys.readouterr().out
    assert "The next refresh will stop at it: it holds 3 rows, and 15 last time" in said
    assert "fingerpost accept episodes" in said
    assert run_refresh(desk.settings, Asked()) == 11
    with open_snapshot(desk.engine) as snapshot:
        states = {state.source: state for state in snapshot.source_states()}
    assert states["episodes"].state == "kept"
    assert "it holds 3 rows, and 15 last time" in states["episodes"].reason


def test_what_cannot_be_used_says_why_and_nothing_is_used(
    desk: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert upload(desk, "other.csv") == 11
    assert "episodes: there is no column 'episode_id'\n" in capsys.readouterr().err
    assert not list((desk.settings.data / "uploads" / "episodes").glob("*.csv"))
    for name, source, who, why in (
        ("other.csv", "officia", "Ann", "no source 'officia' takes uploaded files; .*: episodes"),
        ("gone.csv", "episodes", "Ann", r"gone\.csv cannot be opened \(No such file"),
        ("other.csv", "episodes", "  ", "--who is empty: say who hands the file in"),
    ):
        with pytest.raises(UserError, match=why):
            upload(desk, name, source, who=who)


def test_the_first_upload_of_a_source_that_was_read_from_a_file_is_told_so(
    desk: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    source = desk.settings.config / "sources" / "episodes.yaml"
    uploaded = source.read_text(encoding="utf-8")
    source.write_text(uploaded.replace("kind: upload, as: csv", "kind: csv, path: episodes.csv"))
    (desk.settings.data / "episodes.csv").write_bytes(GOOD)
    assert run_refresh(desk.settings, Asked()) == 0
    source.write_text(uploaded)
    capsys.readouterr()
    assert upload(desk, "returns.csv") == 0
    said = capsys.readouterr().out
    assert (
        "The next refresh will stop at it: the declaration now reads an uploaded file; last time"
        in said
    )
    assert "it read episodes.csv [S134]" in said
