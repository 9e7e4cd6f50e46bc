"""Why a derived value is missing, and what a reader must know of it: what is true of its parts."""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Final

import polars as pl

from framework.model.results import Flag

WHY_MISSING: Final = (
    Flag.SUPPRESSED
    | Flag.UNAVAILABLE
    | Flag.NOT_APPLICABLE
    | Flag.ROUNDS_TO_ZERO
    | Flag.LOW_RELIABILITY
)
CAUTIONS: Final = (
    Flag.LOW_RELIABILITY | Flag.PROVISIONAL | Flag.REVISED | Flag.ESTIMATED | Flag.INCOMPLETE
)
"""What passes from a part to what is made of it. A break is the derived indicator's own fact."""


def bit(flag: Flag) -> pl.Expr:
    return pl.lit(int(flag), dtype=pl.Int32)


def flags_of_parts(parts: Sequence[str]) -> pl.Expr:
    """Give the flags of a row from its columns value:PART and flags:PART and its own value.

    A value that is missing though every part is there (a division by zero) is not applicable.
    """
    cautions = _any_of(pl.col(f"flags:{part}").and_(bit(CAUTIONS)) for part in parts)
    why = _any_of(
        pl.when(pl.col(f"value:{part}").is_null())
        .then(reason_of(pl.col(f"flags:{part}")))
        .otherwise(bit(Flag.NONE))
        for part in parts
    )
    reason = pl.when(why != 0).then(why).otherwise(bit(Flag.NOT_APPLICABLE))
    missing = pl.col("value").is_null()
    return pl.when(missing).then(cautions | reason).otherwise(cautions).cast(pl.Int32)


def reason_of(flags: pl.Expr) -> pl.Expr:
    """Give the reasons among the flags of a missing value; unavailable where it gives none."""
    given = flags.and_(bit(WHY_MISSING))
    return pl.when(given != 0).then(given).otherwise(bit(Flag.UNAVAILABLE))


def _any_of(flags: Iterable[pl.Expr]) -> pl.Expr:
    return reduce(lambda one, other: one | other, flags)
