"""`fingerpost quality`: how good each source's data is, and the list of rows that failed."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli.options import places
from dashboard.cli.saying import say, say_json
from framework.errors import StoreError, UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from dashboard.queries.source_quality import CheckView, SourceQuality
    from indicators.quality.report import Report

_OUTCOMES = {
    "left out": "left out",
    "warn": "told, kept",
    "quarantine": "set aside",
    "stop": "stops the source",
}


@click.command()
@click.argument("source", required=False)
@places
@click.option(
    "--rows",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write every row that failed into this .csv or .xlsx file. Needs SOURCE.",
)
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
def quality(
    source: str | None, config: Path, data: Path, store: str, *, file: Path | None, as_json: bool
) -> None:
    """Say how good each source's data is: its score, its rows, and every check.

    What the newest refresh found is shown; no file is read. Whoever runs this on the machine of the
    store reads as an operator: numbers of rows are told where the page keeps them from the Board. `--rows`
    gives each row that failed. Lists name file, row, column and what was found there, never what
    stands in a cell.

    Example: fingerpost quality episodes --rows episodes-problems.xlsx
    """
    settings = Settings(config, data, store)
    if file is not None:
        _write_rows(settings, source, file)
        return
    found = _read(settings, source)
    if as_json:
        say_json([asdict(one) for one in found])
        return
    for one in found:
        _show(one, checks=source is not None)
    if source is None:
        say("`fingerpost quality SOURCE` shows every check of one; --rows FILE its rows.")


def _write_rows(settings: Settings, source: str | None, file: Path) -> None:
    from dashboard.export.failing_rows import as_file
    from indicators.quality.report import read_report

    if source is None:
        raise UserError("say which source: fingerpost quality SOURCE --rows FILE")
    _check_known(settings, source)
    report = read_report(settings.intake, source)
    if report is None:
        raise UserError(f"source '{source}' has not been read yet: run fingerpost refresh")
    content = as_file(report, file.name)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UserError(f"{file} cannot be written ({error.strerror})") from None
    say(_listed(report, file))


def _listed(report: "Report", file: Path) -> str:
    from indicators.quality.report import STOPPED

    listed = report.findings.height
    if report.outcome == STOPPED and not listed:
        return f"What stopped the source as a whole is written to {file}; no row of it is to blame"
    more = "" if report.is_whole else f" of {report.failures:,} (the file says so)"
    return f"{listed:,} {'failure' if listed == 1 else 'failures'}{more} written to {file}"


def _check_known(settings: Settings, source: str) -> tuple[str, ...]:
    from framework.load.files import read_config
    from framework.load.framework import load_framework
    from framework.load.mistakes import suggestion

    names = tuple(one.id for one in load_framework(read_config(settings.config)).framework.sources)
    if source not in names:
        raise UserError(f"there is no source '{source:.40}'{suggestion(source, names)}")
    return names


def _read(settings: Settings, source: str | None) -> tuple["SourceQuality", ...]:
    from dashboard.access.viewers import Role, local_viewer
    from dashboard.cli.stores import open_library, today
    from dashboard.queries.qualities import sources_of
    from framework.load.files import read_config
    from framework.load.framework import load_framework

    if source:
        _check_known(settings, source)
    framework = load_framework(read_config(settings.config)).framework
    try:
        with open_library(settings).open() as reading:
            states, on = reading.snapshot.source_states(), reading.today
    except StoreError:
        states, on = (), framework.today or today()
    viewer = local_viewer(Role.OPERATOR)
    found = sources_of(framework, viewer, states, settings.intake, on)
    return tuple(one for one in found if source in (None, one.name))


def _show(one: "SourceQuality", *, checks: bool) -> None:
    say(f"{one.name}  {one.state}  {_scores(one)}")
    ends = (
        ("kept", one.kept),
        ("set aside", one.quarantined),
        ("not understood", one.problems),
        ("left out as declared", one.left_out),
    )
    from dashboard.queries.row_words import rows_words

    told = ", ".join(
        f"{rows_words(count)} {word}" for word, count in ends if count != 0 or word == "kept"
    )
    say(f"  {rows_words(one.rows_in)} rows wanted: {told}")
    for reason in one.reasons:
        say(f"  {reason}")
    if checks:
        for check in one.checks:
            _show_check(check)
        if not one.checks:
            say("  no check failed, and none is declared under `expect`")


def _scores(one: "SourceQuality") -> str:
    scores = ", ".join(f"{part.name} {part.text}" for part in one.parts)
    if one.state == "kept":
        return f"not scored: it was refused; of its last good rows: {scores}"
    return "not scored: it was refused" if one.state == "stopped" else scores


def _show_check(check: "CheckView") -> None:
    from dashboard.queries.row_words import rows_words

    unknown = f", {rows_words(check.unknown)} could not be asked" if check.unknown != 0 else ""
    asked = "" if check.asked is None else f" of {rows_words(check.asked)}"
    end = f" ({_OUTCOMES[check.then]})" if check.failed != 0 else ""
    why = f": {check.why}" if check.why else ""
    say(f"  [{check.code}] {check.name}: {rows_words(check.failed)}{asked} fail{end}{unknown}{why}")
