"""`like`: a declaration takes what another says and changes parts of it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from framework.load.mistakes import Mistakes, shown, suggestion
from framework.load.shapes.derived import DERIVED, NOT_FROM_DEFAULTS
from framework.load.shapes.indicators import IndicatorShape, measure_keys
from framework.load.shapes.measures import MEASURES
from framework.load.shapes.nesting import Part
from framework.load.syntax.documents import Node, Table, Word, make_table

LIKE: Final = "like"

MOST_STEPS: Final = 50
"""The longest chain of declarations that are like each other; nobody can follow a longer one."""

OWN_OF_INDICATORS: Final = frozenset({"title", "short_title", "targets", "tests", LIKE})
"""What an indicator says for itself: a target of one measure is none of another."""

OWN_OF_SOURCES: Final = frozenset({"source", "title", "note", "link", LIKE})

_WITH_SHORT_FORMS: Final = {"chart": IndicatorShape().known["chart"], **MEASURES, **DERIVED}
_MERGED_IN_INDICATORS: Final = frozenset({"definition", "totals", *_WITH_SHORT_FORMS})
_MERGED_IN_SOURCES: Final = frozenset(
    {
        "area_from",
        "columns",
        "disclosure",
        "expect",
        "missing",
        "notes",
        "period_from",
        "read",
        "terms",
    }
)
_MERGED_TWICE: Final = frozenset({"columns"})


@dataclass(slots=True)
class Likenesses:
    """Declarations of one kind by their ids, some of them like others.

    `fill` gives a declaration with the defaults of its own file.
    """

    tables: Mapping[str, Table]
    merge: Callable[[Table, Table], Table]
    fill: Callable[[str, Table], Table]
    code: str
    noun: str
    mistakes: Mistakes
    may_be: Callable[[str], bool]
    made: dict[str, Table] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    vague: set[str] = field(default_factory=set)
    """Those that are like something that is not there: of them no more is told."""
    too_long: bool = False

    def whole(self, name: str) -> Table:
        """Give a declaration with what it takes from others filled in."""
        if name not in self.made:
            self.open.append(name)
            self.made[name] = self.fill(name, self._whole(name, self.tables[name]))
            self.open.pop()
        return self.made[name]

    def _whole(self, name: str, own: Table) -> Table:
        other = own.get(Word(LIKE))
        if not isinstance(other, Word) or other.is_blank:
            return own
        if other not in self.tables or other in self.open:
            self.vague.add(name)
            self._refuse(other)
            return own
        if self._steps(other) >= MOST_STEPS:
            self.vague.add(name)
            self._refuse_chain(other)
            return own
        made = self.merge(self.whole(other), own)
        if other in self.vague:
            self.vague.add(name)
        return made

    def _steps(self, name: str) -> int:
        """Count what a declaration is like, one after the other, as far as is allowed."""
        steps, seen = 0, {name}
        while steps < MOST_STEPS:
            other = self.tables[name].get(Word(LIKE)) if name in self.tables else None
            if not isinstance(other, Word) or other in seen:
                break
            steps, name = steps + 1, str(other)
            seen.add(name)
        return steps

    def _refuse_chain(self, other: Word) -> None:
        """Refuse a chain once: the others hang on the first that is too long."""
        if not self.too_long:
            message = f"more than {MOST_STEPS} declarations are like each other in a chain"
            self.mistakes.error("F692", other, message)
        self.too_long = True

    def _refuse(self, other: Word) -> None:
        if other in self.open:
            ring = [*self.open[self.open.index(other) :], str(other)]
            message = f"these are like each other in a circle: {' -> '.join(ring)}"
            self.mistakes.error("F678", other, message)
        elif not self.may_be(other):
            near = suggestion(other, self.tables)
            self.mistakes.error(self.code, other, f"there is no {self.noun} {shown(other)}{near}")


def indicator_like(other: Table, own: Table) -> Table:
    """Give an indicator that takes what another says. Its own measure goes before the other's."""
    measures = measure_keys(own)
    left_out = set(OWN_OF_INDICATORS)
    if measures:
        left_out |= measure_keys(other) - measures
    if measures & DERIVED.keys() and not measure_keys(other) & DERIVED.keys():
        left_out |= NOT_FROM_DEFAULTS
    return _merged(other, own, left_out, _MERGED_IN_INDICATORS)


def source_like(other: Table, own: Table) -> Table:
    """Give a source that takes what another says. Files of another kind are read in their own way."""
    left_out = set(OWN_OF_SOURCES)
    if _kind(own) and _kind(own) != _kind(other):
        left_out.add("read")
    return _merged(other, own, left_out, _MERGED_IN_SOURCES)


def _kind(source: Table) -> Node | None:
    read = source.get(Word("read"))
    return read.get(Word("kind")) if isinstance(read, Table) else None


def _merged(other: Table, own: Table, left_out: Collection[str], inside: Collection[str]) -> Table:
    """Give own keys before those of the other. Tables under the keys of `inside` are merged too."""
    made = make_table(own.document, own.start)
    made.update({key: value for key, value in other.items() if key not in left_out})
    for key, value in own.items():
        before, after = _in_full(key, made.pop(key, None), value)
        if key in inside and isinstance(before, Table) and isinstance(after, Table):
            made[key] = _merged(before, after, (), after if key in _MERGED_TWICE else ())
        else:
            made[key] = value
    return made


def _in_full(key: Word, before: Node | None, own: Node) -> tuple[Node | None, Node]:
    """Write out what both say in short where the own one is a table: keys of one kind are merged."""
    part = _WITH_SHORT_FORMS.get(key)
    if before is None or not isinstance(part, Part) or not isinstance(own, Table):
        return before, own
    return part.in_full(before), part.in_full(own)
