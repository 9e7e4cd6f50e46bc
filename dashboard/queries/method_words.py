"""How a measure makes its values, in plain words: by age, with a window, after a wait."""

from typing import Final

from dashboard.queries.library import Reading
from dashboard.queries.words import how_many
from framework.model.derived import AnyMeasure
from framework.model.expressions import Window
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.measures import (
    LifeExpectancy,
    StandardisedRate,
    StandardisedRatio,
    when_of,
    windows_in,
)

INTERVAL_WORDS: Final = {
    IntervalMethod.WILSON: "by Wilson’s method for shares",
    IntervalMethod.POISSON: "by the exact Poisson limits below 10 cases and Byar’s from 10",
    IntervalMethod.T: "by Student’s t",
    IntervalMethod.DOBSON: "by Dobson’s method for rates standardised by age",
    IntervalMethod.BYAR: "by the exact Poisson limits below 10 cases and Byar’s from 10",
    IntervalMethod.SILCOCKS: "by Silcocks’s method for life expectancy",
    IntervalMethod.PUBLISHED: "as published with the data",
    IntervalMethod.MOVER: "from the intervals of its two parts",
    IntervalMethod.SIMULATED: "by drawing the groups’ values at random",
}


def method_steps(reading: Reading, indicator: Indicator) -> tuple[str, ...]:
    """Say what makes a value more than one count over another, a sentence each."""
    measure = indicator.measure
    windows = tuple(_window(reading, one) for one in windows_in(measure))
    wait = when_of(measure).wait
    waited = (
        (
            f"A figure is given {how_many(wait, 'month', 'months')} after its period, when it is known.",
        )
        if wait
        else ()
    )
    return (*_by_age(reading, measure), *windows, *waited)


def _by_age(reading: Reading, measure: AnyMeasure) -> tuple[str, ...]:
    match measure:
        case StandardisedRate():
            return (
                "It is what the rate would be with the ages of a standard population "
                "(directly standardised), so places of other ages can be compared.",
            )
        case StandardisedRatio(reference=reference, as_rate=as_rate):
            area = reading.framework.geography.by_code.get(reference)
            name = area.name if area else reference
            ends = f", times {name}’s own rate" if as_rate else ""
            return (
                f"It is what was observed over what {name}’s rates at each age would give here "
                f"(indirectly standardised){ends}.",
            )
        case LifeExpectancy(at=age):
            who = f"people of {age}" if age else "the newly born"
            return (f"It is how many more years {who} live at the period’s death rates.",)
        case _:
            return ()


def _window(reading: Reading, window: Window) -> str:
    """Say a window: 'It looks up to 6 months after, in Contacts, for the same person.'"""
    months = how_many(window.months, "month", "months") if window.months else ""
    days = how_many(window.days, "day", "days") if window.days else ""
    span = " and ".join(part for part in (months, days) if part)
    side = "after" if window.later else "before"
    source = reading.framework.source(window.source).title
    return f"It looks for the same person up to {span} {side}, in {source}."


def interval_words(indicator: Indicator) -> str:
    """Say how the 95% interval is made; nothing where there is none."""
    return INTERVAL_WORDS.get(indicator.interval, "")
