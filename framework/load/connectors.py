"""Connectors that other installed packages offer by the entry point group `fingerpost.connectors`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from framework.model.reads import ReadKind
from framework.model.remote_reads import OtherRead

GROUP: Final = "fingerpost.connectors"


@dataclass(frozen=True, slots=True)
class Offered:
    """A connector of another package, or why there is none that can be used."""

    connector: Any = None
    why: str = ""


def offered_kinds() -> Mapping[str, tuple[str, ...]]:
    """Give each kind that is offered, with the packages that offer it. Nothing of them is imported."""
    found: dict[str, tuple[str, ...]] = {}
    for point in entry_points(group=GROUP):
        found[point.name] = (*found.get(point.name, ()), _package(point))
    return dict(sorted(found.items()))


def clash_of(kind: str, offered: Mapping[str, tuple[str, ...]]) -> str:
    """Say how a kind is offered twice, '' when it is not."""
    packages = offered.get(kind, ())
    if kind in {known.value for known in ReadKind} and packages:
        return f"kind: {kind} is built in, and the package {packages[0]} offers it too"
    if len(packages) > 1:
        return f"kind: {kind} is offered by the packages {' and '.join(sorted(packages))}"
    return ""


def load_connector(kind: str) -> Offered:
    """Import the connector of a kind."""
    points = [point for point in entry_points(group=GROUP) if point.name == kind]
    if not points:
        return Offered(why=f"no installed package offers kind: {kind}")
    clash = clash_of(kind, {kind: tuple(map(_package, points))})
    if clash:
        return Offered(why=clash)
    try:
        connector = points[0].load()
    except Exception as error:  # code of others
        return Offered(why=_failed(points[0], type(error).__name__))
    if not callable(getattr(connector, "fetch", None)):
        return Offered(why=_failed(points[0], "it has no 'fetch'"))
    return Offered(connector)


def mistakes_in(read: OtherRead) -> tuple[str, ...]:
    """Ask a connector what is wrong with the keys it was given. One that cannot be loaded says why."""
    offered = load_connector(read.connector)
    if offered.why:
        return (offered.why,)
    ask = getattr(offered.connector, "mistakes", None)
    if ask is None:
        return ()
    try:
        said: Iterable[str] = ask(dict(read.settings))
        return tuple(str(one) for one in said)
    except Exception as error:  # code of others
        return (f"the connector '{read.connector}' failed ({type(error).__name__})",)


def _failed(point: EntryPoint, why: str) -> str:
    return f"the connector '{point.name}' of the package {_package(point)} cannot be used ({why})"


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "(unknown)"
