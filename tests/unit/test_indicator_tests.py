"""Tests that stand beside an indicator: what they say, what they find, and that the demonstration has them."""

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from framework.load.files import read_config
from framework.load.framework import load_framework
from indicators.refresh.proving import Proof, prove
from indicators.refresh.versions import figure_version
from tests.commands import Ended, run_command

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## Tests beside an indicator", 1)[1].split("\n## ", 1)[0]
(BLOCK,) = re.findall(r"```yaml\n(.*?)```", SECTION, flags=re.DOTALL)
BASE = read_config(ROOT / "tests" / "bad_config" / "base")
CONFIG = ROOT / "config"
BY_SEX = "    by: [sex]\n"
UNDATED = "denominator: assessed is not null}"


def loaded(tests: str, *exchanges: tuple[str, str], path: str = "indicators/early_help.yaml"):
    files = dict(BASE)
    text = files["indicators/early_help.yaml"].decode()
    assert text.count(BY_SEX) == text.count(UNDATED) == 1
    text = text.replace(UNDATED, "denominator: assessed is not null, dated: assessed}")
    said = "".join(f"    {line}\n" for line in tests.splitlines())
    files["indicators/early_help.yaml"] = text.replace(BY_SEX, BY_SEX + said).encode()
    for old, new in exchanges:
        assert files[path].decode().count(old) == 1, old
        files[path] = files[path].decode().replace(old, new).encode()
    return load_framework(files).framework


def proofs(tests: str, *exchanges: tuple[str, str], **more: str) -> tuple[Proof, ...]:
    framework = loaded(tests, *exchanges, **more)
    return prove(framework, framework.indicator("in_time"))


def one(given: str, expect: str) -> str:
    return f"tests:\n  - given: {given}\n    expect: {expect}\n"


def told(tests: str, *exchanges: tuple[str, str], **more: str) -> list[tuple[str, str, str]]:
    (proof,) = proofs(tests, *exchanges, **more)
    assert proof.trouble == ()
    return [(found.name, found.want, found.got) for found in proof.differences]


def test_the_test_of_the_reference_passes_and_says_where_it_stands():
    (proof,) = proofs(BLOCK)
    assert (proof.passed, proof.differences, proof.trouble) == (True, (), ())
    assert proof.test.at == "indicators/early_help.yaml:8"
    assert proof.test.title.startswith("45 working days")


def test_another_definition_is_found_out_with_what_was_expected_and_what_came():
    (proof,) = proofs(BLOCK, ("<= 45", "<= 200"))
    assert not proof.passed
    found = [(d.expected.breakdown, d.name, d.want, d.got) for d in proof.differences]
    assert found == [
        ("", "value", "50.0", "100"),
        ("", "numerator", "1", "2"),
        ("sex=Female", "value", "0", "100"),
    ]


def why(given: str, expect: str) -> str:
    (proof,) = proofs(one(given, expect))
    return proof.differences[0].why


def test_where_there_is_no_figure_it_is_said_why():
    row = "[{started: 2025-04-01, assessed: 2025-05-01}]"
    assert why(row, "{period: 2025-05, value: 100}") == (
        "the rows of 'episodes' speak of April 2025 only; give a row before or after the period, "
        "or say 'covers' in the source"
    )
    assert why(THREE, "{period: 2025-04, value: 100}") == "there is one for May 2025"
    assert why("[{started: 2025-05-01}]", "{period: 2025-05, value: 100}").startswith(
        "no given row is counted"
    )
    sex = "{period: 2025-05, breakdown: sex=Male, value: 100}"
    given = "[{started: 2025-05-01, assessed: 2025-05-02, sex: Female}]"
    assert why(given, sex) == "there is one for everybody, sex=Female"


THREE = (
    "[{started: 2025-04-01, assessed: 2025-05-01}, {started: 2025-04-01, assessed: 2025-05-02}, "
    "{started: 2025-01-01, assessed: 2025-05-02}, {started: 2025-05-01}]"
)


@pytest.mark.parametrize("value", ["66.7", "66.67", "67", "66.6666667"])
def test_a_number_is_compared_to_as_many_decimals_as_are_written(value):
    assert told(one(THREE, f"{{period: 2025-05, value: {value}}}")) == []


@pytest.mark.parametrize("value", ["66.6", "66.66", "66", "none"])
def test_a_number_that_rounds_otherwise_differs(value):
    want = "no figure" if value == "none" else value
    expected = [("value", want, "66.66666667")]
    assert told(one(THREE, f"{{period: 2025-05, value: {value}}}")) == expected


