"""Results of one source as unknowns and the sums that link them: areas, members, periods, indicators.

An unknown is one quantity of one area, breakdown and span of days, however many indicators show
it. A sum says that a whole is its parts. Where the parts leave something over (people without a
ward, or whose sex is not known) it is an unknown as well, though no row shows it. Where they
leave nothing over the reader knows that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from framework.model.frameworks import Framework
from framework.model.periods import Basis, period_from_code
from indicators.disclose.crossing import at_most
from indicators.disclose.inclusion import of_fewer_elsewhere
from indicators.disclose.quantities import Quantity, nested, quantities_of
from indicators.disclose.rules import Shape
from indicators.disclose.sums import Sums, of_areas, of_members, of_nested

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

_Key = tuple[str, str, tuple[str, ...]]
_Pair = tuple[tuple[Quantity, int], tuple[Quantity, int]]
"""More rows and some of them, each with its number."""

_PLACE = ["quantity", "breakdown", "area", "span"]


@dataclass(frozen=True)
class Linked:
    """Unknowns with their true counts, the sums that hold between them, and the rows that show them.

    `sums` is [sum, unknown]: each row times the unknowns is a number that every reader knows.
    `row` and `unknown` are pairs: that row shows that unknown. `column` says in which of its columns.
    `of_parts` marks sums of a whole and its parts, `of_periods` those of a period and what it can be
    cut into. `guarded` marks the counts that must be protected where they are small, `is_amount`
    unknowns that are no counts and may be below zero.
    """

    truth: Floats
    guarded: Truths
    is_amount: Truths
    sums: csr_array
    of_parts: Truths
    of_periods: Truths
    row: Ints
    unknown: Ints
    column: tuple[str, ...]
    rows: int

    @cached_property
    def shown_by(self) -> csr_array:
        """Give [unknown, row]: which rows show it."""
        ones = np.ones(len(self.row), dtype=np.int8)
        return csr_array((ones, (self.unknown, self.row)), shape=(len(self.truth), self.rows))

    def blocks(self) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Give the rows, the unknowns and the pairs of each part that has sums and hangs together.

        Unknowns hang together that share a sum, or a row that shows both.
        """
        count = len(self.truth)
        of_sum = np.repeat(np.arange(self.sums.shape[0]), np.diff(self.sums.indptr))
        ends = np.concatenate([self.sums.indices, self.unknown])
        others = np.concatenate([of_sum, self.row + self.sums.shape[0]]) + count
        size = count + self.sums.shape[0] + self.rows
        graph = csr_array((np.ones(len(ends)), (ends, others)), shape=(size, size))
        part = connected_components(graph, directed=False)[1].astype(np.int64)
        rows = _by_part(part[count + self.sums.shape[0] :])
        unknowns, pairs = _by_part(part[:count]), _by_part(part[self.unknown])
        for one in np.unique(part[count : count + self.sums.shape[0]]).tolist():
            yield rows[one], unknowns[one], pairs[one]

    def part(self, rows: Ints, unknowns: Ints, pairs: Ints) -> "Linked":
        """Give a part that hangs together by itself."""
        sums = csr_array(self.sums[:, unknowns])
        held = np.flatnonzero(np.diff(sums.indptr))
        return Linked(
            truth=self.truth[unknowns],
            guarded=self.guarded[unknowns],
            is_amount=self.is_amount[unknowns],
            sums=sums[held],
            of_parts=self.of_parts[held],
            of_periods=self.of_periods[held],
            row=np.searchsorted(rows, self.row[pairs]),
            unknown=np.searchsorted(unknowns, self.unknown[pairs]),
            column=tuple(self.column[at] for at in pairs),
            rows=len(rows),
        )


def _by_part(part: Ints) -> dict[int, Ints]:
    """Give the places of each part, in order."""
    order = np.argsort(part, kind="stable")
    known, first = np.unique(part[order], return_index=True)
    return dict(zip(known.tolist(), np.split(order, first[1:]), strict=True))


