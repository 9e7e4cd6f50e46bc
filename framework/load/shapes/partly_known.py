"""Declarations of which a part was refused: what is known of them, so that the rest is looked at too."""

from collections.abc import Mapping
from typing import Any

from framework.load.shapes.nesting import ANY, BROKEN, Shape


def as_far_as_known(
    said: dict[str, Any], shape: Shape, alone: frozenset[str], needed: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Give what was said with defaults for what was refused, so that the rest can be looked at.

    `alone` names the fields whose value is no part of what else may be wrong; where another was
    refused, nothing is given. `needed` has the values of those that have no default.
    """
    lost: frozenset[str] = said.get(BROKEN, frozenset())
    if not lost <= alone:
        return None
    defaults = {name: shape.load_fields[name].load_default for name in alone - {ANY}}
    return {**defaults, **needed, **said}