def test_what_is_not_there_is_no_figure_and_not_zero():
    expect = "{period: 2025-05, area: E07A, value: 0, numerator: none}"
    assert told(one(THREE, expect)) == [("value", "0", "no figure")]
    assert told(one(THREE, "{period: 2025-09, value: 1}")) == [("value", "1", "no figure")]


def test_rows_count_in_the_area_that_is_given():
    rows = "[{started: 2025-05-01, assessed: 2025-05-02, area: E07A}]"
    expect = "[{period: 2025-05, area: E07A, denominator: 1}, {period: 2025-05, denominator: 1}]"
    assert told(one(rows, expect)) == []


def test_rows_are_cleaned_as_the_source_says():
    (proof,) = proofs(one("[{started: 32 May 2025, sex: F}]", "{period: 2025-05, value: 1}"))
    assert len(proof.trouble) == 1
    assert proof.trouble[0].startswith("episodes row 1: 'started'")
    left_out = "dated: started\nleave_out: [{where: sex = 'Male', because: only girls}]\n"
    rows = (
        "[{started: 2025-05-01, assessed: 2025-05-02, sex: F}, "
        "{started: 2025-05-01, assessed: 2025-05-02, sex: M}]"
    )
    changed = {"path": "sources/episodes.yaml"}
    expect = "{period: 2025-05, denominator: 1}"
    assert told(one(rows, expect), ("dated: started\n", left_out), **changed) == []


def test_small_counts_are_not_hidden_from_a_test():
    hidden = ("dated: started\n", "dated: started\ndisclosure: {suppress: 1-5, round_to: 5}\n")
    assert (
        told(one(THREE, "{period: 2025-05, denominator: 3}"), hidden, path="sources/episodes.yaml")
        == []
    )


def test_a_key_that_every_row_needs_is_made_up():
    keyed = ("person:   {private: yes}", "person:   {private: yes, required: yes, unique: yes}")
    assert (
        told(one(THREE, "{period: 2025-05, denominator: 3}"), keyed, path="sources/episodes.yaml")
        == []
    )


def test_columns_that_read_one_header_hold_the_same():
    twice = (
        "  ended:    {type: date}\n",
        "  ended:    {type: date}\n  seen:     {from: assessed}\n",
    )
    unseen = "dated: started\nleave_out: [{where: seen is null, because: nobody saw them}]\n"
    changed = {"path": "sources/episodes.yaml"}
    rows = "[{started: 2025-05-01, assessed: 2025-05-02}]"
    tests = one(rows, "{period: 2025-05, denominator: 1}")
    assert told(tests, twice, ("dated: started\n", unseen), **changed) == []


def test_every_test_of_an_indicator_is_held_to():
    second = one(THREE, "{period: 2025-05, denominator: 4}").removeprefix("tests:\n")
    both = proofs(one(THREE, "{period: 2025-05, denominator: 3}") + second)
    assert [proof.passed for proof in both] == [True, False]


def test_a_rate_takes_its_population_from_the_test():
    files = dict(BASE)
    text = files["indicators/early_help.yaml"].decode()
    rate = "    rate: {numerator: all, population: mid_year, per: 10000}\n"
    tests = (
        "    tests:\n      - given:\n          episodes: [{started: 2025-05-01}]\n"
        "          mid_year: [{period: 2024, age: 5, sex: F, people: 400}]\n"
        "        expect: {period: 2025-05, value: 25, denominator: 400}\n"
    )
    assert text.count(rate) == 1
    files["indicators/early_help.yaml"] = text.replace(rate, rate + tests).encode()
    framework = load_framework(files).framework
    (proof,) = prove(framework, framework.indicator("started_rate"))
    assert (proof.differences, proof.trouble) == ((), ())


def test_a_test_changes_no_figure_and_so_computes_nothing_anew():
    plain = loaded("")
    tested = loaded(BLOCK)
    assert tested.indicator("in_time").tests
    assert figure_version(tested, tested.indicator("in_time")) == figure_version(
        plain, plain.indicator("in_time")
    )
    assert tested.indicator("in_time").tests[0].expect[0].figures[0] == ("value", Decimal("50.0"))


MAY = "period: 2025-05"
ONE_PART = f"[{{{MAY}, value: 80}}]"
TWO_PARTS = f"{{in_time: [{{{MAY}, value: 80}}], started_rate: [{{{MAY}, value: 16}}]}}"
GROUPS = (
    f"[{{{MAY}, breakdown: sex=Male, value: 61.5}}, {{{MAY}, breakdown: sex=Female, value: 74}}]"
)
GAP = "gap: {of: in_time, in: {sex: Female}, minus: {sex: Male}}"


