"""What machines ask: is the process alive, can it answer, and how do refreshes do.

`/healthz` and `/readyz` tell nothing of figures, so anybody may ask. `/metrics` names sources, so it
answers this machine and the addresses that its operator allows, and nothing that was passed on by a
proxy: behind one every reader would look like this machine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final, Protocol

from flask import Flask, Request, Response, abort, request

from dashboard.queries.metrics import CONTENT_TYPE, metrics_text
from dashboard.queries.status_views import StatusView
from framework.errors import StoreError, UserError

METRICS: Final = "metrics"
NOTHING_YET: Final = "nothing has been published yet"
Network = IPv4Network | IPv6Network

_LOOPBACK: Final = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_PASSED_ON: Final = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


class Watched(Protocol):
    """Who can say how things stand. Raises StoreError when nothing can be read."""

    def watch(self) -> StatusView: ...


@dataclass(frozen=True, slots=True)
class Probes:
    """What the probes answer from, and which networks besides this machine may read the metrics."""

    watched: Watched
    networks: tuple[Network, ...] = ()


def read_networks(text: str) -> tuple[Network, ...]:
    """Read networks that are separated by commas, such as '10.0.0.0/8, 192.0.2.7'.

    Raises:
        UserError: one is not an address or a network.
    """
    found = []
    for part in text.split(","):
        if part.strip():
            try:
                found.append(ip_network(part.strip()))
            except ValueError:
                raise UserError(
                    f"'{part.strip():.60}' is no address or network; write 10.0.0.0/8 or 192.0.2.7"
                ) from None
    return tuple(found)


def install_probes(server: Flask, probes: Probes) -> None:
    """Answer /readyz and /metrics from a store. `/healthz` needs none, so every server answers it."""
    _add(server, "readyz", lambda: _ready(probes))
    _add(server, METRICS, lambda: _metrics(probes))


def _add(server: Flask, name: str, answer: Callable[[], Response]) -> None:
    server.add_url_rule(f"/{name}", name, answer)


def _plain(text: str, status: int = 200) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain")


def _ready(probes: Probes) -> Response:
    try:
        view = probes.watched.watch()
    except StoreError:
        # Why may name files and hosts; `fingerpost status` says it to whoever runs this.
        return _plain("not ready: the store does not answer or is of another version", 503)
    words = ["ready", f"generation {view.generation}" if view.generation else NOTHING_YET]
    schedule = view.operations.schedule
    return _plain("\n".join([*words, schedule.text] if schedule else words))


def _metrics(probes: Probes) -> Response:
    if not _may_watch(request, probes.networks):
        abort(403, "Metrics are for this machine and the addresses that its operator allows.")
    try:
        view = probes.watched.watch()
    except StoreError:
        return _plain("the store does not answer or is of another version", 503)
    return Response(metrics_text(view), content_type=CONTENT_TYPE)


def _may_watch(asked: Request, networks: tuple[Network, ...]) -> bool:
    if any(name in asked.headers for name in _PASSED_ON):
        return False
    try:
        peer = ip_address(asked.remote_addr or "")
    except ValueError:
        return False
    return any(peer in network for network in (*_LOOPBACK, *networks))
