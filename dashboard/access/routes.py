"""Every address that a server answers, and who may use it: read off the server and its gate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, cast

from flask import Flask

from dashboard.access.gate import DOOR, OPEN_ENDPOINTS, VIEWER_ENDPOINTS, Door

ANYBODY: Final = "anybody"
NOBODY: Final = "nobody"
MEMBERS: Final = "board member"
THIS_MACHINE: Final = "this machine, and the networks its operator allows"

_PAGES: Final = "/<path:path>"
_CALLBACKS: Final = "/_dash-update-component"
_DOWNLOADS: Final = "/download/"
_METRICS: Final = "metrics"


@dataclass(frozen=True, slots=True)
class Route:
    """`kind`: page, page's part, callback, form, download, api, probe or asset. `who`: roles, or in words."""

    kind: str
    address: str
    methods: tuple[str, ...]
    who: tuple[str, ...]


def routes_of(server: Flask, pages: Sequence[str]) -> tuple[Route, ...]:
    """Give the routes of a server with a gate, in the order of their addresses.

    `pages` are the addresses behind the one rule that takes every page. A figure of an area is
    shown only to who may see the area; that stands beside the role.
    """
    door = cast(Door, server.extensions[DOOR])
    found = [route for rule in server.url_map.iter_rules() for route in _of(rule, door, pages)]
    return tuple(sorted(set(found), key=lambda one: (one.kind, one.address)))


def _of(rule: object, door: Door, pages: Sequence[str]) -> Iterator[Route]:
    address, endpoint = str(getattr(rule, "rule")), str(getattr(rule, "endpoint"))  # noqa: B009
    taken = set(getattr(rule, "methods") or ()) - {"HEAD", "OPTIONS"}  # noqa: B009
    methods = tuple(sorted(taken))
    who = _who(endpoint, door)
    if address == _PAGES:
        yield from (Route("page", page, ("GET",), who) for page in pages)
    elif address == _CALLBACKS:
        yield from (Route("callback", key, ("POST",), who) for key in door.callbacks)
    elif address != "/":
        yield Route(_kind(address, endpoint, door, taken), address, methods, who)


def _who(endpoint: str, door: Door) -> tuple[str, ...]:
    if endpoint == _METRICS:
        return (THIS_MACHINE,)
    if endpoint in OPEN_ENDPOINTS:
        return (ANYBODY,)
    if endpoint in door.forms:
        return tuple(sorted(door.forms[endpoint].roles))
    if endpoint in VIEWER_ENDPOINTS | door.endpoints:
        return (MEMBERS,)
    return (NOBODY,)


def _kind(address: str, endpoint: str, door: Door, taken: set[str]) -> str:
    if endpoint in door.forms:
        return "form" if "POST" in taken or not address.endswith(".csv") else "download"
    if address.startswith(_DOWNLOADS):
        return "download"
    if endpoint in door.endpoints:
        return "api"
    if endpoint in OPEN_ENDPOINTS:
        return "asset" if "assets" in endpoint else "probe"
    return "page's part"
