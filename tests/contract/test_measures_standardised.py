"""Standardised rates and ratios and life expectancies, from rows to what a reader sees."""

from datetime import date
from itertools import product
from math import sqrt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from framework.model.expressions import All
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.measures import (
    LifeExpectancy,
    PopulationPart,
    StandardisedRate,
    StandardisedRatio,
    When,
)
from framework.model.periods import Basis, Grain, YearType
from framework.model.results import Flag
from framework.model.sources import (
    Band,
    ColumnType,
    Disclosure,
    PeriodFrom,
    PeriodShape,
    Rows,
    SourceColumn,
)
from framework.model.standard_populations import AgeSpan, standard_weights
from indicators.disclose.disclosing import disclose
from tests.rows_in_code import computed, framework, indicator, source

BANDS = (Band("0", 0, 0), Band("1-4", 1, 4), Band("5+", 5, None))
LABELS = tuple(band.label for band in BANDS)
COLUMNS = (SourceColumn("began", (), ColumnType.DATE), SourceColumn("age", (), bands=BANDS))
PEOPLE = source(
    "mid_year",
    Rows.POPULATION,
    (SourceColumn("people", (), ColumnType.NUMBER, decimals=0), COLUMNS[1]),
    how_many="people",
    period_from=PeriodFrom("year", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR),
)
PART, DATED = PopulationPart("mid_year"), When("began")
WEIGHTS = tuple(
    zip(LABELS, standard_weights("esp_2013", [AgeSpan(b.low, b.high) for b in BANDS]), strict=True)
)
RATE = StandardisedRate(All(), PART, "age", WEIGHTS, 1000, DATED)
LIFE = LifeExpectancy(All(), PART, "age", (("0", 0), ("1-4", 1), ("5+", 5)), 0, DATED)
CASES = {"W1": (8, 12, 30), "W3": (3, 5, 10)}
LIVING = {"W1": (1000, 4000, 15000), "W3": (1500, 5000, 9000)}


def year(measure: Any, id: str = "one", **more: Any) -> Indicator:
    settings: dict[str, Any] = {"interval": IntervalMethod.DOBSON, "decimals": 1} | more
    return indicator(measure, id, grain=Grain.YEAR, year_type=YearType.CALENDAR, **settings)


def rows(cases: Any = CASES, years: tuple[int, ...] = (2024,)) -> list[dict[str, Any]]:
    return [
        {"area": ward, "began": date(when, month, 1), "age": age}
        for when in years
        for ward, counts in cases.items()
        for age, count in zip(LABELS, counts, strict=True)
        for month in [1, *[12] * (count - 1)]
    ]


def people() -> list[dict[str, Any]]:
    return [
        {"area": ward, "period": when, "age": age, "people": count}
        for when in ("2022", "2023", "2024")
        for ward, counts in LIVING.items()
        for age, count in zip(LABELS, counts, strict=True)
    ]


def results(
    folder: Path, one: Indicator, cases: Any = None, rule: Disclosure | None = None
) -> dict[str, dict[str, Any]]:
    episodes = source(columns=COLUMNS, dated="began", disclosure=rule or Disclosure())
    sources = (episodes, PEOPLE)
    held = {"episodes": cases or rows(), "mid_year": people()}
    found = computed(folder, [one], held, sources)
    assert found.frame["breakdown"].unique().to_list() == [""], "nothing is given by age"
    shown = disclose(found, framework([one], sources)).frame
    last = shown.filter(pl.col("period") == pl.col("period").max())
    return {row["area"]: row for row in last.iter_rows(named=True)}


def test_a_standardised_rate_is_weighted_by_the_standard_with_dobsons_limits(
    tmp_path: Path,
) -> None:
    found = results(tmp_path, year(RATE))["W1"]
    shares = [weight / 100_000 for _, weight in WEIGHTS]
    each = list(zip(CASES["W1"], LIVING["W1"], shares, strict=True))
    value = sum(w * x / n for x, n, w in each) * 1000
    spread = sum(w * w * x / n**2 for x, n, w in each) * 1000**2
    total = sum(CASES["W1"])
    byar = total * (1 - 1 / (9 * total) - 1.959963984540054 / (3 * sqrt(total))) ** 3
    assert found["value"] == pytest.approx(value)
    assert found["lower"] == pytest.approx(value + sqrt(spread / total) * (byar - total))
    assert found["lower998"] < found["lower"] < value < found["upper"] < found["upper998"]
    assert (found["numerator"], found["denominator"]) == (50.0, 20000.0)
    assert not Flag(found["flags"]) & Flag.PUBLISHED_INTERVAL


def test_a_district_is_standardised_from_its_own_counts_not_from_its_wards_rates(
    tmp_path: Path,
) -> None:
    found = results(tmp_path, year(RATE))
    both = [
        w / 100_000 * (a + b) / (m + n) * 1000
        for a, b, m, n, (_, w) in zip(*CASES.values(), *LIVING.values(), WEIGHTS, strict=True)
    ]
    assert found["C"]["value"] == pytest.approx(sum(both))


def test_fewer_than_ten_cases_give_no_rate_and_say_so(tmp_path: Path) -> None:
    found = results(tmp_path, year(RATE), rows({"W1": (3, 3, 3), "W3": (9, 9, 9)}))
    assert (found["W1"]["value"], found["W1"]["lower"], found["W1"]["numerator"]) == (
        None,
        None,
        9.0,
    )
    assert Flag(found["W1"]["flags"]) & Flag.LOW_RELIABILITY


