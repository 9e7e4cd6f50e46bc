"""The files of a framework that every importer writes alike: framework.yaml, outcomes.yaml, areas.csv."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from indicators.importers.carrying import Wishes
from indicators.importers.house_style import as_csv, as_yaml, filled
from indicators.importers.naming import id_of

Area = tuple[str, str, str, str]
"""Code, name, level, code of the parent or nothing."""

ENGLAND: Final = "E92000001"
OGL: Final = "Open Government Licence v3.0"
"""The licence of official statistics."""
LEVEL_NAMES: Final = {
    "place": ("place", "places"),
    "district": ("district", "districts"),
    "authority": ("local authority", "local authorities"),
    "region": ("region", "regions"),
    "country": ("country", "countries"),
}
"""Levels that importers use, from fine to coarse, and what one and many of them are called."""


def framework_file(
    wishes: Wishes, title: str, home: str, levels: Sequence[str], *, year: str, notice: str = ""
) -> str:
    """Write framework.yaml. What the importing person wished for goes before what is known."""
    said: dict[str, Any] = {
        "framework": id_of(wishes.title or title, "framework"),
        "title": wishes.title or title,
        "board": wishes.board,
        "home": wishes.home or home,
        "year": year,
        "levels": [{level: list(_names(level))} for level in levels],
        "notice": notice,
    }
    return as_yaml(filled(said))


def _names(level: str) -> tuple[str, str]:
    plain = level.replace("_", " ")
    return LEVEL_NAMES.get(level, (plain, f"{plain}s"))


def outcomes_file(outcomes: Mapping[str, tuple[str, Sequence[str]]]) -> str:
    """Write outcomes.yaml: for each id a title and the indicators that speak of it."""
    said = {
        name: {"title": title, "indicators": list(indicators)}
        for name, (title, indicators) in outcomes.items()
        if indicators
    }
    return as_yaml({"outcomes": said})


def areas_file(areas: Iterable[Area]) -> str:
    """Write areas/areas.csv."""
    return as_csv(("code", "name", "level", "parent"), areas)
