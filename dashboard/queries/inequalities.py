"""How far apart groups of people are: each indicator by one breakdown, the widest gap first."""

from collections.abc import Iterator, Mapping, Sequence

from dashboard.access.viewers import Viewer
from dashboard.queries.areas import is_comparable
from dashboard.queries.breakdowns import breakdown_parts_of
from dashboard.queries.chrome import Place, chrome, place
from dashboard.queries.comparing_views import InequalitiesView, InequalityRow
from dashboard.queries.group_gaps import Gap, gap_of, gap_words, known_groups
from dashboard.queries.library import Library, Reading
from dashboard.queries.panel import read_series
from dashboard.queries.points import reason_text, value_text
from dashboard.queries.rounding import is_rough
from dashboard.queries.shown import shown_in
from dashboard.queries.views import BreakdownRow, Choice
from dashboard.queries.words import difference, good_words, how_many
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code, same_last_year
from framework.model.results import TOTAL
from framework.store.rows import PointRow


def read_inequalities(
    library: Library,
    viewer: Viewer,
    month: str | None = None,
    area: str | None = None,
    by: str | None = None,
) -> InequalitiesView:
    """Give every indicator that is broken down by `by` (None: what most of them are broken down by).

    Raises:
        KeyError: there is no such month or area, or nothing is broken down by that.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        at = place(reading, viewer, month, area)
        choices = _choices(reading, by)
        chosen = next((one.value for one in choices if one.chosen), "")
        ordered = sorted(_rows(reading, at, chosen), key=lambda pair: -pair[0]) if chosen else []
        rows = tuple(row for _, row in ordered)
        label = next((one.label.lower() for one in choices if one.chosen), "")
        return InequalitiesView(chrome(reading, viewer, at), _lead(rows, at, label), choices, rows)


def _choices(reading: Reading, asked: str | None) -> tuple[Choice, ...]:
    """Give the single breakdowns, that of most indicators first, the chosen one marked.

    Raises:
        KeyError: nothing is broken down by what is asked for.
    """
    used: dict[str, int] = {}
    for indicator in reading.framework.indicators:
        for dimensions in indicator.by:
            if len(dimensions) == 1 and is_comparable(indicator):
                used[dimensions[0]] = used.get(dimensions[0], 0) + 1
    if asked is not None and asked not in used:
        raise KeyError(asked)
    names = sorted(used, key=lambda name: (-used[name], name))
    chosen = asked or next(iter(names), "")
    return tuple(
        Choice(name, name.replace("_", " ").capitalize(), name == chosen) for name in names
    )


def _rows(reading: Reading, at: Place, by: str) -> Iterator[tuple[float, InequalityRow]]:
    """Give the rows with how wide their gap is against the figure of everybody."""
    kept = [
        one
        for one in reading.framework.indicators
        if (by,) in one.by and is_comparable(one) and one.is_kept_at(at.area.level)
    ]
    series = read_series(reading, at)
    shown = {
        one.id: found.row
        for one in kept
        if (found := shown_in(series.rows.get(one.id, ()), one, at.month, reading)).row
    }
    groups = _groups(reading, at, by, shown)
    for indicator in kept:
        total = shown.get(indicator.id)
        if total is None or not groups.get((indicator.id, total.period)):
            continue
        yield _row(reading, indicator, total, groups)


Groups = Mapping[tuple[str, str], Sequence[PointRow]]
"""The rows of the groups of an indicator in a period."""


def _groups(reading: Reading, at: Place, by: str, shown: Mapping[str, PointRow]) -> Groups:
    now = {row.period for row in shown.values()}
    then = {same_last_year(period_from_code(code)).code for code in now}
    found: dict[tuple[str, str], list[PointRow]] = {}
    if not shown:
        return found
    for row in reading.snapshot.points(sorted(shown), [at.area.code], periods=sorted(now | then)):
        name, _, _ = row.breakdown.partition("=")
        if row.breakdown != TOTAL and name == by and ";" not in row.breakdown:
            found.setdefault((row.indicator, row.period), []).append(row)
    return found


def _row(
    reading: Reading, indicator: Indicator, total: PointRow, groups: Groups
) -> tuple[float, InequalityRow]:
    own = groups[indicator.id, total.period]
    gap = gap_of(own)
    then = gap_of(
        groups.get((indicator.id, same_last_year(period_from_code(total.period)).code), ())
    )
    hidden = [row for row in own if row.value is None]
    rough = any(is_rough(reading.framework, row, indicator) for row in known_groups(own))
    words = InequalityRow(
        id=indicator.id,
        title=indicator.title,
        good=good_words(indicator),
        period=period_from_code(total.period).label,
        total_text=value_text(total, indicator),
        total=total.value,
        groups=_in_order(reading, indicator, own),
        gap_text=gap_words(gap, indicator, groups=len(known_groups(own)), rough=rough),
        then_text=_then_words(gap, then, indicator),
        hidden_text=_hidden_words(hidden, indicator),
    )
    return _width(gap, total), words


def _in_order(
    reading: Reading, indicator: Indicator, rows: Sequence[PointRow]
) -> tuple[BreakdownRow, ...]:
    return tuple(row for part in breakdown_parts_of(reading, indicator, rows) for row in part.rows)


def _width(gap: Gap | None, total: PointRow) -> float:
    if gap is None or not total.value:
        return 0.0
    return gap.size / abs(total.value)


def _then_words(gap: Gap | None, then: Gap | None, indicator: Indicator) -> str:
    """Say how far apart the furthest were a year before. Whether that is more than chance is not told."""
    if gap is None or then is None:
        return ""
    return f"A year before, the furthest were {difference(then.size, indicator)} apart"


def _hidden_words(hidden: Sequence[PointRow], indicator: Indicator) -> str:
    reasons = {reason_text(row, indicator) for row in hidden}
    if not hidden:
        return ""
    groups = how_many(len(hidden), "group has", "groups have")
    return f"{groups} no figure: {'; '.join(sorted(reasons))}"


def _lead(rows: Sequence[InequalityRow], at: Place, by: str) -> str:
    if not by:
        return "No indicator is broken down by groups of people."
    if not rows:
        return f"No figure of {at.area.name} can be shown by {by} in {at.month.label}."
    many = how_many(len(rows), "indicator", "indicators")
    return f"{many} by {by}, those whose groups stand furthest apart first."
