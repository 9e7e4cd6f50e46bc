"""Hide small counts, round the others, and only then make values and intervals.

What follows (ratings, comparisons, charts) sees what a reader sees and nothing more, so none of
it can give a hidden number away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from framework.model.frameworks import Framework
from framework.model.results import RESULT_COLUMNS, Flag
from indicators.disclose.complementing import BUDGET, TOGETHER, hide_complements
from indicators.disclose.intervals import with_intervals
from indicators.disclose.late import Lost, few_came_late, taken_out
from indicators.disclose.rules import Shape, rules_frame
from indicators.measures.computed import LIMITS, Computed
from indicators.measures.published_ratings import no_ratings

_REASONS: Final = (
    Flag.SUPPRESSED
    | Flag.UNAVAILABLE
    | Flag.NOT_APPLICABLE
    | Flag.ROUNDS_TO_ZERO
    | Flag.LOW_RELIABILITY
)
"""What says why there is no value."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """Results that anybody who may see the area may see: RESULT_COLUMNS, small counts hidden.

    The store takes no other kind of results.
    """

    frame: pl.DataFrame
    published_ratings: pl.DataFrame = field(default_factory=no_ratings)
    unproved: tuple[str, ...] = ()
    """The sources of which figures were withdrawn, for no proof was found within the budget."""


def disclose(
    computed: Computed,
    framework: Framework,
    earlier: Sequence[pl.DataFrame] = (),
    budget: int = BUDGET,
    together: int = TOGETHER,
) -> Disclosed:
    """Apply each source's suppression and rounding, then make values and 95% intervals.

    `earlier` are results (RESULT_COLUMNS) that readers have seen already, the newest publication
    first: what was shown stays known, and what the newest hid is hidden again before anything else
    is. `budget` is what may be spent on proofs for one source, in unknowns times programs; where more
    unknowns than `together` hang together, long periods are shown only where the short ones are that
    they are made of.
    """
    frame = computed.frame.join(rules_frame(framework), on="indicator", how="left")
    frame = frame.with_columns(
        _is_small().fill_null(value=False).alias("hidden"),
    )
    frame, unproved = hide_complements(frame, framework, earlier, budget, together)
    frame = _round_counts(frame).with_columns(_without_telling_limits())
    frame = frame.with_columns(_value().alias("value"), *_shown_counts())
    frame = with_intervals(frame)
    frame = frame.with_columns(_as_shown(name) for name in ("value", *LIMITS))
    frame = frame.with_columns(_flags().alias("flags"), *_cleared())
    frame = frame.with_columns(_of_no_row())
    return Disclosed(frame.select(RESULT_COLUMNS), computed.published_ratings, unproved)


def told_of_hiding(
    disclosed: Disclosed, framework: Framework, earlier: pl.DataFrame | None, lost: Lost
) -> tuple[str, ...]:
    """Name each source that was too much to prove safe, is mostly hidden, or tells how few came late,
    and what was taken out and is `lost`. `earlier` is the last publication (RESULT_COLUMNS), if any.
    """
    late = () if earlier is None else few_came_late(disclosed.frame, framework, earlier)
    return (
        *map(_unproved, disclosed.unproved),
        *mostly_hidden(disclosed, framework),
        *taken_out(framework, lost),
        *late,
    )


def _unproved(name: str) -> str:
    return (
        f"source '{name}': its figures hang together too widely to be proved safe one by one, so "
        f"breakdowns were withdrawn, and finer levels where that was not enough; "
        f"say round_to, or have fewer indicators overlap in time"
    )


def mostly_hidden(disclosed: Disclosed, framework: Framework) -> tuple[str, ...]:
    """Name each source of which more than nine in ten figures are hidden, a sentence each."""
    sources = {one.id: one.source for one in framework.indicators if not one.is_derived}
    marked = disclosed.frame.select(
        pl.col("indicator").replace_strict(sources, default=None).alias("source"),
        _has_suppressed().alias("hidden"),
    )
    counts = marked.drop_nulls("source").group_by("source").agg(pl.len(), pl.col("hidden").sum())
    return tuple(
        f"source '{name}': {hidden:,} of {count:,} figures are hidden so that nobody can be "
        f"recognised{_remedy(framework, name)}"
        for name, count, hidden in counts.sort("source").iter_rows()
        if 10 * hidden > 9 * count
    )


def _has_suppressed() -> pl.Expr:
    return pl.col("flags").and_(_bit(Flag.SUPPRESSED)) != 0


def _remedy(framework: Framework, name: str) -> str:
    rounds = framework.source(name).disclosure.round_to > 1
    return "" if rounds else "; counts that are rounded need fewer hidden ones: say round_to"


def _small(count: pl.Expr) -> pl.Expr:
    return (count > 0) & (count <= pl.col("suppress_to"))


def _is_small() -> pl.Expr:
    """Say which rows rest on a count of 1 to the source's limit.

    The part of a share that is left over is a count too. Where counts are rounded at least as
    widely as the limit it cannot be told from the published figures, so it need not hide. A value
    made by age is one equation in the counts of its bands: where counts are exact it names small ones,
    and where they are rounded it may.
    """
    numerator, denominator = pl.col("numerator"), pl.col("denominator")
    shape = pl.col("shape")
    rest_shows = pl.col("shows_exactly")
    return (
        pl.when(shape == Shape.SHARE)
        .then(
            _small(numerator) | _small(denominator) | (_small(denominator - numerator) & rest_shows)
        )
        .when(shape == Shape.RATIO)
        .then(_small(numerator) | _small(denominator) | _small(pl.col("cases")))
        .when(shape == Shape.GIVEN)
        .then(_small(pl.col("cases")))
        .when(shape == Shape.SUM)
        .then(_small(pl.col("cases")) | _small(pl.col("value")))
        .when(shape == Shape.PUBLISHED)
        .then(pl.lit(value=False))
        .when(pl.col("tells_bands") & pl.col("shows_exactly") & pl.col("value").is_not_null())
        .then(pl.lit(value=True))
        .when(pl.col("names_bands"))
        .then(pl.lit(value=True))
        .otherwise(_small(numerator))
    )


def _rounded(name: str) -> pl.Expr:
    """Round half up to the source's base; a base of 1 leaves the number alone."""
    base = pl.col("round_to")
    stepped = ((pl.col(name) / base + 0.5).floor() * base).cast(pl.Float64)
    return pl.when(base > 1).then(stepped).otherwise(pl.col(name)).cast(pl.Float64)


