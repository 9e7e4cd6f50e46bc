"""Codes and keys as ids. An id once given to a name is never given to another."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, bindparam, insert, select, update

from framework.errors import StoreError
from framework.model.areas import Area
from framework.model.periods import period_from_code
from framework.store import tables
from framework.store.facts import Kept


@dataclass(frozen=True, slots=True)
class Names:
    """Name -> id for everything that facts are looked up by."""

    ids: Mapping[Kept, Mapping[str, int]]

    def codes(self, kept: Kept) -> dict[int, str]:
        """Give id -> name."""
        return {number: name for name, number in self.ids[kept].items()}


NAMED: Mapping[Kept, Column[str]] = {
    Kept.INDICATOR: tables.indicator.c.key,
    Kept.AREA: tables.area.c.code,
    Kept.BREAKDOWN: tables.breakdown.c.code,
    Kept.PERIOD: tables.period.c.code,
    Kept.WORD: tables.word.c.text,
}


def load_names(connection: Connection) -> Names:
    """Read every name the store knows."""
    return Names({kept: _ids(connection, column) for kept, column in NAMED.items()})


def add_names(
    connection: Connection, wanted: Mapping[Kept, Iterable[str]], *, areas: Iterable[Area]
) -> Names:
    """Give every wanted name an id, and areas their name and level of today.

    Raises:
        StoreError: a name holds a character that PostgreSQL cannot keep.
    """
    places = {area.code: area for area in areas}
    more: dict[Kept, Callable[[str], dict[str, Any]]] = {
        Kept.AREA: lambda code: _area_words(code, places),
        Kept.PERIOD: _period_words,
    }
    for kept, column in NAMED.items():
        names = set(wanted.get(kept, ())) | (set(places) if kept is Kept.AREA else set())
        _add(connection, column, names, more.get(kept, lambda _: {}))
    _rename_areas(connection, places)
    return load_names(connection)


def add_keys(connection: Connection, column: Column[str], keys: Iterable[str]) -> dict[str, int]:
    """Give keys of one small table (sources) their ids."""
    _add(connection, column, set(keys), lambda _: {})
    return _ids(connection, column)


def _ids(connection: Connection, column: Column[str]) -> dict[str, int]:
    found = connection.execute(select(column, column.table.c.id)).all()
    return {row[0]: row[1] for row in found}


def _add(
    connection: Connection,
    column: Column[str],
    names: set[str],
    more: Callable[[str], dict[str, Any]],
) -> None:
    known = _ids(connection, column)
    new = sorted(names - set(known))
    if not new:
        return
    _refuse_nul(new)
    first = max(known.values(), default=0) + 1
    connection.execute(
        insert(column.table),
        [
            {"id": number, column.name: name, **more(name)}
            for number, name in enumerate(new, start=first)
        ],
    )


def _refuse_nul(names: list[str]) -> None:
    bad = [name for name in names if "\0" in name]
    if bad:
        raise StoreError(f"a name holds a character that cannot be kept (NUL): {bad[0]!r}")


def _area_words(code: str, places: Mapping[str, Area]) -> dict[str, str]:
    place = places.get(code)
    return {"name": place.name if place else code, "level": place.level if place else ""}


def _period_words(code: str) -> dict[str, Any]:
    period = period_from_code(code)
    return {
        "start": period.start,
        "end_": period.end,
        "grain": period.grain.value,
        "basis": period.basis.value,
        "year_type": period.year_type.value,
        "label": period.label,
    }


def _rename_areas(connection: Connection, places: Mapping[str, Area]) -> None:
    area = tables.area
    kept = connection.execute(select(area.c.code, area.c.name, area.c.level)).all()
    changed = [
        {"of": row.code, "to": places[row.code].name, "at": places[row.code].level}
        for row in kept
        if row.code in places and (row.name, row.level) != _named(places[row.code])
    ]
    if changed:
        connection.execute(
            update(area)
            .where(area.c.code == bindparam("of"))
            .values(name=bindparam("to"), level=bindparam("at")),
            changed,
        )


def _named(place: Area) -> tuple[str, str]:
    return place.name, place.level
