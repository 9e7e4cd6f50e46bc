"""`doctor` and `status` read one verdict on the time that refreshes take and on room."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from dashboard.cli.surroundings import look_round
from dashboard.queries.operations import read_operations
from framework.settings import Settings
from framework.store import tables
from framework.store.engines import open_store
from framework.store.migrating import migrate
from framework.store.transactions import writing

NOW = datetime(2026, 11, 29, 2, 20, tzinfo=UTC)


@pytest.mark.parametrize(("last", "slow"), [(50, True), (31, False), (39, False)])
def test_a_refresh_that_took_much_longer_than_usual_is_told_alike(tmp_path, last, slow):
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    migrate(engine)
    with writing(engine) as connection:
        for number, seconds in enumerate((20, 20, 20, 20, last), start=1):
            began = NOW - timedelta(days=9 - number)
            connection.execute(
                insert(tables.run).values(
                    id=number,
                    started=began,
                    finished=began + timedelta(seconds=seconds),
                    state="published",
                    host="here",
                    pid=1,
                    message="",
                )
            )
    settings = Settings(Path("config"), Path("data"), f"sqlite:///{tmp_path / 'store.db'}")
    seen = {one.name: one for one in look_round(settings, engine, {}, NOW)}
    status = read_operations(engine, NOW)
    assert seen["duration"].is_wrong is slow
    assert ("much longer than usual" in status.duration_text) is slow
    assert seen["duration"].said == status.duration_text
    assert (seen["disk"].said, seen["disk"].is_wrong) == (status.disk_text, False)
    engine.dispose()
