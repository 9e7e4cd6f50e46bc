"""`refresh --profile`: where the time of a run went, printed, kept with the run, and shown."""

import json
import os
from dataclasses import replace
from itertools import count

import pytest

from dashboard.cli.refreshing import Asked, chosen, run_refresh
from dashboard.cli.showing import show_status
from framework.errors import UserError
from framework.load.files import read_config
from framework.model.time_spent import STAGES, Spent
from framework.settings import Settings
from indicators.refresh.planning import Choice
from indicators.refresh.running import refresh
from indicators.refresh.starting import Outcome, Starter
from tests.refresh_desk import NOON, Desk, tiny


@pytest.fixture
def desk(tmp_path):
    made = tiny(tmp_path)
    yield made
    made.engine.dispose()


def timed(desk: Desk, **choice: object) -> Outcome:
    """Refresh by a clock that moves one second at every look, while processors work two."""
    looks = count()

    def clock() -> tuple[float, float]:
        look = next(looks)
        return float(look), 2.0 * look

    starter = Starter("a test", "here", os.getpid(), lambda: NOON, NOON.date(), clock=clock)
    files = read_config(desk.folder)
    return refresh(files, desk.where, Choice(**choice), starter=starter, teller=desk.heard)


def settings(desk: Desk) -> Settings:
    return Settings(desk.folder, desk.folder / "data", str(desk.engine.url))


def whole(spent: tuple[Spent, ...], stage: str) -> Spent:
    return next(one for one in spent if one.stage == stage and one.is_whole)


def test_every_stage_is_timed_by_the_clock_it_is_given_and_parts_lie_within_it(desk):
    spent = timed(desk).spent
    assert [one.stage for one in spent if one.is_whole] == list(STAGES)
    assert all(one.cpu == pytest.approx(2 * one.wall, abs=0.001) for one in spent)
    sources = [one for one in spent if one.stage == "compute" and one.is_of_source]
    assert {one.source for one in sources} >= {"episodes"}
    assert sum(one.wall for one in sources) < whole(spent, "compute").wall
    episodes = next(one for one in sources if one.source == "episodes")
    read = next(one for one in spent if one.stage == "read" and one.source == "episodes")
    assert read.rows == episodes.rows > 0
    inside = [one for one in spent if one.source == "episodes" and one.indicator]
    assert 0 < sum(one.wall for one in inside) < episodes.wall


def test_an_indicator_is_charged_only_its_share_of_a_scan_that_others_need_too(desk):
    spent = timed(desk).spent
    scans = [one for one in spent if one.scan.startswith(("all rows", "rows where"))]
    alone = [one for one in spent if one.indicator and one.source == scans[0].source]
    assert len(alone) > 1
    assert all(one.wall < whole(spent, "compute").wall for one in alone)


def test_the_last_that_computed_something_is_kept_and_nothing_to_do_leaves_it(desk, capsys):
    timed(desk)
    timed(desk)
    assert show_status(settings(desk), as_json=True) == 0
    kept = json.loads(capsys.readouterr().out)["operations"]["time_spent"]
    assert (kept["run"], [one["stage"] for one in kept["stages"]]) == (1, list(STAGES))
    parts = [one for kind in ("stages", "sources", "scans", "indicators") for one in kept[kind]]
    assert {one["rows"] for one in parts} == {0}, "how many rows there are is not for every reader"
    timed(desk, backfill=True)
    show_status(settings(desk), as_json=False)
    assert "Where its time went (run 3): plan 1.0 s, read" in capsys.readouterr().out


def test_profile_prints_a_table_or_json(desk, capsys):
    run_refresh(settings(desk), Asked(profile=True))
    table = capsys.readouterr().out
    for heading in ("Stage  ", "Source  ", "Scan  ", "Indicator, with its share"):
        assert f"\n{heading}" in table
    run_refresh(settings(desk), Asked(profile=True, backfill=True, as_json=True))
    told = json.loads(capsys.readouterr().out)["time_spent"]
    assert {one["stage"] for one in told} == set(STAGES)
    assert all(one["cpu"] >= 0 and one["wall"] >= 0 for one in told)


def test_a_rehearsal_has_no_profile():
    asked = Asked(dry_run=True, profile=True)
    with pytest.raises(UserError, match="--profile goes with a refresh that publishes"):
        chosen(asked)
    assert chosen(replace(asked, dry_run=False))
