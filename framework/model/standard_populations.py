"""Standard populations as published: how many of 100,000, or a million, made-up people are of each age.

The European Standard Population of 2013 (Eurostat, Revision of the European Standard Population,
2013), with the infants of its first band and the very old of its last one told apart.
The WHO World Standard Population for 2000 to 2025 (Ahmad and others, Age standardization of rates:
a new WHO standard, GPE discussion paper 31, 2001), as the standard million that the SEER programme of
the United States' National Cancer Institute publishes: the paper's own shares, which are rounded,
add up to 100.035%.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class AgeSpan:
    """Ages from `low` to `high`, both included; None: and over."""

    low: int
    high: int | None

    def __str__(self) -> str:
        if self.high is None:
            return f"{self.low}+"
        return str(self.low) if self.high == self.low else f"{self.low}-{self.high}"


def _spans(starts: Sequence[int], people: Sequence[int]) -> Mapping[AgeSpan, int]:
    highs = [*(start - 1 for start in starts[1:]), None]
    spans = (AgeSpan(low, high) for low, high in zip(starts, highs, strict=True))
    return dict(zip(spans, people, strict=True))


_ESP_2013: Final = (
    *(1000, 4000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),
    *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 800, 200),
)

_WHO_2000_2025: Final = (
    *(88_569, 86_870, 85_970, 84_670, 82_171, 79_272, 76_073, 71_475, 65_877, 60_379, 53_681),
    *(45_484, 37_187, 29_590, 22_092, 15_195, 9_097, 4_398, 1_500, 400, 50),
)

STANDARD_POPULATIONS: Final[Mapping[str, Mapping[AgeSpan, int]]] = {
    "esp_2013": _spans((0, 1, *range(5, 100, 5)), _ESP_2013),
    "who_2000_2025": _spans(tuple(range(0, 105, 5)), _WHO_2000_2025),
}
"""People by span of ages, youngest first, by the name of the standard."""


def standard_weights(standard: str, bands: Sequence[AgeSpan]) -> tuple[int, ...]:
    """Give how many people of a standard population are in each band.

    Args:
        standard: a name of STANDARD_POPULATIONS.
        bands: spans that each hold whole spans of the standard.

    Raises:
        ValueError: a band begins or ends inside a span of the standard; the message names it.
    """
    return tuple(_people_in(STANDARD_POPULATIONS[standard], band) for band in bands)


def _people_in(standard: Mapping[AgeSpan, int], band: AgeSpan) -> int:
    held = [span for span in standard if _meet(span, band)]
    if held[0].low != band.low or held[-1].high != band.high:
        said = ", ".join(map(str, standard))
        raise ValueError(f"band {band} does not hold whole bands of the standard, which are {said}")
    return sum(standard[span] for span in held)


def _meet(one: AgeSpan, other: AgeSpan) -> bool:
    return (one.high is None or one.high >= other.low) and (
        other.high is None or other.high >= one.low
    )
