"""A declaration with everything filled in: what it says itself, what it is like, and its defaults."""

from collections.abc import Mapping
from typing import Any, Final

import yaml

from framework.errors import UserError
from framework.load.building.declared import DeclaredSource
from framework.load.framework import declare
from framework.load.mistakes import Mistakes, shown, suggestion
from framework.load.syntax.documents import Items, Node, Place, Table, Word
from framework.model.sources import Disclosure
from framework.model.visible import visible

_LIKE: Final = "like"


class _Writer(yaml.SafeDumper):
    """Writes every word as it was written: nothing is a number or a truth until its place says so."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (PyYAML's own way)


def expanded(files: Mapping[str, bytes], name: str) -> str:
    """Give an indicator or a source as YAML, each key with the file and line it comes from.

    What is wrong with it is not told here: `check` does.

    Raises:
        UserError: nothing of that name is declared.
    """
    declaration = declare(files, Mistakes())
    indicators, sources = declaration.indicators, declaration.sources
    if name in indicators:
        return _text(name, indicators[name].key.place, indicators[name].table)
    if name in sources:
        written = _text(f"sources/{name}", sources[name].table.place, sources[name].table)
        return written + _rule_for_small_counts(sources[name])
    near = suggestion(name, [*indicators, *sources])
    raise UserError(f"there is no indicator and no source {shown(name)}{near}")


def _rule_for_small_counts(declared: DeclaredSource) -> str:
    """Give the whole rule for small counts where it is not written out: half of it, or all, is what we add."""
    if declared.source is None:
        return ""
    rule = declared.source.disclosure
    wrote_all = all(declared.says("disclosure", key) for key in ("suppress", "round_to"))
    if wrote_all or (rule == Disclosure() and not declared.says("disclosure")):
        return ""
    hidden = f"1-{rule.suppress_to}" if rule.suppress_to else "none"
    whole = f"{{suppress: {hidden}, round_to: {rule.round_to}}}"
    if declared.says("disclosure"):
        return f"\n# with what is not written of it, the rule for small counts is {whole}"
    return f"\ndisclosure: {whole}  # the rule where none is written"


def _text(title: str, at: Place, table: Table) -> str:
    lines = [f"# {title}, declared in {at.file}:{at.line}"]
    for key, value in table.items():
        if key == _LIKE or (isinstance(value, Word) and value.is_blank):
            continue
        first, *others = _yaml(key, value).rstrip("\n").split("\n")
        place = _place_of(key, value)
        lines += [f"{first}  # {place.file}:{place.line}", *others]
    return "\n".join(lines)


def _place_of(key: Word, value: Node) -> Place:
    return value.place if isinstance(value, Word) else key.place


def _yaml(key: Word, value: Node) -> str:
    """Write a key and its value; where a mark stands in them that nobody sees, by escapes."""
    said = _dumped(key, value, allow_unicode=True)
    return said if visible(said) == said else _dumped(key, value, allow_unicode=False)


def _dumped(key: Word, value: Node, *, allow_unicode: bool) -> str:
    return yaml.dump(
        {str(key): _plain(value)},
        Dumper=_Writer,
        allow_unicode=allow_unicode,
        sort_keys=False,
        width=10_000,
    )


def _plain(node: Node) -> Any:
    if isinstance(node, Word):
        return str(node)
    if isinstance(node, Items):
        return [_plain(item) for item in node]
    return {str(key): _plain(value) for key, value in node.items()}
