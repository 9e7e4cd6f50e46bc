"""Which figures stand beside a figure: one row a result and comparator, before any verdict.

Every function gives BESIDE_COLUMNS. `other` is the comparator's value in `beside_period`; `other_lower`
and `other_upper` are its 95% limits where it is a figure with limits of its own. `out_of` says how
many areas a mean is made of.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl

from framework.model.areas import Area, Geography
from framework.model.comparators import Beside, Comparator, Neighbour
from framework.model.frameworks import Framework
from framework.model.periods import period_from_code
from indicators.judge.earlier import period_before, stand_apart

KEY: Final = ["indicator", "area", "breakdown", "period"]
BESIDE_COLUMNS: Final = (
    *KEY,
    "comparator",
    "other",
    "other_lower",
    "other_upper",
    "beside_period",
    "out_of",
)
_NUMBERS: Final = ("other", "other_lower", "other_upper")
_RECENT: Final = 400
"""How many days older than an area's figure the comparator's may be and still be shown beside it."""


def beside_areas(results: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Put an area, the parent or the area of a level beside each result, never the area itself.

    Where the comparator has no figure for the period, its latest earlier one within 400 days is
    shown with its own period; it is not compared.
    """
    pairs = pl.DataFrame(
        list(_pairs(framework)),
        schema=dict.fromkeys(("indicator", "area", "comparator", "beside"), pl.String),
        orient="row",
    )
    frame = results.select(*KEY, "ends").join(pairs, on=["indicator", "area"])
    others = results.filter(pl.col("value").is_not_null()).select(
        "indicator",
        "breakdown",
        pl.col("area").alias("beside"),
        pl.col("ends"),
        pl.col("period").alias("beside_period"),
        pl.col("value").alias("other"),
        pl.col("lower").alias("other_lower"),
        pl.col("upper").alias("other_upper"),
    )
    found = frame.sort("ends").join_asof(
        others.sort("ends"),
        on="ends",
        by=["indicator", "breakdown", "beside"],
        strategy="backward",
        tolerance=_RECENT,
        check_sortedness=False,
    )
    return found.with_columns(_no_count()).select(BESIDE_COLUMNS)


