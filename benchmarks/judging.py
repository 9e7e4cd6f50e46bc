"""How long a million ratings take: the targets in force, then green, amber and red.

`python -m benchmarks.judging --results 1000000`. Run it with POLARS_MAX_THREADS=1 for one core.
"""

import argparse
import time
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from framework.model.areas import Area, Geography, Level
from framework.model.expressions import All, Arithmetic, Column, Compare, Comparison, Sum, Value
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import Proportion
from framework.model.periods import Grain, period_from_code, period_of, periods_between
from framework.model.ratings import ColourRule, RatedBy, RatingRule
from framework.model.results import COMPARISON_COLUMNS, Rating
from framework.model.targets import Target, Tolerance
from indicators.judge.believing import without_impossible
from indicators.judge.rating import rate
from indicators.judge.targets import targets_frame

_AREAS = 251
_MONTHS = 60
_RULES = RatingRule(
    RatedBy.RULES,
    rules=(
        ColourRule(Rating.GREEN, Comparison(Compare.AT_LEAST, Column("value"), Column("target"))),
        ColourRule(
            Rating.AMBER,
            Comparison(
                Compare.AT_LEAST,
                Column("value"),
                Sum(Arithmetic.TIMES, Value(Decimal("0.9")), Column("target")),
            ),
        ),
        ColourRule(Rating.RED, All()),
    ),
)
_WAYS = (RatingRule(), RatingRule(RatedBy.INTERVAL), RatingRule(RatedBy.QUARTILE), _RULES)


def _framework(indicators: int) -> Framework:
    areas = tuple(Area(f"E{place:08d}", f"Area {place}", "ward") for place in range(_AREAS - 1))
    geography = Geography(
        (Level("ward", "ward", "wards"), Level("county", "county", "counties")),
        (*areas, Area("E10000099", "Midshire", "county")),
        (),
    )
    return Framework(
        id="bench",
        title="Bench",
        board="Board",
        home_area="E10000099",
        geography=geography,
        sources=(),
        indicators=tuple(_indicator(number) for number in range(indicators)),
        outcomes=(),
    )


def _indicator(number: int) -> Indicator:
    targets = tuple(
        Target(
            f"t{number}:{year}",
            Decimal(80 + year - 2021),
            date(year, 4, 1),
            date(year + 1, 4, 1),
            f"{year}",
            amber=Tolerance(Decimal(5), relative=False),
            applies_to=("ward",),
        )
        for year in range(2021, 2026)
    )
    return Indicator(
        id=f"indicator_{number}",
        title=f"Indicator {number}",
        source="rows",
        measure=Proportion(All()),
        kind=Kind.PERFORMANCE,
        polarity=Polarity.HIGH,
        unit="percent",
        grain=Grain.MONTH,
        targets=targets,
        rated=_WAYS[number % len(_WAYS)],
    )


def _results(framework: Framework, count: int) -> pl.DataFrame:
    first, last = (period_of(day, Grain.MONTH) for day in (date(2021, 4, 1), date(2026, 3, 1)))
    months = [one.code for one in periods_between(first, last)]
    keys = pl.DataFrame({"indicator": [one.id for one in framework.indicators]})
    keys = keys.join(pl.DataFrame({"area": list(framework.geography.by_code)}), how="cross")
    keys = keys.join(pl.DataFrame({"period": months}), how="cross").head(count)
    value = np.random.default_rng(1).uniform(60, 100, keys.height)
    return keys.with_columns(
        pl.lit("").alias("breakdown"),
        pl.Series("value", value),
        pl.Series("lower", value - 4),
        pl.Series("upper", value + 4),
        pl.Series("lower998", value - 6),
        pl.Series("upper998", value + 6),
        pl.Series("numerator", (value * 4).round()),
        pl.lit(400.0).alias("denominator"),
        pl.lit(0, dtype=pl.Int32).alias("flags"),
    )


def main() -> None:
    """Print the seconds of each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=int, default=1_000_000)
    count = parser.parse_args().results
    framework = _framework(-(-count // (_AREAS * _MONTHS)))
    results = _results(framework, count)
    codes = {code: period_from_code(code) for code in results["period"].unique().to_list()}
    periods = {one.id: codes for one in framework.indicators}
    comparisons = pl.DataFrame(schema=dict.fromkeys(COMPARISON_COLUMNS, pl.String))

    begun = time.process_time()
    targets = targets_frame(framework, periods)
    found = time.process_time() - begun
    taken = []
    for _ in range(3):
        begun = time.process_time()
        believed = without_impossible(results, framework)
        rated = rate(believed, framework, targets, comparisons, periods)
        taken.append(time.process_time() - begun)
    colours = dict(rated["rating"].value_counts().iter_rows())
    print(f"{results.height:,} results of {len(framework.indicators)} indicators: {colours}")
    print(f"  targets in force  {found:5.2f} s CPU  ({targets.height:,} rows)")
    print(f"  ratings           {min(taken):5.2f} s CPU, the least of three (aim: 1 s)")


if __name__ == "__main__":
    main()
