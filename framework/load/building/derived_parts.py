"""Which indicators others are made of, and the order in which that lets them be built."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from framework.load.expressions.names import RESERVED
from framework.load.expressions.tokens import tokens_of
from framework.load.mistakes import Mistakes
from framework.load.shapes.derived import DERIVED
from framework.load.syntax.documents import Node, Place, Table, Word
from framework.load.syntax.offsets import place_of_character


@dataclass(frozen=True, slots=True)
class Reference:
    """The id of an indicator as it stands in another one's measure."""

    name: str
    at: Place


def references(table: Table) -> tuple[Reference, ...]:
    """Give the indicators that an indicator's measure names, whatever is wrong with the rest of it."""
    return tuple(found for key in DERIVED if key in table for found in _named(key, table))


def _named(key: str, table: Table) -> Iterator[Reference]:
    said = table[Word(key)]
    if key == "derived":
        word = said.get(Word("of")) if isinstance(said, Table) else said
        if isinstance(word, Word):
            yield from _in_expression(word)
        return
    if not isinstance(said, Table):
        return
    places: list[Node | None] = [said.get(Word("of"))]
    if key == "difference":
        places.append(said.get(Word("minus")))
    over, parts = said.get(Word("over")), said.get(Word("parts"))
    if key == "inequality" and isinstance(over, Table):
        places.append(over.get(Word("by")))
    if key == "composite" and isinstance(parts, Table):
        places += parts
    for word in places:
        if isinstance(word, Word) and not word.is_blank:
            yield _reference(word)


def _reference(word: Word) -> Reference:
    return Reference(str(word), word.place)


def _in_expression(word: Word) -> Iterator[Reference]:
    tokens, _refused = tokens_of(word)
    for index, token in enumerate(tokens):
        called = index + 1 < len(tokens) and tokens[index + 1].text == "("
        if token.kind == "name" and token.text not in RESERVED and not called:
            yield Reference(token.text, _place(word, token.at))


def _place(word: Word, at: int) -> Place:
    return word.document.place(place_of_character(word, at))


def in_order(
    named: Mapping[str, Collection[Reference]], mistakes: Mistakes
) -> tuple[list[str], frozenset[str]]:
    """Give all indicators so that each comes after its parts, and those that stand in a circle."""
    needs = {
        name: {part.name for part in parts if part.name in named} for name, parts in named.items()
    }
    circling: set[str] = set()
    while True:
        try:
            return list(TopologicalSorter(needs).static_order()), frozenset(circling)
        except CycleError as error:
            ring = list(reversed(error.args[1]))
            first = min(ring)
            ring = ring[ring.index(first) :] + ring[1 : ring.index(first) + 1]
            at = next(part.at for part in named[first] if part.name == ring[1])
            message = f"indicators are made of each other in a circle: {' -> '.join(ring)}"
            mistakes.error("F314", at, message)
            circling.update(ring)
            needs = {name: set() if name in circling else parts for name, parts in needs.items()}
