"""A web server of this machine that answers as a test asks, and the operator's leave to ask it."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from framework.model.reads import CsvFiles, Read
from framework.model.remote_reads import HttpRead
from indicators.connect.outside import ALLOW_INTERNAL, Outside

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class Site:
    """What a server answers by path, and what it was asked."""

    host: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def outside(self) -> Outside:
        """An operator's environment that lets this server through, and asks it once."""
        return Outside({ALLOW_INTERNAL: self.host}, tries=1, first_wait=0.01)

    def read(self, path: str = "/rows.csv", file: Read | None = None, **said: Any) -> HttpRead:
        plain = HttpRead(f"http://{self.host}{path}", file or CsvFiles("fetched"), unencrypted=True)
        return replace(plain, seconds=5, **said)

    def give(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        """Answer with a body from now on."""

        def answer(to: BaseHTTPRequestHandler) -> None:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            to.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | named).items():
                to.send_header(name, value)
            to.end_headers()
            to.wfile.write(body)

        self.answers[path] = answer

    def send_on(self, path: str, to: str) -> None:
        self.give(path, b"", 302, Location=to)

    def hang(self, path: str) -> None:
        """Take the question and never answer, until the test is over."""
        self.answers[path] = lambda _to: bool(self.over.wait(30)) and None


@contextmanager
def site(certificate: tuple[Path, Path] | None = None) -> Iterator[Site]:
    """Serve on a free port of this machine, encrypted where there is a certificate with its key."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, dict(self.headers)))
            path = self.path.partition("?")[0]
            if path in found.answers:
                found.answers[path](self)
            else:
                self.send_error(404)

        def log_message(self, *_args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    found = Site(f"127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
