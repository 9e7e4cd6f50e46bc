"""How the rows of an extract of Fingertips are read: its areas, its notes, its source."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from framework.model.areas import NOT_KNOWN
from framework.model.sources import PeriodFrom, PeriodShape
from indicators.connect.whole_tables import WholeTable
from indicators.importers.carrying import words
from indicators.importers.framework_files import ENGLAND, OGL, Area
from indicators.importers.house_style import Expression, as_yaml, filled, quoted
from indicators.importers.opened import opened

_LEVELS: Final = (
    (re.compile(r"england|country", re.I), "country"),
    (re.compile(r"region", re.I), "region"),
    (re.compile(r"count(y|ies)|upper tier", re.I), "authority"),
    (re.compile(r"district|lower tier", re.I), "district"),
)
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,34}")
_ORDER: Final = ("place", "district", "authority", "region", "country")
_MEANINGS: Final = (
    (re.compile(r"(?:value )?suppressed|disclosure", re.I), "suppressed"),
    (
        re.compile(
            r"not presented|value missing|missing|not available|not published|no data", re.I
        ),
        "unavailable",
    ),
    (re.compile(r"does not apply|not applicable", re.I), "not applicable"),
    (re.compile(r"(?:should be )?treat", re.I), "low reliability"),
    (re.compile(r"value for|estimat", re.I), "estimated"),
)
_BEGINNING: Final = 60
_NUMBERS: Final = {
    "value": "Value", "lower": "Lower CI 95.0 limit", "upper": "Upper CI 95.0 limit",
    "lower_998": "Lower CI 99.8 limit", "upper_998": "Upper CI 99.8 limit",
}  # fmt: skip
_LIMITS: Final = (("lower", "upper"), ("lower_998", "upper_998"))
_TEXTS: Final = {"indicator": "Indicator ID", "age": "Age", "category_type": "Category Type"}


def areas_of(table: WholeTable) -> dict[str, Area]:
    """Give every area of an extract by its code. What an area type that is not known names is a place."""
    names = ["Area Code", "Area Name", "Area Type", "Parent Code"]
    here = [name for name in names if name in table.headers]
    levels, rows = {}, {}
    for row in table.frame.select(here).unique(maintain_order=True).iter_rows(named=True):
        code = row["Area Code"] or ""
        if _CODE.fullmatch(code) and code != NOT_KNOWN and code not in rows:
            levels[code] = level_of(row["Area Type"] or "")
            rows[code] = (words(row.get("Area Name"), 100) or code, row.get("Parent Code") or "")
    found = {}
    for code, (name, parent) in rows.items():
        above = next((one for one in (parent, ENGLAND) if _lies_in(levels, code, one)), "")
        found[code] = (code, name, levels[code], above)
    return found


def level_of(area_type: str) -> str:
    """Give our level of a type of area: 'Counties & UAs (from Apr 2023)' is an authority."""
    return next((level for form, level in _LEVELS if form.search(area_type)), "place")


def _lies_in(levels: Mapping[str, str], code: str, other: str) -> bool:
    return other in levels and _ORDER.index(levels[code]) < _ORDER.index(levels[other])


def note_meanings(table: WholeTable) -> dict[str, str]:
    """Say what each note beside a value means, by how it begins; what is not known is a remark."""
    if "Value note" not in table.headers:
        return {}
    beginnings = {
        words(text, 300)[:_BEGINNING].rstrip()
        for text in table.frame["Value note"].unique()
        if text
    }
    return {
        text: next((meaning for form, meaning in _MEANINGS if form.match(text)), "remark")
        for text in sorted(beginnings)
    }


def has_unexplained(rows: pl.DataFrame) -> bool:
    """Say whether a value is -1, which Fingertips also writes for none, and no note stands beside it."""
    alone = pl.col("Value note").is_null() if "Value note" in rows.columns else pl.lit(value=True)
    return not rows.filter(pl.col("Value").str.contains(r"^-1(\.0+)?$") & alone).is_empty()


def source_of(source: str, table: WholeTable, period: PeriodFrom, others: Sequence[str]) -> str:
    """Write the source of an extract. `others` are its indicators whose periods have another shape."""
    meanings = note_meanings(table)
    pooled = period.shape is PeriodShape.POOLED
    shape = f"pooled {period.pooled_years} years" if pooled else period.shape.value
    because = "its periods have another shape"
    said = {
        "source": source,
        "title": f"Fingertips, {words(table.path.name, 100)}",
        "owner": "Office for Health Improvement and Disparities",
        "licence": OGL,
        "rows": "published",
        "read": opened(table),
        "columns": _columns(table),
        "area_from": {"column": "Area Code", "unknown": "leave out"},
        "period_from": {
            "column": "Time period",
            "shape": shape,
            "grain": period.grain.value,
            "year": period.year_type.value,
        },
        "notes": {"column": "Value note", "meanings": meanings} if meanings else {},
        "leave_out": [
            {"where": Expression(f"indicator = {quoted(other)}"), "because": because}
            for other in others
        ],
        "expect": {"rows_at_least": "1", "change_at_most": "40%"},
    }
    return as_yaml(filled(said))


def _columns(table: WholeTable) -> dict[str, Any]:
    columns: dict[str, Any] = {
        name: {"from": header} for name, header in _TEXTS.items() if header in table.headers
    }
    if "Sex" in table.headers:
        sexes = [sex for sex in table.frame["Sex"].unique(maintain_order=True) if sex]
        columns["sex"] = {"from": "Sex", "one_of": sexes}
    numbers = {name: {"from": _NUMBERS[name], "type": "number"} for name in _filled(table)}
    return {**columns, **numbers}


def limits_of(table: WholeTable) -> dict[str, str]:
    """Give the columns of 95% limits, and of 99.8% beside them, that an extract has filled."""
    here = _filled(table)
    whole = [pair for pair in _LIMITS if {*pair} <= {*here}]
    return {name: name for pair in whole for name in pair} if _LIMITS[0] in whole else {}


def _filled(table: WholeTable) -> list[str]:
    """Give the numbers of which an extract says any: most hold no 99.8% limits under their headers."""
    here = {name: header for name, header in _NUMBERS.items() if header in table.headers}
    return [
        name
        for name, header in here.items()
        if name == "value" or table.frame[header].is_not_null().any()
    ]
