"""The page docs/reference/commands.md, made from the commands' own help.

python -m dashboard.cli.reference > docs/reference/commands.md
"""

from typing import Final

import click

from dashboard.cli.commands import EXIT_CODES, cli, every_verb
from dashboard.cli.saying import say

_OPENING: Final = """# Commands

Made from the commands' own help by `make docs`. Change the help, not this page.
"""


def commands_page() -> str:
    """Give the whole page."""
    parts = [_OPENING]
    for name, command in every_verb().items():
        parts.append(_section(f"fingerpost {name}", command))
        if isinstance(command, click.Group):
            inner = sorted(command.commands.items())
            parts += [_section(f"fingerpost {name} {word}", verb) for word, verb in inner]
    parts.append(f"## Exit codes\n\n{EXIT_CODES.strip()}\n")
    return "\n".join(parts)


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name, **cli.context_settings)
    return f"## {name}\n\n```\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    say(commands_page(), nl=False)
