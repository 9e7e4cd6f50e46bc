"""A partner's file comes in through one form: from our own pages, by those who may, and checked first."""

import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from dashboard.access.gate import token_of
from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, Viewer, local_viewer
from dashboard.commands.uploading import Counter
from framework.store.uploads import uploads_of
from tests.frameworks.made_apps import attacks, read
from tests.uploads_in_code import GOOD, OFFICER, SECRET, client, counter, counter_at

HERE = {"Origin": "http://localhost"}
BAD = GOOD.replace(b"2025-04-01", b"the first of April")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    counter(folder).engine.dispose()
    return folder


@pytest.fixture
def desk(made_once: Path, tmp_path: Path) -> Iterator[Counter]:
    shutil.copytree(made_once, tmp_path, dirs_exist_ok=True)
    found = counter_at(tmp_path)
    yield found
    found.engine.dispose()


def send(
    desk: Counter,
    body: bytes = GOOD,
    *,
    name: str = "returns.csv",
    viewer: Viewer = OFFICER,
    headers: dict[str, str] | None = None,
    token: str | None = None,
) -> TestResponse:
    given = token_of(viewer, SECRET) if token is None else token
    return client(desk, viewer).post(
        "/upload/episodes",
        data={"token": given, "file": (io.BytesIO(body), name)},
        headers=HERE if headers is None else headers,
        content_type="multipart/form-data",
    )


def use(desk: Counter, body: bytes = GOOD) -> TestResponse:
    sha256 = hashlib.sha256(body).hexdigest()
    return client(desk).post(
        "/upload/episodes/use",
        data={"token": token_of(OFFICER, SECRET), "sha256": sha256},
        headers=HERE,
    )


def kept(desk: Counter) -> list[str]:
    folder = desk.settings.data / "uploads"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_checked_shown_and_used_only_when_somebody_says_so(desk: Counter) -> None:
    words, _ = read(send(desk))
    assert "What was found" in words
    assert re.search(r"Rows read \d+ ", words)
    assert [name for name in kept(desk) if "waiting" not in name] == []
    answer = use(desk)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/upload?used=episodes")
    (one,) = kept(desk)
    sha256 = hashlib.sha256(GOOD).hexdigest()
    assert re.fullmatch(rf"episodes/20251112T09\d+Z-{sha256}\.csv", one)
    words, _ = read(client(desk).get("/upload?used=episodes"))
    assert "The file for “Early help episodes” is in use" in words


def test_the_record_says_who_when_which_bytes_and_how_many_rows(desk: Counter) -> None:
    send(desk)
    use(desk)
    (entry,) = uploads_of(desk.engine)
    assert entry.source == "episodes"
    assert entry.who == "Local performance officer"
    assert entry.at.isoformat().startswith("2025-11-12T09:")
    assert entry.sha256 == hashlib.sha256(GOOD).hexdigest()
    assert entry.rows + entry.problem_rows == len(GOOD.splitlines()) - 1


def test_files_that_were_replaced_stay(desk: Counter) -> None:
    other = GOOD.replace(b",3,F,", b",4,F,")
    for body in (GOOD, other):
        send(desk, body)
        use(desk, body)
    assert len(kept(desk)) == 2
    assert [entry.sha256 for entry in uploads_of(desk.engine, "episodes")] == [
        hashlib.sha256(body).hexdigest() for body in (other, GOOD)
    ]


def test_problems_are_told_by_row_column_and_rule_without_the_cell(desk: Counter) -> None:
    answer = send(desk, BAD)
    words, _ = read(answer)
    assert answer.status_code == 200
    assert "Rows with a problem, left out 1" in words
    assert re.search(r"2 start_date Is not a date", words)
    assert "first of April" not in answer.text


