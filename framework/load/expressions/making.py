"""Makes pieces of pieces, and notes those that do not fit, so that the rest of a text is read on."""

from collections.abc import Callable, Sequence
from typing import Final

from framework.load.expressions import kinds
from framework.load.expressions.names import Names, Piece
from framework.load.expressions.tokens import ExpressionError
from framework.model.expressions import All, And, Arithmetic, Compare, Function, Or
from framework.model.sources import ColumnType

BREAKS: Final = frozenset({"F401", "F405"})
"""What ends the reading: a broken sentence, and one that is too large."""


class BrokenTermError(Exception):
    """An expression uses a term that was refused where it is declared: nothing more to say."""


class Maker:
    """What was refused of a text so far, and the pieces that are made of what is right."""

    def __init__(self, names: Names, refused: list[ExpressionError]) -> None:
        self.names = names
        self.refused = refused
        self.uses_broken = False

    def finish(self) -> None:
        """Say what was refused.

        Raises:
            ExpressionError: the first that is wrong, with the others.
            BrokenTermError: nothing is wrong but a name that was refused where it is declared.
        """
        if self.refused:
            first, *others = sorted(self.refused, key=lambda error: error.at)
            first.others = tuple(others)
            raise first
        if self.uses_broken:
            raise BrokenTermError

    def _made(
        self, kind: ColumnType, at: int, parts: Sequence[Piece], rule: Callable[[], Piece]
    ) -> Piece:
        """Make a piece. Where its parts do not fit that is noted, and it gives what it would have given."""
        if not any(part.fits for part in parts):
            try:
                return rule()
            except ExpressionError as error:
                if error.code in BREAKS:
                    raise
                self.refused.append(error)
        return Piece(All(), kind, at)

    def _condition(self, at: int, parts: Sequence[Piece], rule: Callable[[], Piece]) -> Piece:
        return self._made(ColumnType.TRUTH, at, parts, rule)

    def _number(self, at: int, parts: Sequence[Piece], rule: Callable[[], Piece]) -> Piece:
        return self._made(ColumnType.NUMBER, at, parts, rule)

    def joined(self, word: type[And] | type[Or], parts: list[Piece]) -> Piece:
        sure = [part for part in parts if not part.fits] or [
            Piece(All(), ColumnType.TRUTH, parts[0].at)
        ]
        return self._condition(parts[0].at, sure, lambda: kinds.join(word, sure))

    def negated(self, part: Piece, at: int) -> Piece:
        return self._condition(at, [part], lambda: kinds.negate(part, at))

    def compared(self, operator: Compare, left: Piece, right: Piece) -> Piece:
        return self._condition(
            left.at, [left, right], lambda: kinds.compare(operator, left, right, self.names)
        )

    def one_of(self, left: Piece, values: list[Piece], *, turned: bool) -> Piece:
        return self._condition(
            left.at,
            [left, *values],
            lambda: kinds.one_of(left, values, self.names, turned=turned),
        )

    def between(self, of: Piece, low: Piece, high: Piece) -> Piece:
        return self._condition(of.at, [of, low, high], lambda: kinds.between(of, low, high))

    def missing(self, of: Piece) -> Piece:
        return self._condition(of.at, [of], lambda: kinds.is_null(of))

    def computed(self, operator: Arithmetic, left: Piece, right: Piece) -> Piece:
        return self._number(left.at, [left, right], lambda: kinds.arithmetic(operator, left, right))

    def negative(self, part: Piece, at: int) -> Piece:
        return self._number(at, [part], lambda: kinds.negative(part, at))

    def called(self, function: Function, arguments: list[Piece], at: int) -> Piece:
        return self._number(at, arguments, lambda: kinds.call(function, arguments, at))
