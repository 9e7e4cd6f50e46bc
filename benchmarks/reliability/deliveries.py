"""How one source's rows arrive by each connector, and every way in which the delivery may fail."""

import io
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks.reliability.made_partnership import DISTRICTS

FEW, MANY = 60, 600
HEADERS: Final = ("contact_date", "district")
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
    """A connector with a source behind it: how it is declared, how it is well, how it fails."""

    name: str
    declared: str
    arrive: Callable[[], object]
    faults: tuple[Fault, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()


def frame(rows: int = MANY, headers: tuple[str, str] = HEADERS) -> pl.DataFrame:
    """Give contacts, one each day in one district after another."""
    days = pl.Series([f"20{23 + n // 366:02}-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(rows)])
    places = pl.Series([DISTRICTS[n % len(DISTRICTS)] for n in range(rows)])
    return pl.DataFrame({headers[0]: days, headers[1]: places})


def as_csv(content: pl.DataFrame) -> bytes:
    return content.write_csv().encode()


def as_parquet(content: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    content.write_parquet(target)
    return target.getvalue()


def as_workbook(content: pl.DataFrame) -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, content.columns)
        for place, row in enumerate(content.iter_rows(), start=1):
            sheet.write_row(place, 0, row)
    return target.getvalue()


FILE_KINDS: Final[Mapping[str, tuple[str, Callable[[pl.DataFrame], bytes]]]] = {
    "csv": ("contacts.csv", as_csv),
    "excel": ("contacts.xlsx", as_workbook),
    "parquet": ("contacts.parquet", as_parquet),
}


@contextmanager
def by_file(kind: str, folder: Path) -> Iterator[Delivery]:
    """Deliver a file of a kind into the data directory."""
    name, write = FILE_KINDS[kind]
    path = folder / "data" / name

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

    good = write(frame())
    faults = [
        Fault("gone", gone, name),
        Fault("empty", lambda: put(b""), "empty"),
        Fault("no rows", lambda: put(write(frame(0))), "row"),
        Fault("cut short", lambda: put(good[: len(good) // 3]), ""),
        Fault("90% fewer rows", lambda: put(write(frame(FEW))), "rows than last time"),
        Fault(
            "another schema", lambda: put(write(frame(headers=("when", "place")))), "contact_date"
        ),
        Fault("a folder", instead(path.mkdir), name),
        Fault("a pipe that never ends", instead(lambda: os.mkfifo(path)), name),
        Fault("read error of the disk", instead(lambda: path.symlink_to(EIO)), ""),
        Fault("another kind of file", lambda: put(b"<!DOCTYPE html><html>Log in</html>"), ""),
    ]
    if kind == "csv":
        odd = good.decode().replace("D01", "D0\u00e9").encode("latin-1")
        faults.append(Fault("wrong encoding", lambda: put(odd), "UTF-8"))
        # A CSV file that is cut short is whole to the eye; its rows are fewer.
    yield Delivery(kind, f"{{kind: {kind}, path: {name}}}", lambda: put(good), tuple(faults))


@dataclass(slots=True)
class Answer:
    """What a web server says: a status, a body, and how it goes wrong."""

    status: int = 200
    body: bytes = b""
    promised: int | None = None
    hangs: threading.Event | None = None


@contextmanager
def by_http(_folder: Path) -> Iterator[Delivery]:
    """Deliver a CSV file by a web server of this machine."""
    good = as_csv(frame())
    now = Answer(body=good)

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

    def say(**what: Any) -> Callable[[], None]:
        def happen() -> None:
            if now.hangs is not None:
                now.hangs.set()
            plain = Answer(body=good)
            for name in Answer.__slots__:
                setattr(now, name, what.get(name, getattr(plain, name)))

        return happen

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    odd = good.decode().replace("D01", "D0\u00e9").encode("latin-1")
    try:
        yield Delivery(
            "http",
            f"{{kind: http, url: 'http://{host}/contacts.csv', as: csv, unencrypted: yes, seconds: 12}}",
            say(),
            (
                Fault("404", say(status=404, body=b"no"), "404"),
                Fault("500", say(status=500, body=b"no"), "500"),
                Fault("hangs", say(hangs=threading.Event()), "12 seconds"),
                Fault("cut short", say(body=good[:900], promised=len(good)), "broke off"),
                Fault("empty", say(body=b""), "empty"),
                Fault("90% fewer rows", say(body=as_csv(frame(FEW))), "rows than last time"),
                Fault(
                    "another schema",
                    say(body=as_csv(frame(headers=("when", "place")))),
                    "contact_date",
                ),
                Fault("wrong encoding", say(body=odd), "UTF-8"),
                Fault("a log-in page", say(body=b"<!DOCTYPE html><html>Log in</html>"), "web page"),
            ),
            {"FINGERPOST_ALLOW_INTERNAL": host},
            (host,),
        )
    finally:
        if now.hangs is not None:
            now.hangs.set()
        server.shutdown()
        server.server_close()


@contextmanager
def by_sql(folder: Path) -> Iterator[Delivery]:
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
            Fault("90% fewer rows", lambda: fill(FEW), "rows than last time"),
            Fault("another schema", lambda: fill(headers=("when_", "place")), "contact_date"),
            Fault("no database", lambda: path.write_bytes(b"x" * 8192), ""),
            Fault("cut short", lambda: (fill(), os.truncate(path, 4096)), ""),
        ),
        {"FINGERPOST_SOURCE_CONTACTS_URL": f"sqlite:///{path}"},
    )


DELIVERIES: Final[Mapping[str, Callable[[Path], Any]]] = {
    "csv": lambda folder: by_file("csv", folder),
    "excel": lambda folder: by_file("excel", folder),
    "parquet": lambda folder: by_file("parquet", folder),
    "http": by_http,
    "sql": by_sql,
}
