"""Many readers who ask for the panel at the same time, each as a browser would."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from dashboard.access.gate import TOKEN_COOKIE, TOKEN_HEADER

EACH = 12  # panels a reader asks for, one after another


@dataclass(frozen=True, slots=True)
class Readers:
    answers: int
    failed: int
    p50_ms: float
    p95_ms: float
    each_second: float


def read_at_once(address: str, *, readers: int) -> Readers:
    """Let so many readers fetch the panel by its callback, again and again."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(readers) as pool:
        took = [one for each in pool.map(lambda _: _read(address), range(readers)) for one in each]
    seconds = time.perf_counter() - begun
    good = sorted(one for one in took if one is not None)
    return Readers(
        answers=len(good),
        failed=len(took) - len(good),
        p50_ms=1000 * statistics.median(good),
        p95_ms=1000 * good[int(0.95 * len(good))],
        each_second=len(good) / seconds,
    )


def _read(address: str) -> list[float | None]:
    with httpx.Client(base_url=address, timeout=60.0) as client:
        client.get("/accessibility")
        headers = {TOKEN_HEADER: client.cookies[TOKEN_COOKIE]}
        return [_ask(client, headers) for _ in range(EACH)]


def _ask(client: httpx.Client, headers: dict[str, str]) -> float | None:
    body = {
        "output": "page.shown",
        "outputs": {"id": "page", "property": "shown"},
        "inputs": [
            {"id": "where", "property": "pathname", "value": "/"},
            {"id": "where", "property": "search", "value": ""},
        ],
        "state": [{"id": "page", "property": "has", "value": None}],
        "changedPropIds": ["where.pathname"],
    }
    begun = time.perf_counter()
    answer = client.post("/_dash-update-component", json=body, headers=headers)
    took = time.perf_counter() - begun
    return took if answer.status_code == 200 and "rated indicators" in answer.text else None
