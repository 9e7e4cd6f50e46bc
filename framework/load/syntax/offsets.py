"""Where in its file a character of a YAML value stands, whatever quotes or folds lie between."""

from typing import Final

from framework.load.syntax.documents import Word

_ESCAPED_LENGTH: Final = {"x": 2, "u": 4, "U": 8}
"""How many digits follow a backslash and this letter in double quotes."""


def place_of_character(word: Word, offset: int) -> int:
    """Give the index in the file's text of a character of a word, counted from 0.

    Walks the raw text beside the value: quotes and escapes take more room in the file than in the
    value, and a line end with its indentation stands for one space.
    """
    raw = word.document.text
    style = raw[word.start] if word.quoted else ""
    index, read = _first(word), 0
    if raw.startswith(word, index):  # nearly always: nothing to walk past
        return min(index + offset, word.end)
    while read < offset:
        if word[read] in " \n":
            blanks = len(word[read:offset]) - len(word[read:offset].lstrip(" \n"))
            index, stepped = _past_blanks(raw, index, word.end, blanks, style)
        else:
            index, stepped = _past(raw, _skip_blanks(raw, index, word.end), style), 1
        read += stepped
    if offset < len(word) and word[offset] not in " \n":
        index = _skip_blanks(raw, index, word.end)
    return min(index, word.end)


def _first(word: Word) -> int:
    """Give the index of the first character of the value itself."""
    raw = word.document.text
    if not word.quoted:
        return word.start
    if raw[word.start] in "|>":
        line_end = raw.find("\n", word.start, word.end)
        return word.end if line_end < 0 else line_end + 1
    return word.start + 1


def _skip_blanks(raw: str, index: int, end: int) -> int:
    while index < end and raw[index] in " \r\n":
        index += 1
    return index


def _past_blanks(raw: str, index: int, end: int, blanks: int, style: str) -> tuple[int, int]:
    """Step over blanks of the value: all of them where the file has a line end, else one."""
    after = _skip_blanks(raw, index, end)
    if "\n" in raw[index:after] or "\r" in raw[index:after]:
        return after, blanks
    return _past(raw, index, style), 1


def _past(raw: str, index: int, style: str) -> int:
    """Step over one character of the value, which quotes may have written with several."""
    if style == '"' and raw[index : index + 1] == "\\":
        return index + 2 + _ESCAPED_LENGTH.get(raw[index + 1 : index + 2], 0)
    return index + (2 if style == "'" and raw[index : index + 2] == "''" else 1)
