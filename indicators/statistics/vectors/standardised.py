"""Vectors of standardised rates and life expectancy."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.statistics.life_expectancy import life_expectancy
from indicators.statistics.standardising import (
    IndirectlyStandardised,
    StandardisedRate,
    directly_standardised_rate,
    indirectly_standardised,
    rate_of_repeated_events,
)
from indicators.statistics.vectors.outcomes import Checker, Comparing, Outcome
from indicators.statistics.vectors.reading import Table, read_table, share

Floats = NDArray[np.float64]


def check_direct(folder: Path) -> Outcome:
    """Hold directly standardised rates beside the vectors."""
    given, table = read_table(folder / "dsr_input.csv"), read_table(folder / "dsr_output.csv")
    found = Comparing("dsr_output.csv", table.rows)
    levels = [share(level) for level in table.numbers("confidence")]
    ours = _by_row(table, given, levels, table.numbers("multiplier"))
    for name, mine in zip(("value", "lowercl", "uppercl"), ours[:3], strict=True):
        found.figures(name, mine, table.numbers(name))
    # An area of too few cases has no rate, and to us no variance either.
    theirs = np.where(np.isnan(ours[0]), np.nan, table.numbers("vardsr_unscaled"))
    found.figures("variance", ours[3] / table.numbers("multiplier") ** 2, theirs)
    found.figures("total_count", ours[4], table.numbers("total_count"))
    found.figures("total_pop", ours[5], table.numbers("total_pop"))
    return found.outcome()


def check_direct_two_levels(folder: Path) -> Outcome:
    """Hold the 95% and 99.8% limits of directly standardised rates beside the vectors."""
    name = "dsr_output_two_ci.csv"
    given, table = read_table(folder / "dsr_input.csv"), read_table(folder / name)
    found = Comparing(name, table.rows)
    per = np.full(table.rows, 100_000.0)
    for level, said in ((0.95, "95_0"), (0.998, "99_8")):
        ours = _by_row(table, given, [level] * table.rows, per)
        found.figures("value", ours[0], table.numbers("value"))
        found.figures(f"lower{said}cl", ours[1], table.numbers(f"lower{said}cl"))
        found.figures(f"upper{said}cl", ours[2], table.numbers(f"upper{said}cl"))
    return found.outcome()


def _by_row(table: Table, given: Table, levels: list[float], per: Floats) -> Floats:
    """Give value, limits, variance, count and population, [figure, row of the table]."""
    places = given.places("group")
    x, n, w = (given.numbers(name) for name in ("x", "n", "stdpop"))
    ours = np.full((6, table.rows), np.nan)
    for row, (group, level) in enumerate(zip(table.words("group"), levels, strict=True)):
        at = places[group]
        ours[:, row] = _direct(directly_standardised_rate(x[at], n[at], w[at], per[row], level))
    return ours


def _direct(rate: StandardisedRate) -> tuple[Floats, ...]:
    limits = rate.value, rate.lower, rate.upper
    return *limits, rate.variance, rate.count, rate.population


def check_repeated(folder: Path) -> Outcome:
    """Hold rates of events that are not independent beside the vectors."""
    name = "dsr_nonindep_output.csv"
    given = read_table(folder / "dsr_nonindep_input.csv")
    table = read_table(folder / name)
    found = Comparing(name, table.rows)
    places = given.places("group")
    ours = np.full((5, table.rows), np.nan)
    for row, group in enumerate(table.words("group")):
        part = given.at(places[group])
        times, ages = np.unique(part.numbers("eventfreq")), part.places("ageband")
        counts = np.zeros((len(ages), len(times)))
        x, often = part.numbers("x"), np.searchsorted(times, part.numbers("eventfreq"))
        for age, at in enumerate(ages.values()):
            counts[age, often[at]] = x[at]
        first = [at[0] for at in ages.values()]
        people, weights = (part.numbers(column)[first] for column in ("n", "stdpop"))
        level = share(float(table.numbers("confidence")[row]))
        rate = rate_of_repeated_events(counts, times, people, weights, 100_000.0, level)
        ours[:, row] = rate.value, rate.lower, rate.upper, rate.count, rate.population
    columns = ("value", "lowercl", "uppercl", "total_count", "total_pop")
    for column, mine in zip(columns, ours, strict=True):
        found.figures(column, mine, table.numbers(column))
    return found.outcome()


def _indirect(given: Table, group: str, level: float, *, totals: bool) -> IndirectlyStandardised:
    part = given.at(given.places("group")[group])
    x, n, x_ref, n_ref = (part.numbers(name) for name in ("x", "n", "x_ref", "n_ref"))
    counts, observed = (None, np.nansum(x)) if totals else (x, None)
    return indirectly_standardised(counts, n, x_ref, n_ref, 1.0, level, observed)


def check_ratios(folder: Path) -> Outcome:
    """Hold indirectly standardised ratios beside the vectors."""
    given, table = read_table(folder / "isr_input.csv"), read_table(folder / "isratio_output.csv")
    found = Comparing("isratio_output.csv", table.rows)
    times = table.numbers("refvalue")
    ours = [
        _indirect(given, group, share(level), totals=False)
        for group, level in zip(table.words("group"), table.numbers("confidence"), strict=True)
    ]
    found.figures("observed", [o.observed for o in ours], table.numbers("observed"))
    found.figures("expected", [o.expected for o in ours], table.numbers("expected"))
    found.figures("value", [o.ratio for o in ours] * times, table.numbers("value"))
    found.figures("lowercl", [o.ratio_lower for o in ours] * times, table.numbers("lowercl"))
    found.figures("uppercl", [o.ratio_upper for o in ours] * times, table.numbers("uppercl"))
    return found.outcome()


def check_rates(folder: Path) -> Outcome:
    """Hold indirectly standardised rates beside the vectors."""
    given, table = read_table(folder / "isr_input.csv"), read_table(folder / "israte_output.csv")
    found = Comparing("israte_output.csv", table.rows)
    times = table.numbers("multiplier")
    ours = [
        _indirect(given, group, share(level), totals=False)
        for group, level in zip(table.words("group"), table.numbers("confidence"), strict=True)
    ]
    found.figures("expected", [o.expected for o in ours], table.numbers("expected"))
    # The vectors give the reference rate times the multiplier.
    references = [o.reference_rate for o in ours] * times
    found.figures("ref_rate", references, table.numbers("ref_rate"))
    found.figures("value", [o.rate for o in ours] * times, table.numbers("value"))
    found.figures("lowercl", [o.rate_lower for o in ours] * times, table.numbers("lowercl"))
    found.figures("uppercl", [o.rate_upper for o in ours] * times, table.numbers("uppercl"))
    return found.outcome()


def check_ratios_of_totals(folder: Path) -> Outcome:
    """Hold ratios of observed totals beside the vectors, at both levels."""
    name = "isratio_output_observed_totals_two_ci.csv"
    given, table = read_table(folder / "isr_input.csv"), read_table(folder / name)
    found = Comparing(name, table.rows)
    for level, said in ((0.95, "95_0"), (0.998, "99_8")):
        ours = [_indirect(given, group, level, totals=True) for group in table.words("group")]
        found.figures("value", [o.ratio * 100 for o in ours], table.numbers("value"))
        lower, upper = f"lower{said}cl", f"upper{said}cl"
        found.figures(lower, [o.ratio_lower * 100 for o in ours], table.numbers(lower))
        found.figures(upper, [o.ratio_upper * 100 for o in ours], table.numbers(upper))
    return found.outcome()


def check_life(folder: Path) -> Outcome:
    """Hold life expectancy at each age beside the vectors."""
    given = read_table(folder / "life_expectancy_input.csv")
    table = read_table(folder / "life_expectancy_output.csv")
    found = Comparing("life_expectancy_output.csv", table.rows)
    d, n, starts = (given.numbers(name) for name in ("deaths", "pop", "startage"))
    groups, at_age = given.places("group"), table.numbers("startage")
    levels = table.numbers("confidence")
    ours = np.full((3, table.rows), np.nan)
    for rows in table.places("group", "confidence").values():
        at = groups[table.words("group")[rows[0]]]
        level = share(float(levels[rows[0]]))
        life = life_expectancy(d[at], n[at], starts[at], level)
        ages = np.searchsorted(starts[at], at_age[rows])
        ours[:, rows] = life.value[ages], life.lower[ages], life.upper[ages]
    for name, mine in zip(("value", "lowercl", "uppercl"), ours, strict=True):
        found.figures(name, mine, table.numbers(name))
    return found.outcome()


CHECKERS: Final[Mapping[str, Checker]] = {
    "dsr_output.csv": check_direct,
    "dsr_output_two_ci.csv": check_direct_two_levels,
    "dsr_nonindep_output.csv": check_repeated,
    "israte_output.csv": check_rates,
    "isratio_output.csv": check_ratios,
    "isratio_output_observed_totals_two_ci.csv": check_ratios_of_totals,
    "life_expectancy_output.csv": check_life,
}
