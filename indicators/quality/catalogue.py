"""The catalogue of what can be wrong with data: code, title, what was found there, help page.

S10x and S11x a cell, S12x cells or rows beside each other, S13x a source as a whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from framework.errors import UserError


@dataclass(frozen=True, slots=True)
class DataRule:
    """A way in which data can fail. `found` says what stood there, never the value itself."""

    title: str
    found: str


RULES: Final[Mapping[str, DataRule]] = {
    "S101": DataRule("A cell is empty that must not be", "empty"),
    "S102": DataRule("A number is needed", "text where a number belongs"),
    "S103": DataRule("A number of another form", "a number of another form"),
    "S104": DataRule("A number below its range", "below the range"),
    "S105": DataRule("A number above its range", "above the range"),
    "S106": DataRule("A date is needed", "text where a date belongs"),
    "S107": DataRule("A date that cannot be used", "a date out of reach"),
    "S108": DataRule("Yes or no is needed", "neither yes nor no"),
    "S109": DataRule("A word that is not allowed", "not one of the allowed words"),
    "S110": DataRule("An area that is not known", "an area that is not known"),
    "S111": DataRule("A period that is not understood", "not a period"),
    "S112": DataRule("A note that is not listed", "a note that is not listed"),
    "S113": DataRule("A number outside all bands", "outside all bands"),
    "S121": DataRule("A key stands more than once", "a repeated key"),
    "S122": DataRule("A rule between cells does not hold", "cells that contradict each other"),
    "S123": DataRule("A value does not follow from its counts", "a value away from its counts"),
    "S124": DataRule("A figure far from its series", "far from its usual"),
    "S131": DataRule("Rows of an area or a period lack", "no rows"),
    "S132": DataRule("Too few rows", "too few rows"),
    "S133": DataRule("More or fewer rows than last time", "another number of rows"),
    "S134": DataRule("A file of last time is gone", "a file that is gone"),
    "S135": DataRule("Newer rows are due", "rows that are too old"),
    "S136": DataRule("Too many rows cannot be used", "too many rows that cannot be used"),
    "S137": DataRule("A file is older than the one of last time", "an older file"),
    "S138": DataRule("The same file came twice", "a file that came twice"),
    "S139": DataRule("A date that can hardly be meant", "a date to come, or of long ago"),
    "S141": DataRule("The source cannot be read", "a source that cannot be read"),
}
"""Every code of data with its meaning. The numbers never change their meaning."""

CANNOT_BE_READ: Final = "S141"
"""The code of reasons that come from the files and not from a check."""


def help_page(code: str) -> str:
    """Give the page of a code as Markdown.

    Raises:
        UserError: there is no such code.
    """
    known = code.strip().strip("[]").upper()
    if known not in RULES:
        raise UserError(f"there is no code '{code:.20}'; codes of data look like S101")
    page = files("indicators.quality").joinpath("help", f"{known}.md")
    return page.read_text(encoding="utf-8")
