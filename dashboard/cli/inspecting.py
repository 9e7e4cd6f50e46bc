"""`inspect`: what a file holds, and a source declaration to start from."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dashboard.cli.counts import counted
from dashboard.cli.saying import say, say_json
from framework.errors import ConfigurationError, UserError
from framework.model.reads import CsvFiles
from framework.model.visible import visible

if TYPE_CHECKING:
    from indicators.connect.guessing import AreaGuess
    from indicators.connect.inspecting import Inspection
    from indicators.connect.known_areas import KnownAreas
    from indicators.connect.profiling import ColumnProfile

_MOST_DRAFTED: Final = 20
"""How many files inside one zip file are looked at: a long list is not read."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", help="Of a workbook: which sheet; the one with most cells when not said.")
@click.option(
    "--header-row",
    type=click.IntRange(1, 1000),
    help="Which row names the columns; found out when not said.",
)
@click.option("--member", help="Of a zip file: which file inside; every one when not said.")
@click.option(
    "--config",
    envvar="FINGERPOST_CONFIG",
    type=click.Path(path_type=Path),
    help="Say which columns hold the areas of this framework, and which it does not know; of the folder "
    "'config' where there is one. [FINGERPOST_CONFIG]",
)
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
def inspect(
    file: Path,
    *,
    sheet: str | None,
    header_row: int | None,
    member: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Say what a FILE holds, and print a source declaration to start from.

    The file is opened as a refresh would open it: in a process of its own with limits. Of cells
    only codes of areas and periods are shown, and the ranges of what is not about a person. Nothing is
    kept. A file that is not read says why in one line, with exit code 11. Of a zip file each file inside
    has a declaration of its own.

    Example: fingerpost inspect data/episodes.csv --config config
    """
    from indicators.connect.drafting import draft_source
    from indicators.connect.inspecting import inspect_file
    from indicators.connect.refusals import RefusedError

    areas = areas_known(config)
    try:
        seen = inspect_file(
            file, sheet=sheet, header_row=header_row or 0, member=member, areas=areas
        )
    except RefusedError as refused:
        raise RefusedError(
            f"{_shown(file.name)} is not read: {_shown(str(refused), 2000)}"
        ) from None
    draft = draft_source(seen)
    others = [] if member else list(_others(file, seen, _id_of(draft), header_row or 0, areas))
    if as_json:
        plain = _as_plain(seen) | {"importer": _imported_by(seen) or None, "declaration": draft}
        if others:
            plain["others"] = [_plain_other(one) for one in others]
        say_json(plain)
        return
    say("\n".join(_lines(seen)))
    if importer := _imported_by(seen):
        say(
            f"\nEach row seems to be a measure with its target: {_import_of(importer, file)} "
            "makes an indicator of each. As a source of rows it is declared so:"
        )
    say(f"\n{draft}", nl=False)
    for one in others:
        say(_other(one), nl=False)


def _import_of(importer: str, file: Path) -> str:
    """Give what to type. A name that a shell would take apart is quoted; what hides marks is not repeated."""
    name = str(file)
    words = shlex.quote(name) if visible(name) == name else "FILE"
    return f"`fingerpost import {importer} {words} --into config`"


def _imported_by(seen: "Inspection") -> str:
    """Give the importer that makes indicators of the rows, where the columns are those of a scorecard."""
    from indicators.importers.spreadsheet_columns import is_scorecard

    return "spreadsheet" if is_scorecard([column.header for column in seen.columns]) else ""


@dataclass(frozen=True, slots=True)
class _Other:
    """Another file inside a zip file: what was seen of it and its draft, or why it is not read."""

    member: str
    seen: "Inspection | None" = None
    draft: str = ""
    refused: str = ""


def _others(
    file: Path, first: "Inspection", drafted: str, header_row: int, areas: "KnownAreas | None"
) -> Iterator[_Other]:
    """Look at the other files inside a zip file, as far as anybody reads on."""
    from indicators.connect.drafting import draft_source
    from indicators.connect.inspecting import inspect_file
    from indicators.connect.refusals import RefusedError

    taken = {drafted}
    left = [name for name in first.readable if name != first.read.member]
    for name in left[: _MOST_DRAFTED - 1]:
        try:
            seen = inspect_file(file, header_row=header_row, member=name, areas=areas)
        except RefusedError as refused:
            yield _Other(name, refused=str(refused))
            continue
        draft = draft_source(seen, taken)
        taken.add(_id_of(draft))
        yield _Other(name, seen, draft)
    for name in left[_MOST_DRAFTED - 1 :]:
        yield _Other(name, refused=f"{_MOST_DRAFTED} are looked at in one run; say --member NAME")


def _id_of(draft: str) -> str:
    return next(line for line in draft.splitlines() if line.startswith("source: "))[8:]


def _other(one: _Other) -> str:
    if one.seen is None:
        return f"\n{_shown(one.member)} is not read: {_shown(one.refused, 2000)}\n"
    lines = _lines(replace(one.seen, file=one.member, members=()))
    return "\n".join(["", *lines, "", one.draft])


def _plain_other(one: _Other) -> dict[str, Any]:
    if one.seen is None:
        return {"member": one.member, "refused": one.refused}
    return {"member": one.member} | _as_plain(one.seen) | {"declaration": one.draft}


def areas_known(config: Path | None) -> "KnownAreas | None":
    """Give the areas of a framework; those of the folder `config` where none is named and it can be read.

    Raises:
        UserError: the folder that was named is not there or has mistakes.
    """
    from framework.load.files import read_config
    from framework.load.framework import load_framework
    from indicators.connect.known_areas import KnownAreas

    folder = config or Path("config")
    try:
        return KnownAreas.of(load_framework(read_config(folder)).framework)
    except UserError as error:
        if config is None:
            return None
        if isinstance(error, ConfigurationError):
            raise error.seen_from(folder.as_posix()) from None
        raise


def _lines(seen: "Inspection") -> list[str]:
    return [
        f"{_shown(seen.file)}: {_opened(seen)}, {counted(seen.rows, 'row')}, "
        f"{counted(len(seen.columns), 'column')}, "
        f"header in row {seen.header_row}",
        *(
            f"  sheet '{_shown(each.name)}': cells in {counted(each.rows, 'row')}, "
            f"{counted(each.columns, 'column')}"
            f"{' (looked at)' if each.name == seen.sheet else ''}"
            for each in seen.sheets
        ),
        *(
            f"  file '{_shown(each)}'{' (looked at)' if each == seen.read.member else ''}"
            for each in seen.members
        ),
        "",
        *(f"  {_column(column)}" for column in seen.columns),
        "",
        *_guesses(seen),
        *_problems(seen),
    ]


def _opened(seen: "Inspection") -> str:
    read = seen.read
    if not isinstance(read, CsvFiles):
        return read.kind.value
    parted = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}[read.delimiter]
    return f"csv parted by {parted}, {read.encoding or 'UTF-8 or UTF-16'}"


def _column(column: "ColumnProfile") -> str:
    said = [column.type.value, f"{column.filled:,} filled"]
    if column.empty:
        said.append(f"{column.empty:,} empty")
    said.append("all differ" if column.unique else f"{column.different:,} different")
    if column.lowest:
        said.append(f"{column.lowest} to {column.highest}")
    if column.percent_signs:
        said.append(f"{column.percent_signs:,} with a percent sign")
    if column.private:
        said.append("may be about a person: not shown")
    said += [f"marker '{text}' {count:,} times" for text, count in (column.markers or {}).items()]
    if column.examples:
        said.append(f"such as {', '.join(column.examples)}")
    return f"{_shown(column.header)}: {'; '.join(said)}"


def _guesses(seen: "Inspection") -> list[str]:
    period = seen.period
    areas = [
        f"Area: '{_shown(area.header)}', {area.written}.{_unknown(area)}" for area in seen.areas
    ]
    return [
        *(areas or ["Area: no column looks like one."]),
        f"Period: '{_shown(period.header)}', shape: {period.period_from.shape.value}; it reads "
        f"{period.read:,} of the first {period.of:,} different."
        if period
        else "Period: no column looks like one.",
    ]


def _unknown(area: "AreaGuess") -> str:
    lacking = area.different - area.known
    if not area.known:
        return ""
    if not lacking:
        return f" All {area.different:,} are known."
    told = f", such as {', '.join(area.unknown)}" if area.unknown else ""
    return (
        f" {area.known:,} of {area.different:,} different are known, {lacking:,} "
        f"{'is' if lacking == 1 else 'are'} not{told}: declare {'it' if lacking == 1 else 'them'}, "
        "or say unknown: leave out."
    )


def _problems(seen: "Inspection") -> list[str]:
    told = [
        f"  {_shown(column.header)}: {problem}"
        for column in seen.columns
        for problem in column.problems
    ]
    if isinstance(seen.read, CsvFiles) and seen.read.fill_short_rows:
        told.insert(
            0, "  most rows have fewer cells than the header: read as if they ended in empty ones"
        )
    return ["Problems:", *told] if told else ["Problems: none seen."]


def _as_plain(seen: "Inspection") -> dict[str, Any]:
    period = seen.period
    return {
        "file": seen.file,
        "kind": seen.read.kind.value,
        "rows": seen.rows,
        "header_row": seen.header_row,
        "encoding": getattr(seen.read, "encoding", None),
        "delimiter": getattr(seen.read, "delimiter", None),
        "sheet": seen.sheet,
        "sheets": [
            {"name": each.name, "rows": each.rows, "columns": each.columns} for each in seen.sheets
        ],
        "members": list(seen.members),
        "columns": [_plain_column(column) for column in seen.columns],
        "areas": [_plain_area(each) for each in seen.areas],
        "period": None
        if period is None
        else {
            "header": period.header,
            "shape": period.period_from.shape.value,
            "read": period.read,
            "of": period.of,
        },
    }


def _plain_area(area: "AreaGuess") -> dict[str, Any]:
    plain: dict[str, Any] = {"header": area.header, "written": area.written}
    if area.known:
        plain |= {"different": area.different, "known": area.known, "unknown": list(area.unknown)}
    return plain


def _plain_column(column: "ColumnProfile") -> dict[str, Any]:
    return {
        "header": column.header,
        "type": column.type.value,
        "percent_signs": column.percent_signs,
        "filled": column.filled,
        "empty": column.empty,
        "different": column.different,
        "private": column.private,
        "unique": column.unique,
        "lowest": column.lowest or None,
        "highest": column.highest or None,
        "markers": dict(column.markers or {}),
        "examples": list(column.examples),
        "problems": list(column.problems),
    }


def _shown(text: str, most: int = 60) -> str:
    """Show a name of the file on one line: what a terminal would obey is a dot."""
    visible = "".join(letter if letter.isprintable() else "·" for letter in text)
    return visible if len(visible) <= most else f"{visible[: most - 1]}…"
