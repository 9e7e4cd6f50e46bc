"""How one source's rows arrive by each connector, and every way in which the delivery may fail."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks.reliability.kinds_of_files import FILE_KINDS, Writer, as_csv, declared
from benchmarks.reliability.made_partnership import DISTRICTS
from framework.store.assessments import erase_assessments, keep_assessments
from framework.store.engines import open_store
from framework.store.migrating import migrate
from indicators.connect.uploads import UPLOADS

FEW, MANY = 60, 600
HEADERS: Final = ("contact_date", "district")
IN_TEXT: Final = ("csv", "upload", "json", "json lines")
"""The kinds whose bytes are text."""
NO_ROWS: Final = {"json": "no records", "json lines": "empty"}
EIO: Final = "/proc/self/mem"
"""A file of Linux whose first byte cannot be read: input/output error."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong with a delivery, and a word that the reason must hold."""

    name: str
    happen: Callable[[], object]
    says: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A connector with a source behind it: how it is declared, how it is well, how it fails.

    `column` is one more that the source needs.
    """

    name: str
    declared: str
    arrive: Callable[[], object]
    faults: tuple[Fault, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    column: str = ""


def frame(rows: int = MANY, headers: tuple[str, str] = HEADERS) -> pl.DataFrame:
    """Give contacts, one each day in one district after another."""
    days = pl.Series([f"20{23 + n // 366:02}-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(rows)])
    places = pl.Series([DISTRICTS[n % len(DISTRICTS)] for n in range(rows)])
    return pl.DataFrame({headers[0]: days, headers[1]: places})


@contextmanager
def by_file(kind: str, folder: Path, _url: str) -> Iterator[Delivery]:
    """Deliver a file of a kind into the data directory."""
    _, ending, write = FILE_KINDS[kind]
    name = f"contacts.{ending}"
    path = folder / "data" / name
    yield Delivery(kind, declared(kind, name), *_of_one_file(path, name, write, kind))


@contextmanager
def by_upload(folder: Path, _url: str) -> Iterator[Delivery]:
    """Deliver a file that a partner handed in; what befalls it befalls the copy that is in use."""
    place = folder / "data" / UPLOADS / "contacts"
    place.mkdir(parents=True, mode=0o700)
    path = place / f"20251112T090000000000Z-{'0' * 64}.csv"
    arrive, faults = _of_one_file(path, "uploads/contacts", as_csv, "upload")
    told = {"gone": "no file was uploaded yet", "a folder": "", "a pipe that never ends": ""}
    mended = tuple(replace(one, says=told.get(one.name, one.says)) for one in faults)
    yield Delivery("upload", "{kind: upload, as: csv}", arrive, mended)


def _of_one_file(
    path: Path, name: str, write: Writer, kind: str
) -> tuple[Callable[[], object], tuple[Fault, ...]]:
    """Give how a file arrives at a path, and every way in which that fails."""

    def put(content: bytes) -> None:
        gone()
        path.write_bytes(content)

    def gone() -> None:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        path.unlink(missing_ok=True)

    def instead(make: Callable[[], object]) -> Callable[[], None]:
        def happen() -> None:
            gone()
            make()

        return happen

    faults = (
        Fault("gone", gone, name),
        Fault("a folder", instead(path.mkdir), name),
        Fault("a pipe that never ends", instead(lambda: os.mkfifo(path)), name),
        Fault("read error of the disk", instead(lambda: path.symlink_to(EIO)), ""),
    )
    good = write(frame())
    return lambda: put(good), (*faults, *_of_content(put, write, kind))


def _of_content(put: Callable[[bytes], None], write: Writer, kind: str) -> tuple[Fault, ...]:
    """Give every way in which what stands in a file is not what it should be."""
    good = write(frame())
    faults = (
        Fault("empty", lambda: put(b""), "empty"),
        Fault("no rows", lambda: put(write(frame(0))), NO_ROWS.get(kind, "no rows")),
        # A CSV file that is cut short is whole to the eye; its rows are fewer.
        Fault("cut short", lambda: put(good[: len(good) // 3]), ""),
        Fault("90% fewer rows", lambda: put(write(frame(FEW))), "600 last time"),
        Fault(
            "another schema", lambda: put(write(frame(headers=("when", "place")))), "contact_date"
        ),
        Fault("another kind of file", lambda: put(b"<!DOCTYPE html><html>Log in</html>"), ""),
    )
    if kind not in IN_TEXT:
        return faults
    odd = good.decode().replace("D01", "D0\u00e9").encode("latin-1")
    return (*faults, Fault("wrong encoding", lambda: put(odd), "UTF-8"))


@dataclass(slots=True)
class Answer:
    """What a web server says: a status, a body, and how it goes wrong."""

    status: int = 200
    body: bytes = b""
    promised: int | None = None
    hangs: threading.Event | None = None


def _handler(now: Answer) -> type[BaseHTTPRequestHandler]:
    """Make what answers every request with what is to be said now."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if now.hangs is not None:
                now.hangs.wait(20)
            with suppress(ConnectionError):  # whoever asked may have gone
                self.send_response(now.status)
                self.send_header("Content-Length", str(now.promised or len(now.body)))
                self.end_headers()
                self.wfile.write(now.body)

        def log_message(self, *_: object) -> None: ...

    return Handler


