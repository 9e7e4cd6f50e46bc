"""An area beside its neighbours in one period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from dashboard.access.viewers import Viewer
from dashboard.queries.chrome import Place
from dashboard.queries.comparators import rank_words
from dashboard.queries.library import Reading
from dashboard.queries.never_counted import is_nought
from dashboard.queries.points import note_text, rating_of, value_text
from dashboard.queries.rounding import counts_said
from dashboard.queries.views import AreaBar
from dashboard.queries.words import figure, interval
from framework.model.areas import NOT_KNOWN, Area
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import Count, Distinct, Total
from framework.model.periods import Period, period_from_code
from framework.model.results import TOTAL, Rating
from framework.store.rows import PointRow

_RANKS_NEED: Final = 3
"""Of two areas nobody needs to be told which is the first."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Areas that belong beside one another, with the area they lie in.

    `target` is the one that all of them are held to, None when each has its own.
    """

    title: str
    bars: tuple[AreaBar, ...]
    parent_value: float | None
    parent_text: str
    target: float | None = None
    sizes: Mapping[str, float] = field(default_factory=dict)  # denominators by area code
    period: str = ""  # of which the bars are


def bars(
    reading: Reading, viewer: Viewer, indicator: Indicator, at: Place, row: PointRow | None
) -> Neighbours:
    """Give what lies in the page's area or, where nothing does, the area among its neighbours."""
    parent, areas = neighbours(reading, at.area, indicator)
    visible = [area for area in areas if viewer.may_see(area.code)]
    if parent is None or not visible:
        return Neighbours("", (), None, "")
    code = row.period if row else _newest(reading, indicator, visible, at)
    if not code:
        return Neighbours("", (), None, "")
    period = period_from_code(code)
    rows = {
        found.area: found
        for found in reading.snapshot.points(
            indicators=[indicator.id],
            areas=[parent.code, *(area.code for area in visible)],
            breakdowns=[TOTAL],
            periods=[code],
        )
    }
    # A county's count is no line to hold its districts' counts against.
    above = rows.get(parent.code) if is_comparable(indicator) else None
    level = reading.framework.geography.level(visible[0].level)
    found = [area_bar(reading, one, rows.get(one.code), indicator, at, period) for one in visible]
    return Neighbours(
        title=f"{level.many[:1].upper()}{level.many[1:]} of {parent.name}",
        bars=_worst_first(found, indicator),
        parent_value=above.value if above else None,
        parent_text=_named(parent, above, indicator),
        target=_shared_target([rows[area.code] for area in visible if area.code in rows]),
        sizes={one.area: one.denominator for one in rows.values() if one.denominator},
        period=period.label,
    )


def _worst_first(found: Sequence[AreaBar], indicator: Indicator) -> tuple[AreaBar, ...]:
    """Order areas by their figures and say each one's place; those without a figure come last.

    Counts of areas of different size have no order, and neither has what is best close to a plan. Areas
    whose figures read the same share a place.
    """
    known = [one for one in found if one.value is not None]
    if (
        len(known) < _RANKS_NEED
        or not is_comparable(indicator)
        or indicator.polarity is Polarity.PLAN
    ):
        return tuple(found)
    judged = indicator.kind is not Kind.CONTEXT and indicator.polarity is Polarity.HIGH
    known.sort(key=lambda one: one.value or 0.0, reverse=judged)
    alike = [one.text for one in known]

    def place(one: AreaBar) -> str:
        words = rank_words(indicator, alike.index(one.text) + 1, len(known))
        return f"equal {words}" if alike.count(one.text) > 1 else words

    ranked = [replace(one, rank_text=place(one)) for one in reversed(known)]
    return (*ranked, *(one for one in found if one.value is None))


def _named(area: Area, row: PointRow | None, indicator: Indicator) -> str:
    value = row.value if row else None
    return "" if value is None else f"{area.name} {figure(value, indicator)}"


def _newest(reading: Reading, indicator: Indicator, areas: Sequence[Area], at: Place) -> str:
    """Give the last ended period of which some of the areas have a row: theirs may be the only ones."""
    found = [
        period_from_code(one.period)
        for one in reading.snapshot.points(
            [indicator.id], [area.code for area in areas], breakdowns=[TOTAL]
        )
    ]
    ended = [one for one in found if one.end <= at.month.end]
    return max(ended, key=lambda one: one.end).code if ended else ""


def _shared_target(rows: Sequence[PointRow]) -> float | None:
    targets = {row.target for row in rows}
    return targets.pop() if len(targets) == 1 else None


def is_comparable(indicator: Indicator) -> bool:
    """Say whether a value of the whole can be held beside those of its parts."""
    return not isinstance(indicator.measure, Count | Distinct | Total)


def neighbours(
    reading: Reading, area: Area, indicator: Indicator
) -> tuple[Area | None, tuple[Area, ...]]:
    """Give the parent and its parts: the area's own, or those among which it stands."""
    own = _parts(reading, area, indicator)
    if own:
        return area, own
    for code in reading.framework.geography.parents_of(area.code):
        parent = reading.framework.geography.by_code[code]
        beside = _parts(reading, parent, indicator)
        if area in beside:
            return parent, beside
    return None, ()


def _parts(reading: Reading, area: Area, indicator: Indicator) -> tuple[Area, ...]:
    """Give the parts of an area at the coarsest level below it at which figures are kept."""
    geography = reading.framework.geography
    parts = [
        geography.by_code[code] for code in geography.children_of(area.code) if code != NOT_KNOWN
    ]
    kept = [one for one in parts if indicator.is_kept_at(one.level)]
    order = {level.id: at for at, level in enumerate(geography.levels)}
    main = max((order[one.level] for one in kept), default=None)
    return tuple(one for one in kept if order[one.level] == main)


def area_bar(
    reading: Reading,
    area: Area,
    row: PointRow | None,
    indicator: Indicator,
    at: Place,
    period: Period | None = None,
) -> AreaBar:
    """Give an area's figure as a bar. `period` is given where not having been counted is a figure too."""
    if row is None:
        nought = period is not None and is_nought(reading, indicator, area.code, period)
        return AreaBar(
            code=area.code,
            name=area.name,
            chosen=area.code == at.area.code,
            value=0.0 if nought else None,
            lower=None,
            upper=None,
            text=figure(0.0, indicator) if nought else "No data",
            count_text="",
            interval_text="",
            rating=Rating.NOT_RATED,
            note="nothing counted so far" if nought else "no data for this period",
        )
    return AreaBar(
        code=area.code,
        name=area.name,
        chosen=area.code == at.area.code,
        value=row.value,
        lower=row.lower,
        upper=row.upper,
        text=value_text(row, indicator),
        count_text=counts_said(reading.framework, row, indicator),
        interval_text=interval(row.lower, row.upper, indicator),
        rating=rating_of(row),
        note=note_text(row, indicator),
    )
