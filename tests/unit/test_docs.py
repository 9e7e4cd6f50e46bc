"""Nothing is undocumented, and nothing that is documented is gone."""

import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from dashboard.cli.commands import cli
from framework.load.schemas.documents import PLACES, schema_of
from framework.model.reads import ReadKind

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
HOW_TO = DOCS / "how-to"
REFERENCE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((DOCS / "reference").glob("*.md"))
)
CODE = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
TO_HEADING = re.compile(r"\]\(([^)#\s]*)#([^)\s]+)\)")


def commands_in(page: Path) -> list[str]:
    """Give the lines of a page's examples that call the command, without what a shell adds."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    blocks = (re.sub(r"\n +(?=--)", " ", block) for block in CODE.findall(text))
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    found = [line.partition("fingerpost ")[2] for line in lines if line.startswith("fingerpost ")]
    return [re.split(r" [|>&#;]|\s{2,}", line)[0] for line in found]


def fault_of(words: list[str]) -> str:
    """Say what of a command line is not there, or nothing."""
    group: click.Command = cli
    while isinstance(group, click.Group) and words and not words[0].startswith("-"):
        found = group.get_command(click.Context(group), words[0])
        if found is None:
            return f"no command {words[0]}"
        group, words = found, words[1:]
    known = {name for one in group.params for name in one.opts + one.secondary_opts}
    used = {word.partition("=")[0] for word in words if word.startswith("--")}
    strange = used - known - {"--help", "--version"}
    return f"no {', '.join(sorted(strange))}" if strange else ""


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_every_command_in_an_example_is_there(page: Path) -> None:
    wrong = {line: fault for line in commands_in(page) if (fault := fault_of(_words(line)))}
    assert wrong == {}


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:  # a quote that goes on in the next line
        return line.split()


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_every_link_leads_to_a_page(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert lost == []


def headings_of(page: Path) -> set[str]:
    """Give the headings of a page as links name them: lower case, hyphens, no other signs."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    found = re.findall(r"^#+ (.+?)\s*$", plain, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in found}


def test_every_link_to_a_heading_leads_to_one() -> None:
    links = [
        (page.name, page.parent / path if path else page, heading)
        for page in [ROOT / "README.md", *PAGES]
        for path, heading in TO_HEADING.findall(page.read_text(encoding="utf-8"))
        if "://" not in path and not path.startswith("mailto:")
    ]
    assert len(links) > 5
    assert [
        one for one in links if one[1].suffix == ".md" and one[2] not in headings_of(one[1])
    ] == []


def test_the_commonest_tasks_are_listed() -> None:
    listed = set(LINK.findall((HOW_TO / "README.md").read_text(encoding="utf-8")))
    assert len({path.name for path in HOW_TO.glob("*.md")} & listed) >= 20


def test_every_example_in_a_how_to_is_yaml() -> None:
    read = 0
    for page in HOW_TO.glob("*.md"):
        for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            lines = block.splitlines()
            indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
            yaml.safe_load("\n".join(line[indent:] for line in lines))  # raises for what is none
            read += 1
    assert read > 10


def keys_of(schema: Any) -> set[str]:
    return {key for table in schema["definitions"].values() for key in table["properties"]}


def test_every_key_of_the_language_stands_in_the_reference() -> None:
    keys = {key for kind in PLACES for key in keys_of(schema_of(kind))}
    assert sorted(key for key in keys if not re.search(rf"\b{re.escape(key)}\b", REFERENCE)) == []


def test_every_kind_of_source_stands_in_the_reference() -> None:
    sources = (DOCS / "reference" / "sources.md").read_text(encoding="utf-8")
    assert [kind.value for kind in ReadKind if kind.value.strip("()") not in sources] == []


def test_every_setting_of_the_environment_is_documented() -> None:
    said = "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *PAGES])
    used = {
        name
        for folder in ("dashboard", "framework", "indicators")
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(
            r'"(FINGERPOST_[A-Z]+(?:_[A-Z]+)*)"', path.read_text(encoding="utf-8")
        )
    }
    assert sorted(name for name in used if name not in said) == []
