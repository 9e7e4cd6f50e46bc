"""What a title says of unit and basis. A guess that the report tells of."""

import re
from typing import Final

_UNITS: Final = (
    (re.compile(r"\bgap\b|percentage points?", re.I), "points"),
    (re.compile(r"per (\d[\d,]*)(?!\d)|rate/(\d[\d,]*)", re.I), "per"),
    (re.compile(r"%|percent|proportion", re.I), "percent"),
    (re.compile(r"£|\bspend\b|unit cost|expenditure|\bcost\b", re.I), "pounds"),
    (re.compile(r"\bscores?\b|\bpoints?\b", re.I), "points"),
    (re.compile(r"\bdays\b", re.I), "days"),
    (re.compile(r"\bweeks\b", re.I), "weeks"),
    (re.compile(r"\b(?:ratio|times)\b", re.I), "times"),
    (re.compile(r"\brate\b", re.I), "rate"),
)
_AT_END: Final = re.compile(r"\b(?:at|on|as at|as of) (?:the )?31(?:st)? (?:of )?March\b", re.I)


def guess_unit(*texts: str) -> str:
    """Give the unit of the first text that names one, `number` where none does."""
    for text in texts:
        for form, unit in _UNITS:
            found = form.search(text)
            if found:
                per = next((part for part in found.groups() if part), "") if unit == "per" else ""
                return f"per {per}".rstrip(",") if per else unit
    return "number"


def guess_basis(*texts: str) -> str:
    """Say `at end` of what is counted on 31 March, else `during`."""
    return "at end" if any(_AT_END.search(text) for text in texts) else "during"
