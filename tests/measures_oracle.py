"""A slow, plain reading of what measures mean, in fractions: what the engine is held against.

It looks at every row for every area, breakdown and period, and shares no code with the engine but
the words of framework.model.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from framework.model.areas import NOT_KNOWN, Geography
from framework.model.expressions import (
    All,
    And,
    Expression,
    IsNull,
    Not,
)
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.measures import (
    Count,
    Distinct,
    Mean,
    Measure,
    Median,
    Percentile,
    Proportion,
    Rate,
    Ratio,
    RatioPart,
    Total,
    When,
)
from framework.model.periods import Basis, Period, step
from framework.model.sources import Source
from tests.row_meaning import Row, evaluate

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Expected:
    """What a result must hold. Fractions are exact; None is a null.

    A series is stored when some of its results are `there`.
    """

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None
    cases: int | None = None
    spread: Fraction | None = None
    there: bool = False


# Places and periods ----------------------------------------------------------------------------


def lies_in(code: str, area: str, geography: Geography, home: str) -> bool:
    if code == NOT_KNOWN:
        return area == home
    parents = [one.parent for one in geography.memberships if one.child == code]
    return code == area or any(lies_in(parent, area, geography, home) for parent in parents)


def months(first: date, last: date) -> set[date]:
    found, day = set(), first.replace(day=1)
    while day <= last:
        found.add(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found


def covered_months(source: Source, rows: Sequence[Row], cutoff: date) -> set[date]:
    """Give the months from the first to the last dated row that ended by the cutoff.

    Rows of later months say nothing of those before them, and of the first rows, up to one in ten,
    none that lie more than ten years before the next.
    """
    dates = [row[source.dated or ""] for row in rows if row.get(source.dated or "")]
    if not dates:
        return set()
    after = cutoff + timedelta(days=1)
    known = sorted(day for day in dates if day.replace(day=1) <= cutoff) or sorted(dates)
    first = known[0]
    for before, (one, other) in enumerate(pairwise(known), start=1):
        silent = (other.year - one.year) * 12 + other.month - one.month - 1
        if silent > 120 and before * 10 <= len(known):
            first = other
    return {month for month in months(first, known[-1]) if month < after.replace(day=1)}


def periods_of(
    indicator: Indicator, covered: set[date], cutoff: date, followed: set[date]
) -> list[Period]:
    """Give the periods all of whose counted months are covered and that ended by the cutoff.

    With a wait, the months of the wait after a period must be among those that are followed.
    """
    wait = indicator.measure.when.wait  # type: ignore[union-attr]
    period = step(indicator.period_of(min(covered)), -2)
    found = []
    while period.start <= max(covered):
        needed = months(*_span(period))
        begun = period.covers[0] <= period.start  # nothing is cumulative before its fixed start
        after = {_months_later(period.last_day.replace(day=1), 1 + more) for more in range(wait)}
        seen = not wait or max(after) <= max(followed, default=date.min)
        if begun and needed <= covered and period.last_day <= cutoff and seen:
            found.append(period)
        period = step(period, 1)
    return found


def _months_later(first_of_month: date, count: int) -> date:
    for _ in range(count):
        first_of_month = (first_of_month + timedelta(days=32)).replace(day=1)
    return first_of_month


def _span(period: Period) -> tuple[date, date]:
    if period.basis is Basis.AT_END:
        return period.last_day.replace(day=1), period.last_day
    first, after = period.covers
    return first, after - timedelta(days=1)


# Measures --------------------------------------------------------------------------------------


def expected(
    framework: Framework,
    indicator: Indicator,
    rows: Sequence[Row],
    cutoff: date,
    people: Sequence[Row] = (),
    followed: set[date] | None = None,
) -> dict[Key, Expected]:
    """Give every result of an indicator of events; `followed` are the months that windows look into."""
    source = framework.source(indicator.source)
    covered = covered_months(source, rows, cutoff)
    if not covered:
        return {}
    periods = periods_of(indicator, covered, cutoff, covered if followed is None else followed)
    found: dict[Key, Expected] = {}
    for area, text, chosen in _series(framework, indicator, (*rows, *people)):

        def inside(row: Row, area: str = area, chosen: Any = chosen) -> bool:
            return chosen(row) and lies_in(
                row["area"], area, framework.geography, framework.home_area
            )

        mine, living = [row for row in rows if inside(row)], [row for row in people if inside(row)]
        line = {}
        for period in periods:
            counted = [row for row in mine if _counts(indicator, row, source, period)]
            one = _measure(indicator.measure, counted, source, period, living)
            line[area, text, period.code] = one
        if any(one.there for one in line.values()):
            found |= line
    return found


def _series(
    framework: Framework, indicator: Indicator, rows: Sequence[Row]
) -> Iterator[tuple[str, str, Any]]:
    levels = [level.id for level in framework.geography.levels]
    for area in framework.geography.areas:
        if not indicator.levels or area.level in indicator.levels:
            yield area.code, "", lambda _row: True
    for area, names in product(framework.geography.areas, indicator.by):
        if area.level not in (indicator.by_levels or levels[1:]):
            continue
        # People of a population are members too, whether or not they have a case.
        members = {tuple(row.get(name) or "Not known" for name in names) for row in rows}
        for member in members:
            text = ";".join(f"{name}={one}" for name, one in zip(names, member, strict=True))

            def chosen(row: Row, names: Any = names, member: Any = member) -> bool:
                return bool(tuple(row.get(name) or "Not known" for name in names) == member)

            yield area.code, text, chosen


def _counts(indicator: Indicator, row: Row, source: Source, period: Period) -> bool:
    when: When = indicator.measure.when  # type: ignore[union-attr]
    first, last = _span(period)
    if when.open_from:
        opened, closed = row.get(when.open_from), row.get(when.open_to or "")
        return opened is not None and opened <= last and (closed is None or closed > last)
    day = row.get(when.dated or source.dated or "")
    return day is not None and first <= day <= last


@dataclass(frozen=True)
class Look:
    """The rows of one series and period, and the questions that measures put to them."""

    rows: Sequence[Row]
    source: Source
    end: date

    def meeting(self, condition: Expression) -> list[Row]:
        return [row for row in self.rows if evaluate(condition, row, self.source, self.end) is True]

    def count(self, condition: Expression) -> Fraction:
        return Fraction(len(self.meeting(condition)))

    def numbers(self, of: Expression, where: Expression) -> list[Fraction]:
        found = [evaluate(of, row, self.source, self.end) for row in self.meeting(where)]
        return sorted(one for one in found if one is not None)

    def side(self, part: RatioPart) -> tuple[Fraction | None, int | None]:
        """Give a sum and its cases. Rows without a number sum to nothing that is known."""
        if part.of is None:
            return self.count(part.where), None
        found = self.numbers(part.of, part.where)
        unknown = self.meeting(part.where) and not found
        return None if unknown else sum(found, Fraction()), len(found)


def _measure(
    measure: Measure, rows: Sequence[Row], source: Source, period: Period, people: Sequence[Row]
) -> Expected:
    look = Look(rows, source, period.last_day)
    match measure:
        case Count(where):
            count = look.count(where)
            return Expected(count, there=count > 0)
        case Distinct(of, where):
            held = {row.get(of) for row in look.meeting(where)} - {None}
            return Expected(Fraction(len(held)), there=bool(held))
        case Proportion(over, under):
            base = look.count(under)
            return Expected(look.count(And((over, under))), base, there=base > 0)
        case Rate(over, part):
            known = _people(part.year, people, period)
            return Expected(look.count(over), known, there=known is not None)
        case Mean(of, where):
            return _mean(look.numbers(of, where))
        case Median(of, where):
            return _percentile(look.numbers(of, where), Fraction(1, 2))
        case Percentile(of, at, where):
            return _percentile(look.numbers(of, where), Fraction(at) / 100)
        case Total(of, where):
            total, cases = look.side(RatioPart(of, where))
            return Expected(value=total, cases=cases, there=bool(look.meeting(where)))
    return _ratio(look, measure)


def _ratio(look: Look, measure: Any) -> Expected:
    (over, a), (under, b) = look.side(measure.numerator), look.side(measure.denominator)
    cases = [one for one in (a, b) if one is not None]
    return Expected(over, under, cases=min(cases, default=None), there=over != 0 or under != 0)


def _percentile(found: Sequence[Fraction], share: Fraction) -> Expected:
    if not found:
        return Expected(cases=0)
    place = (len(found) - 1) * share
    low = found[int(place)]
    high = found[min(int(place) + 1, len(found) - 1)]
    return Expected(value=low + (high - low) * (place - int(place)), cases=len(found), there=True)


def _mean(found: Sequence[Fraction]) -> Expected:
    if not found:
        return Expected(cases=0)
    mean = sum(found, Fraction()) / len(found)
    spread = sum(((one - mean) ** 2 for one in found), Fraction())
    return Expected(value=mean, cases=len(found), spread=spread, there=True)


def _people(year: str, people: Sequence[Row], period: Period) -> Fraction | None:
    """People of the newest mid-year estimate not after the period's end, or that of its year."""
    years = {int(row["period"]) for row in people}
    wanted = (
        [y for y in years if y == period.last_day.year]
        if year == "same"
        else [y for y in years if date(y, 6, 30) <= period.last_day]
    )
    if not wanted:
        return None
    return Fraction(sum(row["people"] for row in people if int(row["period"]) == max(wanted)))


