"""The Board's panel for a month: the verdict, what needs attention, what changed, and every outcome."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dashboard.access.viewers import Viewer
from dashboard.queries.cards import SPARK_POINTS, Held, build_card
from dashboard.queries.chrome import Place, chrome, place
from dashboard.queries.comments import said_of
from dashboard.queries.follow_ups import follow_ups
from dashboard.queries.library import Library, Reading
from dashboard.queries.shown import last_ended, rating_in
from dashboard.queries.views import Card, Counts, Moved, OutcomePart, PanelView
from dashboard.queries.words import people_list, rating_words
from framework.model.frameworks import Outcome
from framework.model.indicators import Kind
from framework.model.periods import Grain, Period, add_months, previous
from framework.model.results import TOTAL, Rating, Travel
from framework.store.rows import ComparisonRow, LineRow, PointRow, SeriesRow
from indicators.judge.outcomes import roll_up

WORST_FIRST: Final = (Rating.RED, Rating.AMBER, Rating.NOT_RATED, Rating.GREEN)

_COLOURS: Final = (Rating.RED, Rating.AMBER, Rating.GREEN)

_CARD_POINTS: Final = SPARK_POINTS + 6
"""A few more than are drawn, for a figure that is late still has its line behind it."""

_PAGE_POINTS: Final = 60

_LATE_PERIODS: Final = 9
"""How many periods late a figure may be and still stand beside its comparators on a card."""

_OLDEST_MONTHS: Final = 12 * 40


@dataclass(frozen=True, slots=True)
class Series:
    """What the store holds of one area, by indicator, oldest first.

    `lines` are whole. `rows` are those that the page's month shows, or all of one indicator's page.
    """

    rows: Mapping[str, Sequence[PointRow]]
    lines: Mapping[str, Sequence[LineRow]]
    comparisons: Mapping[str, Mapping[str, Sequence[ComparisonRow]]]
    facts: Mapping[str, SeriesRow]

    def of(self, key: str) -> Held:
        """Give what is held of one indicator, which may be nothing."""
        rows, line = self.rows.get(key, ()), self.lines.get(key, ())
        return Held(rows, line, self.comparisons.get(key, {}), self.facts.get(key))


def read_panel(
    library: Library, viewer: Viewer, month: str | None = None, area: str | None = None
) -> PanelView:
    """Give the panel of an area for a month.

    Raises:
        KeyError: there is no such month or area.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        at = place(reading, viewer, month, area)
        series = read_series(reading, at)
        cards = cards_of(reading, series, at)
        before = ratings_before(reading, series, at)
        rated = [card for card in cards.values() if has_rating(reading, card.id)]
        return PanelView(
            chrome=chrome(reading, viewer, at),
            verdict=verdict_of(rated, before, at),
            counts=count_ratings(rated, before),
            attention=tuple(sorted(_red(rated), key=_urgency)),
            got_worse=moved_ratings(rated, before, worse=True),
            improved=moved_ratings(rated, before, worse=False),
            outcomes=tuple(outcome_parts(reading, cards)),
            context=tuple(c for c in cards.values() if not has_rating(reading, c.id)),
            late_sources=_late(cards.values()),
            follow_ups=follow_ups(reading, at, cards, series.lines),
        )


def read_series(reading: Reading, at: Place, only: str | None = None) -> Series:
    """Read every indicator's own series of an area (or one's), with what it is compared with.

    As many points of each grain as a card draws, or of one indicator as its page draws: a year of
    yearly figures is one point, and a year of monthly ones is twelve. Of many indicators a page
    says one row each; of the others it draws a line, so few of their cells are read.
    """
    lines: dict[str, Sequence[LineRow]] = {}
    rows: dict[str, list[PointRow]] = {}
    comparisons: dict[str, dict[str, list[ComparisonRow]]] = {}
    for grain, keys in _by_grain(reading, only):
        back = grain.months * (_PAGE_POINTS if only else _CARD_POINTS)
        since = add_months(at.month.start, -min(back, _OLDEST_MONTHS))
        if only:
            rows = _in_full(reading, at, keys, since=since)
            lines |= {key: [row.drawn for row in found] for key, found in rows.items()}
        else:
            lines |= reading.snapshot.lines(keys, at.area.code, since=since)
        # A card compares the one figure it shows; an indicator's page every figure it lists.
        near = since if only else add_months(at.month.start, -_LATE_PERIODS * grain.months)
        _read_comparisons(reading, at, keys, max(since, near), comparisons)
    if not only:
        rows = _in_full(reading, at, lines, periods=_shown_periods(lines, at.month))
    keys = [one.id for one in reading.framework.indicators if only in (None, one.id)]
    found = reading.snapshot.series(keys, [at.area.code], breakdowns=[TOTAL])
    return Series(rows, lines, comparisons, {one.indicator: one for one in found})


