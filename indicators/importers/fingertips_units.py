"""The unit of an indicator of Fingertips: as metadata say it, else as far as its extract tells it."""

from typing import Final

import polars as pl

from indicators.connect.whole_tables import Row
from indicators.importers.carrying import words
from indicators.importers.units import guess_unit

_UNITS: Final = {"%": "percent", "£": "pounds"}
_TYPES: Final = (
    ("proportion", "percent"),
    ("percentage", "percent"),
    ("life expectancy", "years"),
    ("rate", "rate"),
    ("count", "number"),
    ("score", "score"),
)
"""What a type of value says where nothing says more: how many a rate is per it does not say."""
_PER: Final = {1: "number", 100: "percent"} | {
    per: f"per {per:,}" for per in (1_000, 10_000, 100_000, 1_000_000)
}
_NEAR: Final = 0.02
_SURE: Final = 0.9
_VAGUE: Final = frozenset({"number", "rate"})


def unit_of(rows: pl.DataFrame, title: str, meta: Row) -> tuple[str, str]:
    """Give the unit of an indicator, and where metadata do not say it how it was found, for the report.

    The rows hold it as a column, in the name, as Value beside Count and Denominator, or as a type of
    value, and are asked in that order. Where none tells, the unit is `number` until somebody says it.
    """
    said = meta["Unit"].strip()
    if said:
        return _UNITS.get(said, words(said)), ""
    for header in ("Unit", "Unit label"):
        if told := _only(rows, header):
            unit = _UNITS.get(told, words(told))
            return unit, f"not said: {unit}, as the extract's column '{header}' has it"
    named = guess_unit(title)
    if named not in _VAGUE:
        return named, f"not said: {named}, read from the title"
    if per := per_of(rows):
        unit = _PER[per]
        return unit, f"not said: {unit}, as Value is {per:,} times Count over Denominator; check it"
    kind = meta["Value type"].strip() or _only(rows, "Value type")
    for form, unit in _TYPES:
        if form in kind.lower():
            more = "; how many it is per is not known, write per 100,000 or the like"
            return unit, f"not said: {unit}, as its value type is {words(kind, 60)}" + (
                more if unit == "rate" else ""
            )
    because = (
        "not known: neither metadata nor the extract (its name, Count and Denominator, a value type) "
        f"tell it, and '{named}' stands for it; write percent, per 100,000 or what its page says"
    )
    return named, because


def per_of(rows: pl.DataFrame) -> int | None:
    """Give the round number that makes Value of Count over Denominator in nearly all rows that have the three.

    None where there is no such number: an age-standardised rate is not that of its counts. The half of
    the rows with smaller counts is not asked, as figures may be rounded.
    """
    if not {"Value", "Count", "Denominator"} <= set(rows.columns):
        return None
    numbers = rows.select(
        pl.col("Value", "Count", "Denominator").cast(pl.Float64, strict=False)
    ).filter((pl.col("Value") > 0) & (pl.col("Count") > 0) & (pl.col("Denominator") > 0))
    larger = numbers.filter(pl.col("Count") >= pl.col("Count").median())
    if larger.is_empty():
        return None
    times = larger.select(pl.col("Value") * pl.col("Denominator") / pl.col("Count")).to_series()
    for per in _PER:
        near = ((times / per - 1).abs() <= _NEAR).mean()
        if isinstance(near, float) and near >= _SURE:
            return per
    return None


def _only(rows: pl.DataFrame, header: str) -> str:
    """Give the one text of a column; nothing where it is not there or has several."""
    texts = rows[header].drop_nulls().unique().to_list() if header in rows.columns else []
    return str(texts[0]).strip() if len(texts) == 1 else ""
