"""Windows: rows that are somebody's, and time enough to follow them."""

from datetime import date

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.mistakes import Mistakes
from framework.model.expressions import Window
from framework.model.indicators import Indicator
from framework.model.measures import when_of, windows_in
from framework.model.periods import add_months
from framework.model.sources import Rows, Source


def check_windows(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every window of every indicator."""
    for declared, indicator, source in declaration.understood():
        _check_window(declared, indicator, source, mistakes)


def _check_window(
    declared: DeclaredIndicator, indicator: Indicator, source: Source, mistakes: Mistakes
) -> None:
    """A window needs rows that are somebody's; one that looks ahead needs time to look."""
    windows = windows_in(indicator.measure)
    if windows and source.rows is not Rows.EVENTS:
        message = f"a window needs events, and source '{source.id}' has rows: {source.rows.value}"
        mistakes.error("F560", declared.in_measure(), message)
    wait = when_of(indicator.measure).wait
    for window in windows:
        if not window.later or wait >= _months_needed(window):
            continue
        need = _months_needed(window)
        said = f"wait: {wait} months is too short" if wait else "the latest periods come too early"
        message = (
            f"{said}: some of their rows can still have a later one; say wait: {need} months, so "
            "that a period is given once all of its rows were followed"
        )
        mistakes.warn("F563", declared.in_measure("wait"), message)


def _months_needed(window: Window) -> int:
    """Give how many months after the end of a period all its windows have ended, however short."""
    if window.months:
        return window.months
    months = 1
    while _fewest_days(months) < window.days:
        months += 1
    return months


def _fewest_days(months: int) -> int:
    starts = [date(2025, month, 1) for month in range(1, 13)]
    return min((add_months(start, months) - start).days for start in starts)