def _round_counts(frame: pl.DataFrame) -> pl.DataFrame:
    """Round what was counted. A rate's population is public, and a given value is not a count."""
    shape = pl.col("shape")
    counted = shape.is_in([Shape.COUNT, Shape.SHARE, Shape.RATE, Shape.RATIO, Shape.STANDARDISED])
    shared = shape.is_in([Shape.SHARE, Shape.RATIO])
    frame = frame.with_columns(
        pl.when(counted).then(_rounded("numerator")).otherwise(pl.col("numerator")).alias("num"),
        pl.when(shared).then(_rounded("denominator")).otherwise(pl.col("denominator")).alias("den"),
        _rounded("cases").alias("cases_shown"),
    )
    # A mean, a median and a sum show how many rows they rest on as their denominator.
    given = shape.is_in([Shape.GIVEN, Shape.SUM])
    return frame.with_columns(
        pl.when(given).then(None).otherwise(pl.col("num")).alias("num"),
        pl.when(given).then(pl.col("cases_shown")).otherwise(pl.col("den")).alias("den"),
    )


def _value() -> pl.Expr:
    made = (
        pl.when(pl.col("den") > 0)
        .then(pl.col("multiplier") * pl.col("num") / pl.col("den"))
        .otherwise(None)
    )
    return (
        pl.when(pl.col("shape") == Shape.COUNT)
        .then(pl.col("num"))
        .when(pl.col("shape") == Shape.STANDARDISED)
        .then(_as_rounded("num", "numerator", when=pl.col("follows_count")))
        .when(pl.col("shape") == Shape.SUM)
        .then(_as_rounded("cases_shown", "cases", when=pl.lit(value=True)))
        .when(pl.col("shape").is_in([Shape.GIVEN, Shape.PUBLISHED]))
        .then(pl.coalesce(pl.col("value"), made))
        .otherwise(made)
    )