def _by_grain(reading: Reading, only: str | None) -> Iterator[tuple[Grain, Sequence[str]]]:
    """Give the indicators of each grain, named one by one: the store's key begins with the indicator."""
    for grain in Grain:
        every = (one for one in reading.framework.indicators if one.grain is grain)
        keys = [one.id for one in every if only in (None, one.id)]
        if keys:
            yield grain, keys


def _in_full(
    reading: Reading,
    at: Place,
    keys: Iterable[str],
    *,
    since: date | None = None,
    periods: Collection[str] | None = None,
) -> dict[str, list[PointRow]]:
    rows: dict[str, list[PointRow]] = {}
    for row in reading.snapshot.points(
        [*keys], [at.area.code], breakdowns=[TOTAL], since=since, periods=periods
    ):
        rows.setdefault(row.indicator, []).append(row)
    return rows


def _shown_periods(lines: Mapping[str, Sequence[LineRow]], month: Period) -> Collection[str]:
    ended = (last_ended(line, month) for line in lines.values())
    return {row.period for row in ended if row}


def _read_comparisons(
    reading: Reading,
    at: Place,
    keys: Sequence[str],
    since: date,
    comparisons: dict[str, dict[str, list[ComparisonRow]]],
) -> None:
    here = [at.area.code]
    for beside in reading.snapshot.comparisons(keys, here, breakdowns=[TOTAL], since=since):
        by_period = comparisons.setdefault(beside.indicator, {})
        by_period.setdefault(beside.period, []).append(beside)


