"""What programs are told: the same disclosed figures as the pages, and plain words when they ask wrongly."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, seed, settings
from werkzeug.test import TestResponse

from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, Viewer, local_viewer
from dashboard.api.notebook import read_indicators, read_results
from dashboard.api.schemas import IndicatorOut, OutcomeOut, ResultOut
from dashboard.app import create_app
from dashboard.export.data_files import write_data
from dashboard.queries.indicator import read_indicator
from dashboard.queries.library import Library
from dashboard.queries.pages import StorePages
from framework.errors import UserError
from tests.frameworks.made_stores import starter_desk
from tests.refresh_desk import NOON, tiny

ONE_AREA = Viewer("one", frozenset({Role.BOARD_MEMBER}), frozenset({"E05099001"}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("api")


@pytest.fixture(scope="module")
def library(folder: Path) -> Iterator[Library]:
    with starter_desk(folder) as desk:
        yield desk.refresh()


def client_of(library: Library, viewer: Viewer | None = OPEN_DEMO_VIEWER) -> FlaskClient:
    app = create_app(StorePages(library), lambda _r: viewer, secret=b"s" * 32, library=library)
    return app.test_client()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return client_of(library)


def ask(client: FlaskClient, address: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1{address}")
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/json"
    return answer.json


def first_indicator(client: FlaskClient) -> str:
    return str(ask(client, "/indicators")["rows"][0]["id"])


def test_every_listing_is_found_from_the_index_and_the_document_tells_of_all(client):
    index = ask(client, "")
    paths = ask(client, "/openapi.json")["paths"]
    assert {"/api/v1/outcomes", "/api/v1/results"} <= set(index["addresses"])
    assert set(index["addresses"]) <= set(paths)


def test_a_figure_is_that_of_its_page(client, library):
    name = first_indicator(client)
    view = read_indicator(library, OPEN_DEMO_VIEWER, name)
    rows = ask(client, f"/results?indicator={name}")["rows"]
    home = {row["period"]: row["value"] for row in rows if row["area"] == "C01"}
    assert view.trend
    assert all(home[point.period] == point.value for point in view.trend)


def test_a_hidden_figure_is_hidden_here_too(client):
    rows = [
        row
        for one in ask(client, "/indicators")["rows"]
        for row in ask(client, f"/results?indicator={one['id']}&breakdown=all&limit=5000")["rows"]
    ]
    hidden = [row for row in rows if "[c]" in row["flags"]]
    assert hidden
    assert all(row["value"] is row["numerator"] is row["lower_95"] is None for row in hidden)


def test_pages_together_are_the_whole_and_follow_one_another(client):
    name = first_indicator(client)
    whole = ask(client, f"/results?indicator={name}&limit=5000")
    taken, after = [], f"/results?indicator={name}&limit=7"
    while after:
        page = ask(client, after)
        taken += page["rows"]
        after = (page["next"] or "").removeprefix("/api/v1")
    assert taken == whole["rows"]
    assert len(taken) == whole["total"]


def test_a_page_of_another_generation_is_refused(client):
    said = ask(client, "/areas?generation=99", 409)
    assert said["message"] == "generation 1 has been published meanwhile: begin again"


def test_who_holds_the_answer_already_gets_no_body(client):
    first = client.get("/api/v1/areas")
    again = client.get("/api/v1/areas", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/api/v1/areas?limit=1", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_who_may_hear_more_is_never_told_that_nothing_differs(library):
    officer = local_viewer(Role.OFFICER)
    tags = [
        client_of(library, one).get("/api/v1/areas").headers["ETag"]
        for one in (OPEN_DEMO_VIEWER, officer)
    ]
    assert len(set(tags)) == 2
    held = {"If-None-Match": tags[0]}
    assert client_of(library, officer).get("/api/v1/areas", headers=held).status_code == 200


def test_csv_holds_the_same_rows(client):
    name = first_indicator(client)
    plain = ask(client, f"/results?indicator={name}")["rows"]
    answer = client.get(f"/api/v1/results?indicator={name}&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.mimetype == "text/csv"
    assert [row["period"] for row in rows] == [row["period"] for row in plain]
    values = [float(row["value"]) if row["value"] else None for row in rows]
    assert values == [row["value"] for row in plain]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/results", 400, "indicator: Missing data for required field"),
        ("/results?indicator=nope", 404, "there is no indicator 'nope'"),
        ("/results?indicator=A;B", 400, "Write ids with commas between"),
        ("/areas?limt=3", 400, "limt: This is not asked here. What may be asked: format, limit"),
        ("/areas?limit=0", 400, "limit: Must be greater than or equal to 1"),
        ("/indicators/nope", 404, "There is nothing of that name"),
        ("/nothing/here", 404, "There is nothing at /api/v1/nothing/here"),
        ("/explain/nope", 404, "there is no indicator 'nope'"),
    ],
)
def test_a_wrong_question_is_answered_in_words(client, address, status, words):
    assert words in ask(client, address, status)["message"]


def test_nobody_is_told_nothing_and_somebody_only_of_their_areas(library):
    nobody = client_of(library, None)
    for path in ("", "/areas", "/results?indicator=x", "/openapi.json"):
        answer: TestResponse = nobody.get(f"/api/v1{path}")
        assert answer.status_code == 403
        assert b"Ours" not in answer.data
    mine = client_of(library, ONE_AREA)
    seen = {row["code"] for row in ask(mine, "/areas")["rows"]}
    name = first_indicator(mine)
    rows = ask(mine, f"/results?indicator={name}&limit=5000")["rows"]
    assert seen <= {"E05099001"}
    assert {row["area"] for row in rows} <= {"E05099001"}
    for other in ("C01", "E05099002", "E05099003", "X99999999"):  # no nearer word of any of them
        assert ask(mine, f"/results?indicator={name}&area={other}")["rows"] == []
    ask(mine, f"/explain/{name}?area=C01", 403)


def test_nothing_can_be_written(client):
    for address in ask(client, "")["addresses"]:
        for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
            answer = client.open(address, method=method)
            assert answer.status_code == 405
            assert {"GET", "HEAD", "OPTIONS"} == set(answer.headers["Allow"].split(", "))


def test_comparisons_are_those_of_the_results_also_as_a_table(tmp_path):
    desk = tiny(tmp_path)
    desk.refresh()
    client = client_of(Library(desk.engine, NOON.date))
    name = ",".join(one["id"] for one in ask(client, "/indicators")["rows"])
    results = ask(client, f"/results?indicator={name}&include=comparisons&limit=5000")["rows"]
    wanted = [
        (row["area"], row["period"], row["value"], other["with"], other["outcome"])
        for row in results
        for other in row["comparisons"]
    ]
    assert wanted
    rows = ask(client, f"/comparisons?indicator={name}&limit=5000")["rows"]
    keys = ("area", "period", "value", "with", "outcome")
    assert [tuple(row[key] for key in keys) for row in rows] == wanted
    table = client.get(f"/api/v1/comparisons?indicator={name}&limit=5000&format=csv").text
    told = [(row["area"], row["with"]) for row in csv.DictReader(io.StringIO(table))]
    assert told == [(area, other) for area, _, _, other, _ in wanted]
    desk.engine.dispose()


def test_how_a_figure_came_about_is_also_a_table(client):
    name = first_indicator(client)
    story = ask(client, f"/explain/{name}")
    rows = list(csv.reader(io.StringIO(client.get(f"/api/v1/explain/{name}?format=csv").text)))
    assert rows[0] == ["what", "words"]
    assert not [words for _, words in rows if "{" in words]
    assert [words for what, words in rows if what == "steps"] == story["steps"]
    assert {what for what, _ in rows[1:]} == {key for key, value in story.items() if value != []}


def test_an_answer_is_another_on_another_day(library):
    later = Library(library.engine, lambda: date(2031, 1, 1))
    tags = [client_of(one).get("/api/v1/areas").headers["ETag"] for one in (library, later)]
    assert len(set(tags)) == 2


def test_a_notebook_reads_the_same_as_the_api(client, folder):
    name = first_indicator(client)
    store = f"sqlite:///{folder / 'store.db'}"
    frame = read_results(store, indicators=[name])
    rows = ask(client, f"/results?indicator={name}&limit=5000")["rows"]
    assert list(frame["period"]) == [row["period"] for row in rows]
    assert [None if v != v else v for v in frame["value"]] == [row["value"] for row in rows]  # noqa: PLR0124
    assert frame.attrs["generation"] == 1
    assert set(read_indicators(store)["id"]) == {
        row["id"] for row in ask(client, "/indicators")["rows"]
    }
    with pytest.raises(UserError, match="there is no indicator"):
        read_results(store, indicators=["nope"])


def test_what_cannot_be_seen_of_a_title_is_in_no_answer_no_frame_and_no_file(tmp_path):
    def turned(text: str) -> str:
        return re.sub(r"(title: \W?\w)", "\\1\u202e\u3164", text, count=1)

    with starter_desk(tmp_path) as desk:
        desk.write("config/framework.yaml", turned)
        desk.write("config/indicators/early_help.yaml", turned)
        library = desk.refresh()
        answers = [
            client_of(library).get(f"/api/v1{address}").text
            for address in (
                "",
                "/indicators",
                "/indicators?format=csv",
                "/explain/assessed_in_time",
            )
        ]
        frame = read_indicators(f"sqlite:///{tmp_path / 'store.db'}")
        with library.open() as reading:
            for form in ("tidy", "parquet"):
                write_data(reading, OPEN_DEMO_VIEWER, form, tmp_path / form)
    answers += [one.read_text() for one in (tmp_path / "tidy").iterdir()]
    answers += [str(pq.read_table(tmp_path / "parquet" / "indicators.parquet").to_pylist())]
    for text in (*answers, *frame["title"]):
        assert not re.search("\u202e|\u3164|u202e|u3164", text)


def test_what_is_given_is_what_the_document_says(client):
    for address, shape in (("/outcomes", OutcomeOut()), ("/indicators", IndicatorOut())):
        for row in ask(client, address)["rows"]:
            assert shape.validate(row) == {}
    for row in ask(client, f"/results?indicator={first_indicator(client)}&include=comparisons")[
        "rows"
    ]:
        assert ResultOut().validate(row) == {}


def test_whatever_is_asked_the_answer_is_one_the_document_tells_of(library):
    app = create_app(
        StorePages(library), lambda _r: OPEN_DEMO_VIEWER, secret=b"s" * 32, library=library
    )
    asked = []
    for found in schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app).get_all_operations():

        @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
        @seed(1)
        @given(case=found.ok().as_strategy())
        def answers_as_told(case: schemathesis.Case) -> None:
            case.call_and_validate(headers={"Accept-Encoding": "identity"})

        answers_as_told()
        asked.append(found.ok().path)
    assert len(asked) == 11
