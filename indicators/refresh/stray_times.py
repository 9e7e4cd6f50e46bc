"""Rows of times that can hardly be meant: of days to come, and of long before all others."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from framework.model.periods import month_start
from framework.model.sources import Rows, Source
from indicators.quality.strays import first_of_run
from indicators.quality.words import coded, first_places, header_of, how_many
from indicators.refresh.spoken import Spoken, span_of

_SOME: Final = "some rows"
"""An engine counts days; it knows nothing of files and their rows."""


def stray_times(spoken: Spoken, today: date) -> tuple[str, ...]:
    """Tell of a source's rows of days to come, and of rows of long before all others, each with its code."""
    if spoken.source.rows is Rows.POPULATION:
        return ()  # people are projected for years to come
    return tuple(
        coded("S139", one) for one in (*_to_come(spoken, today), *_long_ago(spoken, today))
    )


def _to_come(spoken: Spoken, today: date) -> Iterator[str]:
    found = [one for one in spoken.times if span_of(one)[0] > today]
    if found:
        by_period = _by_period(spoken.source)
        what = "names a period that has not begun" if by_period else "lies in the future"
        yield _said(spoken, found, what, "which no figure counts yet")


def _long_ago(spoken: Spoken, today: date) -> Iterator[str]:
    if spoken.source.covers.first or _by_period(spoken.source):
        return
    begun = {
        one: rows
        for one, rows in spoken.times.items()
        if isinstance(one, date) and month_start(one) <= month_start(today)
    }
    run = first_of_run(begun) if begun else today
    found: list[date | str] = [one for one in begun if month_start(one) < run]
    if found:
        what = "lies more than ten years before the others"
        so = "and figures begin with the others, though what was open since then counts: 'covers' can say more"
        yield _said(spoken, found, what, so)


def _by_period(source: Source) -> bool:
    return source.period_from is not None


def _said(spoken: Spoken, found: list[date | str], what: str, so: str) -> str:
    source = spoken.source
    said = source.period_from
    name = said.column if said else header_of(source, source.dated or "")
    places = spoken.places(found)
    rows = _SOME if places is None else how_many(places.height, "row")
    where = "" if places is None else first_places(places)
    return f"'{name}' {what} in {rows}, {so}{where}"
