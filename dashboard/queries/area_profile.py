"""An area's figures among those of the areas of its level, held against one comparator."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from dashboard.access.viewers import Viewer
from dashboard.queries.area_views import ProfilePart, ProfileRow, ProfileView
from dashboard.queries.chart_views import Sense
from dashboard.queries.chrome import Place, chrome, place
from dashboard.queries.comparators import besides
from dashboard.queries.level_spread import (
    QUARTERS_NEED,
    LevelFigures,
    ends_of,
    read_level,
    spread_of,
)
from dashboard.queries.library import Library, Reading
from dashboard.queries.panel import WORST_FIRST, Series, read_series
from dashboard.queries.points import reason_text, value_text
from dashboard.queries.rounding import counts_said
from dashboard.queries.rules import target_words
from dashboard.queries.shown import Shown, shown_in
from dashboard.queries.views import Beside as BesideView
from dashboard.queries.views import Choice
from dashboard.queries.words import how_many, people_list, rating_words
from framework.model.comparators import Beside, Comparator
from framework.model.frameworks import Outcome
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.periods import period_from_code
from framework.model.results import Comparison
from framework.store.rows import PointRow
from indicators.judge.beside import comparator_area

_SENSES: Final = {
    Comparison.BEST: Sense.BETTER,
    Comparison.BETTER: Sense.BETTER,
    Comparison.BAND_1: Sense.BETTER,
    Comparison.WORSE: Sense.WORSE,
    Comparison.WORST: Sense.WORSE,
    Comparison.HIGHER: Sense.CHANGE,
    Comparison.HIGHEST: Sense.CHANGE,
    Comparison.LOWER: Sense.CHANGE,
    Comparison.LOWEST: Sense.CHANGE,
}
_ORDER: Final = (
    Comparison.WORST,
    Comparison.BAND_5,
    Comparison.WORSE,
    Comparison.BAND_4,
    Comparison.BAND_3,
    Comparison.SIMILAR,
    Comparison.HIGHEST,
    Comparison.LOWEST,
    Comparison.HIGHER,
    Comparison.LOWER,
    Comparison.BAND_2,
    Comparison.BETTER,
    Comparison.BAND_1,
    Comparison.BEST,
    Comparison.NOT_COMPARED,
)

_NOTHING: Final = Choice("", "", chosen=False)


def read_area_profile(
    library: Library,
    viewer: Viewer,
    month: str | None = None,
    area: str | None = None,
    beside: str | None = None,
) -> ProfileView:
    """Give every indicator of an area among the areas of its level.

    `beside` is the id of the comparator at the centre; None takes the first that the area has and that
    a figure is held against.

    Raises:
        KeyError: there is no such month, area or comparator.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        at = place(reading, viewer, month, area)
        series = read_series(reading, at)
        choices = _choices(reading, at, series, beside)
        chosen = next((one for one in choices if one.chosen), _NOTHING)
        shown = {
            one.id: shown_in(series.rows.get(one.id, ()), one, at.month, reading)
            for one in reading.framework.indicators
            if one.is_kept_at(at.area.level)
        }
        level = read_level(reading, viewer, at, shown)
        parts = tuple(_parts(reading, series, shown, level, chosen))
        return ProfileView(
            chrome=chrome(reading, viewer, at),
            lead=_lead(parts, at, chosen.label),
            field=_level_words(reading, at, level),
            beside=choices,
            notes=tuple(_notes(at, level, choices)),
            parts=parts,
        )


def _choices(reading: Reading, at: Place, series: Series, asked: str | None) -> tuple[Choice, ...]:
    """Give the comparators that the area has figures of, the one in use marked.

    Raises:
        KeyError: no indicator declares the one that is asked for.
    """
    declared: dict[str, Comparator] = {}
    for indicator in reading.framework.indicators:
        for one in indicator.compare:
            declared.setdefault(one.id, one)
    if asked is not None and asked not in declared:
        raise KeyError(asked)
    stands = [
        row
        for by_period in series.comparisons.values()
        for rows in by_period.values()
        for row in rows
        if row.value is not None
    ]
    found = {row.comparator for row in stands}
    usable = [
        one for key, one in declared.items() if key in found and one.kind is not Beside.HISTORY
    ]
    # what no figure can be held against tells little at the centre of a page
    held = {row.comparator for row in stands if row.outcome not in (None, Comparison.NOT_COMPARED)}
    first = [one.id for one in usable if one.id in held] + [one.id for one in usable]
    chosen = asked if asked in first else next(iter(first), "")
    return tuple(Choice(one.id, _title(reading, at, one), one.id == chosen) for one in usable)


def _title(reading: Reading, at: Place, comparator: Comparator) -> str:
    """Give a comparator's name for the page's area: its parent's own name, not the word parent."""
    if comparator.kind is Beside.AMONG:
        return f"The middle of {comparator.title}"
    geography = reading.framework.geography
    area = comparator_area(geography, comparator, at.area)
    return geography.by_code[area].name if area else comparator.title


