"""One value of a declaration: which text is allowed in a place, and what it becomes.

Every field takes the word as it was written and gives a typed value or refuses with a complaint
that says what is allowed. References and expressions stay words, so that later checks can point
at them.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar

from marshmallow import ValidationError, fields, missing

from framework.load.mistakes import Placed, listed, nearest, shown, suggestion
from framework.load.syntax.documents import Node, Table, Word

T = TypeVar("T")

ID_FORM: Final = re.compile(r"[a-z][a-z0-9_]{0,34}")
ID_RULE: Final = (
    "use lower case letters, digits and underscores, begin with a letter, at most 35 characters"
)
_IN_CURLY: Final = re.compile("[“‘][^“”‘’]*[”’]")
_NUMBER_FORM: Final = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,10})?")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a field says of a value it cannot take. `at` is set where a part of it is to blame.

    `meant` are words of which one may have been meant, `key` is the key that was.
    """

    code: str
    message: str
    at: Placed | None = None
    meant: tuple[str, ...] = ()
    key: str = ""


def refuse(
    code: str, message: str, at: Placed | None = None, *, meant: Iterable[str] = ()
) -> ValidationError:
    """Make the error that carries a complaint through marshmallow."""
    return ValidationError([Complaint(code, message, at, tuple(meant))])


class Said(fields.Field[T]):
    """A place in a declaration. A key without a value counts as missing."""

    def deserialize(self, value: Any, *_context: Any, **_kwargs: Any) -> Any:
        """Type a value, or give the default where none was written."""
        if value is missing or (isinstance(value, Word) and value.is_blank):
            if self.required:
                raise self.make_error("required")
            return self.load_default() if callable(self.load_default) else self.load_default
        # Every rule of a field stands in `read`, so marshmallow's lists of validators are not asked.
        try:
            return self.read(value)
        except ValidationError as error:
            raise self._with_some(error) from None

    def _with_some(self, error: ValidationError) -> ValidationError:
        """Add words that may have been meant, where the complaint names none."""
        some = tuple(self.some())
        if not some or not isinstance(error.messages, list):
            return error
        return ValidationError(
            [one if one.meant else replace(one, meant=some) for one in error.messages]
        )

    def make_error(self, *_key: str, **_kwargs: Any) -> ValidationError:
        """Say that a needed key is missing: marshmallow asks for no other error here."""
        message = f"'{self.data_key or self.name}' is missing and needed{self.choices()}"
        return refuse("F202", message, meant=self.some())

    def choices(self) -> str:
        """Say what may be written here, where that is a short list."""
        return ""

    def knows(self, _table: Table) -> bool:
        """Say whether a table with just these keys may stand here, whatever is in them."""
        return False

    def some(self) -> Iterable[str]:
        """Give words that may be written here, where any may be meant."""
        return ()

    def read(self, value: Node) -> T:
        """Turn what stands here into a typed value, or refuse it."""
        return self.read_word(one_word(value))

    def read_word(self, word: Word) -> T:
        raise NotImplementedError


def one_word(value: Node) -> Word:
    """Give the one value that stands here.

    Raises:
        ValidationError: a list or a table stands here, or nothing.
    """
    if not isinstance(value, Word):
        kind = "a table" if isinstance(value, Table) else "a list"
        raise refuse("F208", f"one value belongs here, not {kind}")
    if value.is_blank:
        raise refuse("F202", "a value is missing here")
    return value


class Text(Said[str]):
    """A line of words. Line ends inside become spaces."""

    longest = 300

    def some(self) -> Iterable[str]:
        """Give a word, where any would do."""
        return ("words",)

    def read_word(self, word: Word) -> str:
        text = " ".join(word.split())
        if not text:
            raise refuse("F202", "a value is missing here")
        if _IN_CURLY.fullmatch(text):
            message = (
                f"curly quotes stand round {shown(text)} and would be shown; "
                "write straight ones or none"
            )
            raise refuse("F209", message)
        if len(text) > self.longest:
            raise refuse("F213", f"{len(text)} characters are too many; at most {self.longest}")
        return text


class LongText(Text):
    """A paragraph or more."""

    longest = 4000


class Written(Said[Word]):
    """A name or an expression that is looked at later, with its place."""

    def read_word(self, word: Word) -> Word:
        return word


