"""A message goes by mail and by webhook; what goes wrong on the way fails no refresh and loses nothing."""

import hashlib
import hmac
import json
import shutil
import ssl
import subprocess
import threading
from dataclasses import replace
from datetime import timedelta
from itertools import chain, repeat

import pytest
from aiosmtpd.smtp import AuthResult

from dashboard.telling.addresses import MailServer, Reach, Security
from dashboard.telling.sending import send
from dashboard.telling.telling import send_test
from framework.store.telling import last_messages
from tests.telling_desk import (
    FAILED_RUN,
    NOW,
    Inbox,
    MailRoom,
    by_mail,
    empty_store,
    hook_receiver,
    mail_server,
    tell,
    view,
)

SESAME, RIGHT = "sesame", "right"


@pytest.fixture
def store(tmp_path):
    with empty_store(tmp_path) as engine:
        yield engine


@pytest.fixture
def inbox():
    with mail_server() as box:
        yield box


@pytest.fixture
def hooks():
    with hook_receiver() as server:
        yield server


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
