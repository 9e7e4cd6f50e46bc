"""What the reference says of schedules and of telling people is what the language does."""

import re
from pathlib import Path

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.schedules import Retry, Schedule, TellRoles
from framework.model.sources import Due, LateStep

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
BASE = read_config(ROOT / "tests" / "bad_config" / "base")


def loaded(framework="", source=""):
    files = dict(BASE)
    files["framework.yaml"] += framework.encode()
    files["sources/episodes.yaml"] += source.encode()
    return load_framework(files).framework


def test_the_schedule_of_the_reference_is_a_schedule():
    block = re.search(r"^schedule:.*?(?=^```)", PAGE, flags=re.MULTILINE | re.DOTALL)[0]
    framework = loaded(framework=block)
    assert framework.schedule == Schedule("Europe/London", ("15 2 * * *",), Retry(30, 2))
    assert framework.tell == TellRoles(("operator",), ("data_officer",))


def test_the_promise_of_the_reference_says_who_hears_of_it():
    long_form = re.search(r"^#     (due: \{.*\}) says who", PAGE, flags=re.MULTILINE)[1]
    releases = re.search(r"^releases: .*$", PAGE, flags=re.MULTILINE)[0]
    source = loaded(source=f"\n{long_form}\n{releases}\n").source("episodes")
    steps = (LateStep(0, ("data_officer",)), LateStep(14, ("board_secretary",)))
    assert source.due == Due(10, steps)
    assert [f"{one:%Y-%m-%d %H:%M}" for one in source.releases] == ["2026-11-26 09:30"]


def test_a_promise_alone_tells_nobody_of_its_own():
    assert loaded(source="\ndue: 2 weeks\n").source("episodes").due == Due(14)
