"""Views in which every text is an attack: what a page shows of them must be words and nothing else."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from enum import Enum

ATTACKS = (
    "<script>window.attacked=1</script>",
    "<img src=x onerror=window.attacked=1>",
    '"><svg onload=window.attacked=1>',
    "'><b onmouseover=window.attacked=1>",
    "</title></style></textarea><script>window.attacked=1</script>",
    "{{7*7}}{% raw %}${7*7}",
    "%{x}<extra><img src=x onerror=window.attacked=1></extra>",
    "<details open ontoggle=window.attacked=1>",
    "javascript:window.attacked=1",
    "\u202egnp.exe",
)
_KEPT = frozenset({"query", "href", "id", "outcome_id", "sort", "unit", "arrow", "state", "sign"})
"""What our own code writes and no person types: keys, addresses and words of a fixed list."""
_MOMENTS = frozenset(
    {"as_at", "ended_well", "last_good", "made", "next_retry", "next_run", "next_try"}
    | {"published_at", "since", "started"}
)
"""Moments and days, which templates take apart: no person types them either."""


def poison(text: str, *, only: frozenset[str] = frozenset()) -> Callable[[object], object]:
    """Give a change of views that puts a text wherever a person may have typed one, or in `only` these fields."""

    def change(value: object, name: str = "") -> object:
        if isinstance(value, Enum):
            return value
        if isinstance(value, str):
            typed = name in only if only else name not in _KEPT | _MOMENTS
            return text if typed else value
        if isinstance(value, tuple):
            return tuple(change(one, name) for one in value)
        if is_dataclass(value) and not isinstance(value, type):
            changed = {
                one.name: change(getattr(value, one.name), one.name) for one in fields(value)
            }
            return replace(value, **changed)
        return value

    return change
