"""Secrets have no place in declarations, and no message repeats one."""

from typing import Final

from framework.load.building.declared import Declaration
from framework.load.mistakes import Mistakes
from framework.load.secrets import holds_secret, is_secret_key, may_hold_secrets
from framework.load.syntax.documents import Items, Node, Word

_KEY: str = (
    "this key promises a secret; take it out and give it in the environment when it is needed"
)
_VALUE: Final = (
    "this looks like a password or a token; take it out, and change it, for others may have read it"
)


def check_secrets(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every key and value of every file that could be read."""
    for table in declaration.parsed.yaml.values():
        # Nearly every file is clean, and one look at its whole text is quicker than many.
        if may_hold_secrets(table.document.text):
            _look(table, mistakes)
    for rows in declaration.parsed.rows.values():
        if rows and may_hold_secrets(rows[0].document.text):
            for row in rows:
                _look(row, mistakes)


def _look(node: Node, mistakes: Mistakes) -> None:
    if isinstance(node, Word):
        if holds_secret(node):
            mistakes.error("F509", node, _VALUE)
    elif isinstance(node, Items):
        for item in node:
            _look(item, mistakes)
    else:
        for key, value in node.items():
            if isinstance(value, Word) and not value.is_blank and is_secret_key(key):
                mistakes.error("F509", key, _KEY)
            else:
                _look(value, mistakes)
