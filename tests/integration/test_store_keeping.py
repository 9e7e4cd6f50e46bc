"""What an operator does with a store: prove it, copy it, fill a new one, forget, go back."""

import hashlib
import json
import random
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine, text

from framework.errors import StoreError
from framework.store.backing_up import back_up, restore
from framework.store.engines import open_store
from framework.store.going_back import publish_again
from framework.store.locking import hold_refresh_lock
from framework.store.migrating import migrate, migrate_down, revisions
from framework.store.pruning import prune
from framework.store.reading import open_snapshot
from framework.store.releases import release_month
from framework.store.runs import generations, last_run
from framework.store.verifying import verify
from tests.store_publications import judgement, publication, publish_now, result

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def _three_generations(store: Engine) -> list[str]:
    """Publish 50, then 60, then 70 for one area and the same for another all along."""
    hashes = []
    for value in (50.0, 60.0, 70.0):
        moving, still = result(value=value), result(area="E2", value=5.0)
        published = publish_now(store, publication([moving, still], judgements=[judgement(moving)]))
        hashes.append(published.published_hash)
    return hashes


def _value(store: Engine, generation: int | None = None) -> float | None:
    with open_snapshot(store, generation) as snapshot:
        return snapshot.points(areas=["E1"])[0].value


def _go_back(store: Engine, generation: int) -> str:
    with hold_refresh_lock(store, who="a test") as lock:
        done = publish_again(lock, generation, reason="half a file", run_by=("here", 1), now=NOW)
    return done.published_hash


def test_a_backup_fills_a_new_store_with_every_generation(store: Engine, tmp_path: Path) -> None:
    hashes = _three_generations(store)
    made = back_up(store, tmp_path / "safe.zip")
    fresh = open_store(f"sqlite:///{tmp_path / 'restored.db'}")
    found = restore(tmp_path / "safe.zip", fresh)
    assert (made.generation, found.generation, found.published_hash) == (3, 3, hashes[-1])
    assert [_value(fresh, number) for number in (1, 2, 3)] == [50.0, 60.0, 70.0]
    assert [one.published_hash for one in generations(fresh)] == hashes[::-1]


def test_a_backup_moves_a_store_to_another_engine(
    store: Engine, new_store_url: Callable[[], str], tmp_path: Path
) -> None:
    """From SQLite into each engine; the other way is the test above."""
    small = open_store(f"sqlite:///{tmp_path / 'small.db'}")
    migrate(small)
    hashes = _three_generations(small)
    back_up(small, tmp_path / "safe.zip")
    fresh = open_store(new_store_url())
    assert restore(tmp_path / "safe.zip", fresh).published_hash == hashes[-1]
    publish_now(fresh, publication([result(value=80.0)]))
    assert _value(fresh) == 80.0
    fresh.dispose()


def test_a_store_without_a_generation_is_backed_up_too(store: Engine, tmp_path: Path) -> None:
    back_up(store, tmp_path / "empty.zip")
    fresh = open_store(f"sqlite:///{tmp_path / 'fresh.db'}")
    assert restore(tmp_path / "empty.zip", fresh).generation is None


def test_a_backup_never_writes_over_a_file(store: Engine, tmp_path: Path) -> None:
    (tmp_path / "safe.zip").write_text("mine")
    with pytest.raises(StoreError, match="is there already"):
        back_up(store, tmp_path / "safe.zip")
    assert (tmp_path / "safe.zip").read_text() == "mine"


def test_a_store_with_runs_is_not_filled(store: Engine, tmp_path: Path) -> None:
    _three_generations(store)
    back_up(store, tmp_path / "safe.zip")
    with pytest.raises(StoreError, match="holds runs already"):
        restore(tmp_path / "safe.zip", store)
    assert _value(store) == 70.0


def _damage(path: Path, name: str) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = parts[name][:-20] + bytes(20)
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


def test_a_damaged_backup_is_named_and_nothing_is_filled(store: Engine, tmp_path: Path) -> None:
    _three_generations(store)
    back_up(store, tmp_path / "safe.zip")
    _damage(tmp_path / "safe.zip", "result.parquet")
    fresh = open_store(f"sqlite:///{tmp_path / 'fresh.db'}")
    with pytest.raises(StoreError, match="damaged: its part 'result'"):
        restore(tmp_path / "safe.zip", fresh)
    assert not (tmp_path / "fresh.db").exists()


