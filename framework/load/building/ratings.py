"""How an indicator is rated: its comparator found, its rules read."""

import re
from collections.abc import Mapping, Sequence

from framework.load.expressions.names import Names
from framework.load.expressions.reading import read_condition
from framework.load.mistakes import Mistakes, Placed, listed, shown, suggestion
from framework.load.shapes.ratings import OTHERWISE, WrittenRating
from framework.load.syntax.documents import Word
from framework.model.comparators import Comparator
from framework.model.expressions import All, columns_of
from framework.model.ratings import RULE_NUMBERS, ColourRule, RatedBy, RatingRule
from framework.model.sources import ColumnType, SourceColumn


def build_rating(
    written: WrittenRating, compare: Sequence[Comparator], at: Placed, mistakes: Mistakes
) -> RatingRule | None:
    """Make the rule of an indicator with these comparators. What is wrong gives None."""
    named = _by_name(compare)
    if written.by is RatedBy.COMPARATOR:
        return _by_comparator(written.comparator, compare, named, at, mistakes)
    if written.by is not RatedBy.RULES:
        return RatingRule(written.by, percentiles=written.percentiles)
    names = Names(
        source="",
        columns={name: _number(name) for name in (*named, *RULE_NUMBERS)},
        known_as="number that a rating rule may use",
    )
    rules = []
    for colour, word in written.rules:
        what = f"the rule for {colour.value}"
        when = All() if word == OTHERWISE else read_condition(word, names, mistakes, what)
        if when is None:
            return None
        rules.append(ColourRule(colour, when, " ".join(word.split())))
    used = {name for rule in rules for name in columns_of(rule.when)} - set(RULE_NUMBERS)
    beside = tuple((name, named[name]) for name in sorted(used))
    return RatingRule(RatedBy.RULES, rules=tuple(rules), beside=beside)


def _number(name: str) -> SourceColumn:
    return SourceColumn(name, (name,), ColumnType.NUMBER)


def _by_name(compare: Sequence[Comparator]) -> Mapping[str, str]:
    """Give the comparators' ids by the names that rules may use: their id or their title."""
    found: dict[str, str] = {}
    for one in compare:
        if one.because:
            continue
        for name in (_as_name(one.id), _as_name(one.title.lower())):
            if name not in RULE_NUMBERS:
                found.setdefault(name, one.id)
    return found


def _as_name(text: str) -> str:
    """Give a text as a name of the language: 'own history' is own_history."""
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")


def _by_comparator(
    word: Word | None,
    compare: Sequence[Comparator],
    named: Mapping[str, str],
    at: Placed,
    mistakes: Mistakes,
) -> RatingRule | None:
    usable = [one for one in compare if not one.because]
    if word is None:
        if usable:
            return RatingRule(RatedBy.COMPARATOR, comparator=usable[0].id)
        message = "there is nothing to compare with; name it in 'compare'"
        mistakes.error("F307", at, message)
        return None
    written = {one.title if one.area else one.id: one.id for one in usable}
    found = written.get(word) or named.get(word)
    if found:
        return RatingRule(RatedBy.COMPARATOR, comparator=found)
    known = f"; it has {listed(written, 'and')}" if written else "; name it there first"
    message = f"{shown(word)} is not in 'compare'{suggestion(word, written) or known}"
    mistakes.error("F307", word, message)
    return None
