"""The months of the story, curves through them, and days that people work."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.demonstration.dice import Dice, Floats, Wholes

Days = NDArray[np.datetime64]

FIRST: Final = np.datetime64("2023-11", "M")
"""The first month that a Board reads about."""
LAST: Final = np.datetime64("2026-10", "M")
"""The last month with rows: the pretended today is 12 November 2026."""
LAST_DAY: Final = np.datetime64("2026-10-31", "D")

Curve = Mapping[str, float]
"""Values at a few months ('2025-10'); straight lines between, level before and after."""

BANK_HOLIDAYS: Final = np.array(
    [
        "2022-01-03", "2022-04-15", "2022-04-18", "2022-05-02", "2022-06-02", "2022-06-03",
        "2022-08-29", "2022-09-19", "2022-12-26", "2022-12-27",
        "2023-01-02", "2023-04-07", "2023-04-10", "2023-05-01", "2023-05-08", "2023-05-29",
        "2023-08-28", "2023-12-25", "2023-12-26",
        "2024-01-01", "2024-03-29", "2024-04-01", "2024-05-06", "2024-05-27", "2024-08-26",
        "2024-12-25", "2024-12-26",
        "2025-01-01", "2025-04-18", "2025-04-21", "2025-05-05", "2025-05-26", "2025-08-25",
        "2025-12-25", "2025-12-26",
        "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31",
        "2026-12-25", "2026-12-28",
        "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30",
        "2027-12-27", "2027-12-28",
    ],
    dtype="datetime64[D]",
)  # fmt: skip


def span(first: np.datetime64, last: np.datetime64) -> NDArray[np.datetime64]:
    """Give every month from the first to the last, both included."""
    return np.arange(first, last + np.timedelta64(1, "M"), dtype="datetime64[M]")


def follow(curve: Curve, months: ArrayLike) -> Floats:
    """Read a curve at months (or at days, by their month)."""
    anchors = np.array(sorted(curve), dtype="datetime64[M]").astype(np.int64)
    values = [curve[month] for month in sorted(curve)]
    asked = np.asarray(months).astype("datetime64[M]").astype(np.int64)
    return np.interp(asked, anchors, values)


def season(by_month: Mapping[int, float], months: ArrayLike) -> Floats:
    """Give the seasonal factor of months; a month (1 to 12) that is not named is 1."""
    numbers = np.asarray(months).astype("datetime64[M]").astype(np.int64) % 12 + 1
    table = np.array([1.0] + [by_month.get(number, 1.0) for number in range(1, 13)])
    return np.asarray(table[numbers])


def last_days(months: Days) -> Days:
    """Give the last day of each month."""
    following = (months + np.timedelta64(1, "M")).astype("datetime64[D]")
    return np.asarray(following - np.timedelta64(1, "D"), dtype="datetime64[D]")


def working_day(months: ArrayLike, dice: Dice) -> Days:
    """Give a working day in each month."""
    starts = np.asarray(months).astype("datetime64[M]")
    first = starts.astype("datetime64[D]")
    after = (starts + np.timedelta64(1, "M")).astype("datetime64[D]")
    how_many = np.busday_count(first, after, holidays=BANK_HOLIDAYS)
    step = np.floor(dice.uniform(starts.size) * how_many).astype(np.int64)
    return np.busday_offset(first, step, roll="forward", holidays=BANK_HOLIDAYS)


def any_day(months: ArrayLike, dice: Dice) -> Days:
    """Give a day in each month, weekends as likely as other days."""
    starts = np.asarray(months).astype("datetime64[M]")
    first = starts.astype("datetime64[D]")
    length = ((starts + np.timedelta64(1, "M")).astype("datetime64[D]") - first).astype(np.int64)
    return np.asarray(first + np.floor(dice.uniform(starts.size) * length).astype(np.int64))


def later_by_working_days(days: Days, steps: Wholes) -> Days:
    """Count working days on, as the measures do: the start left out, the end counted.

    What comes on a day off is dealt with on the next working day at the earliest, which is one on.
    """
    at_work = np.is_busday(days, holidays=BANK_HOLIDAYS)
    counted = np.where(at_work, steps, np.maximum(steps, 1))
    return np.busday_offset(days, counted, roll="backward", holidays=BANK_HOLIDAYS)


def later_by_days(days: Days, steps: ArrayLike) -> Days:
    """Count days on and land on a working day."""
    moved = days + np.asarray(steps).astype(np.int64)
    return np.busday_offset(moved, 0, roll="forward", holidays=BANK_HOLIDAYS)


def months_on(days: Days, months: int) -> Days:
    """Give the same day whole months later.

    A day that its new month does not have becomes the month's last day.
    """
    month = days.astype("datetime64[M]")
    moved = month + np.timedelta64(months, "M")
    day = (days - month.astype("datetime64[D]")).astype(np.int64)
    length = (
        (moved + np.timedelta64(1, "M")).astype("datetime64[D]") - moved.astype("datetime64[D]")
    ).astype(np.int64)
    return np.asarray(moved.astype("datetime64[D]") + np.minimum(day, length - 1))
