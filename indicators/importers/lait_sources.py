"""How the rows of the Local Authority Interactive Tool are read: a source for each kind of year."""

from collections.abc import Sequence
from typing import Any, Final

from indicators.connect.whole_tables import WholeTable
from indicators.importers.framework_files import OGL
from indicators.importers.house_style import Expression, as_yaml
from indicators.importers.opened import opened

_SUFFIXES: Final = {"prov": "provisional", "Rev": "revised", "Final": "final", "OT": "outturn"}
_WHAT_YEARS_ARE: Final = {
    "academic": "the academic year that ends in it",
    "financial": "the financial year that ends in it",
    "calendar": "a calendar year",
}


def sources_of(data: WholeTable, years: Sequence[str]) -> dict[str, str]:
    """Write a source for each kind of year: one file holds all measures."""
    return {f"sources/lait_{year}.yaml": as_yaml(_source(data, year)) for year in years}


def _source(data: WholeTable, year: str) -> dict[str, Any]:
    return {
        "source": f"lait_{year}",
        "title": f"Local Authority Interactive Tool, measures of {year} years",
        "owner": "Department for Education",
        "licence": OGL,
        "rows": "published",
        "read": opened(data),
        "columns": {
            "key": {"from": "Short Desc"},
            "value": {"from": "Values", "type": "number"},
            "years": {"from": "Years"},
            "la_number": {"from": "LA Number", "type": "number", "decimals": "0"},
        },
        "area_from": {"column": "LA Number", "codes": "dfe_number", "unknown": "leave out"},
        "period_from": {
            "column": "Years",
            "shape": "year ending",
            "grain": "year",
            "year": year,
            "suffixes": _SUFFIXES,
        },
        "missing": {"-": "unavailable"},
        "leave_out": [
            {"where": Expression("years = '0'"), "because": "rows that carry no year"},
            {
                "where": Expression("la_number in (987, 988)"),
                "because": "parts of the region of London",
            },
        ],
        "expect": {"rows_at_least": "1", "change_at_most": "40%"},
        "note": f"One file holds all measures. This source reads every year as {_WHAT_YEARS_ARE[year]}; "
        "take from it only measures whose years are that.",
    }
