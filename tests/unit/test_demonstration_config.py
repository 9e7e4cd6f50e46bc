"""The framework of Midshire: it loads clean, speaks to the reader, and agrees with the generator."""

import csv
import re
from pathlib import Path

import pytest

from framework.load.files import read_config
from framework.load.framework import Loaded, load_framework
from framework.model.comparators import Beside
from framework.model.derived import Composite, Gap
from framework.model.frameworks import Framework
from framework.model.indicators import Kind, Polarity
from framework.model.measures import (
    Count,
    Distinct,
    Mean,
    Median,
    Proportion,
    Published,
    Rate,
    Ratio,
    Total,
)
from framework.model.periods import Basis, Grain
from indicators.demonstration.months import BANK_HOLIDAYS
from indicators.demonstration.places import (
    MERGED_INTO,
    MERGED_WARDS,
    NEIGHBOUR_FORCE_WARDS,
    OUTSIDE_HEALTH_WARDS,
    WARDS,
    beat_code,
)

CONFIG = Path(__file__).parents[2] / "config"
ROLE = re.compile(
    r"\b(Head|Director|Lead|Manager|Board|Team|Service|Services|Unit|Office|Partnership|Group|Care)\b"
)
A_PERSON = re.compile(r"\b(Mr|Mrs|Ms|Dr|Cllr)\b|\b[A-Z]\. ?[A-Z][a-z]")


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load_framework(read_config(CONFIG))


@pytest.fixture(scope="module")
def framework(loaded: Loaded) -> Framework:
    return loaded.framework


def test_the_framework_loads_without_a_warning(loaded: Loaded) -> None:
    assert [str(issue) for issue in loaded.warnings] == []


def test_every_page_says_that_the_data_is_made_up(framework: Framework) -> None:
    assert framework.notice == "Made-up data, shown as if today were 12 November 2026."
    assert str(framework.today) == "2026-11-12"


def test_every_indicator_speaks_of_exactly_one_outcome(framework: Framework) -> None:
    listed = [key for outcome in framework.outcomes for key in outcome.indicators]
    assert sorted(listed) == sorted(one.id for one in framework.indicators)
    assert 7 <= len(framework.outcomes) <= 8
    assert len(listed) >= 32


def test_the_demonstration_shows_every_measure_basis_grain_polarity_and_kind(
    framework: Framework,
) -> None:
    every = framework.indicators
    assert {type(one.measure) for one in every} == {
        Count, Distinct, Proportion, Rate, Mean, Median, Total, Ratio, Published,
        Gap, Composite,
    }  # fmt: skip
    assert {one.basis for one in every} >= set(Basis) - {Basis.POOLED, Basis.CUMULATIVE}
    assert {one.grain for one in every} == set(Grain)
    assert {one.polarity for one in every} == set(Polarity)
    assert {one.kind for one in every} == set(Kind)


def test_every_indicator_tells_the_reader_what_is_counted_and_why(framework: Framework) -> None:
    for one in framework.indicators:
        words = one.definition
        assert words.numerator, one.id
        assert words.why_it_matters, one.id
        assert words.caveats, one.id
        bare = isinstance(one.measure, Count | Distinct | Median | Total | Gap | Composite)
        assert words.denominator or bare, one.id
        assert one.next_review is not None, one.id
        assert one.compare, one.id
        reasons = [c.because for c in one.compare if c.kind is Beside.NOTHING]
        assert all(reasons), one.id


def test_owners_and_those_who_set_targets_are_roles_and_never_people(framework: Framework) -> None:
    owners = {one.owner for one in framework.indicators} | {s.owner for s in framework.sources}
    setters = {t.set_by for one in framework.indicators for t in one.targets}
    for name in owners:
        assert ROLE.search(name), name
    for name in owners | setters:
        assert name
        assert not A_PERSON.search(name), name


def test_every_rated_indicator_but_two_has_a_target_for_each_of_three_years(
    framework: Framework,
) -> None:
    for one in framework.indicators:
        if one.kind is Kind.CONTEXT or one.polarity is Polarity.NONE:
            assert not one.targets, one.id
        elif one.id != "absence_official":
            assert len({target.begins for target in one.targets}) >= 3, one.id
            assert all(target.amber and target.minute for target in one.targets), one.id


def test_the_places_are_those_of_the_generator(framework: Framework) -> None:
    geography = framework.geography
    wards = {
        (area.code, area.name, geography.parents_of(area.code)[0])
        for area in geography.at_level("ward")
        if area.code not in MERGED_WARDS
    }
    assert wards == {(ward.code, ward.name, ward.district) for ward in WARDS}
    successors = geography.successors()
    assert {old: successors[old] for old in MERGED_WARDS} == dict.fromkeys(
        MERGED_WARDS, ((MERGED_INTO, 1.0),)
    )


def test_police_and_health_areas_cut_across_districts(framework: Framework) -> None:
    geography = framework.geography
    every = {ward.code for ward in WARDS}
    (police,) = geography.at_level("police_area")
    (health,) = geography.at_level("health_area")
    policed = set(geography.children_of(police.code)) & every
    assert every - policed == set(NEIGHBOUR_FORCE_WARDS)
    assert every - set(geography.children_of(health.code)) == set(OUTSIDE_HEALTH_WARDS)
    district = {ward.code: ward.district for ward in WARDS}
    assert {district[code] for code in every - policed} & {district[code] for code in policed}


def test_beats_and_bank_holidays_are_those_of_the_generator(framework: Framework) -> None:
    assert framework.codes["police_beats"] == {beat_code(ward): ward.code for ward in WARDS}
    assert framework.bank_holidays == set(BANK_HOLIDAYS.tolist())
    with (CONFIG / "bank_holidays.csv").open(encoding="utf-8") as stream:
        assert all(row["name"] for row in csv.DictReader(stream))
