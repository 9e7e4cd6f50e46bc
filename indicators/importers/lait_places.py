"""LAIT's areas by the Department's numbers, and its sets of statistical neighbours."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from framework.errors import UserError
from indicators.connect.refusals import RefusedError
from indicators.connect.whole_tables import WholeTable
from indicators.importers.carrying import Fate, Notes, Wishes
from indicators.importers.house_style import as_csv
from indicators.importers.naming import id_of

_NEIGHBOUR: Final = re.compile(r"SN\d+")
_CODES: Final = "areas/codes/dfe_number.csv"
_NEEDED: Final = ("areas/areas.csv", "areas/changes.csv", _CODES)
_PARTS_OF_LONDON: Final = {"987", "988"}


def places_of(
    wishes: Wishes, neighbours: Sequence[WholeTable], numbers: Mapping[str, str], notes: Notes
) -> dict[str, str]:
    """Give the files of areas. LAIT writes numbers only, so the codes are those of the packaged lookups.

    Raises:
        UserError: the packaged lookups are not there.
    """
    missing = [path for path in _NEEDED if path not in wishes.england]
    if missing:
        raise UserError(f"the lookups of England that come with Fingerpost lack {missing[0]}")
    files = {path: wishes.england[path] for path in _NEEDED}
    codes = {row["code"]: row["area"] for row in csv.DictReader(io.StringIO(files[_CODES]))}
    notes.add(
        "areas",
        "LA Number",
        Fate.CHANGED,
        "national codes by the packaged lookup of the Department's numbers",
        _CODES,
    )
    for number, name in sorted(numbers.items()):
        if number not in codes:
            part = number in _PARTS_OF_LONDON
            because = (
                "part of the region of London"
                if part
                else "no national code is known for its number"
            )
            notes.add(name, "LA Number", Fate.LEFT, because)
    for table in neighbours:
        name = id_of(table.path.name.partition(".")[0], "neighbours")
        pairs = list(_pairs(table, codes, notes))
        files[f"areas/neighbours/{name}.csv"] = as_csv(("area", "neighbour"), pairs)
        notes.add(table.path.name, "SN1 to SN10", Fate.CARRIED, "", f"areas/neighbours/{name}.csv")
        notes.add(table.path.name, "SNP", Fate.LEFT, "how close a neighbour is has no place here")
    return files


def data_numbers(data: WholeTable) -> dict[str, str]:
    """Give the name of every area of the data by its number."""
    pairs = data.frame.select("LA Number", "LA and Regions").unique().drop_nulls()
    return {_number(number): name for number, name in pairs.iter_rows()}


def year_of(name: str) -> str:
    """Give the year that stands in the name of a set of neighbours, to tell the newest."""
    found = re.search(r"\d{4}", name)
    return found[0] if found else ""


def _number(text: object) -> str:
    return str(text or "").removesuffix(".0")


def _pairs(table: WholeTable, codes: Mapping[str, str], notes: Notes) -> Iterator[tuple[str, str]]:
    rows = [table.headers, *table.frame.iter_rows()]
    heads = next((at for at, row in enumerate(rows) if "SN1" in row), None)
    if heads is None:
        raise RefusedError(f"{table.path.name}: there is no column SN1")
    at = [place for place, head in enumerate(rows[heads]) if _NEIGHBOUR.fullmatch(str(head or ""))]
    for row in rows[heads + 1 :]:
        number = _number(row[0])
        if not number.isdigit():
            continue
        for place in at:
            other = _number(row[place])
            unknown = next((one for one in (number, other) if one not in codes), None)
            if unknown is None:
                yield codes[number], codes[other]
            elif other.isdigit():
                notes.add(
                    f"{table.path.name}, {number}",
                    "SN1 to SN10",
                    Fate.LEFT,
                    f"no national code is known for number {unknown}",
                )