def test_any_changed_byte_of_a_backup_is_noticed_and_nothing_is_filled(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    migrate(store)
    _three_generations(store)
    whole = (back_up(store, tmp_path / "safe.zip").path).read_bytes()
    # The last part says what the file holds: no part of its own stands for it.
    spots = [(place, 1) for place in range(7, len(whole), 2_999)]
    spots += [(len(whole) - 200 + at // 3, 1 << 3 * (at % 3)) for at in range(600)]
    for place, bit in spots:
        (tmp_path / "spoilt.zip").write_bytes(
            whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :]
        )
        with pytest.raises(StoreError):
            restore(tmp_path / "spoilt.zip", open_store(f"sqlite:///{tmp_path / 'fresh.db'}"))
    assert not (tmp_path / "fresh.db").exists()


def _rewritten(
    source: Path, target: Path, name: str, change: Callable[[pl.DataFrame], pl.DataFrame]
) -> Path:
    """Change one part and its recorded hash, as somebody might who means harm."""
    with zipfile.ZipFile(source) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    written = BytesIO()
    change(pl.read_parquet(BytesIO(parts[f"{name}.parquet"]))).write_parquet(written)
    parts[f"{name}.parquet"] = written.getvalue()
    manifest = json.loads(parts["manifest.json"])
    manifest["tables"][name]["sha256"] = hashlib.sha256(written.getvalue()).hexdigest()
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(target, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return target


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("result", lambda part: part.clear()),
        ("result", lambda part: part.with_columns(value=pl.col("value") + 1)),
        ("result", lambda part: part.rename({"value": "figure"})),
        ("result", lambda part: part.with_columns(lower=pl.lit("x"))),
        ("result", lambda part: pl.concat([part, part])),
        ("period", lambda part: part.with_columns(label=pl.lit(1))),
        ("pointer", lambda part: part.clear()),
        ("area", lambda part: part.with_columns(more=pl.lit("x"))),
        ("result", lambda part: pl.concat([part] * 100_000)),
    ],
)
def test_a_backup_that_was_tampered_with_restores_nothing(
    store: Engine, tmp_path: Path, name: str, change: Callable[[pl.DataFrame], pl.DataFrame]
) -> None:
    _three_generations(store)
    back_up(store, tmp_path / "safe.zip")
    bad = _rewritten(tmp_path / "safe.zip", tmp_path / "bad.zip", name, change)
    fresh = open_store(f"sqlite:///{tmp_path / 'fresh.db'}")
    with pytest.raises(StoreError):
        restore(bad, fresh)
    assert last_run(fresh) is None
    restore(tmp_path / "safe.zip", fresh)
    assert _value(fresh) == 70.0


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_backup_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "other.zip").write_bytes(content)
    fresh = open_store(f"sqlite:///{tmp_path / 'fresh.db'}")
    with pytest.raises(StoreError, match="no whole backup"):
        restore(tmp_path / "other.zip", fresh)


