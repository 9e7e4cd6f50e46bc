"""Targets: their span of days, their area, their values, and where open ones end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from marshmallow import ValidationError

from framework.load.building.area_names import need_area
from framework.load.building.ground import Ground
from framework.load.building.spans import read_span
from framework.load.mistakes import Mistakes, Placed
from framework.load.shapes.nesting import BROKEN
from framework.load.shapes.places import place_within, report
from framework.load.syntax.documents import Table, Word
from framework.model.periods import MONTHS, YearType, month_start
from framework.model.targets import Target


@dataclass(frozen=True, slots=True)
class WrittenTarget:
    """What was said of a target, and where."""

    said: dict[str, Any]
    table: Table
    at: Placed

    def part(self, key: str) -> Placed:
        """Give where a part of it stands, or the target itself."""
        return place_within(self.table, self.at, key)


@dataclass(frozen=True, slots=True)
class PlacedTarget:
    """A target and where it was declared."""

    target: Target
    written: WrittenTarget


def build_targets(
    indicator: str,
    written: Sequence[WrittenTarget],
    year_type: YearType,
    ground: Ground,
    mistakes: Mistakes,
) -> tuple[PlacedTarget, ...]:
    """Make the targets of an indicator, earliest first. Open ones end where the next begins."""
    built = [_target(indicator, each, year_type, ground, mistakes) for each in written]
    placed = sorted(
        (each for each in built if each),
        key=lambda each: (each.target.area or "", each.target.level, each.target.begins),
    )
    return tuple(_closed(placed))


def _target(
    indicator: str,
    written: WrittenTarget,
    year_type: YearType,
    ground: Ground,
    mistakes: Mistakes,
) -> PlacedTarget | None:
    said = written.said
    if BROKEN in said:
        _check_the_rest(said, year_type, ground, mistakes)
        return None
    span = _span(said, year_type, written.at, mistakes)
    area = _area(said["area"], ground, mistakes)
    if span is None:
        return None
    begins, ends = span
    # A local and a national target may stand on the same day.
    whose = ":national" if said["level"] == "national" else ""
    low, high = said["between"] or (said["value"], None)
    target = Target(
        id=f"{indicator}:{area or 'home'}:{begins.isoformat()}{whose}",
        value=said["path"][-1][1] if said["path"] else low,
        begins=begins,
        ends=ends,
        label=str(said["for_"] or _since(begins)),
        amber=said["amber"],
        area=area,
        applies_to=tuple(str(level) for level in said["applies_to"]),
        by_quarter=said["by_quarter"],
        set_by=said["set_by"],
        level=said["level"],
        minute=said["minute"],
        high=high,
        floor=said["floor"],
        path=said["path"],
    )
    return PlacedTarget(target, written)


def _span(
    said: dict[str, Any], year_type: YearType, at: Placed, mistakes: Mistakes
) -> tuple[date, date] | None:
    if said["from_"]:
        return said["from_"], date.max
    if said["path"] and not said["for_"]:
        return month_start(said["path"][0][0]), said["path"][-1][0] + timedelta(days=1)
    try:
        return read_span(said["for_"], year_type)
    except ValidationError as error:
        report(error.messages, None, said["for_"] or at, mistakes)
        return None


def _check_the_rest(
    said: dict[str, Any], year_type: YearType, ground: Ground, mistakes: Mistakes
) -> None:
    """Look at the period and the area of a target of which something else was refused."""
    if said.get("for_"):
        _span({"from_": None, "path": (), **said}, year_type, said["for_"], mistakes)
    _area(said.get("area"), ground, mistakes)


def _area(word: Word | None, ground: Ground, mistakes: Mistakes) -> str | None:
    if word is None or word.is_blank:
        return None
    need_area(word, ground.geography, mistakes)
    return str(word)


def _closed(placed: list[PlacedTarget]) -> list[PlacedTarget]:
    """End every target without an end where the next of the same area begins."""
    closed = []
    for index, each in enumerate(placed):
        later = [
            other.target.begins
            for other in placed[index + 1 :]
            if _is_same(other.target, each.target) and other.target.begins > each.target.begins
        ]
        if each.target.ends == date.max and later:
            each = replace(each, target=replace(each.target, ends=min(later)))  # noqa: PLW2901
        closed.append(each)
    return closed


def _is_same(one: Target, other: Target) -> bool:
    """Say whether two targets are for the same area and of the same level."""
    return (one.area, one.level) == (other.area, other.level)


def _since(day: date) -> str:
    return f"from {day.day} {MONTHS[day.month - 1]} {day.year}"
