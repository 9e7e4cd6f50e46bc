"""How far a figure can be trusted: where it came from, how complete it is, how new it is."""

from collections.abc import Iterable
from datetime import date

from dashboard.access.viewers import Viewer
from dashboard.queries.chrome import published_words
from dashboard.queries.library import Reading
from dashboard.queries.revisions import revised
from dashboard.queries.row_words import is_untold, reason_words, rows_shown, rows_words
from dashboard.queries.source_quality import part_views
from dashboard.queries.views import Card, Fact
from dashboard.queries.words import day_words
from framework.model.derived import parts_of
from framework.model.indicators import Indicator
from framework.model.results import Flag, Rating
from framework.model.sources import Source
from framework.store.rows import PointRow, SourceCondition
from indicators.quality.counts import read_kept
from indicators.quality.scoring import lowest_of, score_of


def data_quality(
    reading: Reading, viewer: Viewer, indicator: Indicator, card: Card, row: PointRow | None
) -> tuple[Fact, ...]:
    """Give the facts of the sources an indicator rests on as they were at this generation."""
    parts = [reading.framework.indicator(name) for name in parts_of(indicator.measure)]
    facts = [Fact("Made of", "; ".join(part.title for part in parts))] if parts else []
    for source in told_sources(reading, indicator):
        facts += _of_source(reading, viewer, source)
    names = reading.framework.sources_of(indicator)
    facts.append(Fact("Data quality", _in_parts(reading, viewer, names)))
    facts.append(Fact("How new", card.freshness.text))
    if row and row.flags & Flag.PUBLISHED_INTERVAL:
        facts.append(Fact("Interval", "95% limits as published with the data"))
    if row and row.published_rating not in (None, Rating.NOT_RATED):
        facts.append(Fact("Rating as published", _ratings(row.published_rating, row.rating)))
    if row:
        facts += [Fact("Revised", words) for words in revised(reading, indicator, row)]
    published = f"{published_words(reading)}, generation {reading.snapshot.generation.number}"
    facts.append(Fact("Published", published))
    return tuple(facts)


def told_sources(reading: Reading, indicator: Indicator) -> tuple[Source, ...]:
    """Give the sources that an indicator's page names: its own, or those of all that it is made of."""
    names = reading.framework.sources_of(indicator)
    told = names if parts_of(indicator.measure) else names[:1]
    return tuple(reading.framework.source(name) for name in told)


def _in_parts(reading: Reading, viewer: Viewer, names: Iterable[str]) -> str:
    """Say the four parts of the data quality of what an indicator rests on, each that of its weakest source."""
    states = {state.source: state for state in reading.snapshot.source_states()}
    scores = []
    for name in names:
        kept = read_kept(states[name].quality) if name in states else None
        counts, as_at = kept.counts if kept else None, reading.as_at.get(name)
        scores.append(score_of(counts, reading.framework.source(name), as_at, reading.today))
    hides = any(is_untold(reading.framework.source(name), viewer) for name in names)
    parts = part_views(lowest_of(scores), untold=hides)
    return ", ".join(f"{part.name} {part.text}" for part in parts)


def _ratings(published: Rating, ours: Rating | None) -> str:
    given = published.value.capitalize()
    if published is ours:
        return f"{given}, as here"
    here = "not rated" if ours in (None, Rating.NOT_RATED) else f"rated {ours.value}"
    return f"{given}; here it is {here}, by our own target and rule"


def _of_source(reading: Reading, viewer: Viewer, source: Source) -> list[Fact]:
    facts = [Fact("Source", source.title, source.link), Fact("Supplied by", source.owner)]
    state = next((one for one in reading.snapshot.source_states() if one.source == source.id), None)
    if state:
        rows = rows_shown(state.rows, untold=is_untold(source, viewer))
        untold = "Some; how many is for officers"
        facts.append(Fact("Rows read", untold if rows is None else rows_words(rows)))
        if state.as_at:
            last = day_words(date.fromisoformat(state.as_at))
            facts.append(Fact("Speaks of", f"everything up to {last}"))
        if state.reason:
            label = "To be known" if state.state == SourceCondition.FRESH else "Trouble"
            facts.append(Fact(label, reason_words(state.reason, viewer)))
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
    return facts