def test_one_wrong_byte_anywhere_in_a_part_is_found(store: Engine, tmp_path: Path) -> None:
    _three_generations(store)
    back_up(store, tmp_path / "safe.zip")
    whole = (tmp_path / "safe.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "safe.zip") as archive:
        spans = [
            (one.header_offset + 30 + len(one.filename), one.file_size)
            for one in archive.infolist()
        ]
    dice = random.Random(50)
    for number in range(50):
        start, size = dice.choice([span for span in spans if span[1]])
        at = start + dice.randrange(size)
        (tmp_path / "bad.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        fresh = open_store(f"sqlite:///{tmp_path / f'fresh{number}.db'}")
        with pytest.raises(StoreError):
            restore(tmp_path / "bad.zip", fresh)
        fresh.dispose()


def test_a_backup_of_a_newer_version_is_refused(store: Engine, tmp_path: Path) -> None:
    back_up(store, tmp_path / "safe.zip")
    with zipfile.ZipFile(tmp_path / "safe.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    with zipfile.ZipFile(tmp_path / "newer.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest | {"revision": "9999"}))
    fresh = open_store(f"sqlite:///{tmp_path / 'fresh.db'}")
    with pytest.raises(StoreError, match="newer Fingerpost"):
        restore(tmp_path / "newer.zip", fresh)


def test_going_back_shows_the_earlier_figures_to_the_digit(store: Engine) -> None:
    hashes = _three_generations(store)
    assert _go_back(store, 1) == hashes[0]
    with open_snapshot(store) as snapshot:
        assert snapshot.generation.number == 4
        assert snapshot.generation.warnings == ("generation 1 was published again: half a file",)
        assert [point.flags for point in snapshot.points()] == [0, 0]
    assert (_value(store), _value(store, 3)) == (50.0, 70.0)
    assert not verify(store).problems


def test_going_back_takes_away_what_came_later(store: Engine) -> None:
    publish_now(store, publication([result()]))
    publish_now(store, publication([result("second")]))
    _go_back(store, 1)
    with open_snapshot(store) as snapshot:
        assert {point.indicator for point in snapshot.points()} == {"first"}


def test_one_cannot_go_back_to_what_is_shown_or_not_kept(store: Engine) -> None:
    _three_generations(store)
    with pytest.raises(StoreError, match="see already"):
        _go_back(store, 3)
    with pytest.raises(StoreError, match="generation 9 is not kept"):
        _go_back(store, 9)
    run = last_run(store)
    assert run is not None
    # a number that was mistyped is no refresh that failed, of which people are told
    assert (run.state.value, _value(store)) == ("published", 70.0)


def test_pruning_forgets_old_generations_and_nothing_that_is_kept_needs(store: Engine) -> None:
    hashes = _three_generations(store)
    _go_back(store, 1)  # generation 4 holds what the first one held
    would = prune(store, keep=2, dry_run=True)
    assert [one.number for one in generations(store)] == [4, 3, 2, 1]
    done = prune(store, keep=2)
    assert done == would
    assert (done.generations, done.kept) == ((1, 2), 2)
    assert [one.number for one in generations(store)] == [4, 3]
    assert (_value(store), _value(store, 3)) == (50.0, 70.0)
    assert verify(store).published_hash == hashes[0]
    assert prune(store, keep=2).generations == ()


def test_what_was_released_is_never_forgotten(store: Engine) -> None:
    _three_generations(store)
    _go_back(store, 1)
    release_month(store, "2026-10", at=NOW, who="Ada", reason="the Board")
    publish_now(store, publication([result(value=90.0)]))
    publish_now(store, publication([result(value=95.0)]))
    assert prune(store, keep=1).generations == (1, 2, 3, 5)
    assert (_value(store, 4), _value(store)) == (50.0, 95.0)


def test_a_month_is_released_once_for_each_generation(store: Engine) -> None:
    with pytest.raises(StoreError, match="nothing has been published yet"):
        release_month(store, "2026-10", at=NOW, who="Ada", reason="the Board")
    _three_generations(store)
    release_month(store, "2026-10", at=NOW, who="Ada", reason="the Board")
    with pytest.raises(StoreError, match="2026-10 is released as generation 3 already"):
        release_month(store, "2026-10", at=NOW, who="Ada", reason="the Board")


def test_pruning_keeps_at_least_one(store: Engine) -> None:
    with pytest.raises(StoreError, match="at least one"):
        prune(store, keep=0)


def test_a_changed_figure_is_found(store: Engine) -> None:
    _three_generations(store)
    assert not verify(store).problems
    with store.begin() as connection:
        connection.execute(text("UPDATE result SET value = 71 WHERE value = 70"))
    assert verify(store).problems == ("indicator 'first': its rows differ from what was published",)


@pytest.mark.parametrize("damage", ["flags = 'no number'", "period_id = 30000"])
def test_a_value_of_another_kind_is_damage_and_no_fault_of_ours(
    tmp_path: Path, damage: str
) -> None:
    """SQLite takes any value in any column: one changed bit can make such a row."""
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    migrate(store)
    _three_generations(store)
    with store.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(f"UPDATE result SET {damage} WHERE value = 70")
        connection.commit()
    (problem,) = verify(store).problems
    assert problem.startswith("rows are not of the kind that was written")
    store.dispose()


def test_a_changed_figure_of_an_earlier_generation_is_found(store: Engine) -> None:
    _three_generations(store)
    with store.begin() as connection:
        connection.execute(text("UPDATE result SET value = 61 WHERE value = 60"))
    assert verify(store).problems == (
        "generation 2, indicator 'first': its rows differ from what was published",
    )
    assert verify(store).earlier == 2
    with store.begin() as connection:
        connection.execute(text("UPDATE result SET value = 60 WHERE value = 61"))
        connection.execute(text("UPDATE generation SET published_hash = 'x' WHERE id = 1"))
    assert verify(store).problems == ("generation 1: its recorded hash is not that of its rows",)


def test_what_is_left_of_a_pruned_store_is_proved(store: Engine) -> None:
    _three_generations(store)
    prune(store, keep=2)
    assert (verify(store).problems, verify(store).earlier) == ((), 1)


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_down_and_up_again_keeps_the_figures_and_their_hash(store: Engine, revision: str) -> None:
    hashes = _three_generations(store)
    migrate_down(store, to=revision)
    migrate(store)
    found = verify(store)
    assert (found.published_hash, found.problems) == (hashes[-1], ())
    assert _value(store) == 70.0
