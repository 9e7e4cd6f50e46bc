"""The schedule and the telling of people as processes of their own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from dashboard.cli.stores import now
from framework.store.engines import open_store
from framework.store.migrating import migrate
from framework.store.scheduling import (
    OUR_OWN,
    Claimant,
    claim,
    leave,
    read_scheduler,
    scheduled_runs,
)
from tests.commands import run_command
from tests.frameworks.made_stores import Desk, write_starter

CRON = 'schedule: {time_zone: Europe/London, refresh: "*/15 * * * *"}\n'


def fingerpost(*words: str, cwd: Path, code: int = 0, **env: str):
    done = run_command(*words, cwd=cwd, env=env)
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    write_starter(Desk(folder / "ours"))
    path = folder / "ours" / "config" / "framework.yaml"
    path.write_text(path.read_text() + CRON + "tell: {failure: [operator]}\n")
    return folder / "ours"


@pytest.fixture
def ours(made_once, tmp_path):
    return Path(shutil.copytree(made_once, tmp_path / "ours"))


def test_the_schedule_makes_up_for_what_was_missed_and_stops_when_asked(ours):
    engine = open_store(f"sqlite:///{ours / 'fingerpost.db'}")
    migrate(engine)
    claim(engine, Claimant(OUR_OWN, "elsewhere", 1), now=now() - timedelta(hours=1))
    keeper = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "schedule"],
        cwd=ours,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    said = []
    for line in keeper.stdout:
        said.append(line)
        if "ended with exit code" in line:
            keeper.send_signal(signal.SIGTERM)
    assert keeper.wait(60) == 0
    keeper.stdout.close()
    assert "for 4 moments at once" in said[1], said
    assert said[-1] == "Stopped.\n"
    (run,) = scheduled_runs(engine)
    assert run.exit_code == 0
    assert read_scheduler(engine).was_stopped
    number = claim(engine, Claimant(OUR_OWN, "elsewhere", 1), now=now())  # another begins at once
    leave(engine, number, now=now())
    assert "The scheduler was stopped at" in fingerpost("status", cwd=ours).stdout
    told = json.loads(fingerpost("status", "--json", cwd=ours).stdout)
    assert told["operations"]["schedule"]["alive"] is False
    refused = fingerpost("refresh", "--scheduled-by", "cron", cwd=ours, code=15)
    assert "the schedule process schedules this store" in refused.stderr
    told = json.loads(fingerpost("status", "--json", cwd=ours).stdout)
    assert (told["generation"], told["operations"]["schedule"]["kind"]) == (1, "schedule")
    assert "no longer schedules" in fingerpost("schedule", "--hand-over", cwd=ours).stdout
    fingerpost("refresh", "--scheduled-by", "cron", cwd=ours)
    refused = fingerpost("schedule", cwd=ours, code=15)
    assert "'cron' schedules this store" in refused.stderr
    engine.dispose()


def test_the_next_moments_are_shown_in_the_declared_zone_and_nothing_runs(ours):
    shown = json.loads(fingerpost("schedule", "--next", "2", "--json", cwd=ours).stdout)
    assert shown["time_zone"] == "Europe/London"
    assert [one["what"] for one in shown["next"]] == ["refresh", "refresh"]
    assert not (ours / "fingerpost.db").exists()


def test_a_refresh_that_is_refused_is_told_and_so_is_the_next_that_succeeds(ours):
    heard = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    at = {"FINGERPOST_TELL_OPERATOR": f"http://127.0.0.1:{server.server_port}/"}
    try:
        fingerpost("refresh", cwd=ours, **at)
        path = ours / "config" / "framework.yaml"
        good = path.read_text()
        path.write_text(good + "hme: E10000034\n")
        refused = fingerpost("refresh", cwd=ours, code=10, **at)
        assert "told operator: Ours: the refresh failed" in refused.stderr
        path.write_text(good)
        done = fingerpost("refresh", "--log", "json", cwd=ours, **at)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines[-1]["event"] == "told operator: Ours: the refresh is right again"
    assert {line["run"] for line in lines} == {3}
    assert [one["title"] for one in heard] == [
        "Ours: the refresh failed",
        "Ours: the refresh is right again",
    ]
    assert "the configuration has a mistake, first config/framework.yaml:" in heard[0]["body"]


def test_what_a_refresh_says_to_machines_is_one_object_a_line_with_run_and_counts(ours):
    said = fingerpost("refresh", cwd=ours, FINGERPOST_LOG="json").stderr
    lines = [json.loads(line) for line in said.splitlines()]
    assert {line["run"] for line in lines} == {1}
    assert lines[0]["event"] == "begins"
    end = next(line for line in lines if line.get("event") == "ends")
    assert (end["state"], end["generation"], end["failed"]) == ("published", 1, [])
    assert end["results"] > 0


def test_the_result_is_json_on_its_own_while_progress_stays_in_plain_lines(ours):
    done = fingerpost("refresh", "--json", cwd=ours)
    result = json.loads(done.stdout)
    assert (result["state"], result["generation"], result["failed"]) == ("published", 1, {})
    assert done.stderr.startswith("run 1\n")


def test_telling_that_fails_never_fails_the_refresh(ours):
    done = fingerpost("refresh", cwd=ours, FINGERPOST_TELL_OPERATOR="ftp://nowhere/SECRET")
    assert "people could not be told: an address of role 'operator'" in done.stderr
    assert "SECRET" not in done.stderr
    assert (
        "not told operator"
        in fingerpost(
            "tell", "--test", "operator", cwd=ours, code=16, FINGERPOST_TELL_OPERATOR="a@b.example"
        ).stdout
    )


def test_an_unsent_message_says_when_it_is_tried_again_and_a_test_is_sent_once(ours):
    fingerpost("refresh", cwd=ours)
    said = fingerpost("tell", "--test", "opperator", cwd=ours, code=1).stderr
    assert "there is no role 'opperator' in the framework; did you mean 'operator'?" in said
    said = fingerpost("tell", "--test", "operator", cwd=ours, code=16).stderr
    assert "a test is not tried again" in said
    (ours / "data" / "episodes.csv").write_text("")
    fingerpost("refresh", cwd=ours, code=11)
    told = fingerpost("status", cwd=ours).stdout
    assert re.search(r"a test message \(role .*\); not tried again\n", told)
    assert re.search(r"Not told: operator, .*; tried again at \d{4}-\d\d-\d\dT\d\d:\d\d", told)
