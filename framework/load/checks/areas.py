"""Areas stand in a hierarchy: known, without circles, from fine to coarse, weights whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Final

from framework.load.building.area_names import area_meant
from framework.load.building.areas import cell, span
from framework.load.building.declared import Declaration
from framework.load.layout import FileKind, of_kind
from framework.load.mistakes import Mistakes, shown, suggestion
from framework.load.syntax.documents import Table, Word
from framework.model.areas import Area, AreaChange, Geography, Membership
from framework.model.sources import Rows

_WHOLE: Final = 1e-6
"""How far from one a sum of written shares may lie."""


def check_home(declaration: Declaration, mistakes: Mistakes) -> None:
    """The area whose panel opens first is declared and still stands.

    One whose end is declared with what it becomes on that day may end ahead: the refresh of that day,
    which knows the date, asks for the new one.
    """
    home, geography = declaration.partnership.home, declaration.ground.geography
    if home is None or not geography.areas:
        return
    area = geography.by_code.get(home)
    if area is None:
        near = area_meant(home, geography)
        message = f"home {shown(home)} is no area of areas/areas.csv; write the code of one{near}"
        mistakes.error("F305", home, message)
    elif area.valid_to is not None and not any(
        change.old == home and change.on == area.valid_to for change in geography.changes
    ):
        message = f"home {shown(home)} ended on {area.valid_to}; write the area of today"
        mistakes.error("F305", home, message)


def check_memberships(declaration: Declaration, mistakes: Mistakes) -> None:
    """Child and parent are declared, and the parent stands on a coarser level."""
    parsed, geography = declaration.parsed, declaration.ground.geography
    if parsed.is_broken(FileKind.AREAS):
        return
    height = {level: index for index, level in enumerate(declaration.ground.level_ids)}
    for kind, column in ((FileKind.AREAS, "code"), (FileKind.MEMBERSHIPS, "child")):
        for row in parsed.csv(kind):
            child, parent = cell(row, column), cell(row, "parent")
            if not child or not parent:
                continue
            known = [_known(word, geography, mistakes) for word in (child, parent)]
            if all(known) and height:
                _check_height(child, parent, geography.by_code, height, mistakes)
            if all(known) and kind is FileKind.MEMBERSHIPS:
                _check_lifetimes(row, (child, parent), geography.by_code, mistakes)


def _known(word: Word, geography: Geography, mistakes: Mistakes) -> bool:
    if word in geography.by_code:
        return True
    message = f"{shown(word)} is no area of areas/areas.csv{area_meant(word, geography)}"
    mistakes.error("F305", word, message)
    return False


def _check_height(
    child: Word,
    parent: Word,
    areas: Mapping[str, Area],
    height: Mapping[str, int],
    mistakes: Mistakes,
) -> None:
    low, high = areas[child].level, areas[parent].level
    if low not in height or high not in height or height[low] < height[high]:
        return
    message = (
        f"{areas[child].name} ({low}) cannot be part of {areas[parent].name} ({high}); "
        f"a parent stands on a coarser level, and levels are listed from fine to coarse"
    )
    mistakes.error("F311", parent, message)


def _check_lifetimes(
    row: Table, words: tuple[Word, Word], areas: Mapping[str, Area], mistakes: Mistakes
) -> None:
    """Refuse that an area lies in another at a time at which either does not stand."""
    first, last = span(row, Mistakes())  # what is wrong with the span itself was said already
    for word in words:
        area = areas[word]
        if first and area.valid_to and area.valid_to <= first:
            when = f"ended on {area.valid_to}, and this begins on {first}"
        elif last and area.valid_from and last <= area.valid_from:
            when = f"begins on {area.valid_from}, and this ended on {last}"
        else:
            continue
        message = f"{shown(word)} {when}; an area that only moved keeps its valid_to empty"
        mistakes.error("F313", word, message)


def check_parents(declaration: Declaration, mistakes: Mistakes) -> None:
    """Warn of areas whose rows count in nothing above them, where others of their level lie in something.

    Where no area of a level has a parent, they may be published figures that nobody adds up. Only of
    the finest level, from which rows are counted, that is told: once.
    """
    parsed, geography = declaration.parsed, declaration.ground.geography
    levels = declaration.ground.level_ids
    if not levels or parsed.is_broken(FileKind.AREAS) or parsed.is_broken(FileKind.MEMBERSHIPS):
        return
    inside = {membership.child for membership in geography.memberships}
    gone = {change.old for change in geography.changes}
    has_parents = {area.level for area in geography.areas if area.code in inside}
    alone = {
        area.code: area
        for area in geography.areas
        if area.level in levels[:-1] and area.code not in inside | gone
    }
    if not _is_counted(declaration):
        return
    home = geography.by_code.get(declaration.ground.home)
    adds_up = home is not None and home.level != levels[0]
    for row in parsed.csv(FileKind.AREAS):
        code = cell(row, "code")
        area = alone.get(code) if code else None
        if code is None or area is None:
            continue
        if area.level in has_parents:
            message = (
                f"{area.name} lies in no other area, as others of level '{area.level}' do, so its "
                "rows count in nothing above it; write in 'parent' the code of the area it lies in"
            )
            mistakes.warn("F639", code, message)
        elif adds_up and area.level == levels[0]:
            message = (
                f"no area of level '{area.level}' lies in another, so their rows count in nothing "
                "above them; write in 'parent' the code of the area that each lies in"
            )
            mistakes.warn("F639", code, message)
            adds_up = False


def _is_counted(declaration: Declaration) -> bool:
    """Say whether rows are counted by the area that each of them names."""
    every = (declared.source for declared in declaration.sources.values())
    return any(
        source and source.rows is not Rows.PUBLISHED and not source.area_from.fixed
        for source in every
    )


def check_weights(declaration: Declaration, mistakes: Mistakes) -> None:
    """A child that is split between parents of one level lies in them with weights of one in all."""
    geography = declaration.ground.geography
    shares: dict[tuple[str, str], list[Membership]] = defaultdict(list)
    for membership in geography.memberships:
        parent = geography.by_code.get(membership.parent)
        if parent:
            shares[membership.child, parent.level].append(membership)
    places = {
        str(word): word
        for row in declaration.parsed.csv(FileKind.MEMBERSHIPS)
        if (word := cell(row, "child"))
    }
    for (child, level), memberships in shares.items():
        total = _largest_total(memberships)
        if abs(total - 1) > _WHOLE and child in places:
            message = (
                f"the weights of {shown(child)} in areas of level '{level}' are {total:g} together; "
                "they must be 1 (does the area also name a parent in areas.csv?)"
            )
            mistakes.error("F312", places[child], message)


def _largest_total(memberships: list[Membership]) -> float:
    """Give the sum of the weights that stand on one day, the day farthest from one."""
    days = {m.valid_from for m in memberships}
    totals = [
        sum(
            m.weight
            for m in memberships
            if (m.valid_from is None or (day is not None and m.valid_from <= day))
            and (m.valid_to is None or day is None or day < m.valid_to)
        )
        for day in days
    ]
    return max(totals, key=lambda total: abs(total - 1))


def check_changes(declaration: Declaration, mistakes: Mistakes) -> None:
    """What became of old codes ends in areas that are declared, without circles, weights whole."""
    geography = declaration.ground.geography
    if declaration.parsed.is_broken(FileKind.AREAS):
        return
    places: dict[str, Word] = {}
    olds = {change.old for change in geography.changes}
    for row in declaration.parsed.csv(FileKind.CHANGES):
        old, new = cell(row, "old"), cell(row, "new")
        if old and new:
            places.setdefault(str(old), old)
            if new not in geography.by_code and new not in olds:
                near = area_meant(new, geography)
                message = f"{shown(new)} is no area of areas/areas.csv and no older code{near}"
                mistakes.error("F305", new, message)
    _check_circles(geography.changes, places, mistakes)
    _check_change_weights(geography.changes, places, mistakes)


def _check_circles(
    changes: Iterable[AreaChange], places: Mapping[str, Word], mistakes: Mistakes
) -> None:
    became: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        became[change.old].add(change.new)
    try:
        TopologicalSorter(became).prepare()
    except CycleError as error:
        ring = list(reversed(error.args[1]))
        message = f"codes change in a circle: {' -> '.join(ring)}"
        mistakes.error("F313", places[ring[0]], message)


def _check_change_weights(
    changes: Iterable[AreaChange], places: Mapping[str, Word], mistakes: Mistakes
) -> None:
    totals: dict[tuple[str, date], float] = defaultdict(float)
    for change in changes:
        totals[change.old, change.on] += change.weight
    for (old, on), total in totals.items():
        if abs(total - 1) > _WHOLE:
            message = (
                f"what {shown(old)} became on {on} has weights of {total:g} together; must be 1"
            )
            mistakes.error("F312", places[old], message)


def check_lookups(declaration: Declaration, mistakes: Mistakes) -> None:
    """Every code of a lookup leads to an area, or to an older code of one."""
    geography, parsed = declaration.ground.geography, declaration.parsed
    if parsed.is_broken(FileKind.AREAS) or not geography.areas:
        return
    known = {*geography.by_code, *(change.old for change in geography.changes)}
    for path in of_kind(parsed.rows, FileKind.CODES):
        for row in parsed.rows[path]:
            area = cell(row, "area")
            if area and area not in known:
                near = area_meant(area, geography) or suggestion(area, known)
                mistakes.error("F305", area, f"{shown(area)} is no area of areas/areas.csv{near}")
