"""Assessments that the project keeps: added, mended, erased with every copy, and gone when their time is up."""

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from dashboard.cli.assessments import add_rows, erase_rows, show_forms
from dashboard.cli.commands import cli
from dashboard.cli.stores import places_of
from dashboard.commands.assessments import Cabinet, add_file, erase_expired, months_before
from framework.errors import BusyError, SourceError, UserError
from framework.load.files import read_config
from framework.settings import Settings
from framework.store.assessments import assessments_of, deeds_of, kept_forms
from framework.store.backing_up import back_up, restore
from framework.store.engines import open_store
from framework.store.locking import hold_refresh_lock
from framework.store.migrating import migrate, migrate_down
from framework.store.reading import open_snapshot
from indicators.refresh.planning import Choice
from indicators.refresh.running import refresh
from indicators.refresh.starting import Starter
from indicators.refresh.tasks import Where
from tests.refresh_desk import Heard

TINY = Path(__file__).parents[1] / "frameworks" / "tiny"
FORM = "early_help"
READ = f"read: {{kind: assessments, form: {FORM}, keep_months: 24, as: csv}}"


@pytest.fixture
def cabinet(tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cabinet]:
    """The tiny partnership on a new store; its episodes are assessments that the store keeps."""
    monkeypatch.chdir(tmp_path)  # beside a store on a server nothing can be kept but here
    config = tmp_path / "config"
    shutil.copytree(TINY, config)
    source = config / "sources" / "episodes.yaml"
    said = source.read_text(encoding="utf-8")
    source.write_text(said.replace("read: {kind: csv, path: episodes*.csv}", READ))
    framework = config / "framework.yaml"
    framework.write_text(framework.read_text() + "keep: {files: yes}\n")
    engine = open_store(store_url)
    migrate(engine)
    settings = Settings(config, config / "data", store_url)
    yield Cabinet(settings, engine, datetime(2025, 11, 12, 9, tzinfo=UTC), date(2025, 11, 12))
    engine.dispose()


def rows(cabinet: Cabinet) -> int:
    return len(assessments_of(cabinet.engine, FORM))


def published(cabinet: Cabinet) -> int:
    """Refresh, and give how many rows of the assessments are counted."""
    where = Where(cabinet.engine, places_of(cabinet.settings))
    starter = Starter("a test", "here", 1, lambda: cabinet.now, cabinet.today)
    refresh(read_config(cabinet.settings.config), where, Choice(), starter=starter, teller=Heard())
    with open_snapshot(cabinet.engine) as snapshot:
        return next(one.rows for one in snapshot.source_states() if one.source == "episodes")


def written(cabinet: Cabinet, change: Callable[[str], str] = str) -> Path:
    """Write a file of assessments somewhere else."""
    text = (cabinet.settings.data / "episodes.csv").read_text(encoding="utf-8")
    path = cabinet.settings.config.parent / "[new]*.csv"
    path.write_text(change(text), encoding="utf-8")
    return path


def held_anywhere(cabinet: Cabinet, marker: str) -> list[str]:
    """Name the files of the partnership in which a text stands, packed or not."""
    found = []
    for folder in (cabinet.settings.intake, cabinet.settings.kept_files):
        for path in folder.rglob("*"):
            if not path.is_file():
                continue
            body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            frame = pl.read_parquet(body).write_csv() if body[:4] == b"PAR1" else ""
            if marker.encode() in body or marker in frame:
                found.append(path.name)
    return found


def test_rows_are_added_mended_and_counted_by_the_next_refresh(
    cabinet: Cabinet, capsys: pytest.CaptureFixture[str]
) -> None:
    add_rows(cabinet.settings, FORM, written(cabinet), who=" Ann  Example ")
    assert capsys.readouterr().out == (
        "15 rows read, 15 to be used\n15 new, 0 changed, 0 as they were.\n"
    )
    assert published(cabinet) == 15
    with open_snapshot(cabinet.engine) as snapshot:
        before = snapshot.generation.published_hash
    mended = written(
        cabinet,
        lambda text: "\n".join(
            [text.splitlines()[0], text.splitlines()[1].replace("2025-04-01", "2025-05-01")]
        ),
    )
    capsys.readouterr()
    add_rows(cabinet.settings, FORM, mended, who="Ann")
    assert "0 new, 1 changed, 0 as they were." in capsys.readouterr().out
    assert published(cabinet) == 15
    with open_snapshot(cabinet.engine) as snapshot:
        assert snapshot.generation.published_hash != before


