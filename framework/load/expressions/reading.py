"""Reads expressions where they stand in YAML, and points at the character that is wrong."""

import re
from collections.abc import Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Final

from framework.load.expressions.grammar import need_kind, parse
from framework.load.expressions.making import BrokenTermError
from framework.load.expressions.names import Names, Piece
from framework.load.expressions.tokens import MOST_REFUSED, ExpressionError, tokens_of
from framework.load.mistakes import CURLY, CURLY_ADVICE, Mistakes
from framework.load.syntax.documents import Place, Word
from framework.load.syntax.offsets import place_of_character
from framework.model.expressions import Expression
from framework.model.sources import ColumnType

_CUT_BY_YAML: Final = re.compile(r"[ ]*,|[ ]+#")


def read_condition(word: Word, names: Names, mistakes: Mistakes, what: str) -> Expression | None:
    """Read what must be true or false. A mistake is reported and gives None."""
    piece = _read(word, names, mistakes, kind=ColumnType.TRUTH, what=what)
    return piece.expression if piece else None


def read_number(word: Word, names: Names, mistakes: Mistakes, what: str) -> Expression | None:
    """Read what must give a number. A mistake is reported and gives None."""
    piece = _read(word, names, mistakes, kind=ColumnType.NUMBER, what=what)
    return piece.expression if piece else None


def read_terms(written: Mapping[str, Word], names: Names, mistakes: Mistakes) -> Names:
    """Give the names of a source with its terms read, those first that others use."""
    terms: dict[str, Piece | None] = dict.fromkeys(written)
    for name in _in_order(written, mistakes):
        known = replace(names, terms={term: terms[term] for term in terms if term != name})
        what = f"term '{name}'"
        terms[name] = _read(written[name], known, mistakes, kind=ColumnType.TRUTH, what=what)
    return replace(names, terms=terms)


def _in_order(written: Mapping[str, Word], mistakes: Mistakes) -> list[str]:
    """Give the terms that can be read, so that each comes after those that it uses."""
    uses = {name: _names_in(word) & set(written) for name, word in written.items()}
    while True:
        try:
            return list(TopologicalSorter(uses).static_order())
        except CycleError as error:
            ring = list(reversed(error.args[1]))
            first = min(ring)
            ring = ring[ring.index(first) :] + ring[1 : ring.index(first) + 1]
            message = f"terms go round in a circle: {' -> '.join(ring)}"
            mistakes.error("F406", written[first], message)
            uses = {name: needs - set(ring) for name, needs in uses.items() if name not in ring}


def _names_in(word: Word) -> set[str]:
    tokens, _refused = tokens_of(word)
    return {token.text for token in tokens if token.kind == "name"}


def _read(
    word: Word, names: Names, mistakes: Mistakes, *, kind: ColumnType, what: str
) -> Piece | None:
    try:
        piece = parse(word, names)
        need_kind(piece, kind, what)
    except BrokenTermError:
        return None
    except ExpressionError as error:
        for one in (error, *error.others)[:MOST_REFUSED]:
            _report(word, one, mistakes)
        mistakes.doubt(word, ["all" if kind is ColumnType.TRUTH else "1"])
        return None
    return piece


def _report(word: Word, error: ExpressionError, mistakes: Mistakes) -> None:
    if error.code == "F401" and not word.quoted and CURLY.match(word):
        mistakes.error("F408", word, f"the expression begins with {CURLY_ADVICE}")
        return
    if error.code == "F401" and _is_cut(word, error):
        message = (
            "YAML ends this expression early, at a comma or at ' #'; "
            "put double quotes round the whole expression"
        )
        mistakes.error("F408", word, message)
        return
    mistakes.error(error.code, _place(word, error.at), error.message)


def _is_cut(word: Word, error: ExpressionError) -> bool:
    """Say whether the text broke off where YAML read a comma or a comment, not the expression."""
    unfinished = error.at >= len(word) or "never closed" in error.message
    follows = _CUT_BY_YAML.match(word.document.text, word.end)
    return unfinished and not word.quoted and follows is not None


def _place(word: Word, at: int) -> Place:
    return word.document.place(place_of_character(word, at))
