"""Numbers of rows and single rows: what a board member hears names no hidden count."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, Viewer, local_viewer
from dashboard.api.notebook import read_results
from dashboard.app import create_app
from dashboard.cli.telling import tell_now
from dashboard.queries.explain import explain
from dashboard.queries.library import Library
from dashboard.queries.metrics import metrics_text
from dashboard.queries.pages import StorePages
from dashboard.queries.row_words import UNTOLD, reason_words, rows_shown, rows_words
from dashboard.queries.status import read_status
from dashboard.telling.concerns import troubles_of
from framework.load.files import read_config
from framework.model.sources import Then
from framework.settings import Settings
from framework.store import tables
from framework.store.recording import pack_files
from framework.store.telling import last_messages
from indicators.connect.rows import RowProblem
from indicators.connect.tallying import Tally, notes_on_cells
from indicators.quality.findings import ONLY_TOLD
from tests.refresh_desk import HIDES_NOTHING, NOON, Desk, tiny
from tests.sources_in_code import source

OPERATOR = local_viewer(Role.OPERATOR)
OF_ONE_AREA = Viewer("one", frozenset({Role.BOARD_MEMBER, Role.OFFICER}), frozenset({"E10900001"}))
HIDES = "disclosure: {suppress: 1-2, round_to: 1}\n"
RULE = (
    "expect: {rows_at_least: 1, change_at_most: 40%, rules: "
    "[{name: not_moved, holds: \"reason is null or reason != 'moved away'\", then: warn, "
    "because: nobody moves}]}\n"
)
EXPECT = "expect: {rows_at_least: 1, change_at_most: 40%}\n"
MONTH = "2025-06"
TEAM = "Early Help Service"
# the address of a style or a script holds when its file was written: any digits at all
FILE_TIMES = re.compile(r"\?m=[\d.]+|m\d{10}[\d.]*")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give 111 episodes of a source that hides small counts, three of which break a rule."""
    made = tiny(tmp_path_factory.mktemp("told"))
    made.exchange("sources/episodes.yaml", HIDES_NOTHING + EXPECT, HIDES + RULE)
    path = made.folder / "data" / "episodes.csv"
    row = "{n},q{n},2025-04-02,2025-05-10,2025-05-12,2025-08-20,{why},3,F,N1,1.00\n"
    more = (row.format(n=n, why="moved away" if n < 102 else "step up") for n in range(100, 196))
    path.write_text(path.read_text(encoding="utf-8") + "".join(more), encoding="utf-8")
    made.refresh()
    yield made
    made.engine.dispose()


@pytest.fixture
def library(desk: Desk) -> Library:
    return Library(desk.engine, NOON.date)


def pages(desk: Desk, library: Library) -> StorePages:
    return StorePages(library, desk.folder / "intake")


def client(desk: Desk, library: Library, viewer: Viewer) -> FlaskClient:
    made = pages(desk, library)
    return create_app(made, lambda _: viewer, secret=b"s" * 32, library=library).test_client()


def names_rows(text: str) -> bool:
    """Say whether a text tells how many rows there are, how many failed, or which."""
    told = ("3 rows", "3 row", "csv row", "97.2", "97.3")
    text = FILE_TIMES.sub("", text)
    # 111 as a number of its own: hashes of what was published hold it now and then
    counted = re.search(r"\b111\b|about \d|fewer than 50", text)
    return any(one in text for one in told) or counted is not None


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0"),
        (3, "some"),
        (23_605, "some"),
    ],
)
def test_of_rows_that_are_not_told_is_said_whether_there_are_any(count, words):
    assert rows_words(rows_shown(count, untold=True)) == words
    assert rows_words(rows_shown(count, untold=False)) == f"{count:,}"


@pytest.mark.parametrize("viewer", [OPEN_DEMO_VIEWER, OF_ONE_AREA])
@pytest.mark.parametrize(
    "address",
    [
        "/quality",
        "/status",
        f"/indicator/episodes_started?month={MONTH}",
        f"/api/v1/explain/episodes_started?month={MONTH}",
    ],
)
def test_no_page_tells_the_board_how_many_rows_there_are_or_fail(desk, library, viewer, address):
    answer = client(desk, library, viewer).get(address)
    assert answer.status_code == 200
    assert "episodes" in answer.text
    assert not names_rows(answer.text)


def test_an_operator_hears_which_rows_fail_and_how_many_are_read(desk, library):
    quality = client(desk, library, OPERATOR).get("/quality").text
    assert "does not hold in 3 rows: nobody moves; in episodes.csv rows 6, 17 and 18" in quality
    assert "111 of 111 used" in quality
    (episodes,) = (s for s in pages(desk, library).status(OPERATOR).sources if s.name == "episodes")
    assert episodes.rows_words == "111"


def test_the_board_hears_that_some_rows_fail_and_why(desk, library):
    (told,) = (
        one.why
        for one in pages(desk, library).quality(OPEN_DEMO_VIEWER, None, None).sources
        if one.name == "episodes"
    )
    assert told == ("a rule does not hold in some rows: nobody moves",)


