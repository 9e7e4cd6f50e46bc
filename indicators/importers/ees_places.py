"""The areas that tables of Explore Education Statistics name, with what they lie in."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class SharedCode:
    """A code that rows of one level give to several areas, so that it tells none of them apart."""

    column: str
    finer: tuple[str, ...]  # the columns of codes that are empty in such rows
    code: str
    names: tuple[str, ...]


def shared_codes(table: WholeTable, notes: Notes) -> tuple[SharedCode, ...]:
    """Give the codes that stand for several areas. Nobody knows whose figures their rows are."""
    if "geographic_level" not in table.headers:
        return ()
    found = []
    for level in sorted({text for text in table.frame["geographic_level"].unique() if text}):
        _, codes, names, _ = _LEVELS.get(level.lower(), ("", "", "", ""))
        if not {codes, names} <= set(table.headers):
            continue
        called: defaultdict[str, set[str]] = defaultdict(set)
        rows = table.frame.filter(table.frame["geographic_level"] == level)
        for code, name in rows.select(codes, names).unique().iter_rows():
            called[(code or "").strip()].add(words(name, 100))
        for code, said in sorted(called.items()):
            if _CODE.fullmatch(code) and len(said) > 1:
                columns = area_columns(table)
                finer = tuple(columns[: columns.index(codes)])
                found.append(SharedCode(codes, finer, code, tuple(sorted(said))))
                because = f"{code} stands for {' and '.join(sorted(said))}: their rows are left out"
                notes.add(table.path.name, codes, Fate.LEFT, because)
    return tuple(found)


def area_columns(table: WholeTable) -> list[str]:
    """Give the columns of area codes of a table, the finest first."""
    return [codes for _, codes, _, _ in _LEVELS.values() if codes in table.headers]


def levels_of(areas: Mapping[str, Area]) -> list[str]:
    """Give the levels of areas, from fine to coarse."""
    found = {level for _, _, level, _ in areas.values()}
    return [level for level, *_ in _LEVELS.values() if level in found]


def areas_of(table: WholeTable, notes: Notes, shared: Sequence[SharedCode] = ()) -> dict[str, Area]:
    """Give every area of a table by its code, but for those whose code is `shared`.

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
    for one in shared:
        found.pop(one.code, None)
    if not found:
        raise RefusedError(f"{name}: no row has the code of an area")
    return _with_parents(found)


def _with_parents(found: dict[str, Area]) -> dict[str, Area]:
    """Leave out a parent that has no row of its own."""
    return {
        code: (code, name, level, parent if parent in found else "")
        for code, (_, name, level, parent) in found.items()
    }
