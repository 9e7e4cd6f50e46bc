"""Where in the text a part of a declaration stands, and mistakes told at their places."""

from typing import Any, NamedTuple

from marshmallow.exceptions import SCHEMA

from framework.load.mistakes import Mistakes, Placed
from framework.load.shapes.fields import Complaint
from framework.load.syntax.documents import Items, Node, Table, Word


class Way(NamedTuple):
    """A part of a declaration: what it stands in, and its key or number there."""

    node: Node | None
    step: str | int


def report(
    messages: Any, node: Node | None, at: Placed, mistakes: Mistakes, around: Way | None = None
) -> None:
    """Turn marshmallow's tree of errors into issues at the places the tree names.

    `around` is what the node stands in, and under which key or number.
    """
    if isinstance(messages, list):
        for complaint in messages:
            mistakes.error(complaint.code, complaint.at or at, complaint.message)
        return
    for step, inner in messages.items():
        child, child_at = _step_into(node, step, at)
        of_all = inner.get(SCHEMA) if isinstance(inner, dict) else inner
        if of_all and (of_all is inner or of_all[0].at is None):
            _doubt(of_all[0], Way(node, step), around, mistakes)
        report(inner, child, child_at, mistakes, Way(node, step))


def _doubt(complaint: Complaint, way: Way, around: Way | None, mistakes: Mistakes) -> None:
    """Note what may have been meant where something was refused, so that the rest can be looked at."""
    node, step = way
    if isinstance(node, Table) and step in node:
        mistakes.doubt(node.key(str(step)), complaint.meant, complaint.key)
    elif isinstance(node, Items) and isinstance(step, int):
        mistakes.doubt(node[step], complaint.meant)
    elif isinstance(node, Table) and complaint.code == "F202" and step != SCHEMA:
        if complaint.meant:
            mistakes.lacks(node, str(step), complaint.meant)
        elif around:
            # Nothing can be put there, so the whole that needs it is left out.
            _doubt(Complaint("F202", ""), around, None, mistakes)
    elif complaint.at is not None:
        mistakes.doubt(complaint.at, complaint.meant)
    elif isinstance(node, Word):
        mistakes.doubt(node, complaint.meant)


def _step_into(node: Node | None, step: str | int, at: Placed) -> tuple[Node | None, Placed]:
    if isinstance(node, Table) and step in node:
        value = node[Word(step)]
        plain = isinstance(value, Word) and not value.is_blank
        return value, value if plain else node.key(str(step))
    if isinstance(node, Items) and isinstance(step, int):
        value = node[step]
        return value, value
    return node, at


def place_within(node: Node, at: Placed, *steps: str | int) -> Placed:
    """Give where a part of a table stands, or the nearest thing around it that is there."""
    inside: Node | None = node
    for step in steps:
        inside, at = _step_into(inside, step, at)
    return at


def is_written(node: Node, *steps: str) -> bool:
    """Say whether a key inside a table was written with a value."""
    for step in steps:
        if not isinstance(node, Table) or step not in node:
            return False
        node = node[Word(step)]
    return not (isinstance(node, Word) and node.is_blank)
