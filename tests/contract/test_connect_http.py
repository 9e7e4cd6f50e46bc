"""A file of a web server: only listed hosts and checked addresses are asked, and only what is new is fetched."""

import gzip
import logging
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.reliability.f4_addresses import INSIDE
from framework.model.remote_reads import SecretFrom
from indicators.connect.addresses import why_refused
from indicators.connect.errands import Brought, Errand
from indicators.connect.http_files import fetch_file
from indicators.connect.outside import Outside
from indicators.connect.refusals import RefusedError
from tests.remote_in_code import Site, site

BODY = b"id,ward\na1,E05000001\n"


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    with site() as found:
        yield found


@pytest.fixture
def server(served: Site) -> Site:
    """A server that was asked nothing yet, and gives one file."""
    served.over.clear()
    served.asked.clear()
    served.answers.clear()
    served.give("/rows.csv", BODY)
    return served


def errand(server: Site, folder: Path, **said: object) -> Errand:
    plain = Errand(
        server.read(),
        (("id",),),
        folder,
        hosts=frozenset({server.host}),
        outside=server.outside,
    )
    return replace(plain, **said)


def fetched(asked: Errand) -> bytes:
    brought = fetch_file(asked)
    assert isinstance(brought, Brought)
    return brought.files[0].path.read_bytes()


def refused(asked: Errand) -> str:
    with pytest.raises(RefusedError) as caught:
        fetch_file(asked)
    return str(caught.value)


def listed(url: str) -> frozenset[str]:
    """List the host of an address, as if framework.yaml let it through."""
    return frozenset({urlsplit(url).netloc.rpartition("@")[2]})


def test_a_file_is_fetched_as_it_is(server: Site, tmp_path: Path) -> None:
    assert fetched(errand(server, tmp_path)) == BODY
    assert server.asked[0][1]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("url", INSIDE)
def test_nothing_inside_is_asked_even_when_it_is_listed(
    server: Site, tmp_path: Path, url: str
) -> None:
    url = url.replace("PORT", server.host.rpartition(":")[2])
    asked = errand(server, tmp_path, hosts=listed(url), outside=Outside(tries=1))
    said = refused(replace(asked, read=replace(asked.read, url=url)))
    assert "that is not public" in said or "not allowed" in said or "no address" in said
    assert server.asked == []


@pytest.mark.real_data
def test_the_shared_addresses_are_refused(server: Site, tmp_path: Path) -> None:
    shared = Path(__file__).parents[3] / "shared" / "attacks" / "ssrf_urls.txt"
    if not shared.exists():
        pytest.skip(f"{shared} is not here")
    for line in shared.read_text(encoding="utf-8").split():
        url = line.replace("PORT", server.host.rpartition(":")[2])
        asked = errand(server, tmp_path, hosts=listed(url), outside=Outside(tries=1))
        refused(replace(asked, read=replace(asked.read, url=url)))
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    ["::ffff:8.8.8.8", "64:ff9b::808:808", "2606:4700:4700::1111", "8.8.8.8"],
)
def test_public_addresses_are_let_through_however_they_are_written(address: str) -> None:
    assert why_refused(address, internal=False) == ""


@pytest.mark.parametrize(
    "address",
    [
        *("169.254.169.254", "fd00:ec2::254", "192.0.0.192", "192.0.0.9", "168.63.129.16"),
        *("::ffff:168.63.129.16", "64:ff9b::c000:c0"),
        *("0.0.0.0", "224.0.0.1", "fe80::1", "nonsense"),  # noqa: S104
    ],
)
def test_no_leave_of_the_operator_opens_what_is_never_a_server(address: str) -> None:
    assert why_refused(address, internal=True)


def test_an_internal_server_is_asked_when_the_operator_says_so(
    server: Site, tmp_path: Path
) -> None:
    assert fetched(errand(server, tmp_path)) == BODY
    other_port = Outside({"FINGERPOST_ALLOW_INTERNAL": "127.0.0.1:1, 10.0.0.1:80"}, tries=1)
    assert "FINGERPOST_ALLOW_INTERNAL" in refused(errand(server, tmp_path, outside=other_port))