def test_a_protected_source_rounds_the_value_gives_no_limits_and_hides_few_cases(
    tmp_path: Path,
) -> None:
    found = results(tmp_path, year(RATE), rule=Disclosure(suppress_to=5, round_to=5))["W3"]
    assert found["numerator"] == 20.0
    assert found["value"] == pytest.approx(round(found["value"], 1), abs=1e-9)
    # With the value, exact limits name the exact count.
    assert {found[name] for name in ("lower", "upper", "lower998", "upper998")} == {None}
    few = {"W1": (20, 20, 20), "W3": (1, 1, 1)}
    hidden = results(tmp_path, year(RATE), rows(few), Disclosure(suppress_to=5, round_to=5))["W3"]
    assert hidden["value"] is None
    assert hidden["numerator"] is None
    assert Flag(hidden["flags"]) & Flag.SUPPRESSED


def possible(area: str, row: dict[str, Any]) -> list[set[int]]:
    """Give all counts that each band can have for whoever sees the value and the rounded count."""
    shares = [weight / 100_000 for _, weight in WEIGHTS]
    seen: list[set[int]] = [set(), set(), set()]
    for counts in product(range(26), range(26), range(40)):
        whole = sum(counts)
        if not row["numerator"] - 2.5 <= whole < row["numerator"] + 2.5:
            continue
        each = zip(counts, LIVING[area], shares, strict=True)
        rate = sum(w * x / n for x, n, w in each) * 1000 * row["numerator"] / whole
        if abs(rate - row["value"]) <= 0.0005 + 1e-9:
            for band, count in enumerate(counts):
                seen[band].add(count)
    return seen


def test_a_value_by_age_that_would_name_a_small_band_beside_its_rounded_count_is_hidden(
    tmp_path: Path,
) -> None:
    """The attacker tries all counts there can be, and shares no code with what he attacks."""
    rule, shown, hidden = Disclosure(suppress_to=5, round_to=5), 0, 0
    for at in range(6):
        cases = {"W1": (at + 1, 9 + at, 20 + 2 * at), "W3": (2 + at, 7 - at, 9 + 3 * at)}
        folder = tmp_path / str(at)
        folder.mkdir()
        found = results(folder, year(RATE, decimals=3), rows(cases), rule)
        for area, counts in cases.items():
            row = found[area]
            hidden += row["value"] is None
            if row["value"] is not None:
                shown += 1
                for count, values in zip(counts, possible(area, row), strict=True):
                    assert count in values
                    assert count > 5 or len(values) >= 3, (area, counts, values)
    assert shown >= 2
    assert hidden >= 2


def test_a_ratio_is_a_hundred_where_it_is_expected_and_a_rate_is_that_of_the_reference(
    tmp_path: Path,
) -> None:
    ratio = StandardisedRatio(All(), PART, "age", LABELS, "C", 100, False, DATED)
    found = results(tmp_path, year(ratio, interval=IntervalMethod.BYAR))
    assert found["C"]["value"] == pytest.approx(100)
    due = sum(
        n * (a + b) / (m + n) for a, b, m, n in zip(*CASES.values(), *LIVING.values(), strict=True)
    )
    assert found["W3"]["value"] == pytest.approx(100 * 18 / due)
    as_rate = StandardisedRatio(All(), PART, "age", LABELS, "C", 1000, True, DATED)
    rates = results(tmp_path, year(as_rate, interval=IntervalMethod.BYAR))
    assert rates["W3"]["value"] == pytest.approx(18 / due * 68 / 35500 * 1000)


def test_ratios_that_would_name_a_small_band_of_the_area_they_are_held_beside_are_hidden(
    tmp_path: Path,
) -> None:
    ratio = StandardisedRatio(All(), PART, "age", LABELS, "C", 100, False, DATED)
    rule = Disclosure(suppress_to=5, round_to=5)
    for name, cases in (("few", {"W1": (1, 12, 30), "W3": (2, 6, 12)}), ("many", CASES)):
        (tmp_path / name).mkdir()
        finely = year(ratio, interval=IntervalMethod.BYAR, decimals=3)
        found = results(tmp_path / name, finely, rows(cases), rule)
        values = {area: found[area]["value"] for area in ("W1", "W3", "C")}
        assert (None in values.values()) is (name == "few"), values


def test_a_life_expectancy_of_a_pool_has_the_deaths_and_people_of_all_its_years(
    tmp_path: Path,
) -> None:
    settings: dict[str, Any] = {"interval": IntervalMethod.SILCOCKS, "basis": Basis.POOLED}
    deaths = {"W1": (10, 10, 300), "W3": (10, 10, 200)}
    pooled = results(
        tmp_path, year(LIFE, pooled_years=3, **settings), rows(deaths, (2022, 2023, 2024))
    )["W1"]
    of_one = results(tmp_path, year(LIFE, interval=IntervalMethod.SILCOCKS), rows(deaths))["W1"]
    assert pooled["value"] == pytest.approx(of_one["value"])
    assert pooled["upper"] - pooled["lower"] < of_one["upper"] - of_one["lower"]
    assert (pooled["numerator"], pooled["denominator"]) == (960.0, 60000.0)
    assert 50 < of_one["value"] < 60, "15,000 people of whom 300 die: about 50 years from 5 on"


def test_no_interval_is_given_where_none_is_wanted(tmp_path: Path) -> None:
    found = results(tmp_path, year(RATE, interval=IntervalMethod.NONE))["W1"]
    assert found["value"] is not None
    assert (found["lower"], found["upper998"]) == (None, None)
