"""`import`: declarations made of what other tools write, with a report of every field."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dashboard.cli.counts import counted
from dashboard.cli.packaged import CONFIG
from dashboard.cli.saying import as_json_text, say
from dashboard.export.csv_text import csv_text
from framework.errors import ConfigurationError, UserError
from framework.load.files import read_config

if TYPE_CHECKING:
    from framework.load.framework import Loaded
    from indicators.importers.carrying import Imported, Note

ENGLAND: Final = CONFIG / "examples" / "england"
_MOST_NAMED: Final = 3
KINDS: Final = ("lait", "ees", "fingertips", "open-sdg", "dhis2", "spreadsheet")


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--into",
    required=True,
    type=click.Path(path_type=Path),
    help="The configuration folder to write in; made where it is not there.",
)
@click.option("--title", default="", help="Of a new framework: what stands on every page.")
@click.option(
    "--period", default="", help="Of a spreadsheet whose figures are of one period: which."
)
@click.option(
    "--series",
    "wished",
    multiple=True,
    metavar="NUMBER=NAME",
    help="Of open-sdg: which of several series an indicator shows, such as 3-3-3='Number of cases'.",
)
@click.option(
    "--home", default="", help="Of a new framework: the code of the area that opens first."
)
@click.option(
    "--report", type=click.Path(path_type=Path), help="Also keep the whole report: .csv or .json."
)
def import_declarations(  # noqa: PLR0913 (one parameter an option)
    kind: str,
    files: tuple[Path, ...],
    into: Path,
    *,
    title: str,
    period: str,
    wished: tuple[str, ...],
    home: str,
    report: Path | None,
) -> None:
    """Make declarations of FILES that another tool wrote, and say what became of every field.

    The files are opened in a process of their own with limits. What is written passes `fingerpost
    check` at once, beside what is there already; nothing is overwritten. Where something does not
    fit, or all of it is there already, nothing is written at all.

    Example: fingerpost import lait lait_data_dictionary.csv bds_long.parquet --into ours/config
    """
    from indicators.importers.carrying import Wishes
    from indicators.importers.importing import import_files

    if report is not None and report.suffix not in _REPORTS:
        raise UserError(f"--report {report}: let its name end in .csv or .json")
    there = read_config(into) if into.is_dir() and any(into.iterdir()) else {}
    series = dict(_series(kind, each) for each in wished)
    wishes = Wishes(title, home=home, period=period, series=series, england=_lookups())
    try:
        made, loaded = import_files(kind, files, wishes, there)
    except ConfigurationError:
        say("Nothing was written: what was made of the files would not pass check.", err=True)
        raise
    written = list(_write(made.files, into))
    if report is not None:
        report.write_text(_REPORTS[report.suffix](made.notes), encoding="utf-8")
    say("\n".join(as_lines(made.notes)) + "\n")
    if not written:
        raise UserError(
            f"nothing was written: every file that it would write is in {into} already; name another "
            "folder with --into, or delete there what is to be made anew"
        )
    say("\n".join([*written, *_next(made, loaded, into, is_new=not there)]))


def _series(kind: str, wished: str) -> tuple[str, str]:
    """Give the number of a page and the series that it shows."""
    number, equals, name = wished.partition("=")
    if kind != "open-sdg":
        raise UserError("--series is of open-sdg: the others have no series")
    if not (number.strip() and equals and name.strip()):
        raise UserError(f"--series '{wished:.60}': write it as 3-3-3='Number of cases'")
    return number.strip().replace(".", "-"), name.strip()


def _lookups() -> dict[str, str]:
    """Give the areas of England that travel with the package."""
    return {
        path.relative_to(ENGLAND).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ENGLAND / "areas").rglob("*.csv"))
    }


def _write(files: Mapping[str, str], into: Path) -> Iterator[str]:
    """Write new files. One that appeared meanwhile is left alone: `x` makes sure of it."""
    for name, text in sorted(files.items()):
        path = into / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
        except OSError as error:
            raise UserError(f"{path} cannot be written ({error.strerror})") from None
        yield f"wrote {path}"


def as_lines(notes: "tuple[Note, ...]") -> list[str]:
    """Say what became of the fields, those alike in one line, with the first items they are of."""
    lines = []
    for fate, same_fate in groupby(sorted(notes, key=_order), key=lambda note: note.fate):
        alike = [list(group) for _, group in groupby(same_fate, key=_alike)]
        lines.append(f"{fate.value.capitalize()}:")
        lines += [_line(group) for group in alike]
    return lines


def _alike(note: "Note") -> tuple[str, str, str]:
    return note.field, note.to, note.because


def _order(note: "Note") -> tuple[str, str, str, str]:
    return (note.fate.value, *_alike(note))


def _line(group: "list[Note]") -> str:
    first = group[0]
    items = list(dict.fromkeys(note.item for note in group))
    named = "; ".join(items) if len(items) <= _MOST_NAMED else counted(len(items), "item")
    where = f" -> {first.to}" if first.to and first.to != first.field else ""
    why = f": {first.because}" if first.because else ""
    return f"  {first.field}{where}{why} ({named})"


def notes_as_json(notes: "tuple[Note, ...]") -> str:
    """Give the report as JSON: a record for each field of each item."""
    return as_json_text([asdict(note) for note in notes], indent=1) + "\n"


def as_csv_text(notes: "tuple[Note, ...]") -> str:
    """Give the report as CSV, safe in a spreadsheet."""
    rows = [(note.item, note.field, note.fate.value, note.to, note.because) for note in notes]
    return csv_text(("item", "field", "fate", "to", "because"), rows)


_REPORTS: Final = {".json": notes_as_json, ".csv": as_csv_text}


def _next(made: "Imported", loaded: "Loaded", into: Path, *, is_new: bool) -> list[str]:
    framework = loaded.framework
    data = f" --data {made.data}" if made.data and is_new else ""
    copy = "" if is_new or not made.data else "copy its files beside the other data, then "
    # A new framework has a store of its own, or it would take the place of what is published here.
    store = f" --store sqlite:///{into.as_posix()}.db" if is_new else ""
    return [
        f"{framework.title}: {counted(len(framework.outcomes), 'outcome')}, "
        f"{counted(len(framework.indicators), 'indicator')}, "
        f"{counted(len(framework.sources), 'source')}, "
        f"{counted(len(framework.geography.areas), 'area')}. "
        f"{counted(len(loaded.warnings), 'warning')}.",
        f"Next: read the report, then {copy}fingerpost check {into} && "
        f"fingerpost refresh --config {into}{data}{store}",
    ]
