"""Every example of sources that lie elsewhere can be loaded, and every answer of a server is told as written."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from framework.errors import SourceError
from framework.load.connectors import load_connector
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.remote_reads import (
    AssessmentsRead,
    HttpRead,
    OtherRead,
    SecretFrom,
    SqlRead,
    UploadRead,
)
from indicators.connect.outside import Outside
from indicators.connect.readiness import Missing, what_is_missing
from tests.remote_in_code import Site, site
from tests.sources_in_code import Desk, column, framework, source

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "sources.md").read_text(encoding="utf-8")
BASE = read_config(ROOT / "tests" / "bad_config" / "base")
PART = PAGE[PAGE.index("## Rows that lie elsewhere") : PAGE.index("## Cells")]
BLOCKS = re.findall(r"```yaml\n(.*?)```", PART, re.DOTALL)
READS = [block for block in BLOCKS if block.startswith("read:")]
LISTED = next(block for block in BLOCKS if block.startswith("fetch_from:"))
KINDS = {
    "http": HttpRead,
    "sql": SqlRead,
    "upload": UploadRead,
    "assessments": AssessmentsRead,
    "tickets": OtherRead,
}


@pytest.mark.parametrize("block", READS, ids=lambda one: re.findall(r"kind: (\w+)", one)[0])
def test_every_example_is_read_as_it_says(block: str) -> None:
    episodes = BASE["sources/episodes.yaml"].decode()
    files = {
        **BASE,
        "framework.yaml": BASE["framework.yaml"] + LISTED.encode(),
        "sources/episodes.yaml": _with(episodes, block).encode(),
    }
    read = load_framework(files).framework.source("episodes").read
    assert type(read) is KINDS[re.findall(r"kind: (\w+)", block)[0]]


def _with(episodes: str, block: str) -> str:
    """Put the keys of an example in a source; columns that it names stand before those there are."""
    read, _, columns = block.partition("columns:\n")
    mended = re.sub(r"^  person: .*\n", "", episodes, flags=re.M) if columns else episodes
    return re.sub(r"^read: .*\ncolumns:\n", f"{read}columns:\n{columns}", mended, flags=re.M)


def test_there_is_an_example_of_every_kind() -> None:
    assert {re.findall(r"kind: (\w+)", block)[0] for block in READS} == set(KINDS)


ANSWERS = re.findall(r"^\| (answers|breaks|sends)(.*?) \| `(.*)` \|$", PART, re.MULTILINE)


def answer(server: Site, verb: str, rest: str) -> None:
    status = re.findall(r"\d{3}", rest)
    if verb == "breaks":
        server.give("/rows.csv", b"a,b\n", Content_Length="99")
    elif verb == "sends":
        server.send_on("/rows.csv", rest.rpartition(" ")[2])
    elif "log-in" in rest:
        server.give("/rows.csv", b"<!doctype html><html>")
    else:
        server.give("/rows.csv", b"", int(status[0]))


@pytest.mark.parametrize(("verb", "rest", "says"), ANSWERS)
def test_what_a_server_answers_is_told_so(tmp_path: Path, verb: str, rest: str, says: str) -> None:
    with site() as server:
        answer(server, verb, rest)
        declared = source(column("a"), read=server.read())
        partnership = replace(framework(), fetch_from=frozenset({server.host}))
        desk = Desk(tmp_path, server.outside)
        with pytest.raises(SourceError) as caught:
            desk.read(declared, partnership)
    assert says in str(caught.value)


def test_the_page_has_every_answer() -> None:
    assert len(ANSWERS) == 5


def test_the_package_of_the_how_to_is_the_one_that_is_tested() -> None:
    guide = (ROOT / "docs" / "how-to" / "write-a-connector.md").read_text(encoding="utf-8")
    made = tomllib.loads(re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)[0])
    ((kind, where),) = made["project"]["entry-points"]["fingerpost.connectors"].items()
    assert type(load_connector(kind).connector).__module__ == where.partition(":")[0]


def test_a_kind_that_is_built_in_stays_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "clashing_packages"))
    with pytest.raises(
        Exception, match="kind: csv is built in, and the package another_csv"
    ) as caught:
        load_framework(BASE)
    assert "[F604]" in str(caught.value)


def test_an_unknown_kind_is_told_with_those_there_are() -> None:
    episodes = BASE["sources/episodes.yaml"].replace(b"kind: csv", b"kind: htpp")
    with pytest.raises(
        Exception, match=r"'htpp' is not allowed here; use csv, .*tickets.*'http'\?"
    ):
        load_framework({**BASE, "sources/episodes.yaml": episodes})


def test_what_a_source_elsewhere_lacks_is_known_without_asking_it() -> None:
    told = {}
    for address in (None, "sqlite:///x.db", "mssql+pyodbc://u:hunter2@h/x", "nonsense"):
        environment = {} if address is None else {"FINGERPOST_SOURCE_CASES_URL": address}
        read = SqlRead(SecretFrom("env", "FINGERPOST_SOURCE_CASES_URL"), "cases")
        told[address] = what_is_missing(source(column("a"), read=read), Outside(environment))
    assert told[None] == Missing("the environment variable FINGERPOST_SOURCE_CASES_URL is not set")
    assert told["sqlite:///x.db"] == Missing()
    assert told["mssql+pyodbc://u:hunter2@h/x"].caution.startswith("mssql may not honour")
    assert told["nonsense"].refused.startswith("the secret is no address of a database")
