"""People who can be told in a test: a mail server, a webhook's receiver, and how things stand."""

import email
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from sqlalchemy import Engine

from dashboard.queries.status_views import Operations, RunStatus, SourceStatus, StatusView
from dashboard.telling.addresses import MailServer, Reach, Security
from dashboard.telling.telling import tell_people
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.schedules import TellRoles
from framework.model.sources import Due, LateStep
from framework.store.engines import open_store
from framework.store.migrating import migrate
from framework.store.rows import RunState, SourceCondition

NOW = datetime(2026, 11, 29, 2, 20, tzinfo=UTC)
BASE = load_framework(read_config(Path(__file__).parent / "bad_config" / "base")).framework
STEPS = (LateStep(0, ("data_officer",)), LateStep(14, ("board_secretary",)))
SOURCES = tuple(
    replace(one, due=Due(10, STEPS)) if one.id == "episodes" else one for one in BASE.sources
)
FRAMEWORK = replace(BASE, tell=TellRoles(failure=("operator",)), sources=SOURCES)
GOOD = SourceStatus(
    "episodes", "Early help episodes", "Early Help Service", SourceCondition.FRESH, "", "", 10
)
LATE = "figures for October 2026 are due and its rows end on 30 September 2026"
FINE_RUN = RunStatus(2, "2026-11-29T02:15:00+00:00", 3.0, RunState.PUBLISHED, "", 7)
FAILED_RUN = replace(
    FINE_RUN, state=RunState.FAILED, reason="source 'episodes': empty.csv holds no rows"
)


def view(*, source=GOOD, run=FINE_RUN):
    return StatusView(
        *("Midshire", "Board", 7, "2026-11-28T02:15:09+00:00", "ab12", 3, 100),
        *((source,), (), Operations((run,), "", 3.0, 3.0, "", None, "", (), (), None, ""), ""),
    )


def late(days):
    return replace(GOOD, state=SourceCondition.LATE, as_at="2026-09-30", late=LATE, late_days=days)


@contextmanager
def empty_store(folder: Path) -> Iterator[Engine]:
    """Give a store in which nothing is."""
    engine = open_store(f"sqlite:///{folder / 'store.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


class MailRoom(Controller):
    """A mail server on a port that the system chooses."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Inbox:
    """Keeps what a mail server was given."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 (the name is given)
        self.mails.append(email.message_from_bytes(envelope.content))
        return "250 OK"

    def told(self):
        return [(mail["To"], mail["Subject"]) for mail in self.mails]


@contextmanager
def mail_server() -> Iterator[Inbox]:
    """Give the inbox of a mail server that takes everything."""
    box = Inbox()
    controller = MailRoom(box, hostname="127.0.0.1", port=0)
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


class Receiver(BaseHTTPRequestHandler):
    """A webhook's receiver: keeps bodies and headers, and answers what it is told to."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((body, dict(self.headers)))
        self.send_response(self.server.answer)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.flush_headers()
        for more in self.server.more:
            try:
                self.wfile.write(more)
            except OSError:  # nobody listens any more
                return
        self.end_headers()

    def log_message(self, *_args):
        """Say nothing."""


@contextmanager
def hook_receiver() -> Iterator[HTTPServer]:
    """Give a server that webhooks reach, with all that it has seen."""
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.seen, server.answer, server.more = [], 200, ()
    server.address = f"http://127.0.0.1:{server.server_port}/hook/secret-part"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def by_mail(inbox, **roles):
    everybody = {
        role: (f"{role}@ourshire.example",)
        for role in ("operator", "data_officer", "board_secretary")
    }
    server = MailServer("127.0.0.1", inbox.port, "fingerpost@ourshire.example", Security.NONE)
    return Reach(everybody | roles, server)


def tell(store, seen, reach, *, hours=0):
    return tell_people(store, seen, FRAMEWORK, reach, now=NOW + timedelta(hours=hours))
