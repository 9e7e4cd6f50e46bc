"""The framework as a handbook: every outcome, indicator and source in plain words, from declarations alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from dashboard.queries.method_words import interval_words
from dashboard.queries.rules import held_against
from dashboard.queries.views import Fact
from dashboard.queries.words import GOOD_WORDS, day_words, exact_figure, how_many, people_list
from framework.model.comparators import Beside
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, Kind
from framework.model.periods import Basis
from framework.model.ratings import RatedBy
from framework.model.sources import Source
from framework.model.targets import Target, Tolerance

_KINDS: Final = {
    Kind.OUTCOME: "How people are",
    Kind.PERFORMANCE: "How well services do",
    Kind.CONTEXT: "Context: shown, never rated",
}


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """An indicator's page of the handbook. `review_is_overdue` is as at the day of the handbook."""

    id: str
    number: str
    title: str
    facts: tuple[Fact, ...]
    targets: tuple[str, ...]
    review_is_overdue: bool


@dataclass(frozen=True, slots=True)
class OutcomeEntry:
    """An outcome with its indicators; the last gathers those of no outcome."""

    id: str
    number: str
    title: str
    because: str
    indicators: tuple[IndicatorEntry, ...]


@dataclass(frozen=True, slots=True)
class SourceEntry:
    id: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class HandbookView:
    """The whole handbook."""

    title: str
    board: str
    home: str
    notice: str
    day: str
    version: str
    counts: str
    levels: tuple[Fact, ...]
    outcomes: tuple[OutcomeEntry, ...]
    sources: tuple[SourceEntry, ...]


def read_handbook(framework: Framework, version: str, today: date) -> HandbookView:
    """Give the handbook of a framework as at a day. `version` is the hash of its files."""
    geography = framework.geography
    home = geography.by_code.get(framework.home_area)
    outcomes = tuple(_outcomes(framework, today))
    return HandbookView(
        title=framework.title,
        board=framework.board,
        home=home.name if home else framework.home_area,
        notice=framework.notice,
        day=day_words(today),
        version=version[:12],
        counts=people_list(
            [
                how_many(len(framework.outcomes), "outcome", "outcomes"),
                how_many(len(framework.indicators), "indicator", "indicators"),
                how_many(len(framework.sources), "source", "sources"),
            ]
        ),
        levels=tuple(
            Fact(level.many.capitalize(), str(sum(a.level == level.id for a in geography.areas)))
            for level in geography.levels
        ),
        outcomes=outcomes,
        sources=tuple(_source(framework, one) for one in framework.sources),
    )


def _outcomes(framework: Framework, today: date) -> Iterator[OutcomeEntry]:
    known = {one.id: one for one in framework.indicators}
    named: set[str] = set()
    for at, outcome in enumerate(framework.outcomes, start=1):
        own = [known[name] for name in outcome.indicators]
        named |= set(outcome.indicators)
        entries = tuple(_entries(framework, own, str(at), today))
        yield OutcomeEntry(outcome.id, str(at), outcome.title, outcome.because, entries)
    rest = [one for one in framework.indicators if one.id not in named]
    if rest:
        entries = tuple(_entries(framework, rest, "", today))
        yield OutcomeEntry("other", "", "Indicators of no outcome", "", entries)


def _entries(
    framework: Framework, indicators: Iterable[Indicator], number: str, today: date
) -> Iterator[IndicatorEntry]:
    for at, one in enumerate(indicators, start=1):
        yield IndicatorEntry(
            id=one.id,
            number=f"{number}.{at}" if number else "",
            title=one.title,
            facts=tuple(_facts(framework, one)),
            targets=tuple(_target(framework, one, target) for target in one.targets),
            review_is_overdue=one.next_review is not None and one.next_review < today,
        )