class Id(Said[Word]):
    """The key of something, for ever."""

    def read_word(self, word: Word) -> Word:
        if not ID_FORM.fullmatch(word):
            raise refuse("F207", not_an_id(word))
        return word


def not_an_id(word: str) -> str:
    """Say what is wrong with an id and what it might be instead."""
    near = re.sub(r"[^a-z0-9]+", "_", word.lower()).strip("_")[:35].rstrip("_")
    hint = f"; did you mean '{near}'?" if ID_FORM.fullmatch(near) else ""
    return f"{shown(word)} is not an id; {ID_RULE}{hint}"


class Number(Said[Decimal]):
    """An exact number, between two bounds when they are given."""

    def __init__(
        self, *, low: Decimal | None = None, high: Decimal | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.low, self.high = low, high

    def read_word(self, word: Word) -> Decimal:
        if not _NUMBER_FORM.fullmatch(word):
            message = f"{shown(word)} is not a number; write digits only, such as 85 or 12.5"
            digits = "".join(re.findall(r"[\d.]+", word))
            raise refuse("F204", message, meant=filter(_NUMBER_FORM.fullmatch, [digits]))
        number = Decimal(word)
        if (self.low is not None and number < self.low) or (
            self.high is not None and number > self.high
        ):
            raise refuse("F204", f"{shown(word)} is out of range; {self._range()}")
        return number

    def some(self) -> Iterable[str]:
        """Give a number where one is needed."""
        return (str(self.low or 1),) if self.required else ()

    def _range(self) -> str:
        if self.high is None:
            return f"at least {self.low}"
        return f"at most {self.high}" if self.low is None else f"from {self.low} to {self.high}"


class Whole(Said[int]):
    """A whole number between two bounds."""

    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low, self.high = low, high

    def read_word(self, word: Word) -> int:
        if not re.fullmatch(r"[+-]?\d{1,15}", word):
            raise refuse(
                "F204", f"{shown(word)} is not a whole number; write digits only, such as 10"
            )
        number = int(word)
        if not self.low <= number <= self.high:
            raise refuse(
                "F204", f"{shown(word)} is out of range; from {self.low:,} to {self.high:,}"
            )
        return number

    def some(self) -> Iterable[str]:
        """Give the least number."""
        return (str(self.low),)


class YesNo(Said[bool]):
    """`yes` or `no`, or `true` or `false`."""

    def read_word(self, word: Word) -> bool:
        if word.lower() in {"yes", "true"}:
            return True
        if word.lower() in {"no", "false"}:
            return False
        raise refuse("F203", f"{shown(word)} is not allowed here; use yes or no")

    def some(self) -> Iterable[str]:
        """Give both."""
        return ("yes", "no")


def none_of(word: str, allowed: Collection[str]) -> ValidationError:
    """Say that a word is none of those that may stand here, with the nearest."""
    message = f"{shown(word)} is not allowed here; use {listed(allowed)}"
    return refuse("F203", message + suggestion(word, allowed), meant=likely(word, allowed))


def likely(word: str, allowed: Collection[str]) -> tuple[str, ...]:
    """Give the word that was most likely meant, or all where none is near."""
    near = nearest(word, allowed)
    return (near,) if near else tuple(allowed)


E = TypeVar("E", bound=StrEnum)


class OneOf(Said[T]):
    """One word of a short list, each with what it means."""

    def __init__(self, allowed: Mapping[str, T], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.allowed = allowed

    def read_word(self, word: Word) -> T:
        if word in self.allowed:
            return self.allowed[word]
        raise none_of(word, self.allowed)

    def choices(self) -> str:
        """Say which words may be written here."""
        return f"; use {listed(self.allowed)}"

    def some(self) -> Iterable[str]:
        """Give the words that may be written here."""
        return self.allowed


def words_of(enum: type[E]) -> Mapping[str, E]:
    """Give the members of an enumeration by the words that users write."""
    return {member.value: member for member in enum}


class Percent(Said[Decimal]):
    """A share, written '40%', as a number from 0 up."""

    def read_word(self, word: Word) -> Decimal:
        found = re.fullmatch(r"(\d{1,4}(?:\.\d{1,4})?) ?%", word)
        if not found:
            raise refuse("F209", f"{shown(word)} is not a share; write it as 40%")
        return Decimal(found[1]) / 100
