"""Where published figures stand beside others as plain facts, a row a comparator: what a table can hold."""

from dataclasses import dataclass, replace

from dashboard.access.viewers import Viewer
from dashboard.queries.fact_kinds import Asked
from dashboard.queries.facts import result_facts
from dashboard.queries.library import Reading


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """One figure beside one comparator. `with_` is an area's code, or what else it is held beside."""

    indicator: str
    area: str
    area_name: str
    breakdown: str
    period: str
    value: float | None
    with_: str
    with_value: float | None
    with_period: str | None
    outcome: str | None
    method: str | None
    rank: int | None
    out_of: int | None


def compared_facts(reading: Reading, viewer: Viewer, asked: Asked) -> tuple[ComparedFact, ...]:
    """Give each result beside each of its comparators, in the order of the results.

    Raises:
        UserError: an id or a code is not of this framework.
    """
    return tuple(
        ComparedFact(
            *(one.indicator, one.area, one.area_name, one.breakdown, one.period, one.value),
            *(other.with_, other.value, other.period, other.outcome, other.method),
            *(other.rank, other.out_of),
        )
        for one in result_facts(reading, viewer, replace(asked, comparisons=True))
        for other in one.comparisons
    )
