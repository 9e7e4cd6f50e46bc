"""What two declarations say differently, field by field, in words that fit in a line."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from framework.model.areas import Area, AreaChange, Membership
from framework.model.charts import Rebase
from framework.model.comparators import Comparator
from framework.model.expressions import All, Expression
from framework.model.indicator_tests import IndicatorTest
from framework.model.indicators import SeriesBreak
from framework.model.measures import RatioPart
from framework.model.targets import Tolerance
from framework.model.written import written, written_total

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
        yield FieldChange(path, *_said_apart(before, after))
        return
    nothing_deeper = True
    for name, old, new in pairs:
        for change in _differences(old, new, f"{path}.{name}" if path else name):
            nothing_deeper = False
            yield change
    if nothing_deeper:
        yield FieldChange(path, _order(before), _order(after))


def _said_apart(before: Any, after: Any) -> tuple[str, str]:
    """Say two values; of long lists of names only those that the other has not."""
    if _is_list_of_names(before) and _is_list_of_names(after):
        gone = tuple(one for one in before if one not in after)
        new = tuple(one for one in after if one not in before)
        if (gone or new) and max(len(before), len(after)) > MOST_LISTED:
            return said(gone or None), said(new or None)
    return said(before), said(after)


def _is_list_of_names(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, str) for one in value)


def in_words(path: str) -> str:
    """Say a path in words: 'targets.assessed:home:2026-04-01.value' is 'targets: home from 2026-04-01: value'."""
    return ": ".join(_part_in_words(part) for part in path.split("."))


def _part_in_words(part: str) -> str:
    ids = part.split(":")
    if len(ids) > 2:  # of a target: the indicator, for whom, from when
        return f"{' '.join(ids[1:-1])} from {ids[-1]}"
    return part.replace("_", " ")


def _pairs(before: Any, after: Any) -> list[tuple[str, Any, Any]] | None:
    """Give the parts of two values side by side, or None where they must be said whole."""
    if isinstance(before, Expression | Tolerance) or isinstance(after, Expression | Tolerance):
        return None
    if is_dataclass(before) and type(before) is type(after):
        names = [field.name for field in fields(before) if field.compare]
        return [(name, getattr(before, name), getattr(after, name)) for name in names]
    old, new = _by_key(before), _by_key(after)
    if old is None or new is None:
        return None
    return [(key, old.get(key), new.get(key)) for key in {**old, **new}]


def _by_key(value: Any) -> dict[str, Any] | None:
    if isinstance(value, Mapping):
        return {str(key): part for key, part in value.items()}
    if isinstance(value, tuple):
        keys = [_key(part) for part in value]
        return dict(zip(keys, value, strict=True)) if all(keys) else None
    return None


def _key(part: Any) -> str:
    """Give what names a part among those beside it; nothing where nothing does."""
    match part:
        case Area(code=code):
            return code
        case Membership(child=child, parent=parent, valid_from=begins):
            return f"{child} in {parent}" + (f" from {begins}" if begins else "")
        case AreaChange(old=old, new=new):
            return f"{old} to {new}"
    return str(getattr(part, "id", ""))


def _order(value: Any) -> str:
    """Say the order of parts: two values that hold the same parts differ in nothing else."""
    return f"order: {', '.join(_by_key(value) or ())}"


def said(value: Any) -> str:
    """Say a declared value in one line."""
    known = _said_of_a_noun(value)
    if known is not None:
        return known
    if isinstance(value, Mapping):
        return _listed([f"{key}: {said(part)}" for key, part in value.items()])
    if isinstance(value, tuple) and value and all(map(_is_entry, value)):
        return _listed([f"{key}: {said(part)}" for key, part in value])
    if isinstance(value, tuple | list | set | frozenset):
        parts = [said(part) for part in value]
        return _listed(sorted(parts) if isinstance(value, set | frozenset) else parts)
    if isinstance(value, RatioPart):
        if value.of:
            return written_total(value.of, value.where)
        which = "" if isinstance(value.where, All) else f" where {written(value.where)}"
        return f"the count of rows{which}"
    if is_dataclass(value) and not isinstance(value, type):
        return _said_whole(value)
    return str(value)


def _said_of_a_noun(value: Any) -> str | None:
    """Say what has words of its own in a declaration; None for anything else."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case Enum():
            return str(value.value)
        case Tolerance(amount, relative):
            return f"{amount:%}" if relative else f"{amount} points"
        case IndicatorTest():
            return (
                value.title or f"the test of {_listed([one.period.label for one in value.expect])}"
            )
        case SeriesBreak() | Rebase():
            return f"from {value.begins} because {value.because}"
        case Comparator():
            return f"{value.title}, because {value.because}" if value.because else value.title
    return written(value) if isinstance(value, Expression) else None


def _is_entry(part: object) -> bool:
    """Say whether this is a text with the number or the word that goes with it."""
    match part:
        case (str(), int() | float() | Decimal() | Enum()):
            return True
    return False


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
