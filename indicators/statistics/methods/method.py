"""What is said of a method."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A call and what it gives.

    `call` is an expression over `names` ("module:name") and np, that gives a number, an array or a
    tuple of these; `expected` are its numbers one after another, to `digits` significant digits.
    """

    call: str
    names: tuple[str, ...]
    expected: tuple[float, ...]
    digits: int = 6


@dataclass(frozen=True, slots=True)
class Method:
    """One method. `formula` is plain text, one line each; the rest are sentences."""

    id: str
    title: str
    formula: str
    source: str
    example: Example
    use_when: str
    not_when: str
