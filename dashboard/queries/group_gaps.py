"""How far apart the groups of a figure stand, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.queries.changes import apart_words
from dashboard.queries.words import difference, figure, rounds_away
from framework.model.indicators import Indicator
from framework.model.results import NOT_KNOWN_MEMBER
from framework.store.rows import PointRow


@dataclass(frozen=True, slots=True)
class Gap:
    """The two groups that stand furthest apart."""

    low: PointRow
    high: PointRow

    @property
    def size(self) -> float:
        return (self.high.value or 0.0) - (self.low.value or 0.0)


def member_of(row: PointRow) -> str:
    """Name the group of people that a row is of: '12-17', or 'Girls, 12-17' where it is crossed."""
    return ", ".join(member for _, member in members_of(row.breakdown))


def members_of(breakdown: str) -> list[tuple[str, str]]:
    """Read the text of a breakdown: 'sex=Girls;age=12-17' is [('sex', 'Girls'), ('age', '12-17')]."""
    pairs = (part.partition("=") for part in breakdown.split(";"))
    return [(name, member) for name, _, member in pairs]


def gap_of(rows: Sequence[PointRow]) -> Gap | None:
    """Give the highest and the lowest known group; who is not known is no group."""
    known = known_groups(rows)
    if len(known) < 2:
        return None
    return Gap(
        min(known, key=lambda row: row.value or 0.0), max(known, key=lambda row: row.value or 0.0)
    )


def known_groups(rows: Sequence[PointRow]) -> list[PointRow]:
    """Give the rows that have a figure and say of whom it is."""
    return [row for row in rows if row.value is not None and member_of(row) != NOT_KNOWN_MEMBER]


def gap_words(gap: Gap | None, indicator: Indicator, *, groups: int, rough: bool) -> str:
    """Say who stands highest and lowest, how far apart, and whether chance would explain it."""
    if gap is None:
        return "Fewer than two groups have a figure that can be shown"
    if rounds_away(gap.size, indicator):
        same = "All groups are the same once rounded"
        return "Rounding hides any difference between the groups" if rough else same
    return (
        f"Highest for {member_of(gap.high)}, {figure(gap.high.value or 0.0, indicator)}; "
        f"lowest for {member_of(gap.low)}, {figure(gap.low.value or 0.0, indicator)}: "
        f"{difference(gap.size, indicator)} apart{_chance(gap, groups=groups)}"
    )


def _chance(gap: Gap, *, groups: int) -> str:
    """Say whether the furthest groups differ by more than chance, where their limits are known.

    The furthest of many lie apart by chance alone: of twenty like groups, 95% intervals of the two
    furthest stand apart in more than a third of cases. So of more than two their 99.8% limits must.
    """
    ends = (gap.low.upper, gap.high.lower) if groups == 2 else (gap.low.upper998, gap.high.lower998)
    words = apart_words(*ends)
    return words and f", {words}"
