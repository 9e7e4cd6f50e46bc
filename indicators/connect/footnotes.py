"""Footnote marks behind a period, which say nothing of the period itself."""

import re
from typing import Final

_MARKS: Final = (
    re.compile(
        r"[\[(](?:foot)?notes?:? {0,3}\d{1,3}(?: {0,3}(?:,|and|&) {0,3}\d{1,3})*[\])]$",
        re.IGNORECASE,
    ),
    re.compile(r"[\[(]\d{1,3}[\])]$"),
    re.compile(r"(?<![*†‡§])[*†‡§]+$"),
    # what a spreadsheet makes of a whole number
    re.compile(r"(?<=\d{4})\.0+$"),
    # p, r and e mean provisional, revised and estimated: they are suffixes, never footnotes
    re.compile(r"(?<=\d)[a-df-oqs-z]$"),
)


def without_footnote(text: str) -> str:
    """Take footnote marks off the end: '2019/20 [Note 5]', '2021-22*', '1974a', '2021.0'."""
    for mark in _MARKS:
        found = mark.search(text)
        if found and found.start():
            return without_footnote(text[: found.start()].rstrip())
    return text
