"""Declarations as they may have been meant: what was refused is exchanged, so that the rest can be looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from framework.load.mistakes import ITEM, Doubt, Where
from framework.load.syntax.documents import (
    Items,
    Node,
    Place,
    Table,
    Word,
    make_items,
    make_table,
    make_word,
)


@dataclass(slots=True)
class Mender:
    """Exchanges what was refused. Where several words may have been meant, each `turn` takes another.

    `exchanged` is where words stand now that nobody wrote, `keys` are those above them, each with its place.
    """

    doubts: Mapping[Where, Doubt]
    turn: int
    exchanged: set[Place] = field(default_factory=set)
    keys: set[tuple[Place, str]] = field(default_factory=set)
    _lacking: dict[Place, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for (place, key), doubt in self.doubts.items():
            if key and key != ITEM:
                self._lacking.setdefault(place, []).append((key, doubt.words))

    def mended(self, table: Table) -> Table:
        """Give a table with the words that may have been meant, each where the refused one stands."""
        made = make_table(table.document, table.start)
        for key, value in table.items():
            doubt = self._doubt(key) or (self._doubt(value) if isinstance(value, Word) else None)
            if doubt is not None:
                self.keys.add((key.place, str(key)))
            if doubt is None:
                made[key] = self._inside(value)
            elif doubt.key and doubt.key not in table:
                made[_instead(doubt.key, key)] = self._inside(value)
            elif doubt.words:
                made[key] = self._chosen(doubt.words, value if isinstance(value, Word) else key)
        for lacking, words in self._lacking.get(table.place, ()):
            self.keys.add((table.place, lacking))
            key = make_word(lacking, table.document, table.start, table.start)
            made[key] = _instead(words[self.turn % len(words)], key)
        return made

    def _doubt(self, word: Word) -> Doubt | None:
        return self.doubts.get((word.place, ""))

    def _inside(self, node: Node) -> Node:
        if isinstance(node, Table):
            return self.mended(node)
        return self._items(node) if isinstance(node, Items) else node

    def _items(self, items: Items) -> Items:
        made = make_items(items.document, items.start)
        for value in items:
            doubt = self._doubt(value) if isinstance(value, Word) else None
            if doubt is None and (value.place, ITEM) not in self.doubts:
                made.append(self._inside(value))
                continue
            self.keys.add((items.place, ITEM))
            if doubt and doubt.words and isinstance(value, Word):
                made.append(self._chosen(doubt.words, value))
        return made

    def _chosen(self, words: tuple[str, ...], at: Word) -> Word:
        self.exchanged.add(at.place)
        return _instead(words[self.turn % len(words)], at)


def _instead(text: str, at: Word) -> Word:
    return make_word(text, at.document, at.start, at.start, quoted=True)