def numbered(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """Give each indicator the number it has on the panel: '1.3' is the third of the first outcome."""
    numbers: dict[str, str] = {}
    for first, outcome in enumerate(outcomes, start=1):
        for second, key in enumerate(outcome.indicators, start=1):
            numbers.setdefault(key, f"{first}.{second}")
    return numbers


def cards_of(reading: Reading, series: Series, at: Place) -> dict[str, Card]:
    """Give the cards of every indicator that an outcome names and that has figures at this level."""
    numbers, said = numbered(reading.framework.outcomes), said_of(reading, at)
    cards = (
        build_card(reading, indicator, series.of(indicator.id), number=numbers[indicator.id], at=at)
        for indicator in reading.framework.indicators
        if indicator.id in numbers and indicator.is_kept_at(at.area.level)
    )
    return {card.id: replace(card, said=said.get(card.id)) for card in cards}


def has_rating(reading: Reading, key: str) -> bool:
    return reading.framework.indicator(key).kind is not Kind.CONTEXT


def ratings_before(reading: Reading, series: Series, at: Place) -> dict[str, Rating]:
    """Give every rating as the panel of the month before showed it."""
    month = previous(at.month)
    return {
        key: rating_in(last_ended(line, month), reading.framework.indicator(key), month, reading)
        for key, line in series.lines.items()
        if line
    }


def count_ratings(cards: Sequence[Card], before: Mapping[str, Rating]) -> Counts:
    now = Counter(card.rating for card in cards)
    then = Counter(before.get(card.id, Rating.NOT_RATED) for card in cards)
    change = {rating: now[rating] - then[rating] if before else None for rating in Rating}
    return Counts(
        red=now[Rating.RED],
        amber=now[Rating.AMBER],
        green=now[Rating.GREEN],
        not_rated=now[Rating.NOT_RATED],
        red_change=change[Rating.RED],
        amber_change=change[Rating.AMBER],
        green_change=change[Rating.GREEN],
        not_rated_change=change[Rating.NOT_RATED],
    )


def verdict_of(cards: Sequence[Card], before: Mapping[str, Rating], at: Place) -> str:
    """Say in at most three short sentences how the area is doing."""
    counts = count_ratings(cards, before)
    rated = counts.red + counts.amber + counts.green
    if not rated:
        return (
            f"No indicator could be rated for {at.area.name} in {at.month.label}{_why_none(cards)}."
        )
    opening = _how_many_are_where(counts, rated)
    worse = len(moved_ratings(cards, before, worse=True))
    better = len(moved_ratings(cards, before, worse=False))
    month = previous(at.month).label
    moved = f"Since {month}, {better} moved to a better rating and {worse} to a worse one."
    quiet = f"No rating changed since {month}."
    return f"{opening} {moved if worse or better else quiet}"


def _why_none(cards: Sequence[Card]) -> str:
    """Say why none is rated, where most indicators say the same."""
    said = Counter(card.rating_words.partition(": ")[2] for card in cards)
    reason, times = next(iter(said.most_common(1)), ("", 0))
    if not reason or 2 * times <= len(cards):
        return ""
    return f": {'' if times == len(cards) else 'mostly '}{reason}"


def _how_many_are_where(counts: Counts, rated: int) -> str:
    if rated == 1:
        where = "off track" if counts.red else "at risk" if counts.amber else "on track"
        return f"The one rated indicator is {where}."
    off = "is" if counts.red == 1 else "are"
    risk = "is" if counts.amber == 1 else "are"
    return f"{counts.red} of {rated} rated indicators {off} off track and {counts.amber} {risk} at risk."


def _red(cards: Iterable[Card]) -> list[Card]:
    return [card for card in cards if card.rating is Rating.RED]


def _urgency(card: Card) -> tuple[bool, bool, bool, list[int]]:
    """Order what needs attention: really worse on the year, worse on the year, worse on the month."""
    really = card.long.travel is Travel.WORSE and card.long.real is True
    return (
        not really,
        card.long.travel is not Travel.WORSE,
        card.short.travel is not Travel.WORSE,
        [int(part) for part in card.number.split(".")],
    )


def moved_ratings(
    cards: Iterable[Card], before: Mapping[str, Rating], *, worse: bool
) -> tuple[Moved, ...]:
    rank = {Rating.RED: 0, Rating.AMBER: 1, Rating.GREEN: 2}
    found = []
    for card in cards:
        was = before.get(card.id)
        if was not in rank or card.rating not in rank or was is card.rating:
            continue
        if (rank[card.rating] < rank[was]) is worse:
            found.append(Moved(card.id, card.title, was, card.rating))
    return tuple(found)


def outcome_parts(reading: Reading, cards: Mapping[str, Card]) -> Iterable[OutcomePart]:
    for number, outcome in enumerate(reading.framework.outcomes, start=1):
        own = [
            cards[key] for key in outcome.indicators if key in cards and has_rating(reading, key)
        ]
        ordered = sorted(own, key=lambda card: WORST_FIRST.index(card.rating))
        if ordered:
            titles = {key: reading.framework.indicator(key).title for key in outcome.indicators}
            part = _outcome_part(outcome, number, ordered, titles)
            yield replace(part, elsewhere=_elsewhere(reading, outcome, cards))


def _elsewhere(reading: Reading, outcome: Outcome, cards: Mapping[str, Card]) -> tuple[str, ...]:
    """Say which numbers of an outcome are missing here, and for which levels they have figures."""
    numbers = numbered(reading.framework.outcomes)
    geography = reading.framework.geography
    return tuple(
        f"{numbers[key]} {indicator.title} has figures for "
        f"{people_list([geography.level(level).many for level in indicator.levels])} only"
        for key, indicator in (
            (key, reading.framework.indicator(key)) for key in outcome.indicators
        )
        if key not in cards
    )


def _outcome_part(
    outcome: Outcome, number: int, ordered: Sequence[Card], titles: Mapping[str, str]
) -> OutcomePart:
    ratings = tuple(card.rating for card in ordered)
    part = OutcomePart(
        outcome.id, number, outcome.title, counts_words(ratings), ratings, tuple(ordered)
    )
    if outcome.rating is None:
        return part
    by_id = {card.id: card.rating for card in ordered}
    found = roll_up(outcome.rating, by_id, titles)
    text = f"{rating_words(found.rating, None)}. {found.sentence}"
    return replace(part, rating=found.rating, rating_text=text)


def counts_words(ratings: Iterable[Rating]) -> str:
    """Give '1 off track, 1 at risk, 4 on track', zeros left out."""
    words = {
        Rating.RED: "off track",
        Rating.AMBER: "at risk",
        Rating.GREEN: "on track",
        Rating.NOT_RATED: "not rated",
    }
    found = Counter(ratings)
    return ", ".join(f"{found[rating]} {words[rating]}" for rating in words if found[rating])


def _late(cards: Iterable[Card]) -> tuple[str, ...]:
    """Say which figures should be here and are not, one sentence a reason."""
    by_text: dict[str, list[str]] = {}
    for card in cards:
        if card.freshness.state == "late":
            last = card.spark[-1].rating if card.spark else Rating.NOT_RATED
            was = f" ({last.value} when last reported)" if last in _COLOURS else ""
            by_text.setdefault(card.freshness.text, []).append(card.title + was)
    return tuple(f"{text}: {people_list(titles)}." for text, titles in by_text.items())
