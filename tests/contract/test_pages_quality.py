"""The page of data quality: each source in four parts, why rows are not used, and who may fetch them."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from dashboard.access.viewers import Role, Viewer
from dashboard.queries.qualities import QualityView, lead_of
from indicators.quality.counts import Counts
from indicators.quality.findings import FINDINGS
from indicators.quality.report import USED, Report, write_report
from tests.frameworks.made_apps import make_app, make_client, read
from tests.frameworks.made_quality import SOURCES
from tests.frameworks.views import HandMadePages

OFFICER = Viewer("Officer", frozenset({Role.BOARD_MEMBER, Role.OFFICER}))
OFFICER_OF_ONE = replace(OFFICER, name="One", areas=frozenset({"E10000099"}))
LIST = "/quality/episodes.csv"


@pytest.fixture
def pages(tmp_path: Path) -> HandMadePages:
    row = (
        "=1+1.csv",
        7,
        "end",
        None,
        None,
        "S122",
        "ends",
        "cells that contradict each other",
        "warn",
    )
    found = pl.DataFrame([row], schema=dict(FINDINGS), orient="row")
    write_report(tmp_path, Report("episodes", USED, (), Counts(), 1, found))
    return HandMadePages(reports=tmp_path)


def test_each_source_stands_with_its_four_parts_and_what_became_of_its_rows() -> None:
    words, tags = read(make_client().get("/quality"))
    assert "2 of 4 sources need a look: Mental health waiting list (late), Family survey" in words
    assert "31 rows are set aside." in words
    assert "23,571 of 23,605 used" in words
    assert "31 set aside" in words
    assert "help cannot end before it starts" in words
    assert "Due and not here: October 2026" in words
    assert words.count("not asked") >= 7
    here = next(a for t, a in tags if t == "a" and a.get("aria-current") == "page")
    assert here["href"] == "/quality?month=2026-10&area=E10000099"


def test_a_page_on_which_all_is_well_still_says_that_rows_are_not_understood() -> None:
    good = SOURCES[0]
    assert lead_of([good]) == (
        "The one source is on time and in use. 31 rows are set aside. 3 rows are not understood."
    )
    hidden = replace(good, quarantined=0, problems=None)
    assert lead_of([hidden, replace(hidden, problems=0)]) == (
        "All 2 sources are on time and in use. Some rows are not understood."
    )


def test_the_lowest_part_is_marked_and_a_whole_one_never() -> None:
    _, tags = read(make_client().get("/quality"))
    marked = [a for t, a in tags if t == "td" and "lowest" in (a.get("class") or "")]
    assert len(marked) == 3


def test_a_framework_without_sources_says_so() -> None:
    def bare(view: object) -> object:
        return (
            replace(view, sources=(), lead="There is no source.")
            if isinstance(view, QualityView)
            else view
        )

    words, _ = read(make_client(HandMadePages(change=bare)).get("/quality"))
    assert "No source is declared, so there are no rows to speak of." in words


def test_only_officers_and_operators_of_every_area_may_fetch_failing_rows(
    pages: HandMadePages,
) -> None:
    assert make_client(pages).get(LIST).status_code == 403
    assert make_client(pages, OFFICER_OF_ONE).get(LIST).status_code == 403
    assert make_app(pages, None).test_client().get(LIST).status_code == 403
    answer = make_client(pages, OFFICER).get(LIST)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_link_to_failing_rows_is_shown_to_those_who_may_follow_it() -> None:
    for viewer, shown in ((OFFICER, True), (OFFICER_OF_ONE, False)):
        _, tags = read(make_client(None, viewer).get("/quality"))
        assert (LIST in [a.get("href") for t, a in tags if t == "a"]) is shown


def test_no_cell_of_the_list_is_taken_for_a_formula(pages: HandMadePages) -> None:
    text = make_client(pages, OFFICER).get(LIST).data.decode("utf-8-sig")
    assert '"\'=1+1.csv","7","end"' in text


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fsecret", "%2e%2e", "Episodes", "a" * 50])
def test_a_list_of_no_source_is_not_there(pages: HandMadePages, name: str) -> None:
    assert make_client(pages, OFFICER).get(f"/quality/{name}.csv").status_code == 404
