"""Which results are parts of which: areas in areas, members in margins, some rows in all of them."""

from collections.abc import Iterator
from itertools import combinations

import polars as pl

from framework.model.areas import Geography, Membership
from framework.model.results import TOTAL


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


def of_areas(places: pl.DataFrame, geography: Geography) -> pl.DataFrame:
    """Give every part beside the areas with results that it lies in.

    The parts of one level are one family: where districts are not kept, wards stand beside the
    county itself.
    """
    present, parents = set(places["area"].unique().to_list()), _parents(geography)
    pairs: dict[tuple[str, str], tuple[str, float]] = {}
    for area in (one for one in geography.areas if one.code in present):
        ahead = [(one.parent, one.weight) for one in parents.get(area.code, [])]
        for above, weight in ahead:  # grows while it is walked
            # Every area above: another indicator may have results at levels that this one has not.
            pairs.setdefault((area.code, above), (area.level, weight))
            ahead += [(one.parent, weight * one.weight) for one in parents.get(above, [])]
    table = pl.DataFrame(
        [(child, above, level, weight) for (child, above), (level, weight) in pairs.items()],
        schema={"area": pl.String, "whole": pl.String, "family": pl.String, "weight": pl.Float64},
        orient="row",
    )
    wholes = places.rename({"area": "whole", "unknown": "whole_unknown"}).drop("truth")
    parts = places.join(table, on="area")
    return parts.join(wholes, on=["quantity", "breakdown", "whole", "span"])


def of_members(places: pl.DataFrame) -> pl.DataFrame:
    """Give every member beside the margins with results that it is part of."""
    known = places["breakdown"].unique().sort().to_list()
    table = pl.DataFrame(
        [(text, *margin) for text in known if text != TOTAL for margin in _margins(text)],
        schema={"breakdown": pl.String, "whole": pl.String, "family": pl.String},
        orient="row",
    ).with_columns(pl.lit(1.0).alias("weight"))
    wholes = places.rename({"breakdown": "whole", "unknown": "whole_unknown"}).drop("truth")
    parts = places.join(table, on="breakdown")
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