def test_a_column_that_no_source_names_is_not_kept_and_another_header_is_the_same_column(
    cabinet: Cabinet,
) -> None:
    def with_names(text: str) -> str:
        lines = text.replace("plan_date", "plan_start").splitlines()
        return "\n".join([lines[0] + ",family_name", *(line + ",Example" for line in lines[1:])])

    add_file(cabinet, FORM, written(cabinet, with_names), who="Ann")
    kept = assessments_of(cabinet.engine, FORM)
    assert {row["plan_date"] for row in kept} > {"2025-05-12", ""}
    assert not any("plan_start" in row for row in kept)
    with cabinet.engine.connect() as connection:
        cells = connection.execute(text("SELECT cells FROM assessment")).scalars().all()
    assert not any("Example" in one or "family_name" in one for one in cells)


def test_what_cannot_be_used_keeps_nothing_and_says_why(cabinet: Cabinet) -> None:
    first = "1,p01,2025-04-01"
    cases = {
        "there is no column 'episode_id'": lambda text: text.replace("episode_id", "number"),
        "must differ in every row, but file row 2 and file row 3 have the same one": lambda text: (
            text.replace("\n2,p02", "\n1,p02")
        ),
        "row 2 has no 'episode_id'": lambda text: text.replace(first, ",p01,2025-04-01"),
        "it has a header but no rows": lambda text: text.splitlines()[0],
    }
    for why, change in cases.items():
        with pytest.raises(SourceError, match=why):
            add_file(cabinet, FORM, written(cabinet, change), who="Ann")
    assert rows(cabinet) == 0
    for form, where, why in (
        ("early_hel", "person=p03", "no source reads a form 'early_hel'; .*: early_help"),
        (FORM, "persn=p03", "no column 'persn'; it has episode, person"),
        (FORM, "person=p99", "has that person: nothing was erased"),
        (FORM, "p03", "say which: --where COLUMN=TEXT"),
    ):
        with pytest.raises(UserError, match=why):
            erase_rows(cabinet.settings, form, where, reason="asked")
    with pytest.raises(UserError, match=r"gone\.csv cannot be opened \(No such file"):
        add_file(cabinet, FORM, Path("gone.csv"), who="Ann")


def test_an_erased_row_is_left_nowhere(
    cabinet: Cabinet, capsys: pytest.CaptureFixture[str]
) -> None:
    add_file(cabinet, FORM, written(cabinet), who="Ann")
    assert published(cabinet) == 15
    assert len(held_anywhere(cabinet, "p03")) == 3  # fetched, read, and a copy of what was fetched
    with hold_refresh_lock(cabinet.engine, who="a refresh"), pytest.raises(BusyError):
        erase_rows(cabinet.settings, FORM, "person=p03", reason="asked")
    erase_rows(cabinet.settings, FORM, "person=p03", reason="asked, case 12")
    assert "Erased 1 assessment of form early_help" in capsys.readouterr().out
    assert held_anywhere(cabinet, "p03") == []
    assert not any("p03" in str(row) for row in assessments_of(cabinet.engine, FORM))
    assert published(cabinet) == 14
    assert held_anywhere(cabinet, "p03") == []
    deed = deeds_of(cabinet.engine)[0]
    assert (deed.erased, deed.reason) == (1, "asked, case 12")
    show_forms(cabinet.settings, as_json=True)
    told = capsys.readouterr().out
    assert json.loads(told[told.index("{") :])["forms"][0]["rows"] == 14
    assert "p04" not in told


