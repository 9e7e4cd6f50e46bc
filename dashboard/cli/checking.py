"""`check` and `help`: every mistake at once, and what a code means."""

import sys
from pathlib import Path

import click

from framework.errors import ConfigurationError, Issue
from framework.load.codes import help_page
from framework.load.files import read_config
from framework.load.framework import load_framework


def check_framework(config: Path) -> None:
    """Print every mistake and warning of a framework.

    Raises:
        SystemExit: with 10 when there are mistakes.
    """
    try:
        loaded = load_framework(read_config(config))
    except ConfigurationError as error:
        for issue in error.issues:
            click.echo(_placed(issue, config))
        click.echo(count_mistakes(error.issues), err=True)
        sys.exit(error.exit_code)
    for issue in loaded.warnings:
        click.echo(_placed(issue, config))
    framework = loaded.framework
    click.echo(
        f"{framework.title}: {len(framework.outcomes)} outcomes, "
        f"{len(framework.indicators)} indicators, {len(framework.sources)} sources, "
        f"{len(framework.geography.areas)} areas. {_warnings(len(loaded.warnings))}"
    )


def _placed(issue: Issue, config: Path) -> str:
    """Give an issue with its file as the user would open it from here."""
    return f"{config.as_posix()}/{issue}"


def _warnings(count: int) -> str:
    if not count:
        return "No mistakes."
    return f"No mistakes, {count} {'warning' if count == 1 else 'warnings'}."


def count_mistakes(issues: tuple[Issue, ...]) -> str:
    """Say how many mistakes there are and where to read more."""
    errors = [issue for issue in issues if issue.level == "error"]
    words = "1 mistake" if len(errors) == 1 else f"{len(errors)} mistakes"
    return f"{words}. `fingerpost help {errors[0].code}` explains the first."


def show_help_page(code: str) -> None:
    """Print the page of an error code.

    Raises:
        UserError: there is no such code.
    """
    click.echo(help_page(code))