def _parts(
    reading: Reading,
    series: Series,
    shown: Mapping[str, Shown],
    level: LevelFigures,
    chosen: Choice,
) -> list[ProfilePart]:
    """Give the outcomes in their order, the worst of each first; what is never rated comes last."""

    def part(title: str, keys: Sequence[str]) -> ProfilePart:
        rows = [_row(reading, series, key, shown[key], level, chosen) for key in keys]
        rows.sort(key=lambda row: (_ORDER.index(row.outcome), WORST_FIRST.index(row.rating)))
        return ProfilePart(title, tuple(rows))

    def keys_of(outcome: Outcome, *, context: bool) -> list[str]:
        return [
            key
            for key in outcome.indicators
            if key in shown and (reading.framework.indicator(key).kind is Kind.CONTEXT) is context
        ]

    outcomes = reading.framework.outcomes
    parts = [part(one.title, keys_of(one, context=False)) for one in outcomes]
    context = list(dict.fromkeys(key for one in outcomes for key in keys_of(one, context=True)))
    parts.append(part("Demand and context", context))
    return [one for one in parts if one.rows]


def _row(
    reading: Reading, series: Series, key: str, shown: Shown, level: LevelFigures, chosen: Choice
) -> ProfileRow:
    indicator, row = reading.framework.indicator(key), shown.row
    beside = _beside(reading, series, indicator, row, chosen)
    values = level.of(row)
    period = period_from_code(row.period).label if row else "No figures yet"
    outcome = beside.outcome if beside else Comparison.NOT_COMPARED
    return ProfileRow(
        id=key,
        title=indicator.title,
        period=f"{period}, late" if row and shown.late else period,
        rating=shown.rating,
        rating_words=rating_words(shown.rating, shown.reason),
        text=value_text(row, indicator) if row else "No data",
        count_text=_count_text(reading, row, indicator),
        target_text=_target_text(row, indicator),
        beside_text=f"{beside.title} {beside.text}" if beside and beside.value is not None else "",
        beside_period=beside.period if beside and beside.period != period else "",
        outcome=outcome,
        sense=_sense(outcome, beside, indicator),
        verdict=_verdict(beside),
        ends=ends_of(values, indicator),
        spread=spread_of(row, beside.value if beside else None, values, indicator),
    )


def _target_text(row: PointRow | None, indicator: Indicator) -> str:
    unrated = indicator.kind is Kind.CONTEXT or indicator.polarity is Polarity.NONE
    if row is None or row.target is None or unrated:
        return ""
    return f"Target {target_words(row, indicator)}"


def _count_text(reading: Reading, row: PointRow | None, indicator: Indicator) -> str:
    if row is None:
        return ""
    return reason_text(row, indicator) or counts_said(reading.framework, row, indicator)


def _beside(
    reading: Reading, series: Series, indicator: Indicator, row: PointRow | None, chosen: Choice
) -> BesideView | None:
    """Give the chosen comparator of a figure, or why it has none of that name, in the words of every page."""
    if row is None:
        return None
    own = [one for one in indicator.compare if one.id == chosen.value]
    why_not = [one for one in indicator.compare if one.because and one.title == chosen.label]
    only = replace(indicator, compare=tuple(own or why_not))
    rows = series.comparisons.get(indicator.id, {}).get(row.period, ())
    return next(iter(besides(reading, only, rows)), None)


def _verdict(beside: BesideView | None) -> str:
    if beside is None:
        return "Nothing to compare with"
    return beside.words[:1].upper() + beside.words[1:]


def _sense(outcome: Comparison, beside: BesideView | None, indicator: Indicator) -> Sense | None:
    """Give what the verdict means. The last of four bands is worse, as is the last of five."""
    last = outcome is Comparison.BAND_5 or (
        outcome is Comparison.BAND_4 and beside is not None and "quarter" in beside.words
    )
    found = Sense.WORSE if last else _SENSES.get(outcome)
    return Sense.CHANGE if found and not indicator.has_good_way else found


def _lead(parts: Sequence[ProfilePart], at: Place, title: str) -> str:
    """Say how the area stands in one sentence."""
    senses = Counter(
        row.sense
        for part in parts
        for row in part.rows
        if row.outcome is not Comparison.NOT_COMPARED
    )
    total = sum(senses.values())
    name = title[:1].lower() + title[1:] if title.startswith("The ") else title
    if not total:
        return f"No figure of {at.area.name} can be held against {name or 'another'} in {at.month.label}."
    words = {Sense.WORSE: "worse", Sense.BETTER: "better", None: "similar"}
    words[Sense.CHANGE] = "higher or lower"
    said = [f"{senses[one]} {text}" for one, text in words.items() if senses[one]]
    held = how_many(total, "figure is", "figures are")
    return f"{held} held against {name}: {people_list(said)}."


def _level_words(reading: Reading, at: Place, level: LevelFigures) -> str:
    if len(level.areas) < 2:
        return ""
    return f"{len(level.areas)} {reading.framework.geography.level(at.area.level).many}"


def _notes(at: Place, level: LevelFigures, choices: Sequence[Choice]) -> list[str]:
    """Say why something is not drawn, and what to do."""
    found = []
    if len(level.areas) < 2:
        found.append(
            f"No other area of its kind can be shown beside {at.area.name}, so no spread is drawn. "
            "Choose another area above to see it among its neighbours."
        )
    elif len(level.areas) < QUARTERS_NEED:
        found.append("There are too few areas to show the middle half of them.")
    if not choices:
        found.append(f"Nothing is declared that {at.area.name} can be compared with.")
    return found