def _faults_of_a_server(say: Callable[..., Callable[[], None]], good: bytes) -> tuple[Fault, ...]:
    """Give every way in which a web server fails to deliver a file."""
    odd = good.decode().replace("D01", "D0\u00e9").encode("latin-1")
    return (
        Fault("404", say(status=404, body=b"no"), "404"),
        Fault("500", say(status=500, body=b"no"), "500"),
        Fault("hangs", say(hangs=threading.Event()), "12 seconds"),
        Fault("cut short", say(body=good[:900], promised=len(good)), "broke off"),
        Fault("empty", say(body=b""), "empty"),
        Fault("90% fewer rows", say(body=as_csv(frame(FEW))), "600 last time"),
        Fault(
            "another schema",
            say(body=as_csv(frame(headers=("when", "place")))),
            "contact_date",
        ),
        Fault("wrong encoding", say(body=odd), "UTF-8"),
        Fault("a log-in page", say(body=b"<!DOCTYPE html><html>Log in</html>"), "web page"),
    )


@contextmanager
def by_http(_folder: Path, _url: str) -> Iterator[Delivery]:
    """Deliver a CSV file by a web server of this machine."""
    good = as_csv(frame())
    now = Answer(body=good)

    def say(**what: Any) -> Callable[[], None]:
        def happen() -> None:
            if now.hangs is not None:
                now.hangs.set()
            plain = Answer(body=good)
            for name in Answer.__slots__:
                setattr(now, name, what.get(name, getattr(plain, name)))

        return happen

    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(now))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    try:
        yield Delivery(
            "http",
            f"{{kind: http, url: 'http://{host}/contacts.csv', as: csv, unencrypted: yes, seconds: 12}}",
            say(),
            _faults_of_a_server(say, good),
            {"FINGERPOST_ALLOW_INTERNAL": host},
            (host,),
        )
    finally:
        if now.hangs is not None:
            now.hangs.set()
        server.shutdown()
        server.server_close()


@contextmanager
def by_sql(folder: Path, _url: str) -> Iterator[Delivery]:
    """Deliver a table of a SQLite database that is not the store."""
    path = folder / "contacts.db"

    def fill(rows: int = MANY, headers: tuple[str, str] = HEADERS) -> None:
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(f"CREATE TABLE contacts ({headers[0]} text, {headers[1]} text)")
            connection.executemany("INSERT INTO contacts VALUES (?, ?)", frame(rows).rows())

    def drop() -> None:
        fill()
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("DROP TABLE contacts")

    yield Delivery(
        "sql",
        "{kind: sql, url_from: env FINGERPOST_SOURCE_CONTACTS_URL, table: contacts, seconds: 4}",
        fill,
        (
            Fault("gone", lambda: path.unlink(missing_ok=True), "not there"),
            Fault("no such table", drop, "contacts"),
            Fault("no rows", lambda: fill(0), "row"),
            Fault("90% fewer rows", lambda: fill(FEW), "600 last time"),
            Fault("another schema", lambda: fill(headers=("when_", "place")), "contact_date"),
            Fault("no database", lambda: path.write_bytes(b"x" * 8192), ""),
            Fault("cut short", lambda: (fill(), os.truncate(path, 4096)), ""),
        ),
        {"FINGERPOST_SOURCE_CONTACTS_URL": f"sqlite:///{path}"},
    )


@contextmanager
def by_assessments(_folder: Path, url: str) -> Iterator[Delivery]:
    """Deliver rows that stand in the store itself."""
    engine = open_store(url)
    migrate(engine)
    said = {"at": datetime(2025, 11, 12, tzinfo=UTC), "who": "the catalogue"}

    def keep(rows: int = MANY, headers: tuple[str, str] = HEADERS) -> None:
        erase()
        cells = frame(rows, headers).with_row_index("reference").cast(pl.String).to_dicts()
        keep_assessments(engine, "contacts", {one["reference"]: one for one in cells}, **said)

    def erase() -> None:
        erase_assessments(engine, "contacts", lambda *_: True, reason="a fault", **said)

    try:
        yield Delivery(
            "assessments",
            "{kind: assessments, form: contacts, keep_months: 12, as: csv}",
            keep,
            (
                Fault("none is kept", erase, "no assessment of form 'contacts' is kept"),
                Fault("90% fewer rows", lambda: keep(FEW), "600 last time"),
                Fault("another schema", lambda: keep(headers=("when", "place")), "contact_date"),
            ),
            column="reference: {unique: yes, private: yes}",
        )
    finally:
        engine.dispose()


DELIVERIES: Final[Mapping[str, Callable[[Path, str], Any]]] = {
    **{kind: partial(by_file, kind) for kind in FILE_KINDS},
    "upload": by_upload,
    "http": by_http,
    "sql": by_sql,
    "assessments": by_assessments,
}
