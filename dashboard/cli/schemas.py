"""`schema`: help for editors while declarations are typed."""

from pathlib import Path
from typing import Final

import click

from dashboard.cli.options import places
from dashboard.cli.saying import say
from framework.errors import UserError
from framework.settings import Settings

_KINDS: Final = ("framework", "outcomes", "source", "indicators")


@click.command()
@click.argument("kind", type=click.Choice(_KINDS), required=False)
@places
@click.option("--install", is_flag=True, help="Set up VS Code in this folder.")
def schema(kind: str | None, config: Path, data: Path, store: str, *, install: bool) -> None:
    """Print the JSON Schema of a kind of file, or set an editor up with all of them.

    With it an editor completes keys, lists what is allowed and explains each key on hover.
    VS Code needs the extension redhat.vscode-yaml; it asks for it when the folder is opened.

    Example: fingerpost schema --install
    """
    from dashboard.cli.editors import as_text, install_schemas

    if install:
        for line in install_schemas(Path.cwd(), Settings(config, data, store).config):
            say(line)
    elif kind is None:
        raise UserError(f"say a kind of file ({', '.join(_KINDS)}), or --install")
    else:
        say(as_text(kind))
