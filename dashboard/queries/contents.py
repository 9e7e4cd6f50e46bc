"""Everything that a framework declares, and the search in it."""

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from dashboard.access.viewers import Viewer
from dashboard.queries.chrome import chrome, place
from dashboard.queries.contents_views import (
    ContentsView,
    ListedArea,
    ListedIndicator,
    ListedOutcome,
    ListedSource,
)
from dashboard.queries.library import Library, Reading
from dashboard.queries.panel import numbered
from dashboard.queries.words import GOOD_WORDS, day_words, how_many, people_list
from framework.model.areas import NOT_KNOWN
from framework.model.indicators import Indicator, Kind
from framework.model.periods import Grain

AREAS_AT_MOST = 30
_NEAR = 0.75
"""How alike a suggested word is: 'attendence' and 'attendance' are 0.9."""

_GRAINS = {Grain.MONTH: "Monthly", Grain.QUARTER: "Quarterly", Grain.YEAR: "Yearly"}


def read_contents(
    library: Library,
    viewer: Viewer,
    month: str | None = None,
    area: str | None = None,
    asked: str = "",
) -> ContentsView:
    """Give outcomes, indicators, sources and areas in which every word that is asked for stands.

    Case and accents do not count. Nothing asked for gives everything but the areas.

    Raises:
        KeyError: there is no such month or area.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        at = place(reading, viewer, month, area)
        words = _plain(asked).split()
        outcomes = tuple(_outcomes(reading, words))
        sources = tuple(_sources(reading, words))
        areas = tuple(_areas(reading, viewer, words)) if words else ()
        return ContentsView(
            chrome=chrome(reading, viewer, at),
            asked=asked,
            lead=_lead(outcomes, asked, found=bool(outcomes or sources or areas))
            + ("" if outcomes or sources or areas else _did_you_mean(reading, viewer, asked)),
            outcomes=outcomes,
            sources=sources,
            areas=areas[:AREAS_AT_MOST],
        )


def _plain(text: str) -> str:
    """Give a text as it is searched: without case, and without accents such as those of Welsh."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _has(words: Sequence[str], *texts: str) -> bool:
    where = _plain(" ".join(texts))
    return all(word in where for word in words)


def _outcomes(reading: Reading, words: Sequence[str]) -> Iterator[ListedOutcome]:
    """An outcome that is found by its own title keeps all its indicators."""
    numbers = numbered(reading.framework.outcomes)
    for outcome in reading.framework.outcomes:
        whole = _has(words, outcome.title, outcome.short_title)
        listed = [
            _listed(reading, reading.framework.indicator(key), numbers[key])
            for key in outcome.indicators
        ]
        kept = tuple(
            one for one in listed if whole or _is_found(one, words, _more(reading, one.id))
        )
        if kept:
            yield ListedOutcome(outcome.id, outcome.title, outcome.because, kept)


def _is_found(one: ListedIndicator, words: Sequence[str], more: str) -> bool:
    return _has(words, one.id, one.title, one.definition, one.source, one.owner, one.kind, more)


def _more(reading: Reading, key: str) -> str:
    """Give what is searched though the list does not show it: the short title, and why it matters."""
    indicator = reading.framework.indicator(key)
    return f"{indicator.short_title} {indicator.definition.why_it_matters}"


def _did_you_mean(reading: Reading, viewer: Viewer, asked: str) -> str:
    near = _near(reading, viewer, asked)
    return f" Did you mean “{near}”?" if near else ""


def _near(reading: Reading, viewer: Viewer, asked: str) -> str:
    """Suggest the words nearest to those that were asked for; nothing where none is near."""
    texts = [text for one in reading.framework.outcomes for text in (one.title, one.short_title)]
    for one in reading.framework.indicators:
        texts += [one.title, one.short_title, one.definition.numerator, one.definition.denominator]
    texts += [one.title for one in reading.framework.sources]
    areas = reading.framework.geography.areas
    texts += [one.name for one in areas if viewer.may_see(one.code)]
    known = sorted({word.strip(".,;:()") for text in texts for word in _plain(text).split()})
    near = [get_close_matches(word, known, n=1, cutoff=_NEAR) for word in _plain(asked).split()]
    return " ".join(found[0] for found in near) if near and all(near) else ""


def _listed(reading: Reading, indicator: Indicator, number: str) -> ListedIndicator:
    framework, words = reading.framework, indicator.definition
    titles = [framework.source(name).title for name in framework.sources_of(indicator)]
    said = [one.rstrip(".") for one in (words.numerator, words.denominator) if one]
    return ListedIndicator(
        id=indicator.id,
        number=number,
        title=indicator.title,
        kind="Context: not rated" if indicator.kind is Kind.CONTEXT else "Rated",
        good="" if indicator.kind is Kind.CONTEXT else GOOD_WORDS[indicator.polarity],
        measured=f"{_GRAINS[indicator.grain]}, {indicator.unit}",
        definition=". Out of: ".join(said) or words.why_it_matters.rstrip("."),
        source=people_list(titles),
        owner=indicator.owner,
        review=f"Next review {day_words(indicator.next_review)}" if indicator.next_review else "",
    )


def _sources(reading: Reading, words: Sequence[str]) -> Iterator[ListedSource]:
    framework = reading.framework
    for source in framework.sources:
        users = [one for one in framework.indicators if source.id in framework.sources_of(one)]
        if _has(words, source.id, source.title, source.owner):
            count = how_many(len(users), "indicator", "indicators")
            yield ListedSource(source.title, source.owner, count)


def _areas(reading: Reading, viewer: Viewer, words: Sequence[str]) -> Iterator[ListedArea]:
    levels = {
        level.id: level.one[:1].upper() + level.one[1:]
        for level in reading.framework.geography.levels
    }
    for area in reading.framework.geography.areas:
        seen = area.code != NOT_KNOWN and viewer.may_see(area.code)
        if seen and _has(words, area.name, area.code):
            yield ListedArea(area.code, area.name, levels.get(area.level, ""))


def _lead(outcomes: Sequence[ListedOutcome], asked: str, *, found: bool) -> str:
    many = len({one.id for outcome in outcomes for one in outcome.indicators})
    if not asked:
        shown = how_many(many, "indicator", "indicators")
        return f"{shown} of {how_many(len(outcomes), 'outcome', 'outcomes')}."
    if not found:
        return f"Nothing here speaks of “{asked}”. Try one word of it, or part of a word."
    if not many:
        return f"No indicator speaks of “{asked}”, but it is found in what stands below."
    return f"{how_many(many, 'indicator speaks', 'indicators speak')} of “{asked}”."
