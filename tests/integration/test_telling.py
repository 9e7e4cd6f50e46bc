"""People are told once of each change, by mail and by webhook, and nothing of it fails a refresh."""

import email
import hashlib
import hmac
import json
import shutil
import ssl
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import chain, repeat
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from dashboard.queries.status_views import Operations, RunStatus, SourceStatus, StatusView
from dashboard.telling.addresses import MailServer, Reach, Security, read_reach
from dashboard.telling.sending import send
from dashboard.telling.telling import send_test, tell_people
from framework.errors import UserError
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.schedules import TellRoles
from framework.model.sources import Due, LateStep
from framework.store.engines import open_store
from framework.store.migrating import migrate
from framework.store.rows import RunState, SourceCondition
from framework.store.telling import last_messages, open_concerns

SESAME, RIGHT = "sesame", "right"
NOW = datetime(2026, 11, 29, 2, 20, tzinfo=UTC)
BASE = load_framework(read_config(Path(__file__).parents[1] / "bad_config" / "base")).framework
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


@pytest.fixture
def store(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
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


@pytest.fixture
def inbox():
    box = Inbox()
    controller = MailRoom(box, hostname="127.0.0.1", port=0)
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@pytest.fixture
def hooks():
    """A webhook's receiver: keeps bodies and headers, and answers what it is told to."""

    class Receiver(BaseHTTPRequestHandler):
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


def test_a_refresh_that_fails_is_told_once_and_so_is_its_recovery(store, inbox):
    reach = by_mail(inbox)
    for hours in (0, 24, 48):
        tell(store, view(run=FAILED_RUN), reach, hours=hours)
    assert inbox.told() == [("operator@ourshire.example", "Midshire: the refresh failed")]
    text = inbox.mails[0].get_payload(decode=True).decode()
    assert "source 'episodes': empty.csv holds no rows" in text
    assert (
        "Readers see generation 7, published 2026-11-28 02:15 UTC. Nothing of it was lost" in text
    )
    for hours in (72, 96):
        tell(store, view(), reach, hours=hours)
    assert inbox.told()[1:] == [
        ("operator@ourshire.example", "Midshire: the refresh is right again")
    ]
    assert open_concerns(store) == ()


def test_lateness_is_told_to_the_roles_of_its_steps_as_the_days_go_by(store, inbox):
    reach = by_mail(inbox)
    for day in (1, 2, 13, 14, 15):
        tell(store, view(source=late(day)), reach, hours=24 * day)
    assert inbox.told() == [
        ("data_officer@ourshire.example", "Midshire: Early help episodes is late"),
        (
            "board_secretary@ourshire.example",
            "Midshire: Early help episodes is still late after 14 days",
        ),
    ]
    tell(store, view(), reach, hours=24 * 16)
    assert {to for to, subject in inbox.told()[2:] if subject.endswith("right again")} == {
        "data_officer@ourshire.example",
        "board_secretary@ourshire.example",
    }


def test_a_source_that_was_refused_is_told_with_what_stands_and_what_to_do(store, inbox):
    kept = replace(
        GOOD,
        state=SourceCondition.KEPT,
        as_at="2026-09-30",
        reason="episodes.csv has 90% fewer rows",
    )
    tell(store, view(source=kept), by_mail(inbox))
    text = inbox.mails[0].get_payload(decode=True).decode()
    assert "episodes.csv has 90% fewer rows" in text
    assert "last good figures stay on the pages to 2026-09-30" in text
    assert "Ask its owner (Early Help Service)" in text
    assert '`fingerpost accept episodes --reason "WHY"`' in " ".join(text.split())
    tell(store, view(), by_mail(inbox), hours=24)
    assert inbox.told()[1][1] == "Midshire: Early help episodes is right again"
    over = " ".join(inbox.mails[1].get_payload(decode=True).decode().split())
    assert "is right again. It was this: Source 'episodes' was refused" in over


def test_what_is_wrong_now_is_shown_where_it_is_another_thing_than_at_first(store, inbox):
    for hours, reason in enumerate(("episodes.csv is not there", "episodes.csv holds no rows")):
        kept = replace(GOOD, state=SourceCondition.KEPT, reason=reason)
        tell(store, view(source=kept), by_mail(inbox), hours=hours)
    (concern,) = open_concerns(store)
    assert "episodes.csv holds no rows" in concern.words
    assert len(inbox.told()) == 1, "each trouble is told once"


def test_a_mail_server_that_is_down_delays_a_message_and_loses_none(store, inbox):
    gone = Reach(
        {"operator": ("operator@ourshire.example",)},
        MailServer("127.0.0.1", 1, "f@ourshire.example", Security.NONE),
    )
    (told,) = tell(store, view(run=FAILED_RUN), gone)
    assert told.sent.problems == (
        "the mail server 127.0.0.1:1 cannot be reached: Connection refused",
    )
    (waits,) = last_messages(store)
    assert (waits.sent, waits.tries) == (None, 1)
    assert waits.next_try == NOW + timedelta(minutes=5)
    assert tell(store, view(run=FAILED_RUN), by_mail(inbox)) == (), "not before its time"
    tell(store, view(run=FAILED_RUN), by_mail(inbox), hours=1)
    assert len(inbox.mails) == 1
    assert last_messages(store)[0].sent == NOW + timedelta(hours=1)


def test_what_was_over_before_it_could_be_told_is_not_told(store, inbox):
    tell(store, view(run=FAILED_RUN), Reach({}))
    assert last_messages(store)[0].problem == (
        "role 'operator' has no address: set FINGERPOST_TELL_OPERATOR"
    )
    tell(store, view(), by_mail(inbox), hours=48)
    assert inbox.mails == []
    assert last_messages(store)[0].problem == "it was over before this could be sent"


def test_a_webhook_hears_the_same_words_signed_with_the_secret(store, hooks):
    reach = Reach({"operator": (hooks.address,)}, secret=SESAME)
    tell(store, view(run=FAILED_RUN), reach)
    ((body, headers),) = hooks.seen
    told = json.loads(body)
    assert told["title"] == "Midshire: the refresh failed"
    assert told["text"].startswith("Midshire: the refresh failed\n\nWhat happened\n")
    assert told["occasion"] == "trouble"
    signed = hmac.new(SESAME.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Fingerpost-Signature"] == f"sha256={signed}"


@pytest.mark.parametrize("answer", [302, 404, 500])
def test_a_webhook_that_refuses_or_leads_elsewhere_is_tried_again_and_its_address_not_shown(
    store, hooks, answer
):
    hooks.answer = answer
    (told,) = tell(store, view(run=FAILED_RUN), Reach({"operator": (hooks.address,)}))
    assert told.sent.problems == (f"the webhook at 127.0.0.1 answered {answer}",)
    assert "secret-part" not in last_messages(store)[0].problem
    hooks.answer = 200
    tell(store, view(run=FAILED_RUN), Reach({"operator": (hooks.address,)}), hours=1)
    assert last_messages(store)[0].sent is not None


def test_of_an_answer_without_end_only_the_status_is_read(store, hooks):
    hooks.more = chain([b"Content-Encoding: gzip\r\n\r\n"], repeat(b"x" * 65_536))
    (told,) = tell(store, view(run=FAILED_RUN), Reach({"operator": (hooks.address,)}))
    assert told.sent.problems == ()


def test_a_webhook_that_drips_is_left_when_the_time_is_over(store, hooks, monkeypatch):
    monkeypatch.setattr("dashboard.telling.sending.SECONDS", 0.4)
    slow = threading.Event()
    hooks.more = (b"x" for _ in repeat(None) if not slow.wait(0.1))
    (told,) = tell(store, view(run=FAILED_RUN), Reach({"operator": (hooks.address,)}))
    assert told.sent.problems == ("the webhook at 127.0.0.1 cannot be reached: ReadTimeout",)


def test_a_webhook_is_asked_without_a_proxy(store, hooks, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    (told,) = tell(store, view(run=FAILED_RUN), Reach({"operator": (hooks.address,)}))
    assert (told.sent.problems, len(hooks.seen)) == ((), 1)


def test_an_address_that_is_none_is_a_problem_and_not_an_accident(store, inbox):
    reach = by_mail(inbox, operator=("a@[x", "operator@ourshire.example"))
    (told,) = tell(store, view(run=FAILED_RUN), reach)
    assert told.sent.problems == (
        "the address of role 'operator' or the sender is no mail address",
    )
    assert told.sent.reached == len(inbox.mails) == 1


def test_one_of_two_addresses_that_fails_is_said_and_the_message_is_not_sent_twice(store, inbox):
    reach = by_mail(inbox, operator=("operator@ourshire.example", "http://127.0.0.1:1/x"))
    tell(store, view(run=FAILED_RUN), reach)
    tell(store, view(run=FAILED_RUN), reach, hours=99)
    assert len(inbox.mails) == 1
    assert "webhook at 127.0.0.1 cannot be reached" in last_messages(store)[0].problem


def test_a_test_message_reaches_a_role_and_leaves_no_concern(store, inbox):
    told = send_test(store, "data_officer", "Midshire", by_mail(inbox), now=NOW)
    assert told.sent.reached == 1
    assert inbox.told() == [("data_officer@ourshire.example", "Midshire: a test message")]
    assert open_concerns(store) == ()


def test_a_test_message_that_fails_is_not_tried_again(store, inbox):
    assert send_test(store, "operator", "Midshire", Reach({}), now=NOW).sent.reached == 0
    assert last_messages(store)[0].next_try is None
    tell(store, view(), by_mail(inbox), hours=1)
    assert inbox.mails == []


def test_mail_goes_encrypted_and_with_the_password_to_a_server_that_is_trusted(store, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate of the mail server, and is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
        f"-addext subjectAltName=DNS:localhost -keyout {key} -out {certificate}".split(),
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    box, logins = Inbox(), []

    def authenticate(_server, _session, _envelope, _mechanism, said):
        logins.append((said.login, said.password))
        return AuthResult(success=said.password.decode() == RIGHT, handled=False)

    controller = MailRoom(
        box,
        hostname="localhost",
        port=0,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticate,
    )
    controller.start()
    try:
        port = controller.port
        server = MailServer(
            "localhost",
            port,
            "f@ourshire.example",
            user="me",
            password=RIGHT,
            ca_file=str(certificate),
        )
        reach = Reach({"operator": ("operator@ourshire.example",)}, server)
        send_test(store, "operator", "Midshire", reach, now=NOW)
        assert logins == [(b"me", RIGHT.encode())]
        assert len(box.mails) == 1
        message = last_messages(store)[0]
        wrong = replace(reach, mail=replace(server, password="no" + RIGHT))
        assert send(message, wrong).problems == (
            f"the mail server localhost:{port} refused the user or the password",
        )
        stranger = replace(reach, mail=replace(server, ca_file=""))
        (problem,) = send(message, stranger).problems
        assert "could not be trusted" in problem
    finally:
        controller.stop()


def test_addresses_come_from_the_environment_before_a_private_file(tmp_path):
    file = tmp_path / "tell.toml"
    file.write_text(
        '[smtp]\nhost = "mail.ourshire.example"\nsender = "f@ourshire.example"\npassword = "s"\n'
        '[roles]\noperator = ["ops@ourshire.example", "https://hooks.example/T1"]\n'
        'data_officer = "old@ourshire.example"\n'
    )
    file.chmod(0o600)
    reach = read_reach(
        {
            "FINGERPOST_TELL_FILE": str(file),
            "FINGERPOST_TELL_DATA_OFFICER": "new@ourshire.example",
            "FINGERPOST_SMTP_PORT": "2525",
        }
    )
    assert reach.roles == {
        "operator": ("ops@ourshire.example", "https://hooks.example/T1"),
        "data_officer": ("new@ourshire.example",),
    }
    assert (reach.mail.host, reach.mail.port) == ("mail.ourshire.example", 2525)
    assert "new@" not in repr(reach)
    file.chmod(0o644)
    with pytest.raises(UserError, match="can be read by others, and holds secrets: chmod 600"):
        read_reach({"FINGERPOST_TELL_FILE": str(file)})


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"FINGERPOST_TELL_OPERATOR": "http://hooks.example/T1SECRET"}, "nor an https:// address"),
        ({"FINGERPOST_TELL_OPERATOR": "file:///etc/SECRET"}, "neither a mail address"),
        ({"FINGERPOST_TELL_OPERATOR": "SECRET@[x"}, "neither a mail address"),
        ({"FINGERPOST_TELL_OPERATOR": "SECRET@x>"}, "neither a mail address"),
        ({"FINGERPOST_TELL_OPERATOR": "https://[SECRET"}, "neither a mail address"),
        ({"FINGERPOST_SMTP_HOST": "mail.example"}, "FINGERPOST_SMTP_SENDER is needed too"),
        (
            {
                "FINGERPOST_SMTP_HOST": "mail.example",
                "FINGERPOST_SMTP_SENDER": "f@x.example",
                "FINGERPOST_SMTP_SECURITY": "none",
            },
            "only for a mail server on this machine",
        ),
        ({"FINGERPOST_TELL_FILE": "/nowhere/tell.toml"}, "cannot be read: No such file"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_not_repeated(said, words):
    with pytest.raises(UserError, match=words) as caught:
        read_reach(said)
    assert "SECRET" not in str(caught.value)