def made(measure: str, given: str, expect: str) -> list[tuple[str, str, str, str]]:
    files = dict(BASE)
    files["indicators/made.yaml"] = (
        "indicators:\n  made:\n    title: Made\n    kind: context\n    polarity: none\n"
        f"    unit: points\n    {measure}\n"
        f"    tests: [{{given: {given}, expect: {expect}}}]\n"
    ).encode()
    framework = load_framework(files).framework
    (proof,) = prove(framework, framework.indicator("made"))
    assert proof.trouble == ()
    return [(found.name, found.want, found.got, found.why) for found in proof.differences]


@pytest.mark.parametrize(
    ("measure", "given", "value"),
    [
        ("derived: 100 - in_time", ONE_PART, "20"),
        ("derived: in_time / started_rate", TWO_PARTS, "5"),
        (GAP, GROUPS, "12.5"),
    ],
)
def test_what_is_made_of_others_is_given_figures_of_its_parts(measure, given, value):
    assert made(measure, given, f"{{{MAY}, value: {value}}}") == []
    ((name, want, got, why),) = made(measure, given, f"{{{MAY}, value: 1000}}")
    assert (name, want, got, why) == ("value", "1000", value, "")


@pytest.mark.parametrize(
    ("given", "expect", "why"),
    [
        (TWO_PARTS.replace("16", "0"), MAY, "it cannot be calculated from the given figures"),
        (TWO_PARTS.replace("16", "none"), MAY, "a part of it has no value there"),
        (TWO_PARTS, "period: 2025-06", "there is one for May 2025"),
        (
            TWO_PARTS.replace("value: 16", "area: E07A, value: 16"),
            MAY,
            "not every part is given for this area, breakdown and period",
        ),
    ],
)
def test_where_nothing_is_made_of_the_given_figures_it_is_said_why(given, expect, why):
    expected = [("value", "5", "no figure", why)]
    assert made("derived: in_time / started_rate", given, f"{{{expect}, value: 5}}") == expected


def test_where_what_it_is_divided_by_is_nothing_it_is_said():
    ratio = "ratio: {numerator: {sum: cost}, denominator: {count: closed}, per: 1, dated: started}"
    measure = f"source: episodes\n    grain: month\n    {ratio}"
    given = "[{started: 2025-05-01, cost: 10}]"
    assert made(measure, given, f"{{{MAY}, value: 10, numerator: 10, denominator: 0}}") == [
        ("value", "10", "no figure", "its denominator is 0")
    ]


def test_where_a_side_of_a_ratio_has_no_number_it_is_said():
    ratio = "ratio: {numerator: {sum: cost}, denominator: {count: closed}, per: 1, dated: started}"
    measure = f"source: episodes\n    grain: month\n    {ratio}"
    given = "[{started: 2025-05-01, ended: 2025-05-02}]"
    assert made(measure, given, f"{{{MAY}, value: none, denominator: 1}}") == []
    assert made(measure, given, f"{{{MAY}, value: 0}}") == [
        ("value", "0", "no figure", "a part of it is not available")
    ]


def test_where_there_are_too_few_cases_for_a_rate_by_age_it_is_said():
    assert rate_by_age(cases=9, value="none") == []
    assert rate_by_age(cases=9, value="1") == [("no figure", "too few cases for this measure")]
    assert rate_by_age(cases=10, value="4.8") == []


def rate_by_age(*, cases: int, value: str) -> list[tuple[str, str]]:
    files = dict(BASE)
    bands = "  age_5:    {from: years, bands: [0-4, 5-9]}\n"
    for name, old in (("episodes", "  person:"), ("mid_year", "  age:")):
        text = files[f"sources/{name}.yaml"].decode()
        assert text.count(old) == 1
        files[f"sources/{name}.yaml"] = text.replace(old, bands + old).encode()
    rows = ", ".join(["{started: 2025-05-01, age_5: 3}"] * cases)
    people = ", ".join(f"{{period: 2024, age_5: {age}, people: 1000}}" for age in (3, 7))
    rate = "numerator: all, population: mid_year, bands: age_5, ages: 0-9, standard: esp_2013, per: 1000"
    files["indicators/made.yaml"] = (
        "indicators:\n  made:\n    title: Made\n    kind: context\n    polarity: none\n"
        f"    source: episodes\n    grain: month\n    unit: per 1,000\n    standardised_rate: {{{rate}}}\n"
        f"    tests: [{{given: {{episodes: [{rows}], mid_year: [{people}]}}, "
        f"expect: {{{MAY}, value: {value}, numerator: {cases}}}}}]\n"
    ).encode()
    framework = load_framework(files).framework
    (proof,) = prove(framework, framework.indicator("made"))
    assert proof.trouble == ()
    return [(found.got, found.why) for found in proof.differences]