def beside_history(results: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Put the same area's figure of the same period last year beside each result, or another area's.

    There is none across a break. Where the two periods share days, as two pools of years do, it is
    shown without its interval, for nothing can be said of the difference.
    """
    chosen = _declared(framework, Beside.HISTORY)
    wanted = set(chosen["indicator"])
    pairs = results.filter(pl.col("indicator").is_in(wanted)).select("indicator", "period").unique()
    steps = [
        (name, code, before.code, stand_apart(before, period))
        for name, code in pairs.sort(pl.all()).iter_rows()
        if (
            before := period_before(
                framework.indicator(name), period := period_from_code(code), "last_year"
            )
        )
    ]
    text = pl.String
    schema = {"indicator": text, "period": text, "beside_period": text, "apart": pl.Boolean}
    others = _others(results).rename({"period": "beside_period", "area": "beside"})
    return (
        results.select(KEY)
        .join(chosen.select("indicator", "comparator", "of"), on="indicator")
        .filter(pl.col("of").is_null() | (pl.col("of") != pl.col("area")))
        .with_columns(pl.coalesce("of", "area").alias("beside"))
        .join(pl.DataFrame(steps, schema=schema, orient="row"), on=["indicator", "period"])
        .join(others, on=["indicator", "beside", "breakdown", "beside_period"], how="left")
        .with_columns(
            _no_count(),
            *(pl.when("apart").then(pl.col(name)).alias(name) for name in _NUMBERS[1:]),
        )
        .select(BESIDE_COLUMNS)
    )


def beside_averages(results: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Put the plain mean of all areas of its level that have a figure beside each result."""
    levels = _levels(framework)
    chosen = _declared(framework, Beside.AVERAGE)
    field = results.join(levels, on="area").join(chosen, on=["indicator", "level"])
    by = ["indicator", "comparator", "breakdown", "period"]
    means = (
        field.filter(pl.col("value").is_not_null())
        .sort(*by, "area")  # a mean of floats depends on their order
        .group_by(by, maintain_order=True)
        .agg(pl.col("value").mean().alias("other"), pl.len().cast(pl.Int32).alias("out_of"))
        .filter(pl.col("out_of") > 1)
    )
    return _with_mean(field.select(*KEY, "comparator"), means, by)


def beside_neighbours(results: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Put the plain mean of an area's statistical neighbours that have a figure beside each result.

    Neighbours are those that stood on the last day of the period.
    """
    chosen = _declared(framework, Beside.NEIGHBOURS)
    pairs = _neighbour_pairs(framework)
    values = results.select(
        "indicator",
        "breakdown",
        "period",
        pl.col("area").alias("neighbour"),
        pl.col("value").alias("other"),
    )
    own = results.select(*KEY, "ends").join(chosen, on="indicator")
    by = [*KEY, "comparator"]
    means = (
        own.join(pairs, on=["area", "neighbours"])
        .filter(pl.col("ends").is_between(pl.col("valid_from"), pl.col("valid_to"), closed="right"))
        .join(values, on=["indicator", "breakdown", "period", "neighbour"])
        .filter(pl.col("other").is_not_null())
        .sort(*by, "neighbour")
        .group_by(by, maintain_order=True)
        .agg(pl.col("other").mean(), pl.len().cast(pl.Int32).alias("out_of"))
    )
    # An area that no set speaks of has no neighbours, and no row.
    listed = own.join(pairs.select("area", "neighbours").unique(), on=["area", "neighbours"])
    return _with_mean(listed.select(by), means, by)


def _with_mean(rows: pl.DataFrame, means: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    return (
        rows.join(means, on=by, how="left")
        .with_columns(
            pl.lit(None, dtype=pl.Float64).alias("other_lower"),
            pl.lit(None, dtype=pl.Float64).alias("other_upper"),
            pl.when(pl.col("other").is_not_null()).then(pl.col("period")).alias("beside_period"),
        )
        .select(BESIDE_COLUMNS)
    )


def _others(results: pl.DataFrame) -> pl.DataFrame:
    shown = {"value": "other", "lower": "other_lower", "upper": "other_upper"}
    return results.select(*KEY, *(pl.col(name).alias(to) for name, to in shown.items()))


def _no_count() -> pl.Expr:
    return pl.lit(None, dtype=pl.Int32).alias("out_of")


def _declared(framework: Framework, kind: Beside) -> pl.DataFrame:
    rows = [
        (indicator.id, one.id, one.level, one.neighbours, one.area)
        for indicator in framework.indicators
        for one in indicator.compare
        if one.kind is kind
    ]
    names = ("indicator", "comparator", "level", "neighbours", "of")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _levels(framework: Framework) -> pl.DataFrame:
    rows = [(area.code, area.level) for area in framework.geography.areas]
    return pl.DataFrame(rows, schema={"area": pl.String, "level": pl.String}, orient="row")


def _neighbour_pairs(framework: Framework) -> pl.DataFrame:
    rows = [
        (name, one.area, one.neighbour, *_days(one))
        for name, pairs in framework.neighbours.items()
        for one in pairs
    ]
    text, day = pl.String, pl.Int32
    schema = {
        "neighbours": text,
        "area": text,
        "neighbour": text,
        "valid_from": day,
        "valid_to": day,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _days(one: Neighbour) -> tuple[int, int]:
    """Give the span as day numbers, to hold the first day after a period against."""
    first = one.valid_from.toordinal() if one.valid_from else 0
    last = one.valid_to.toordinal() if one.valid_to else 2**31 - 1
    return first, last


def _pairs(framework: Framework) -> Iterator[tuple[str, str, str, str]]:
    known: dict[Comparator, list[tuple[str, str]]] = {}
    for indicator in framework.indicators:
        for comparator in indicator.compare:
            if comparator not in known:
                known[comparator] = list(_stands_beside(framework.geography, comparator))
            for area, beside in known[comparator]:
                if beside != area:
                    yield indicator.id, area, comparator.id, beside


def _stands_beside(geography: Geography, comparator: Comparator) -> Iterable[tuple[str, str]]:
    for area in geography.areas:
        beside = comparator_area(geography, comparator, area)
        if beside is not None:
            yield area.code, beside


def comparator_area(geography: Geography, comparator: Comparator, area: Area) -> str | None:
    """Give the code of the area that a comparator means for an area, None when it means none."""
    match comparator.kind:
        case Beside.AREA:
            return comparator.area
        case Beside.PARENT:
            parents = geography.parents_of(area.code)
            return parents[0] if parents else None
        case Beside.LEVEL:
            return ancestor_at(geography, area.code, comparator.level or "")
        case _:
            return None


def ancestor_at(geography: Geography, code: str, level: str) -> str | None:
    """Give the area of a level that an area lies in, itself left out; the first when there are more."""
    above = geography.ancestors_of(code)
    return next((one for one in above if geography.by_code[one].level == level), None)
