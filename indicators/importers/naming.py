"""Names for what is imported: ids that are allowed and that nothing else has."""

import re
from collections.abc import Collection
from typing import Final

from framework.load.expressions.names import RESERVED
from framework.load.shapes.fields import ID_FORM

LONGEST_ID: Final = 35
_SIGNS: Final = (("%", " percent "), ("£", " pounds "), ("&", " and "), ("+", " plus "))


def id_of(text: str, otherwise: str, taken: Collection[str] = ()) -> str:
    """Make an id of a text, with a number behind it where it is taken."""
    for sign, word in _SIGNS:
        text = text.replace(sign, word)
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    if plain[:1].isdigit():
        plain = f"{otherwise}_{plain}"
    first = plain[:LONGEST_ID].rstrip("_")
    if not ID_FORM.fullmatch(first) or first in RESERVED:
        first = f"{otherwise}_{first}"[:LONGEST_ID].rstrip("_")
    name, number = first, 2
    while name in taken:
        name, number = f"{first[: LONGEST_ID - 4]}_{number}", number + 1
    return name


class Ids:
    """Ids given so far, of things that must differ."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def give(self, text: str, otherwise: str) -> str:
        """Give a new id for a text."""
        name = id_of(text, otherwise, self.taken)
        self.taken.add(name)
        return name
