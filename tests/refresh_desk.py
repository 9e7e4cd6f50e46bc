"""A partnership in a folder with a store, refreshed in this process at a day and moment of choice."""

import os
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from framework.load.files import read_config
from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from framework.store.rows import PointRow
from indicators.connect.outside import Outside
from indicators.measures.memory import Memory
from indicators.measures.sum_limits import SumLimits
from indicators.refresh.planning import Choice, Places
from indicators.refresh.rehearsing import Clocks, Rehearsal, rehearse
from indicators.refresh.running import refresh
from indicators.refresh.starting import Outcome, Starter
from indicators.refresh.tasks import Where

TINY = Path(__file__).parent / "frameworks" / "tiny"
HIDES_NOTHING = "disclosure: {suppress: none}\n"
COUNTY = "E10900001"
NOON = datetime(2025, 11, 12, 12, tzinfo=UTC)


@dataclass
class Heard:
    """Keeps what a refresh tells while it works."""

    events: list[str] = field(default_factory=list)

    def stage(self, name: str, done: int, total: int) -> None: ...

    def event(self, message: str) -> None:
        self.events.append(message)


@dataclass
class Desk:
    folder: Path
    engine: Engine
    heard: Heard = field(default_factory=Heard)
    kept: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)
    sums: SumLimits = field(default_factory=SumLimits)
    memory: Memory = field(default_factory=Memory)

    @property
    def where(self) -> Where:
        outside = Outside(self.environment)
        folders = self.folder / "data", self.folder / "intake"
        places = Places(*folders, outside, self.kept, self.sums, self.memory)
        return Where(self.engine, places)

    def refresh(self, *, at: datetime = NOON, **chosen: Any) -> Outcome:
        starter = Starter("a test", "here", os.getpid(), lambda: at, at.date())
        files = read_config(self.folder)
        return refresh(files, self.where, Choice(**chosen), starter=starter, teller=self.heard)

    def rehearse(self, *, at: datetime = NOON, **chosen: Any) -> Rehearsal:
        clocks = Clocks(at.date(), lambda: at, lambda: 0.0)
        files = read_config(self.folder)
        return rehearse(files, self.where, Choice(**chosen), clocks=clocks, teller=self.heard)

    def exchange(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, (path, old)
        file.write_text(text.replace(old, new), encoding="utf-8")

    def written_at(self, path: str, moment: datetime) -> None:
        os.utime(self.folder / path, (moment.timestamp(), moment.timestamp()))

    def point(
        self, indicator: str, period: str, *, area: str = COUNTY, generation: int | None = None
    ) -> PointRow | None:
        with open_snapshot(self.engine, generation) as snapshot:
            found = snapshot.points([indicator], [area], breakdowns=[""], periods=[period])
        return found[0] if found else None

    def value(self, indicator: str, period: str, **more: Any) -> float | None:
        found = self.point(indicator, period, **more)
        return found.value if found else None


def day(text: str) -> date:
    return date.fromisoformat(text)


def tiny(folder: Path, url: str | None = None) -> Desk:
    """Give the tiny partnership, nothing hidden or rounded, its pretended day left out."""
    shutil.copytree(TINY, folder / "tiny")
    desk = Desk(folder / "tiny", open_store(url or f"sqlite:///{folder / 'store.db'}"))
    desk.exchange(
        "sources/episodes.yaml", "disclosure: {suppress: 1-2, round_to: 1}\n", HIDES_NOTHING
    )
    desk.exchange("framework.yaml", "today: 2025-11-12\n", "")
    return desk
