"""Which area was meant where something else than its code stands."""

from collections.abc import Iterable
from typing import Final

from framework.load.mistakes import Mistakes, listed, nearest, shown, suggestion
from framework.load.syntax.documents import Word
from framework.model.areas import Area, Geography, folded_name

_MOST: Final = 5


def area_meant(word: str, geography: Geography) -> str:
    """Give "; did you mean E07A (Northing)?" for an area of that name or nearly, or of nearly that code.

    Declarations name areas by their codes, because a name may change and several may share one.
    """
    names, folded = geography.by_folded_name, folded_name(word)
    named = names.get(folded) or names.get(nearest(folded, names), ())
    if len(named) == 1:
        return f"; did you mean {_said(named)}?"
    if named:
        return f"; {len(named)} areas are called so: {_said(named[:_MOST])}"
    return suggestion(word, geography.by_code)


def need_area(word: Word, geography: Geography, mistakes: Mistakes) -> None:
    """Refuse what is no code of an area, where areas are known."""
    if geography.areas and word not in geography.by_code:
        near = area_meant(word, geography) or "; write a code of areas/areas.csv"
        mistakes.error("F305", word, f"there is no area with the code {shown(word)}{near}")


def _said(areas: Iterable[Area]) -> str:
    return listed(f"{area.code} ({area.name}, {area.level})" for area in areas)