def test_an_index_of_inequality_is_given_how_many_each_group_is_of():
    files = dict(BASE)
    plain = files["sources/episodes.yaml"].decode()
    assert plain.count("{from: remarks}") == 1
    ordered = plain.replace("{from: remarks}", "{from: remarks, order: [a, b, c, d, e]}")
    files["sources/episodes.yaml"] = ordered.encode()
    given = ", ".join(
        f"{{{MAY}, breakdown: note={group}, value: {10 * place}, denominator: 100}}"
        for place, group in enumerate("abcde", start=1)
    )
    head = "    title: T\n    kind: context\n    polarity: none\n"
    files["indicators/made.yaml"] = (
        f"indicators:\n  seen:\n{head}    unit: percent\n    source: episodes\n    grain: month\n"
        "    proportion: {numerator: \"sex = 'Female'\", denominator: all}\n    by: [note]\n"
        f"  made:\n{head}    unit: points\n    inequality: {{of: seen, over: note, index: slope}}\n"
        f"    tests: [{{given: [{given}], expect: {{{MAY}, value: 50}}}}]\n"
    ).encode()
    framework = load_framework(files).framework
    (proof,) = prove(framework, framework.indicator("made"))
    assert (proof.trouble, proof.differences) == ((), ())


OFFICIAL = """\
source: tenths
title: Published by tenth
owner: Department for Education
rows: published
read: {kind: csv, path: tenths.csv}
columns:
  met: {type: number}
  seen: {type: number}
  tenth: {order: [All, most, more, middling, less, least]}
area_from: {column: code}
period_from: {column: month, shape: month}
"""
OVER_TENTHS = """\
defaults: {kind: outcome, polarity: high, unit: percent}
indicators:
  official:
    title: O
    source: tenths
    grain: month
    by: [tenth]
    published: {numerator: met, denominator: seen, per: 100, totals: {tenth: All}}
  made:
    title: M
    polarity: low
    unit: points
    inequality: {of: official, over: tenth, index: slope}
    tests:
      - given: [GROUPS]
        expect: {period: 2025-05, value: 50}
"""
TENTHS = ("most", "more", "middling", "less", "least")


def over_tenths():
    groups = ", ".join(
        f"{{{MAY}, breakdown: tenth={name}, value: {10 * place}, denominator: 100}}"
        for place, name in enumerate(TENTHS, start=1)
    )
    files = {**BASE, "sources/tenths.yaml": OFFICIAL.encode()}
    files["indicators/made.yaml"] = OVER_TENTHS.replace("GROUPS", groups).encode()
    return files


def test_the_member_that_stands_for_everybody_is_no_group_of_an_index_of_inequality():
    framework = load_framework(over_tenths()).framework
    assert framework.indicator("made").measure.over.members == TENTHS
    (proof,) = prove(framework, framework.indicator("made"))
    assert (proof.trouble, proof.differences) == ((), ())


@pytest.fixture(scope="module")
def midshire():
    return load_framework(read_config(CONFIG)).framework


def test_every_indicator_of_the_demonstration_has_a_test_and_keeps_it(midshire):
    assert [each.id for each in midshire.indicators if not each.tests] == []
    proofs = [proof for each in midshire.indicators for proof in prove(midshire, each)]
    failed = [proof for proof in proofs if not proof.passed]
    assert failed == []


def command(folder: Path, *words: str) -> Ended:
    return run_command("test", "--config", "tiny", *words, cwd=folder)


def test_the_command_says_what_differs_and_where_the_test_stands(tmp_path):
    shutil.copytree(ROOT / "tests" / "frameworks" / "tiny", tmp_path / "tiny")
    path = tmp_path / "tiny" / "indicators" / "early_help.yaml"
    text = path.read_text(encoding="utf-8")
    test = "    tests: [{given: [{started: 2025-05-01}], expect: {period: 2025-05, value: 1}}]\n"
    path.write_text(text.replace("    count: all\n", "    count: all\n" + test), encoding="utf-8")
    passed = command(tmp_path, "episodes_started")
    assert (passed.returncode, passed.stdout) == (0, "1 test: 1 passed, 0 failed.\n")
    path.write_text(
        text.replace("    count: all\n", "    count: {where: sex = 'Male'}\n" + test),
        encoding="utf-8",
    )
    failed = command(tmp_path)
    assert failed.returncode == 12
    assert re.search(
        r"FAILED episodes_started \(tiny/indicators/early_help.yaml:\d+\)\n", failed.stdout
    )
    assert "    Tinyshire, May 2025: value: expected 1, got no figure\n" in failed.stdout
    assert "Without a test: assessed_in_time, " in failed.stdout
    unknown = command(tmp_path, "episodes_startd")
    assert unknown.returncode == 1
    assert "'episodes_startd' in this framework; did you mean 'episodes_started'?" in unknown.stderr