def test_the_board_hears_no_share_that_one_row_could_move(desk, library):
    """Three of 111 rows break a rule, and timeliness, which is of no rows, is lower still."""
    heard, exact = (
        next(
            one
            for one in pages(desk, library).quality(who, None, None).sources
            if one.owner == TEAM
        )
        for who in (OPEN_DEMO_VIEWER, OPERATOR)
    )
    assert [one.text for one in heard.parts] == ["100%", "100%", "91.6%", "not all"]
    assert [one.share for one in heard.parts] == [1, 1, 11 / 12, None]
    assert (heard.lowest, exact.lowest) == ("", "timeliness")
    assert exact.parts[-1].text == "97.2%"
    figure = pages(desk, library).indicator(OPEN_DEMO_VIEWER, "episodes_started", None, None)
    (said,) = (one.text for one in figure.data_quality if one.label == "Data quality")
    assert said == "completeness 100%, validity 100%, timeliness 91.6%, consistency not all"


def test_an_explanation_tells_the_board_no_number_of_rows_from_which_a_hidden_one_follows(
    desk, library
):
    """Rounded sums give a hidden month away too: the months that are seen and one cut say which it is."""
    addresses = (
        f"/api/v1/explain/assessed_in_time?month={MONTH}",
        f"/api/v1/explain/assessed_in_time?month={MONTH}&format=csv",
        f"/indicator/assessed_in_time/explain?month={MONTH}",
    )
    for address in addresses:
        told = client(desk, library, OPEN_DEMO_VIEWER).get(address).text
        assert "denominator: assessed is not null" in told.lower()
        assert not re.search(r"about \d|fewer than 50|kept: \d|rows: \d", told)
    source = explain(library, OPEN_DEMO_VIEWER, "assessed_in_time", month=MONTH).sources[0]
    assert source.rows is None
    assert source.steps
    assert {(one.kept, one.dropped, one.unknown) for one in source.steps} == {(None, None, None)}
    exact = explain(library, OPERATOR, "assessed_in_time", month=MONTH).sources[0]
    assert (exact.rows, exact.steps[0].kept) == (111, 111)


def test_status_and_what_is_sent_say_no_single_rows(desk, library):
    view = pages(desk, library).status(OPEN_DEMO_VIEWER)
    gauges = metrics_text(pages(desk, library).watch())
    assert 'fingerpost_source_rows{source="mid_year"} 60.0' in gauges
    assert 'fingerpost_source_rows{source="episodes"}' not in gauges
    # The seconds that a run took are the only floats here; they may be any.
    told = json.loads(json.dumps(asdict(view)), parse_float=lambda _: None)
    assert not names_rows(json.dumps(told))
    assert not names_rows(str(troubles_of(view, None, ("operator",))))


def test_a_mail_of_a_kept_source_names_the_rule_and_no_rows(tmp_path):
    made = tiny(tmp_path)
    made.exchange(
        "sources/episodes.yaml", HIDES_NOTHING + EXPECT, HIDES + RULE.replace("warn", "quarantine")
    )
    made.refresh()
    made.exchange("sources/episodes.yaml", "then: quarantine", "then: stop")
    notice = "notice: Made-up data for tests.\n"
    made.exchange("framework.yaml", notice, f"{notice}tell: {{failure: [operator]}}\n")
    made.refresh()
    tell_now(Settings(made.folder, made.folder / "data", str(made.engine.url)))
    (mail,) = (one for one in last_messages(made.engine) if "could not be used" in one.title)
    assert "does not hold in some rows: nobody moves [S122]" in mail.body
    assert not names_rows(mail.body)
    assert "csv" not in mail.body
    made.engine.dispose()


@pytest.mark.parametrize("code", ["S101", "S109", "S113"])
@pytest.mark.parametrize("then", [*(one.value for one in Then), ONLY_TOLD])
def test_of_one_row_the_board_hears_what_it_hears_of_two(code, then):
    """That it is one would name a hidden count: with its place or, from an engine, without it."""
    board = Viewer("Board", frozenset({Role.BOARD_MEMBER}))

    def heard(count, places):
        tally = Tally(source(), problems=places)
        tally.failed[code, "age", then] = count
        return [reason_words(one, board) for one in notes_on_cells(tally)]

    places = [RowProblem("k.csv", row, "age", "is not so", code, then) for row in (7, 9)]
    assert heard(1, []) == heard(2, [])
    assert heard(1, places[:1]) == heard(2, places)
    assert heard(2, places)


def test_the_notebook_reader_has_no_numbers_of_rows(desk):
    frame = read_results(str(desk.engine.url))
    assert not [name for name in frame.columns if "row" in name]
    assert not frame["value"].isin([1.0, 2.0]).where(frame["indicator"] == "episodes_started").any()


