"""What a measure is made with: the names it may use, and where its mistakes go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from framework.load.building.declared import DeclaredSource
from framework.load.building.ground import Ground
from framework.load.expressions.names import Names
from framework.load.expressions.reading import read_condition, read_number
from framework.load.mistakes import Mistakes, Placed, shown, suggestion, suggestion_or_all
from framework.load.shapes.fields import likely
from framework.load.shapes.windows import SaidWindow
from framework.load.syntax.documents import Word
from framework.model.expressions import All, Expression, Not, Window, both
from framework.model.measures import When
from framework.model.periods import Basis
from framework.model.sources import ColumnType, Rows


class UnfinishedError(Exception):
    """A part of the measure was refused and reported: there is no measure to give."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """What a measure is made with. `where` is the filter beside the measure."""

    declared: DeclaredSource
    names: Names
    sources: Mapping[str, DeclaredSource]
    ground: Ground
    where: Expression
    basis: Basis
    beside: Mapping[str, Any]
    at: Placed
    mistakes: Mistakes

    def condition(
        self, written: Word | SaidWindow | None, what: str, said: Mapping[str, Any]
    ) -> Expression:
        """Read a condition or a window; nothing written means every row.

        `said` is the measure, whose date a window is measured from.
        """
        if written is None:
            return All()
        if isinstance(written, SaidWindow):
            return self._window(written, said)
        return finished(read_condition(written, self.names, self.mistakes, what))

    def number(self, word: Word, what: str) -> Expression:
        return finished(read_number(word, self.names, self.mistakes, what))

    def filtered(self, condition: Expression) -> Expression:
        """Join a condition with the filter beside the measure."""
        return both(condition, self.where)

    def column(self, word: Word, kind: ColumnType | None, what: str) -> str:
        """Look a column up and check what it holds."""
        return self.column_of(self.names, word, kind, what)

    def column_of(self, names: Names, word: Word, kind: ColumnType | None, what: str) -> str:
        """Look a column of some source up and check what it holds."""
        columns = names.columns
        if word in names.vague:
            raise UnfinishedError
        if word not in columns:
            message = f"{shown(word)} is no column of source '{names.source}'"
            fitting = [name for name in columns if kind in {None, columns[name].type}]
            self.mistakes.doubt(word, likely(word, fitting))
            self.refuse("F303", word, message + suggestion_or_all(word, columns))
        if kind is not None and columns[word].type is not kind:
            self.mistakes.doubt(word, [name for name in columns if columns[name].type is kind])
            message = (
                f"{what} needs a column of type: {kind.value}, "
                f"and '{word}' is of type: {columns[word].type.value}"
            )
            self.refuse("F502", word, message)
        return str(word)

    def refuse(self, code: str, at: Placed, message: str) -> NoReturn:
        """Report a mistake after which there is no measure."""
        self.mistakes.error(code, at, message)
        raise UnfinishedError

    def refuse_lack(self, code: str, at: Placed, message: str) -> None:
        """Report that something is not said. In a second look it may be what we left out."""
        if not self.mistakes.again:
            self.refuse(code, at, message)

    def when(self, said: Mapping[str, Any]) -> When:
        """Say which date puts a row in a period, and how long a period is held back."""
        wait = said["wait"]
        if said["open"]:
            opens, closes = (self.column(word, ColumnType.DATE, "'open'") for word in said["open"])
            return When(open_from=opens, open_to=closes, wait=wait)
        if said["dated"]:
            return When(dated=self.column(said["dated"], ColumnType.DATE, "'dated'"), wait=wait)
        source = self.declared.source
        if source is None or source.period_from:
            return When(wait=wait)
        if source.dated is None:
            message = (
                "which date puts a row in a period? Say 'dated: COLUMN' in the measure, "
                f"or once for all in source '{source.id}'"
            )
            self.refuse_lack("F502", self.at, message)
            dates = (column.name for column in source.columns if column.type is ColumnType.DATE)
            return When(dated=next(dates, None), wait=wait)
        return When(dated=source.dated, wait=wait)

    def _window(self, written: SaidWindow, said: Mapping[str, Any]) -> Expression:
        when = self.when(said)
        if self.declared.source is None:
            raise UnfinishedError
        own_date = when.dated or when.open_from
        if own_date is None:
            message = f"'{written.at}' is measured from a row's date, and these rows have none"
            self.refuse("F560", written.at, message)
        wanted = written.said
        others = self._others(wanted["source"])
        own_key = self.column(wanted["same"], None, "'same'")
        word = wanted["called"] or wanted["same"]
        names = names_of(others)
        their_key = self.column_of(names, word, None, "'same'")
        self._check_alike(own_key, names, word)
        where: Expression = All()
        if wanted["where"]:
            where = finished(
                read_condition(wanted["where"], names, self.mistakes, "'where' of a window")
            )
        stretch = wanted["within"]
        window = Window(
            source=others.id,
            own_key=own_key,
            their_key=their_key,
            own_date=own_date,
            their_date=self._their_date(others, written),
            months=stretch.months,
            days=stretch.days,
            later=written.is_later,
            where=where,
            same_day=wanted["same_day"],
        )
        condition = Not(window) if written.is_empty else window
        return both(condition, self.condition(wanted["and_"], "'and'", said))

    def _others(self, word: Word | None) -> DeclaredSource:
        """Find the source of the other rows: the measure's own when none is named."""
        if word is None:
            return self.declared
        found = self.sources.get(word)
        if found is None:
            message = f"there is no source {shown(word)}{suggestion(word, self.sources)}"
            self.refuse("F301", word, message)
        if found.source and found.source.rows is not Rows.EVENTS:
            message = (
                f"a window looks for events, and source '{found.id}' "
                f"has rows: {found.source.rows.value}"
            )
            self.refuse("F560", word, message)
        return found

    def _check_alike(self, own: str, names: Names, word: Word) -> None:
        ours, theirs = self.names.columns[own], names.columns[word]
        if ours.type is theirs.type and ours.decimals == theirs.decimals:
            return
        message = (
            f"'{own}' is of type: {ours.type.value} and '{word}' of source '{names.source}' is of "
            f"type: {theirs.type.value}, so nobody is the same; declare both alike"
        )
        self.refuse("F560", word, message)

    def _their_date(self, others: DeclaredSource, written: SaidWindow) -> str:
        word, names = written.said["dated"], names_of(others)
        if word is not None:
            return self.column_of(names, word, ColumnType.DATE, "'dated'")
        if others.source is None:
            raise UnfinishedError
        if others.source.dated is None:
            message = (
                f"which date of source '{others.id}' says when the other row happened? "
                "Say 'dated: COLUMN' in the window"
            )
            self.refuse_lack("F502", written.at, message)
            raise UnfinishedError
        return others.source.dated


def finished(expression: Expression | None) -> Expression:
    """Give an expression that was read.

    Raises:
        UnfinishedError: it was refused, and why was reported.
    """
    if expression is None:
        raise UnfinishedError
    return expression


def names_of(declared: DeclaredSource) -> Names:
    """Give the names of a source.

    Raises:
        UnfinishedError: its columns were refused, and why was reported.
    """
    if declared.names is None:
        raise UnfinishedError
    return declared.names
