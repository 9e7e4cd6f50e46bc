"""An area's figures among those of the areas of its level, held against one comparator."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import quantiles
from typing import Final

from dashboard.access.viewers import Viewer
from dashboard.queries.area_views import ProfilePart, ProfileRow, ProfileView, Spread
from dashboard.queries.cards import Shown, shown_in
from dashboard.queries.chart_views import Sense
from dashboard.queries.chrome import Place, chrome, place
from dashboard.queries.comparators import besides
from dashboard.queries.library import Library, Reading
from dashboard.queries.panel import WORST_FIRST, Series, read_series
from dashboard.queries.points import reason_text, value_text
from dashboard.queries.rules import target_words
from dashboard.queries.views import Beside as BesideView
from dashboard.queries.views import Choice
from dashboard.queries.words import counts, figure, how_many, people_list, rating_words
from framework.model.areas import NOT_KNOWN, Area
from framework.model.comparators import Beside, Comparator
from framework.model.frameworks import Outcome
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.periods import period_from_code
from framework.model.results import TOTAL, Comparison
from framework.store.rows import PointRow
from indicators.judge.beside import comparator_area

QUARTERS_NEED: Final = 4
"""Below that many areas a middle half says nothing. Source: Fingertips shows none of 3 or fewer."""

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


@dataclass(frozen=True, slots=True)
class _Field:
    """The areas of a level that may be seen, with their values by indicator and period."""

    areas: tuple[Area, ...]
    values: Mapping[tuple[str, str], Sequence[float]]


def read_area_profile(
    library: Library,
    viewer: Viewer,
    month: str | None = None,
    area: str | None = None,
    beside: str | None = None,
) -> ProfileView:
    """Give every indicator of an area among the areas of its level.

    `beside` is the id of the comparator at the centre; None takes the first that the area has.

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
            if not one.levels or at.area.level in one.levels
        }
        field = _field(reading, viewer, at, shown)
        parts = tuple(_parts(reading, series, shown, field, chosen))
        return ProfileView(
            chrome=chrome(reading, viewer, at),
            lead=_lead(parts, at, chosen.label),
            field=_field_words(reading, at, field),
            beside=choices,
            notes=tuple(_notes(at, field, choices)),
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
    found = Counter(
        row.comparator
        for by_period in series.comparisons.values()
        for rows in by_period.values()
        for row in rows
        if row.value is not None
    )
    usable = [one for key, one in declared.items() if found[key] and one.kind is not Beside.HISTORY]
    chosen = asked if any(one.id == asked for one in usable) else usable[0].id if usable else ""
    return tuple(Choice(one.id, _title(reading, at, one), one.id == chosen) for one in usable)


def _title(reading: Reading, at: Place, comparator: Comparator) -> str:
    """Give a comparator's name for the page's area: its parent's own name, not the word parent."""
    if comparator.kind is Beside.AMONG:
        return f"The middle of {comparator.title}"
    geography = reading.framework.geography
    area = comparator_area(geography, comparator, at.area)
    return geography.by_code[area].name if area else comparator.title


def _field(reading: Reading, viewer: Viewer, at: Place, shown: Mapping[str, Shown]) -> _Field:
    """Read what the areas of the level have in the periods that the area itself shows."""
    areas = tuple(
        one
        for one in reading.framework.geography.areas
        if one.level == at.area.level and one.code != NOT_KNOWN and viewer.may_see(one.code)
    )
    wanted = {(key, one.row.period) for key, one in shown.items() if one.row}
    if len(areas) < 2 or not wanted:
        return _Field(areas, {})
    rows = reading.snapshot.points(
        sorted({key for key, _ in wanted}),
        [one.code for one in areas],
        breakdowns=[TOTAL],
        periods=sorted({period for _, period in wanted}),
    )
    values: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        if row.value is not None and (row.indicator, row.period) in wanted:
            values.setdefault((row.indicator, row.period), []).append(row.value)
    return _Field(areas, values)


def _parts(
    reading: Reading,
    series: Series,
    shown: Mapping[str, Shown],
    field: _Field,
    chosen: Choice,
) -> list[ProfilePart]:
    """Give the outcomes in their order, the worst of each first; what is never rated comes last."""

    def part(title: str, keys: Sequence[str]) -> ProfilePart:
        rows = [_row(reading, series, key, shown[key], field, chosen) for key in keys]
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
    reading: Reading, series: Series, key: str, shown: Shown, field: _Field, chosen: Choice
) -> ProfileRow:
    indicator, row = reading.framework.indicator(key), shown.row
    beside = _beside(reading, series, indicator, row, chosen)
    values = field.values.get((key, row.period), ()) if row else ()
    neither = _neither_is_good(indicator)
    spread = _spread(row, beside, values, turned=indicator.polarity is Polarity.LOW and not neither)
    period = period_from_code(row.period).label if row else "No figures yet"
    outcome = beside.outcome if beside else Comparison.NOT_COMPARED
    return ProfileRow(
        id=key,
        title=indicator.title,
        period=f"{period}, late" if row and shown.late else period,
        rating=shown.rating,
        rating_words=rating_words(shown.rating, shown.reason),
        text=value_text(row, indicator) if row else "No data",
        count_text=_count_text(row, indicator),
        target_text=_target_text(row, indicator),
        beside_text=f"{beside.title} {beside.text}" if beside and beside.value is not None else "",
        beside_period=beside.period if beside and beside.period != period else "",
        outcome=outcome,
        sense=_sense(outcome, beside, neither=neither),
        verdict=_verdict(beside),
        ends=_ends(values, indicator, neither=neither),
        spread=spread,
    )


