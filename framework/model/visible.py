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
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]+"
)
"""Marks that turn the way of reading round, letters without a shape, and halves of letters. Joiners and marks
that choose the shape of a letter stay: languages are written with them."""


def visible(text: str) -> str:
    """Give what of a text can be seen: marks of control are blanks, and what has no shape is gone."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", _CONTROL.sub(" ", text))


def visible_texts(value: Any) -> Any:
    """Give a value that is about to be written as JSON, with what can be seen of each text and key in it."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible_texts(key): visible_texts(one) for key, one in value.items()}
    return [visible_texts(one) for one in value] if isinstance(value, list | tuple) else value
