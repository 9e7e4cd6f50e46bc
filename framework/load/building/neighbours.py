"""Sets of statistical neighbours: areas/neighbours/NAME.csv."""

from pathlib import PurePosixPath

from framework.load.building.areas import needed, span
from framework.load.layout import FileKind, of_kind
from framework.load.mistakes import Mistakes, shown
from framework.load.parsing import Parsed
from framework.load.shapes.fields import ID_FORM, not_an_id
from framework.load.syntax.documents import Place, Table, Word
from framework.model.comparators import Neighbour, NeighbourSets


def build_neighbours(parsed: Parsed, mistakes: Mistakes) -> NeighbourSets:
    """Read the sets of areas/neighbours, by the name of their file."""
    sets: dict[str, tuple[Neighbour, ...]] = {}
    for path in of_kind(parsed.rows, FileKind.NEIGHBOURS):
        name = PurePosixPath(path).stem
        if not ID_FORM.fullmatch(name):
            message = f"the file's name is the id: {not_an_id(name)}"
            mistakes.error("F207", Place(path, 1, 1), message)
        sets[name] = _pairs(parsed.rows[path], mistakes)
    return sets


def _pairs(rows: list[Table], mistakes: Mistakes) -> tuple[Neighbour, ...]:
    found: dict[Neighbour, Word] = {}
    for row in rows:
        area, neighbour = needed(row, "area", mistakes), needed(row, "neighbour", mistakes)
        first, last = span(row, mistakes)
        if not area or not neighbour:
            continue
        one = Neighbour(str(area), str(neighbour), first, last)
        if area == neighbour:
            mistakes.error("F311", neighbour, f"{shown(area)} cannot be its own neighbour")
        elif one in found:
            place = found[one].place
            message = (
                f"{shown(neighbour)} is a neighbour of {shown(area)} already in line {place.line}"
            )
            mistakes.error("F302", neighbour, message)
        found.setdefault(one, neighbour)
    return tuple(found)
