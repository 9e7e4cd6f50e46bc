"""What is standardised by age: never shown by its ages, and years where it needs them."""

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.mistakes import Mistakes
from framework.model.indicators import Indicator
from framework.model.measures import LifeExpectancy, Standardised
from framework.model.periods import Basis, Grain


def check_standardised(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every standardised measure."""
    for declared, indicator, _ in declaration.understood():
        _check_bands(declared, indicator, mistakes)


def _check_bands(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    """What is standardised is told apart by its bands already, and never shown by them."""
    measure = indicator.measure
    if not isinstance(measure, Standardised):
        return
    for index, crossed in enumerate(indicator.by):
        if measure.bands in crossed:
            message = f"'{measure.bands}' is what it is standardised by, so it cannot be broken down by it"
            mistakes.error("F507", declared.at("by", index), message)
    yearly = indicator.grain is Grain.YEAR or indicator.basis in {Basis.ROLLING_YEAR, Basis.POOLED}
    if isinstance(measure, LifeExpectancy) and not yearly:
        message = (
            "life expectancy needs the deaths of whole years; say grain: year, "
            "basis: rolling 12 months or basis: pooled 3 years"
        )
        mistakes.error("F503", declared.in_measure(), message)
