"""A standard population is of 100,000 or of a million, and its bands are added up, never cut."""

import pytest

from framework.model.standard_populations import (
    STANDARD_POPULATIONS,
    AgeSpan,
    standard_weights,
)

FIVE_YEARS = [*(AgeSpan(low, low + 4) for low in range(0, 90, 5)), AgeSpan(90, None)]
AS_PUBLISHED = (
    *(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),
    *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000),
)


@pytest.mark.parametrize("standard", STANDARD_POPULATIONS)
def test_everybody_of_a_standard_population_has_one_age(standard: str) -> None:
    spans = list(STANDARD_POPULATIONS[standard])
    assert sum(STANDARD_POPULATIONS[standard].values()) in (100_000, 1_000_000)
    assert spans[0].low == 0
    assert [span.low for span in spans[1:]] == [(span.high or 0) + 1 for span in spans[:-1]]
    assert spans[-1].high is None


def test_the_european_standard_by_five_years_is_as_published() -> None:
    assert standard_weights("esp_2013", FIVE_YEARS) == AS_PUBLISHED


def test_the_world_standard_is_within_rounding_of_the_shares_that_were_published() -> None:
    shares = (8.86, 8.69, 8.6, 8.47, 8.22, 7.93, 7.61, 7.15, 6.59, 6.04, 5.37)
    shares += (4.55, 3.72, 2.96, 2.21, 1.52, 0.91, 0.635)
    bands = [*(AgeSpan(low, low + 4) for low in range(0, 85, 5)), AgeSpan(85, None)]
    people = standard_weights("who_2000_2025", bands)
    assert people == pytest.approx([10_000 * share for share in shares], rel=0.001)
    assert people[:4] == (88_569, 86_870, 85_970, 84_670)


def test_wider_bands_hold_the_people_of_theirs() -> None:
    wide = [AgeSpan(0, 14), AgeSpan(15, 64), AgeSpan(65, None)]
    assert standard_weights("esp_2013", wide) == (16_000, 64_500, 19_500)


@pytest.mark.parametrize("band", [AgeSpan(11, 15), AgeSpan(10, 12), AgeSpan(88, None)])
def test_a_band_that_cuts_one_of_the_standard_is_named(band: AgeSpan) -> None:
    with pytest.raises(ValueError, match=f"band {band}".replace("+", r"\+")):
        standard_weights("esp_2013", [band])
