"""DfE's Local Authority Interactive Tool: its dictionary, its one long table, its neighbours."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from indicators.connect.refusals import RefusedError
from indicators.connect.whole_tables import WholeTable, read_whole
from indicators.importers.carrying import (
    LONGEST_PARAGRAPH,
    Fate,
    Field,
    Imported,
    Notes,
    Wishes,
    by_name,
    first_link,
    words,
)
from indicators.importers.framework_files import ENGLAND, framework_file, outcomes_file
from indicators.importers.house_style import Expression, as_csv, as_yaml, filled
from indicators.importers.lait_places import data_numbers, places_of, year_of
from indicators.importers.lait_sources import sources_of
from indicators.importers.naming import Ids
from indicators.importers.units import guess_basis, guess_unit

FIELDS: Final = (
    Field("Measure_short", Fate.CARRIED, "id, and key in the table of its topic"),
    Field("Topic", Fate.CHANGED, "outcomes.yaml", "a topic becomes an outcome"),
    Field("Chart_title", Fate.CARRIED, "title"),
    Field("Measure", Fate.CARRIED, "short_title"),
    Field("Polarity", Fate.CHANGED, "polarity", "a measure without one is context and never rated"),
    Field("y_axis_name", Fate.CHANGED, "unit", "read from this, the title and the measure"),
    Field("Description", Fate.CARRIED, "definition: why_it_matters"),
    Field("Methodology", Fate.CARRIED, "definition: numerator, denominator, caveats"),
    Field("Hyperlink(s)", Fate.CHANGED, "definition: link", "the first address"),
    Field("Data Owner (DO) /Supplier and Contact Details", Fate.CHANGED, "owner", "roles only"),
    Field("Last Update", Fate.CHANGED, "definition: caveats", "as words"),
    Field(
        "Next Update", Fate.CHANGED, "definition: caveats", "as words; `due` of the source is yours"
    ),
    Field("dps", Fate.CHANGED, "decimals", "1 where it is not said"),
    Field("Year_Type", Fate.CHANGED, "source", "one source for each type of year"),
    Field("No_Quartile", Fate.CHANGED, "rated_by", "N: not rated by quarters, and no rank"),
    Field("Measure_code", Fate.LEFT, "", "a number of the tool's own; the key stays"),
    Field("state_funded_flag", Fate.LEFT, "", "which schools count is in the description"),
    Field("Table_status", Fate.LEFT, "", "the tool's name of the published table"),
)
YEARS: Final = {
    "Academic Year": "academic",
    "Financial Year": "financial",
    "Annual": "financial",
    "Calendar Year": "calendar",
    "Annual - January": "calendar",
    "Annual (end of Sept)": "calendar",
}
"""The dictionary's types of year, as ours. Plain `Annual` is the count of 31 March."""

_POLARITY: Final = {"High": "high", "Low": "low"}
_FIRST_DAY: Final = date(1899, 12, 30)
_PARTS: Final = re.compile(
    r"Numerator\s*:\s*(?P<numerator>.+?)\s*Denominator\s*:\s*(?P<denominator>.+?)(?:\s{3,}|$)", re.I
)


@dataclass(frozen=True, slots=True)
class _Originals:
    """The files that were given, told by their headers."""

    dictionary: WholeTable
    data: WholeTable
    neighbours: tuple[WholeTable, ...]


def import_lait(paths: Sequence[Path], wishes: Wishes) -> Imported:
    """Declare every measure of LAIT: a source for each type of year, an outcome for each topic.

    Raises:
        RefusedError: a file cannot be read, or the dictionary or the data is not among them.
    """
    originals = _sort_out(paths)
    notes = Notes(by_name(FIELDS))
    keys = set(originals.data.frame["Short Desc"].drop_nulls().unique())
    measures = list(_measures(originals.dictionary, keys, notes))
    if not measures:
        raise RefusedError("no measure of the dictionary has a row in the data")
    files = places_of(wishes, originals.neighbours, data_numbers(originals.data), notes)
    sets = sorted(path for path in files if path.startswith("areas/neighbours/"))
    closest = max((Path(path).stem for path in sets), key=year_of, default="")
    files |= sources_of(originals.data, sorted({one.year for one in measures}))
    files |= _indicators(measures, closest, notes)
    topics: dict[str, tuple[str, list[str]]] = {}
    for measure in measures:
        topics.setdefault(measure.topic, (measure.topic_title, []))[1].append(measure.id)
    files["outcomes.yaml"] = outcomes_file(topics)
    levels = ("authority", "region", "country")
    files["framework.yaml"] = framework_file(
        wishes,
        "Local authorities of England",
        ENGLAND,
        levels,
        year="financial",
        notice="Official statistics from the Department for Education's Local Authority Interactive Tool, "
        "under the Open Government Licence v3.0.",
    )
    return Imported(files, tuple(notes.found), originals.data.path.parent)


