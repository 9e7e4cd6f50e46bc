"""From what a source says under `expect` to its checks, with their conditions read."""

from typing import Any

from framework.load.expressions.names import Names
from framework.load.expressions.reading import read_condition
from framework.load.mistakes import Mistakes
from framework.model.expectations import Expect, Keep, Outliers, Reconcile, Rule, Then, Unique


def build_expect(said: dict[str, Any] | None, names: Names | None, mistakes: Mistakes) -> Expect:
    """Make the checks of a source. A condition that cannot be read goes to the mistakes."""
    if said is None:
        return Expect()
    change = said["change_at_most"]
    return Expect(
        rows_at_least=said["rows_at_least"],
        change_at_most=None if change is None else float(change),
        quarantine_at_most=float(said["quarantine_at_most"]),
        rules=_rules(said["rules"], names, mistakes),
        unique=tuple(
            Unique(tuple(map(str, one["columns"])), one["then"], one["keep"] or Keep.FIRST)
            for one in said["unique"]
        ),
        reconcile=tuple(_reconcile(one) for one in said["reconcile"]),
        outliers=tuple(
            Outliers(_plain(one["of"]), _plain(one["level"]), one["beyond"], one["then"])
            for one in said["outliers"]
        ),
        areas=_plain(said["areas"]),
        no_gaps=said["periods"],
        gaps=said["gaps"] or Then.WARN,
        late=said["late"],
    )


def _rules(
    written: tuple[dict[str, Any], ...], names: Names | None, mistakes: Mistakes
) -> tuple[Rule, ...]:
    if names is None:
        return ()
    read = [(one, read_condition(one["holds"], names, mistakes, "'holds'")) for one in written]
    return tuple(
        Rule(str(one["name"]), holds, one["then"], one["because"])
        for one, holds in read
        if holds is not None
    )


def _reconcile(one: dict[str, Any]) -> Reconcile:
    return Reconcile(
        value=str(one["value"]),
        numerator=str(one["numerator"]),
        denominator=str(one["denominator"]),
        per=one["per"],
        within=one["within"],
        then=one["then"],
    )


def _plain(word: Any) -> str | None:
    return None if word is None else str(word)