def _facts(framework: Framework, one: Indicator) -> Iterator[Fact]:
    words = one.definition
    pairs = (
        ("What is counted", words.numerator),
        ("Out of what", words.denominator),
        ("Why it matters", words.why_it_matters),
        ("Take care", words.caveats),
        ("Kind", _KINDS[one.kind]),
        ("Good is", GOOD_WORDS[one.polarity]),
        ("Unit", one.unit),
        ("How often", _how_often(one)),
        ("Rated by", _rated(one)),
        ("Compared with", _compared(one)),
        ("Broken down by", _broken_down(one)),
        ("95% interval", interval_words(one)),
        ("Breaks", " ".join(f"{day_words(each.begins)}: {each.because}." for each in one.breaks)),
        ("Source", people_list(_sources(framework, one))),
        ("Owner", one.owner),
        ("Next review", day_words(one.next_review) if one.next_review else "No date is set"),
        ("Key", one.id),
    )
    yield from (Fact(label, text) for label, text in pairs if text)
    if words.link:
        yield Fact("Read more", words.link, words.link)


def _how_often(one: Indicator) -> str:
    grain = one.grain.value
    match one.basis:
        case Basis.AT_END:
            return f"As it stands at the end of each {grain}"
        case Basis.YEAR_TO_DATE:
            return f"Each {grain}, the year so far"
        case Basis.ROLLING_YEAR:
            return f"Each {grain}, the 12 months to it"
        case Basis.POOLED:
            return f"Each {grain}, {one.pooled_years} years together"
        case Basis.CUMULATIVE:
            return f"Each {grain}, all since {day_words(one.since) if one.since else 'its start'}"
        case _:
            return f"Each {grain}"


def _rated(one: Indicator) -> str:
    if one.kind is Kind.CONTEXT:
        return ""
    if one.rated.by in (RatedBy.TARGET, RatedBy.RANGE):
        return "Its target" if one.targets else "Not rated: there is no target"
    if one.rated.by is RatedBy.INTERVAL:
        return "Its target, and whether the 95% interval meets it"
    return held_against(one).removeprefix("Rated ").capitalize()


def _broken_down(one: Indicator) -> str:
    said = people_list([" and ".join(names) for names in one.by]).replace("_", " ")
    return said[:1].upper() + said[1:]


def _compared(one: Indicator) -> str:
    held = [each.title for each in one.compare if each.kind is not Beside.NOTHING]
    absent = [
        f"Not with {each.title}: {each.because}."
        for each in one.compare
        if each.kind is Beside.NOTHING
    ]
    said = f"{people_list(held)}." if held else ""
    return " ".join([said[:1].upper() + said[1:], *absent]).strip()


def _sources(framework: Framework, one: Indicator) -> list[str]:
    return [framework.source(name).title for name in framework.sources_of(one)]


def _target(framework: Framework, one: Indicator, target: Target) -> str:
    """Say a target: '2025/26: 85%, amber within 5 points, set by the Board (EHB 2025/04/7).'"""
    ends = [target.value, *([target.high] if target.high is not None else [])]
    said = [" to ".join(exact_figure(float(end), one) for end in ends)]
    if target.amber:
        said.append(f"amber within {_width(target.amber)}")
    if target.floor is not None:
        said.append(f"never beyond {exact_figure(float(target.floor), one)}")
    if target.area:
        area = framework.geography.by_code.get(target.area)
        said.append(f"for {area.name if area else target.area}")
    if target.applies_to:
        said.append(f"also for each {people_list(list(target.applies_to))}")
    if target.set_by:
        said.append(f"set by {target.set_by}")
    minute = f" ({target.minute})" if target.minute else ""
    return f"{target.label}: {', '.join(said)}{minute}."


def _width(amber: Tolerance) -> str:
    if amber.relative:
        return f"{(amber.amount * 100).normalize():f}%"
    return f"{amber.amount.normalize():f} {'point' if amber.amount == 1 else 'points'}"


def _source(framework: Framework, source: Source) -> SourceEntry:
    used = [one.title for one in framework.indicators if source.id in framework.sources_of(one)]
    hidden = source.disclosure.suppress_to
    pairs = (
        ("Publisher", source.owner),
        ("Rows", source.rows.value),
        (
            "Due",
            f"{how_many(source.due.days, 'day', 'days')} after a period ends" if source.due else "",
        ),
        ("Small numbers", f"Counts from 1 to {hidden} are hidden" if hidden else ""),
        ("Licence", source.licence),
        ("Note", source.note),
        ("Used by", how_many(len(used), "indicator", "indicators")),
    )
    facts = [Fact(label, text) for label, text in pairs if text]
    facts += [Fact("Read more", source.link, source.link)] if source.link else []
    return SourceEntry(source.id, source.title, tuple(facts))
