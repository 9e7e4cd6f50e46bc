"""What the reference says of targets and ratings is what the language does."""

import re
from decimal import Decimal
from pathlib import Path

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.ratings import RatedBy, RollUpBy
from framework.model.results import Rating

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## Targets and ratings", 1)[1].split("\n## ", 1)[0]
BLOCKS = re.findall(r"```yaml\n(.*?)```", SECTION, flags=re.DOTALL)
TARGETS, BY_INTERVAL, RULES, PUBLISHED, OUTCOMES = BLOCKS
BASE = read_config(ROOT / "tests" / "bad_config" / "base")
OWN = "    targets:\n      - {for: 2025/26, value: 85, amber: 5 points}\n    compare: [parent]\n"


def loaded(*blocks, outcomes=""):
    files = dict(BASE)
    text = files["indicators/early_help.yaml"].decode()
    said = "".join(f"    {line}\n" for block in blocks for line in block.splitlines())
    assert OWN in text
    files["indicators/early_help.yaml"] = text.replace(OWN, said).encode()
    if outcomes:
        files["outcomes.yaml"] = outcomes.encode()
    found = load_framework(files)
    assert found.warnings == ()
    return found.framework


def test_the_targets_of_the_reference_are_targets():
    first, _, later, own, national = sorted(
        loaded(TARGETS).indicator("in_time").targets,
        key=lambda one: (one.level, one.area or "", one.begins),
    )
    assert (first.floor, later.value, own.area, national.level) == (60, 85, "E07A", "national")


def test_the_path_of_the_reference_is_a_path():
    path = next(one for one in loaded(TARGETS).indicator("in_time").targets if one.path)
    assert (path.value, path.label, path.applies_to) == (Decimal(85), "2025/26", ("district",))
    assert [value for _, value in path.path] == [80, 85]


def test_the_rules_of_the_reference_are_rules():
    assert loaded(TARGETS, BY_INTERVAL).indicator("in_time").rated.by is RatedBy.INTERVAL
    rated = loaded(TARGETS, RULES).indicator("in_time").rated
    assert [rule.text for rule in rated.rules] == [
        "value >= 0.9 * target",
        "last_year is not null and value >= last_year",
        "otherwise",
    ]


def test_a_rule_may_name_every_comparator_of_the_indicator():
    text = RULES.replace("0.9 * target", "parent and value > own_history")
    assert dict(loaded(text).indicator("in_time").rated.beside) == {
        "parent": "parent",
        "own_history": "own history",
    }


def test_the_published_rating_of_the_reference_is_one():
    files = dict(BASE)
    source = files["sources/official.yaml"].decode()
    files["sources/official.yaml"] = source.replace("  value: {", "  status:\n  value: {").encode()
    text = files["indicators/official.yaml"].decode()
    lines = text.splitlines(keepends=True)
    own = next(line for line in lines if "published:" in line)
    files["indicators/official.yaml"] = text.replace(own, f"    {PUBLISHED}").encode()
    measure = load_framework(files).framework.indicator("ready").measure
    assert measure.rating == "status"
    assert dict(measure.ratings)["-"] is Rating.NOT_RATED


def test_the_outcome_of_the_reference_has_a_rule():
    rule = loaded(outcomes=OUTCOMES).outcomes[0].rating
    assert (rule.by, dict(rule.weights)) == (
        RollUpBy.WEIGHTED,
        {"in_time": Decimal(3), "ready": Decimal(1)},
    )
    for said, by in (("worst", RollUpBy.WORST), ("{headline: in_time}", RollUpBy.HEADLINE)):
        text = OUTCOMES.replace("{weighted: {in_time: 3, ready: 1}}", said)
        assert loaded(outcomes=text).outcomes[0].rating.by is by


def test_every_way_to_be_rated_is_in_the_reference():
    for way in RatedBy:
        assert f"`{way.value}" in SECTION or f"{{{way.value}:" in SECTION
