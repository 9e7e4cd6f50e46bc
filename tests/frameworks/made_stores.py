"""Stores with figures in them: the starter framework, refreshed for real."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine

from dashboard.queries.library import Library
from framework.load.files import read_config
from framework.store.engines import open_store
from indicators.refresh.planning import Choice, Places
from indicators.refresh.running import refresh
from indicators.refresh.starting import Starter
from indicators.refresh.tasks import Where

STARTER = Path(__file__).parent / "starter"
NAMES = {"AREACODE": "C01", "AREANAME": "Ourshire", "PARTNERSHIP": "Ours", "BOARD": "Our Board"}
TODAY = date(2026, 10, 31)


class Quiet:
    def stage(self, name: str, done: int, total: int) -> None: ...

    def event(self, message: str) -> None: ...


@dataclass
class Desk:
    folder: Path
    today: date = TODAY
    engines: list[Engine] = field(default_factory=list)

    names: Mapping[str, str] = field(default_factory=NAMES.copy)

    def write(self, path: str, change: Callable[[str], str] = lambda text: text) -> None:
        text = (STARTER / path).read_text(encoding="utf-8")
        for placeholder, name in self.names.items():
            text = text.replace(placeholder, name)
        goal = self.folder / path
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_text(change(text), encoding="utf-8")

    def refresh(self) -> Library:
        engine = open_store(f"sqlite:///{self.folder / 'store.db'}")
        self.engines.append(engine)
        where = Where(engine, Places(self.folder / "data", self.folder / "intake"))
        starter = Starter("test", "here", 1, lambda: datetime.now(UTC), self.today)
        files = read_config(self.folder / "config")
        refresh(files, where, Choice(), starter=starter, teller=Quiet())
        return Library(engine, lambda: self.today)


@contextmanager
def starter_desk(folder: Path) -> Iterator[Desk]:
    """Give a folder with the starter in it: a small framework whose figures are known."""
    made = Desk(folder)
    write_starter(made)
    yield made
    for engine in made.engines:
        engine.dispose()


def write_starter(desk: Desk) -> Path:
    """Write all of the starter into a desk's folder."""
    for path in STARTER.rglob("*"):
        if path.suffix in {".yaml", ".csv"}:
            desk.write(path.relative_to(STARTER).as_posix())
    return desk.folder
