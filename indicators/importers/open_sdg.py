"""Open SDG: a page of metadata for each indicator (.md front matter or .yml) and its table of data."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from framework.model.periods import YearType
from framework.model.sources import PeriodFrom, PeriodShape
from indicators.connect.guessing import guess_period
from indicators.connect.refusals import RefusedError
from indicators.connect.whole_tables import WholeTable, read_nested, read_whole
from indicators.importers.carrying import (
    LONGEST_PARAGRAPH,
    Fate,
    Field,
    Imported,
    Notes,
    Wishes,
    by_name,
    first_link,
    home_name,
    words,
)
from indicators.importers.framework_files import areas_file, framework_file, outcomes_file
from indicators.importers.house_style import Expression, as_yaml, filled, quoted
from indicators.importers.naming import Ids, id_of
from indicators.importers.open_sdg_rows import (
    Choice,
    Page,
    breakdowns_of,
    choose,
    contradicted,
    headline_rows,
)
from indicators.importers.opened import opened
from indicators.importers.units import guess_unit

FIELDS: Final = (
    Field("indicator_number", Fate.CARRIED, "id, and the outcome of its goal"),
    Field("indicator_available", Fate.CARRIED, "title"),
    Field(
        "indicator_name",
        Fate.CHANGED,
        "title",
        "where nothing says what is available; keys of translations are left",
    ),
    Field("graph_title", Fate.CHANGED, "title", "where it is the only plain one"),
    Field("national_indicator_description", Fate.CARRIED, "definition: why_it_matters"),
    Field("STAT_CONC_DEF", Fate.CARRIED, "definition: why_it_matters"),
    Field("computation_units", Fate.CHANGED, "unit", "the first that is named"),
    Field("computation_definitions", Fate.CARRIED, "definition: caveats"),
    Field("computation_calculations", Fate.CARRIED, "definition: caveats"),
    Field("data_footnote", Fate.CARRIED, "definition: caveats"),
    Field("source_organisation_1", Fate.CARRIED, "owner of the source"),
    Field("source_url_1", Fate.CARRIED, "definition: link"),
    Field(
        "reporting_status", Fate.CHANGED, "", "what is not complete has no data and is not declared"
    ),
    Field(
        "data_start_values",
        Fate.CHANGED,
        "where",
        "its series and unit, where the headline has them",
    ),
    Field("graph_titles", Fate.CHANGED, "title", "that of the series that is shown"),
    Field("graph_type", Fate.LEFT, "", "charts follow the indicator"),
    Field("goal_meta_link", Fate.LEFT, "", "the link goes to the source"),
)
"""The fields that go somewhere; all others are told as not carried."""

_ACADEMIC: Final = re.compile(r"academic year|school year")
_NUMBER: Final = re.compile(r"(?:indicator_)?([\d]+)-([\da-z]+)-([\da-z]+)", re.I)
_HOME: Final = "K02000001"


def import_open_sdg(paths: Sequence[Path], wishes: Wishes) -> Imported:
    """Declare each indicator that has data: its headline for the whole country, as context.

    Raises:
        RefusedError: no page of metadata and table belong together.
    """
    notes, ids = Notes(by_name(FIELDS)), Ids()
    pages, tables = _sort_out(paths, notes)
    _need_known(wishes.series, pages, tables)
    made = list(_made(pages, tables, wishes, notes, ids))
    if not made:
        raise RefusedError(
            "no page of metadata has a table of data with a headline among the files"
        )
    files: dict[str, str] = {}
    outcomes: dict[str, tuple[str, list[str]]] = {}
    for one in made:
        files[f"sources/{one.name}.yaml"] = _source(one, wishes.home or _HOME)
        said = {one.name: _indicator(one, notes)}
        files[f"indicators/{one.name}.yaml"] = as_yaml({"indicators": said})
        goal = one.item.partition(".")[0]
        outcomes.setdefault(f"goal_{id_of(goal, 'g')}", (f"Goal {goal}", []))[1].append(one.name)
        notes.usual(one.item, one.page.texts)
    files["outcomes.yaml"] = outcomes_file(outcomes)
    files |= _partnership(made, wishes, notes)
    folder = next(iter(tables.values())).parent
    return Imported(files, tuple(notes.found), folder)


def _partnership(made: "Sequence[_Made]", wishes: Wishes, notes: Notes) -> dict[str, str]:
    """Write the framework and its one area. Its years are those of most of the tables."""
    home = wishes.home or _HOME
    name = "United Kingdom" if home == _HOME else home_name(wishes)
    year = Counter(one.period["year"] for one in made).most_common(1)[0][0]
    because = f"{year}, as most of the tables: targets and pages speak of such years"
    notes.add("framework.yaml", "year", Fate.CHANGED, because, "year")
    return {
        "areas/areas.csv": areas_file([(home, name, "country", "")]),
        "framework.yaml": framework_file(
            wishes, "Sustainable development goals", home, ["country"], year=year
        ),
    }


def _made(
    pages: Mapping[str, Page], tables: Mapping[str, Path], wishes: Wishes, notes: Notes, ids: Ids
) -> "Iterator[_Made]":
    """Give what can be declared, and note what cannot."""
    for number, page in sorted(pages.items()):
        item = number.replace("-", ".")
        table = _table(tables.get(number), page, item, notes)
        period = table and _period(table, page, item, notes)
        if table is None or not period:
            continue
        choice = choose(table, page, number, wishes.series.get(number, ""))
        for header, because in choice.because.items():
            notes.add(item, header, Fate.CHANGED, because, "where")
        yield _Made(ids.give(f"sdg_{number}", "sdg"), item, table, page, period, choice)


@dataclass(frozen=True, slots=True)
class _Made:
    """An indicator that is declared: id and number, its table and page, its periods, which rows it shows."""

    name: str
    item: str
    table: WholeTable
    page: Page
    period: Mapping[str, str]
    choice: Choice


def _need_known(
    wished: Mapping[str, str], pages: Mapping[str, Page], tables: Mapping[str, Path]
) -> None:
    for number in wished:
        if number not in pages or number not in tables:
            raise RefusedError(
                f"--series {number:.20}: no page of metadata and table of that number are among the files"
            )


def _sort_out(paths: Sequence[Path], notes: Notes) -> tuple[dict[str, Page], dict[str, Path]]:
    """Tell pages from tables, by number."""
    pages: dict[str, Page] = {}
    tables: dict[str, Path] = {}
    for path in paths:
        found = _NUMBER.match(path.name)
        if found is None:
            notes.add(
                path.name, "file name", Fate.LEFT, "it is not named by a number such as 1-2-1"
            )
        elif path.suffix in {".md", ".yml", ".yaml"}:
            try:
                whole = read_nested(path)
            except RefusedError as refused:
                notes.add(path.name, "the whole page", Fate.LEFT, words(str(refused)))
                continue
            pages.setdefault(found[0].removeprefix("indicator_"), Page()).take(whole)
        else:
            tables[found[0].removeprefix("indicator_")] = path
    return pages, tables


def _table(path: Path | None, page: Page, item: str, notes: Notes) -> WholeTable | None:
    if page.texts.get("reporting_status") == "notstarted" or path is None:
        because = "no data is reported yet" if path else "its table was not given"
        notes.add(item, "the whole indicator", Fate.LEFT, because)
        return None
    try:
        table = read_whole(path)
    except RefusedError as refused:
        notes.add(item, "the whole table", Fate.LEFT, words(str(refused)))
        return None
    if not {"Year", "Value"} <= set(table.headers):
        notes.add(item, "the whole table", Fate.LEFT, "it has no columns Year and Value")
        return None
    return table


def _period(table: WholeTable, page: Page, item: str, notes: Notes) -> dict[str, str] | None:
    rows = headline_rows(table)
    texts = list(dict.fromkeys(row.get("Year", "") for row in rows if row.get("Year")))
    guess = guess_period("Year", texts) if texts else None
    if guess is None or guess.period_from.grain.value != "year":
        because = "its periods have no one shape" if texts else "no row has all breakdowns empty"
        notes.add(item, "the whole indicator", Fate.LEFT, because)
        return None
    read = guess.period_from
    pooled = read.shape is PeriodShape.POOLED
    shape = f"pooled {read.pooled_years} years" if pooled else read.shape.value
    year, because = _year(read, page)
    notes.add(item, "Year", Fate.CHANGED, because, "period_from: year")
    return {
        "column": "Year",
        "shape": shape,
        "grain": "year",
        "year": year,
        "footnotes": "strip",
    }


def _year(read: PeriodFrom, page: Page) -> tuple[str, str]:
    """Say of which type the years are, and how that was found."""
    if read.year_type is YearType.CALENDAR:
        return "calendar", "years such as 2019 are read as calendar years"
    told = " ".join(page.texts.values()).lower()
    academic, financial = _ACADEMIC.search(told), "financial year" in told
    if academic and not financial and read.shape is PeriodShape.YEAR:
        return "academic", "years such as 2019/20 are read as academic: its page speaks of them"
    if financial and not academic:
        return "financial", "years such as 2019/20 are read as financial: its page speaks of them"
    because = (
        "years such as 2019/20 are read as financial, April to March: nothing says which they are; "
        "where they are academic, write year: academic in its source and its indicator"
    )
    return "financial", because


def _columns(table: WholeTable, choice: Choice) -> dict[str, str]:
    names = Ids()
    texts = [
        *breakdowns_of(table),
        *choice.chosen,
        *(h for h in table.headers if h.lower() == "geocode"),
    ]
    return {header: names.give(header, "column") for header in texts}


def _source(made: _Made, home: str) -> str:
    table = made.table
    columns: dict[str, Any] = {
        column: {"from": header} for header, column in _columns(table, made.choice).items()
    }
    owner = words(made.page.texts.get("source_organisation_1"), 100)
    return as_yaml(
        filled(
            {
                "source": made.name,
                "title": f"Open SDG, {table.path.name}",
                "owner": owner if owner and "@" not in owner else "its publisher",
                "rows": "published",
                "read": opened(table),
                "columns": {**columns, "amount": {"from": "Value", "type": "number"}},
                "area_from": {"fixed": home},
                "period_from": dict(made.period),
                "missing": {"NA": "unavailable", "-": "unavailable", "..": "unavailable"},
                "expect": {"rows_at_least": "1"},
            }
        )
    )


def _indicator(made: _Made, notes: Notes) -> dict[str, Any]:
    chosen, page, period = made.choice.chosen, made.page.texts, made.period
    where = [
        f"{column} = {quoted(chosen[header])}" if chosen.get(header) else f"{column} is null"
        for header, column in _columns(made.table, made.choice).items()
    ]
    if year := contradicted(made.table, chosen):
        because = f"the headline has several values of {words(year, 20)}, so none is published"
        notes.add(made.item, "Value", Fate.LEFT, f"{because} until 'where' tells their rows apart")
    titles = [words(page.get(key)) for key in _TITLES if _plain(page.get(key))]
    of_series = words(made.page.titles.get(made.choice.series))
    title = of_series or (titles[0] if titles else f"Indicator {made.item}")
    unit = _unit(chosen, page) or guess_unit(title)
    return filled(
        {
            "title": title,
            "source": made.name,
            "kind": "context",
            "polarity": "none",
            "unit": unit,
            "scale": "percent 0-100" if unit == "percent" else "",
            "grain": "year",
            "basis": period["shape"] if period["shape"].startswith("pooled") else "",
            "year": period["year"],
            "published": "amount",
            "where": Expression(" and ".join(where)) if where else "",
            "interval": "none",
            "definition": _definition(page),
        }
    )


_TITLES: Final = ("indicator_available", "graph_title", "indicator_name", "SDG_INDICATOR")
_CAVEATS: Final = ("computation_definitions", "computation_calculations", "data_footnote")


def _unit(chosen: Mapping[str, str], page: Mapping[str, str]) -> str:
    """Give the unit of the headline's rows, else the first that the page names."""
    beside = (
        text for header, text in chosen.items() if header.lower() in {"units", "unit measure"}
    )
    unit = words(
        next(filter(None, beside), "") or page.get("computation_units", "").split(", ")[0], 60
    )
    return "percent" if "percent" in unit.lower() or unit == "%" else unit


def _definition(page: Mapping[str, str]) -> dict[str, str]:
    why = page.get("national_indicator_description") or page.get("STAT_CONC_DEF")
    caveats = " ".join(page.get(key, "") for key in _CAVEATS)
    return filled(
        {
            "why_it_matters": words(why, LONGEST_PARAGRAPH),
            "caveats": words(caveats, LONGEST_PARAGRAPH),
            "link": first_link(page.get("source_url_1")),
        }
    )


def _plain(text: str | None) -> bool:
    return bool(text and text.strip()) and not re.fullmatch(r"\s*global_\S+", text or "")
