"""New declarations in the house style, and rows and lines put where they belong in those there are."""

import csv
import re
from collections.abc import Mapping
from io import StringIO
from typing import Final

from framework.errors import UserError
from framework.load.syntax.documents import Items, Table, Word
from framework.load.syntax.positions import read_yaml
from framework.model.frameworks import Framework
from framework.model.periods import Grain
from framework.model.sources import ColumnType, Rows, Source

_EVENTS: Final = """\
    count: all                        # which rows count, such as: closed and reason = 'step up'. Or one of
    # proportion: {numerator: CONDITION, denominator: CONDITION}
    # rate: {numerator: all, population: SOURCE, per: 10000}
    # median: {of: "days(START, END)"}
"""
_TALLIES: Final = """\
    count: all                        # which tallies count. Or one of
    # proportion: {numerator: CONDITION, denominator: CONDITION}
    # rate: {numerator: all, population: SOURCE, per: 10000}
"""

_INDICATOR: Final = """\
# One indicator. `fingerpost check` says what is wrong with it, `fingerpost try` shows it while you type.
# The language: docs/reference/language.md. What may be named here: %(names)s.
indicators:
  %(name)s:
    title: %(title)s
    kind: context                     # outcome | performance | context (shown, never rated)
    polarity: none                    # high | low | plan | none: which way is good
    source: %(source)s
    grain: %(grain)s                    # month | quarter | year
    unit: number                      # percent | days | children | per 10,000 ...
    decimals: 0
%(measure)s\
    # targets:                        # with a kind that is rated; or `fingerpost add target %(name)s`
    #   - {for: 2026/27, value: 85, amber: 5 points, set_by: %(board)s}
    owner: %(owner)s
    definition:
      numerator:                      # in plain words: what is counted
      denominator:                    # and of what
      why_it_matters:
    next_review: %(review)s
"""

_LIKE: Final = """\
# Like %(like)s but for what stands here: `fingerpost show %(name)s` writes all of it out.
indicators:
  %(name)s:
    like: %(like)s
    title: %(title)s
"""

_SOURCE: Final = """\
# One source a file; the file's name is its id. `fingerpost inspect FILE` says what a file holds.
# The language: docs/reference/sources.md.
source: %(name)s
title: %(title)s
owner: %(owner)s
rows: events                          # one row, one thing; or tallies, published, population
read: {kind: csv, path: %(name)s*.csv}   # below data/; * stands for any letters
columns:                              # names of your own: {from: the header in the file, type: ...}
  started: {from: start_date, type: date, required: yes}
  # reason: {from: end_reason, one_of: [outcomes met, step up]}
area_from: {column: area_code}        # the header that holds the code of the area
dated: started                        # which date puts a row in a period
due: 30 days                          # how long after a period ends its rows should be here
disclosure: {suppress: 1-5, round_to: 5}   # small counts are hidden, others rounded
"""


