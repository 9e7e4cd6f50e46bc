"""Expressions of DHIS2 that can be carried: data elements, numbers, brackets and the four operations."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

_TOKEN: Final = re.compile(
    r"\s*(?:#\{(?P<operand>[A-Za-z]\w{10}(?:\.(?:[A-Za-z]\w{10}|\*)){0,2})\}"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[-+*/()]))"
)
_OTHERS: Final = (
    (re.compile(r"\s*C\{"), "constants (C{...}) stand in DHIS2 only"),
    (re.compile(r"\s*OUG\{"), "counts of organisation units (OUG{...})"),
    (re.compile(r"\s*D\{|\s*A\{|\s*I\{"), "programme data (D{...}, A{...}, I{...})"),
    (re.compile(r"\s*R\{"), "rates of reporting (R{...})"),
    (re.compile(r"\s*N\{"), "other indicators (N{...})"),
    (re.compile(r"\s*\["), "the number of days ([days])"),
    (re.compile(r"\s*[A-Za-z][\w:]*\s*\("), "functions"),
)
_MOST: Final = 100


class UnreadableError(Exception):
    """An expression that cannot be carried, and why."""


def operands(expression: str) -> list[str]:
    """Give the data elements of an expression as DHIS2 writes them: element.category.

    Raises:
        UnreadableError: it holds what cannot be carried.
    """
    return [text for kind, text in _tokens(expression) if kind == "operand"]


def plain_expression(expression: str, columns: Mapping[str, str]) -> str:
    """Write an expression with the columns that its data elements become.

    Raises:
        UnreadableError: it holds what cannot be carried.
    """
    return " ".join(
        columns[text] if kind == "operand" else text for kind, text in _tokens(expression)
    )


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    at = count = 0
    while expression[at:].strip():
        found = _TOKEN.match(expression, at)
        count += 1
        if found is None or found.lastgroup is None or count > _MOST:
            raise UnreadableError(_why(expression[at:], count))
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()
    if not count:
        raise UnreadableError("the expression is empty")


def _why(rest: str, count: int) -> str:
    if count > _MOST:
        return f"an expression of more than {_MOST} parts"
    known = next((words for form, words in _OTHERS if form.match(rest)), "")
    return known or "signs other than + - * / and brackets"
