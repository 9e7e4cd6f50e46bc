"""`explain` says how many rows each step kept and dropped, down to an indicator's own conditions."""

from collections.abc import Iterator
from datetime import date

import pytest

from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, local_viewer
from dashboard.app import create_app
from dashboard.cli.explaining import show_explanation
from dashboard.queries.explain import SourceOfFigure, explain
from dashboard.queries.library import Library
from dashboard.queries.pages import StorePages
from framework.settings import Settings
from tests.refresh_desk import NOON, Desk, tiny

OFFICER = local_viewer(Role.OFFICER)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = tiny(tmp_path_factory.mktemp("rows"))
    made.exchange("indicators/early_help.yaml", "count: all", "count: \"reason = 'outcomes met'\"")
    made.refresh()
    yield made
    made.engine.dispose()


def source_of(desk: Desk, indicator: str, viewer=OFFICER) -> SourceOfFigure:
    found = explain(Library(desk.engine, NOON.date), viewer, indicator, month="2025-06")
    return found.sources[0]


def test_a_share_says_what_its_denominator_and_then_its_numerator_kept(desk: Desk) -> None:
    steps = source_of(desk, "assessed_in_time").steps
    assert [(one.what, one.kept, one.dropped) for one in steps] == [
        ("read", 15, 0),
        ("denominator: assessed is not null", 13, 2),
        ("of those, numerator: working_days(started, assessed) <= 45", 11, 2),
    ]


def test_rows_of_which_a_condition_cannot_be_told_are_said(desk: Desk) -> None:
    *_, last = source_of(desk, "episodes_started").steps
    assert last.what == "condition: reason = 'outcomes met'"
    assert (last.kept, last.dropped, last.unknown) == (3, 12, 9)
    assert last.dropped_words == "12, of 9 of which it cannot be told"


def test_a_sum_in_a_ratio_takes_the_rows_that_have_its_number(desk: Desk) -> None:
    steps = source_of(desk, "cost_per_closed").steps
    assert [(one.what, one.kept, one.dropped) for one in steps[1:]] == [
        ("denominator: ended is not null and sex is not null", 6, 9),
        ("numerator: the sum of cost, over rows where sex is not null and cost is not null", 14, 1),
    ]


def test_a_ratio_says_of_which_columns_the_sum_is_taken_and_which_rows_are_counted(
    desk: Desk,
) -> None:
    declared = explain(
        Library(desk.engine, NOON.date), OFFICER, "cost_per_closed", month="2025-06"
    ).declared
    summed = "the sum of cost, over rows where sex is not null and cost is not null"
    assert f"numerator: {summed}" in declared
    assert "denominator: the count of rows where ended is not null and sex is not null" in declared


def test_published_values_say_how_many_rows_their_condition_found(desk: Desk) -> None:
    found = explain(Library(desk.engine, NOON.date), OFFICER, "ready_for_school", area="England")
    steps = found.sources[0].steps
    assert steps[1].what == "condition: key = 'ready for school'"
    assert steps[0].kept == (steps[1].kept or 0) + (steps[1].dropped or 0)


def test_a_figure_that_should_be_newer_by_now_is_explained_as_not_rated(desk: Desk) -> None:
    then = explain(Library(desk.engine, NOON.date), OFFICER, "cost_total", month="2025-10")
    assert then.rating == "amber"
    months_on = Library(desk.engine, lambda: date(2026, 6, 1))
    late = explain(months_on, OFFICER, "cost_total", month="2026-05")
    assert late.steps[: len(then.steps)] == then.steps
    assert late.rating == "not rated"
    assert late.steps[-1] == (
        "A newer figure is late, so now it counts as not rated: the figure is out of date."
    )


def test_the_command_says_that_the_rows_are_those_of_every_area(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(desk.folder, desk.folder / "data", str(desk.engine.url))
    show_explanation(settings, "days_to_plan", area="Northing", month="2025-06", as_json=False)
    lines = capsys.readouterr().out.splitlines()
    told = (
        "  Rows of every area and period, step by step; "
        "not to be passed on where small counts are hidden:"
    )
    place = lines.index(told)
    assert lines[place + 1].split()[1:] == ["read"]


def test_an_officer_sees_the_passes_of_the_engine_and_a_board_member_does_not(desk: Desk) -> None:
    by = source_of(desk, "assessed_in_time").counted_by
    assert by is not None
    assert by.engine == "polars"
    assert "rows where assessed is not null" in by.passes
    assert source_of(desk, "assessed_in_time", OPEN_DEMO_VIEWER).counted_by is None


def test_what_was_counted_stays_told_when_a_later_run_counts_something_else(desk: Desk) -> None:
    before = source_of(desk, "days_to_plan").steps
    desk.exchange("indicators/early_help.yaml", "<= 45", "<= 60")
    assert desk.refresh(indicators=frozenset({"assessed_in_time"})).state.value == "published"
    assert source_of(desk, "days_to_plan").steps == before
    assert source_of(desk, "assessed_in_time").steps[-1].kept == 13


@pytest.mark.parametrize("viewer", [OFFICER, OPEN_DEMO_VIEWER])
def test_the_page_says_the_steps_in_a_table(desk: Desk, viewer) -> None:
    library = Library(desk.engine, NOON.date)
    pages = StorePages(library, desk.folder / "intake")
    app = create_app(pages, lambda _: viewer, secret=b"s" * 32, library=library)
    text = app.test_client().get("/indicator/days_to_plan/explain?month=2025-06").text
    assert "Rows of every area and period, step by step" in text
    assert "condition: planned is not null" in text.lower()
    assert ("Counted by polars in" in text) is (viewer is OFFICER)
