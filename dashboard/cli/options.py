"""The options that several verbs share: where a partnership is."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from framework.errors import ConfigurationError
from framework.settings import DEFAULT_STORE


class Day(click.ParamType[date]):
    """A day as 2026-06-30."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it, or say how a day is written."""
        try:
            found: datetime = click.DateTime(["%Y-%m-%d"]).convert(value, param, ctx)
        except click.BadParameter:
            said = f"'{value:.40}' is no day: write the day as 2026-06-30"
            self.fail(said + _meant(value), param, ctx)
        return found.date()


def _meant(written: str) -> str:
    """Give the day that somebody may have meant who wrote it as on paper, the day first."""
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d"):
        try:
            return f"; did you mean {datetime.strptime(written.strip(), form).date()}?"  # noqa: DTZ007
        except ValueError:
            continue
    return ""


F = TypeVar("F", bound=Callable[..., Any])


def store_option(command: F) -> F:
    """Add the option that says where results are kept."""
    return click.option(
        "--store",
        envvar="FINGERPOST_STORE",
        default=DEFAULT_STORE,
        show_default=True,
        metavar="URL",
        help="Where results are kept: sqlite:///FILE or postgresql://... [FINGERPOST_STORE]",
    )(command)


def config_option(command: F) -> F:
    """Add the option that says where the framework is. Mistakes name its files as seen from here."""

    @wraps(command)
    def seen_from_here(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ConfigurationError as error:
            raise error.seen_from(kwargs["config"].as_posix()) from None

    return click.option(
        "--config",
        envvar="FINGERPOST_CONFIG",
        default="config",
        show_default=True,
        type=click.Path(path_type=Path),
        help="The framework's folder. [FINGERPOST_CONFIG]",
    )(cast("F", seen_from_here))


def places(command: F) -> F:
    """Add the three options that say where a partnership is, each also by environment."""
    data = click.option(
        "--data",
        envvar="FINGERPOST_DATA",
        default="data",
        show_default=True,
        type=click.Path(path_type=Path),
        help="Where relative source paths start. [FINGERPOST_DATA]",
    )
    return config_option(data(store_option(command)))
