"""LAIT's files, and its rules for bands, ranks and neighbours in slow plain Python.

Nothing here is shared with the product.
"""

import csv
import math
import re
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from framework.model.indicators import Polarity

DATA = Path(__file__).parents[2] / "shared" / "data" / "lait_open"
POLARITIES = {"High": Polarity.HIGH, "Low": Polarity.LOW}
LAST_COUNCIL = 1000


def latest_values():
    """Give {measure: {council's number: value of the latest year}}, in figures that can be read."""
    rows = pl.read_parquet(DATA / "bds_long.parquet").filter(
        pl.col("Years").str.contains(r"^\d{4}")
    )
    newest = rows.group_by("Short Desc").agg(pl.col("Years").max())
    found: dict[str, dict[int, float]] = {}
    for row in rows.join(newest, on=["Short Desc", "Years"]).iter_rows(named=True):
        number, written = int(row["LA Number"]), row["Values"] or ""
        is_number = re.fullmatch(r"-?[\d.]+(E-?\d+)?", written, re.IGNORECASE)
        if number < LAST_COUNCIL and is_council(row) and is_number:
            found.setdefault(row["Short Desc"], {})[number] = float(written)
    return found


def is_council(row):
    return row["Region"] not in (None, "NA")


def dictionary():
    """Give the rows of the data dictionary by their keys; of two of one key the first."""
    with (DATA / "lait_data_dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["Measure_short"]: row for row in reversed(list(csv.DictReader(file)))}


def neighbours_by_number():
    """Give the neighbours of 2025 of each council, all by number."""
    sheet = CalamineWorkbook.from_path(DATA / "sn_may_2025.xlsx").get_sheet_by_index(0)
    heads, *rows = sheet.to_python()[2:]
    at = [place for place, head in enumerate(heads) if re.fullmatch(r"SN\d+", str(head))]
    return {
        int(row[0]): [int(row[place]) for place in at if row[place] != ""] for row in rows if row[0]
    }


def quantile_7(values, share):
    """R's default: between the two values that stand round place (n - 1) x share."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def band_by_hand(value, values, polarity):
    bounds = [quantile_7(values, share) for share in (0.25, 0.5, 0.75)]
    upwards = next((at for at, bound in enumerate(bounds, start=1) if value <= bound), 4)
    return 5 - upwards if polarity is Polarity.HIGH else upwards


def has_bands(values):
    """Say whether quarters can be told apart: LAIT's rule would call the best of alike areas last."""
    return len(values) > 3 and quantile_7(values, 0.25) < quantile_7(values, 0.75)


def rank_by_hand(value, values, polarity):
    ahead = [v for v in values if (v > value if polarity is Polarity.HIGH else v < value)]
    return len(ahead) + 1