def test_a_file_that_cannot_be_used_says_why_and_is_not_used(desk: Counter) -> None:
    for body, why in (
        (b"", "It is empty."),
        (b"a,b\n1,2\n", "There is no column 'episode_id'"),
        (GOOD.splitlines()[0] + b"\n", "It has a header but no rows"),
        (b"PK\x03\x04" + b"x" * 99, "It is not a CSV file but a workbook or a zip file"),
        (b"%PDF-1.7 x", "It is not a CSV file but a PDF"),
        (b"\x80\x04\x95cos\nsystem\n", "is not UTF-8"),
    ):
        answer = send(desk, body)
        assert answer.status_code == 422, body
        assert why in read(answer)[0]
        assert use(desk, body).status_code == 422
    assert uploads_of(desk.engine) == ()
    assert [name for name in kept(desk) if "waiting" not in name] == []


def test_a_bomb_is_refused_and_the_page_stays_alive(desk: Counter) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", b"x" * 30_000_000)
    assert send(desk, target.getvalue()).status_code == 422
    assert client(desk).get("/upload").status_code == 200


ROLES = {
    None: 403,
    Viewer("nobody", frozenset()): 403,
    OPEN_DEMO_VIEWER: 403,
    OFFICER: 200,
    local_viewer(Role.OPERATOR): 200,
}


@pytest.mark.parametrize("viewer", ROLES, ids=lambda one: one.name if one else "no one")
def test_only_officers_and_operators_see_and_post_the_form(
    desk: Counter, viewer: Viewer | None
) -> None:
    for path in ("/upload", "/upload/episodes"):
        assert client(desk, viewer).get(path).status_code == ROLES[viewer]
    if viewer is not None:
        assert send(desk, viewer=viewer).status_code == ROLES[viewer]
    assert (kept(desk) != []) is (ROLES[viewer] == 200)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "file://localhost"},
        {"Origin": "http://["},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused(desk: Counter, headers: dict[str, str]) -> None:
    assert send(desk, headers=headers).status_code == 403
    assert kept(desk) == []


@pytest.mark.parametrize("token", ["", "x", "é", token_of(local_viewer(Role.OPERATOR), SECRET)])
def test_a_form_without_the_token_of_our_page_is_refused(desk: Counter, token: str) -> None:
    assert send(desk, token=token).status_code == 403
    browser = client(desk)
    browser.delete_cookie("_csrf_token")
    data = {"token": token_of(OFFICER, SECRET), "sha256": "0" * 64}
    assert browser.post("/upload/episodes/use", data=data, headers=HERE).status_code == 403
    assert kept(desk) == []


def test_the_token_of_the_page_is_the_one_that_is_asked_for(desk: Counter) -> None:
    _, tags = read(client(desk).get("/upload/episodes"))
    (given,) = [tag["value"] for name, tag in tags if name == "input" and tag["name"] == "token"]
    assert given is not None
    assert send(desk, token=given).status_code == 200


def test_nothing_but_the_form_takes_a_post(desk: Counter) -> None:
    for path in ("/", "/upload", "/upload/", "/upload/episodes/", "/upload//use", "/heat-map"):
        data = {"token": token_of(OFFICER, SECRET), "file": (io.BytesIO(GOOD), "x.csv")}
        answer = client(desk).post(path, data=data, headers=HERE)
        assert answer.status_code in (403, 404, 405, 413), path
    for method in ("PUT", "DELETE", "PATCH"):
        assert client(desk).open("/upload/episodes", method=method).status_code in (403, 405)
    assert kept(desk) == []


def test_where_nothing_is_handed_in_there_is_no_form() -> None:
    assert client(None).get("/upload").status_code == 404
    assert client(None).get("/upload/episodes").status_code == 404


def test_a_source_that_takes_no_files_has_no_form(desk: Counter) -> None:
    for name in ("official", "nothing", "..", "%2e%2e", "episodes%2f..%2fx"):
        assert client(desk).get(f"/upload/{name}").status_code == 404


