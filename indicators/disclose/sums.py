"""Sums between unknowns, gathered as one sparse matrix; what they leave over becomes an unknown.

Areas lie in areas, members in margins, some rows in all of them, and periods in periods.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from framework.model.areas import Geography, Membership
from framework.model.results import TOTAL
from indicators.disclose.overlapping import Cuts, Span, cut

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

_SOME: Final = 0.5
"""What is left over beyond this is somebody; a split by weight leaves fractions."""


@dataclass(frozen=True, slots=True)
class AtMost:
    """A count (`part`) that is no larger than `others` together; `left` is by how much it is smaller."""

    part: int
    others: tuple[int, ...]
    left: float


class Sums:
    """Gathers sums; what they leave over is added to the unknowns.

    `guarded` marks the counts that must be protected where they are small. `amounts` are the
    quantities that are no counts, but sums of numbers such as money: what is left over of one is no
    small count, whatever its size.
    """

    def __init__(self, truth: list[float], is_amount: list[bool], amounts: set[int]) -> None:
        self.truth = truth
        self.is_amount = is_amount
        self.guarded = [not one for one in is_amount]
        self.of_parts: list[bool] = []
        self.of_periods: list[bool] = []
        self._amounts = sorted(amounts)
        self._pieces: list[tuple[Ints, Ints, Floats]] = []

    def matrix(self) -> csr_array:
        shape = len(self.of_parts), len(self.truth)
        if not self._pieces:
            return csr_array(shape, dtype=np.float64)
        sums, unknowns, weights = (np.concatenate(one) for one in zip(*self._pieces, strict=True))
        return csr_array((weights, (sums, unknowns)), shape=shape)

    def _add(self, count: int, *, of_parts: bool = False, of_periods: bool = False) -> int:
        first = len(self.of_parts)
        self.of_parts += [of_parts] * count
        self.of_periods += [of_periods] * count
        return first

    def _put(self, sums: Ints, unknowns: Ints, weights: Floats) -> None:
        self._pieces.append((sums, unknowns, weights))

    def _new_unknowns(self, truth: Floats, is_amount: Truths, *, guarded: bool = True) -> Ints:
        first = len(self.truth)
        self.truth += truth.tolist()
        self.is_amount += is_amount.tolist()
        self.guarded += (guarded & ~is_amount).tolist()
        return np.arange(first, first + len(truth))

    def add_wholes(self, parts: pl.DataFrame) -> pl.DataFrame:
        """Add one sum a whole and family: the whole is its parts and what they leave over.

        Gives what is left over as places of their own: nothing says how many have no ward, so the
        reader does not know it, but they too are men and women, in time and late.
        """
        if parts.is_empty():
            return parts.with_columns(pl.lit("").alias("rest"))
        key = ["whole_unknown", "family", "quantity"]
        place = [pl.col(one).first() for one in ("whole", "breakdown", "area", "span")]
        sums = (pl.col("truth") * pl.col("weight")).sum()
        wholes = parts.group_by(key).agg(sums, *place).sort(key).with_row_index("sum")
        parts = parts.select(*key, "unknown", "weight").join(wholes, on=key)
        first = self._add(len(wholes), of_parts=True)
        whole = wholes["whole_unknown"].to_numpy()
        numbers = np.arange(first, first + len(wholes))
        self._put(numbers, whole, np.ones(len(whole)))
        self._put(
            parts["sum"].cast(pl.Int64).to_numpy() + first,
            parts["unknown"].to_numpy(),
            -parts["weight"].to_numpy(),
        )
        left = np.array(self.truth)[whole] - wholes["truth"].to_numpy()
        is_amount = np.isin(wholes["quantity"].to_numpy(), self._amounts)
        some = left > _SOME
        unknowns = self._new_unknowns(left[some], is_amount[some])
        self._put(numbers[some], unknowns, -np.ones(len(unknowns)))
        return wholes.filter(pl.Series(some)).with_columns(
            pl.Series("unknown", unknowns, dtype=pl.Int64),
            pl.Series("truth", left[some]),
            pl.concat_str(pl.lit("rest of "), "whole", pl.lit(" by "), "family").alias("rest"),
        )

    def add_left_over(self, pairs: pl.DataFrame) -> None:
        """Add one sum a pair: all the rows are some of them and the others.

        Where there are no others anywhere, a reader will take it that there are none.
        """
        pairs = pairs.filter(pl.col("truth") >= pl.col("some_truth"))
        left_anywhere = (pl.col("truth") > pl.col("some_truth")).any().over("quantity", "some")
        pairs = pairs.with_columns(left_anywhere.alias("has_others"))
        left = (pairs["truth"] - pairs["some_truth"]).to_numpy()
        is_amount = np.isin(pairs["quantity"].to_numpy(), self._amounts)
        first = self._add(len(left))
        numbers = np.arange(first, first + len(left))
        self._put(numbers, pairs["unknown"].to_numpy(), np.ones(len(left)))
        self._put(numbers, pairs["some_unknown"].to_numpy(), -np.ones(len(left)))
        others = pairs["has_others"].to_numpy()
        unknowns = self._new_unknowns(left[others], is_amount[others])
        self._put(numbers[others], unknowns, -np.ones(len(unknowns)))

    def add_within(self, parts: pl.DataFrame) -> None:
        """Add one sum a whole and family whose parts are counts of fewer rows: they are no more than it.

        What is left over need not be protected, but it is a count: never below zero, and it only grows.
        """
        if parts.is_empty():
            return
        key = ["whole_unknown", "family", "some"]
        wholes = parts.group_by(key).agg(pl.col("whole_truth").first(), pl.col("truth").sum())
        wholes = wholes.filter(pl.col("whole_truth") >= pl.col("truth")).sort(key)
        parts = parts.select(*key, "unknown").join(wholes.with_row_index("sum"), on=key)
        first = self._add(len(wholes))
        numbers = np.arange(first, first + len(wholes))
        self._put(numbers, wholes["whole_unknown"].to_numpy(), np.ones(len(wholes)))
        at = parts["sum"].cast(pl.Int64).to_numpy() + first
        self._put(at, parts["unknown"].to_numpy(), -np.ones(len(parts)))
        left = (wholes["whole_truth"] - wholes["truth"]).to_numpy()
        unknowns = self._new_unknowns(left, np.zeros(len(left), dtype=bool), guarded=False)
        self._put(numbers, unknowns, -np.ones(len(unknowns)))

    def add_at_most(self, found: Sequence[AtMost]) -> None:
        """Add one sum for each count that is no more than others together, as `add_within` does."""
        if not found:
            return
        first = self._add(len(found))
        numbers, sizes = np.arange(first, first + len(found)), [len(one.others) for one in found]
        others = np.concatenate([np.array(one.others, dtype=np.int64) for one in found])
        self._put(np.repeat(numbers, sizes), others, np.ones(len(others)))
        self._put(numbers, np.array([one.part for one in found]), -np.ones(len(found)))
        left = np.array([one.left for one in found])
        unknowns = self._new_unknowns(left, np.zeros(len(left), dtype=bool), guarded=False)
        self._put(numbers, unknowns, -np.ones(len(unknowns)))

    def add_periods(self, places: pl.DataFrame, adds_up: set[int]) -> pl.DataFrame:
        """Add one sum a period that holds others: it is the pieces it can be cut into.

        Gives the places with those of the pieces that no result shows.
        """
        series = ["quantity", "breakdown", "area"]
        held = places.filter(pl.col("quantity").is_in(sorted(adds_up)))
        spans = held.group_by(series).agg(pl.col("span").unique().sort().str.join(";"))
        held = held.join(spans.rename({"span": "spans"}), on=series)
        grown = [places]
        for text in sorted(spans["span"].unique()):
            cuts = cut(_days(one) for one in text.split(";"))
            if cuts.pieces_in:
                own = held.filter(pl.col("spans") == text).drop("spans")
                pieces = self._new_pieces(own, _made(cuts))
                self._add_cut(pl.concat([own, pieces]), own, _inside(cuts))
                grown.append(pieces)
        return pl.concat(grown)

    def _new_pieces(self, own: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
        series = ["quantity", "breakdown", "area"]
        needed = made.group_by("piece").len("needed")
        new = (
            own.join(made, on="span")
            .group_by(*series, "piece")
            .agg((pl.col("truth") * pl.col("sign")).sum(), pl.len().alias("found"))
            .join(needed, on="piece")
            .filter((pl.col("found") == pl.col("needed")) & (pl.col("truth") >= 0))
            .sort(*series, "piece")
        )
        is_amount = np.isin(new["quantity"].to_numpy(), self._amounts)
        ids = self._new_unknowns(new["truth"].to_numpy(), is_amount)
        return new.with_columns(
            pl.Series("unknown", ids, dtype=pl.Int64), pl.col("piece").alias("span")
        ).select(own.columns)

    def _add_cut(self, known: pl.DataFrame, own: pl.DataFrame, inside: pl.DataFrame) -> None:
        series = ["quantity", "breakdown", "area"]
        wholes = own.join(inside.group_by("span").len("needed"), on="span")
        pieces = known.select(
            *series, pl.col("span").alias("piece"), pl.col("unknown").alias("piece_unknown")
        )
        parts = wholes.join(inside, on="span").join(pieces, on=[*series, "piece"])
        parts = parts.filter(pl.len().over("unknown") == pl.col("needed"))
        parts = parts.sort("unknown", "piece_unknown")
        held = parts["unknown"].unique(maintain_order=True).to_numpy()
        first = self._add(len(held), of_periods=True)
        self._put(np.arange(first, first + len(held)), held, np.ones(len(held)))
        at = np.searchsorted(held, parts["unknown"].to_numpy()) + first
        self._put(at, parts["piece_unknown"].to_numpy(), -np.ones(len(at)))


def _days(span: str) -> Span:
    first, _, end = span.partition(" ")
    return first, end


def _made(cuts: Cuts) -> pl.DataFrame:
    """Give the periods that each piece follows from, with their signs."""
    return pl.DataFrame(
        [
            (" ".join(piece), " ".join(span), sign)
            for piece, spans in cuts.piece_of.items()
            for span, sign in spans.items()
        ],
        schema={"piece": pl.String, "span": pl.String, "sign": pl.Int64},
        orient="row",
    )


def _inside(cuts: Cuts) -> pl.DataFrame:
    """Give the pieces of each period that has several."""
    return pl.DataFrame(
        [(" ".join(span), " ".join(one)) for span, held in cuts.pieces_in.items() for one in held],
        schema={"span": pl.String, "piece": pl.String},
        orient="row",
    )


def _parents(geography: Geography) -> dict[str, list[Membership]]:
    """Give what each area is part of today; one that is no more keeps the parents it had last."""
    held: dict[str, list[Membership]] = {}
    for one in geography.memberships:
        held.setdefault(one.child, []).append(one)
    found = {}
    for child, memberships in held.items():
        ends = [one.valid_to for one in memberships if one.valid_to]
        last = None if any(one.valid_to is None for one in memberships) else max(ends)
        found[child] = [one for one in memberships if one.valid_to == last]
    return found


def areas_within(places: pl.DataFrame, geography: Geography) -> pl.DataFrame:
    """Give every area with results beside the areas that it lies in, with its level as the family.

    Every area above: another indicator may have results at levels that this one has not.
    """
    present, parents = set(places["area"].unique().to_list()), _parents(geography)
    pairs: dict[tuple[str, str], tuple[str, float]] = {}
    for area in (one for one in geography.areas if one.code in present):
        ahead = [(one.parent, one.weight) for one in parents.get(area.code, [])]
        for above, weight in ahead:  # grows while it is walked
            pairs.setdefault((area.code, above), (area.level, weight))
            ahead += [(one.parent, weight * one.weight) for one in parents.get(above, [])]
    return pl.DataFrame(
        [(child, above, level, weight) for (child, above), (level, weight) in pairs.items()],
        schema={"area": pl.String, "whole": pl.String, "family": pl.String, "weight": pl.Float64},
        orient="row",
    )


def of_areas(places: pl.DataFrame, geography: Geography) -> pl.DataFrame:
    """Give every part beside the areas with results that it lies in.

    The parts of one level are one family: where districts are not kept, wards stand beside the
    county itself.
    """
    wholes = places.rename({"area": "whole", "unknown": "whole_unknown"}).drop("truth")
    parts = places.join(areas_within(places, geography), on="area")
    return parts.join(wholes, on=["quantity", "breakdown", "whole", "span"])


def members_within(places: pl.DataFrame) -> pl.DataFrame:
    """Give every member beside the margins that it is part of."""
    known = places["breakdown"].unique().sort().to_list()
    table = pl.DataFrame(
        [(text, *margin) for text in known if text != TOTAL for margin in _margins(text)],
        schema={"breakdown": pl.String, "whole": pl.String, "family": pl.String},
        orient="row",
    )
    return table.with_columns(pl.lit(1.0).alias("weight"))


def of_members(places: pl.DataFrame) -> pl.DataFrame:
    """Give every member beside the margins with results that it is part of."""
    wholes = places.rename({"breakdown": "whole", "unknown": "whole_unknown"}).drop("truth")
    parts = places.join(members_within(places), on="breakdown")
    return parts.join(wholes, on=["quantity", "area", "whole", "span"])


def _margins(breakdown: str) -> Iterator[tuple[str, str]]:
    """Give what a breakdown is part of, with the dimensions that are added up to get there.

    'age=0-4;sex=Female' is part of 'age=0-4' (over sex), 'sex=Female' (over age) and of everybody.
    """
    parts = breakdown.split(";")
    for size in range(len(parts) - 1, -1, -1):
        for kept in combinations(parts, size):
            dropped = [part.partition("=")[0] for part in parts if part not in kept]
            yield ";".join(kept), ";".join(dropped)


def of_nested(places: pl.DataFrame, pairs: list[tuple[int, int]]) -> pl.DataFrame:
    """Give the count of more rows beside the count of some of them."""
    table = pl.DataFrame(pairs, schema={"quantity": pl.Int64, "some": pl.Int64}, orient="row")
    some = places.rename({"quantity": "some", "unknown": "some_unknown", "truth": "some_truth"})
    on = ["some", "breakdown", "area", "span"]
    return places.join(table, on="quantity").join(some, on=on).sort("unknown", "some_unknown")