def test_a_name_that_changes_its_address_is_not_followed_inside(
    server: Site, tmp_path: Path
) -> None:
    """A rebinding name says a public address first and this machine's next; it is asked once only."""
    answers = iter([["192.0.2.1"], ["127.0.0.1"]])
    looked_up: list[str] = []

    def resolver(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return next(answers)

    port = server.host.rpartition(":")[2]
    asked = errand(server, tmp_path, hosts=frozenset({f"rebinding.example:{port}"}))
    asked = replace(asked, outside=Outside(resolver=resolver, tries=1))
    refused(replace(asked, read=replace(asked.read, url=f"http://rebinding.example:{port}/x")))
    assert looked_up == ["rebinding.example"]
    assert server.asked == []


def test_one_bad_address_among_good_ones_refuses_the_name(server: Site, tmp_path: Path) -> None:
    port = server.host.rpartition(":")[2]
    asked = errand(server, tmp_path, hosts=frozenset({f"mixed.example:{port}"}))
    asked = replace(asked, outside=Outside(resolver=lambda *_: ["8.8.8.8", "127.0.0.1"], tries=1))
    said = refused(replace(asked, read=replace(asked.read, url=f"http://mixed.example:{port}/x")))
    assert "mixed.example is refused: it has an address that is not public" in said
    assert "127.0.0.1" not in said, "what stands on a page does not map the network inside"
    assert server.asked == []


def test_a_host_that_is_not_listed_is_not_asked(server: Site, tmp_path: Path) -> None:
    said = refused(errand(server, tmp_path, hosts=frozenset()))
    assert "is not listed under fetch_from" in said
    assert server.asked == []


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("http://other.example/x", "'other.example' is not listed"),
        ("http://169.254.169.254/latest/", "'169.254.169.254' is not listed"),
        ("file:///etc/passwd", "'file:' is not allowed"),
        ("http://0177.0.0.1/", "something that is no address"),
    ],
)
def test_each_redirect_is_checked_like_the_first_address(
    server: Site, tmp_path: Path, to: str, why: str
) -> None:
    server.send_on("/rows.csv", to)
    assert why in refused(errand(server, tmp_path))
    assert len(server.asked) == 1


def test_three_redirects_are_followed_and_no_more(server: Site, tmp_path: Path) -> None:
    for place in range(4):
        server.send_on(f"/{place}", f"/{place + 1}")
    server.give("/4", BODY)
    assert fetched(errand(server, tmp_path, read=server.read("/1"))) == BODY
    assert "more than 3 times" in refused(errand(server, tmp_path, read=server.read("/0")))


