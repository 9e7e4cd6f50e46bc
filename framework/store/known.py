"""What readings of one generation look names up by, kept with the connection for the next one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Select, Table, select

from framework.store import tables
from framework.store.rows import GenerationInfo

_KNOWN: Final = "fingerpost_names"
"""Under this name a connection keeps what is known of the generations that were read last."""

_MOST_KNOWN: Final = 4

Found = TypeVar("Found")


class Known:
    """What readings of a generation look names up by, each kind read when first asked for.

    It stays with the connection, for the next reading of the same generation: an id once given to
    a name is never given to another, and names come with the generation whose rows need them.
    """

    def __init__(self, connection: Connection, generation: GenerationInfo) -> None:
        self.connection = connection
        # By its moment too: a store that was put back from a copy goes on with the same numbers.
        of = generation.number, generation.published_at
        every: dict[object, dict[str, Any]] = connection.info.setdefault(_KNOWN, {})
        self._kept = every.setdefault(of, {})
        while len(every) > _MOST_KNOWN:
            every.pop(next(iter(every)))

    def named(self, table: Table, column: str, names: Collection[str] | None) -> Mapping[int, str]:
        """Give id -> name of the named rows of a table, or of all."""
        ids = self._ids(table, column)
        if names is None:
            return self._once(f"every {table.name}", lambda: {ids[name]: name for name in ids})
        return {ids[name]: name for name in names if name in ids}

    @property
    def words(self) -> Mapping[int | None, str | None]:
        ids = self._ids(tables.word, "text")
        return self._once("words", lambda: {None: None, **{ids[text]: text for text in ids}})

    @property
    def periods(self) -> Mapping[int, tuple[str, date]]:
        period = tables.period
        query = select(period.c.id, period.c.code, period.c.start)
        return self._once(
            "periods", lambda: {one: (code, start) for one, code, start in self._read(query)}
        )

    @property
    def codes(self) -> Mapping[int | None, str]:
        return self._once("codes", lambda: {one: code for one, (code, _) in self.periods.items()})

    def _ids(self, table: Table, column: str) -> Mapping[str, int]:
        query = select(table.c[column], table.c.id)
        return self._once(table.name, lambda: dict(map(tuple, self._read(query))))

    def _read(self, query: Select[Any]) -> Sequence[Any]:
        return self.connection.execute(query).all()

    def _once(self, name: str, read: Callable[[], Found]) -> Found:
        if name not in self._kept:
            self._kept[name] = read()
        found: Found = self._kept[name]
        return found