def test_where_a_copy_cannot_be_removed_every_row_stays_and_the_next_try_reaches_all(
    cabinet: Cabinet,
) -> None:
    add_file(cabinet, FORM, written(cabinet), who="Ann")
    for folder in (cabinet.settings.kept_files, cabinet.settings.intake / "fetched" / "episodes"):
        assert published(cabinet) == 15
        held = next(path for path in folder.rglob("*") if path.is_file())
        away = held.rename(held.with_name("away"))
        (held / "in the way").mkdir(parents=True)  # no account can remove that as it removes a file
        with pytest.raises(UserError, match=r"nothing was erased .* cannot be removed: ") as told:
            erase_rows(cabinet.settings, FORM, "person=p03", reason="asked")
        assert str(held) in str(told.value)
        assert rows(cabinet) == 15
        (held / "in the way").rmdir()
        held.rmdir()
        if away.exists():
            away.rename(held)
    erase_rows(cabinet.settings, FORM, "person=p03", reason="asked")
    assert (rows(cabinet), held_anywhere(cabinet, "p03")) == (14, [])


def test_rows_left_alone_for_longer_than_is_declared_are_pruned(cabinet: Cabinet) -> None:
    add_file(cabinet, FORM, written(cabinet), who="Ann")
    later = replace(cabinet, now=datetime(2026, 3, 1, 9, tzinfo=UTC))
    only = written(cabinet, lambda text: text.replace("outcomes met,3", "outcomes met,4"))
    assert add_file(later, FORM, only, who="Ann").deed.changed == 1
    on_the_day = replace(cabinet, now=datetime(2027, 11, 12, 9, tzinfo=UTC))
    assert erase_expired(on_the_day, who="prune") == ()
    after = replace(cabinet, now=datetime(2027, 11, 12, 9, 1, tzinfo=UTC))
    assert [deed.erased for deed in erase_expired(after, who="prune", dry_run=True)] == [14]
    assert rows(cabinet) == 15
    assert [deed.erased for deed in erase_expired(after, who="prune")] == [14]
    assert (rows(cabinet), erase_expired(after, who="prune")) == (1, ())


def test_a_month_before_a_long_one_ends_on_its_own_last_day() -> None:
    moment = datetime(2024, 3, 31, tzinfo=UTC)
    assert months_before(moment, 1) == datetime(2024, 2, 29, tzinfo=UTC)
    assert months_before(moment, 15) == datetime(2022, 12, 31, tzinfo=UTC)


def test_assessments_are_in_a_backup_and_a_revision_down_takes_them_alone(
    cabinet: Cabinet, tmp_path: Path, new_store_url: Callable[[], str]
) -> None:
    add_file(cabinet, FORM, written(cabinet), who="Ann")
    assert published(cabinet) == 15
    made = back_up(cabinet.engine, tmp_path / "backup.zip")
    other = open_store(new_store_url())
    restore(made.path, other)
    assert kept_forms(other) == kept_forms(cabinet.engine)
    migrate_down(other, to="0007")
    migrate(other)
    assert kept_forms(other) == ()
    with open_snapshot(other) as snapshot:
        assert snapshot.generation.published_hash == made.published_hash
    other.dispose()


def test_the_command_adds_lists_and_erases(cabinet: Cabinet) -> None:
    settings = cabinet.settings
    where = ["--config", settings.config, "--data", settings.data, "--store", settings.store]

    def typed(*words: object) -> str:
        done = CliRunner().invoke(cli, ["assessments", *map(str, (*words, *where))])
        assert done.exit_code == 0, done.output
        return done.output

    assert "15 new" in typed("add", FORM, written(cabinet), "--who", "Ann")
    assert "early_help: 15 kept" in typed("list")
    assert "Erased 1" in typed("erase", FORM, "--where", "person=p03", "--reason", "asked")


def test_a_column_that_nobody_has_filled_yet_is_there_all_the_same(cabinet: Cabinet) -> None:
    def without_ends(text: str) -> str:
        rows = [line.split(",") for line in text.splitlines()]
        return "\n".join(",".join([*row[:5], "", "", *row[7:]]) for row in rows[1:]).join(
            [",".join(rows[0]) + "\n", "\n"]
        )

    add_file(cabinet, FORM, written(cabinet, without_ends), who="Ann")
    assert published(cabinet) == 15
