"""A few chosen areas beside one another, indicator by indicator."""

from collections.abc import Iterator, Mapping, Sequence

from dashboard.access.viewers import Role, Viewer, require
from dashboard.queries.areas import area_bar, is_comparable
from dashboard.queries.changes import apart_words
from dashboard.queries.chrome import Place, alike, choosable, chrome, outcome_choices, place
from dashboard.queries.comparing_views import ComparedPart, ComparedRow, CompareView
from dashboard.queries.library import Library, Reading
from dashboard.queries.panel import read_series
from dashboard.queries.rules import target_words
from dashboard.queries.shown import shown_in
from dashboard.queries.views import Choice
from dashboard.queries.words import difference, good_words, people_list, rounds_away
from framework.model.areas import Area
from framework.model.indicators import Indicator, Polarity
from framework.model.periods import period_from_code
from framework.model.results import TOTAL
from framework.store.rows import PointRow

OTHERS = 3
"""How many areas may stand beside the page's own: four bars are still told apart at a glance."""

Found = Mapping[tuple[str, str], PointRow]


def read_compared_areas(
    library: Library,
    viewer: Viewer,
    month: str | None = None,
    area: str | None = None,
    others: Sequence[str] = (),
    outcome: str = "",
) -> CompareView:
    """Give every indicator of an area, or of one outcome, beside the same of up to three others.

    All are of the area's own period.

    Where no other is asked for, the first two that the area's selector offers are taken.

    Raises:
        KeyError: there is no such month, area or outcome.
        PermissionDeniedError: the viewer may not see one of the areas.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        at = place(reading, viewer, month, area)
        offered = [one for one in _offered(reading, viewer, at) if one != at.area]
        asked = [code for code in dict.fromkeys(others) if code != at.area.code][:OTHERS]
        for code in asked:
            require(viewer, Role.BOARD_MEMBER, code)
        by_code = reading.framework.geography.by_code
        beside = [by_code[code] for code in asked] or offered[:2]
        choices = outcome_choices(reading, outcome)
        parts = tuple(_parts(reading, at, [at.area, *beside], outcome))
        return CompareView(
            chrome=chrome(reading, viewer, at),
            lead=_lead(at, beside, parts),
            areas=tuple(one.name for one in (at.area, *beside)),
            others=tuple(_selectors(beside, offered)),
            parts=parts,
            outcomes=choices,
        )


def _offered(reading: Reading, viewer: Viewer, at: Place) -> tuple[Area, ...]:
    """Give the areas of the page's own level that may be seen, then the rest of the page's selector."""
    beside = alike(reading, viewer, at.area.level)
    return tuple(dict.fromkeys((*beside, *choosable(reading, viewer, at.area))))


def _selectors(beside: Sequence[Area], offered: Sequence[Area]) -> Iterator[tuple[Choice, ...]]:
    for place_of in range(OTHERS):
        chosen = beside[place_of] if place_of < len(beside) else None
        areas = dict.fromkeys((*offered, *beside))
        none = Choice("", "Nobody else", chosen is None)
        yield (none, *(Choice(one.code, one.name, one == chosen) for one in areas))


def _parts(
    reading: Reading, at: Place, areas: Sequence[Area], asked: str
) -> Iterator[ComparedPart]:
    """Give the outcomes in their order, or one; an indicator stands under the first that names it."""
    series = read_series(reading, at)
    shown = {
        key: row.period
        for key, rows in series.rows.items()
        if (row := shown_in(rows, reading.framework.indicator(key), at.month, reading).row)
    }
    found = _found(reading, areas, shown)
    seen: set[str] = set()
    for outcome in reading.framework.outcomes:
        if asked not in ("", outcome.id):
            continue
        keys = [key for key in outcome.indicators if key in shown and key not in seen]
        seen.update(keys)
        held = tuple(
            _row(reading, reading.framework.indicator(key), areas, (found, shown[key]), at)
            for key in keys
        )
        if held:
            yield ComparedPart(outcome.title, held)


def _found(reading: Reading, areas: Sequence[Area], shown: Mapping[str, str]) -> Found:
    rows = reading.snapshot.points(
        sorted(shown),
        [one.code for one in areas],
        breakdowns=[TOTAL],
        periods=sorted(set(shown.values())),
    )
    return {(row.indicator, row.area): row for row in rows if row.period == shown[row.indicator]}


def _row(
    reading: Reading,
    indicator: Indicator,
    areas: Sequence[Area],
    shown: tuple[Found, str],
    at: Place,
) -> ComparedRow:
    found, period = shown
    rows = [found.get((indicator.id, one.code)) for one in areas]
    targets = {row.target for row in rows if row}
    own = rows[0]
    one_target = len(targets) == 1 and own is not None and own.target is not None
    return ComparedRow(
        id=indicator.id,
        title=indicator.title,
        good=good_words(indicator),
        period=period_from_code(period).label,
        bars=tuple(
            area_bar(reading, area, row, indicator, at)
            for area, row in zip(areas, rows, strict=True)
        ),
        differences=tuple(_differences(reading, indicator, areas, rows)),
        target=own.target if one_target and own else None,
        target_text=target_words(own, indicator) if one_target and own else "",
    )


def _differences(
    reading: Reading,
    indicator: Indicator,
    areas: Sequence[Area],
    rows: Sequence[PointRow | None],
) -> Iterator[str]:
    """Say how each further area stands to the first. Counts of areas of other sizes are not compared."""
    own = rows[0]
    if not is_comparable(indicator):
        yield "Counts of areas of different size are not compared."
        return
    if own is None or own.value is None:
        return
    for area, row in zip(areas[1:], rows[1:], strict=True):
        if row is not None and row.value is not None:
            words = _difference(indicator, own, row)
            if words != _SAME and not _one_lies_in_other(reading, areas[0], area):
                words += _chance(own, row)
            yield f"{area.name} is {words}."


_SAME = "the same once rounded"


def _difference(indicator: Indicator, own: PointRow, row: PointRow) -> str:
    away = (row.value or 0.0) - (own.value or 0.0)
    if rounds_away(away, indicator):
        return _SAME
    size = difference(away, indicator)
    higher = away > 0
    words = f"{size} {'higher' if higher else 'lower'}"
    if indicator.has_good_way:
        words += ", better" if higher is (indicator.polarity is Polarity.HIGH) else ", worse"
    return words


def _one_lies_in_other(reading: Reading, one: Area, other: Area) -> bool:
    """Say whether two areas share people: then chance does not hold their figures apart."""
    above = reading.framework.geography.ancestors_of
    return one.code in above(other.code) or other.code in above(one.code)


def _chance(own: PointRow, row: PointRow) -> str:
    low, high = sorted((own, row), key=lambda one: one.value or 0.0)
    words = apart_words(low.upper, high.lower)
    return words and f"; {words}"


def _lead(at: Place, beside: Sequence[Area], parts: Sequence[ComparedPart]) -> str:
    if not beside:
        return (
            f"No other area can be shown beside {at.area.name}. Ask your performance officer "
            "to declare its neighbours, with figures of their own: then they can be chosen here."
        )
    names = people_list([one.name for one in beside])
    if not parts:
        return f"No indicator has figures of {at.area.name}."
    return f"{at.area.name} beside {names}, each figure of the period that {at.area.name} shows."
