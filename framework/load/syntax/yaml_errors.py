"""What the YAML parser complains of, in plain words with the likely remedy."""

import re
from typing import Final

import yaml

_BACKSLASH: Final = (
    "a backslash in double quotes begins a special sign, and this is none; "
    "in a path write '/', elsewhere use single quotes"
)
_OPEN_TABLE: Final = "did not find expected ',' or '}'"
_WORDS: Final = {
    "mapping values are not allowed in this context": (
        "F110",
        "a colon and a space stand inside a value; put quotes round the whole value, "
        "or mend the indentation",
    ),
    "did not find expected ',' or ']'": (
        "F101",
        "a list in [ ] is not closed, or a comma is missing",
    ),
    _OPEN_TABLE: (
        "F101",
        "a table in { } is not closed, or a comma is missing",
    ),
    "did not find expected '-' indicator": (
        "F101",
        "a list of lines that begin with '-' is broken here; check the indentation",
    ),
    "did not find expected <document start>": (
        "F101",
        "this line does not belong to what stands before it; check the indentation",
    ),
    "could not find expected ':'": ("F101", "a key without a colon; write 'key: value'"),
    "found unexpected end of stream": ("F101", "a quote is opened here and never closed"),
    "found unknown escape character": ("F101", _BACKSLASH),
    "did not find expected hexdecimal number": ("F101", _BACKSLASH),
    "found undefined tag handle": ("F105", "tags (!name) are not allowed"),
    "did not find expected comment or line break": (
        "F110",
        "a value may not begin with '>' or '|' without quotes; put quotes round the whole value",
    ),
    "block sequence entries are not allowed in this context": (
        "F101",
        "a line that begins with '-' cannot stand here; begin a new line after the key",
    ),
    "did not find expected alphabetic or numeric character": (
        "F110",
        "a value may not begin with '*' or '&' without quotes; put quotes round the whole value",
    ),
}
_AFTER_VALUE: Final = (
    "did not find expected key",
    "did not find expected ',' or",
    "did not find expected '-' indicator",
)
_SPECIAL_START: Final = re.compile(r"[%@`]")
_AFTER_QUOTE: Final = re.compile(r"""[:{,\[-]\s+(['"])(?:(?!\1).)*\1\s*[^\s,}\]#:]""")


def explain(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str, int]:
    """Give the code of the catalogue, a plain message and the place in the text."""
    problem = error.problem or ""
    mark = error.problem_mark or error.context_mark
    index = min(mark.index, len(text)) if mark else 0
    if problem == "found unexpected end of stream" and error.context_mark:
        index = error.context_mark.index
    far = _opened_far_above(text, index) if problem.startswith(_AFTER_VALUE) else None
    if far is not None:
        line = text.count("\n", 0, index) + 1
        message = (
            f"a quote is opened here and closed only in line {line}; is one missing before that?"
        )
        return "F101", message, far
    if problem.startswith(_AFTER_VALUE) and _quote_then_more(text, index):
        message = (
            "text goes on after a closing quote; put double quotes round the whole value and single "
            "ones inside: \"reason = 'step up'\""
        )
        return "F110", message, index
    if problem == _OPEN_TABLE and text.startswith("[", index):
        message = (
            "a square bracket stands inside a value; put double quotes round the whole value. In an "
            "expression a list has round brackets: \"reason in ('step up', 'moved away')\""
        )
        return "F110", message, index
    if problem in _WORDS:
        code, message = _WORDS[problem]
        return code, message, index
    if problem == "found character that cannot start any token" and _SPECIAL_START.match(
        text, index
    ):
        message = f"a value may not begin with '{text[index]}' without quotes; put quotes round it"
        return "F110", message, index
    plain = problem or "this cannot be read"
    return "F101", f"this is not YAML ({plain}); check indentation, colons and quotes", index


def _opened_far_above(text: str, index: int) -> int | None:
    """Give where the quoted text opens that ends just before a place, when it began in a line above."""
    last: yaml.ScalarToken | None = None
    try:
        for token in yaml.scan(text[:index]):
            if isinstance(token, yaml.ScalarToken):
                last = token
    except yaml.YAMLError:
        pass  # what stands before it was scanned
    if last is None or last.style not in ("'", '"') or text[last.end_mark.index : index].strip():
        return None
    above = last.start_mark.line < last.end_mark.line
    return int(last.start_mark.index) if above else None


def _quote_then_more(text: str, index: int) -> bool:
    start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    end = text.find("\n", index)
    line = text[start : end if end >= 0 else len(text)]
    return _AFTER_QUOTE.search(line) is not None
