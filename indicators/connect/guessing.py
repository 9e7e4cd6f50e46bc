"""What a column seems to be: whose area, which period, about a person. A guess that somebody checks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from framework.model.periods import Grain, YearType
from framework.model.sources import CellStatus, PeriodFrom, PeriodShape
from indicators.connect.periods import read_period
from indicators.connect.spans import pooled_pairs, pooled_years

MARKERS: Final = {
    **dict.fromkeys(("c", "[c]", "*", "suppressed"), CellStatus.SUPPRESSED),
    **dict.fromkeys(("z", "[z]", "n/a", "N/A"), CellStatus.NOT_APPLICABLE),
    **dict.fromkeys(("k", "[k]", "low", "[low]"), CellStatus.ROUNDS_TO_ZERO),
    **dict.fromkeys(("u", "[u]"), CellStatus.LOW_RELIABILITY),
    **dict.fromkeys(
        (
            "x",
            "[x]",
            "-",
            ".",
            "..",
            "...",
            ":",
            "NA",
            "#N/A",
            "NULL",
            "null",
            "NaN",
            "nan",
            "None",
        ),
        CellStatus.UNAVAILABLE,
    ),
}
"""What publishers write instead of a number. Matched letter by letter, as a source's `missing` is."""

_PRIVATE: Final = re.compile(
    r"name|birth|dob|nhs|upn|uprn|nino|insurance|post ?code|address|mail|phone|mobile|gender ident"
    r"|(^|[ _])(id|ref)$|(person|pupil|child|client|case|family|patient|episode|worker|staff)"
    r"[ _]?(number|no|reference|identifier)$|comment|free ?text|note",
    re.IGNORECASE,
)
_PLACE_NAME: Final = re.compile(
    r"(^|[ _])(area|la|lad|utla|ltla|region|ward|district|county|country|authority|council|local"
    r"|geography|force|lsoa\d*|msoa\d*)([ _]|$)",
    re.IGNORECASE,
)
_ONS_CODE: Final = re.compile(r"[EWSNKJLM]\d{8}")
_SHORT_CODE: Final = re.compile(r"\d{3}(\.0)?")
_TIME: Final = re.compile(
    r"(^|[ _])(year|period|time|date|month|quarter|yr|fy|ending)", re.IGNORECASE
)
_BARE_YEAR: Final = re.compile(r"(19[5-9]\d|20[0-4]\d)(\.0+)?")
NAMED: Final = 1
NUMBERED: Final = 2
CALLED: Final = 3
CODED: Final = 4
KNOWN: Final = 5
"""How sure it is that a column holds areas: by its header alone, by short codes too, by what a framework calls
its areas, by national codes, or because a framework knows them as codes."""
_SURE: Final = 0.9
_MOST_ASKED: Final = 500


@dataclass(frozen=True, slots=True)
class AreaGuess:
    """A column that seems to hold areas, and how they are written there.

    Held against a framework: `codes` is the lookup that knows them (empty: they are its own codes), `known`
    says how many of the `different` ones it knows, and `unknown` are some that it does not. `lookup` has the
    texts that are the name of one area, with its code.
    """

    header: str
    written: str
    sure: int
    different: int
    codes: str = ""
    known: int = 0
    unknown: tuple[str, ...] = ()
    lookup: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodGuess:
    """A column that seems to hold periods, and the shape that reads `read` of its first `of` texts."""

    header: str
    period_from: PeriodFrom
    read: int
    of: int

    @property
    def sure(self) -> tuple[bool, float]:
        """Order guesses: a header that speaks of time first, then the larger share."""
        return _TIME.search(self.header) is not None, self.read / self.of


def is_private(header: str) -> bool:
    """Say whether a column's header tells of a person, or of anything that may name one."""
    return _PRIVATE.search(header) is not None and not _PLACE_NAME.search(header)


def guess_area(header: str, texts: Sequence[str]) -> AreaGuess | None:
    """Say whether different texts of a column look like areas; None when they do not."""
    if _share(_ONS_CODE, texts) >= _SURE:
        return AreaGuess(header, "nine-character codes such as E10000034", CODED, len(texts))
    if not _PLACE_NAME.search(header):
        return None
    if _share(_SHORT_CODE, texts) >= _SURE:
        return AreaGuess(
            header, "three-digit codes: they need a lookup in areas/codes", NUMBERED, len(texts)
        )
    return AreaGuess(
        header, "names or codes of its own: they need a lookup in areas/codes", NAMED, len(texts)
    )


def guess_period(header: str, texts: Sequence[str]) -> PeriodGuess | None:
    """Find the first shape that reads nearly all texts of a column; None when no shape does."""
    asked = texts[:_MOST_ASKED]
    timely = _TIME.search(header) is not None
    if not asked or (not timely and _share(re.compile(r"[\d.]+"), asked) > 1 - _SURE):
        return None
    for period_from in _shapes(header, asked):
        read = sum(read_period(text, period_from).code is not None for text in asked)
        if read >= len(asked) * _SURE:
            return PeriodGuess(header, period_from, read, len(asked))
    return None


def _shapes(header: str, texts: Sequence[str]) -> Iterator[PeriodFrom]:
    """Give the shapes to try, the strictest first. A bare year may be any year: calendar is said."""
    if _share(_BARE_YEAR, texts) >= _SURE:
        yield PeriodFrom(header, PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR, footnotes=True)
        return
    financial = YearType.FINANCIAL
    for shape, grain in (
        (PeriodShape.SIX_DIGITS, Grain.YEAR),
        (PeriodShape.YEAR, Grain.YEAR),
        (PeriodShape.QUARTER, Grain.QUARTER),
        (PeriodShape.MONTH, Grain.MONTH),
        (PeriodShape.ROLLING, Grain.MONTH),
    ):
        yield PeriodFrom(header, shape, grain, financial, footnotes=True)
    calendar = YearType.CALENDAR
    yield PeriodFrom(header, PeriodShape.QUARTER, Grain.QUARTER, calendar, footnotes=True)
    for kind, pool in ((calendar, pooled_years(texts[0])), (financial, pooled_pairs(texts[0]))):
        if pool:
            yield PeriodFrom(
                header, PeriodShape.POOLED, Grain.YEAR, kind, footnotes=True, pooled_years=pool[1]
            )


def _share(pattern: re.Pattern[str], texts: Sequence[str]) -> float:
    return sum(bool(pattern.fullmatch(text)) for text in texts) / len(texts) if texts else 0.0
