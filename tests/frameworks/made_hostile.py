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


def poison(text: str) -> Callable[[object], object]:
    """Give a change of views that puts an attack into every text that a person may have typed."""

    def change(value: object, name: str = "") -> object:
        if isinstance(value, Enum):
            return value
        if isinstance(value, str):
            return text if name not in _KEPT else value
        if isinstance(value, tuple):
            return tuple(change(one, name) for one in value)
        if is_dataclass(value) and not isinstance(value, type):
            changed = {
                one.name: change(getattr(value, one.name), one.name) for one in fields(value)
            }
            return replace(value, **changed)
        return value

    return change
