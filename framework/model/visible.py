"""What of a text can be seen: the one rule for all that people read, hear and take away.

Files hold marks that nobody sees, and rows are found by the cells that really stand in them. So texts
are kept as they came, and lose these marks where they are shown or given away.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u2800]+")
"""Marks of control, of lines and of paragraphs but those of plain text, and a letter that is a blank."""

_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\ufe00-\ufe0d\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
"""Marks that turn the way of reading round, letters without a shape, and halves of letters. Joiners and marks
that choose between a sign and its picture stay: languages are written with them."""

_FLAGS: Final = tuple(
    f"\U0001f3f4{''.join(chr(0xE0000 + ord(letter)) for letter in nation)}\U000e007f"
    for nation in ("gbeng", "gbsct", "gbwls")
)
"""England, Scotland and Wales: a black flag, and letters without a shape that say whose it is."""

_UNSEEN_BUT_FLAGS: Final = re.compile(f"({'|'.join(_FLAGS)})|{_UNSEEN.pattern}")


def visible(text: str) -> str:
    """Give what of a text can be seen: marks of control are blanks, and what has no shape is gone."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN_BUT_FLAGS.sub(r"\1", _CONTROL.sub(" ", text))


def visible_texts(value: Any) -> Any:
    """Give a value that is about to be written as JSON, with what can be seen of each text and key in it."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible_texts(key): visible_texts(one) for key, one in value.items()}
    return [visible_texts(one) for one in value] if isinstance(value, list | tuple) else value
