"""The areas that tables of Explore Education Statistics name, with what they lie in."""

import re
from collections.abc import Mapping
from typing import Final

from indicators.connect.refusals import RefusedError
from indicators.connect.whole_tables import WholeTable
from indicators.importers.carrying import Fate, Notes, words
from indicators.importers.framework_files import Area

_LEVELS: Final = {
    "local authority district": ("district", "lad_code", "lad_name", "new_la_code"),
    "local authority": ("authority", "new_la_code", "la_name", "region_code"),
    "regional": ("region", "region_code", "region_name", "country_code"),
    "national": ("country", "country_code", "country_name", ""),
}
"""Each level of a table: ours, its column of codes, of names, of the codes of what it lies in."""

KNOWN: Final = frozenset(
    {
        *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
        *("region_code", "region_name", "old_la_code", "new_la_code", "la_name", "lad_code"),
        *("lad_name", "la_code", "pcon_code", "pcon_name"),
    }
)
_CODE: Final = re.compile(r"[A-Z]\d{8}")


def area_columns(table: WholeTable) -> list[str]:
    """Give the columns of area codes of a table, the finest first."""
    return [codes for _, codes, _, _ in _LEVELS.values() if codes in table.headers]


def levels_of(areas: Mapping[str, Area]) -> list[str]:
    """Give the levels of areas, from fine to coarse."""
    found = {level for _, _, level, _ in areas.values()}
    return [level for level, *_ in _LEVELS.values() if level in found]


def areas_of(table: WholeTable, notes: Notes) -> dict[str, Area]:
    """Give every area of a table by its code.

    Raises:
        RefusedError: the table has no levels, or rows of one that is not known.
    """
    name = table.path.name
    missing = {"geographic_level", "time_period", "time_identifier"} - set(table.headers)
    if missing:
        raise RefusedError(f"{name}: it has no column {min(missing)}")
    found: dict[str, Area] = {}
    here = [column for column in table.headers if column in KNOWN]
    levels = {(text or "").lower() for text in table.frame["geographic_level"].unique()}
    unknown = levels - set(_LEVELS)
    if unknown:
        raise RefusedError(
            f"{name}: rows of level '{words(min(unknown), 60)}' are not read; take them out first"
        )
    for row in table.frame.select(here).unique(maintain_order=True).iter_rows(named=True):
        level, codes, names, above = _LEVELS[(row["geographic_level"] or "").lower()]
        code, title = (row.get(codes) or "").strip(), words(row.get(names), 100)
        if not _CODE.fullmatch(code) or not title:
            notes.add(title or code or name, codes, Fate.LEFT, "no single national code")
            continue
        parent = (row.get(above) or "").strip()
        found[code] = (code, title, level, parent if _CODE.fullmatch(parent) else "")
    if not found:
        raise RefusedError(f"{name}: no row has the code of an area")
    return _with_parents(found)


def _with_parents(found: dict[str, Area]) -> dict[str, Area]:
    """Leave out a parent that has no row of its own."""
    return {
        code: (code, name, level, parent if parent in found else "")
        for code, (_, name, level, parent) in found.items()
    }
