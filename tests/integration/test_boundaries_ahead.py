"""A boundary change that is dated ahead changes nothing until its day, and everything from then on."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from dashboard.queries.library import Library
from framework.errors import UserError
from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from indicators.refresh.planning import Choice, Places
from indicators.refresh.running import refresh
from indicators.refresh.starting import Starter
from indicators.refresh.tasks import Where

FILES = {
    "framework.yaml": """\
framework: midshire
title: Midshire
board: Board
home: E10
levels: [{ward: [ward, wards]}, {district: [district, districts]}, {county: [county, counties]}]
""",
    "outcomes.yaml": "outcomes: {help: {title: Help, indicators: [started]}}\n",
    "areas/areas.csv": """\
code,name,level,parent
E10,Midshire,county,
E07A,Northing,district,E10
E07B,Southing,district,E10
E05A,Abbey,ward,
E05B,Bridge,ward,E07B
""",
    "areas/memberships.csv": """\
child,parent,valid_from,valid_to
E05A,E07A,,2026-04-01
E05A,E07B,2026-04-01,
""",
    "areas/changes.csv": "kind,old,new,on\nmerge,E05X,E05B,2026-04-01\n",
    "sources/episodes.yaml": """\
source: episodes
title: Episodes
owner: Early Help Service
rows: events
read: {kind: csv, path: episodes.csv}
columns: {started: {type: date}}
dated: started
area_from: {column: ward, unknown: leave out}
disclosure: {suppress: none}
""",
    "indicators/help.yaml": """\
indicators:
  started: {title: Started, source: episodes, kind: context, polarity: none, unit: episodes,
            grain: month, count: {where: all}}
""",
}
ROWS = "ward,started\n" + "E05A,2026-01-05\n" * 3 + "E05B,2026-01-05\n" * 2 + "E05X,2026-01-05\n"


class Quiet:
    def stage(self, name: str, done: int, total: int) -> None: ...

    def event(self, message: str) -> None: ...


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "episodes.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def counted(
    folder: Path, today: date, changed: Mapping[str, str] = FILES
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Refresh on a day; give January by area, and the wards that the pages show of Northing."""
    engine = open_store(f"sqlite:///{folder / 'store.db'}")
    try:
        where = Where(engine, Places(folder / "data", folder / "intake"))
        starter = Starter("test", "here", 1, lambda: datetime.now(UTC), today)
        files = {name: text.encode() for name, text in {**FILES, **changed}.items()}
        refresh(files, where, Choice(), starter=starter, teller=Quiet())
        with open_snapshot(engine) as snapshot:
            frame = snapshot.frame().filter(pl.col("period") == "2026-01")
        with Library(engine, lambda: today).open() as reading:
            children = reading.framework.geography.children_of("E07A")
        return dict(frame.select("area", "value").rows()), children
    finally:
        engine.dispose()


def test_a_ward_that_will_move_counts_where_it_lies_on_the_day_of_the_refresh(folder: Path) -> None:
    before = {"E10": 5, "E07A": 3, "E07B": 2, "E05A": 3, "E05B": 2}
    assert counted(folder, date(2026, 3, 31)) == (before, ("E05A",))
    after = {"E10": 6, "E07B": 6, "E05A": 3, "E05B": 3}
    assert counted(folder, date(2026, 4, 1)) == (after, ())


def test_a_home_that_will_end_is_taken_until_its_day_and_asked_for_from_then_on(
    folder: Path,
) -> None:
    ahead = {
        "areas/areas.csv": """\
code,name,level,parent,valid_to
E10,Midshire,county,,2026-04-01
E06,New Midshire,county,,
E07A,Northing,district,E10,
E07B,Southing,district,E10,
E05A,Abbey,ward,,
E05B,Bridge,ward,E07B,
""",
        "areas/changes.csv": FILES["areas/changes.csv"] + "rename,E10,E06,2026-04-01\n",
    }
    assert counted(folder, date(2026, 3, 31), ahead)[0]["E10"] == 5
    with pytest.raises(UserError, match="home 'E10' ended on 2026-04-01"):
        counted(folder, date(2026, 4, 1), ahead)


def test_by_the_boundaries_of_their_time_january_stays_as_it_was(folder: Path) -> None:
    then = {
        "indicators/help.yaml": FILES["indicators/help.yaml"].replace(
            "grain: month,", "grain: month, boundaries: then,"
        )
    }
    found, children = counted(folder, date(2026, 5, 1), then)
    assert found == {"E10": 6, "E07A": 3, "E07B": 3, "E05A": 3, "E05B": 3}
    assert children == ()


def test_by_the_boundaries_of_their_time_a_renamed_district_keeps_january_under_its_new_code(
    folder: Path,
) -> None:
    then = {
        "indicators/help.yaml": FILES["indicators/help.yaml"].replace(
            "grain: month,", "grain: month, boundaries: then,"
        ),
        "areas/areas.csv": FILES["areas/areas.csv"] + "E07C,New Northing,district,E10\n",
        "areas/memberships.csv": FILES["areas/memberships.csv"].replace("E07B", "E07C"),
        "areas/changes.csv": FILES["areas/changes.csv"] + "rename,E07A,E07C,2026-04-01\n",
    }
    found, _ = counted(folder, date(2026, 5, 1), then)
    assert found == {"E10": 6, "E07C": 3, "E07B": 3, "E05A": 3, "E05B": 3}
