"""The areas beside one another as a map, where the framework has their outlines."""

from collections.abc import Sequence

from dashboard.queries.library import Reading
from dashboard.queries.views import AreaBar, AreaMap, MappedArea
from dashboard.queries.words import people_list
from framework.model.results import Rating

FEWEST = 2
"""One area is no map."""


def map_of(reading: Reading, title: str, bars: Sequence[AreaBar]) -> AreaMap | None:
    """Give the map of some areas, None where fewer than two have an outline."""
    outlines = reading.framework.outlines
    drawn = tuple(MappedArea(bar, outlines[bar.code]) for bar in bars if bar.code in outlines)
    if len(drawn) < FEWEST:
        return None
    rated = any(one.bar.rating is not Rating.NOT_RATED for one in drawn)
    said = _ratings(drawn) if rated else _ends(drawn)
    return AreaMap(
        areas=drawn,
        rated=rated,
        text=f"Map of {title}. {said} The table below has the figures.",
        missing=tuple(bar.name for bar in bars if bar.code not in outlines),
    )


def _ratings(areas: Sequence[MappedArea]) -> str:
    words = ((Rating.RED, "Red"), (Rating.AMBER, "Amber"), (Rating.GREEN, "Green"))
    named = (
        (word, [one.bar.name for one in areas if one.bar.rating is rating])
        for rating, word in words
    )
    return " ".join(f"{word}: {people_list(names)}." for word, names in named if names)


def _ends(areas: Sequence[MappedArea]) -> str:
    known = sorted(
        (one.bar.value, one.bar.name, one.bar.text) for one in areas if one.bar.value is not None
    )
    if not known:
        return "No area has a figure that can be shown."
    low, high = known[0], known[-1]
    return f"Lowest: {low[1]}, {low[2]}. Highest: {high[1]}, {high[2]}."
