"""What two declarations say differently, field by field, in words that fit in a line."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, Final

MOST_LISTED: Final = 6
"""How many parts of a list are written out."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that says something else: `path` leads to it, such as 'targets.to_80.value'."""

    path: str
    before: str
    after: str


def compare_declared(
    before: object, after: object, *, without: frozenset[str] = frozenset()
) -> tuple[FieldChange, ...]:
    """Give every field in which two declared values differ, in the order of declaration.

    What has an id (targets, sources, outcomes ...) is compared by its id. `without` names fields
    of the outermost value that are left out.
    """
    found = _differences(before, after, "")
    return tuple(one for one in found if one.path.partition(".")[0] not in without)


def _differences(before: object, after: object, path: str) -> Iterator[FieldChange]:
    if before == after:
        return
    pairs = _pairs(before, after)
    if pairs is None:
        yield FieldChange(path, said(before), said(after))
        return
    nothing_deeper = True
    for name, old, new in pairs:
        for change in _differences(old, new, f"{path}.{name}" if path else name):
            nothing_deeper = False
            yield change
    if nothing_deeper:
        yield FieldChange(path, _order(before), _order(after))


def _pairs(before: Any, after: Any) -> list[tuple[str, Any, Any]] | None:
    """Give the parts of two values side by side, or None where they must be said whole."""
    if is_dataclass(before) and type(before) is type(after):
        names = [field.name for field in fields(before)]
        return [(name, getattr(before, name), getattr(after, name)) for name in names]
    old, new = _by_key(before), _by_key(after)
    if old is None or new is None:
        return None
    return [(key, old.get(key), new.get(key)) for key in {**old, **new}]


def _by_key(value: Any) -> dict[str, Any] | None:
    if isinstance(value, Mapping):
        return {str(key): part for key, part in value.items()}
    if isinstance(value, tuple) and all(hasattr(part, "id") for part in value):
        return {str(part.id): part for part in value}
    return None


def _order(value: Any) -> str:
    """Say the order of parts: two values that hold the same parts differ in nothing else."""
    return f"order: {', '.join(_by_key(value) or ())}"


def said(value: Any) -> str:
    """Say a declared value in one line."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return _listed([f"{key}: {said(part)}" for key, part in value.items()])
    if isinstance(value, tuple | list | set | frozenset):
        parts = [said(part) for part in value]
        return _listed(sorted(parts) if isinstance(value, set | frozenset) else parts)
    if is_dataclass(value) and not isinstance(value, type):
        return _said_whole(value)
    return str(value)


def _said_whole(value: Any) -> str:
    own = [
        f"{field.name}: {said(getattr(value, field.name))}"
        for field in fields(value)
        if field.compare and not _is_default(field, getattr(value, field.name))
    ]
    return f"({', '.join(own)})" if own else "as usual"


def _is_default(field: "Field[Any]", value: Any) -> bool:
    if field.default is not MISSING:
        return bool(field.default == value)
    return field.default_factory is not MISSING and bool(field.default_factory() == value)


def _listed(parts: list[str]) -> str:
    if not parts:
        return "none"
    rest = len(parts) - MOST_LISTED
    shown = ", ".join(parts[:MOST_LISTED])
    return f"{shown} and {rest:,} more" if rest > 0 else shown
