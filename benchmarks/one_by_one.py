"""What a user would write without us: one statement an indicator on DuckDB, one groupby on pandas.

A few indicators of each kind are run and the rest is reckoned from them (said in the figures). Both
are given less to do than we are: they count the sums and medians at every level and breakdown, and
leave out populations, limits, standardising, what is not known, and zeros of months without rows.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.partnership import FLAGS, LEVELS, Size
from benchmarks.workloads import MEDIAN, WITHIN, condition_words, kind_of

_SETS: Final = ((), ("age_band",), ("sex",))


def sampled(count: int, a_kind: int) -> tuple[int, ...]:
    """Give the numbers of some indicators, so many of each kind."""
    held: dict[int, list[int]] = {}
    for number in range(count):
        held.setdefault(kind_of(number), []).append(number)
    return tuple(number for numbers in held.values() for number in numbers[:a_kind])


def reckoned(seconds: dict[int, float], count: int) -> float:
    """Reckon what all would take from what some of each kind took."""
    by_kind: dict[int, list[float]] = {}
    for number, taken in seconds.items():
        by_kind.setdefault(kind_of(number), []).append(taken)
    means = {kind: sum(taken) / len(taken) for kind, taken in by_kind.items()}
    return sum(means[kind_of(number)] for number in range(count))


def duckdb_statements(folder: Path, size: Size, make: str) -> Callable[[int], Any]:
    """Open DuckDB with two threads and give what runs the statement of an indicator."""
    import duckdb
    import polars as pl

    connection = duckdb.connect(config={"threads": 2})
    wards = pl.DataFrame(_parents(size), schema=["ward", "locality", "district"], orient="row")
    connection.register("wards", wards.to_arrow())
    connection.execute("CREATE TABLE areas AS SELECT *, 'C' AS county FROM wards")
    events = f"read_parquet('{folder / 'events.parquet'}') AS e JOIN areas AS a ON e._area = a.ward"

    def run(number: int) -> Any:
        sets = ", ".join(
            f"({', '.join(('month', level, *names))})" for level in LEVELS for names in _SETS
        )
        where, dated, asked = condition_words(number, make), _dated(number), _asked(number)
        statement = (
            f"SELECT date_trunc('month', {dated}) AS month, {', '.join(LEVELS)}, age_band, sex, {asked} "
            f"FROM {events} WHERE {where} AND {dated} IS NOT NULL GROUP BY GROUPING SETS ({sets})"
        )
        return connection.sql(statement).pl()

    return run


def pandas_groups(folder: Path, size: Size, make: str) -> Callable[[int], Any]:
    """Read the needed columns into pandas, texts as categories, and give what groups for an indicator."""
    import pandas as pd
    import pyarrow.parquet as pq

    from benchmarks.partnership import needed_columns

    table = pq.read_table(
        folder / "events.parquet",
        columns=needed_columns(),
        read_dictionary=["_area", "category", "setting", "age_band", "sex"],
    )
    frame = table.to_pandas(self_destruct=True, split_blocks=True, date_as_object=False)
    areas = pd.DataFrame(_parents(size), columns=["ward", "locality", "district"]).set_index("ward")
    frame["ward"], frame["county"] = frame["_area"], "C"
    for level in ("locality", "district"):
        # The text of each different ward is looked up once.
        codes = areas[level].reindex(frame["_area"].cat.categories).astype("category")
        frame[level] = pd.Categorical.from_codes(
            codes.cat.codes.to_numpy()[frame["_area"].cat.codes], codes.cat.categories
        )
    frame["county"] = frame["county"].astype("category")

    def run(number: int) -> Any:
        dated = _dated(number)
        rows = frame.query(_for_pandas(condition_words(number, make)))
        rows = rows[rows[dated].notna()]
        rows = rows.assign(
            month=rows[dated].astype("datetime64[s]").dt.to_period("M").astype("int64"),
            number=_number(number, rows),
        )
        how = "median" if kind_of(number) == MEDIAN else ["count", "sum"]
        return [
            rows.groupby(["month", level, *names], observed=True)["number"].agg(how)
            for level in LEVELS
            for names in _SETS
        ]

    return run


def _parents(size: Size) -> list[tuple[str, str, str]]:
    (_, districts, _), (_, localities, _), (_, wards, _) = size.places
    found = []
    for ward in range(wards):
        locality = ward * localities // wards
        found.append((f"W{ward}", f"L{locality}", f"D{locality * districts // localities}"))
    return found


def _dated(number: int) -> str:
    return {MEDIAN: "planned", WITHIN: "assessed"}.get(kind_of(number), "started")


def _asked(number: int) -> str:
    flag = FLAGS[number % len(FLAGS)]
    of = "cost" if number % 2 else "score"
    match kind_of(number):
        case 2:
            return f"count({of}), sum({of}), sum({of}::HUGEINT * {of})"
        case 3:
            return "count(*), quantile_cont(planned - started, 0.5)"
        case 4:
            return f"count(*), count(*) FILTER (WHERE assessed - started <= {30 + number % 3 * 15})"
        case _:
            return f"count(*), count(*) FILTER (WHERE {flag})"


def _number(number: int, rows: Any) -> Any:
    match kind_of(number):
        case 2:
            return rows["cost" if number % 2 else "score"]
        case 3:
            return (rows["planned"] - rows["started"]).dt.days
        case 4:
            return (rows["assessed"] - rows["started"]).dt.days <= 30 + number % 3 * 15
        case _:
            return rows[FLAGS[number % len(FLAGS)]]


def _for_pandas(condition: str) -> str:
    return condition.replace(" = ", " == ").replace(" AND ", " and ")
