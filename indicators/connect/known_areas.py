"""Which column of a file holds areas that a framework knows, by which of its ways, and what is unknown in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from framework.model.frameworks import Framework
from indicators.connect.cells import quoted
from indicators.connect.guessing import CALLED, KNOWN, AreaGuess

_LEAST: Final = 0.5
"""So large a share of a column's different texts must be known before it is taken for areas."""
_MOST_TOLD: Final = 5
_WHOLE: Final = re.compile(r"(\d+)\.0+")


@dataclass(frozen=True, slots=True)
class KnownAreas:
    """What stands for an area in a framework: codes of today and before, texts of its lookups, names."""

    codes: frozenset[str]
    lookups: Mapping[str, frozenset[str]]
    names: Mapping[str, tuple[str, ...]]
    """The codes of the areas of each name, in small letters."""

    @classmethod
    def of(cls, framework: Framework) -> "KnownAreas":
        geography = framework.geography
        codes = {*geography.by_code, *(change.old for change in geography.changes)}
        names: dict[str, tuple[str, ...]] = {}
        for area in geography.areas:
            named = _folded(area.name)
            names[named] = (*names.get(named, ()), area.code)
        return cls(
            frozenset(codes),
            {name: frozenset(lookup) for name, lookup in framework.codes.items()},
            names,
        )

    def guess(self, header: str, texts: Sequence[str]) -> AreaGuess | None:
        """Say by which way most different texts of a column are areas of the framework; None when by none."""
        tried = [_held(header, texts, "codes of this framework", self.codes)]
        tried += [
            replace(_held(header, texts, f"texts of areas/codes/{name}.csv", found), codes=name)
            for name, found in sorted(self.lookups.items())
        ]
        tried.append(self._by_name(header, texts))
        best = max(tried, key=lambda guess: guess.known)
        return best if best.known and best.known >= _LEAST * len(texts) else None

    def _by_name(self, header: str, texts: Sequence[str]) -> AreaGuess:
        written = "names of this framework's areas: they need a lookup in areas/codes"
        named = {text: self.names.get(_folded(text), ()) for text in texts}
        guess = _held(header, texts, written, frozenset(text for text in named if named[text]))
        pairs = tuple((text, codes[0]) for text, codes in named.items() if len(codes) == 1)
        return replace(guess, sure=CALLED, lookup=pairs)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _held(header: str, texts: Sequence[str], written: str, known: frozenset[str]) -> AreaGuess:
    unknown = [text for text in texts if not known & {text, _whole(text)}]
    told = [said for said in map(quoted, unknown) if said][:_MOST_TOLD]
    found = len(texts) - len(unknown)
    return AreaGuess(header, written, KNOWN, len(texts), known=found, unknown=tuple(told))


def _whole(text: str) -> str:
    """Give 301 for 301.0, as a number comes through a column of decimals."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found else text
