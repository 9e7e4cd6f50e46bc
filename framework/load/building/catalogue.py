"""Every indicator of every file, with its defaults and its targets from targets.csv."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from framework.load.building.areas import cell
from framework.load.building.declared import DeclaredIndicator, DeclaredOutcome, DeclaredSource
from framework.load.building.derived import Family
from framework.load.building.derived_parts import Reference, in_order, references
from framework.load.building.ground import Ground
from framework.load.building.indicators import build_indicator
from framework.load.building.targets import WrittenTarget, build_targets
from framework.load.building.written_indicators import written_indicators
from framework.load.layout import FileKind
from framework.load.mistakes import Mistakes, shown, suggestion
from framework.load.parsing import Parsed
from framework.load.shapes.frameworks import OutcomesShape
from framework.load.shapes.nesting import load_shape
from framework.load.shapes.targets import TargetShape
from framework.load.syntax.documents import Table, Word, make_table
from framework.model.frameworks import Outcome

_OUTCOMES: Final = OutcomesShape()
_TARGET: Final = TargetShape()


def build_indicators(
    parsed: Parsed,
    sources: Mapping[str, DeclaredSource],
    ground: Ground,
    defaults: Table | None,
    mistakes: Mistakes,
    *,
    only: Collection[str] | None = None,
) -> dict[str, DeclaredIndicator]:
    """Read the files of indicators/ and the targets of targets.csv.

    With `only` those alone are built, and what they are made of.
    """
    written = written_indicators(parsed, defaults, mistakes)
    tables = {name: (each.key, each.table) for name, each in written.items()}
    targets = _csv_targets(parsed, tables, mistakes)
    for name in targets.keys() - tables.keys():
        # Of a row of no indicator the other mistakes are told as well.
        build_targets(name, targets[name], ground.year_type, ground, mistakes)
    parts = {name: references(table) for name, (_, table) in tables.items()}
    order, circling = in_order(parts, mistakes)
    needed = tables.keys() if only is None else _with_parts(only, parts)
    built: dict[str, DeclaredIndicator] = {}
    family = Family(built, tables, sources, may_be=partial(parsed.may_declare, FileKind.INDICATORS))
    for name in order:
        if name not in needed:
            continue
        key, table = tables[name]
        heard = Mistakes() if written[name].is_vague else mistakes
        made = build_indicator(key, table, family, ground, targets.get(name, ()), heard)
        is_known = name not in circling and not written[name].is_vague
        built[name] = made if is_known else replace(made, indicator=None)
    return {name: built[name] for name in tables if name in built}


def _with_parts(
    names: Collection[str], parts: Mapping[str, tuple[Reference, ...]]
) -> Collection[str]:
    found = list(names)
    for name in found:  # grows while it is walked
        found += [part.name for part in parts.get(name, ()) if part.name not in found]
    return frozenset(found)


def _csv_targets(
    parsed: Parsed, indicators: Mapping[str, object], mistakes: Mistakes
) -> dict[str, list[WrittenTarget]]:
    targets: dict[str, list[WrittenTarget]] = {}
    for row in parsed.csv(FileKind.TARGETS):
        word = cell(row, "indicator")
        if word is None:
            mistakes.error("F202", row, "'indicator' is empty and needed")
            continue
        if word not in indicators and not parsed.may_declare(FileKind.INDICATORS, word):
            message = f"there is no indicator {shown(word)}{suggestion(word, indicators)}"
            mistakes.error("F304", word, message)
        targets.setdefault(str(word), []).append(_csv_target(row, word, mistakes))
    return targets


def _csv_target(row: Table, word: Word, mistakes: Mistakes) -> WrittenTarget:
    body = make_table(row.document, row.start)
    body.update({key: value for key, value in row.items() if key != "indicator"})
    return WrittenTarget(load_shape(_TARGET, body, word, mistakes), body, word)


def build_outcomes(parsed: Parsed, mistakes: Mistakes) -> tuple[DeclaredOutcome, ...]:
    """Read outcomes.yaml."""
    outcomes = []
    for table in parsed.tables(FileKind.OUTCOMES).values():
        said = load_shape(_OUTCOMES, table, table, mistakes)
        written = table.get(Word("outcomes"))
        bodies = written if isinstance(written, Table) else {}
        for key, each in said.get("outcomes", {}).items():
            body = bodies[key]
            if isinstance(body, Table):
                outcomes.append(DeclaredOutcome(key, body, _outcome(key, each)))
    return tuple(outcomes)


def _outcome(key: Word, said: dict[str, Any]) -> Outcome:
    return Outcome(
        id=str(key),
        title=said["title"],
        indicators=tuple(str(indicator) for indicator in said["indicators"]),
        short_title=said["short_title"],
        because=said["because"],
        rating=said["rating"],
    )
