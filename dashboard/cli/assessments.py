"""`assessments`: add, list and erase the assessments that the project keeps itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboard.cli.options import places
from dashboard.cli.saying import say, say_json
from dashboard.cli.stores import now, open_current, today
from dashboard.cli.stores import who as whoever
from framework.errors import UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from dashboard.commands.assessments import Cabinet
    from framework.store.assessments import Deed, Kept


@click.group()
def assessments() -> None:
    """Keep pseudonymised assessments in the store, for sources of kind: assessments.

    No name, address or date of birth belongs in them: of a file only those columns are kept that the
    source declares.
    """


@assessments.command()
@click.argument("form")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--who", required=True, metavar="NAME", help="Who adds them, for the record.")
@places
def add(form: str, file: Path, config: Path, data: Path, store: str, *, who: str) -> None:
    """Keep every row of FILE as an assessment of FORM. The next refresh counts them.

    A row with a reference that is kept already takes the place of the first. Rows that are not in the
    file stay. All rows are kept or, when the file is refused, none.

    Example: fingerpost assessments add early_help march.csv --who "Ann Example"
    """
    add_rows(Settings(config, data, store), form, file, who=who)


def add_rows(settings: Settings, form: str, file: Path, *, who: str) -> None:
    """Keep the rows of a file and say what a refresh will make of them.

    Raises:
        UserError: nobody is named, no source reads that form, or the file cannot be opened.
        SourceError: the file cannot be used.
    """
    from dashboard.cli.uploading import lines_of
    from dashboard.commands.assessments import add_file

    if not who.strip():
        raise UserError("--who is empty: say who adds them")
    with _cabinet(settings) as cabinet:
        added = add_file(cabinet, form, file, who=" ".join(who.split()))
    for line in lines_of(added.rows):
        say(line)
    deed = added.deed
    same = sum(read.rows for read in added.rows.files) - deed.added - deed.changed
    say(f"{deed.added:,} new, {deed.changed:,} changed, {same:,} as they were.")


@assessments.command("list")
@places
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
def list_forms(config: Path, data: Path, store: str, *, as_json: bool) -> None:
    """Say how many assessments of each form are kept, until when, and what was done with them last.

    Example: fingerpost assessments list
    """
    show_forms(Settings(config, data, store), as_json=as_json)


def show_forms(settings: Settings, *, as_json: bool) -> None:
    """Print what is kept, in numbers."""
    from dashboard.commands.assessments import months_kept
    from framework.store.assessments import deeds_of, kept_forms

    with _cabinet(settings) as cabinet:
        kept, deeds = kept_forms(cabinet.engine), deeds_of(cabinet.engine)
        months = months_kept(cabinet.framework)
    if as_json:
        forms = [{**asdict(one), "keep_months": months.get(one.form)} for one in kept]
        told = {"forms": forms, "deeds": [asdict(deed) for deed in deeds]}
        say_json(told, default=_plain)
        return
    if not months and not kept:
        say("No source keeps assessments: declare one with kind: assessments and a form.")
    for form in sorted(set(months) - {one.form for one in kept}):
        say(f"{form}: no assessment is kept")
    for one in kept:
        say(_form_line(one, months.get(one.form)))
    for deed in deeds:
        say(f"  {_deed_line(deed)}")


@assessments.command()
@click.argument("form")
@click.option(
    "--where",
    required=True,
    metavar="COLUMN=TEXT",
    help="Which rows: a column of the source and its text.",
)
@click.option("--reason", required=True, help="Why, for the record.")
@places
def erase(form: str, config: Path, data: Path, store: str, *, where: str, reason: str) -> None:
    """Erase the assessments of FORM whose COLUMN holds TEXT, and every copy that refreshes made of them.

    The figures follow at the next refresh. A backup that was made before holds the rows still: erase
    them again after it is restored. The record keeps how many, when, who and why.

    Example: fingerpost assessments erase early_help --where person=P0417 --reason "asked to be erased"
    """
    erase_rows(Settings(config, data, store), form, where, reason=reason)


def erase_rows(settings: Settings, form: str, where: str, *, reason: str) -> None:
    """Erase some rows and say how many there were.

    Raises:
        UserError: it is not said which or why, or no row is like that.
    """
    from dashboard.commands.assessments import erase as erase_where

    column, equals, text = where.partition("=")
    if not (equals and column.strip() and text.strip()):
        raise UserError("say which: --where COLUMN=TEXT, such as --where person=P0417")
    if not reason.strip():
        raise UserError("say why: --reason must not be empty")
    meant = (column.strip(), " ".join(text.split()))
    with _cabinet(settings) as cabinet:
        deed = erase_where(cabinet, form, meant, who=whoever(), reason=reason.strip())
    rows = "1 assessment" if deed.erased == 1 else f"{deed.erased:,} assessments"
    say(f"Erased {rows} of form {form}, and the copies that refreshes made.")
    say("Run fingerpost refresh: the figures are without them from then on.")


@contextmanager
def _cabinet(settings: Settings) -> "Iterator[Cabinet]":
    from dashboard.commands.assessments import Cabinet

    engine = open_current(settings.store)
    try:
        yield Cabinet(settings, engine, now(), today())
    finally:
        engine.dispose()


def _form_line(kept: "Kept", months: int | None) -> str:
    until = (
        f"each erased {months} months after it changed last"
        if months
        else "no source reads this form, so none is ever erased by itself"
    )
    oldest = f", the one left alone longest since {kept.oldest:%Y-%m-%d}" if kept.oldest else ""
    return f"{kept.form}: {kept.rows:,} kept{oldest}; {until}"


def _deed_line(deed: "Deed") -> str:
    counts = {"added": deed.added, "changed": deed.changed, "erased": deed.erased}
    done = ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)
    why = f": {deed.reason}" if deed.reason else ""
    return f"{deed.at:%Y-%m-%d %H:%M} UTC  {deed.form}: {done} by {deed.who}{why}"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    raise TypeError(type(value).__name__)
