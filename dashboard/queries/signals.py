"""Which figures of an area really change, and which will meet their targets: one row an indicator."""

from collections.abc import Sequence
from typing import Final

from dashboard.access.viewers import Viewer
from dashboard.queries.answers import CHANGING, GOING, KEEPING, MEETING, answers
from dashboard.queries.chart_views import Answer
from dashboard.queries.chrome import Place, chrome, place
from dashboard.queries.library import Library, Reading
from dashboard.queries.panel import Series, read_series
from dashboard.queries.points import value_text
from dashboard.queries.shown import Shown, shown_in
from dashboard.queries.sign_grid import sign_grid
from dashboard.queries.signal_views import SignalPart, SignalRow, SignalsView
from dashboard.queries.words import how_many, rating_words
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.periods import period_from_code
from framework.model.results import Trend
from framework.model.series import Outlook
from framework.store.rows import SeriesRow

QUESTIONS: Final = (CHANGING, KEEPING, GOING, MEETING)

_ALARMING: Final = ("concerning", "changing", "fails")
"""Answers that ask for a look, by the names of their signs."""


def read_signals(
    library: Library,
    viewer: Viewer,
    month: str | None = None,
    area: str | None = None,
    only: str = "",
) -> SignalsView:
    """Give the answers of every indicator of an area.

    `only` 'look' leaves out what is quiet; 'signs' gives the grid of signs as well.

    Raises:
        KeyError: there is no such month or area.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        at = place(reading, viewer, month, area)
        series = read_series(reading, at)
        every = _parts(reading, series, at)
        return SignalsView(
            chrome=chrome(reading, viewer, at),
            lead=_lead(every, at),
            only=only,
            questions=QUESTIONS,
            parts=tuple(_quiet_left_out(every) if only == "look" else every),
            grid=sign_grid(every) if only == "signs" else None,
        )


def _parts(reading: Reading, series: Series, at: Place) -> list[SignalPart]:
    """Give the outcomes in their order; an indicator stands under the first that names it."""
    seen: set[str] = set()
    parts = []
    for outcome in reading.framework.outcomes:
        kept = [reading.framework.indicator(k) for k in outcome.indicators if k not in seen]
        here = [one for one in kept if one.is_kept_at(at.area.level)]
        seen.update(one.id for one in here)
        rows = tuple(_row(reading, series, one, at) for one in here)
        if rows:
            parts.append(SignalPart(outcome.title, rows))
    return parts


def _quiet_left_out(parts: Sequence[SignalPart]) -> list[SignalPart]:
    found = [SignalPart(one.title, tuple(r for r in one.rows if r.needs_look)) for one in parts]
    return [one for one in found if one.rows]


def _row(reading: Reading, series: Series, indicator: Indicator, at: Place) -> SignalRow:
    shown = shown_in(series.rows.get(indicator.id, ()), indicator, at.month, reading)
    facts = series.facts.get(indicator.id)
    found = () if shown.late else answers(indicator, shown.row, facts)
    by_question = {one.question: one for one in found}
    row, note = shown.row, _note(shown, found)
    return SignalRow(
        id=indicator.id,
        title=indicator.title,
        rating=shown.rating,
        rating_words=rating_words(shown.rating, shown.reason),
        text=value_text(row, indicator) if row else "No data",
        period=period_from_code(row.period).label if row else "No figures yet",
        answers=() if note else tuple(by_question.get(one) for one in QUESTIONS),
        needs_look=_needs_look(indicator, found, facts),
        note=note,
    )


def _note(shown: Shown, found: Sequence[Answer]) -> str:
    if shown.late:
        return f"Figures for {shown.late.label} should be here and are not, so nothing is said."
    if shown.row is None:
        return "There are no figures to ask it of."
    if len(found) == 1 and not found[0].known:
        return f"{found[0].text}."
    return "" if found else "It has too few figures to say anything."


def _needs_look(indicator: Indicator, found: Sequence[Answer], facts: SeriesRow | None) -> bool:
    """Say whether an answer is for the worse: a change, a target out of reach, a way or an outlook."""
    known = {one.question: one for one in found}
    if facts is None or CHANGING not in known or len(known) < 2:
        return False
    signed = (known[key].sign for key in (CHANGING, KEEPING) if key in known)
    if any(one.startswith(_ALARMING) for one in signed):
        return True
    if indicator.kind is Kind.CONTEXT:
        return False
    worse = {Polarity.HIGH: Trend.DECREASING, Polarity.LOW: Trend.INCREASING}
    chance = Outlook.read(facts.outlook).chance if facts.outlook else None
    unlikely = MEETING in known and chance is not None and chance < 0.5
    return unlikely or (GOING in known and facts.trend is worse.get(indicator.polarity))


def _lead(parts: Sequence[SignalPart], at: Place) -> str:
    rows = [row for part in parts for row in part.rows]
    looks = sum(row.needs_look for row in rows)
    if not rows:
        return f"No indicator has figures of {at.area.name}."
    if not looks:
        return f"Nothing in {at.area.name} asks for a look in {at.month.label}."
    need = "needs" if looks == 1 else "need"
    return (
        f"{looks} of {how_many(len(rows), 'indicator', 'indicators')} {need} a look: something "
        "really changes, or the target is out of reach as things run."
    )
