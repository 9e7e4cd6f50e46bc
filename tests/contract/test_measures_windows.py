"""Windows and waits, from the text an officer writes to the figures a Board reads."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.results import Flag
from indicators.disclose.disclosing import disclose
from indicators.measures.computed import Computed
from indicators.measures.computing import compute
from tests.rows_in_code import write_rows

BASE = read_config(Path(__file__).parents[1] / "bad_config" / "base")
PLANS = b"""source: plans
title: Statutory plans
owner: Social Care
rows: events
read: {kind: csv, path: plans*.csv}
columns:
  child: {private: yes}
  began: {type: date}
area_from: {column: ward, codes: wards}
dated: began
disclosure: {suppress: 1-5, round_to: 5}
"""
HEAD = "defaults: {source: episodes, grain: month, kind: performance, polarity: none}\n"
Rows = Sequence[Mapping[str, Any]]


def loaded(
    measure: str, plans: bytes = PLANS, sources: Mapping[str, bytes] | None = None
) -> Framework:
    unit = "percent" if measure.startswith("proportion") else "episodes"
    text = f"{HEAD}indicators:\n  one:\n    title: One\n    unit: {unit}\n    {measure}\n"
    outcomes = b"outcomes: {good: {title: Good, indicators: [one]}}"
    files = {
        **{path: held for path, held in BASE.items() if not path.startswith("indicators/")},
        "sources/plans.yaml": plans,
        "indicators/one.yaml": text.encode(),
        "outcomes.yaml": outcomes,
        **(sources or {}),
    }
    return load_framework(files).framework


def figures(folder: Path, framework: Framework, **rows: Rows) -> Computed:
    home = framework.home_area
    intake = {
        name: write_rows(
            folder, framework.source(name), [{"area": home} | dict(row) for row in held]
        )
        for name, held in rows.items()
    }
    cutoff, indicators = date(2030, 12, 31), framework.indicators
    return compute(framework, intake, indicators, cutoff=cutoff, progress=lambda *_: None)


def column(computed: Computed, framework: Framework, name: str) -> dict[str, Any]:
    rows = computed.frame.filter(
        (computed.frame["area"] == framework.home_area) & (computed.frame["breakdown"] == "")
    )
    return dict(zip(rows["period"].to_list(), rows[name].to_list(), strict=True))


def counted(folder: Path, where: str, *episodes: Mapping[str, Any]) -> dict[str, Any]:
    framework = loaded(f"count: {{where: {where}, dated: ended}}")
    return column(figures(folder, framework, episodes=episodes), framework, "numerator")


def spell(person: str | None, started: date, ended: date | None) -> dict[str, Any]:
    return {"person": person, "started": started, "ended": ended, "reason": "outcomes met"}


FIRST = spell("a", date(2024, 1, 2), date(2024, 2, 29))
WITHIN = "{later: {same: person, dated: started, within: 12 months}}"


@pytest.mark.parametrize(
    ("again", "counts"),
    [
        (date(2024, 2, 29), 0),  # the same day, unless it is said
        (date(2024, 3, 1), 1),
        (date(2025, 2, 28), 1),  # the last day: there is no 29 February
        (date(2025, 3, 1), 0),
        (date(2024, 2, 28), 0),  # before
    ],
)
def test_a_later_row_counts_from_the_next_day_to_the_same_day_of_the_last_month(
    tmp_path: Path, again: date, counts: int
) -> None:
    found = counted(tmp_path, WITHIN, FIRST, spell("a", again, None), spell("b", again, again))
    assert found.get("2024-02", 0) == counts


def test_the_same_day_counts_where_it_is_said_but_never_the_row_itself(tmp_path: Path) -> None:
    said = WITHIN.replace("months}", "months, same_day: yes}")
    of_one_day = spell("a", date(2024, 2, 29), date(2024, 2, 29))
    assert counted(tmp_path, said, of_one_day) == {}
    assert counted(tmp_path, said, of_one_day, FIRST)["2024-02"] == 1.0


def test_other_people_and_rows_without_a_person_are_nobody_who_came_back(tmp_path: Path) -> None:
    rows = [FIRST, spell("b", date(2024, 3, 9), None), spell(None, date(2024, 3, 9), None)]
    assert counted(tmp_path, WITHIN, *rows, spell(None, date(2024, 1, 1), date(2024, 2, 1))) == {}


def test_a_condition_chooses_the_other_rows_and_another_the_own(tmp_path: Path) -> None:
    back = spell("a", date(2024, 5, 5), None) | {"reason": "step up"}
    other = WITHIN.replace("months}", "months, where: \"reason = 'step up'\"}")
    own = WITHIN.replace("months}", "months, and: \"reason = 'step up'\"}")
    assert counted(tmp_path, other, FIRST, back)["2024-02"] == 1.0
    assert counted(tmp_path, other, FIRST, back | {"reason": "outcomes met"}) == {}
    assert counted(tmp_path, own, FIRST, back) == {}


SUSTAINED = (
    "proportion: {denominator: closed_met, dated: ended, wait: 6 months, numerator: {none_later: "
    "{source: plans, same: person, called: child, dated: began, within: 6 months}}}"
)


def test_a_cohort_is_given_once_all_of_it_was_followed(tmp_path: Path) -> None:
    """Help that lasts: nobody of January has a plan by July; February is not followed yet."""
    framework = loaded(SUSTAINED)
    closed = [spell(name, date(2023, 12, 1), date(2024, 1, 31)) for name in "abcd"]
    later = [spell(name, date(2023, 12, 1), date(2024, 2, 1)) for name in "efgh"]
    plans = [
        {"child": "a", "began": date(2024, 7, 31)},
        {"child": "b", "began": date(2024, 1, 31)},
        {"child": "e", "began": date(2024, 6, 1)},
    ]
    still_open = [spell("z", date(2024, 9, 30), None)]
    found = figures(tmp_path, framework, episodes=[*closed, *later, *still_open], plans=plans)
    assert column(found, framework, "numerator") == {"2023-12": 0.0, "2024-01": 3.0}
    assert column(found, framework, "denominator") == {"2023-12": 0.0, "2024-01": 4.0}


def test_a_source_is_followed_by_the_date_that_the_window_names(tmp_path: Path) -> None:
    """Where the other source names no date of its own, the window's says which months it knows."""
    plans = PLANS.replace(b"dated: began\n", b"")
    framework = loaded(SUSTAINED, plans)
    closed = [spell("a", date(2024, 1, 1), date(2024, 1, 31))]
    known = [{"child": "x", "began": date(2024, 7, 31)}]
    found = figures(tmp_path, framework, episodes=closed, plans=known)
    assert column(found, framework, "numerator") == {"2024-01": 1.0}


