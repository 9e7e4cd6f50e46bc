"""A source is held to its promise in one way: status, data quality, telling and monitoring agree."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.queries.library import Library
from dashboard.queries.metrics import metrics_text
from dashboard.queries.qualities import sources_of
from dashboard.queries.source_quality import SourceQuality
from dashboard.queries.status import read_status
from dashboard.queries.status_views import SourceStatus
from dashboard.telling.concerns import troubles_of
from tests.frameworks.made_stores import Desk, starter_desk

INDICATORS = "config/indicators/early_help.yaml"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with starter_desk(tmp_path) as made:
        yield made


def seen(desk: Desk, library: Library, name: str) -> tuple[SourceStatus, SourceQuality]:
    """Give one source as the status and as the page of data quality have it."""
    status = {one.name: one for one in read_status(library, OPEN_DEMO_VIEWER).sources}
    with library.open() as reading:
        found = sources_of(
            reading.framework,
            OPEN_DEMO_VIEWER,
            reading.snapshot.source_states(),
            desk.folder / "intake",
            desk.today,
        )
    return status[name], {one.name: one for one in found}[name]


def test_figures_that_wait_do_not_put_off_what_their_source_promised(desk):
    desk.today = date(2026, 12, 2)
    desk.write(
        INDICATORS,
        lambda text: text.replace("dated: ended}", "dated: ended, wait: 3 months}").replace(
            "dated: assessed}", "dated: assessed, wait: 3 months}"
        ),
    )
    status, quality = seen(desk, desk.refresh(), "episodes")
    assert (status.state, quality.state) == ("late", "late")
    assert quality.expected == "October 2026"
    assert status.late.startswith("figures for October 2026 are due")
    assert status.expected == "October 2026 by 30 November 2026"
    assert status.late_days == 2


def test_what_is_expected_next_is_not_what_is_here_already(desk):
    desk.today = date(2026, 10, 2)
    status, _ = seen(desk, desk.refresh(), "episodes")
    assert status.as_at == "2026-09-30"
    assert status.expected == "October 2026 by 30 November 2026"


def test_a_population_that_is_behind_its_promise_is_late_everywhere(desk):
    desk.today = date(2026, 12, 2)
    (desk.folder / "config/sources/people.yaml").write_text(
        "source: people\ntitle: People\nowner: Insight Team\nrows: population\n"
        "read: {kind: csv, path: people.csv}\n"
        "columns:\n  people: {type: number, decimals: 0}\n"
        "area_from: {column: area}\n"
        "period_from: {column: year, shape: year, grain: year, year: calendar}\n"
        "how_many: people\ndue: 30 days\n"
    )
    (desk.folder / "data/people.csv").write_text("area,year,people\nC01,2024,900\n")
    desk.write(
        INDICATORS,
        lambda text: (
            text
            + "  helped:\n    title: Families helped\n    kind: context\n    polarity: none\n"
            + "    unit: per 1,000\n    grain: year\n"
            + "    rate: {numerator: closed, population: people, population_year: latest, "
            + "dated: ended, per: 1000}\n    owner: Head of Early Help\n"
        ),
    )
    desk.write(
        "config/outcomes.yaml", lambda text: text.replace("stepped_up]", "stepped_up, helped]")
    )
    library = desk.refresh()
    status, quality = seen(desk, library, "people")
    assert (status.state, quality.state) == ("late", "late")
    assert status.late.startswith("figures for 2025 are due and its rows end on 31 December 2024")
    days = (desk.today - date(2026, 1, 30)).days
    assert status.late_days == days
    text = metrics_text(read_status(library, OPEN_DEMO_VIEWER))
    assert f'fingerpost_source_late_days{{source="people"}} {days}.0' in text


def test_of_a_source_that_was_never_good_nobody_says_that_its_figures_are_kept(desk):
    (desk.folder / "config/sources/calls.yaml").write_text(
        "source: calls\ntitle: Calls\nowner: Front Door\nrows: events\n"
        "read: {kind: csv, path: calls.csv}\n"
        "columns:\n  came: {type: date, required: yes}\n"
        "area_from: {column: district}\ndated: came\ndisclosure: {suppress: none}\n"
    )
    (desk.folder / "data/calls.csv").write_text("district\nD01\n")
    desk.write(
        INDICATORS,
        lambda text: (
            text
            + "  calls:\n    title: Calls\n    source: calls\n    kind: context\n"
            + "    polarity: none\n    unit: calls\n    count: {dated: came}\n"
            + "    owner: Head of Early Help\n"
        ),
    )
    desk.write(
        "config/outcomes.yaml", lambda text: text.replace("stepped_up]", "stepped_up, calls]")
    )
    library = desk.refresh()
    status, quality = seen(desk, library, "calls")
    assert (status.state, quality.state) == ("stopped", "stopped")
    view = read_status(library, OPEN_DEMO_VIEWER)
    assert "Calls" in view.lead
    assert 'fingerpost_source_state{source="calls",state="stopped"} 1.0' in metrics_text(view)
    (trouble,) = (one for one in troubles_of(view, None, ()) if one.subject == "calls")
    assert "never good yet, so the pages show nothing of it" in trouble.stands
    assert "kept" not in trouble.stands
