"""From framework.yaml to what it declares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from framework.load.layout import FileKind
from framework.load.mistakes import Mistakes, Placed
from framework.load.parsing import Parsed
from framework.load.shapes.frameworks import FrameworkShape
from framework.load.shapes.nesting import load_shape
from framework.load.shapes.places import place_within
from framework.load.syntax.documents import Document, Table, Word, make_table
from framework.model.areas import Level
from framework.model.engines import Engine
from framework.model.frameworks import Keep
from framework.model.periods import YearType
from framework.model.schedules import Schedule, TellRoles

_SHAPE: Final = FrameworkShape()


@dataclass(frozen=True, slots=True)
class Partnership:
    """What framework.yaml says. What could not be understood is empty."""

    table: Table
    id: str = ""
    title: str = ""
    board: str = ""
    home: Word | None = None
    year_type: YearType = YearType.FINANCIAL
    levels: tuple[Level, ...] = ()
    today: date | None = None
    notice: str = ""
    defaults: Table | None = None
    schedule: Schedule | None = None
    keep: Keep = field(default_factory=Keep)
    tell: TellRoles = field(default_factory=TellRoles)
    fetch_from: frozenset[str] = frozenset()
    engine: Engine = Engine.POLARS

    def at(self, *steps: str | int) -> Placed:
        """Give where a part stands, or the nearest thing around it that is there."""
        top = self.table.key("framework") if "framework" in self.table else self.table
        return place_within(self.table, top, *steps)


def build_partnership(parsed: Parsed, mistakes: Mistakes) -> Partnership:
    """Read framework.yaml."""
    tables: Mapping[str, Table] = parsed.tables(FileKind.FRAMEWORK)
    for table in tables.values():
        at = table.key("framework") if "framework" in table else table
        return _partnership(table, load_shape(_SHAPE, table, at, mistakes))
    return Partnership(make_table(Document("framework.yaml", ""), 0))


def _partnership(table: Table, said: dict[str, Any]) -> Partnership:
    return Partnership(
        table=table,
        id=str(said.get("framework", "")),
        title=said.get("title", ""),
        board=said.get("board", ""),
        home=said.get("home"),
        year_type=said.get("year", YearType.FINANCIAL),
        levels=said.get("levels", ()),
        today=said.get("today"),
        notice=said.get("notice", ""),
        defaults=said.get("defaults"),
        schedule=said.get("schedule"),
        keep=said.get("keep", Keep()),
        tell=said.get("tell", TellRoles()),
        fetch_from=frozenset(said.get("fetch_from", ())),
        engine=said.get("engine", Engine.POLARS),
    )
