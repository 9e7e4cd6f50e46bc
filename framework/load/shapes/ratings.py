"""How an indicator or an outcome is rated, as it is written."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from marshmallow import ValidationError

from framework.load.mistakes import listed, shown, suggestion
from framework.load.shapes.fields import Number, Said, one_word, refuse
from framework.load.syntax.documents import Items, Node, Table, Word
from framework.model.ratings import RatedBy, RollUp, RollUpBy
from framework.model.results import Rating

_OF_TABLES: Final = (RatedBy.RULES, RatedBy.PERCENTILES)
_WORDS: Final = {one.value: one for one in RatedBy if one not in _OF_TABLES}
_COLOURS: Final = {one.value: one for one in (Rating.GREEN, Rating.AMBER, Rating.RED)}
_MOST_RULES: Final = 20
OTHERWISE: Final = "otherwise"


@dataclass(frozen=True, slots=True)
class WrittenRating:
    """What was said of a rating. `comparator` and the conditions are looked at later."""

    by: RatedBy
    comparator: Word | None = None
    rules: tuple[tuple[Rating, Word], ...] = ()
    percentiles: tuple[Decimal, ...] = ()


class RatedByField(Said[WrittenRating]):
    """`target`, `interval against target`, `quartile`, `range`, percentiles, a comparator, or rules."""

    percentile: Final = Number(low=Decimal("0.1"), high=Decimal("99.9"))

    def read(self, value: Node) -> WrittenRating:
        if isinstance(value, Table):
            return self._of_table(value)
        word = one_word(value)
        if word not in _WORDS:
            ways = f"{listed(_WORDS)}, {{percentiles: [25, 75]}}, {{comparator: England}} or {{rules: [...]}}"
            message = f"{shown(word)} is not allowed here; use {ways}"
            raise refuse("F203", message + suggestion(word, _WORDS))
        return WrittenRating(_WORDS[word])

    def _of_table(self, table: Table) -> WrittenRating:
        if list(table) == ["comparator"]:
            return WrittenRating(RatedBy.COMPARATOR, one_word(table[Word("comparator")]))
        if list(table) == ["percentiles"]:
            return WrittenRating(
                RatedBy.PERCENTILES, percentiles=self._ends(table[Word("percentiles")])
            )
        if list(table) == ["rules"]:
            return WrittenRating(RatedBy.RULES, rules=_rules(table[Word("rules")]))
        raise refuse(
            "F208",
            "write {comparator: England}, {percentiles: [25, 75]} or {rules: [{green: ...}, ...]}",
        )

    def _ends(self, value: Node) -> tuple[Decimal, ...]:
        ends = tuple(self.percentile.read(one) for one in value) if isinstance(value, Items) else ()
        if len(ends) != 2 or ends[0] >= ends[1]:
            raise refuse("F208", "write two percentiles, the lower one first: [25, 75]")
        return ends


def _rules(value: Node) -> tuple[tuple[Rating, Word], ...]:
    if not isinstance(value, Items):
        raise refuse("F208", "rules are a list, tried in order: [{green: ...}, {red: otherwise}]")
    if not 1 <= len(value) <= _MOST_RULES:
        raise refuse("F210", f"from 1 to {_MOST_RULES} rules must be listed here")
    rules: list[tuple[Rating, Word]] = []
    for one in value:
        if not isinstance(one, Table) or len(one) != 1:
            raise refuse(
                "F208", "a rule is a colour and a condition: {green: 'value >= target'}", one
            )
        ((colour, condition),) = one.items()
        if colour not in _COLOURS:
            message = f"{shown(colour)} is no colour; use {listed(_COLOURS)}"
            raise refuse("F203", message + suggestion(colour, _COLOURS), colour)
        if rules and rules[-1][1] == OTHERWISE:
            raise refuse(
                "F571", "this rule is never reached: 'otherwise' before it takes all", colour
            )
        rules.append((_COLOURS[colour], one_word(condition)))
    return tuple(rules)


class RollUpField(Said[RollUp]):
    """`worst`, `{weighted: {INDICATOR: 2}}` or `{headline: INDICATOR}`."""

    weight: Final = Number(low=Decimal("0.01"), high=Decimal(1000))

    def read(self, value: Node) -> RollUp:
        if isinstance(value, Table):
            return self._of_table(value)
        word = one_word(value)
        if word != RollUpBy.WORST.value:
            raise refuse("F203", f"{shown(word)} is not allowed here; {_ROLL_UPS}")
        return RollUp(RollUpBy.WORST)

    def _of_table(self, table: Table) -> RollUp:
        if list(table) == ["headline"]:
            headline = str(one_word(table[Word("headline")]))
            return RollUp(RollUpBy.HEADLINE, headline=headline)
        weights = table.get(Word("weighted")) if list(table) == ["weighted"] else None
        if not isinstance(weights, Table) or not weights:
            raise refuse("F208", _ROLL_UPS)
        found, errors = [], {}
        for name, written in weights.items():
            try:
                found.append((str(name), self.weight.read(written)))
            except ValidationError as error:
                errors[str(name)] = error.messages
        if errors:
            raise ValidationError({"weighted": errors})
        return RollUp(RollUpBy.WEIGHTED, weights=tuple(found))


_ROLL_UPS: Final = "write worst, {weighted: {INDICATOR: 2}} or {headline: INDICATOR}"
