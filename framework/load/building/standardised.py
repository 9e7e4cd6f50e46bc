"""From what was written of a rate per people, or of a standardised measure, to the measure."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from framework.load.building.area_names import area_meant
from framework.load.building.workbench import UnfinishedError, Workbench, finished, names_of
from framework.load.expressions.reading import read_condition
from framework.load.mistakes import listed, shown, suggestion
from framework.load.syntax.documents import Word
from framework.model.expressions import All, Expression, both
from framework.model.measures import (
    LifeExpectancy,
    Measure,
    PopulationPart,
    StandardisedRate,
    StandardisedRatio,
)
from framework.model.sources import Band, Rows
from framework.model.standard_populations import (
    STANDARD_POPULATIONS,
    AgeSpan,
    standard_weights,
)


def population_part(said: dict[str, Any], bench: Workbench) -> PopulationPart:
    """Find the people that a measure is per."""
    word = said["population"]
    people = bench.sources.get(word)
    if people is None:
        of_people = [
            each.id
            for each in bench.sources.values()
            if each.source is None or each.source.rows is Rows.POPULATION
        ]
        message = f"there is no source {shown(word)}{suggestion(word, of_people)}"
        bench.refuse("F301", word, message)
    if people.source and people.source.rows is not Rows.POPULATION:
        message = (
            f"a rate is per people, and source '{people.id}' has rows: {people.source.rows.value}; "
            "name a source with rows: population"
        )
        bench.refuse("F309", word, message)
    names = names_of(people)
    where: Expression = All()
    if said["population_where"]:
        what = "'population_where'"
        where = finished(read_condition(said["population_where"], names, bench.mistakes, what))
    return PopulationPart(str(word), where, said["population_year"])


def build_standardised_rate(said: dict[str, Any], bench: Workbench) -> Measure:
    """Make a directly standardised rate, with the weights of its standard population."""
    numerator, population = _counted(said, bench, "numerator"), population_part(said, bench)
    bands = _chosen_bands(said, bench)
    name = said["standard"]
    if name not in STANDARD_POPULATIONS:
        near = suggestion(name, STANDARD_POPULATIONS)
        known = f"; use {listed(STANDARD_POPULATIONS)}"
        bench.refuse("F561", name, f"there is no standard population {shown(name)}{near or known}")
    spans = [AgeSpan(band.low, band.high) for band in bands]
    try:
        weights = standard_weights(name, spans)
    except ValueError as error:
        bench.refuse(
            "F561", name, f"standard: {name} cannot be used with '{said['bands']}': {error}"
        )
    labelled = tuple(zip((band.label for band in bands), weights, strict=True))
    return StandardisedRate(
        numerator, population, str(said["bands"]), labelled, said["per"], bench.when(said)
    )


def build_standardised_ratio(said: dict[str, Any], bench: Workbench) -> Measure:
    """Make an indirectly standardised ratio, or the rate that follows from it."""
    numerator, population = _counted(said, bench, "numerator"), population_part(said, bench)
    labels = tuple(band.label for band in _chosen_bands(said, bench))
    return StandardisedRatio(
        numerator,
        population,
        str(said["bands"]),
        labels,
        _reference(said["reference"], bench),
        said["per"],
        said["as_"],
        bench.when(said),
    )


def build_life_expectancy(said: dict[str, Any], bench: Workbench) -> Measure:
    """Make a life expectancy. Its bands must hold every age once."""
    deaths, population = _counted(said, bench, "deaths"), population_part(said, bench)
    bands = _chosen_bands({**said, "ages": None}, bench)
    word = said["bands"]
    first_year = (bands[0].low, bands[0].high) == (0, 0)
    if not first_year or bands[-1].high is not None or not _adjoin(bands):
        message = (
            f"the bands of '{word}' must hold every age once, with 0 as a band of its own and the "
            f"last one without end, such as 90+; they are {listed((b.label for b in bands), 'and')}"
        )
        bench.refuse("F562", word, message)
    if all(band.low != said["at"] for band in bands):
        begins = listed((str(band.low) for band in bands), "or")
        message = f"no band of '{word}' begins at age {said['at']}; say at: {begins}"
        bench.refuse("F562", word, message)
    ages = tuple((band.label, band.low) for band in bands)
    return LifeExpectancy(deaths, population, str(word), ages, said["at"], bench.when(said))


def _counted(said: dict[str, Any], bench: Workbench, what: str) -> Expression:
    condition = bench.condition(said[what], f"'{what}'", said)
    return bench.filtered(both(condition, bench.condition(said["where"], "'where'", said)))


def _chosen_bands(said: dict[str, Any], bench: Workbench) -> tuple[Band, ...]:
    """Give the bands that count, youngest first: those that both sources tell apart."""
    word = said["bands"]
    people = bench.sources[str(said["population"])]
    held = []
    for names in (bench.names, names_of(people)):
        bench.column_of(names, word, None, "'bands'")
        found = sorted(names.columns[word].bands, key=lambda band: band.low)
        if not found:
            message = f"column '{word}' of source '{names.source}' needs 'bands' of ages"
            bench.refuse("F562", word, message)
        held.append(_within(said["ages"], found, bench))
    ours, theirs = held
    strange = [band.label for band in ours if band not in theirs]
    strange += [band.label for band in theirs if band not in ours]
    if strange:
        message = (
            f"'{word}' has other bands in source '{bench.names.source}' than in population "
            f"'{people.id}': {listed(strange, 'and')}; declare both alike"
        )
        bench.refuse("F562", word, message)
    return ours


def _within(ages: Word | None, bands: Sequence[Band], bench: Workbench) -> tuple[Band, ...]:
    """Give the bands that make up a span of ages."""
    if ages is None:
        return tuple(bands)
    found = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3})|\+)", ages)
    if not found:
        bench.refuse("F209", ages, f"{shown(ages)} is not a span of ages; write 10-24 or 65+")
    low, high = int(found[1]), int(found[2]) if found[2] else None
    inside = [
        band
        for band in bands
        if band.low >= low and (high is None or (band.high is not None and band.high <= high))
    ]
    if not inside or inside[0].low != low or inside[-1].high != high or not _adjoin(inside):
        message = (
            f"ages: {ages} cannot be made of the bands {listed((b.label for b in bands), 'and')}"
        )
        bench.refuse("F562", ages, message)
    return tuple(inside)


def _adjoin(bands: Sequence[Band]) -> bool:
    return all(one.high is not None and one.high + 1 == two.low for one, two in pairwise(bands))


def _reference(word: Word | None, bench: Workbench) -> str:
    """Find the area whose rates are expected: home when none is named."""
    ground = bench.ground
    if word is None:
        return ground.home
    named = ground.by_name.get(word, ())
    area = ground.geography.by_code.get(word) or (named[0] if len(named) == 1 else None)
    if area is None:
        if not ground.geography.areas:
            raise UnfinishedError
        near = area_meant(word, ground.geography)
        bench.refuse("F305", word, f"there is no area {shown(word)}{near}")
    if area.code in ground.geography.ancestors_of(ground.home):
        message = (
            f"reference: {word} reaches beyond the home area, and these rows say nothing of the "
            "rest of it; name the home area or one inside it"
        )
        bench.refuse("F305", word, message)
    return area.code
