"""Sums are exact however large, and a re-run in another order agrees to the bit."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from framework.errors import MeasureError
from framework.model.expressions import Arithmetic, Column, Sum
from framework.model.measures import Mean, Median, Total, When
from indicators.measures.exact import add_products, as_floats
from tests.rows_in_code import computed, indicator, series

DAY = date(2024, 1, 9)
STARTED = When("started")


def costs(*hundredths: int) -> dict[str, list[dict[str, object]]]:
    return {"episodes": [{"started": DAY, "area": "W1", "cost": one} for one in hundredths]}


@pytest.mark.parametrize(
    "values",
    [
        (10**17, -(10**17), 1),
        (9 * 10**18, 9 * 10**18, -9 * 10**18),
        (2**53 + 1, 2**53 + 3, 5),
        (-(2**63), 2**63 - 1),
    ],
)
def test_a_mean_of_large_numbers_loses_nothing(tmp_path: Path, values: tuple[int, ...]) -> None:
    mean, total = (
        indicator(Mean(Column("cost"), when=STARTED)),
        indicator(Total(Column("cost"), when=STARTED), "total"),
    )
    result = computed(tmp_path, [mean, total], costs(*values))
    exact = [Fraction(value, 100) for value in values]
    middle = sum(exact) / len(exact)
    spread = sum((value - middle) ** 2 for value in exact)
    assert series(result, "value", id="total") == {
        "2024-01": pytest.approx(float(sum(exact)), rel=1e-15)
    }
    assert series(result, "value") == {"2024-01": pytest.approx(float(middle), rel=1e-15)}
    assert series(result, "spread") == {"2024-01": pytest.approx(float(spread), rel=1e-14)}


def test_values_that_differ_a_little_round_a_large_one_keep_their_spread(tmp_path: Path) -> None:
    one = indicator(Mean(Column("cost"), when=STARTED))
    result = computed(tmp_path, [one], costs(10**17, 10**17 + 100, 10**17 + 200))
    assert series(result, "spread") == {"2024-01": 2.0}


def test_equal_values_have_no_spread_at_all(tmp_path: Path) -> None:
    one = indicator(Mean(Column("cost"), when=STARTED))
    result = computed(tmp_path, [one], costs(*[333] * 7))
    assert series(result, "spread") == {"2024-01": 0.0}


def test_a_median_of_two_is_the_middle_of_both(tmp_path: Path) -> None:
    one = indicator(Median(Column("cost"), when=STARTED))
    assert series(computed(tmp_path, [one], costs(301, 100)), "value") == {"2024-01": 2.005}
    assert series(computed(tmp_path, [one], costs(7, 1, 100)), "value") == {"2024-01": 0.07}


def test_a_number_of_too_many_digits_is_refused_without_being_shown(tmp_path: Path) -> None:
    product = Sum(Arithmetic.TIMES, Column("cost"), Column("cost"))
    one = indicator(Total(product, when=STARTED))
    with pytest.raises(MeasureError, match="more than 18 digits") as caught:
        computed(tmp_path, [one], costs(123456789123456789))
    assert "123456789" not in str(caught.value)
    assert caught.value.indicator == "one"


def test_products_of_three_large_factors_are_exact() -> None:
    random = np.random.default_rng(5)
    factors = [random.integers(-(2**62), 2**62, 50) for _ in range(3)]
    planes = [np.zeros(3, dtype=np.int64)]
    cells = np.arange(50) % 3
    for half in (slice(0, 20), slice(20, 50)):
        add_products(planes, cells[half], [factor[half] for factor in factors])
    wanted = [
        sum(
            int(a) * int(b) * int(c)
            for a, b, c, cell in zip(*factors, cells, strict=True)
            if cell == k
        )
        for k in range(3)
    ]
    digits = [
        sum(int(plane[k]) << (26 * place) for place, plane in enumerate(planes)) for k in range(3)
    ]
    assert digits == wanted
    np.testing.assert_allclose(
        as_floats(tuple(planes), 0), [float(one) for one in wanted], rtol=1e-15
    )
