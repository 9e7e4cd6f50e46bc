"""The reference is what the commands say of themselves, and the README names every command."""

from pathlib import Path

from dashboard.cli.commands import every_verb
from dashboard.cli.reference import commands_page
from indicators.importers.__main__ import importers_page

ROOT = Path(__file__).parents[2]


def test_the_page_of_commands_is_current():
    kept = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert kept == commands_page(), "run `make docs`"


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in every_verb() if f"fingerpost {name}" not in readme] == []


def test_the_page_of_importers_is_current():
    kept = (ROOT / "docs" / "reference" / "importers.md").read_text(encoding="utf-8")
    assert kept == importers_page(), "run `make docs`"
