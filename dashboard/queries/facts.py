"""What is published as plain facts, for programs and notebooks: the figures of the pages, without their words.

The same disclosed results as on the pages, kept to the areas that the viewer may see.
"""

from collections.abc import Collection, Iterable, Mapping

from dashboard.access.viewers import Viewer, require
from dashboard.queries.fact_kinds import (
    EVERY,
    AreaFact,
    Asked,
    ComparisonFact,
    IndicatorFact,
    OutcomeFact,
    Publication,
    ResultFact,
    SeriesFact,
)
from dashboard.queries.library import Reading
from framework.errors import UserError
from framework.load.mistakes import listed, shown, suggestion
from framework.model.areas import NOT_KNOWN
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code
from framework.model.results import SYMBOLS, Flag
from framework.store.rows import ComparisonRow, PointRow, SeriesRow


def publication_of(reading: Reading) -> Publication:
    """Say which generation a reading is of."""
    generation, framework = reading.snapshot.generation, reading.framework
    return Publication(
        generation.number,
        generation.published_at,
        generation.published_hash,
        framework.title,
        framework.notice,
        reading.today,
    )


def outcome_facts(reading: Reading) -> tuple[OutcomeFact, ...]:
    """Give the outcomes in the order of the panel."""
    return tuple(
        OutcomeFact(one.id, one.title, one.because, one.indicators)
        for one in reading.framework.outcomes
    )


def indicator_facts(reading: Reading) -> tuple[IndicatorFact, ...]:
    """Give the indicators in the order they are declared."""
    return tuple(_indicator(reading, one) for one in reading.framework.indicators)


def area_facts(reading: Reading, viewer: Viewer) -> tuple[AreaFact, ...]:
    """Give the areas that the viewer may see, with what each lies in."""
    geography = reading.framework.geography
    return tuple(
        AreaFact(one.code, one.name, one.level, geography.parents_of(one.code))
        for one in geography.areas
        if one.code != NOT_KNOWN and viewer.may_see(one.code)
    )


def result_facts(reading: Reading, viewer: Viewer, asked: Asked) -> tuple[ResultFact, ...]:
    """Give results by indicator, area, breakdown, then time.

    Raises:
        UserError: an id or a code is not of this framework.
    """
    _check(reading, viewer, asked)
    areas = _areas(reading, viewer, asked)
    breakdowns = None if EVERY in asked.breakdowns else asked.breakdowns
    rows = reading.snapshot.points(
        asked.indicators, areas, breakdowns=breakdowns, since=asked.since
    )
    beside: dict[tuple[str, str, str, str], list[ComparisonFact]] = {}
    if asked.comparisons:
        compared = reading.snapshot.comparisons(
            asked.indicators, areas, breakdowns=breakdowns, since=asked.since
        )
        for one in compared:
            key = one.indicator, one.area, one.breakdown, one.period
            beside.setdefault(key, []).append(_comparison(one))
    names = {one.code: one.name for one in reading.framework.geography.areas}
    return tuple(_result(row, names, beside) for row in rows)


def series_facts(reading: Reading, viewer: Viewer, asked: Asked) -> tuple[SeriesFact, ...]:
    """Give what is known of whole series, by indicator, area and breakdown.

    Raises:
        UserError: an id or a code is not of this framework.
    """
    _check(reading, viewer, asked)
    breakdowns = None if EVERY in asked.breakdowns else asked.breakdowns
    rows = reading.snapshot.series(
        asked.indicators, _areas(reading, viewer, asked), breakdowns=breakdowns
    )
    return tuple(_series(row) for row in rows)


def _check(reading: Reading, viewer: Viewer, asked: Asked) -> None:
    """Refuse what is not declared, and who may see nothing.

    Who may not see every area is told nothing of those beyond their own.
    """
    require(viewer)
    geography = reading.framework.geography
    areas = asked.areas if viewer.areas is None else None
    known: tuple[tuple[str, Iterable[str] | None, Collection[str]], ...] = (
        ("indicator", asked.indicators, [one.id for one in reading.framework.indicators]),
        ("area", areas, geography.by_code),
    )
    wrong = [
        f"there is no {word} {shown(name)}{suggestion(name, names)}"
        for word, wanted, names in known
        for name in wanted or ()
        if name not in names
    ]
    if wrong:
        raise UserError(listed(wrong, "and"))


def _areas(reading: Reading, viewer: Viewer, asked: Asked) -> list[str] | None:
    """Keep to what the viewer may see. None is every area."""
    if asked.areas is None and viewer.areas is None:
        return None
    wanted = reading.framework.geography.by_code if asked.areas is None else asked.areas
    return [code for code in wanted if viewer.may_see(code)]


def _indicator(reading: Reading, one: Indicator) -> IndicatorFact:
    words = one.definition
    return IndicatorFact(
        id=one.id,
        title=one.title,
        kind=one.kind.value,
        polarity=one.polarity.value,
        unit=one.unit,
        grain=one.grain.value,
        basis=one.basis.value,
        decimals=one.decimals,
        outcomes=tuple(o.id for o in reading.framework.outcomes if one.id in o.indicators),
        sources=reading.framework.sources_of(one),
        breakdowns=tuple(" and ".join(names) for names in one.by),
        owner=one.owner,
        numerator=words.numerator,
        denominator=words.denominator,
        why_it_matters=words.why_it_matters,
        caveats=words.caveats,
        link=words.link,
        next_review=one.next_review,
    )


def _result(
    row: PointRow,
    names: Mapping[str, str],
    beside: Mapping[tuple[str, str, str, str], list[ComparisonFact]],
) -> ResultFact:
    period = period_from_code(row.period)
    return ResultFact(
        indicator=row.indicator,
        area=row.area,
        area_name=names.get(row.area, row.area),
        breakdown=row.breakdown,
        period=row.period,
        period_label=period.label,
        period_start=period.covers[0],
        period_end=period.end,
        value=row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        lower_95=row.lower,
        upper_95=row.upper,
        lower_998=row.lower998,
        upper_998=row.upper998,
        interval_was_published=bool(row.flags & Flag.PUBLISHED_INTERVAL),
        flags=tuple(dict.fromkeys(one for flag, one in SYMBOLS.items() if row.flags & flag)),
        rating=row.rating,
        not_rated_because=row.reason,
        rule=row.rule,
        target=row.target,
        target_high=row.target_high,
        amber_edge=row.amber_edge,
        published_rating=row.published_rating,
        chance_of_target=row.chance,
        change=row.short_change,
        change_is=row.short_travel,
        change_is_real=row.short_real,
        change_in_a_year=row.long_change,
        change_in_a_year_is=row.long_travel,
        change_in_a_year_is_real=row.long_real,
        comparisons=tuple(beside.get((row.indicator, row.area, row.breakdown, row.period), ())),
    )


def _comparison(row: ComparisonRow) -> ComparisonFact:
    return ComparisonFact(
        row.comparator, row.value, row.outcome, row.beside_period, row.method, row.rank, row.out_of
    )


def _series(row: SeriesRow) -> SeriesFact:
    return SeriesFact(
        row.indicator,
        row.area,
        row.breakdown,
        row.points,
        row.first_period,
        row.last_period,
        row.variation,
        row.assurance,
        row.trend,
    )
