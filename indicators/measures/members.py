"""The members of each dimension of a breakdown, in the order declared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from framework.model.results import NOT_KNOWN_MEMBER
from framework.model.sources import ColumnType, Source, SourceColumn
from indicators.measures.elsewhere import AnyRows
from indicators.measures.intake import Intake, Texts

_YES, _NO = "Yes", "No"


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column that results are broken down by. `places` maps a row's text to its member's place."""

    name: str
    members: tuple[str, ...]
    places: Mapping[str, int]

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def null_place(self) -> int:
        """Give the place of NOT_KNOWN_MEMBER, -1 where no row needs one."""
        return self.members.index(NOT_KNOWN_MEMBER) if NOT_KNOWN_MEMBER in self.members else -1


def dimensions_in(
    intake: AnyRows, source: Source, texts: Mapping[str, Texts], names: Iterable[str]
) -> Mapping[str, Dimension]:
    """Give the dimensions of a source with their members: declared ones first, then what stands there.

    `texts` holds what stands in the columns that are text.
    """
    found = {}
    for name in sorted(set(names)):
        column = source.column(name)
        standing = texts[name] if name in texts else _texts_made(intake, column)
        found[name] = _dimension(column, standing)
    return found


def text_of(column: SourceColumn) -> pl.Expr:
    """Give the text by which the rows of a column name their members."""
    values = pl.col(column.name)
    if column.type is ColumnType.TEXT or column.bands:
        return values.cast(pl.String)
    if column.type is ColumnType.TRUTH:
        return pl.when(values).then(pl.lit(_YES)).when(~values).then(pl.lit(_NO))
    if column.type is ColumnType.DATE:
        return values.dt.to_string("%Y-%m-%d")
    number = values.cast(pl.Float64) / 10.0**column.decimals
    return number.cast(pl.String).str.strip_suffix(".0")


def declared_members(column: SourceColumn) -> tuple[str, ...]:
    """Give the members that a column's declaration names, in its order."""
    named = [*column.order, *(band.label for band in column.bands), *column.one_of]
    named += list((column.labels or {}).values())
    if column.type is ColumnType.TRUTH:
        named += [_YES, _NO]
    return tuple(dict.fromkeys(named))


def member_name(text: str) -> str:
    """Give a member's name as it may stand in a breakdown, where ';' parts dimensions."""
    return text.replace(";", ",")


def _dimension(column: SourceColumn, standing: Texts) -> Dimension:
    texts = dict.fromkeys((*declared_members(column), *standing.values))
    members = list(dict.fromkeys(member_name(text) for text in texts))
    if standing.has_nulls and NOT_KNOWN_MEMBER not in members:
        members.append(NOT_KNOWN_MEMBER)
    place = {member: index for index, member in enumerate(members)}
    places = {text: place[member_name(text)] for text in texts}
    return Dimension(column.name, tuple(members), places)


def _texts_made(intake: AnyRows, column: SourceColumn) -> Texts:
    if isinstance(intake, Intake):
        made = pl.scan_parquet(intake.path).select(text_of(column).unique()).collect().to_series()
    else:
        made = intake.distinct(column.name).to_frame().select(text_of(column)).to_series()
    return Texts(tuple(sorted(made.drop_nulls().to_list())), made.null_count() > 0)
