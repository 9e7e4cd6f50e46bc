"""Whatever befalls a source, its last good figures stay, with the reason, and the others go on."""

import io
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.access.viewers import Role, local_viewer
from dashboard.app import create_app
from dashboard.queries.library import Library
from dashboard.queries.pages import StorePages
from dashboard.queries.status import read_status
from framework.load.files import read_config
from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from indicators.connect.outside import Outside
from indicators.refresh.planning import Choice, Places
from indicators.refresh.running import refresh
from indicators.refresh.starting import Outcome, Starter
from indicators.refresh.tasks import Where
from tests.frameworks.made_apps import read
from tests.remote_in_code import Site, site

TINY = Path(__file__).parents[1] / "frameworks" / "tiny"
TODAY = date(2025, 11, 12)
HEADER = "case,begun,note"
ROWS = [f"c{place:02},2025-0{4 + place % 6}-03,café" for place in range(40)]
GOOD = "\n".join([HEADER, *ROWS, ""]).encode()
FEWER = "\n".join([HEADER, *ROWS[:4], ""]).encode()
OTHER_COLUMNS = GOOD.replace(b"begun", b"started_on")
LATIN = GOOD.decode().encode("latin-1")
FILES = {
    "truncated": GOOD[: len(GOOD) // 2 - 3],
    "empty": b"",
    "header only": f"{HEADER}\n".encode(),
    "fewer rows": FEWER,
    "other columns": OTHER_COLUMNS,
    "wrong encoding": LATIN,
    "a web page": b"<!DOCTYPE html><html><p>Please log in</p></html>",
}

CASES = """\
source: cases
title: Cases of the partner
owner: Early Help Service
rows: events
read: {read}
columns:
  case:  {{unique: yes, private: yes}}
  begun: {{type: date, required: yes}}
  note:  {{}}
area_from: {{fixed: E10900001}}
dated: begun
disclosure: {{suppress: 1-2, round_to: 1}}
"""
BESIDE = CASES.replace("source: cases", "source: beside").replace(
    "{read}", "{{kind: csv, path: beside.csv}}"
)
INDICATORS = """\
defaults: {grain: month, kind: context, polarity: none, unit: cases, decimals: 0}
indicators:
  begun: {title: Cases begun, source: cases, count: {where: all, dated: begun}}
  begun_beside: {title: Cases begun beside, source: beside, count: {where: all, dated: begun}}
"""
OUTCOMES = "outcomes: {help: {title: Families get help, indicators: [begun, begun_beside]}}\n"

OPERATOR = local_viewer(Role.OPERATOR)
"""Who hears of rows one by one; others hear that some are not as they should be."""


class Silent:
    def stage(self, name: str, done: int, total: int) -> None: ...

    def event(self, message: str) -> None: ...


@dataclass
class Desk:
    """A partnership of two sources: one that lies elsewhere, and a file beside it."""

    root: Path
    read: str
    environment: dict[str, str] = field(default_factory=dict)
    hosts: str = "[]"

    def __post_init__(self) -> None:
        config = self.root / "config"
        shutil.copytree(TINY / "areas", config / "areas")
        framework = (TINY / "framework.yaml").read_text(encoding="utf-8")
        self._write("framework.yaml", f"{framework}fetch_from: {self.hosts}\n")
        self._write("outcomes.yaml", OUTCOMES)
        self._write("indicators/cases.yaml", INDICATORS)
        self._write("sources/cases.yaml", CASES.format(read=self.read))
        self._write("sources/beside.yaml", BESIDE.format())
        (self.root / "data").mkdir()
        self.beside(10)
        self.engine = open_store(f"sqlite:///{self.root / 'store.db'}")

    def _write(self, path: str, text: str) -> None:
        file = self.root / "config" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def beside(self, rows: int) -> None:
        body = "\n".join([HEADER, *(f"b{place},2025-05-03," for place in range(rows)), ""])
        (self.root / "data" / "beside.csv").write_text(body, encoding="utf-8")

    def refresh(self) -> Outcome:
        outside = Outside(self.environment, tries=1)
        where = Where(
            self.engine, Places(self.root / "data", self.root / "store.db.intake", outside)
        )
        starter = Starter("test", "here", 1, lambda: datetime.now(UTC), TODAY)
        files = read_config(self.root / "config")
        return refresh(files, where, Choice(), starter=starter, teller=Silent())

    def figures(self, indicator: str) -> dict[str, Any]:
        with open_snapshot(self.engine) as snapshot:
            found = snapshot.frame("results").filter(pl.col("indicator") == indicator)
        return dict(found.select("period", "value").iter_rows())

    @property
    def library(self) -> Library:
        return Library(self.engine, lambda: TODAY)

    def page(self) -> str:
        app = create_app(StorePages(self.library), lambda _request: OPERATOR, secret=b"x")
        return read(app.test_client().get("/indicator/begun"))[0]


Fault = Callable[[], object]


@dataclass
class Kind:
    """A desk of one kind of source, how it is made good, and what may befall it."""

    desk: Desk
    mend: Fault
    faults: Mapping[str, tuple[Fault, str]]


def of_files(put: Callable[[bytes], object]) -> dict[str, tuple[Fault, str]]:
    words = {
        "truncated": "the header has 3 cells",
        "empty": "it is empty",
        "header only": "it has a header but no rows",
        "fewer rows": "4 rows, and 40 last time",
        "other columns": "there is no column 'begun'",
        "wrong encoding": "UTF-8",
        "a web page": "a web page (perhaps a log-in page was saved)",
    }
    return {
        name: ((lambda body=body: put(body)), words[name])  # type: ignore[misc]
        for name, body in FILES.items()
    }


def http(root: Path, stack: ExitStack) -> Kind:
    server: Site = stack.enter_context(site())
    gone: Site = stack.enter_context(site())
    desk = Desk(
        root,
        f"{{kind: http, url: 'http://{server.host}/cases.csv', as: csv, unencrypted: yes, seconds: 2}}",
        dict(server.outside.environment),
        f"['{server.host}', '{gone.host}']",
    )
    path = "/cases.csv"

    def give(body: bytes, status: int = 200, **headers: str) -> None:
        server.give(path, body, status, **headers)

    def away() -> None:
        server.send_on(path, f"http://{gone.host}/")
        desk.environment["FINGERPOST_ALLOW_INTERNAL"] = server.host

    faults = {
        **of_files(give),
        "404": (lambda: give(b"", 404), "the server answered 404 (not found)"),
        "500": (lambda: give(b"", 500), "the server answered 500 (internal server error)"),
        "hang": (lambda: server.hang(path), "no whole answer came within 2 seconds"),
        "cut": (lambda: give(GOOD, Content_Length="9999"), "broke off before the file was whole"),
        "inside": (away, "an address that is not public"),
    }
    return Kind(desk, lambda: give(GOOD), faults)


def sql(root: Path, _stack: ExitStack) -> Kind:
    database = root / "cases.db"
    address = {"FINGERPOST_SOURCE_CASES_URL": f"sqlite:///{database}"}
    read = "{kind: sql, url_from: env FINGERPOST_SOURCE_CASES_URL, table: cases, seconds: 5}"
    desk = Desk(root, read, dict(address))

    def fill(rows: list[str], *, columns: str = '"case" text, begun date, note text') -> None:
        database.unlink(missing_ok=True)
        with sqlite3.connect(database) as connection:
            connection.execute(f"CREATE TABLE cases ({columns})")
            cells = [row.split(",") for row in rows]
            connection.executemany("INSERT INTO cases VALUES (?, ?, ?)", cells)
        connection.close()

    def undecodable() -> None:
        fill(ROWS)
        with sqlite3.connect(database) as connection:
            connection.execute("UPDATE cases SET note = CAST(x'63e9' AS text)")
        connection.close()

    def without_secret() -> None:
        fill(ROWS)
        desk.environment.pop("FINGERPOST_SOURCE_CASES_URL", None)

    def mend() -> None:
        desk.environment.update(address)
        fill(ROWS)

    faults: dict[str, tuple[Fault, str]] = {
        "gone": (database.unlink, "the file of the SQLite database is not there"),
        "no table": (lambda: database.write_bytes(b""), "there is no such table"),
        "truncated": (
            lambda: os.truncate(database, 4096),
            "the SQLite file is damaged or cut short",
        ),
        "empty": (lambda: fill([]), "it has a header but no rows"),
        "fewer rows": (lambda: fill(ROWS[:4]), "4 rows, and 40 last time"),
        "other columns": (
            lambda: fill(ROWS, columns='"case" text, started_on date, note text'),
            "there is no column 'begun'",
        ),
        "wrong encoding": (undecodable, "cases: the database"),
        "no secret": (
            without_secret,
            "the environment variable FINGERPOST_SOURCE_CASES_URL is not set",
        ),
    }
    return Kind(desk, mend, faults)


def upload(root: Path, _stack: ExitStack) -> Kind:
    desk = Desk(root, "{kind: upload, as: csv}")
    folder = root / "data" / "uploads" / "cases"
    count = iter(range(1, 99))

    def put(body: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = f"20251112T0900000000{next(count):02}Z-{'0' * 64}.csv"
        (folder / name).write_bytes(body)

    faults = {**of_files(put), "gone": (lambda: shutil.rmtree(folder), "no file was uploaded yet")}
    return Kind(desk, lambda: put(GOOD), faults)


def of_another_package(root: Path, _stack: ExitStack) -> Kind:
    queues = root / "queues"
    queues.mkdir(parents=True)
    desk = Desk(root, f"{{kind: tickets, folder: '{queues}', queue: help}}")
    rows = pl.read_csv(io.BytesIO(GOOD)).to_dicts()

    def put(found: object) -> None:
        (queues / "help.json").write_text(json.dumps(found), encoding="utf-8")

    def cut() -> None:
        put(rows)
        os.truncate(queues / "help.json", 100)

    faults: dict[str, tuple[Fault, str]] = {
        "gone": ((queues / "help.json").unlink, "there is no queue 'help'"),
        "truncated": (cut, "the connector 'tickets' failed (JSONDecodeError)"),
        "nonsense": (lambda: put({"a": {"b": 1}}), "there is no column"),
        "fewer rows": (lambda: put(rows[:4]), "4 rows, and 40 last time"),
        "other columns": (
            lambda: put([{**row, "begun": None, "b": 1} for row in rows]),
            "40 of 40 rows cannot be understood",
        ),
    }
    return Kind(desk, lambda: put(rows), faults)


KINDS: dict[str, Callable[[Path, ExitStack], Kind]] = {
    "http": http,
    "sql": sql,
    "upload": upload,
    "of another package": of_another_package,
}


@pytest.fixture(scope="module", params=KINDS)
def kind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kind]:
    with ExitStack() as stack:
        found = KINDS[request.param](tmp_path_factory.mktemp("kind") / "desk", stack)
        found.mend()
        assert found.desk.refresh().failed == {}
        yield found
        found.desk.engine.dispose()


def test_nothing_is_done_while_nothing_changes(kind: Kind) -> None:
    before = kind.desk.refresh()
    again = kind.desk.refresh()
    assert (again.generation, again.failed) == (before.generation, {})


def test_every_fault_keeps_the_last_good_figures_and_says_why(kind: Kind) -> None:
    desk = kind.desk
    good = desk.figures("begun")
    assert sum(good.values()) == len(ROWS)
    rows = 10
    for place, (name, (befall, why)) in enumerate(kind.faults.items()):
        befall()
        if place % 3 == 0:
            rows += 1
            desk.beside(rows)
        outcome = desk.refresh()
        (reason,) = [" ".join(reasons) for reasons in outcome.failed.values()]
        assert why in reason, name
        assert desk.figures("begun") == good, name
        assert sum(desk.figures("begun_beside").values()) == rows, name
        status = {one.name: one for one in read_status(desk.library, OPERATOR).sources}
        assert status["cases"].state == "kept", name
        assert why in status["cases"].reason, name
        kind.mend()
    befall()
    desk.refresh()
    assert why in desk.page()
    kind.mend()
    assert desk.refresh().failed == {}
    assert desk.figures("begun") == good
