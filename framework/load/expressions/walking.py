"""Where a reader of an expression stands among its tokens, and what it has refused so far."""

from typing import NoReturn

from framework.load.expressions.making import Maker
from framework.load.expressions.names import Names
from framework.load.expressions.tokens import ExpressionError, Token


class Walk:
    """A walk along tokens, of which `refused` is what was wrong with their signs."""

    def __init__(self, tokens: list[Token], refused: list[ExpressionError], names: Names) -> None:
        self.tokens, self.names = tokens, names
        self.index = 0
        self.nested = 0
        self.make = Maker(names, refused)
        self.strangers: set[int] = set()
        """Where a name that is not known was just read: what cannot follow it tells of the same."""

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def is_done(self) -> bool:
        return self.index == len(self.tokens) - 1

    def is_told(self) -> bool:
        """Say whether what stands here was told of already, or follows from what was."""
        around = self.tokens[max(self.index - 1, 0) : self.index + 1]
        return self.index in self.strangers or any(token.kind == "unclear" for token in around)

    def next(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.index += 1
        return token

    def peek(self, text: str) -> bool:
        token = self.tokens[self.index]
        return token.text == text and token.kind in {"sign", "name"}

    def take(self, text: str) -> bool:
        if not self.peek(text):
            return False
        self.index += 1
        return True

    def need(self, text: str, otherwise: str) -> None:
        if not self.take(text):
            self.fail(otherwise)

    def note(self, message: str) -> None:
        """Tell of what stands here. It is plain how to read on."""
        self.make.refused.append(ExpressionError("F401", message, self.token.at))

    def fail(self, message: str) -> NoReturn:
        raise ExpressionError("F401", message, self.token.at)