def test_a_row_whose_person_is_missing_is_told_as_unknown(tmp_path: Path) -> None:
    framework = loaded(SUSTAINED)
    rows = [spell(None, date(2023, 12, 1), date(2024, 1, 31)), FIRST]
    plans = [{"child": "a", "began": date(2024, 12, 31)}]
    found = figures(tmp_path, framework, episodes=rows, plans=plans)
    assert found.matched["one"]["numerator_unknown"] == 1
    assert found.matched["one"]["numerator_true"] == 1


def test_the_stricter_source_of_a_window_protects_its_figures(tmp_path: Path) -> None:
    """Episodes hide nothing, plans hide 1 to 5: so a few people with a plan are hidden."""
    framework = loaded(SUSTAINED.replace("none_later", "later"))
    people = [f"p{number}" for number in range(40)]
    closed = [spell(name, date(2024, 1, 1), date(2024, 1, 31)) for name in people]
    plans = [{"child": name, "began": date(2024, 3, 1)} for name in people[:3]]
    plans.append({"child": "x", "began": date(2024, 8, 31)})
    computed = figures(tmp_path, framework, episodes=closed, plans=plans)
    shown = disclose(computed, framework).frame.row(0, named=True)
    assert (shown["value"], shown["numerator"]) == (None, None)
    assert Flag(shown["flags"]) & Flag.SUPPRESSED


def test_the_sources_of_a_window_are_sources_of_its_indicator() -> None:
    assert loaded(SUSTAINED).indicators[0].sources == ("episodes", "plans")


def test_a_window_that_no_row_meets_is_named_as_it_is_written(tmp_path: Path) -> None:
    framework = loaded(f"count: {{where: {WITHIN}, dated: ended}}")
    found = figures(tmp_path, framework, episodes=[FIRST])
    (warning,) = [text for text in found.warnings if "never true" in text]
    assert "{later: {same: person, source: episodes, dated: started, within: 12 months}}" in warning


def test_under_called_a_row_does_not_count_as_its_own_other_event(tmp_path: Path) -> None:
    """The child's own plan is in its window, and is not the one of the sibling that was asked for."""
    measure = (
        "count: {dated: ended, where: {earlier: {same: person, called: sibling, dated: started, "
        "within: 12 months}}}"
    )
    source = BASE["sources/episodes.yaml"].replace(
        b"  started:", b"  sibling: {private: yes}\n  started:"
    )
    framework = loaded(measure, sources={"sources/episodes.yaml": source})
    rows = [
        {"person": "p1", "sibling": "zz", "started": date(2025, 2, 1), "ended": date(2025, 2, 20)},
        {"person": "qq", "sibling": "p1", "started": date(2025, 1, 15), "ended": None},
    ]
    found = figures(tmp_path, framework, episodes=rows).frame
    assert found.filter(area=framework.home_area)["numerator"].sum() == 1
