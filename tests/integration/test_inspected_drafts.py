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
BASE = read_config(ROOT / "tests" / "bad_config" / "base")


def inspect(path):
    ran = CliRunner().invoke(cli, ["inspect", str(path)])
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
        code, said = inspect(path)
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
