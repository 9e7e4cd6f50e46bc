"""The headline of a table of Open SDG: its rows, and which of several series and units they show."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from indicators.connect.refusals import RefusedError
from indicators.connect.whole_tables import WholeTable
from indicators.importers.carrying import words

_SKIPPED: Final = frozenset({"year", "value", "geocode"})
_BESIDE: Final = re.compile(
    r"^(units?|unit measure|unit multiplier|observation status|series)$", re.I
)
_NEVER_CHOSEN: Final = frozenset({"observation status", "unit multiplier"})
_SERIES: Final = "series"
_YEARS: Final = re.compile(r"(?<!\d)(?:19|20|21)\d\d|(?<=[/-])\d\d(?!\d)")
_MOST_NAMED: Final = 4


@dataclass(slots=True)
class Page:
    """What the pages of one number say: plain texts, where its chart starts, a title for each series."""

    texts: dict[str, str] = field(default_factory=dict)
    starts: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def take(self, whole: Mapping[object, object]) -> None:
        """Add what a file says. Nested parts that are not known are told by their key alone."""
        for key, value in whole.items():
            self.texts[str(key)] = value if isinstance(value, str) else "(nested)"
        self.starts |= {
            column.casefold(): text
            for column, text in _pairs(whole.get("data_start_values"), "field", "value")
        }
        self.titles |= dict(_pairs(whole.get("graph_titles"), "series", "title"))


def _pairs(nested: object, key: str, value: str) -> list[tuple[str, str]]:
    every = nested if isinstance(nested, list) else []
    found = [(one.get(key), one.get(value)) for one in every if isinstance(one, dict)]
    return [(a, b) for a, b in found if isinstance(a, str) and isinstance(b, str)]


@dataclass(frozen=True, slots=True)
class Choice:
    """The text of each column that tells headlines apart, and why it was taken where there were several."""

    chosen: Mapping[str, str]
    because: Mapping[str, str]

    @property
    def series(self) -> str:
        """Give the series that is shown, or nothing."""
        return next((text for key, text in self.chosen.items() if key.lower() == _SERIES), "")


def breakdowns_of(table: WholeTable) -> list[str]:
    """Give the columns of breakdowns: the headline is where all of them are empty."""
    return [
        header
        for header in table.headers
        if header.lower() not in _SKIPPED and not _BESIDE.match(header)
    ]


def headline_rows(table: WholeTable) -> list[dict[str, str]]:
    """Give the rows of everybody in the whole country, of every series and unit."""
    broken = [*breakdowns_of(table), *(h for h in table.headers if h.lower() == "geocode")]
    return [row for row in table.rows() if not any(row[header] for header in broken)]


def choose(table: WholeTable, page: Page, number: str, wished: str) -> Choice:
    """Choose a series and a unit of the headline.

    What was wished for goes first, then that with which the page's chart starts, then what reaches the
    newest year. Of several that do, the first in the table.

    Raises:
        RefusedError: there is no such series as was wished for.
    """
    rows = headline_rows(table)
    chosen: dict[str, str] = {}
    because: dict[str, str] = {}
    for header in table.headers:
        if not _BESIDE.match(header) or header.lower() in _NEVER_CHOSEN:
            continue
        texts = list(dict.fromkeys(row.get(header, "") for row in rows))
        if not texts:
            continue
        of_series = wished if header.lower() == _SERIES else ""
        if of_series and of_series not in texts:
            there = ", ".join(f"'{words(text, 60)}'" for text in texts)
            raise RefusedError(
                f"--series {number}: there is no '{of_series:.60}'; there is {there}"
            )
        start = page.starts.get(header.casefold(), "")
        newest = _newest(rows, header, texts)
        taken = of_series or (start if start in texts else newest[0])
        chosen[header] = taken
        if len(texts) > 1:
            why = _why(taken, start, newest, header, number, is_wished=bool(of_series))
            others = _named([text for text in texts if text != taken])
            because[header] = f"'{words(taken, 60)}', {why}; there is {others} too"
        rows = [row for row in rows if row.get(header, "") == taken]
    if wished and not any(header.lower() == _SERIES for header in chosen):
        raise RefusedError(f"--series {number}: the headline of its table has no series")
    return Choice(chosen, because)


def _newest(rows: Sequence[Mapping[str, str]], header: str, texts: Sequence[str]) -> list[str]:
    """Give those texts of a column that reach the newest year, in their order."""
    ends = {
        text: max(_end(row.get("Year", "")) for row in rows if row.get(header, "") == text)
        for text in texts
    }
    return [text for text in texts if ends[text] == max(ends.values())]


def _end(period: str) -> int:
    """Give the year in which a period ends: 2020 of 2019/20 and of 2018-20."""
    found = _YEARS.findall(period)
    if not found:
        return 0
    last = found[-1]
    year = int(last) if len(last) == len("2020") else int(f"{found[0][:2]}{last}")
    return year if year >= int(found[0][:4]) else year + 100


def _why(
    taken: str, start: str, newest: Sequence[str], header: str, number: str, *, is_wished: bool
) -> str:
    if is_wished:
        return "as --series says"
    if taken == start:
        return "with which its page starts"
    if len(newest) == 1:
        return "which alone reaches the newest year"
    asked = f"for another say --series '{number}=NAME'"
    more = asked if header.lower() == _SERIES else "for another change 'where'"
    return f"the first of {len(newest)} that reach the newest year ({more})"


def _named(texts: Sequence[str]) -> str:
    named = [f"'{words(text, 60)}'" if text else "none" for text in texts[:_MOST_NAMED]]
    more = [f"{len(texts) - _MOST_NAMED} more"] if len(texts) > _MOST_NAMED else []
    return " and ".join(filter(None, [", ".join([*named, *more][:-1]), [*named, *more][-1]]))


def contradicted(table: WholeTable, chosen: Mapping[str, str]) -> str:
    """Give the first year of which rows that nothing tells apart have different values, if any."""
    found: dict[str, str] = {}
    for row in headline_rows(table):
        if all(row.get(key, "") == text for key, text in chosen.items()):
            year, value = row.get("Year", ""), row.get("Value", "")
            if found.setdefault(year, value) != value:
                return year
    return ""
