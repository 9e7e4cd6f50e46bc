"""Many readers at the same time, each turning pages as a browser would.

Two measures, because they answer two questions. `read_at_leisure`: 32 people, each of whom turns to another page
every second, which is faster than anybody reads. `read_at_once`: the same 32 never stop to read, so the server
never rests: it says how many pages a second there could be. Beside both stands the server's own
processor time a page, which another program on the machine does not change.
"""

import random
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import psutil

from dashboard.access.gate import TOKEN_COOKIE, TOKEN_HEADER

EACH = 12  # pages a reader asks for, one after another
THINK = 1.0  # seconds from one click to the next
WALK = ("/", "/indicator/assessed_in_time", "/heat-map", "/area", "/signals", "/outcome/right_help")
"""A reader starts somewhere in it and goes round."""


@dataclass(frozen=True, slots=True)
class Readers:
    """`cpu_ms` is the processor time of the server a page; `busy` the share of one core it used."""

    think_s: float
    answers: int
    failed: int
    p50_ms: float
    p95_ms: float
    each_second: float
    cpu_ms: float
    busy: float


def read_at_leisure(address: str, server: int, *, readers: int) -> Readers:
    """Let so many readers turn a page every THINK seconds. `server` is the process that answers."""
    return _read_all(address, server, readers=readers, think=THINK)


def read_at_once(address: str, server: int, *, readers: int) -> Readers:
    """Let so many readers turn pages as fast as they come."""
    return _read_all(address, server, readers=readers, think=0.0)


def _read_all(address: str, server: int, *, readers: int, think: float) -> Readers:
    process = psutil.Process(server)
    for path in WALK:
        _ask_once(address, path)
    cpu, begun = _cpu(process), time.perf_counter()
    with ThreadPoolExecutor(readers) as pool:
        found = pool.map(lambda place: _read(address, place, think), range(readers))
        took = [one for each in found for one in each]
    seconds, spent = time.perf_counter() - begun, _cpu(process) - cpu
    good = sorted(one for one in took if one is not None)
    return Readers(
        think_s=think,
        answers=len(good),
        failed=len(took) - len(good),
        p50_ms=1000 * statistics.median(good),
        p95_ms=1000 * good[int(0.95 * len(good))],
        each_second=len(good) / seconds,
        cpu_ms=1000 * spent / (len(took) + readers),  # each reader opened a page to begin with
        busy=spent / seconds,
    )


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _ask_once(address: str, path: str) -> None:
    with httpx.Client(base_url=address, timeout=60.0) as client:
        _ask(client, _token(client), path)


def _token(client: httpx.Client) -> dict[str, str]:
    client.get("/accessibility")
    return {TOKEN_HEADER: client.cookies[TOKEN_COOKIE]}


def _read(address: str, place: int, think: float) -> Sequence[float | None]:
    chance = random.Random(place)
    took: list[float | None] = []
    with httpx.Client(base_url=address, timeout=60.0) as client:
        headers = _token(client)
        time.sleep(think * chance.random())
        for step in range(EACH):
            took.append(_ask(client, headers, WALK[(place + step) % len(WALK)]))
            time.sleep(think * chance.uniform(0.5, 1.5))
    return took


def _ask(client: httpx.Client, headers: dict[str, str], path: str) -> float | None:
    body = {
        "output": "page.shown",
        "outputs": {"id": "page", "property": "shown"},
        "inputs": [
            {"id": "where", "property": "pathname", "value": path},
            {"id": "where", "property": "search", "value": ""},
        ],
        "state": [{"id": "page", "property": "has", "value": None}],
        "changedPropIds": ["where.pathname"],
    }
    begun = time.perf_counter()
    with client.stream("POST", "/_dash-update-component", json=body, headers=headers) as answer:
        # As it came over the wire: 32 browsers unpack on 32 machines, and not on this one.
        packed = b"".join(answer.iter_raw())
    took = time.perf_counter() - begun
    return took if answer.status_code == 200 and len(packed) > 1000 else None
