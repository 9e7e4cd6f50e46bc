"""What it costs to check and read a CSV file, beside DuckDB's bare read of the same file.

python -m benchmarks.reading [--rows N] [--rounds N]

Both are processor seconds of one run (children included), so that a busy machine weighs on both alike.
DuckDB only types the columns and loads them; the reading here also checks every cell, places every row
in an area and keeps what it says of the others.
"""

import argparse
import os
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from framework.model.areas import Area, Geography, Level
from framework.model.frameworks import Framework
from framework.model.reads import CsvFiles
from framework.model.sources import AreaFrom, ColumnType, Rows, Source, SourceColumn
from indicators.connect.children import end_child
from indicators.connect.reading import read_source

WARDS = tuple(f"E050{number:05}" for number in range(60))
REASONS = ("outcomes met", "step up", "moved away", "not known")
FIRST = date(2021, 4, 1)


def main() -> None:
    """Write the file, read it both ways and print processor seconds and their ratio."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=3)
    said = asked.parse_args()
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        write_rows(data / "rows.csv", said.rows)
        size = (data / "rows.csv").stat().st_size / 2**20
        bare = least(lambda: read_bare(data / "rows.csv"), said.rounds)
        ours = least(lambda: read_ours(data, said.rows), said.rounds)
        print(f"{said.rows:,} rows, {size:.0f} MB, best of {said.rounds}, processor seconds")
        print(f"DuckDB, bare read   {bare:6.2f}")
        print(f"checked and read    {ours:6.2f}")
        print(f"ratio               {ours / bare:6.2f}  (asked: at most 3)")


def write_rows(path: Path, rows: int) -> None:
    """Write made rows of ten columns: numbers, dates, words, areas."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as out:
        out.write("id,ward,started,ended,reason,age,cost,sex,open,note\n")
        for number in range(rows):
            began = FIRST + timedelta(days=chance.randrange(1800))
            ended = began + timedelta(days=chance.randrange(200))
            out.write(
                f"P{number:07},{WARDS[number % 60]},{began},{ended},{REASONS[number % 4]},"
                f"{number % 18},{chance.randrange(100_000) / 100},{'FM'[number % 2]},"
                f"{'yes' if number % 3 else 'no'},{'' if number % 5 else 'seen at home'}\n"
            )


def read_bare(path: Path) -> None:
    """Load the file with DuckDB, which finds the types by itself."""
    with duckdb.connect() as base:
        base.execute("create table rows as select * from read_csv(?)", [str(path)])


def read_ours(data: Path, rows: int) -> None:
    """Read the file as a refresh would, into a folder that has nothing kept."""
    with TemporaryDirectory() as intake:
        found = read_source(SOURCE, FRAMEWORK, data, Path(intake))
        end_child()  # so that its processor seconds count
    if found.rows != rows:
        raise RuntimeError(f"{found.rows} rows were kept of {rows}")


def least(work: Callable[[], None], rounds: int) -> float:
    """Give the fewest processor seconds that a piece of work took, those of child processes included."""
    taken = []
    for _ in range(rounds):
        before = sum(os.times()[:4])
        work()
        taken.append(sum(os.times()[:4]) - before)
    return min(taken)


def _column(name: str, kind: ColumnType = ColumnType.TEXT, decimals: int = 0) -> SourceColumn:
    return SourceColumn(name, (name,), kind, decimals=decimals)


SOURCE = Source(
    id="rows",
    title="Rows",
    owner="Service",
    rows=Rows.EVENTS,
    read=CsvFiles("rows.csv"),
    columns=(
        _column("id"),
        _column("started", ColumnType.DATE),
        _column("ended", ColumnType.DATE),
        _column("reason"),
        _column("age", ColumnType.NUMBER),
        _column("cost", ColumnType.NUMBER, 2),
        _column("sex"),
        _column("open", ColumnType.TRUTH),
        _column("note"),
    ),
    area_from=AreaFrom(("ward",)),
)
FRAMEWORK = Framework(
    id="large",
    title="Large",
    board="Board",
    home_area=WARDS[0],
    geography=Geography(
        (Level("ward", "ward", "wards"),), tuple(Area(code, code, "ward") for code in WARDS), ()
    ),
    sources=(SOURCE,),
    indicators=(),
    outcomes=(),
    bank_holidays=frozenset(),
)


if __name__ == "__main__":
    main()
