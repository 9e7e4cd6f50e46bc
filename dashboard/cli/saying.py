"""The one way in which commands print: no mark that cannot be seen, or turns a text round, reaches a terminal."""

import json
from collections.abc import Callable
from typing import Any

import click

from framework.model.visible import visible, visible_texts


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print what of a text can be seen. Names come from files, and files hold what they like."""
    click.echo(visible(str(text)), err=err, nl=nl)


def say_json(
    value: object,
    *,
    default: Callable[[Any], object] | None = None,
    indent: int | None = 2,
    err: bool = False,
) -> None:
    """Print a value as JSON."""
    say(as_json_text(value, default=default, indent=indent), err=err)


def as_json_text(
    value: object, *, default: Callable[[Any], object] | None = None, indent: int | None = 2
) -> str:
    """Write a value as JSON. Its texts lose what cannot be seen first: JSON would write that as escapes."""
    return json.dumps(visible_texts(value), ensure_ascii=False, indent=indent, default=default)
