"""The one way in which commands print: no mark that cannot be seen, or turns a text round, reaches a terminal."""

import click

from framework.model.visible import visible


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print what of a text can be seen. Names come from files, and files hold what they like."""
    click.echo(visible(str(text)), err=err, nl=nl)
