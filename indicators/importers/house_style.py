"""Declarations as text in the house style: small tables on one line, larger ones below each other."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import yaml

_WIDTH: Final = 110
_LONG: Final = 90
"""A longer text is folded below its key."""


class Expression(str):
    """A condition: it stands in double quotes."""


class _Writer(yaml.SafeDumper):
    """In a declaration all is text, so nothing needs quotes to stay what it is."""

    yaml_implicit_resolvers = {}  # noqa: RUF012

    def increase_indent(self, *how: Any, **_how: Any) -> Any:
        """Set the items of a list in under their key."""
        return super().increase_indent(bool(how and how[0]) or _how.get("flow", False))

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write what stands twice twice: a declaration has no anchors."""
        return True


def _expression(writer: yaml.SafeDumper, text: Expression) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = ">" if len(text) > _LONG else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(Expression, _expression)
_Writer.add_representer(str, _text)


def as_yaml(table: Mapping[str, Any], *, opening: str = "") -> str:
    """Write a table of texts, lists and tables. `opening` stands above it, a comment."""
    text: str = yaml.dump(
        dict(table),
        Dumper=_Writer,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
        default_flow_style=None,
    )
    return "".join(f"# {line}\n" for line in opening.splitlines()) + text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a CSV file of a configuration."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return written.getvalue()


def quoted(text: str) -> str:
    """Write a text as expressions do: in single quotes, those inside doubled."""
    return "'" + text.replace("'", "''") + "'"


def filled(table: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out keys without a value."""
    return {key: value for key, value in table.items() if value not in ("", None, [], {}, ())}
