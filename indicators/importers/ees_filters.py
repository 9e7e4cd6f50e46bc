"""The filters of a table of Explore Education Statistics: its columns of texts, and their totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from framework.load.mistakes import listed
from indicators.connect.whole_tables import WholeTable
from indicators.importers.carrying import Fate, Notes
from indicators.importers.ees_places import KNOWN
from indicators.importers.house_style import quoted
from indicators.importers.naming import Ids

_MOST_MEMBERS: Final = 30


@dataclass(frozen=True, slots=True)
class Filter:
    """A column of texts: its members, and the one that stands for all of them, if any."""

    id: str
    header: str
    members: tuple[str, ...]
    total: str | None

    @property
    def may_break_down(self) -> bool:
        """Say whether its members can be the values of a breakdown."""
        plain = not any(set(member) & set("=;") for member in self.members)
        return self.total is not None and 1 < len(self.members) <= _MOST_MEMBERS and plain


def filters_of(
    table: WholeTable, meta: WholeTable, numbers: set[str], names: Ids, stem: str, notes: Notes
) -> list[Filter]:
    """Give the columns of texts: those that are said to be filters, and those that nobody names."""
    said = {row["col_name"]: row for row in meta.rows() if row["col_type"].lower() == "filter"}
    groups = {row["filter_grouping_column"] for row in said.values()}
    found = []
    for header in table.headers:
        if header in numbers | groups or header.lower() in KNOWN:
            continue
        members = tuple(text for text in table.frame[header].unique(maintain_order=True) if text)
        if header not in said and len(members) < len("ab"):
            continue
        total = next((one for one in members if _is_total(one)), None)
        found.append(Filter(names.give(header, "filter"), header, members, total))
        item = f"{stem}, {header}"
        if header in said:
            notes.usual(item, said[header])
        else:
            notes.add(
                item, "col_name", Fate.CHANGED, "not in the metadata: taken as a filter", "columns"
            )
    if not _has_totals(table, found):
        notes.add(stem, "col_name", Fate.CHANGED, _without_totals(table, found), "by")
    return found


def _has_totals(table: WholeTable, filters: Sequence[Filter]) -> bool:
    """Say whether a row stands for everybody in every filter that has a total."""
    totals = (pl.col(one.header) == one.total for one in filters if one.total is not None)
    return not table.frame.filter(pl.lit(value=True), *totals).is_empty()


def _without_totals(table: WholeTable, filters: Sequence[Filter]) -> str:
    """Say that nobody counted everybody, and what may be declared instead. A total is never made up."""
    said = (
        "no row is the total of all filters, so panels say that there is no figure: there are figures "
        "of groups alone"
    )
    whole = [one for one in filters if one.total is not None]
    groups = [(one, found) for one in whole if (found := _alone(table, one, whole))]
    if not groups:
        return said
    column, members = min(groups, key=lambda group: len(group[1]))
    return (
        f"{said}. For those of one group write where: {column.id} = {quoted(members[0])} into an "
        f"indicator of its own and leave {column.id} out of its by and totals. Where "
        f"{listed(map(quoted, members), 'and')} are everybody and the number is a count, an indicator of "
        'each and derived: "a + b" of their ids is the total; of a rate or a mean there is no such sum'
    )


def _alone(table: WholeTable, column: Filter, whole: Sequence[Filter]) -> list[str]:
    """Give the members of a filter that have rows in which all other filters are at their total."""
    others = (pl.col(one.header) == one.total for one in whole if one is not column)
    rows = table.frame.filter(pl.lit(value=True), *others)
    found = set(rows[column.header].unique())
    return [one for one in column.members if one in found and one != column.total]


def _is_total(member: str) -> bool:
    plain = member.strip().lower()
    return plain in {"total", "all", "all pupils", "all schools", "persons"} or plain.startswith(
        "total "
    )