def _neither_is_good(indicator: Indicator) -> bool:
    judged = (Polarity.HIGH, Polarity.LOW)
    return indicator.kind is Kind.CONTEXT or indicator.polarity not in judged


def _target_text(row: PointRow | None, indicator: Indicator) -> str:
    unrated = indicator.kind is Kind.CONTEXT or indicator.polarity is Polarity.NONE
    if row is None or row.target is None or unrated:
        return ""
    return f"Target {target_words(row, indicator)}"


def _count_text(row: PointRow | None, indicator: Indicator) -> str:
    if row is None:
        return ""
    return reason_text(row, indicator) or counts(row.numerator, row.denominator, indicator)


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


def _sense(outcome: Comparison, beside: BesideView | None, *, neither: bool) -> Sense | None:
    """Give what the verdict means. The last of four bands is worse, as is the last of five."""
    last = outcome is Comparison.BAND_5 or (
        outcome is Comparison.BAND_4 and beside is not None and "quarter" in beside.words
    )
    found = Sense.WORSE if last else _SENSES.get(outcome)
    return Sense.CHANGE if found and neither else found


def _spread(
    row: PointRow | None,
    beside: BesideView | None,
    values: Sequence[float],
    *,
    turned: bool,
) -> Spread | None:
    """Give what is drawn: nothing without a centre, or where no other area has a figure.

    Quarters are quantiles of R's type 7, as in Fingertips.
    """
    if row is None or beside is None or beside.value is None or len(values) < 2:
        return None
    enough = len(values) >= QUARTERS_NEED
    lower, _, upper = quantiles(values, n=4, method="inclusive") if enough else (None, None, None)
    return Spread(min(values), max(values), beside.value, row.value, lower, upper, turned)


def _ends(
    values: Sequence[float], indicator: Indicator, *, neither: bool
) -> tuple[tuple[str, str], ...]:
    """Give the ends of the field; a comparator is not needed to know them."""
    if len(values) < 2:
        return ()
    low, high = figure(min(values), indicator), figure(max(values), indicator)
    if neither:
        return ("Lowest", low), ("Highest", high)
    turned = indicator.polarity is Polarity.LOW
    return ("Worst", high if turned else low), ("Best", low if turned else high)


def _lead(parts: Sequence[ProfilePart], at: Place, title: str) -> str:
    """Say how the area stands in one sentence."""
    senses = Counter(
        row.sense
        for part in parts
        for row in part.rows
        if row.outcome is not Comparison.NOT_COMPARED
    )
    total = sum(senses.values())
    if not total:
        return f"No figure of {at.area.name} can be held against another in {at.month.label}."
    words = {Sense.WORSE: "worse", Sense.BETTER: "better", None: "similar"}
    words[Sense.CHANGE] = "higher or lower"
    said = [f"{senses[one]} {text}" for one, text in words.items() if senses[one]]
    held = how_many(total, "figure is", "figures are")
    name = title[:1].lower() + title[1:] if title.startswith("The ") else title
    return f"{held} held against {name}: {people_list(said)}."


def _field_words(reading: Reading, at: Place, field: _Field) -> str:
    if len(field.areas) < 2:
        return ""
    level = next(o for o in reading.framework.geography.levels if o.id == at.area.level)
    return f"{len(field.areas)} {level.many}"


def _notes(at: Place, field: _Field, choices: Sequence[Choice]) -> list[str]:
    """Say why something is not drawn, and what to do."""
    found = []
    if len(field.areas) < 2:
        found.append(
            f"No other area of its kind can be shown beside {at.area.name}, so no spread is drawn. "
            "Choose another area above to see it among its neighbours."
        )
    elif len(field.areas) < QUARTERS_NEED:
        found.append("There are too few areas to show the middle half of them.")
    if not choices:
        found.append(f"Nothing is declared that {at.area.name} can be compared with.")
    return found
