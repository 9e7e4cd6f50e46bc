"""The pages on checks and data quality hold: their examples are read, their worked example is counted again."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.expectations import Expect, Rule, Then
from framework.model.expressions import Column, Compare, Comparison, IsNull, Or
from framework.model.sources import Due
from indicators.quality.scoring import PARTS, Score, lowest_of, score_of, share_words
from tests.sources_in_code import DATE, NUMBER, Desk, column, source

ROOT = Path(__file__).parents[2]
QUALITY = (ROOT / "docs" / "reference" / "data-quality.md").read_text(encoding="utf-8")
CHECKS = (ROOT / "docs" / "reference" / "data-checks.md").read_text(encoding="utf-8")
BASE = read_config(ROOT / "tests" / "bad_config" / "base")


def table(page: str, *heads: str) -> list[list[str]]:
    after = page.split("| " + " | ".join(heads) + " |\n", 1)[1].splitlines()[1:]
    lines = after[: next((at for at, line in enumerate(after) if not line.startswith("|")), None)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_worked_example_comes_to_what_the_page_says(tmp_path: Path) -> None:
    rows = table(QUALITY, "row", "started", "ended", "cost", "what becomes of it")
    desk = Desk(tmp_path)
    desk.put("rows.csv", "\n".join(["started,ended,cost", *(",".join(row[1:4]) for row in rows)]))
    holds = Or(
        (IsNull(Column("ended")), Comparison(Compare.AT_LEAST, Column("ended"), Column("started")))
    )
    declared = source(
        column("started", DATE, required=True),
        column("ended", DATE),
        column("cost", NUMBER, low=Decimal(0), then=Then.QUARANTINE),
        dated="started",
        due=Due(10),
        expect=Expect(rules=(Rule("ends_later", holds, Then.WARN, "so it is"),)),
    )
    counts = desk.read(declared).counts
    score = score_of(counts, declared, date(2026, 9, 30), date(2026, 11, 12))
    said = {part: share for part, _, share in table(QUALITY, "part", "counted", "share")}
    assert {name: share_words(score.part(name)) for name in PARTS} == said
    assert score.lowest == "validity"


def test_a_part_that_nothing_asks_for_is_not_a_hundred_percent(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put("rows.csv", "a,b\n1,2\n")
    declared = source(column("a"), column("b"))
    score = score_of(desk.read(declared).counts, declared, None, date(2026, 11, 12))
    assert [share_words(score.part(name)) for name in PARTS] == [
        "not asked",
        "100%",
        "not asked",
        "not asked",
    ]


def test_only_a_whole_is_a_hundred_percent() -> None:
    assert [share_words(share) for share in (1.0, 0.99999, 0.5, 0.0)] == [
        "100%",
        "99.9%",
        "50%",
        "0%",
    ]


def test_what_rests_on_several_sources_is_as_good_as_the_weakest_of_each_part() -> None:
    both = lowest_of([Score(1.0, 0.9, None, None), Score(0.8, 1.0, 0.5, None)])
    assert both == Score(0.8, 0.9, 0.5, None)
    assert both.lowest == "timeliness"
    assert lowest_of([]).lowest is None


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", CHECKS, re.DOTALL))
def test_what_the_page_of_checks_shows_is_taken(block: str) -> None:
    """Each block stands in a source with the columns that the page speaks of."""
    text = BASE["sources/episodes.yaml"].decode()
    wanted = ("children", "population", "rate")
    numbers = "".join(f"  {name}: {{type: number}}\n" for name in wanted)
    text = text.replace("columns:\n", f"columns:\n{numbers}")
    if block.startswith("columns:"):
        reason = "  reason:   {one_of: [outcomes met, step up]}\n"
        text = text.replace("columns:\n", block).replace(reason, "")
    else:
        text = (
            text.replace("dated: started\n", "")
            + "dated: started\n"
            + block.replace("dated: started\n", "")
        )
    loaded = load_framework({**BASE, "sources/episodes.yaml": text.encode()})
    assert loaded.framework.source("episodes")
