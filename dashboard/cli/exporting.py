"""`export`: published results and the framework itself as files that others can read."""

from pathlib import Path

import click

from dashboard.cli.counts import counted
from dashboard.cli.options import places
from dashboard.cli.saying import say
from framework.settings import Settings


@click.group()
def export() -> None:
    """Give away what is published, or the framework as a handbook."""


@export.command("data")
@click.option(
    "--format",
    "form",
    type=click.Choice(["tidy", "ees", "parquet"]),
    default="tidy",
    show_default=True,
    help="A row a figure as CSV or Parquet; or wide tables, each with its .meta.csv.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder.")
@places
def export_data(config: Path, data: Path, store: str, *, form: str, out: Path) -> None:
    """Write the published figures, as readers see them, into a new folder.

    Hidden figures stay hidden. Beside the tables stand about.txt, with sources, days and terms, and
    descriptions for machines: a Frictionless datapackage.json and CSVW metadata.

    Example: fingerpost export data --format tidy --out figures
    """
    from dashboard.access.viewers import OPEN_DEMO_VIEWER
    from dashboard.cli.stores import open_library
    from dashboard.export.data_files import write_data

    with open_library(Settings(config, data, store)).open() as reading:
        written = write_data(reading, OPEN_DEMO_VIEWER, form, out)
    say("\n".join(f"wrote {path}" for path in written))
    say(f"{counted(len(written), 'file')}. Read {out / 'about.txt'} first.")


@export.command("handbook")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="A new file: .html or .pdf."
)
@places
def export_handbook(config: Path, data: Path, store: str, *, out: Path) -> None:
    """Write the framework as a handbook: every outcome, indicator, definition, target, source and review.

    It is made of the declarations alone; no store is asked. A PDF needs the extra `pdf`.

    Example: fingerpost export handbook --out handbook.html
    """
    from dashboard.cli.stores import today
    from dashboard.export.handbook import write_handbook
    from dashboard.queries.handbook import read_handbook
    from dashboard.templates.rendering import render
    from framework.load.files import read_config
    from framework.load.framework import load_framework

    loaded = load_framework(read_config(Settings(config, data, store).config))
    day = loaded.framework.today or today()
    book = read_handbook(loaded.framework, loaded.version, day)
    write_handbook(str(render("handbook.html", book=book)), out)
    say(f"wrote {out}")
