"""Results by the boundaries of their time: each period by the hierarchy of its own last day.

The rows are counted once for every span in which the hierarchy stood still, and of each count the
periods are kept that end in its span. Boundaries change seldom, so that is a few counts, of the
indicators that ask for it only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import polars as pl

from framework.model.areas import Geography, Membership
from framework.model.frameworks import Framework
from framework.model.periods import period_from_code


def spans_of_boundaries(framework: Framework) -> Iterator[tuple[date, date, Framework]]:
    """Give the spans in which the hierarchy stood still: first day, the day after, and how it stood."""
    geography = framework.geography
    days = [date.min, *_days_of_change(geography), date.max]
    for begins, ends in pairwise(days):
        yield begins, ends, replace(framework, geography=as_stood(geography, begins))


def as_stood(geography: Geography, day: date) -> Geography:
    """Give the geography as it stood on a day.

    An area that then lay in nothing lies where it first lay: rows may carry a code from before
    its first day, and they count in the totals all the same. A new code for the same place moves no
    boundary, so renames of later days hold too, also in who lay in whom, and the place has one series.
    """
    standing = geography.as_at(day)
    later = _later_codes(geography, day)
    held = [m for m in standing.memberships if m.valid_to is None]
    stood = {code for m in held for code in (m.child, later.get(m.child, m.child))}
    first: dict[str, date] = {}
    for one in geography.memberships:
        if one.child not in stood and one.valid_from is not None and one.valid_from > day:
            first[one.child] = min(first.get(one.child, date.max), one.valid_from)
    held += [
        replace(one, valid_to=None)
        for one in geography.memberships
        if first.get(one.child) == one.valid_from and one.child in first
    ]
    ended = [m for m in standing.memberships if m.valid_to is not None]
    changes = tuple(one for one in geography.changes if one.on <= day or one.kind == "rename")
    memberships = (*_under(later, held, geography), *ended)
    return replace(standing, memberships=memberships, changes=changes)


def _later_codes(geography: Geography, day: date) -> Mapping[str, str]:
    """Give the codes of today of those that were renamed after a day."""
    renames = tuple(one for one in geography.changes if one.kind == "rename" and one.on > day)
    ends = replace(geography, changes=renames).successors()
    return {old: code for old, ((code, _), *_) in ends.items()}


def _under(
    later: Mapping[str, str], held: Sequence[Membership], geography: Geography
) -> tuple[Membership, ...]:
    """Give who lay in whom with both under their later codes, each pair once.

    What is said of the old code goes before what is said of the later one: it is of that day.
    """

    def level(one: Membership) -> str:
        return geography.by_code[one.parent].level

    known = {(later[one.child], level(one)) for one in held if one.child in later}
    found: dict[tuple[str, str], Membership] = {}
    for one in held:
        if one.child in later or (one.child, level(one)) not in known:
            child, parent = (later.get(code, code) for code in (one.child, one.parent))
            found.setdefault((child, parent), replace(one, child=child, parent=parent))
    return tuple(found.values())


def _days_of_change(geography: Geography) -> list[date]:
    days = {day for m in geography.memberships for day in (m.valid_from, m.valid_to) if day}
    days |= {change.on for change in geography.changes}
    return sorted(days)


def ending_between(rows: pl.DataFrame, begins: date, ends: date) -> pl.DataFrame:
    """Keep the rows of periods whose last day lies in a span."""
    codes = rows["period"].unique().to_list()
    kept = [code for code in codes if begins <= period_from_code(code).last_day < ends]
    return rows.filter(pl.col("period").is_in(kept))


def in_order(rows: pl.DataFrame, geography: Geography) -> pl.DataFrame:
    """Sort by area as declared, breakdown as first given, and period."""
    areas = {area.code: place for place, area in enumerate(geography.areas)}
    breakdowns = {
        one: place for place, one in enumerate(rows["breakdown"].unique(maintain_order=True))
    }
    starts = {code: period_from_code(code).start for code in rows["period"].unique()}
    return rows.sort(
        pl.col("area").replace_strict(areas, return_dtype=pl.Int64),
        pl.col("breakdown").replace_strict(breakdowns, return_dtype=pl.Int64),
        pl.col("period").replace_strict(starts, return_dtype=pl.Date),
        maintain_order=True,
    )