def _sort_out(paths: Sequence[Path]) -> _Originals:
    dictionary = data = None
    neighbours = []
    for path in paths:
        table = read_whole(path)
        heads = set(table.headers)
        if {"Measure_short", "Polarity"} <= heads:
            dictionary = table
        elif {"Short Desc", "Values", "Years", "LA Number", "LA and Regions"} <= heads:
            data = table
        elif "SN1" in heads or any("SN1" in row for row in table.frame.head(5).iter_rows()):
            neighbours.append(table)
        elif not {"LA Number", "LA Name"} <= heads:
            raise RefusedError(
                f"{path.name} is none of LAIT's files: dictionary, data or neighbours"
            )
    if dictionary is None or data is None:
        missing = (
            "dictionary (Measure_short, Polarity, ...)"
            if dictionary is None
            else "data (Short Desc, Values, ...)"
        )
        raise RefusedError(f"LAIT's {missing} is not among the files")
    return _Originals(dictionary, data, tuple(neighbours))


@dataclass(frozen=True, slots=True)
class _Measure:
    """A measure as it is declared. `said` holds its keys, `year` its type of year."""

    id: str
    topic: str
    topic_title: str
    year: str
    rated: bool
    said: Mapping[str, Any]


def _measures(dictionary: WholeTable, keys: set[str], notes: Notes) -> Iterator[_Measure]:
    ids, topics, seen = Ids(), Ids(), set[str]()
    topic_ids: dict[str, str] = {}
    titles = Counter(_title(row) for row in dictionary.rows())
    for row in dictionary.rows():
        key, topic = (
            row["Measure_short"],
            (words(row["Topic"]) or "Other measures").replace("\\", ": "),
        )
        item = f"{topic}, {key}"
        if key in seen or key not in keys:
            because = (
                "it stands under another topic already"
                if key in seen
                else "the data has no row of it"
            )
            notes.add(item, "Measure_short", Fate.LEFT, because)
            continue
        seen.add(key)
        topic_ids.setdefault(topic, "")
        topic_ids[topic] = topic_ids[topic] or topics.give(topic, "topic")
        year = YEARS.get(row["Year_Type"], "")
        if not year:
            year = "financial"
            notes.add(
                item,
                "Year_Type",
                Fate.CHANGED,
                "not a known type of year: taken as financial years",
                "source",
            )
        said = _said(row, item, _fuller(row, titles), notes)
        rated = said["polarity"] != "none" and row["No_Quartile"] != "N"
        notes.usual(item, row)
        yield _Measure(ids.give(key, "measure"), topic_ids[topic], topic, year, rated, said)


def _title(row: Mapping[str, str]) -> str:
    title = re.sub(r"\s*\((?:%|num|£|number)\)\s*$", "", words(row["Chart_title"]))
    return title or words(row["Measure"])


def _fuller(row: Mapping[str, str], titles: Mapping[str, int]) -> str:
    """Tell measures apart whose charts have one title: by the unit that stands in it, else by the measure."""
    short, plain = _title(row), words(row["Chart_title"])
    if titles[short] == 1:
        return short
    return plain if plain.endswith((")", "%")) else words(f"{plain} ({words(row['Measure'])})")


