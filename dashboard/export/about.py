"""What stands beside tables that are given away: what they are, whose, of when, under which terms."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dashboard.export.columns import Column
from dashboard.queries.facts import publication_of
from dashboard.queries.library import Reading

SYMBOL_WORDS: Final[Mapping[str, str]] = {
    "[c]": "hidden: a small number, or one that would give it away",
    "[x]": "not available",
    "[z]": "not applicable",
    "[low]": "rounds to zero",
    "[u]": "of low reliability",
    "[p]": "provisional",
    "[r]": "revised",
    "[e]": "estimated",
    "[b]": "the series breaks here",
}
_CSVW: Final = {"string": "string", "number": "number", "integer": "integer", "date": "date"}

Tables = Mapping[str, Sequence[Column]]
"""Files of a folder by name, with their columns."""


def about_text(reading: Reading) -> str:
    """Give the lines that people read first: title, publication, sources and their days, symbols."""
    publication = publication_of(reading)
    sources = [
        f"- {source.title}. Publisher: {source.owner}."
        + (f" Rows to {reading.as_at[source.id]}." if source.id in reading.as_at else "")
        + (f" Licence: {source.licence}." if source.licence else "")
        + (f" {source.link}" if source.link else "")
        for source in reading.framework.sources
    ]
    lines = [
        publication.framework,
        publication.notice or "No terms of use are declared; ask whoever gave you these files.",
        "",
        f"Generation {publication.generation}, published {publication.published_at:%Y-%m-%d %H:%M} UTC.",
        f"Hash of the published results: {publication.published_hash}",
        "",
        "Sources:",
        *sources,
        "",
        "Symbols:",
        *(f"{symbol} {words}" for symbol, words in SYMBOL_WORDS.items()),
        "",
        "A text that a spreadsheet might run as a formula begins with an apostrophe.",
    ]
    return "\n".join(lines) + "\n"


def data_package(reading: Reading, tables: Tables, form: str) -> dict[str, Any]:
    """Describe files as a Tabular Data Package (Frictionless, version 1 of the specification)."""
    publication = publication_of(reading)
    return {
        "profile": "tabular-data-package" if form == "csv" else "data-package",
        "name": reading.framework.id.replace("_", "-"),
        "title": publication.framework,
        "description": publication.notice or publication.framework,
        "created": publication.published_at.isoformat(),
        "version": str(publication.generation),
        "sources": [_source(one.title, one.link) for one in reading.framework.sources],
        **(
            {"licenses": [_licence(one) for one in _licences(reading)]}
            if _licences(reading)
            else {}
        ),
        "resources": [_resource(name, columns, form) for name, columns in tables.items()],
    }


def _licences(reading: Reading) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.licence for one in reading.framework.sources if one.licence))


def _licence(title: str) -> dict[str, str]:
    """Name a licence as the specification wants it: in letters, digits, dots and hyphens."""
    return {"name": re.sub(r"[^A-Za-z0-9.]+", "-", title).strip("-"), "title": title}


def _source(title: str, link: str) -> dict[str, str]:
    return {"title": title, "path": link} if link.startswith("http") else {"title": title}


def _resource(name: str, columns: Sequence[Column], form: str) -> dict[str, Any]:
    stem = name.rpartition(".")[0]
    said = {"name": stem, "path": name, "format": form}
    if form != "csv":
        return said
    fields = [_field(column) for column in columns]
    keys = {"results": ["indicator", "area", "breakdown", "period"], "indicators": ["id"]}
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if stem == "results":
        # A breakdown is empty for everybody, and no part of a key may be missing.
        schema["foreignKeys"] = [
            {"fields": "indicator", "reference": {"resource": "indicators", "fields": "id"}},
            {"fields": "area", "reference": {"resource": "areas", "fields": "code"}},
        ]
    elif stem in {"indicators", "areas"}:
        schema["primaryKey"] = keys.get(stem, ["code"])
    return {
        **said,
        "profile": "tabular-data-resource",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.words}
    if column.type == "boolean":
        said |= {"trueValues": ["yes"], "falseValues": ["no"]}
    return said


def csvw(reading: Reading, name: str, columns: Sequence[Column]) -> dict[str, Any]:
    """Describe one CSV file as W3C's Metadata Vocabulary for Tabular Data does."""
    publication = publication_of(reading)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": name,
        "dc:title": publication.framework,
        "dc:description": publication.notice or publication.framework,
        "dc:issued": publication.published_at.date().isoformat(),
        "dc:source": "; ".join(one.title for one in reading.framework.sources),
        **({"dc:license": "; ".join(_licences(reading))} if _licences(reading) else {}),
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "dc:description": column.words,
                    "datatype": {"base": "boolean", "format": "yes|no"}
                    if column.type == "boolean"
                    else _CSVW[column.type],
                }
                for column in columns
            ]
        },
    }
