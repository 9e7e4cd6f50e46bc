"""How long the facts of 20,000 series of 24 months take: chart, trend, forecast, as texts.

`python -m benchmarks.series --series 20000`. Run it with POLARS_MAX_THREADS=1 for one core.
"""

import argparse
import time
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from framework.model.areas import Area, Geography, Level
from framework.model.expressions import All
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, IntervalMethod, Kind, Polarity
from framework.model.measures import Proportion
from framework.model.periods import Grain, period_of, periods_between
from framework.model.targets import Target
from indicators.judge.ahead import with_ahead
from indicators.judge.series_facts import series_facts
from indicators.judge.targets import targets_frame

_AREAS = 100
_FIRST, _LAST = date(2024, 11, 1), date(2026, 10, 1)


def _framework(indicators: int) -> Framework:
    areas = tuple(Area(f"E{place:08d}", f"Area {place}", "ward") for place in range(_AREAS))
    return Framework(
        id="bench",
        title="Bench",
        board="Board",
        home_area=areas[0].code,
        geography=Geography((Level("ward", "ward", "wards"),), areas, ()),
        sources=(),
        indicators=tuple(_indicator(number) for number in range(indicators)),
        outcomes=(),
    )


def _indicator(number: int) -> Indicator:
    begins, ends = date(2026, 4, 1), date(2027, 4, 1)
    aim = Target(f"t{number}", Decimal(80), begins, ends, "2026/27", applies_to=("ward",))
    return Indicator(
        id=f"indicator_{number}",
        title=f"Indicator {number}",
        source="rows",
        measure=Proportion(All()),
        kind=Kind.PERFORMANCE,
        polarity=Polarity.HIGH,
        unit="percent",
        grain=Grain.MONTH,
        interval=IntervalMethod.WILSON,
        targets=(aim,),
    )


def main() -> None:
    """Print the seconds and the size of the texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=20_000)
    framework = _framework(max(parser.parse_args().series // _AREAS, 1))
    first, last = (period_of(day, Grain.MONTH) for day in (_FIRST, _LAST))
    months = {one.code: one for one in periods_between(first, last)}
    keys = pl.DataFrame({"indicator": [one.id for one in framework.indicators]})
    keys = keys.join(pl.DataFrame({"area": list(framework.geography.by_code)}), how="cross")
    keys = keys.join(pl.DataFrame({"period": list(months)}), how="cross")
    value = 80 + np.random.default_rng(1).normal(0, 3, keys.height)
    results = keys.with_columns(
        pl.lit("").alias("breakdown"),
        pl.Series("value", value),
        pl.Series("numerator", np.round(value * 4)),
        pl.lit(400.0).alias("denominator"),
        pl.Series("lower", value - 3),
        pl.Series("upper", value + 3),
    )
    periods = {one.id: months for one in framework.indicators}
    targets = targets_frame(framework, with_ahead(periods))

    begun = time.process_time()
    facts = series_facts(results, framework, targets, periods)
    seconds = time.process_time() - begun
    chart, outlook = (facts[name].str.len_bytes().mean() for name in ("chart", "outlook"))
    print(f"{facts.height:,} series of {len(months)} months: {seconds:.2f} s CPU")
    print(f"  a chart is {chart:,.0f} bytes and an outlook {outlook:,.0f}, on average")


if __name__ == "__main__":
    main()
