"""The examples of deploy/ name commands and options that are there, and times that are times."""

import configparser
import json
import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
import yaml
from cronsim import CronSim

from dashboard.cli.commands import cli, every_verb

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def crontab():
    lines = (DEPLOY / "crontab").read_text().splitlines()
    return [line.split(" ", 5) for line in lines if re.match(r"[\d*]", line)]


def container():
    """Give the instructions of the image, each with the words behind it."""
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    return [line.split(" ", 1) for line in text.splitlines() if line and line[0] != "#"]


def unit(name):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(DEPLOY / "systemd" / name)
    return parser


def cronjob():
    return yaml.safe_load((DEPLOY / "kubernetes" / "cronjob.yaml").read_text())


def between(schedule):
    """Give the time between two runs of a schedule."""
    times = CronSim(schedule, datetime(2026, 1, 1, tzinfo=UTC))
    first, second = next(times), next(times)
    return second - first


def words_after_fingerpost(line):
    words = shlex.split(line.split("fingerpost ", 1)[1])
    end = next((place for place, word in enumerate(words) if ">" in word), len(words))
    return words[:end]


def commands():
    for line in crontab():
        yield words_after_fingerpost(line[5].split("/bin/", 1)[1])
    for path in sorted((DEPLOY / "systemd").glob("*.service")):
        start = unit(path.name)["Service"]["ExecStart"]
        yield words_after_fingerpost(start.split("/bin/", 1)[1])
    pod = cronjob()["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    yield pod["containers"][0]["args"]
    yield json.loads(dict(container())["CMD"])


@pytest.mark.parametrize("words", [*commands()], ids=" ".join)
def test_a_command_of_an_example_is_one_that_we_have(words):
    command = every_verb()[words[0]]
    with click.Context(command, **cli.context_settings) as context:
        assert command.parse_args(context, words[1:]) == [], "all words are known"
        assert command.name == words[0]


def test_refreshes_of_the_examples_run_once_a_night_and_tell_goes_on_between_them():
    every = {words_after_fingerpost(line[5])[0]: between(" ".join(line[:5])) for line in crontab()}
    assert every == {"refresh": timedelta(days=1), "tell": timedelta(hours=1)}
    job = cronjob()["spec"]
    assert between(job["schedule"]) == timedelta(days=1)
    assert job["concurrencyPolicy"] == "Forbid"
    timer = unit("fingerpost-refresh.timer")["Timer"]["OnCalendar"]
    assert re.fullmatch(r"\*-\*-\* \d\d:\d\d:00 Europe/London", timer)


def test_every_job_that_refreshes_says_who_it_is_so_that_two_cannot():
    for words in commands():
        assert words[0] != "refresh" or "--scheduled-by" in words


def test_the_image_runs_as_nobody_special_and_keeps_the_schedule():
    said = container()
    assert ["USER", "10001"] in said
    assert dict(said)["ENTRYPOINT"] == '["fingerpost"]'
    assert dict(said)["STOPSIGNAL"] == "SIGTERM"


def test_no_example_holds_an_address_or_a_secret():
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            assert not re.search(r"\S@\S+\.|password|://\S+:\S+@", path.read_text()), path


def test_the_framework_of_the_cronjob_lies_where_folders_can():
    pod = cronjob()["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (volume,) = [one for one in pod["volumes"] if one["name"] == "config"]
    assert "configMap" not in volume


def test_the_image_hides_nothing_of_a_folder_that_is_mounted_on_its_own():
    """A volume of the image inside /work would lie over `config/` and `data/` of the folder."""
    assert "VOLUME" not in {name for name, _ in container()}
