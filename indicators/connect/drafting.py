"""A source declaration to start from, written from what was seen in a file."""

import json
import re
from collections.abc import Collection
from pathlib import PurePath
from typing import Final

from framework.load.expressions.names import RESERVED
from framework.load.shapes.fields import ID_FORM
from framework.model.reads import CsvFiles, Header, JsonFiles, SheetFiles, TableRead
from framework.model.sources import CellStatus, ColumnType, PeriodShape
from indicators.connect.guessing import CODED, PeriodGuess
from indicators.connect.inspecting import Inspection
from indicators.connect.profiling import ColumnProfile, marker_status

_LONGEST_ID: Final = 35
_DELIMITERS: Final = {"\t": "tab"}


def draft_source(seen: Inspection, taken: Collection[str] = (), *, lookup: str = "") -> str:
    """Write sources/ID.yaml for a file. It loads; what it guesses is for its reader to check.

    `lookup` is the lookup that has the codes of areas that the file names.
    Of several files inside a zip file each has the id of its own name. None is one that is `taken`.
    """
    named = seen.read.member if len(seen.readable) > 1 and seen.read.member else seen.file
    stem = PurePath(named.lower().removesuffix(".gz")).stem
    source_id = _id(stem, "source", set(taken))
    dated = _dated(seen)
    published = seen.period is not None and not dated
    lines = [
        f"# Save as sources/{source_id}.yaml. Check every guess before you trust a figure.",
        f"source: {source_id}",
        f"title: {_quote(stem.replace('_', ' ').strip() or source_id)}",
        "owner: who publishes it",
        f"rows: {'published' if published else 'events'}  # or tallies, population: what one row stands for",
        _read(seen),
        "columns:",
        *_columns(seen),
        _area(seen, lookup),
    ]
    if published and seen.period:
        lines.append(_period(seen.period))
    if dated:
        lines.append(f"dated: {dated}")
    if not published:
        lines.append(
            "disclosure: {suppress: 1-5, round_to: 5}  # small counts are hidden, others rounded"
        )
    markers = _markers(seen)
    if markers:
        said = ", ".join(f"{_quote(text)}: {status.value}" for text, status in markers.items())
        lines.append(f"missing: {{{said}}}")
    return "\n".join(lines) + "\n"


def _read(seen: Inspection) -> str:
    read = seen.read
    said = {"kind": read.kind.value, "path": _quote(seen.file)}
    if read.member:
        said["member"] = _quote(read.member)
    if isinstance(read, CsvFiles) and read.encoding:
        said["encoding"] = read.encoding
    if isinstance(read, CsvFiles) and read.delimiter != ",":
        said["delimiter"] = _DELIMITERS.get(read.delimiter, _quote(read.delimiter))
    if isinstance(read, CsvFiles) and read.fill_short_rows:
        said["short_rows"] = "fill"
    if isinstance(read, SheetFiles) and read.sheet and len(seen.sheets) > 1:
        said["sheet"] = _quote(read.sheet)
    if isinstance(read, JsonFiles) and read.records:
        said["records"] = _quote(read.records)
    if isinstance(read, TableRead):
        said |= _header(read.header)
        if read.until:
            said["until"] = _quote(read.until[0])
    if read.melt:
        values = ", ".join(f"{_quote(name)}: {_quote(text)}" for name, text in read.melt.values)
        said["melt"] = f"{{names: {_quote(read.melt.names)}, values: {{{values}}}}}"
    return f"read: {{{', '.join(f'{key}: {value}' for key, value in said.items())}}}"


def _header(header: Header) -> dict[str, str]:
    more = [f"above: {header.above}"] if header.above else []
    more += ["repeated: number"] if header.numbered else []
    if more:
        return {"header": f"{{row: {header.row}, {', '.join(more)}}}"}
    return {"header_row": str(header.row)} if header.row > 1 else {}


def _names(seen: Inspection) -> list[str]:
    taken: set[str] = set(RESERVED)
    return [
        _id(column.header, f"column_{place}", taken) for place, column in enumerate(seen.columns, 1)
    ]


def _columns(seen: Inspection) -> list[str]:
    return [
        f"  {name}: {{{', '.join(_column(column))}}}"
        for name, column in zip(_names(seen), seen.columns, strict=True)
    ]


def _column(column: ColumnProfile) -> list[str]:
    said = [f"from: {_quote(column.header)}"]
    if column.type is not ColumnType.TEXT and column.period is None:
        said.append(f"type: {column.type.value}")
    if column.type is ColumnType.NUMBER and column.period is None:
        said.append(f"decimals: {column.decimals}")
        if column.percent_signs:
            said.append("percent_sign: yes")
    if column.type is ColumnType.DATE and not column.day_first:
        said.append("day_first: no")
    if column.private:
        said.append("private: yes")
    return said


def _area(seen: Inspection, lookup: str) -> str:
    if seen.areas:
        first = seen.areas[0]
        # only columns of one list of codes may stand in for each other
        same = [guess for guess in seen.areas if guess.written == first.written]
        used = same if first.sure >= CODED else same[:1]
        listed = ", ".join(_quote(guess.header) for guess in used)
        if lookup:
            said = f"names of this framework's areas: areas/codes/{lookup}.csv has their codes"
            return f"area_from: {{column: [{listed}], codes: {lookup}}}  # {said}"
        codes = f", codes: {first.codes}" if first.codes else ""
        return f"area_from: {{column: [{listed}]{codes}}}  # {first.written}"
    texts = [column.header for column in seen.columns if column.type is ColumnType.TEXT]
    text = (texts or [column.header for column in seen.columns])[0]
    return f"area_from: {{column: {_quote(text)}}}  # no area was seen: name its column, or say fixed: CODE"


def _dated(seen: Inspection) -> str:
    """Name the first date of rows that have no column of periods, or nothing."""
    if seen.period:
        return ""
    return next(
        (
            name
            for name, column in zip(_names(seen), seen.columns, strict=True)
            if column.type is ColumnType.DATE and not column.private
        ),
        "",
    )


def _period(guess: PeriodGuess) -> str:
    read = guess.period_from
    pooled = read.shape is PeriodShape.POOLED
    shape = f"pooled {read.pooled_years} years" if pooled else read.shape.value
    said = f"column: {_quote(guess.header)}, shape: {shape}, grain: {read.grain.value}"
    return f"period_from: {{{said}, year: {read.year_type.value}, footnotes: strip}}"


def _markers(seen: Inspection) -> dict[str, CellStatus]:
    return {text: marker_status(text) for column in seen.columns for text in column.markers or {}}


def _id(text: str, otherwise: str, taken: set[str]) -> str:
    """Make an id of a text that none has yet."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:_LONGEST_ID].rstrip("_")
    first = plain if ID_FORM.fullmatch(plain) else otherwise
    name, number = first, 2
    while name in taken:
        name, number = f"{first[: _LONGEST_ID - 4]}_{number}", number + 1
    taken.add(name)
    return name


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())
