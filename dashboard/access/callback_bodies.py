"""What Dash's own endpoint may be sent: the callbacks that exist, with the inputs they declare.

Dash trusts its browser and answers a body that it cannot read with an error of the server.
Anybody can write a body, so each is held against the declared callbacks before Dash sees it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LONGEST_TEXT: Final = 2_000
MOST_ENTRIES: Final = 10
ADDRESS_PARTS: Final = frozenset({"pathname", "search"})
"""Properties of the address bar: text, or nothing."""


@dataclass(frozen=True, slots=True)
class CallbackShape:
    """One callback: the property it gives and those it is given, each as (component, property).

    `inputs` start it when they change; `state` is only read.
    """

    output: tuple[str, str]
    inputs: tuple[tuple[str, str], ...]
    state: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Name the callback as Dash does: 'page.shown'."""
        return ".".join(self.output)


def fault_in(body: object, shapes: Mapping[str, CallbackShape]) -> str:
    """Say what is wrong with a body, or nothing when a declared callback can take it."""
    if not isinstance(body, dict):
        return "the body is not a JSON object"
    output = body.get("output")
    shape = shapes.get(output) if isinstance(output, str) else None
    if shape is None:
        return "there is no such output"
    if body.get("outputs") != _property(shape.output):
        return "the outputs are not those of the callback"
    if not _are_given(body.get("inputs"), shape.inputs):
        return "the inputs are not those of the callback"
    if not _are_given(body.get("state", []), shape.state):
        return "the state is not that of the callback"
    if not _are_changes(body.get("changedPropIds"), shape):
        return "the changed properties are not inputs of the callback"
    return ""


def _property(pair: tuple[str, str]) -> dict[str, str]:
    return {"id": pair[0], "property": pair[1]}


def _are_given(given: object, declared: Sequence[tuple[str, str]]) -> bool:
    if not isinstance(given, list) or len(given) != len(declared):
        return False
    return all(_is_given(one, pair) for one, pair in zip(given, declared, strict=True))


def _is_given(given: object, declared: tuple[str, str]) -> bool:
    if not isinstance(given, dict):
        return False
    named = {key: value for key, value in given.items() if key != "value"}
    value = given.get("value")
    if declared[1] in ADDRESS_PARTS:
        return named == _property(declared) and (value is None or _is_text(value))
    return named == _property(declared) and _is_plain(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_plain(value: object) -> bool:
    """Say whether a value is a short text, a number, nothing, or a small flat object of these."""
    if isinstance(value, dict):
        return len(value) <= MOST_ENTRIES and all(map(_is_scalar, value.values()))
    return _is_scalar(value)


def _is_scalar(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    return value is None or isinstance(value, int)


def _are_changes(given: object, shape: CallbackShape) -> bool:
    known = {".".join(pair) for pair in shape.inputs}
    return isinstance(given, list) and all(isinstance(one, str) and one in known for one in given)
