"""What windows mean, row by row and other row by other row: what the engine is held against."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from framework.model.expressions import Window
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.measures import windows_in
from tests.measures_oracle import covered_months
from tests.row_meaning import Row, evaluate

RowsBySource = Mapping[str, Sequence[Row]]


def marked(framework: Framework, indicator: Indicator, held: RowsBySource) -> list[dict[Any, Any]]:
    """Give the rows of an indicator with what each of its windows is, under the window itself."""
    found = [dict(row) for row in held[indicator.source]]
    for window in windows_in(indicator.measure):
        others = held[window.source]
        for place, row in enumerate(found):
            itself = place if window.source == indicator.source else -1
            row[window] = _holds(framework, window, row, others, itself)
    return found


def followed(
    framework: Framework, indicator: Indicator, held: RowsBySource, cutoff: date
) -> set[date]:
    """Give the months of which every source that an indicator looks into speaks."""
    names = {window.source for window in windows_in(indicator.measure)} or {indicator.source}
    each = [covered_months(framework.source(name), held[name], cutoff) for name in names]
    last = min((max(months, default=date.min) for months in each), default=date.min)
    return {month for months in each for month in months if month <= last}


def _holds(
    framework: Framework, window: Window, row: Row, others: Sequence[Row], itself: int
) -> bool | None:
    person, day = row.get(window.own_key), row.get(window.own_date)
    if person is None or day is None:
        return None
    for place, other in enumerate(others):
        theirs = other.get(window.their_date)
        if place == itself or theirs is None or other.get(window.their_key) != person:
            continue
        if evaluate(window.where, other, framework.source(window.source)) is not True:
            continue
        if _inside(window, day, theirs):
            return True
    return False


def _inside(window: Window, day: date, theirs: date) -> bool:
    if day == theirs:
        return window.same_day
    if window.later:
        return day < theirs <= _moved(day, window, 1)
    return _moved(day, window, -1) <= theirs < day


def _moved(day: date, window: Window, way: int) -> date:
    if window.days:
        return day + timedelta(days=way * window.days)
    years, month = divmod(day.year * 12 + day.month - 1 + way * window.months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
