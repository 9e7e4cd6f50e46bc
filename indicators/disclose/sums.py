"""Sums between unknowns, gathered as one sparse matrix; what they leave over becomes an unknown."""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from indicators.disclose.overlapping import Cuts, Span, cut

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]


class Sums:
    """Gathers sums; what they leave over is added to the unknowns.

    `amounts` are the quantities that are no counts, but sums of numbers such as money: what is left
    over of one is no small count, whatever its size.
    """

    def __init__(
        self, truth: list[float], is_amount: list[bool], small: int, amounts: set[int]
    ) -> None:
        self.truth = truth
        self.is_amount = is_amount
        self.of_parts: list[bool] = []
        self._small = small
        self._amounts = sorted(amounts)
        self._pieces: list[tuple[Ints, Ints, Floats]] = []

    def matrix(self) -> csr_array:
        shape = len(self.of_parts), len(self.truth)
        if not self._pieces:
            return csr_array(shape, dtype=np.float64)
        sums, unknowns, weights = (np.concatenate(one) for one in zip(*self._pieces, strict=True))
        return csr_array((weights, (sums, unknowns)), shape=shape)

    def _add(self, count: int, *, of_parts: bool) -> int:
        first = len(self.of_parts)
        self.of_parts += [of_parts] * count
        return first

    def _put(self, sums: Ints, unknowns: Ints, weights: Floats) -> None:
        self._pieces.append((sums, unknowns, weights))

    def _new_unknowns(self, truth: Floats, is_amount: Truths) -> Ints:
        first = len(self.truth)
        self.truth += truth.tolist()
        self.is_amount += is_amount.tolist()
        return np.arange(first, first + len(truth))

    def add_wholes(self, parts: pl.DataFrame) -> None:
        """Add one sum a whole and family: the whole is its parts and what they leave over."""
        if parts.is_empty():
            return
        key = ["whole_unknown", "family", "quantity"]
        wholes = parts.group_by(key).agg((pl.col("truth") * pl.col("weight")).sum()).sort(key)
        wholes = wholes.with_row_index("sum")
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
        few = (left > 0.5) & (left <= self._small) & ~is_amount
        self._put(
            numbers[few], self._new_unknowns(left[few], is_amount[few]), -np.ones(int(few.sum()))
        )

    def add_left_over(self, pairs: pl.DataFrame) -> None:
        """Add one sum a pair: all the rows are some of them and the others."""
        pairs = pairs.filter(pl.col("truth") >= pl.col("some_truth"))
        left = (pairs["truth"] - pairs["some_truth"]).to_numpy()
        is_amount = np.isin(pairs["quantity"].to_numpy(), self._amounts)
        first = self._add(len(left), of_parts=False)
        numbers = np.arange(first, first + len(left))
        self._put(numbers, pairs["unknown"].to_numpy(), np.ones(len(left)))
        self._put(numbers, pairs["some_unknown"].to_numpy(), -np.ones(len(left)))
        self._put(numbers, self._new_unknowns(left, is_amount), -np.ones(len(left)))

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
        first = self._add(len(held), of_parts=False)
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