def quoted(text: str) -> str:
    """Write a text for people as YAML takes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def indicator_draft(
    framework: Framework, name: str, title: str, source: Source, review: str
) -> str:
    """Write an indicator that counts the rows of a source.

    Raises:
        UserError: its rows are people, by which rates divide.
    """
    if source.rows is Rows.POPULATION:
        raise UserError(
            f"source '{source.id}' holds the people that rates divide by; name one with rows to count"
        )
    names = [column.name for column in source.columns if not column.private] + [
        *(source.terms or ())
    ]
    return _INDICATOR % {
        "name": name,
        "title": quoted(title),
        "source": source.id,
        "grain": _grain(framework, source).value,
        "measure": _measure(source),
        "names": ", ".join(names),
        "board": quoted(framework.board),
        "owner": quoted(source.owner),
        "review": review,
    }


def like_draft(name: str, title: str, like: str) -> str:
    """Write an indicator that is like another."""
    return _LIKE % {"name": name, "title": quoted(title), "like": like}


def source_draft(name: str, title: str, owner: str) -> str:
    """Write a source of events in a CSV file."""
    return _SOURCE % {"name": name, "title": quoted(title), "owner": quoted(owner)}


def _grain(framework: Framework, source: Source) -> Grain:
    if source.period_from:
        return source.period_from.grain
    used = [one.grain for one in framework.indicators if one.source == source.id]
    return used[0] if used else Grain.QUARTER


def _measure(source: Source) -> str:
    if source.rows is not Rows.PUBLISHED:
        return _EVENTS if source.rows is Rows.EVENTS else _TALLIES
    numbers = [one.name for one in source.columns if one.type is ColumnType.NUMBER]
    pinned = [
        f"{column.name} = '{value.replace(chr(39), chr(39) * 2)}'"
        for column in source.columns
        if column.type is ColumnType.TEXT
        for value in [*column.one_of, *(column.labels or {}).values(), "..."][:1]
    ]
    where = (
        f"    where: {quoted(' and '.join(pinned))}   # which rows; each text column is pinned\n"
    )
    return (where if pinned else "") + f"    published: {numbers[0] if numbers else '...'}\n"


def with_outcome(content: bytes, name: str, title: str) -> bytes:
    """Add an outcome at the end of outcomes.yaml, indented as the others are."""
    text, eol = _decoded(content)
    outer, inner = _indents(read_yaml("outcomes.yaml", content))
    lines = [f"{' ' * outer}{name}:", f"{' ' * inner}title: {quoted(title)}"]
    lines.append(
        f"{' ' * inner}indicators: []                    # their ids, in the order of the panel"
    )
    added = text.rstrip() + eol + eol.join(lines) + eol
    return _encoded(content, added)


def with_listed(content: bytes, outcome: str, indicator: str) -> bytes:
    """List an indicator last under an outcome.

    Raises:
        UserError: there is no such outcome, or it is written in a way that cannot be added to.
    """
    text, eol = _decoded(content)
    listed = _list_of(read_yaml("outcomes.yaml", content), outcome)
    last = listed[-1] if listed else None
    if isinstance(last, Word):
        block = text[: last.start].rstrip(" ").endswith("-") and text[listed.start] != "["
        indent = last.start - text.rfind("\n", 0, last.start) - 3
        more = f"{eol}{' ' * indent}- {indicator}" if block else f", {indicator}"
        return _encoded(content, text[: last.end] + more + text[last.end :])
    if text[listed.start] != "[":
        raise UserError(f"list {indicator} under {outcome} in outcomes.yaml yourself")
    at = text.index("[", listed.start) + 1
    return _encoded(content, text[:at] + indicator + text[at:])


def _list_of(table: Table, outcome: str) -> Items:
    outcomes = table.get(Word("outcomes"))
    body = outcomes.get(Word(outcome)) if isinstance(outcomes, Table) else None
    listed = body.get(Word("indicators")) if isinstance(body, Table) else None
    if not isinstance(listed, Items):
        raise UserError(f"outcomes.yaml has no outcome '{outcome}' with a list of indicators")
    return listed


def _indents(table: Table) -> tuple[int, int]:
    outcomes = table.get(Word("outcomes"))
    first = next(iter(outcomes.items()), None) if isinstance(outcomes, Table) else None
    if first is None or not isinstance(first[1], Table):
        return 2, 4
    inner = next(iter(first[1]), None)
    outer = first[0].place.column - 1
    return outer, inner.place.column - 1 if inner else outer + 2


def with_row(content: bytes, cells: Mapping[str, str]) -> bytes:
    """Add a row at the end of a CSV file, its cells under the headers that are there.

    Raises:
        UserError: a cell has no header in the file.
    """
    text, eol = _decoded(content)
    headers = next(csv.reader(StringIO(text)), [])
    headers = [header.strip() for header in headers]
    missing = [name for name, cell in cells.items() if cell and name not in headers]
    if missing:
        raise UserError(f"the first line of the file has no column '{missing[0]}'; add it there")
    out = StringIO()
    csv.writer(out, lineterminator="").writerow([cells.get(header, "") for header in headers])
    return _encoded(content, text.rstrip("\r\n") + eol + out.getvalue() + eol)


def _decoded(content: bytes) -> tuple[str, str]:
    """Give the text and the line end of a file. What cannot be read is for `check` to tell of."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("the file is not UTF-8 text; `fingerpost check` says where") from None
    return text, "\r\n" if "\r\n" in text else "\n"


def _encoded(before: bytes, text: str) -> bytes:
    return text.encode("utf-8-sig" if before.startswith(b"\xef\xbb\xbf") else "utf-8")


def other_name(name: str, taken: Mapping[str, object]) -> str:
    """Give a free id that is nearly the one that is taken."""
    stem = re.sub(r"_\d+$", "", name)[:32]
    return next(found for n in range(2, 100_000) if (found := f"{stem}_{n}") not in taken)
