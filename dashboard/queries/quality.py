"""How far a figure can be trusted: where it came from, how complete it is, how new it is."""

from datetime import date

from dashboard.queries.library import Reading
from dashboard.queries.views import Card, Fact
from dashboard.queries.words import day_words
from framework.model.indicators import Indicator
from framework.model.results import Flag
from framework.store.rows import PointRow


def data_quality(
    reading: Reading, indicator: Indicator, card: Card, row: PointRow | None
) -> tuple[Fact, ...]:
    """Give the facts of an indicator's source as it was at this generation."""
    source = reading.framework.source(indicator.source)
    facts = [Fact("Source", source.title), Fact("Supplied by", source.owner)]
    state = next((one for one in reading.snapshot.source_states() if one.source == source.id), None)
    if state:
        facts.append(Fact("Rows read", f"{state.rows:,}"))
        if state.as_at:
            last = day_words(date.fromisoformat(state.as_at))
            facts.append(Fact("Speaks of", f"everything up to {last}"))
        if state.reason:
            facts.append(Fact("Left out" if state.state == "fresh" else "Trouble", state.reason))
    facts.append(Fact("How new", card.freshness.text))
    if source.due:
        facts.append(Fact("Promised", f"within {source.due.days} days of the period's end"))
    if source.disclosure.suppress_to:
        hidden = f"Counts of 1 to {source.disclosure.suppress_to} are hidden"
        rounded = source.disclosure.round_to
        facts.append(
            Fact(
                "Small numbers",
                f"{hidden}; others are rounded to the nearest {rounded}" if rounded > 1 else hidden,
            )
        )
    if row and row.flags & Flag.PUBLISHED_INTERVAL:
        facts.append(Fact("Interval", "95% limits as published with the data"))
    published = day_words(reading.snapshot.generation.published_at.date())
    facts.append(Fact("Published", f"{published}, generation {reading.snapshot.generation.number}"))
    return tuple(facts)
