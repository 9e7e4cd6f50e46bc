"""One refresh at a time, and a refresh that was overtaken publishes nothing."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import polars as pl
import psutil
import pytest
from sqlalchemy import Engine, text, update

from framework.errors import BusyError, StoreError
from framework.store import tables
from framework.store.engines import is_sqlite, open_store
from framework.store.lock_holder import read_holder, release_lock
from framework.store.locking import begin_run, end_run, hold_refresh_lock
from framework.store.migrating import migrate
from framework.store.publishing import publish
from framework.store.reading import open_snapshot
from framework.store.rows import RunState
from framework.store.runs import generations, last_run, last_runs
from framework.store.transactions import WAIT_SECONDS, lock_file, writing
from framework.store.verifying import verify
from tests.store_publications import FINISHED, STARTED, publication, publish_now, result

ROOT = Path(__file__).parents[2]


def child(store: Engine, *words: str) -> subprocess.Popen[str]:
    address = store.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.integration.store_child", address, *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def begin(lock):
    return begin_run(lock, started=STARTED, host="here", pid=os.getpid())


def test_a_second_refresh_is_told_who_holds_the_store_and_since_when(store):
    with (
        hold_refresh_lock(store, who="Ada on server1"),
        pytest.raises(BusyError, match=r"Ada on server1 has held it since \d{4}-.* UTC") as busy,
        hold_refresh_lock(store, who="Grace"),
    ):
        pass
    assert busy.value.exit_code == 15


def test_the_lock_is_free_again_after_a_refresh_even_one_that_failed(store):
    with pytest.raises(ZeroDivisionError), hold_refresh_lock(store, who="Ada"):
        raise ZeroDivisionError
    with hold_refresh_lock(store, who="Grace") as lock:
        assert lock.who == "Grace"


def test_the_lock_of_a_killed_refresh_is_free_within_seconds(store):
    holder = child(store, "hold", "0")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(BusyError, match="a child has held it"), hold_refresh_lock(store, who="Ada"):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with hold_refresh_lock(store, wait_seconds=5, who="Ada"):
        pass


def test_a_run_that_was_taken_over_cannot_publish(store):
    publish_now(store, publication([result(value=1.0)]))
    with hold_refresh_lock(store, who="the frozen one") as lock:
        frozen = begin(lock)
    with hold_refresh_lock(store, who="the next one") as lock:
        begin(lock)
    late = replace(publication([result(value=2.0)]), run=frozen)
    with pytest.raises(BusyError, match=r"run 2 may no longer publish: it is interrupted"):
        publish(store, late)
    with open_snapshot(store) as snapshot:
        assert [point.value for point in snapshot.points()] == [1.0]


def lose_lock(engine):
    """What happens to a holder that was frozen for too long: its file is gone, its session ended."""
    if engine.dialect.name == "sqlite":
        lock_file(engine, "refresh").unlink()
        return
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND "
                "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )


def test_a_holder_that_lost_its_lock_is_told_that_another_took_over(store):
    with ExitStack() as late:
        frozen = begin(late.enter_context(hold_refresh_lock(store, who="the frozen one")))
        lose_lock(store)
        with hold_refresh_lock(store, who="the next one") as lock:
            begin(lock)
        with pytest.raises(BusyError, match="may no longer publish"):
            publish(store, replace(publication([result()]), run=frozen))


def test_a_holder_that_ends_late_leaves_the_next_ones_name(store):
    with ExitStack() as late, ExitStack() as next_one:
        late.enter_context(hold_refresh_lock(store, who="the frozen one"))
        lose_lock(store)
        next_one.enter_context(hold_refresh_lock(store, who="the next one"))
        late.close()
        with (
            pytest.raises(BusyError, match="the next one has held it since"),
            hold_refresh_lock(store, who="a third"),
        ):
            pass


def test_a_run_ends_once(store):
    with hold_refresh_lock(store, who="Ada") as lock:
        run = begin(lock)
        end_run(store, run, state=RunState.FAILED, finished=FINISHED, message="no such file")
        end_run(store, run, state=RunState.NOTHING_TO_DO, finished=FINISHED)
    found = last_run(store)
    assert (found.state, found.message, found.finished) == (
        RunState.FAILED,
        "no such file",
        FINISHED,
    )
    assert (found.host, found.pid, found.generation) == ("here", os.getpid(), None)


def test_a_store_that_was_never_refreshed_has_no_run(store):
    assert last_run(store) is None


def test_a_lock_needs_a_store_of_this_version(store_url):
    engine = open_store(store_url)
    with pytest.raises(StoreError, match="run `fingerpost migrate`"):
        hold_refresh_lock(engine, who="Ada").__enter__()
    engine.dispose()


def test_four_processes_that_publish_the_same_at_once_make_one_generation(store, tmp_path):
    pl.DataFrame([result(), result("second")]).write_parquet(tmp_path / "results.parquet")
    children = [child(store, "publish", "0", str(tmp_path)) for _ in range(4)]
    told = [process.communicate() for process in children]
    assert [process.returncode for process in children] == [0] * 4, told
    made = sorted(out.split()[1] for out, _ in told)
    assert made == ["False", "False", "False", "True"]
    assert len(generations(store)) == 1
    assert len(last_runs(store)) == 4
    assert verify(store).problems == ()


def test_four_processes_that_publish_different_indicators_at_once_all_stand(store, tmp_path):
    names = ["first", "second", "third", "fourth"]
    for name in names:
        folder = tmp_path / name
        folder.mkdir()
        pl.DataFrame([result(name)]).write_parquet(folder / "results.parquet")
    children = [child(store, "publish", "0", str(tmp_path / name)) for name in names]
    told = [process.communicate() for process in children]
    assert [process.returncode for process in children] == [0] * 4, told
    with open_snapshot(store) as snapshot:
        assert {point.indicator for point in snapshot.points()} == set(names)
        assert snapshot.generation.number == 4
    assert verify(store).problems == ()


def test_a_living_holder_is_named_with_its_process_and_is_not_shut_out(store):
    with hold_refresh_lock(store, who="Ada", process=("here", 7)):
        found = read_holder(store)
        assert (found.who, found.host, found.pid, found.is_held) == ("Ada", "here", 7, True)
        with pytest.raises(BusyError, match="Ada is at work: its last sign of life was 0 seconds"):
            release_lock(store, found, is_dead=False, by="Grace", reason="impatience")
    assert read_holder(store) is None


def test_a_frozen_holder_is_shut_out_and_publishes_nothing_when_it_wakes(store, tmp_path):
    publish_now(store, publication([result(value=1.0)]))
    pl.DataFrame([result(value=2.0)]).write_parquet(tmp_path / "results.parquet")
    frozen = child(store, "freeze", "0", str(tmp_path))
    assert frozen.stdout is not None
    assert frozen.stdout.readline() == "held\n"
    while psutil.Process(frozen.pid).status() != psutil.STATUS_STOPPED:
        pass
    # As if a minute had gone by since its last sign of life.
    quiet = replace(read_holder(store), quiet_seconds=61.0)
    assert quiet.is_held
    release_lock(store, quiet, is_dead=False, by="Grace", reason="it is frozen")
    publish_now(store, publication([result(value=3.0)]), wait=5)
    frozen.send_signal(signal.SIGCONT)
    out, problems = frozen.communicate()
    assert "may no longer publish: it is interrupted" in out, problems
    with open_snapshot(store) as snapshot:
        assert [point.value for point in snapshot.points()] == [3.0]
    told = next(run for run in last_runs(store) if run.state is RunState.INTERRUPTED)
    assert told.message == "shut out by Grace: it is frozen"
    assert read_holder(store) is None


def test_a_killed_holder_left_its_name_and_not_its_lock(store):
    holder = child(store, "hold", "0")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert read_holder(store).is_held
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with hold_refresh_lock(store, wait_seconds=5, who="Ada"):
        pass
    assert read_holder(store) is None


def test_a_writer_that_waits_too_long_for_another_is_told_so(store: Engine) -> None:
    impatient = store.execution_options(**{WAIT_SECONDS: 0.3})
    with writing(store) as connection:
        connection.execute(update(tables.pointer).values(generation=None))
        with (
            pytest.raises(
                BusyError, match=r"another process has been writing to .* for over 0 sec"
            ),
            writing(impatient) as other,
        ):
            other.execute(update(tables.pointer).values(generation=None))


def test_a_migration_that_waits_too_long_for_another_is_told_so(store: Engine) -> None:
    impatient = store.execution_options(**{WAIT_SECONDS: 0.3})
    with writing(store) as connection:
        if not is_sqlite(store):
            connection.execute(text("LOCK TABLE alembic_version"))
        with pytest.raises(BusyError, match=r"another process has been writing to .* for over"):
            migrate(impatient)
