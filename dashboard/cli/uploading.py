"""`upload`: hand in a partner's file from the command line, checked as the next refresh would."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dashboard.cli.options import places
from dashboard.cli.saying import say
from framework.errors import SourceError, UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from dashboard.commands.uploading import Checked
    from indicators.connect.rows import SourceRows

_TOLD: Final = 20


@click.command()
@click.argument("source")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--who", required=True, metavar="NAME", help="Who hands it in, for the record.")
@click.option("--try", "only_try", is_flag=True, help="Check it and use nothing.")
@places
def upload(
    source: str, file: Path, config: Path, data: Path, store: str, *, who: str, only_try: bool
) -> None:
    """Hand in FILE for SOURCE, a source that is declared with kind: upload.

    The file is read as the next refresh would read it. Rows and problems are told, and when it
    can be used it is kept in the data folder and recorded; files before it stay there too.

    Example: fingerpost upload partner_returns returns.csv --who "Ann Example"
    """
    sys.exit(upload_file(Settings(config, data, store), source, file, who=who, only_try=only_try))


def upload_file(settings: Settings, source: str, file: Path, *, who: str, only_try: bool) -> int:
    """Hand in a file and say what was found. Returns the exit code.

    Raises:
        UserError: the file cannot be opened, or no such source takes files.
    """
    from dashboard.access.viewers import Role, Viewer
    from dashboard.cli.stores import now, today
    from dashboard.commands.uploading import Counter, hand_in, use
    from framework.store.engines import open_store
    from framework.store.migrating import migrate

    if not who.strip():
        raise UserError("--who is empty: say who hands the file in")
    engine = open_store(settings.store)
    migrate(engine)
    counter = Counter(settings, engine, now, today)
    person = Viewer(" ".join(who.split()), frozenset({Role.OPERATOR}))
    try:
        with file.open("rb") as stream:
            checked = hand_in(counter, person, source, stream)
    except OSError as error:
        raise UserError(f"{file} cannot be opened ({error.strerror})") from None
    if not (checked.refused or only_try):
        checked = use(counter, person, source, checked.handed.sha256)
    for line in _lines(checked):
        say(line, err=bool(checked.refused))
    if checked.refused:
        return SourceError.exit_code
    say(_ending(checked, only_try=only_try))
    return 0


def _lines(checked: "Checked") -> list[str]:
    if checked.rows is None or checked.refused:
        return [f"{checked.source.id}: {reason}" for reason in checked.refused]
    cautions = [f"The next refresh will stop at it: {caution}" for caution in checked.cautions]
    return [*lines_of(checked.rows), *cautions]


def lines_of(rows: "SourceRows") -> list[str]:
    """Say how many rows of a file would be used, and what is wrong with the others."""
    read = sum(file.rows for file in rows.files)
    counts = f"{read:,} {'row' if read == 1 else 'rows'} read, {rows.rows:,} to be used"
    left = [f"{count:,} left out ({because})" for because, count in rows.left_out.items()]
    if rows.problem_rows:
        left.append(f"{rows.problem_rows:,} left out with a problem")
    told = [
        f"  row {problem.row:,}, {problem.column}: {problem.what}"
        for problem in rows.problems[:_TOLD]
    ]
    if rows.problem_rows > _TOLD:
        told.append(f"  and {rows.problem_rows - _TOLD:,} more rows")
    return [", ".join((counts, *left)), *told, *rows.notes]


def _ending(checked: "Checked", *, only_try: bool) -> str:
    if only_try:
        return "It can be used. Nothing was: leave out --try to use it."
    digest = checked.handed.sha256[:12]
    return f"In use for {checked.source.id} from the next refresh on (sha256 {digest}...)."
