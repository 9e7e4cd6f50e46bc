"""What is written of each indicator: its own words, those of a row, of a likeness and of defaults."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NamedTuple

from framework.load.building.from_tables import Tables
from framework.load.building.indicators import with_defaults
from framework.load.building.likeness import LIKE, Likenesses, indicator_like
from framework.load.layout import FileKind
from framework.load.mistakes import Mistakes, shown
from framework.load.parsing import Parsed
from framework.load.shapes.fields import ID_FORM, not_an_id
from framework.load.shapes.frameworks import IndicatorFileShape
from framework.load.shapes.nesting import load_shape
from framework.load.syntax.documents import Node, Table, Word

_FILE: Final = IndicatorFileShape()
_NO_DEFAULT: Final = ("title", "short_title", "tests", LIKE)
"""What every indicator says for itself."""


class WrittenIndicator(NamedTuple):
    """An indicator's id and all that is said of it.

    A vague one is like something that is not there, or has a cell that is not there: what it
    lacks for that is not told.
    """

    key: Word
    table: Table
    is_vague: bool = False


@dataclass(slots=True)
class _Found:
    """The indicators found so far: their ids as written, their own words, their files' defaults."""

    mistakes: Mistakes
    keys: dict[str, Word] = field(default_factory=dict)
    bodies: dict[str, Table] = field(default_factory=dict)
    defaults: dict[str, Table | None] = field(default_factory=dict)

    def take(self, key: Word, body: Node, defaults: Table | None) -> None:
        """Keep an indicator. An id that stands twice is a mistake; the first is kept."""
        if not ID_FORM.fullmatch(key):
            self.mistakes.error("F207", key, not_an_id(key))
        if key in self.keys:
            first = self.keys[key].place
            message = f"indicator {shown(key)} is declared twice; the first is in {first.file}:{first.line}"
            self.mistakes.error("F302", key, message)
        elif not isinstance(body, Table):
            message = f"indicator {shown(key)} needs keys with values below it"
            self.mistakes.error("F208", key, message)
        else:
            self.keys[str(key)], self.bodies[str(key)] = key, body
            self.defaults[str(key)] = defaults


def written_indicators(
    parsed: Parsed, defaults: Table | None, mistakes: Mistakes
) -> dict[str, WrittenIndicator]:
    """Give each indicator's key and its whole declaration, by its id.

    What an indicator says itself goes before what it is like, that before the defaults of its
    file, and those before the defaults of the framework.
    """
    found = _Found(mistakes)
    tables = Tables(parsed, mistakes)
    _refuse_defaults(defaults, mistakes)
    for path, table in parsed.tables(FileKind.INDICATORS).items():
        said = load_shape(_FILE, table, table, mistakes)
        own_defaults = said.get("defaults")
        _refuse_defaults(own_defaults, mistakes)
        for key, body in _in_file(path, said, tables):
            found.take(key, body, own_defaults)
    tables.warn_of_unused()
    likenesses = Likenesses(
        found.bodies,
        indicator_like,
        lambda name, body: with_defaults(body, found.defaults[name]),
        "F304",
        "indicator",
        mistakes,
        may_be=partial(parsed.may_declare, FileKind.INDICATORS),
    )
    whole = {name: likenesses.whole(name) for name in found.keys}
    vague = tables.vague | likenesses.vague
    return {
        name: WrittenIndicator(key, with_defaults(whole[name], defaults), name in vague)
        for name, key in found.keys.items()
    }


def _in_file(path: str, said: dict[str, Any], tables: Tables) -> Iterator[tuple[Word, Node]]:
    written = said.get("indicators")
    if isinstance(written, Table):
        yield from written.items()
    for pattern in said.get("from_table") or ():
        yield from tables.indicators(path, pattern)


def _refuse_defaults(defaults: Table | None, mistakes: Mistakes) -> None:
    for key in defaults or ():
        if key in _NO_DEFAULT:
            mistakes.error("F201", key, f"'{key}' cannot be a default: every indicator has its own")
