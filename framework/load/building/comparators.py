"""What a value is held beside: areas, the past, means, fields of areas, or nothing and why."""

import re
from dataclasses import replace
from typing import Final

from framework.load.building.ground import Ground
from framework.load.mistakes import Mistakes, listed, shown, suggestion
from framework.load.shapes.comparators import NoComparison, WrittenComparison
from framework.load.syntax.documents import Word
from framework.model.comparators import Beside, Comparator, Method

_PARENT: Final = "parent"
_BANDS: Final = (Method.QUARTILES, Method.QUINTILES)


def build_comparator(
    written: WrittenComparison | NoComparison, ground: Ground, mistakes: Mistakes
) -> Comparator | None:
    """Find what was meant. What is not found is reported and gives None."""
    if isinstance(written, NoComparison):
        slug = re.sub(r"[^a-z0-9]+", "_", written.title.lower()).strip("_")
        name = f"none_{slug}"
        return Comparator(name, written.title, Beside.NOTHING, because=written.because)
    found = _found(written, ground, mistakes)
    if found is not None and not _fits(found, written, mistakes):
        return None
    return found


def _found(written: WrittenComparison, ground: Ground, mistakes: Mistakes) -> Comparator | None:
    name, method = written.name, written.method
    match written.kind:
        case Beside.NEIGHBOURS:
            return _neighbours(name, method or Method.SINGLE, ground, mistakes)
        case Beside.AVERAGE | Beside.AMONG as kind:
            return _of_level(kind, name, method, ground, mistakes)
        case Beside.HISTORY:
            return _a_year_before(_area(name, method or Method.SINGLE, ground, mistakes))
        case _:
            return _named(name, method, ground, mistakes)


def _a_year_before(of: Comparator | None) -> Comparator | None:
    if of is None:
        return None
    title = f"{of.title} a year before"
    return replace(of, id=f"last_year_{of.area}", title=title, kind=Beside.HISTORY)


def _named(
    name: Word, method: Method | None, ground: Ground, mistakes: Mistakes
) -> Comparator | None:
    if name == _PARENT:
        title = "the area it is part of"
        return Comparator(_PARENT, title, Beside.PARENT, method or Method.SINGLE)
    if name == Beside.HISTORY.value:
        title = "the same period last year"
        return Comparator(Beside.HISTORY.value, title, Beside.HISTORY, method or Method.DOUBLE)
    for level in ground.geography.levels:
        if level.id == name:
            return Comparator(
                level.id, level.one, Beside.LEVEL, method or Method.SINGLE, level=level.id
            )
    return _area(name, method or Method.SINGLE, ground, mistakes)


def _of_level(
    kind: Beside, name: Word, method: Method | None, ground: Ground, mistakes: Mistakes
) -> Comparator | None:
    level = next((one for one in ground.geography.levels if one.id == name), None)
    if level is None:
        if ground.level_ids:
            near = suggestion(name, ground.level_ids)
            message = f"{shown(name)} is no level; use {listed(ground.level_ids)}{near}"
            mistakes.error("F306", name, message)
        return None
    if kind is Beside.AVERAGE:
        title = f"the average of all {level.many}"
        return Comparator(
            f"average_{level.id}", title, kind, method or Method.SINGLE, level=level.id
        )
    title = f"all {level.many}"
    return Comparator(f"among_{level.id}", title, kind, method or Method.QUARTILES, level=level.id)


def _neighbours(
    name: Word, method: Method, ground: Ground, mistakes: Mistakes
) -> Comparator | None:
    if name not in ground.neighbours:
        known = (
            f"; the files of areas/neighbours are {listed(ground.neighbours, 'and')}"
            if ground.neighbours
            else f"; write areas/neighbours/{name}.csv with the columns area,neighbour"
        )
        message = f"there is no set of neighbours {shown(name)}"
        near = suggestion(name, ground.neighbours)
        mistakes.error("F308", name, message + (near or known))
        return None
    title = "the average of its statistical neighbours"
    return Comparator(f"neighbours_{name}", title, Beside.NEIGHBOURS, method, neighbours=str(name))


def _fits(comparator: Comparator, written: WrittenComparison, mistakes: Mistakes) -> bool:
    """Refuse a method that has nothing to work on."""
    kind, method = comparator.kind, comparator.method
    if kind is Beside.AMONG:
        allowed: tuple[Method, ...] = _BANDS
    elif kind in (Beside.AVERAGE, Beside.NEIGHBOURS):
        # A mean of other areas' values has no interval of its own.
        allowed = (Method.SINGLE, Method.TWO_LEVELS, Method.FUNNEL)
    elif kind is Beside.HISTORY:
        allowed = (Method.DOUBLE, Method.SINGLE)
    else:
        allowed = (Method.SINGLE, Method.DOUBLE, Method.TWO_LEVELS, Method.FUNNEL)
    if method in allowed:
        return True
    message = (
        f"by: {method.value} does not go with {comparator.title}; "
        f"use {listed(one.value for one in allowed)}"
    )
    mistakes.error("F580", written.name, message)
    return False


def _area(written: Word, method: Method, ground: Ground, mistakes: Mistakes) -> Comparator | None:
    geography = ground.geography
    area = geography.by_code.get(written)
    if area is None:
        named = ground.by_name.get(written, ())
        if len(named) > 1:
            codes = listed(each.code for each in named)
            message = f"{len(named)} areas are called {shown(written)}; write the code: {codes}"
            mistakes.error("F307", written, message)
            return None
        if not named:
            _not_found(written, ground, mistakes)
            return None
        area = named[0]
    return Comparator(area.code, area.name, Beside.AREA, method, area=area.code)


def _not_found(written: Word, ground: Ground, mistakes: Mistakes) -> None:
    if not ground.geography.areas:
        return
    known = {_PARENT: 0, Beside.HISTORY.value: 0, **dict.fromkeys(ground.level_ids)}
    near = suggestion(written, {**known, **ground.by_name})
    hint = near or (
        "; write an area's name or code, a level, parent, own history, or {none: ..., because: ...}"
    )
    message = f"{shown(written)} is no area of areas/areas.csv and no level{hint}"
    mistakes.error("F307", written, message)