def _said(row: Mapping[str, str], item: str, title: str, notes: Notes) -> dict[str, Any]:
    measure = words(row["Measure"])
    unit = guess_unit(row["Chart_title"], measure, row["y_axis_name"])
    notes.add(item, "y_axis_name", Fate.CHANGED, f"{unit}, read from the title", "unit")
    basis = guess_basis(title, measure)
    polarity = _POLARITY.get(row["Polarity"], "none")
    return filled(
        {
            "title": title,
            "short_title": measure if measure != title and len(measure) < len(title) else "",
            "polarity": polarity,
            "kind": "context" if polarity == "none" else "",
            "unit": unit,
            "scale": "percent 0-100" if unit == "percent" else "",
            "decimals": row["dps"] if row["dps"].isdigit() else "",
            "basis": basis if basis != "during" else "",
            "key": row["Measure_short"],
            "owner": _owner(row["Data Owner (DO) /Supplier and Contact Details"]),
            "definition": _definition(row),
        }
    )


def _owner(text: str | None) -> str:
    plain = words(text, 80)
    return plain if plain and len(plain) < 60 and not re.search(r"[@\d]|:", plain) else ""


def _definition(row: Mapping[str, str]) -> dict[str, Any]:
    method = re.sub(r"[\r\n]+", "   ", row["Methodology"])
    found = _PARTS.search(method)
    parts = {name: words(text) for name, text in found.groupdict().items()} if found else {}
    rest = method[: found.start()] + method[found.end() :] if found else method
    days = [
        f"{label} {_day(row[name])}."
        for label, name in (("Last updated", "Last Update"), ("Next update", "Next Update"))
        if row[name] not in ("", "NA")
    ]
    caveats = " ".join([words(rest, LONGEST_PARAGRAPH - 100), *days]).strip()
    return filled(
        {
            **parts,
            "why_it_matters": words(row["Description"], LONGEST_PARAGRAPH),
            "caveats": re.sub(r"^NA(?: +|$)", "", caveats),
            "link": first_link(row["Hyperlink(s)"]),
        }
    )


def _day(text: str) -> str:
    """Read a day that a spreadsheet wrote as a number; other texts stay as they are."""
    if re.fullmatch(r"\d{5}", text):
        day = _FIRST_DAY + timedelta(days=int(text))
        return f"{day.day} {day:%B %Y}"
    return words(text, 40)


_COLUMNS: Final = (
    *("indicator", "key", "title", "short_title", "kind", "polarity", "unit", "scale", "decimals"),
    *("basis", "source", "year", "owner", "numerator", "denominator", "why_it_matters", "caveats"),
    "link",
)
_WORDS: Final = ("numerator", "denominator", "why_it_matters", "caveats", "link")


def _indicators(measures: Sequence[_Measure], closest: str, notes: Notes) -> dict[str, str]:
    """Write a table for each topic, and beside it one of the measures that are not rated."""
    if not closest:
        notes.add("neighbours", "SN1 to SN10", Fate.LEFT, "no file of neighbours was given")
    held = ["England", "region", *([{"neighbours": closest}] if closest else [])]
    defaults = {
        "grain": "year",
        "published": "value",
        "interval": "none",
        "kind": "outcome",
        "owner": "Department for Education",
        "compare": held,
    }
    quarters = {"compare": [*held, {"among": "authority"}], "rated_by": "quartile"}
    files = {}
    for topic in dict.fromkeys(measure.topic for measure in measures):
        own = [measure for measure in measures if measure.topic == topic]
        patterns = []
        for name, more, rated in ((topic, quarters, True), (f"{topic}_not_rated", {}, False)):
            rows = [measure for measure in own if measure.rated is rated]
            if rows:
                files[f"indicators/{name}.csv"] = as_csv(_COLUMNS, map(_row, rows))
                patterns.append(_pattern(f"{name}.csv", more))
        files[f"indicators/{topic}.yaml"] = as_yaml(
            {"defaults": defaults, "from_table": patterns},
            opening=f"{own[0].topic_title}, from LAIT's data dictionary: an indicator for each row.",
        )
    return files


def _row(measure: _Measure) -> list[str]:
    said = {**measure.said, **measure.said.get("definition", {})}
    said |= {"indicator": measure.id, "source": f"lait_{measure.year}", "year": measure.year}
    return [said.get(column, "") for column in _COLUMNS]


def _pattern(file: str, more: Mapping[str, Any]) -> dict[str, Any]:
    words_of = {name: f"row.{name}" for name in _WORDS}
    return {"file": file, "where": Expression("key = row.key"), **more, "definition": words_of}
