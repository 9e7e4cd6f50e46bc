"""Counts that lie within others without a sum that says so, because what stands between is not published.

Men seen in time in a ward are among all men of its district, also where nobody shows all men of the
ward or the men in time of the district. Each such whole is no less than its parts together.
"""

from collections.abc import Sequence

import polars as pl

from framework.model.areas import Geography
from indicators.disclose.sums import areas_within, members_within

_PLACE = ["breakdown", "area", "span"]


def of_fewer_elsewhere(
    places: pl.DataFrame, pairs: Sequence[tuple[int, int]], geography: Geography
) -> pl.DataFrame:
    """Give parts beside the wholes that they lie in, of other areas, of other breakdowns or of both.

    `pairs` are of a quantity that counts more rows and one that counts some of them. Where the
    larger is shown for the part, or the smaller for the whole, other sums say all of it.
    """
    quantities = places["quantity"].unique().to_list()
    table = pl.DataFrame(
        [*pairs, *((one, one) for one in quantities)],
        schema={"quantity": pl.Int64, "some": pl.Int64},
        orient="row",
    )
    held = places.select("quantity", *_PLACE, "unknown", "truth")
    wholes = held.join(table, on="quantity").rename(
        {"unknown": "whole_unknown", "truth": "whole_truth"}
    )
    shown = held.select(pl.col("quantity").alias("some"), *_PLACE)
    nested = pl.col("quantity") != pl.col("some")
    wholes = pl.concat(
        [
            wholes.filter(nested).join(shown, on=["some", *_PLACE], how="anti"),
            wholes.filter(~nested),
        ]
    )
    found = [
        _parts(wholes, held, areas, members)
        for areas in _steps(areas_within(places, geography), "area")
        for members in _steps(members_within(places), "breakdown")
    ]
    return pl.concat(found).sort("whole_unknown", "family", "some", "unknown")


def _steps(table: pl.DataFrame, column: str) -> list[pl.DataFrame]:
    """Give the steps from a whole to its parts, and the step that stays where it is."""
    stay = pl.concat([table[column], table["whole"]]).unique()
    same = pl.DataFrame({column: stay, "whole": stay}).with_columns(pl.lit("").alias("family"))
    return [same.select(column, "whole", "family"), table.select(column, "whole", "family")]


def _parts(
    wholes: pl.DataFrame, held: pl.DataFrame, areas: pl.DataFrame, members: pl.DataFrame
) -> pl.DataFrame:
    """Give the parts that lie a step in area and a step in breakdown below their wholes."""
    below = (
        wholes.rename({"area": "whole_area", "breakdown": "whole_breakdown"})
        .join(areas.rename({"whole": "whole_area", "family": "by_area"}), on="whole_area")
        .join(members.rename({"whole": "whole_breakdown", "family": "by"}), on="whole_breakdown")
    )
    found = below.join(held.rename({"quantity": "some"}), on=["some", *_PLACE])
    nested, two_steps = pl.col("quantity") != pl.col("some"), _moves("by_area") & _moves("by")
    found = found.filter(two_steps | (nested & (_moves("by_area") | _moves("by"))))
    found = _without(found, held, nested, {"quantity": "quantity"})
    for quantity in ("quantity", "some"):
        for column in ("area", "breakdown"):
            between = {"quantity": quantity, column: f"whole_{column}"}
            found = _without(found, held, two_steps, between)
    family = pl.concat_str("by_area", pl.lit(" "), "by").alias("family")
    return found.select("whole_unknown", "whole_truth", "some", family, "unknown", "truth")


def _moves(family: str) -> pl.Expr:
    return pl.col(family) != ""


def _without(
    found: pl.DataFrame, held: pl.DataFrame, asked: pl.Expr, between: dict[str, str]
) -> pl.DataFrame:
    """Leave out those asked for between whose part and whole there is a count: other sums join them.

    `between` says by which column of the pairs a column of its place is found.
    """
    columns = {"quantity": "quantity", **{one: one for one in _PLACE}} | between
    standing = held.select(*columns).unique().rename(columns)
    return pl.concat(
        [
            found.filter(~asked),
            found.filter(asked).join(standing, on=list(columns.values()), how="anti"),
        ]
    )