def test_a_token_goes_to_its_own_origin_alone_and_into_no_log(
    server: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with site() as other, caplog.at_level(logging.DEBUG):
        other.give("/rows.csv", BODY)
        server.send_on("/moved.csv", f"http://{other.host}/rows.csv")
        both = frozenset({server.host, other.host})
        leave = {
            "FINGERPOST_ALLOW_INTERNAL": f"{server.host} {other.host}",
            "FINGERPOST_SOURCE_RETURNS_TOKEN": "hunter2",
        }
        read = server.read(
            "/moved.csv", token_from=SecretFrom("env", "FINGERPOST_SOURCE_RETURNS_TOKEN")
        )
        asked = errand(server, tmp_path, read=read, hosts=both, outside=Outside(leave, tries=1))
        assert fetched(asked) == BODY
        assert server.asked[0][1]["Authorization"] == "Bearer hunter2"
        assert "Authorization" not in other.asked[0][1]
    assert "hunter2" not in caplog.text
    assert "hunter2" not in repr(asked)


def test_a_secret_that_is_not_there_is_named_and_nothing_is_asked(
    server: Site, tmp_path: Path
) -> None:
    for place, why in (
        (
            SecretFrom("env", "FINGERPOST_SOURCE_RETURNS_TOKEN"),
            "environment variable FINGERPOST_SOURCE_RETURNS_TOKEN is not set",
        ),
        (
            SecretFrom("env", "AWS_SECRET_ACCESS_KEY"),
            "AWS_SECRET_ACCESS_KEY is not meant for sources",
        ),
        (SecretFrom("file", "returns"), "the secret file 'returns' cannot be read in "),
    ):
        assert why in refused(errand(server, tmp_path, read=server.read(token_from=place)))
    assert server.asked == []


def test_a_secret_file_holds_the_token(server: Site, tmp_path: Path) -> None:
    (tmp_path / "returns").write_text("hunter2\n", encoding="utf-8")
    leave = {**server.outside.environment, "FINGERPOST_SECRETS": str(tmp_path)}
    read = server.read(token_from=SecretFrom("file", "returns"), token_header="X-Api-Key")  # noqa: S106
    assert fetched(errand(server, tmp_path, read=read, outside=Outside(leave))) == BODY
    assert server.asked[0][1]["X-Api-Key"] == "hunter2"


def test_what_has_not_changed_is_not_fetched_again(server: Site, tmp_path: Path) -> None:
    server.give("/rows.csv", BODY, ETag='"one"', Last_Modified="Mon, 02 Nov 2026 10:00:00 GMT")
    brought = fetch_file(errand(server, tmp_path))
    assert brought is not None
    server.give("/rows.csv", b"", 304)
    assert fetch_file(errand(server, tmp_path, before=brought.marks)) is None
    assert server.asked[1][1]["If-None-Match"] == '"one"'
    assert server.asked[1][1]["If-Modified-Since"] == "Mon, 02 Nov 2026 10:00:00 GMT"


def test_a_server_that_is_busy_is_asked_again(server: Site, tmp_path: Path) -> None:
    def busy_once(to: BaseHTTPRequestHandler) -> None:
        server.give("/rows.csv", BODY)
        to.send_response(503)
        to.send_header("Retry-After", "0")
        to.send_header("Content-Length", "0")
        to.end_headers()

    server.answers["/rows.csv"] = busy_once
    assert fetched(errand(server, tmp_path, outside=replace(server.outside, tries=3))) == BODY
    assert len(server.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_what_will_not_be_better_in_a_moment_is_asked_once(
    server: Site, tmp_path: Path, status: int
) -> None:
    server.give("/rows.csv", b"", status)
    said = refused(errand(server, tmp_path, outside=replace(server.outside, tries=3)))
    assert f"the server answered {status}" in said
    assert len(server.asked) == 1


def test_a_server_that_asks_to_wait_too_long_is_left_alone(server: Site, tmp_path: Path) -> None:
    server.give("/rows.csv", b"", 429, Retry_After="3600")
    said = refused(errand(server, tmp_path, outside=replace(server.outside, tries=3)))
    assert "429 (too many requests)" in said
    assert len(server.asked) == 1


def test_a_server_that_says_nothing_is_given_up(server: Site, tmp_path: Path) -> None:
    server.hang("/rows.csv")
    asked = errand(server, tmp_path, read=replace(server.read(), seconds=1))
    assert "no whole answer came within 1 seconds" in refused(asked)


def test_a_machine_too_busy_to_ask_in_time_says_so_too(server: Site, tmp_path: Path) -> None:
    asked = errand(server, tmp_path, read=replace(server.read(), seconds=0))
    assert "no whole answer came within 0 seconds" in refused(asked)


def test_a_server_that_drips_is_given_up(server: Site, tmp_path: Path) -> None:
    def drip(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        while not server.over.wait(0.05):
            to.wfile.write(b"a")

    server.answers["/rows.csv"] = drip
    asked = errand(server, tmp_path, read=replace(server.read(), seconds=1))
    assert "no whole answer came within 1 seconds" in refused(asked)
    server.over.set()


def test_an_answer_cut_short_is_refused(server: Site, tmp_path: Path) -> None:
    server.give("/rows.csv", BODY, Content_Length="1000")
    assert "broke off before the file was whole" in refused(errand(server, tmp_path))


def test_an_answer_that_is_too_big_is_refused(server: Site, tmp_path: Path) -> None:
    server.give("/rows.csv", b"a" * (1 << 20) + b"b")
    asked = errand(server, tmp_path, read=replace(server.read(), megabytes=1))
    assert "more than 1 MB" in refused(asked)


def test_an_answer_that_was_packed_unasked_is_refused(server: Site, tmp_path: Path) -> None:
    server.give("/rows.csv", gzip.compress(BODY), Content_Encoding="gzip")
    assert "it comes packed" in refused(errand(server, tmp_path))


def test_a_server_that_is_gone_is_said_so(server: Site, tmp_path: Path) -> None:
    with site() as gone:
        host = gone.host
    leave = Outside({"FINGERPOST_ALLOW_INTERNAL": host}, tries=1)
    read = replace(server.read(), url=f"http://{host}/rows.csv")
    asked = errand(server, tmp_path, read=read, hosts=frozenset({host}), outside=leave)
    assert refused(asked) == "127.0.0.1/rows.csv: the server cannot be reached"


def test_no_proxy_of_the_environment_is_asked(
    server: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    assert fetched(errand(server, tmp_path)) == BODY


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for returns.example by an authority of our own, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine: encryption was not tried")
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "made.pem", folder / "key.pem"
    name = ("-subj", "/CN=returns.example", "-addext", "subjectAltName=DNS:returns.example")
    kind = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2")
    where = ("-keyout", str(key), "-out", str(made))
    subprocess.run([openssl, *kind, *where, *name], check=True, capture_output=True)
    return made, key


def test_an_encrypted_server_is_asked_by_its_name_and_must_prove_it(
    certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    with site(certificate) as server:
        server.give("/rows.csv", BODY)
        port = server.host.rpartition(":")[2]

        def asked(name: str, **more: str) -> Errand:
            leave = {"FINGERPOST_ALLOW_INTERNAL": f"{name}:{port}", **more}
            outside = Outside(leave, resolver=lambda *_: ["127.0.0.1"], tries=1)
            read = replace(server.read(), url=f"https://{name}:{port}/rows.csv", unencrypted=False)
            return Errand(read, (("id",),), tmp_path, {}, frozenset({f"{name}:{port}"}), outside)

        trusted = {"FINGERPOST_CA_FILE": str(certificate[0])}
        assert fetched(asked("returns.example", **trusted)) == BODY
        assert "certificate is not one for this name" in refused(asked("returns.example"))
        assert "certificate is not one for this name" in refused(asked("other.example", **trusted))
        gone = {"FINGERPOST_CA_FILE": str(tmp_path / "gone.pem")}
        assert "FINGERPOST_CA_FILE cannot be read" in refused(asked("returns.example", **gone))
