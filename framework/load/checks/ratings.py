"""Rules for ratings fit their indicator: its polarity, its targets and its interval."""

from typing import Final

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.building.targets import PlacedTarget
from framework.load.mistakes import Mistakes
from framework.model.comparators import Method
from framework.model.indicators import Indicator, IntervalMethod, Kind, Polarity
from framework.model.ratings import RatedBy

_ONE_WAY: Final = frozenset({Polarity.HIGH, Polarity.LOW})
_BY_STANDING: Final = frozenset(
    {RatedBy.COMPARATOR, RatedBy.QUARTILE, RatedBy.PERCENTILES, RatedBy.RANGE}
)
_BY_INTERVAL: Final = frozenset({Method.SINGLE, Method.DOUBLE, Method.TWO_LEVELS})
_BY_EDGES: Final = frozenset({RatedBy.TARGET, RatedBy.INTERVAL})


def check_ratings(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at the rule of every indicator that is rated, and at what its targets ask."""
    for declared in declaration.indicators.values():
        indicator = declared.indicator
        if indicator is None or indicator.kind is Kind.CONTEXT:
            continue
        if indicator.polarity is not Polarity.NONE:
            _check_rule(declared, indicator, mistakes)
        for placed in declared.targets:
            _check_range(indicator, placed, mistakes)
            _check_floor(indicator, placed, mistakes)


def _check_rule(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    by = indicator.rated.by
    at = declared.at("rated_by")
    if by in _BY_STANDING and indicator.polarity not in _ONE_WAY:
        message = f"rated_by: {by.value} needs polarity: high or low, and this is plan"
        mistakes.error("F570", at, message)
    if by is RatedBy.INTERVAL and indicator.interval is IntervalMethod.NONE:
        message = "rated_by: interval against target needs an interval, and this has none"
        mistakes.error("F570", at, message)
    beside = next((one for one in indicator.compare if one.id == indicator.rated.comparator), None)
    if beside and beside.method in _BY_INTERVAL and indicator.interval is IntervalMethod.NONE:
        message = (
            f"rated_by: {beside.title} needs an interval to tell better from worse, and this has none; "
            "say an interval, or use quartile"
        )
        mistakes.error("F570", at, message)


def _check_range(indicator: Indicator, placed: PlacedTarget, mistakes: Mistakes) -> None:
    by, is_range = indicator.rated.by, placed.target.high is not None
    if by is RatedBy.RANGE and not is_range:
        message = "rated_by: range needs both ends of a range; say between: [60, 80]"
        mistakes.error("F570", placed.written.at, message)
    elif by is RatedBy.RANGE and placed.target.amber is not None:
        message = "with rated_by: range all that lies within the range is amber; delete 'amber'"
        mistakes.error("F570", placed.written.part("amber"), message)
    elif by in _BY_EDGES and is_range and indicator.polarity in _ONE_WAY:
        message = (
            f"a range is to be kept to with polarity: plan; with {indicator.polarity.value} "
            "say rated_by: range"
        )
        mistakes.error("F570", placed.written.part("between"), message)


def _check_floor(indicator: Indicator, placed: PlacedTarget, mistakes: Mistakes) -> None:
    target = placed.target
    if target.floor is None or indicator.polarity is Polarity.NONE:
        return
    at = placed.written.part("floor")
    if indicator.polarity not in _ONE_WAY:
        message = (
            "a floor needs to know which way is bad; with polarity: plan say between: [60, 80]"
        )
        mistakes.error("F572", at, message)
        return
    values = [value for _, value in target.path] or [target.value]
    easiest = min(values) if indicator.polarity is Polarity.HIGH else max(values)
    beyond = (
        target.floor > easiest if indicator.polarity is Polarity.HIGH else target.floor < easiest
    )
    if beyond:
        message = f"a floor of {target.floor} is harder to keep than the target of {easiest}"
        mistakes.error("F572", at, message)