@pytest.mark.parametrize("sha256", ["", "0" * 64, "../" * 20, "*", "a" * 65])
def test_only_a_file_that_waits_can_be_used(desk: Counter, sha256: str) -> None:
    send(desk)
    answer = client(desk).post(
        "/upload/episodes/use",
        data={"token": token_of(OFFICER, SECRET), "sha256": sha256},
        headers=HERE,
    )
    assert answer.status_code == 422
    assert "does not wait any more" in read(answer)[0]
    assert uploads_of(desk.engine) == ()


NAMES = [
    *("../../etc/passwd", "..\\..\\x.csv", "/etc/passwd", "a.csv\x00.exe", "CON.csv"),
    *("a" * 300 + ".csv", ".htaccess", "=cmd.csv", "<img src=x onerror=alert(1)>.csv", "a/b.csv"),
    *("%2e%2e%2fx.csv", "\u202evsc.exe", "x.CSV ", "-rf.csv", "..", "."),
]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_never_becomes_a_path_or_markup(desk: Counter, name: str) -> None:
    before = outside(desk)
    answer = send(desk, name=name)
    assert answer.status_code == 200
    assert "<img" not in answer.text
    use(desk)
    assert len(kept(desk)) == 1
    assert outside(desk) == before


def outside(desk: Counter) -> set[Path]:
    """Everything that lies beside the folder of uploads, save the store and its own files."""
    root = desk.settings.data.parent
    ours = (desk.settings.data / "uploads", desk.settings.intake)
    return {
        path
        for path in root.rglob("*")
        if not path.name.startswith("store.db") and not any(path.is_relative_to(o) for o in ours)
    }


@pytest.mark.real_data
def test_the_shared_names_leave_nothing_outside(desk: Counter) -> None:
    names = attacks("upload_filenames.json")
    if names is None:
        pytest.skip("../shared/attacks is not here")
    before = outside(desk)
    for name in names:
        if "\r" not in name:  # no client sends it so; a raw body does, below
            assert send(desk, name=name).status_code in (200, 403)
    assert outside(desk) == before


RAW = [
    b"",
    b"--x",
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="\r\nSet-Cookie: a=b"\r\n\r\na\r\n--x--',
    b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n' + b"a" * 600_000 + b"\r\n--x--",
    b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(50)),
    b"\x00" * 1000,
]


@pytest.mark.parametrize("body", RAW, ids=range(len(RAW)))
def test_a_malformed_body_is_refused_in_plain_words(desk: Counter, body: bytes) -> None:
    answer = client(desk).post(
        "/upload/episodes",
        data=body,
        headers=HERE,
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code in (403, 413)
    assert "Traceback" not in answer.text
    assert "Set-Cookie: a=b" not in str(answer.headers)
    assert kept(desk) == []


def test_a_file_that_is_too_big_is_refused_before_it_is_kept(desk: Counter) -> None:
    answer = client(desk).post(
        "/upload/episodes",
        headers=HERE,
        environ_overrides={"CONTENT_LENGTH": str(10**10)},
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    assert kept(desk) == []


def test_a_link_in_place_of_the_folder_is_not_followed(desk: Counter, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (desk.settings.data / "uploads").mkdir()
    (desk.settings.data / "uploads" / "episodes").symlink_to(elsewhere)
    assert "leads out of the data directory" in read(send(desk))[0]
    assert list(elsewhere.iterdir()) == []


def test_a_framework_with_mistakes_is_said_so_without_its_text(desk: Counter) -> None:
    (desk.settings.config / "framework.yaml").write_text("framework: 1\n", encoding="utf-8")
    for path in ("/upload", "/upload/episodes"):
        answer = client(desk).get(path)
        assert answer.status_code == 409
        assert "see them with fingerpost check" in read(answer)[0]


def test_the_form_can_be_sent_without_scripts_and_says_what_it_needs(desk: Counter) -> None:
    words, tags = read(client(desk).get("/upload/episodes"))
    assert "episode_id" in words
    assert "plan_date or plan_start" in words
    form = dict(next(tag for name, tag in tags if name == "form"))
    assert form["action"] == "/upload/episodes"
    assert form["enctype"] == "multipart/form-data"
    assert not any(name.startswith("on") for name in form)