def _as_rounded(shown: str, exact: str, *, when: pl.Expr) -> pl.Expr:
    """Give a value as it would be of the rounded count: beside a mean, an exact sum names the count."""
    share = pl.col(shown) / pl.col(exact)
    scaled = when & (pl.col("round_to") > 1) & (pl.col(exact) > 0)
    return pl.when(scaled).then(pl.col("value") * share).otherwise(pl.col("value"))


def _without_telling_limits() -> list[pl.Expr]:
    """Drop the limits of standardised values where counts are rounded: with the value, they name it."""
    tells = (pl.col("shape") == Shape.STANDARDISED) & (pl.col("round_to") > 1)
    return [pl.when(tells).then(None).otherwise(pl.col(name)).alias(name) for name in LIMITS]


def _as_shown(name: str) -> pl.Expr:
    """Round a mean, a median or a sum of a protected source to what is shown of it.

    An exact mean is a fraction: with about how many it is made of, it names how many, and their sum.
    """
    protected = _is_given() & (pl.col("suppress_to") > 0)
    unit = pl.lit(10.0).pow(pl.col("decimals"))
    rounded = (pl.col(name) * unit + 0.5).floor() / unit
    return pl.when(protected).then(rounded).otherwise(pl.col(name)).alias(name)


def _is_given() -> pl.Expr:
    """Say which values are made of more than the counts beside them."""
    return pl.col("shape").is_in([Shape.GIVEN, Shape.SUM, Shape.STANDARDISED])


def _shown_counts() -> list[pl.Expr]:
    return [pl.col("num").alias("numerator"), pl.col("den").alias("denominator")]


def _flags() -> pl.Expr:
    """Say why a value is missing, in the order in which the reasons rule one another out."""
    flags = pl.col("flags")
    # That rows are missing would tell which of the figures that are hidden together has lost some.
    unsaid = _bit(Flag.NOT_APPLICABLE | Flag.INCOMPLETE)
    suppressed = flags.and_(~unsaid) | _bit(Flag.SUPPRESSED)
    given_reason = flags.and_(_bit(_REASONS)) != 0
    no_value = pl.col("value").is_null() & ~given_reason
    published = pl.col("came_with_data") & (pl.col("shape") == Shape.PUBLISHED)
    with_interval = pl.when(published).then(flags | _bit(Flag.PUBLISHED_INTERVAL))
    return (
        pl.when("hidden")
        .then(suppressed)
        .when(no_value)
        .then(flags | _bit(Flag.NOT_APPLICABLE))
        .otherwise(with_interval.otherwise(flags))
        .cast(pl.Int32)
    )


def _of_no_row() -> list[pl.Expr]:
    """Make a nought that is shown only because no row could be used a figure that is not available.

    This comes last: to whoever proves what is hidden it was the nought that its wholes are made with,
    and FILLED_ZERO, which stays, says so to the proofs of later publications.
    """
    flags, nought = pl.col("flags"), _bit(Flag.FILLED_ZERO | Flag.NOT_APPLICABLE)
    lacks = flags.and_(_bit(Flag.INCOMPLETE)) != 0
    lacks &= (flags.and_(nought) != 0) & (flags.and_(_bit(Flag.SUPPRESSED)) == 0)
    lacks &= pl.col("numerator").fill_null(0) == 0
    told = flags.and_(~_bit(Flag.NOT_APPLICABLE)) | _bit(Flag.UNAVAILABLE | Flag.FILLED_ZERO)
    figures = ("value", "numerator", "denominator", *LIMITS)
    return [
        pl.when(lacks).then(told).otherwise(flags).alias("flags"),
        *(pl.when(lacks).then(None).otherwise(pl.col(name)).alias(name) for name in figures),
    ]


def _bit(flag: Flag) -> pl.Expr:
    return pl.lit(int(flag), dtype=pl.Int32)


def _cleared() -> list[pl.Expr]:
    """Empty every figure of a hidden row; of a row without value keep the counts that say why."""
    figures = [
        pl.when("hidden").then(None).otherwise(pl.col(name)).alias(name)
        for name in ("value", "numerator", "denominator")
    ]
    limits = [
        pl.when(pl.col("hidden") | pl.col("value").is_null())
        .then(None)
        .otherwise(pl.col(name))
        .alias(name)
        for name in LIMITS
    ]
    return figures + limits
