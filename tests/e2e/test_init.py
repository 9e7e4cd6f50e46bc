"""A new framework, from four answers to a panel."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.cli.english_areas import find_place, places
from dashboard.cli.starting import Partnership, write_starter
from dashboard.cli.starting_areas import choose_areas
from dashboard.cli.stores import today
from framework.errors import UserError
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.periods import YearType
from indicators.refresh.proving import prove
from tests.e2e.test_commands import fingerpost


def begin(folder: Path, *areas: str, year: YearType = YearType.FINANCIAL) -> Path:
    answers = Partnership("Our Partnership", "Our Board", choose_areas(areas), year)
    write_starter(folder, answers, today())
    return folder


def test_what_init_writes_checks_tests_refreshes_and_shows(tmp_path):
    told = fingerpost(
        *("init", "--dir", "ours", "--title", "Ours, it is", "--area", "worcestershire"),
        cwd=tmp_path,
    )
    assert "Next: cd ours && fingerpost check" in told.stdout
    ours = tmp_path / "ours"
    assert "4 indicators, 1 source, 7 areas. No mistakes." in fingerpost("check", cwd=ours).stdout
    assert "4 tests: 4 passed, 0 failed." in fingerpost("test", cwd=ours).stdout
    assert "Published generation 1: 4 indicators" in fingerpost("refresh", cwd=ours).stdout
    shown = json.loads(fingerpost("status", "--json", cwd=ours).stdout)
    assert [source["name"] for source in shown["sources"]] == ["episodes"]
    assert "Made-up rows" in (ours / "config" / "framework.yaml").read_text()
    assert "are made up" in (ours / "README.md").read_text()


@pytest.mark.parametrize("year", YearType)
@pytest.mark.parametrize(
    ("areas", "count"),
    [
        (("Leeds",), 1),
        (("E10000034",), 7),
        (("Worcestershire", "Solihull"), 9),
        (("North West",), 37),
        (("Ourshire=X01",), 1),
    ],
)
def test_it_is_good_whatever_the_areas_and_the_year(tmp_path, areas, count, year):
    loaded = load_framework(
        read_config(begin(tmp_path, *areas, year=year) / "config"), today=today()
    )
    assert loaded.warnings == ()
    assert len(loaded.framework.geography.areas) == count
    proofs = [one for each in loaded.framework.indicators for one in prove(loaded.framework, each)]
    assert [proof.passed for proof in proofs] == [True] * 4


def test_it_never_overwrites(tmp_path):
    ours = begin(tmp_path, "Leeds")
    (ours / "config" / "outcomes.yaml").write_text("mine")
    told = fingerpost("init", "--title", "T", "--area", "Leeds", cwd=ours, code=1)
    assert "holds a framework already; nothing was written" in told.stderr
    assert (ours / "config" / "outcomes.yaml").read_text() == "mine"


def test_without_a_terminal_it_says_what_to_say(tmp_path):
    told = fingerpost("init", "--title", "T", cwd=tmp_path, code=1)
    assert "say --title and --area" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_on_a_terminal_it_asks_four_questions_and_asks_again(tmp_path):
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "init"],
        cwd=tmp_path,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.write(ours, b"Our Partnership\n\nLeedz\nLeeds, Bradford\ncalendar\n")
    assert asked.wait(60) == 0
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert "did you mean Leeds (E08000035)" in said
    framework = (tmp_path / "config" / "framework.yaml").read_text()
    assert 'board: "Early Help Board"' in framework
    assert "year: calendar" in framework
    assert "E08000032,Bradford,authority,OURS" in (tmp_path / "config/areas/areas.csv").read_text()


@pytest.mark.parametrize(
    "asked", ["Leeds City Council", "leeds", "E08000035", "e08000035", "City of Leeds"]
)
def test_a_place_is_found_however_it_is_written(asked):
    assert find_place(asked).code == "E08000035"


def test_every_known_area_lies_in_another_up_to_england():
    known = places()
    assert {place.level for place in known.values() if place.parent not in known} == {"country"}
    assert len(known) == 327


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        (["Worcestershre"], "did you mean Worcestershire"),
        (["Bromsgrove", "Worcestershire"], "Bromsgrove lies in another area"),
        (["England"], "too large to begin with"),
        (["Ourshire=X 1"], "is not NAME=CODE"),
    ],
)
def test_areas_that_cannot_be_used_say_why(areas, words):
    with pytest.raises(UserError, match=words):
        choose_areas(areas)
