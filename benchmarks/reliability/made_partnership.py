"""A partnership for the catalogue: four indicators of 12 districts, and rows in two versions.

A refresh that follows a change of version moves about a third of its figures.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from dashboard.cli.packaged import copy_new

STARTER: Final = Path(__file__).parents[2] / "tests" / "frameworks" / "starter"
HOME: Final = "E10000034"
DISTRICTS: Final = tuple(f"D{number:02}" for number in range(1, 13))
FIRST: Final = date(2023, 4, 1)
DAYS: Final = 3 * 365
HEADER: Final = "start_date,assessment_date,end_date,end_reason,district"
REASONS: Final = ("outcomes met", "step up", "moved away")


@dataclass(frozen=True, slots=True)
class Partnership:
    """A configuration, its data and its store, as an operator has them in one folder."""

    folder: Path
    url: str
    rows: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def places(self) -> tuple[str, ...]:
        """Give the words that tell a command where things are."""
        return ("--store", self.url)

    def put(self, version: int) -> None:
        """Let the file of one version arrive, as a file should: whole, under its name at once."""
        new = self.folder / "arriving.csv"
        new.write_text(episodes(version, self.rows), encoding="utf-8")
        new.replace(self.data / "episodes.csv")


def make_partnership(folder: Path, url: str, *, rows: int = 6_000) -> Partnership:
    """Write the starter with 12 districts and targets, and the first version of its rows."""
    copy_new(STARTER, folder)
    for path in (folder / "config").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for placeholder, answer in (
            ("PARTNERSHIP", "Made-up Partnership"),
            ("BOARD", "Board"),
            ("AREACODE", HOME),
        ):
            text = text.replace(placeholder, answer)
        path.write_text(text, encoding="utf-8")
    areas = [f"{HOME},Ourshire,county,,,"]
    areas += [f"{code},District {code[1:]},district,{HOME},," for code in DISTRICTS]
    written = "\n".join(["code,name,level,parent,valid_from,valid_to", *areas]) + "\n"
    (folder / "config" / "areas" / "areas.csv").write_text(written, encoding="utf-8")
    made = Partnership(folder, url, rows)
    made.put(0)
    return made


def episodes(version: int, rows: int, *, header: str = HEADER) -> str:
    """Write the rows of a version: the same in both but for a few days in a third of the months."""
    dice = Random(7)
    lines = [header]
    for _ in range(rows):
        started = FIRST + timedelta(days=dice.randrange(DAYS))
        assessed = started + timedelta(days=dice.randint(5, 70))
        ended = assessed + timedelta(days=dice.randint(20, 200))
        moved = version if started.month % 3 == 0 else 0
        reason = REASONS[(dice.randrange(6) // 2 + moved) % 3]
        assessed += timedelta(days=9 * moved)
        lines.append(f"{started},{assessed},{ended},{reason},{dice.choice(DISTRICTS)}")
    return "\n".join(lines) + "\n"
