"""Who a row is about: a child's ward, age and sex, and how a partner's system wrote them down."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from indicators.demonstration.dice import Dice, Wholes
from indicators.demonstration.months import Days
from indicators.demonstration.places import CODES, MERGED_INTO, MERGED_ON, MERGED_WARDS, NEED

YOUNG: Final = [6.0] * 5 + [6.5] * 6 + [6.0] * 5 + [4.0] * 2
"""How likely each age from 0 to 17 is among children known to early help."""
TEENAGE: Final = [0.5] * 10 + [3.0] * 2 + [9.0] * 6
"""The same for matters of adolescence: missing, waiting for help with mental health."""

IN_CARE: Final = [5.0] * 5 + [5.5] * 6 + [8.0] * 5 + [11.0] * 2
"""The same for children looked after, of whom more are older."""


@dataclass(slots=True)
class Children:
    """One child a row. `wards` are places in WARDS."""

    wards: Wholes
    ages: Wholes
    sexes: list[str]

    def __len__(self) -> int:
        return len(self.sexes)


def draw_children(
    dice: Dice, count: int, *, ages: ArrayLike = tuple(YOUNG), wards: ArrayLike = NEED
) -> Children:
    """Draw children by ward and age; about one in 150 has no sex recorded."""
    return Children(
        wards=dice.pick(wards, count),
        ages=dice.pick(ages, count),
        sexes=dice.choose({"M": 0.513, "F": 0.480, "": 0.007}, count),
    )


def ward_cells(dice: Dice, children: Children, days: Days) -> list[str]:
    """Write wards as a case system does: some empty, some of another county, old codes until merged."""
    cells = CODES[children.wards].copy()
    lost = dice.uniform(cells.size)
    old = (cells == MERGED_INTO) & (days < MERGED_ON)
    cells[old] = np.array(MERGED_WARDS)[dice.pick([1, 1], cells.size)][old]
    cells[lost < 0.013] = "E05088888"
    cells[lost < 0.008] = ""
    return [str(cell) for cell in cells.tolist()]


def age_cells(dice: Dice, ages: Wholes) -> list[object]:
    """Write ages; about one in 200 is empty."""
    empty = dice.chance(0.005, len(ages))
    return ["" if lost else int(age) for age, lost in zip(ages, empty, strict=True)]


def repeat_months(months: Days, counts: Wholes) -> Days:
    """Give each month as often as it has rows."""
    return np.repeat(months, counts)
