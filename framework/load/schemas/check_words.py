"""What each key under `expect` of a source means, for editors."""

from collections.abc import Mapping
from typing import Final

CHECK_WORDS: Final[Mapping[str, str]] = {
    "Expect.rows_at_least": "Fewer rows stop the source.",
    "Expect.change_at_most": "A larger change in the number of rows stops the source.",
    "Expect.quarantine_at_most": "A larger share of rows not understood or set aside stops it.",
    "Expect.rules": "What must hold between the cells of a row.",
    "Expect.unique": "Columns that together must differ in every row.",
    "Expect.reconcile": "A supplied value that must follow from its numerator and denominator.",
    "Expect.outliers": "Figures far from the median of their area's series.",
    "Expect.areas": "Which areas must have rows: all, or those of a level.",
    "Expect.periods": "Every period from the first to the last must have rows.",
    "Expect.gaps": "What happens when an area or a period has no row.",
    "Expect.late": "What happens when the rows are older than `due` promises.",
    "CellRule.name": "The rule's own name.",
    "CellRule.holds": "What must be true of each row; a row of which it is false fails.",
    "CellRule.then": "Whether failing rows stay, are set aside, or stop the source.",
    "CellRule.because": "Why it must hold, for whoever reads the report.",
    "Unique.columns": "The columns; `area` and `period` stand for those of the row.",
    "Unique.then": "What becomes of rows with a key that stands more than once.",
    "Unique.keep": "Which of them stays when the others are set aside.",
    "Reconcile.value": "The number column that was supplied.",
    "Reconcile.numerator": "The number column above the line.",
    "Reconcile.denominator": "The number column below the line.",
    "Reconcile.per": "What the fraction is multiplied by, such as 100.",
    "Reconcile.within": "How far from that the value may be, such as 0.05 for one decimal.",
    "Reconcile.then": "What becomes of rows that are further away.",
    "Outliers.of": "The number column looked at; left out: how many rows there are.",
    "Outliers.level": "The level of areas that rows are added up to first.",
    "Outliers.beyond": "From which modified z-score on a figure is told.",
    "Outliers.then": "What happens when there is one.",
}
