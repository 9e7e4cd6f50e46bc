"""`check` and `help`: every mistake at once, and what a code means."""

import sys
from datetime import date
from pathlib import Path

from dashboard.cli.counts import counted
from dashboard.cli.issue_formats import MACHINE_FORMATS, Report, as_text
from dashboard.cli.saying import say
from framework.errors import ConfigurationError, Issue
from framework.load.codes import help_page
from framework.load.files import read_config
from framework.load.framework import Loaded, load_framework


def check_framework(config: Path, today: date, *, form: str, with_lines: bool) -> None:
    """Print every mistake and warning of a framework, in one of the forms.

    Raises:
        SystemExit: with 10 when there are mistakes.
    """
    files = read_config(config)
    try:
        loaded = load_framework(files, today=today)
        report = Report(config.as_posix(), files, loaded.warnings, _summary(loaded))
    except ConfigurationError as error:
        report = Report(config.as_posix(), files, error.issues, count_mistakes(error.issues))
    if form in MACHINE_FORMATS:
        say(MACHINE_FORMATS[form](report))
    else:
        if report.issues:
            say(as_text(report, with_lines=with_lines))
        say(report.summary, err=bool(report.errors))
    if report.errors:
        sys.exit(ConfigurationError.exit_code)


def _summary(loaded: Loaded) -> str:
    framework = loaded.framework
    return (
        f"{framework.title}: {counted(len(framework.outcomes), 'outcome')}, "
        f"{counted(len(framework.indicators), 'indicator')}, "
        f"{counted(len(framework.sources), 'source')}, "
        f"{counted(len(framework.geography.areas), 'area')}. {_warnings(len(loaded.warnings))}"
    )


def _warnings(count: int) -> str:
    if not count:
        return "No mistakes."
    return f"No mistakes, {counted(count, 'warning')}."


def count_mistakes(issues: tuple[Issue, ...]) -> str:
    """Say how many mistakes there are and where to read more."""
    errors = [issue for issue in issues if issue.level == "error"]
    words = "1 mistake" if len(errors) == 1 else f"{len(errors)} mistakes"
    return f"{words}. `fingerpost help {errors[0].code}` explains the first."


def show_help_page(code: str) -> None:
    """Print the page of a code: F... of a mistake in a declaration, S... of data.

    Raises:
        UserError: there is no such code.
    """
    if code.strip().strip("[]").upper().startswith("S"):
        from indicators.quality.catalogue import help_page as page_of_data

        say(page_of_data(code))
        return
    say(help_page(code))
