"""How much the service takes in before it knows who sends: as much as the largest form of its role."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest
from flask import Flask

from dashboard.access.viewers import Role
from dashboard.cli.serving import listen

MEGABYTE = 1024 * 1024


@contextmanager
def served(role: Role) -> Iterator[int]:
    """Serve an application that answers to everything, as somebody of a role."""
    server = Flask("answers")
    server.add_url_rule("/", "all", lambda: "heard", methods=["POST"])
    listener = listen(server, "127.0.0.1", 0, role)
    thread = Thread(target=listener.run)
    thread.start()
    try:
        yield int(listener.effective_port)
    finally:
        # The loop of the server ends when nothing is left to listen to. It may be awake already, and
        # close before it is rung.
        with suppress(OSError):
            listener.trigger.pull_trigger(listener.close)
        thread.join(30)


def answer(port: int, announced: int, body: bytes = b"") -> bytes:
    """Say how long a body will be, send what there is of it, and give the status that comes back."""
    head = f"POST / HTTP/1.0\r\nHost: localhost\r\nContent-Length: {announced}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(head.encode() + body)
        return line.recv(100).split(b" ")[1]


def test_a_reader_may_announce_no_more_than_a_small_form() -> None:
    with served(Role.BOARD_MEMBER) as port:
        assert answer(port, MEGABYTE) == b"413"
        assert answer(port, 5, b"hello") == b"200"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.OPERATOR])
def test_who_uploads_may_announce_no_more_than_the_largest_file(role: Role) -> None:
    with served(role) as port:
        assert answer(port, 200 * MEGABYTE) == b"413"
        assert answer(port, MEGABYTE, b"x" * MEGABYTE) == b"200"
