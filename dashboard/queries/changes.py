"""Travel in words: since when, which way, whether that is good, whether it is more than chance."""

from typing import Final

from dashboard.queries.views import Change
from dashboard.queries.words import bare_difference, difference
from framework.model.indicators import Indicator, Polarity
from framework.model.periods import Period, previous, same_last_year
from framework.model.results import Travel
from framework.store.rows import PointRow
from indicators.judge.sentence import chance_words

_WORDS: Final = {
    Travel.BETTER: "Better",
    Travel.WORSE: "Worse",
    Travel.UP: "Up",
    Travel.DOWN: "Down",
}


_PLAN_WORDS: Final = _WORDS | {
    Travel.BETTER: "Better, closer to plan",
    Travel.WORSE: "Worse, further from plan",
}


def short_change(row: PointRow, period: Period, indicator: Indicator) -> Change:
    """Give the travel since the period before."""
    return _change(
        previous(period),
        indicator,
        travel=row.short_travel or Travel.CANNOT_SAY,
        change=row.short_change,
        real=row.short_real,
    )


def long_change(row: PointRow, period: Period, indicator: Indicator) -> Change:
    """Give the travel since the same period last year."""
    return _change(
        same_last_year(period),
        indicator,
        travel=row.long_travel or Travel.CANNOT_SAY,
        change=row.long_change,
        real=row.long_real,
    )


def unknown_change(before: Period) -> Change:
    """Give the travel of a figure that is not there."""
    since = f"since {before.label}"
    return Change(since, Travel.CANNOT_SAY, "Cannot be compared", "", None, "")


def _change(
    before: Period,
    indicator: Indicator,
    *,
    travel: Travel,
    change: float | None,
    real: bool | None,
) -> Change:
    since = f"since {before.label}"
    if travel is Travel.CANNOT_SAY or change is None:
        return Change(since, travel, "Cannot be compared", "", None, "")
    if travel is Travel.SAME:
        return Change(since, travel, "No change", "level", real, "", "No change")
    arrow = "up" if change > 0 else "down"
    size = difference(change, indicator)
    brief = f"{arrow.capitalize()} {bare_difference(change, indicator)}"
    word = _PLAN_WORDS[travel] if indicator.polarity is Polarity.PLAN else _WORDS[travel]
    judged = travel in (Travel.BETTER, Travel.WORSE)
    text = f"{word}: {arrow} {size}" if judged else f"{word} {size}"
    return Change(since, travel, text, arrow, real, chance_words(real), brief)


def apart_words(top_of_lower: float | None, foot_of_higher: float | None) -> str:
    """Say whether two figures lie further apart than chance puts them, by the ends of their intervals.

    Intervals that do not touch are a stricter test than one of the difference.
    """
    if top_of_lower is None or foot_of_higher is None:
        return ""
    return chance_words(top_of_lower < foot_of_higher)