@pytest.mark.parametrize(
    ("reason", "heard"),
    [
        ("it holds 97 rows; at least 100 are expected [S132]", "too few rows"),
        (
            "it holds 5 rows, and 10 last time: a change of -50%, where at most 40% is expected [S133]",
            "more or fewer rows than last time",
        ),
        (
            "30 of 90 rows cannot be understood (at most 10% may be) [S136]; f.csv row 7: 'a' is no date",
            f"too many rows cannot be used; {UNTOLD}",
        ),
        (
            "'sex': empty in 3 rows, the first in k.csv row 7; set aside [S101]",
            "'sex': empty in some rows",
        ),
        ("no row is left of 3: 3 left out (who)", UNTOLD),
        (
            "indicator 'told' keeps its last good figures: C01, 2024 stands in 2 rows",
            f"indicator 'told' keeps its last good figures: {UNTOLD}",
        ),
        (
            "source 'kids': it holds 97 rows; at least 100 are expected [S132]",
            "source 'kids': too few rows",
        ),
        ("empty.csv holds no rows", "empty.csv holds no rows"),
        ("k.csv: there is no column 'ward'; did you mean 'Edward'?", UNTOLD),
        (
            "Source 'kids' was refused: k.xlsx: there is no sheet 'A'. It has 'Jo Bloggs 2014'.",
            f"Source 'kids' was refused: {UNTOLD}",
        ),
        ("k.csv: line 12, byte 31 (0x81) is not cp1252", UNTOLD),
        (
            "the number of rows is far from usual in Alder in 2024-08 and 4 more [S124]",
            "a figure far from its series",
        ),
        (
            "source 'kids': no file matches 'k.csv' in data",
            "source 'kids': no file matches 'k.csv' in data",
        ),
        (
            "1 of 3 sources is kept: kids (no file matches 'k.csv' in data)",
            "1 of 3 sources is kept",
        ),
        (
            "2 of 3 sources are kept: a (it holds 5 rows, and 15 last time), b",
            "2 of 3 sources are kept",
        ),
        (
            "k.csv was read last time and is not here [S134]",
            "k.csv was read last time and is not here",
        ),
    ],
)
def test_a_reason_is_told_to_the_board_without_numbers_places_and_codes(reason, heard):
    assert reason_words(reason, OPEN_DEMO_VIEWER) == heard
    assert reason_words(reason, OPERATOR) == reason


def test_who_is_mailed_hears_of_a_refused_file_without_what_it_holds():
    mailed = Viewer("Mail", frozenset({Role.OPERATOR}), frozenset())
    reason = "k.xlsx: there is no sheet 'A'. It has 'Jo Bloggs 2014'"
    assert reason_words(reason, mailed) == "k.xlsx: there is no sheet …"
    assert reason_words("k.csv: line 12, byte 31 (0x81) is not utf", mailed) == (
        "k.csv: line …, byte … (…) is not utf"
    )


def test_a_figure_from_before_its_source_was_rounded_is_not_told(tmp_path):
    made = tiny(tmp_path)
    made.refresh()
    made.exchange("sources/episodes.yaml", "{suppress: none}", "{suppress: 1-2, round_to: 5}")
    made.refresh()
    library, told = Library(made.engine, NOON.date), []
    for month in ("2025-04", "2025-05", "2025-06", "2025-07", "2025-09"):
        told += explain(library, OPEN_DEMO_VIEWER, "episodes_started", month=month).revisions
    made.engine.dispose()
    assert told
    assert all(one.endswith("(generation 2): its protection changed since.") for one in told)


def test_a_figure_from_before_small_counts_were_hidden_by_default_is_not_told(tmp_path):
    """What an older program published of a source that says nothing of disclosure was exact."""
    made = tiny(tmp_path)
    row = "10,p09,2025-07-01,2025-07-31,2025-08-04,,,5,M,N1,99.99"
    more = [row.replace("10,p09", f"{100 + n},q{n}") for n in range(12)]
    made.exchange("data/episodes.csv", row, "\n".join([row, *more]))
    made.refresh()
    made.exchange("sources/episodes.yaml", "disclosure: {suppress: none}\n", "")
    with made.engine.begin() as connection:
        left = pack_files(read_config(made.folder))
        connection.execute(update(tables.framework_version).values(files=left))
    made.refresh()
    library = Library(made.engine, NOON.date)
    found = explain(library, OPEN_DEMO_VIEWER, "episodes_started", month="2025-07")
    made.engine.dispose()
    assert found.value == "15"
    assert [
        one.endswith("(generation 2): its protection changed since.") for one in found.revisions
    ] == [True]


def test_a_board_member_hears_of_nothing_wrong_where_nothing_is(tmp_path):
    made = tiny(tmp_path)
    made.refresh()
    nothing_is_late = date(2025, 11, 5)
    found = read_status(Library(made.engine, lambda: nothing_is_late), OPEN_DEMO_VIEWER)
    assert {one.reason for one in found.sources} == {""}
    assert {one.reason for one in found.operations.runs} == {""}
    made.engine.dispose()


def test_a_board_member_hears_that_figures_are_late_and_since_when(tmp_path):
    made = tiny(tmp_path)

    made.refresh()
    a_year_on = NOON.date().replace(year=NOON.year + 1)
    found = read_status(Library(made.engine, lambda: a_year_on), OPEN_DEMO_VIEWER)
    [late] = [one for one in found.sources if one.late]
    assert late.reason == late.late != ""
    made.engine.dispose()
