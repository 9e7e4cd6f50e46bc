"""How many rows an indicator's conditions kept, and which scans counted them, as a generation keeps it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from indicators.measures.computed import Computed

KEY: Final = "met"
"""Where it stands in the plan of a generation."""


@dataclass(frozen=True, slots=True)
class RowsMet:
    """What became of the rows of an indicator's source, in all areas and months, as `Computed.matched` has it.

    `scans` say in words in which passes over the rows its sums were counted.
    """

    matched: Mapping[str, int]
    scans: tuple[str, ...] = ()


def rows_met(computed: "Computed") -> Mapping[str, RowsMet]:
    """Give what was counted of each indicator that was computed from rows."""
    return {
        key: RowsMet(matched, computed.scans.get(key, ()))
        for key, matched in computed.matched.items()
    }


def as_plain(met: Mapping[str, RowsMet]) -> dict[str, Any]:
    """Write it down. Many indicators share a scan, so each is named once, as are the numbers."""
    names = list(next(iter(met.values())).matched) if met else []
    scans = list(dict.fromkeys(scan for one in met.values() for scan in one.scans))
    place = {scan: number for number, scan in enumerate(scans)}
    rows = {
        key: [[one.matched[name] for name in names], [place[scan] for scan in one.scans]]
        for key, one in sorted(met.items())
    }
    return {"names": names, "scans": scans, "rows": rows}


def read_rows_met(plan: str) -> Mapping[str, RowsMet]:
    """Read it from the plan of a generation; nothing where an earlier version wrote none."""
    said = json.loads(plan).get(KEY) if plan else None
    if not said:
        return {}
    return {
        key: RowsMet(
            dict(zip(said["names"], numbers, strict=True)),
            tuple(said["scans"][one] for one in places),
        )
        for key, (numbers, places) in said["rows"].items()
    }
