"""What a value is held beside: an area, a level, the parent, or nothing with the reason."""

import re

from framework.load.building.ground import Ground
from framework.load.mistakes import Mistakes, listed, shown, suggestion
from framework.load.shapes.indicators import NoComparison
from framework.load.syntax.documents import Word
from framework.model.indicators import Comparator


def build_comparator(
    written: Word | NoComparison, ground: Ground, mistakes: Mistakes
) -> Comparator | None:
    """Find what was meant. What is not found is reported and gives None."""
    if isinstance(written, NoComparison):
        slug = re.sub(r"[^a-z0-9]+", "_", written.title.lower()).strip("_")
        return Comparator(f"none_{slug}", written.title, because=written.because)
    if written == "parent":
        return Comparator("parent", "the area it is part of")
    for level in ground.geography.levels:
        if level.id == written:
            return Comparator(level.id, level.one, level=level.id)
    return _area(written, ground, mistakes)


def _area(written: Word, ground: Ground, mistakes: Mistakes) -> Comparator | None:
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
    return Comparator(area.code, area.name, area=area.code, level=None)


def _not_found(written: Word, ground: Ground, mistakes: Mistakes) -> None:
    if not ground.geography.areas:
        return
    near = suggestion(written, {"parent": 0, **dict.fromkeys(ground.level_ids), **ground.by_name})
    hint = near or "; write an area's name or code, a level, parent, or {none: ..., because: ...}"
    message = f"{shown(written)} is no area of areas/areas.csv and no level{hint}"
    mistakes.error("F307", written, message)