def matched(
    framework: Framework, indicator: Indicator, rows: Sequence[Row], cutoff: date
) -> dict[str, int]:
    """Give how many rows met an indicator's conditions, and how many of them lie nowhere."""
    source = framework.source(indicator.source)
    covered = covered_months(source, rows, cutoff)
    if not covered:
        return dict.fromkeys((f"numerator_{word}" for word in ("true", "false", "unknown")), 0) | {
            "denominator_true": 0,
            "outside": 0,
            "rows": 0,
        }
    last = max(covered)
    end = (last + timedelta(days=32)).replace(day=1) - timedelta(days=1)

    def judged(condition: Expression, among: Sequence[Row]) -> dict[bool | None, list[Row]]:
        found: dict[bool | None, list[Row]] = {True: [], False: [], None: []}
        for row in among:
            found[evaluate(condition, row, source, end)].append(row)
        return found

    numerator, denominator = _conditions(indicator)
    base = judged(denominator, rows)[True]
    inside = isinstance(indicator.measure, Proportion)
    told = judged(numerator, base if inside else rows)
    counted = base if inside and not isinstance(denominator, All) else told[True]
    return {
        "numerator_true": len(told[True]),
        "numerator_false": len(told[False]),
        "numerator_unknown": len(told[None]),
        "denominator_true": len(base),
        "outside": sum(not _lies_somewhere(indicator, row, source, covered) for row in counted),
        "rows": len(rows),
    }


def _conditions(indicator: Indicator) -> tuple[Expression, Expression]:
    match indicator.measure:
        case Proportion(numerator, denominator):
            return numerator, denominator
        case Rate(numerator):
            return numerator, All()
        case Ratio(over, under):
            return _with_number(over), _with_number(under)
        case other:
            return other.where, All()


def _with_number(part: RatioPart) -> Expression:
    return part.where if part.of is None else And((part.where, Not(IsNull(part.of))))


def _lies_somewhere(indicator: Indicator, row: Row, source: Source, covered: set[date]) -> bool:
    when: When = indicator.measure.when  # type: ignore[union-attr]
    day = row.get(when.open_from or when.dated or source.dated or "")
    if day is None:
        return False
    if when.open_from:
        return bool(day.replace(day=1) <= max(covered))
    return day.replace(day=1) in covered
