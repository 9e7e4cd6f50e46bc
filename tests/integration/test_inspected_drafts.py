"""`fingerpost inspect` shows every file of the demonstration, and its drafts load."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli.commands import cli
from framework.errors import ConfigurationError
from framework.load.files import read_config
from framework.load.framework import load_framework
from indicators.demonstration.generating import generate

ROOT = Path(__file__).parents[2]
BASE_FOLDER = ROOT / "tests" / "bad_config" / "base"
BASE = read_config(BASE_FOLDER)


def inspect(path, *more):
    ran = CliRunner().invoke(cli, ["inspect", str(path), *map(str, more)])
    return ran.exit_code, ran.output


@pytest.fixture(scope="module")
def midshire(tmp_path_factory):
    folder = tmp_path_factory.mktemp("midshire")
    generate(folder)
    return folder


def test_every_file_of_the_demonstration_is_shown_and_its_draft_loads(midshire):
    files = [path for path in sorted(midshire.rglob("*")) if path.is_file()]
    assert len(files) > 15
    for path in files:
        code, said = inspect(path, "--config", BASE_FOLDER)
        assert code == 0, (path.name, said)
        draft = said[said.index("# Save as sources/") :]
        name = draft.split()[3].removeprefix("sources/").removesuffix(".yaml.").rstrip(".")
        problems = loaded(name, draft)
        assert problems == [], (path.name, problems)


def loaded(name, draft):
    """Give what `check` says of the draft beyond that no indicator uses it."""
    try:
        found = load_framework({**BASE, f"sources/{name}.yaml": draft.encode()}).warnings
    except ConfigurationError as error:
        found = error.issues
    return [str(one) for one in found if name in one.file and one.code != "F555"]


def test_columns_are_held_against_the_areas_of_a_framework(tmp_path):
    tiny = ROOT / "tests" / "frameworks" / "tiny"
    file = tmp_path / "visits.csv"
    file.write_text("q7,count\nN1,4\nN2,5\nZ9,6\nN1,7\n")
    code, said = inspect(file, "--config", tiny)
    assert code == 0
    assert (
        "Area: 'q7', texts of areas/codes/short_ward.csv. 2 of 3 different are known, 1 is not, such as "
        "'Z9': declare it, or say unknown: leave out." in said
    )
    assert 'area_from: {column: ["q7"], codes: short_ward}' in said
    assert "Area: no column looks like one." in inspect(file, "--config", ROOT / "config")[1]


def test_names_of_areas_are_told_apart_from_their_codes(tmp_path):
    file = tmp_path / "visits.csv"
    file.write_text("q7,q8,count\nAbbey,E05900001,4\nBridge,E05900002,5\n")
    said = inspect(file, "--config", ROOT / "tests" / "frameworks" / "tiny")[1]
    assert "Area: 'q8', codes of this framework. All 2 are known." in said
    assert 'area_from: {column: ["q8"]}' in said
    file.write_text(
        "\n".join(
            line.rpartition(",")[0].rpartition(",")[0] for line in file.read_text().splitlines()
        )
    )
    said = inspect(file, "--config", ROOT / "tests" / "frameworks" / "tiny")[1]
    assert "Area: 'q7', names of this framework's areas: they need a lookup" in said


def test_a_framework_that_was_named_must_be_there(tmp_path):
    file = tmp_path / "visits.csv"
    file.write_text("q7\nN1\n")
    assert inspect(file)[0] == 0
    assert inspect(file, "--config", tmp_path / "nowhere")[0] != 0
