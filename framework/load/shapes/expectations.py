"""What a source may say under `expect`: which checks its rows must pass, and what then."""

from decimal import Decimal
from typing import Final

from framework.load.shapes.fields import Id, Number, OneOf, Percent, Text, Whole, Written, words_of
from framework.load.shapes.nesting import ListOf, Part, Shape
from framework.model.expectations import BEYOND, Keep, Then

_WITHOUT_ROWS: Final = {word.value: word for word in (Then.WARN, Then.STOP)}
"""What may be done where no row is to blame: there is none to set aside."""


class CellRuleShape(Shape):
    """What must hold between the cells of a row."""

    name = Id(required=True)
    holds = Written(required=True)
    then = OneOf(words_of(Then), load_default=Then.WARN)
    because = Text(required=True)


class UniqueShape(Shape):
    """Columns that together must differ in every row."""

    columns = ListOf(Written(), at_least=1, required=True)
    then = OneOf(words_of(Then), load_default=Then.STOP)
    keep = OneOf(words_of(Keep), load_default=None)


class ReconcileShape(Shape):
    """A value as supplied, and the two counts it must follow from."""

    value = Written(required=True)
    numerator = Written(required=True)
    denominator = Written(required=True)
    per = Number(low=Decimal("0.000001"), load_default=Decimal(1))
    within = Number(low=Decimal(0), required=True)
    then = OneOf(words_of(Then), load_default=Then.WARN)


class OutliersShape(Shape):
    """Figures far from the median of their area's series."""

    of = Written(load_default=None)
    level = Written(load_default=None)
    beyond = Number(low=Decimal(2), high=Decimal(100), load_default=BEYOND)
    then = OneOf(_WITHOUT_ROWS, load_default=Then.WARN)


class ExpectShape(Shape):
    """What must hold of the rows before they are used."""

    rows_at_least = Whole(0, 10**12, load_default=1)
    change_at_most = Percent(load_default=None)
    quarantine_at_most = Percent(load_default=Decimal("0.1"))
    rules = ListOf(Part(CellRuleShape()), at_least=1, load_default=())
    unique = ListOf(Part(UniqueShape()), at_least=1, alone="allowed", load_default=())
    reconcile = ListOf(Part(ReconcileShape()), at_least=1, alone="allowed", load_default=())
    outliers = ListOf(Part(OutliersShape()), at_least=1, alone="allowed", load_default=())
    areas = Written(load_default=None)
    periods = OneOf({"no gaps": True}, load_default=False)
    gaps = OneOf(_WITHOUT_ROWS, load_default=None)
    late = OneOf(_WITHOUT_ROWS, load_default=None)
