"""Which columns of a plain spreadsheet hold what, and how its rows are read. Guesses that are told."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from framework.model.periods import period_from_code
from framework.model.sources import PeriodFrom
from indicators.connect.cells import shown
from indicators.connect.guessing import MARKERS, guess_period
from indicators.connect.periods import read_period
from indicators.connect.refusals import RefusedError
from indicators.connect.whole_tables import WholeTable
from indicators.importers.carrying import Fate, Notes, Wishes
from indicators.importers.house_style import as_yaml, filled
from indicators.importers.opened import opened

_HEADERS: Final = (
    ("code", r"(kpi |indicator |pi )?(ref|code|id|number|no)\.?( no\.?)?"),
    ("name", r"(performance )?(indicator|measure|kpi|metric)( name| title)?|name|title"),
    ("definition", r"definition|rationale|how (it is )?(measured|calculated)|methodology"),
    ("unit", r"units?|unit of measure|format|type of measure"),
    ("polarity", r"polarity|good (is|performance( is)?)|direction|better( is)?|aim(ed)? to"),
    ("target", r"target( \d{4}.*)?|.* target|goal"),
    ("theme", r"theme|outcome|priority|objective|service( area)?|category|topic|directorate"),
    ("owner", r"(lead|owner|responsible|accountable)( officer| role| person| service)?"),
    ("note", r"notes?|comments?|commentary|narrative"),
    ("status", r"status|rag|rating|traffic light"),
    ("name", r"description"),
)
_VALUE: Final = re.compile(
    r"(this|latest|current)[ _](quarter|month|year|period|value|figure)|actual|value|figure|performance",
    re.I,
)

_UNDERSTOOD: Final = "Apr 2025, Apr-25, 2025/26 Q1, Q1 2025/26 or 2025/26"
_MOST_LISTED: Final = 12


@dataclass(frozen=True, slots=True)
class Guess:
    """Which column is which, how periods are read, and where period and value stand.

    `said` is the header of the periods, or the period itself. `first` is the first month. `by_name`
    says that rows are found by code and name, as codes alone do not tell them apart. `signed` are the
    names of rows whose figures have a percent sign, `shares` of those of a workbook whose figures lie
    between 0 and 1, `parts` of those of any file whose figures do, and not all are 0 or 1.
    """

    columns: Mapping[str, str]
    period: PeriodFrom
    said: str
    value: str
    first: str
    by_name: bool = False
    signed: frozenset[str] = frozenset()
    shares: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """Give the header by whose text a row is found again."""
        return self.columns.get("code", self.columns["name"])


def guess_columns(table: WholeTable, wishes: Wishes, notes: Notes) -> Guess:
    """Guess what the columns hold, and note every guess.

    Raises:
        RefusedError: no column holds names or figures, or it stands nowhere of which period they are.
    """
    name = table.path.name
    value, period = _figures(table)
    columns = _named(table, {value, period}, notes)
    if "name" not in columns:
        raise RefusedError(f"{name}: no column holds names; call one Indicator or Name")
    if not value:
        because = f"no columns hold figures; head three or more with their periods: {_UNDERSTOOD}"
        raise RefusedError(f"{name}: {because}. Its headings are {_listed(table.headers)}")
    for header in set(table.headers) - {value, period, *columns.values()}:
        notes.add(name, header, Fate.LEFT, "it is not known what the column holds")
    texts = (
        [text for text in table.frame[period].unique(maintain_order=True) if text]
        if period
        else [wishes.period]
    )
    if not texts or not texts[0]:
        why = f"which period '{value}' is stands nowhere; say --period, such as '2025/26 Q1'"
        raise RefusedError(f"{name}: {why}")
    read = guess_period("Period", texts)
    if read is None:
        seen = f". They are {_listed(texts)}" if table.read.melt else ""
        raise RefusedError(
            f"{name}: the periods are of no one shape; write all of them in one of these: {_UNDERSTOOD}{seen}"
        )
    codes = [code for text in texts if (code := read_period(text, read.period_from).code)]
    first = min(period_from_code(code).start for code in codes)
    grain = f"periods of a {read.period_from.grain.value}"
    notes.add(name, "the columns of figures", Fate.CHANGED, grain, "period_from")
    said = period or wishes.period
    return Guess(columns, read.period_from, said, value, first.isoformat()[:7])


def _listed(headings: Sequence[str]) -> str:
    """Quote the first headings, and say how many more there are."""
    more = len(headings) - _MOST_LISTED
    listed = ", ".join(f"'{shown(heading)}'" for heading in headings[:_MOST_LISTED])
    return f"{listed} and {more:,} more" if more > 0 else listed


def is_scorecard(headers: Sequence[str]) -> bool:
    """Say whether each row seems to be a measure: there are columns of names and of targets."""
    kinds = {kind for kind, form in _HEADERS if any(_is_called(one, form) for one in headers)}
    return {"name", "target"} <= kinds


def _is_called(header: str, form: str) -> bool:
    return re.fullmatch(form, header.strip().replace("_", " "), re.IGNORECASE) is not None


def _named(table: WholeTable, figures: set[str], notes: Notes) -> dict[str, str]:
    columns: dict[str, str] = {}
    for kind, form in _HEADERS:
        free = [one for one in table.headers if one not in {*figures, *columns.values()}]
        fits = [one for one in free if _is_called(one, form)]
        if fits and kind not in columns:
            columns[kind] = fits[0]
            because = f"guessed to hold the {kind}"
            notes.add(table.path.name, fits[0], Fate.CHANGED, because, kind)
    return columns


def _figures(table: WholeTable) -> tuple[str, str]:
    """Give the headers of figures and of periods: those that columns side by side became, or two columns."""
    if table.read.melt:
        return table.read.melt.values[0][0], table.read.melt.names
    value = next((one for one in table.headers if _VALUE.fullmatch(one.strip())), "")
    period = next(
        (
            one
            for one in table.headers
            if re.fullmatch(r"period|month|quarter|year|date", one.strip(), re.I)
        ),
        "",
    )
    return value, period


def source_of(source: str, table: WholeTable, guess: Guess, home: str) -> str:
    """Write the source of a spreadsheet, whose rows are found again by `kpi` and `kpi_name`."""
    read, column = _read(table, guess)
    name = {"kpi_name": {"from": guess.columns["name"]}} if guess.by_name else {}
    signs = {"percent_sign": "yes"} if guess.signed else {}
    period, values = guess.period, table.frame[guess.value]
    said = {
        "source": source,
        "title": f"Key performance indicators, {table.path.name}",
        "owner": "Performance officer",
        "rows": "published",
        "read": read,
        "columns": {
            "kpi": {"from": guess.key},
            **name,
            "value": {"from": guess.value, "type": "number", **signs},
        },
        "area_from": {"fixed": home},
        "period_from": {
            "column": column,
            "shape": period.shape.value,
            "grain": period.grain.value,
            "year": period.year_type.value,
            "footnotes": "strip",
        },
        "missing": {
            text: status.value for text, status in MARKERS.items() if (values == text).any()
        },
        "expect": {"rows_at_least": "1"},
    }
    return as_yaml(filled(said))


def _read(table: WholeTable, guess: Guess) -> tuple[dict[str, Any], str]:
    """Say how the file is opened, and under which header its periods stand then."""
    read, said = table.read, opened(table)
    column = guess.said
    if read.melt:
        # A heading that is no column of the source would be read as a period.
        kept = {guess.key, guess.value, guess.said}
        kept |= {guess.columns["name"]} if guess.by_name else set()
        others = [one for one in table.headers if one not in kept]
        column = read.melt.names
        said["melt"] = {"names": column, "values": dict(read.melt.values), "except": others}
    elif guess.said not in table.headers:
        column = "period"
        said["add"] = {column: guess.said}
    return filled(said), column
