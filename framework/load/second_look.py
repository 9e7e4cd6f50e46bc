"""What else is wrong where something was refused: the rest is read once more, as it may have been meant.

A word that is refused may leave a declaration without what all else in it is held against. So it is
exchanged for the word that was most likely meant, or for each that may stand there. Of those under which
least else is wrong, whatever is wrong under all is told as well. Nobody has to mend one mistake to hear of
the next.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import islice
from typing import Final

from framework.errors import Issue
from framework.load.building.catalogue import build_indicators
from framework.load.building.declared import Declaration
from framework.load.building.likeness import LIKE
from framework.load.building.written_sources import build_sources
from framework.load.checks import CHECKS_OF_EACH
from framework.load.layout import FileKind, kind_of
from framework.load.mending import Mender
from framework.load.mistakes import Doubt, Mistakes, Where
from framework.load.parsing import Parsed
from framework.load.syntax.documents import Place, Table

_ROUNDS: Final = 3
"""How often what the look before has refused is exchanged as well."""

_TURNS: Final = 4
"""How many words are tried for one that was refused."""

_MOST: Final = 100
"""How many indicators are read again: a mistake in a default or in a source may spoil thousands."""

_OF_WHAT_LACKS: Final = frozenset({"F202", "F210", "F211", "F307", "F551", "F563", "F677"})
"""What is said of something that is not there: it may be what was refused and left out."""

Parts = Mapping[str, list[tuple[int, bool]]]

_ONCE_A_LINE: Final = frozenset({"F408"})
"""What YAML has cut in two is told by one of its pieces."""


def look_again(declaration: Declaration, mistakes: Mistakes) -> None:
    """Tell what else is wrong in every source and indicator of which a part was refused."""
    if not _vague(declaration) and all(one.source for one in declaration.sources.values()):
        return
    doubts = dict(mistakes.doubts)
    for _ in range(_ROUNDS):
        looks = _likeliest([_look(declaration, doubts, turn) for turn in range(_turns(doubts))])
        _tell(looks, mistakes)
        common = looks[0].doubts.keys() - doubts.keys()
        for look in looks:
            common &= look.doubts.keys()
        if not common:
            return
        doubts |= {at: looks[0].doubts[at] for at in common}


def _likeliest(looks: list[tuple[int, Mistakes]]) -> list[Mistakes]:
    """Give those under which most is understood and least is wrong: what was meant fits the rest."""
    least = min(unread + len(heard.found) for unread, heard in looks)
    return [heard for unread, heard in looks if unread + len(heard.found) == least]


def _turns(doubts: Mapping[Where, Doubt]) -> int:
    return min(_TURNS, max((len(doubt.words) for doubt in doubts.values()), default=0)) or 1


def _look(
    declaration: Declaration, doubts: Mapping[Where, Doubt], turn: int
) -> tuple[int, Mistakes]:
    """Give how many indicators are not understood under what this turn exchanges, and what is wrong."""
    heard = Mistakes(again=True)
    mender = Mender(doubts, turn)
    parsed = _mended(declaration.parsed, mender)
    partnership = declaration.partnership
    if partnership.defaults is not None:
        partnership = replace(partnership, defaults=mender.mended(partnership.defaults))
    sources = build_sources(parsed, partnership, heard)
    indicators = build_indicators(
        parsed, sources, declaration.ground, partnership.defaults, heard, only=_vague(declaration)
    )
    seen = replace(
        declaration, parsed=parsed, partnership=partnership, sources=sources, indicators=indicators
    )
    for check in CHECKS_OF_EACH:
        check(seen, heard)
    parts = _parts(parsed)
    heard.found = {issue for issue in heard.found if not _follows(issue, mender, parts)}
    unread = sum(one.indicator is None for one in indicators.values())
    return unread, heard


def _follows(issue: Issue, mender: Mender, parts: Parts) -> bool:
    """Say whether something may only be wrong because of what was exchanged or left out.

    A message that names a key speaks of what stands under it, or does not.
    """
    named = {word for pair in re.findall(r"'(\w+)'|\b(\w+):", issue.message) for word in pair}
    return (
        issue.place in mender.exchanged
        or issue.code in _OF_WHAT_LACKS
        or any(
            key in named and not _are_apart(place, Place(*issue.place), parts)
            for place, key in mender.keys
        )
    )


def _parts(parsed: Parsed) -> Parts:
    """Give where each part of a file of indicators begins, and whether it is an indicator by itself."""
    parts = {}
    for path, table in parsed.tables(FileKind.INDICATORS).items():
        begun = [(key.place.line, False) for key in table]
        for key, inner in table.items():
            if key == "indicators" and isinstance(inner, Table):
                begun += [
                    (name.place.line, isinstance(body, Table) and LIKE not in body)
                    for name, body in inner.items()
                ]
        parts[path] = sorted(begun)
    return parts


def _are_apart(one: Place, other: Place, parts: Parts) -> bool:
    """Say whether two places lie in different indicators: what is wrong in one is no matter of the other."""
    first, second = _within(one, parts), _within(other, parts)
    return first is not None and second is not None and first != second


def _within(place: Place, parts: Parts) -> tuple[str, int] | None:
    begun = parts.get(place.file, [])
    at = bisect_right(begun, (place.line, True))
    return (place.file, at) if at and begun[at - 1][1] else None


def _mended(parsed: Parsed, mender: Mender) -> Parsed:
    doubted = {place.file for place, _ in mender.doubts}
    kinds = (FileKind.SOURCE, FileKind.INDICATORS)
    paths = [path for path in parsed.yaml if path in doubted and kind_of(path) in kinds]
    return replace(
        parsed, yaml={**parsed.yaml, **{path: mender.mended(parsed.yaml[path]) for path in paths}}
    )


def _vague(declaration: Declaration) -> Collection[str]:
    """Give the first indicators that are not understood, or whose source is not."""
    known = {name for name, source in declaration.sources.items() if source.source}
    all_known = len(known) == len(declaration.sources)
    found = (
        name
        for name, declared in declaration.indicators.items()
        if declared.indicator is None
        or not (all_known or known.issuperset(declared.indicator.sources))
    )
    return frozenset(islice(found, _MOST))


def _tell(looks: list[Mistakes], mistakes: Mistakes) -> None:
    """Tell what every look has found."""
    told = {(issue.code, issue.file, issue.line) for issue in mistakes.found}
    for issue in set[Issue].intersection(*(look.found for look in looks)):
        is_told = issue.code in _ONCE_A_LINE and (issue.code, issue.file, issue.line) in told
        if issue not in mistakes.found and not is_told:
            mistakes.found.add(issue)
            rows = looks[0].rows.get(issue)
            if rows:
                mistakes.rows[issue] = rows