def link(rows: pl.DataFrame, framework: Framework) -> Linked:
    """Find what links the results of one source.

    `rows` has the key of a result and the columns of computed rows.
    """
    keys, pairs, adds_up = _quantities(rows, framework, {})
    shown = _shown(rows, keys)
    alike = _always_alike(shown, pairs)
    if alike:
        keys, pairs, adds_up = _quantities(rows, framework, alike)
        shown = _shown(rows, keys)
    amounts = set(keys.filter(pl.col("column") == "value")["quantity"])
    ids = shown.select("identity", "area", "span").unique().sort("identity", "area", "span")
    ids = ids.with_row_index("unknown").with_columns(pl.col("unknown").cast(pl.Int64))
    shown = shown.join(ids, on=["identity", "area", "span"])
    truth = shown.unique("unknown", keep="first", maintain_order=True).sort("unknown")
    places = shown.unique(_PLACE, keep="first", maintain_order=True).select(
        *_PLACE, "unknown", "truth"
    )
    built = Sums(truth["truth"].to_list(), (truth["column"] == "value").to_list(), amounts)
    places = built.add_periods(places, adds_up)
    places = _with_rest(places, built.add_wholes(of_areas(places, framework.geography)), "area")
    places = _with_rest(places, built.add_wholes(of_members(places)), "breakdown")
    numbers = [(more, some) for (_, more), (_, some) in pairs]
    built.add_left_over(of_nested(places, numbers))
    counts = places.filter(~pl.col("quantity").is_in(sorted(amounts)))
    built.add_within(of_fewer_elsewhere(counts, numbers, framework.geography))
    built.add_at_most(at_most(counts, numbers, framework.geography))
    return Linked(
        truth=np.array(built.truth),
        guarded=np.array(built.guarded, dtype=bool),
        is_amount=np.array(built.is_amount, dtype=bool),
        sums=built.matrix(),
        of_parts=np.array(built.of_parts, dtype=bool),
        of_periods=np.array(built.of_periods, dtype=bool),
        row=shown["row"].cast(pl.Int64).to_numpy(),
        unknown=shown["unknown"].to_numpy(),
        column=tuple(shown["column"].to_list()),
        rows=rows.height,
    )


def _with_rest(places: pl.DataFrame, rest: pl.DataFrame, column: str) -> pl.DataFrame:
    """Add places for what is left over, which has a name of its own in this column."""
    named = [
        (pl.col("rest") if one == column else pl.col(one)).alias(one) for one in places.columns
    ]
    return pl.concat([places, rest.select(named)])


def _always_alike(shown: pl.DataFrame, pairs: list[_Pair]) -> dict[_Key, Quantity]:
    """Say which quantities count all rows of a larger one, wherever both have results.

    Where everybody has a score, those who have one are everybody: a reader sees as much.
    """
    places = shown.unique(_PLACE, keep="first").select(*_PLACE, "truth")
    held = {key: own.drop("quantity") for (key,), own in places.group_by("quantity")}
    found: dict[_Key, Quantity] = {}
    for (more, at), (some, under) in pairs:
        both = held[at].join(held[under], on=_PLACE[1:])
        if len(both) and (both["truth"] == both["truth_right"]).all():
            # The largest of several is the one with the fewest conditions.
            larger = found.get(some.key, more)
            found[some.key] = min(larger, more, key=lambda one: len(one.conditions))
    return found


def _quantities(
    rows: pl.DataFrame, framework: Framework, alike: Mapping[_Key, Quantity]
) -> tuple[pl.DataFrame, list[_Pair], set[int]]:
    """Number the quantities of each indicator and breakdown; `alike` says which are others in truth.

    `quantity` is that of the indicator, `identity` that of the member: one number where two
    indicators count the same rows. Beside them, which quantities lie in which, and which add up
    over time.
    """
    number: dict[_Key, int] = {}
    quantities: dict[_Key, Quantity] = {}
    held = []
    for name, breakdown in rows.select("indicator", "breakdown").unique().sort(pl.all()).rows():
        for own in quantities_of(framework, framework.indicator(name)):
            one = replace(alike.get(own.key, own), column=own.column)
            quantities.setdefault(one.key, one)
            quantity = number.setdefault(one.key, len(number))
            identity = number.setdefault(one.within(breakdown), len(number))
            held.append((name, breakdown, one.column, quantity, identity))
    frame = pl.DataFrame(
        held,
        schema={
            "indicator": pl.String,
            "breakdown": pl.String,
            "column": pl.String,
            "quantity": pl.Int64,
            "identity": pl.Int64,
        },
        orient="row",
    )
    pairs = [((a, number[a.key]), (b, number[b.key])) for a, b in nested(quantities.values())]
    return frame, pairs, {number[key] for key, one in quantities.items() if one.adds_up}


def _shown(rows: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Give one row for each figure that a result shows, in a fixed order."""
    codes = rows["period"].unique().sort().to_list()
    spans = pl.DataFrame(
        {"period": codes, "span": [_span(code) for code in codes]},
        schema={"period": pl.String, "span": pl.String},
    )
    keyed = rows.with_row_index("row").join(spans, on="period")
    # A sum is given as it is; how many rows it rests on is rounded like any count, and safe so.
    safe = (pl.col("shape") == Shape.SUM) & ~pl.col("shows_exactly")
    keyed = keyed.with_columns(pl.when(safe).then(None).otherwise(pl.col("cases")).alias("cases"))
    columns = keys["column"].unique().sort().to_list()
    return (
        pl.concat(
            keyed.select(
                "row",
                "indicator",
                "breakdown",
                "area",
                "span",
                pl.col(column).cast(pl.Float64).alias("truth"),
                pl.lit(column).alias("column"),
            ).drop_nulls("truth")
            for column in columns
        )
        .join(keys, on=["indicator", "breakdown", "column"])
        .sort("row", "column", descending=[False, True])
    )


def _span(code: str) -> str:
    """Name the days that a period counts, so that the same days under two names are one."""
    period = period_from_code(code)
    if period.basis is Basis.AT_END:
        return f"at {period.end}"
    first, end = period.covers
    return f"{first} {end}"
