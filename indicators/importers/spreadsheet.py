"""A plain spreadsheet of KPIs: a row each, with columns for name, target and the figures of each period.

Which column is which is guessed from its header, and every guess is told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import polars as pl

from framework.model.reads import SheetFiles
from indicators.connect.refusals import RefusedError
from indicators.connect.whole_tables import Row, WholeTable, read_whole
from indicators.importers.carrying import (
    LONGEST_PARAGRAPH,
    Fate,
    Field,
    Imported,
    Notes,
    Wishes,
    by_name,
    home_name,
    words,
)
from indicators.importers.framework_files import areas_file, framework_file, outcomes_file
from indicators.importers.house_style import Expression, as_yaml, filled, quoted
from indicators.importers.naming import Ids, id_of
from indicators.importers.spreadsheet_columns import Guess, guess_columns, source_of
from indicators.importers.units import guess_unit

FIELDS: Final = (
    Field("name", Fate.CARRIED, "title"),
    Field("code", Fate.CARRIED, "id"),
    Field("definition", Fate.CARRIED, "definition: why_it_matters"),
    Field("unit", Fate.CARRIED, "unit"),
    Field(
        "polarity",
        Fate.CHANGED,
        "polarity",
        "guessed from the name without a column",
    ),
    Field("target", Fate.CARRIED, "targets, from the first period on"),
    Field("theme", Fate.CHANGED, "outcomes.yaml", "a theme becomes an outcome"),
    Field("owner", Fate.CARRIED, "owner"),
    Field("note", Fate.CARRIED, "definition: caveats"),
    Field("status", Fate.LEFT, "", "ratings are made from the target"),
)
_LOW: Final = re.compile(
    r"\b(missed|complaints?|crimes?|days?|weeks?|time taken|waiting|cost|absen\w+|late|overdue|errors?"
    r"|incidents?|waste|arrears|vacanc\w+|turnover|sickness|repeat|re-?referr\w+|neet|accidents?"
    r"|offend\w+|exclu\w+|suspen\w+)\b",
    re.IGNORECASE,
)
"""What one would rather have less of."""

_NUMBER: Final = re.compile(r"[<>≤≥=]*\s*£?(-?[\d,]+(?:\.\d+)?)\s*(\D*)")
"""A target, with the unit that it may say."""

_PERCENT: Final = frozenset({"percent", "percentage", "per cent", "pct"})
_WORDS: Final = {
    **dict.fromkeys(("high", "higher", "bigger", "up", "increase", "maximise"), "high"),
    **dict.fromkeys(("low", "lower", "smaller", "down", "decrease", "reduce", "minimise"), "low"),
}
_TITLE: Final = "Key performance indicators"
_LONGEST_KEY: Final = 250
"""The most characters of the condition by which a row is found."""


def import_spreadsheet(paths: Sequence[Path], wishes: Wishes) -> Imported:
    """Declare every row of one table as an indicator of the home area.

    Raises:
        RefusedError: it cannot be read, or no column holds names or figures by period.
    """
    if len(paths) != 1:
        raise RefusedError("give one spreadsheet at a time")
    table, notes = read_whole(paths[0]), Notes(by_name(FIELDS))
    guess = guess_columns(table, wishes, notes)
    guess = replace(guess, by_name=_needs_names(table, guess, notes))
    home = wishes.home or "HOME"
    source = id_of(paths[0].name.partition(".")[0], "kpis")
    _note_money(table, guess, notes)
    guess = replace(guess, signed=_signed(table, guess, notes))
    shares, parts = _shares(table, guess)
    guess = replace(guess, shares=shares, parts=parts)
    indicators, outcomes = _declared(table, guess, notes)
    defaults = {
        "source": source,
        "kind": "performance",
        "grain": guess.period.grain.value,
        "year": guess.period.year_type.value,
        "published": "value",
        "interval": "none",
    }
    files = {
        f"sources/{source}.yaml": source_of(source, table, guess, home),
        f"indicators/{source}.yaml": as_yaml(
            {"defaults": defaults, "indicators": indicators},
            opening=f"From {paths[0].name}. Check every guess in the report of the import.",
        ),
        "areas/areas.csv": areas_file([(home, home_name(wishes), "place", "")]),
        "outcomes.yaml": outcomes_file(outcomes),
        "framework.yaml": framework_file(wishes, _TITLE, home, ["place"], year="financial"),
    }
    return Imported(files, tuple(notes.found), paths[0].parent)


def _declared(
    table: WholeTable, guess: Guess, notes: Notes
) -> tuple[dict[str, Any], dict[str, tuple[str, list[str]]]]:
    """Give an indicator for every row, and the themes as outcomes."""
    indicators: dict[str, Any] = {}
    outcomes: dict[str, tuple[str, list[str]]] = {}
    ids, seen = Ids(), dict[str, str]()
    for row in _named_rows(table, guess):
        named = Row({name: row[header] for name, header in guess.columns.items()})
        code, title = named["code"], named["name"]
        item = words(title or code, 100)
        if not (code or title):
            because = "the whole row: it has figures, and neither a code nor a name"
            notes.add(table.path.name, "name", Fate.LEFT, because)
            continue
        if code in seen and not guess.by_name:
            because = (
                f"rows of another period: they count for '{seen[code]}', which has the same code"
            )
            notes.add(item, "name", Fate.CHANGED, because, "title")
            continue
        if code in seen:
            because = f"'{seen[code]}' has the same code: found by its name too"
            notes.add(item, "code", Fate.CHANGED, because, "where")
        if code:
            seen.setdefault(code, item)
        where = _found_by(code, title, guess)
        if len(where) > _LONGEST_KEY:
            notes.add(item, "name", Fate.LEFT, "the whole row: the name is too long to find it by")
            continue
        said = _indicator(named, where, guess, item, notes)
        notes.usual(item, named)
        name = ids.give(named["code"] or named["name"], "kpi")
        indicators[name] = said
        theme = words(named["theme"], 100) or _TITLE
        outcomes.setdefault(id_of(theme, "theme"), (theme, []))[1].append(name)
    return indicators, outcomes


def _signed(table: WholeTable, guess: Guess, notes: Notes) -> frozenset[str]:
    """Give the names of rows whose figures have a percent sign, and note those of which only some have."""
    figures, name = pl.col(guess.value), guess.columns["name"]
    signs, numbers = figures.str.contains(r"\d\s*%\s*$"), figures.str.contains(r"\d\s*$")
    rows = table.frame.group_by(name, maintain_order=True).agg(
        signs.any().alias("signed"), numbers.any().alias("bare"), figures.filter(signs).first()
    )
    for row, _, bare, figure in rows.filter("signed").iter_rows():
        because = f"figures such as '{words(figure, 20)}' are read without the sign"
        if bare:
            because += "; others have none: check that all are of 0 to 100"
        notes.add(words(row, 100), "figures", Fate.CHANGED, because, "percent_sign")
    return frozenset(rows.filter("signed")[name].drop_nulls())


def _note_money(table: WholeTable, guess: Guess, notes: Notes) -> None:
    """Note the rows whose figures have a sign of money: no source reads those."""
    figures, name = pl.col(guess.value), guess.columns["name"]
    rows = table.frame.filter(figures.str.contains(r"^\s*-?\s*[£$€]\s*-?\d"))
    for row, figure in rows.group_by(name, maintain_order=True).agg(figures.first()).iter_rows():
        because = (
            f"figures such as '{words(figure, 20)}' cannot be read, and their rows are left out: take the "
            "sign out of the sheet and import it again"
        )
        notes.add(words(row, 100), "figures", Fate.LEFT, because)


def _shares(table: WholeTable, guess: Guess) -> tuple[frozenset[str], frozenset[str]]:
    """Give the names of rows whose figures all lie between 0 and 1, and of those of not merely 0s and 1s.

    The first are of a workbook alone: it keeps 78.2% as 0.782, and its reader does not give the format.
    """
    name, size = guess.columns["name"], pl.col(guess.value).cast(pl.Float64, strict=False).abs()
    rows = table.frame.group_by(name).agg(
        size.max().alias("most"), size.is_between(0, 1, closed="none").any().alias("parts")
    )
    rows = rows.filter(pl.col("most").is_between(0, 1, closed="right"))
    most, parts = (frozenset(each[name].drop_nulls()) for each in (rows, rows.filter("parts")))
    return (
        most if isinstance(table.read, SheetFiles) else frozenset()
    ) - guess.signed, parts - guess.signed


def _named_rows(table: WholeTable, guess: Guess) -> Iterator[Row]:
    """Give a row for each code and name, of those with either or with a figure."""
    names = [guess.key, guess.columns["name"]]
    filled_in = pl.any_horizontal(pl.col(name).is_not_null() for name in {*names, guess.value})
    distinct = table.frame.filter(filled_in).unique(set(names), keep="first", maintain_order=True)
    return replace(table, frame=distinct).rows()


def _needs_names(table: WholeTable, guess: Guess, notes: Notes) -> bool:
    """Say whether codes alone do not tell rows apart, and note rows that nothing tells apart."""
    period = pl.col(guess.said) if guess.said in table.headers else pl.lit("")
    rows = table.frame.select(
        code=pl.col(guess.key), name=pl.col(guess.columns["name"]), period=period
    ).filter(pl.col("name").is_not_null() | pl.col("code").is_not_null())
    places = rows.group_by("code", "name", "period", maintain_order=True).len()
    twice = places.filter(pl.col("len") > 1).unique(["code", "name"], maintain_order=True)
    for code, name, *_ in twice.iter_rows():
        because = "the whole row: another one has the same code and name; delete either"
        notes.add(words(name or code, 100), "name", Fate.LEFT, because)
    return places.select(pl.struct("code", "period").is_duplicated().any()).item() or bool(
        rows["code"].null_count()
    )


def _found_by(code: str, name: str, guess: Guess) -> Expression:
    """Say how the rows of an indicator are found: by the code, by the name, or by both."""
    pins = {"kpi": code or ("" if "code" in guess.columns else name)}
    pins |= {"kpi_name": name} if guess.by_name else {}
    return Expression(
        " and ".join(
            f"{column} = {quoted(text)}" if text else f"{column} is null"
            for column, text in pins.items()
        )
    )


def _indicator(
    row: Row, where: Expression, guess: Guess, item: str, notes: Notes
) -> dict[str, Any]:
    title = words(row["name"]) or item
    unit = _unit(row, title, guess, item, notes)
    share = unit == "percent" and row["name"] in guess.shares
    _tell_of_parts(row, unit, guess, item, notes, share=share)
    polarity = _polarity(row, title, guess, item, notes)
    owner = words(row["owner"], 100)
    if "@" in owner or re.match(r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Cllr)\b", owner):
        notes.add(item, "owner", Fate.LEFT, "owners are roles, not people or addresses")
        owner = ""
    target = row["target"].strip()
    targets = _targets(target, polarity, unit, guess, item, notes, share=share)
    return filled(
        {
            "title": title,
            "kind": "context" if polarity == "none" else "",
            "polarity": polarity,
            "unit": unit,
            "scale": f"percent {'0-1' if share else '0-100'}" if unit == "percent" else "",
            "where": where,
            "targets": targets,
            "owner": owner,
            "definition": filled(
                {
                    "why_it_matters": words(row["definition"], LONGEST_PARAGRAPH),
                    "caveats": words(row["note"], LONGEST_PARAGRAPH),
                }
            ),
        }
    )


def _unit(row: Row, title: str, guess: Guess, item: str, notes: Notes) -> str:
    """Give the unit as its column says it, else as figures or the target do, else as the name does."""
    unit = {"%": "percent", "£": "pounds"}.get(row["unit"].strip()) or words(row["unit"], 60)
    if not unit:
        signed = "figures say" if row["name"] in guess.signed else ""
        signed = signed or ("target says" if row["target"].strip().endswith("%") else "")
        unit = "percent" if signed else guess_unit(title)
        because = f"as its {signed}" if signed else "read from the name"
        notes.add(item, "unit", Fate.CHANGED, f"not said: {unit}, {because}", "unit")
    return "percent" if unit.lower() in _PERCENT else unit


def _tell_of_parts(
    row: Row, unit: str, guess: Guess, item: str, notes: Notes, *, share: bool
) -> None:
    """Note figures between 0 and 1: those taken for shares, and those that may be percentages all the same."""
    because = ""
    if share:
        because = "all figures lie between 0 and 1: taken for shares, 0.782 for 78.2%; check it"
    elif row["name"] in guess.parts and unit in {"number", "rate", "percent"}:
        target = words(row["target"], 20)
        beside = f", beside a target of {target}" if target else ""
        because = (
            f"between 0 and 1{beside}: if they are percentages, write unit: percent and "
            "scale: percent 0-1, and the target as it is spoken, 20 for 0.2"
        )
    if because:
        notes.add(item, "figures", Fate.CHANGED, because, "scale")


def _polarity(row: Row, title: str, guess: Guess, item: str, notes: Notes) -> str:
    """Give what is good as its column says it. Where that is blank, nothing is rated until it is said."""
    said = row["polarity"].strip().lower().split(" ")[0]
    if said in _WORDS:
        notes.add(item, "polarity", Fate.CARRIED, "", "polarity")
        return _WORDS[said]
    if "polarity" in guess.columns:
        because = (
            f"'{guess.columns['polarity']}' does not say it: shown as context until somebody does"
        )
        notes.add(item, "polarity", Fate.CHANGED, because, "kind")
        return "none"
    polarity = "low" if _LOW.search(title) else "high"
    because = f"guessed from the name: {polarity}; check it"
    notes.add(item, "polarity", Fate.CHANGED, because, "polarity")
    return polarity


def _targets(
    text: str, polarity: str, unit: str, guess: Guess, item: str, notes: Notes, *, share: bool
) -> list[dict[str, str]]:
    found = _NUMBER.fullmatch(text)
    spoken = {"", "%", unit.lower(), unit.lower().removesuffix("s")}
    if found is None or found[2].lower() not in spoken | (_PERCENT if unit == "percent" else set()):
        if text not in {"", "-", "n/a", "N/A", "NA"}:
            notes.add(item, "target", Fate.LEFT, f"'{words(text, 40)}' is not one number")
        return []
    if polarity == "none":
        notes.add(item, "target", Fate.LEFT, f"{found[1]}: it waits until it is said what is good")
        return []
    value = Decimal(found[1].replace(",", ""))
    if share and abs(value) <= 1 and not found[2]:
        said, value = value, (value * 100).normalize()
        because = f"{said} is taken for {value:f}, as its figures are shares"
        notes.add(item, "target", Fate.CHANGED, because, "targets")
    because = "none: anything short of the target is red; write amber: into it, such as amber: 5%"
    notes.add(item, "amber", Fate.CHANGED, because, "targets")
    return [{"from": guess.first, "value": f"{value.normalize():f}"}]
