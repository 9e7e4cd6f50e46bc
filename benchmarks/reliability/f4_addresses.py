"""F4: no address inside is ever connected to, however it is written, redirected to or looked up."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_network
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import urlsplit

from benchmarks.reliability.figures import Asked, Figure, told
from framework.model.reads import CsvFiles
from framework.model.remote_reads import HttpRead
from indicators.connect.errands import Errand
from indicators.connect.http_files import fetch_file
from indicators.connect.outside import ALLOW_INTERNAL, Outside
from indicators.connect.refusals import RefusedError

DRAWN: Final = 400
INSIDE: Final = (
    "http://127.0.0.1:PORT/x",
    "http://localhost:PORT/x",
    "http://127.1:PORT/",
    "http://0x7f000001:PORT/",
    "http://2130706433:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://0.0.0.0:PORT/",
    "http://[::1]:PORT/",
    "http://[::]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::127.0.0.1]:PORT/",
    "http://[64:ff9b::7f00:1]:PORT/",
    "http://[2002:7f00:1::]:PORT/",
    "http://169.254.169.254:PORT/latest/meta-data/",
    "http://[fd00:ec2::254]:PORT/",
    "http://10.0.0.1:PORT/",
    "http://192.168.1.1:PORT/",
    "http://100.64.0.1:PORT/",
    "http://255.255.255.255:PORT/",
    "http://a:b@127.0.0.1:PORT/",
    "ftp://127.0.0.1:PORT/",
    "file:///etc/passwd",
)
"""What must never be connected to. PORT is where a server listens on this machine."""
_LOOPBACK: Final = ip_network("127.0.0.0/8")


@dataclass(slots=True)
class Listener:
    """A socket of this machine that answers every question alike, and counts who connected."""

    port: int
    send_on: str = ""
    met: int = 0
    open: bool = True

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen on a free port, on every address that this machine has."""
    both = socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both else socket.AF_INET
    with socket.create_server(("", 0), family=family, dualstack_ipv6=both) as server:
        server.settimeout(0.2)
        found = Listener(server.getsockname()[1])
        thread = threading.Thread(target=_answer, args=(server, found), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            found.open = False
            thread.join()


def _answer(server: socket.socket, listener: Listener) -> None:
    while listener.open:
        try:
            connection, _ = server.accept()
        except TimeoutError:
            continue
        listener.met += 1
        with connection, suppress(OSError):  # whoever asked may have gone
            connection.settimeout(2)
            connection.recv(4096)
            moved = f"HTTP/1.1 302 Found\r\nLocation: {listener.send_on}\r\nContent-Length: 0\r\n"
            fine = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
            said = f"{moved if listener.send_on else fine}Connection: close\r\n\r\n"
            connection.sendall(said.encode() + (b"" if listener.send_on else b"a\nb\nc"))


def measure(asked: Asked) -> list[Figure]:
    """Ask for every such address, and count the connections that were made."""
    begun = time.monotonic()
    troubles: list[str] = []
    dice = asked.dice("F4")
    with listening() as bait, listening() as first:
        urls = [one.replace("PORT", str(bait.port)) for one in INSIDE]
        urls += [_drawn(dice, bait.port) for _ in range(asked.share(DRAWN))]
        tries: dict[str, Callable[[], object]] = {}
        for url in urls:
            tries[f"asked for {url}"] = lambda url=url: _ask(asked.folder, url)
            tries[f"sent on to {url}"] = lambda url=url: _ask_by_way(asked.folder, first, url)
        tries["a name that changes its address"] = lambda: _ask_rebound(asked.folder, bait)
        tries["a name of which one address is inside"] = lambda: _ask_mixed(asked.folder, bait)
        done = 0
        for name, ask in tries.items():
            if asked.is_over():
                break
            troubles += _tried(name, ask, bait)
            done += 1
    return [
        Figure(
            "F4",
            "0 connections to addresses inside",
            f"{done:,} addresses asked for, redirected to and looked up: {bait.met} connections, "
            f"{len(troubles)} troubles",
            reached=not troubles and not bait.met,
            seconds=time.monotonic() - begun,
            stopped_early=done < len(tries),
            troubles=told(troubles),
        )
    ]


def _tried(name: str, ask: Callable[[], object], bait: Listener) -> list[str]:
    met = bait.met
    try:
        ask()
    except RefusedError:
        return [f"{name}: refused, but connected"] if bait.met > met else []
    return [f"{name}: it was fetched"]


def _drawn(dice: Random, port: int) -> str:
    """Write an address of this machine in one of the ways that libraries understand."""
    number = int(_LOOPBACK[dice.randrange(1, 2**24 - 1)])
    parts = IPv4Address(number).packed
    ways = (
        str(IPv4Address(number)),
        str(number),
        hex(number),
        f"0{number:o}",
        ".".join(dice.choice((str(part), hex(part), f"0{part:o}")) for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"[::ffff:{IPv4Address(number)}]",
        f"[64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}]",
        f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::]",
    )
    return f"http://{dice.choice(ways)}:{port}/"


def _errand(folder: Path, url: str, outside: Outside, *hosts: str) -> Errand:
    read = HttpRead(url, CsvFiles("fetched"), unencrypted=True, seconds=5)
    listed = frozenset({urlsplit(url).netloc.rpartition("@")[2], *hosts})
    return Errand(read, (("a",),), folder, {}, listed, outside)


def _ask(folder: Path, url: str) -> object:
    return fetch_file(_errand(folder, url, Outside(tries=1)))


def _ask_by_way(folder: Path, first: Listener, url: str) -> object:
    """Ask a server that is let through, which sends on to an address that is listed and inside."""
    first.send_on = url
    leave = Outside({ALLOW_INTERNAL: first.host}, tries=1)
    there = urlsplit(url).netloc.rpartition("@")[2]
    return fetch_file(_errand(folder, f"http://{first.host}/", leave, there))


def _ask_rebound(folder: Path, bait: Listener) -> object:
    """Ask for a name that says a public address first, and this machine's whenever it is asked again."""
    answers = iter([["192.0.2.1"]])
    outside = Outside(resolver=lambda *_: next(answers, ["127.0.0.1"]), tries=1)
    return fetch_file(_errand(folder, f"http://rebinding.example:{bait.port}/", outside))


def _ask_mixed(folder: Path, bait: Listener) -> object:
    outside = Outside(resolver=lambda *_: ["8.8.8.8", "127.0.0.1"], tries=1)
    return fetch_file(_errand(folder, f"http://mixed.example:{bait.port}/", outside))
