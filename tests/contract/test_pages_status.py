"""The page of how things stand, and what machines may ask."""

import pytest

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.app import create_app
from dashboard.pages.probes import Probes, install_probes, read_networks
from framework.errors import UserError
from tests.frameworks.made_apps import make_client
from tests.frameworks.made_status import empty_status
from tests.frameworks.views import HandMadePages


def asking(*, pages=None, networks="", viewer=None):
    found = pages or HandMadePages()
    app = create_app(
        found,
        lambda _request: viewer,
        secret=b"a secret of the tests",
    )
    install_probes(app, Probes(found, read_networks(networks)))
    return app.test_client()


def test_the_page_says_what_is_wrong_what_comes_next_and_who_was_told():
    page = make_client().get("/status").text
    assert "Somebody should look: Children waiting for support, Recorded crime." in page
    for words in (
        "Source &#39;police&#39; was refused: 90% fewer rows.",
        "13 Nov 2026, 02:15 UTC",
        "Release 2026-12-03 09:30",
        "30 September 2026 by 20 October 2026",
        "The scheduler last gave a sign of life at 2026-11-12 08:59 UTC.",
        "usually it takes 39.0 seconds",
        "A refresh last ended well on 12 Nov 2026, 02:15 UTC.",
        "stopped without a word",
        "the mail server cannot be reached",
        "70.0 GB are free",
        "Of refresh 12, the last that computed something.",
        "41.50 s",
        "7.77 s",
    ):
        assert words in page, words


def test_before_the_first_refresh_the_page_says_that_there_is_nothing_yet():
    page = make_client(HandMadePages(change=lambda _view: empty_status())).get("/status").text
    for words in (
        "Nothing has been published yet.",
        "No source has been read yet.",
        "No refresh has run yet.",
        "Nobody had to be told of anything.",
        "Nothing schedules this store",
    ):
        assert words in page, words
    assert "Where the time went" not in page


def test_a_store_that_does_not_answer_is_said_plainly_and_its_place_is_not():
    answer = make_client(HandMadePages(empty=True)).get("/status")
    assert answer.status_code == 503
    assert "/secret/path" not in answer.text


def test_ready_says_when_the_scheduler_was_last_alive_and_asks_for_no_sign_in():
    answer = asking().get("/readyz")
    assert answer.text.splitlines() == [
        "ready",
        "generation 9",
        "The scheduler last gave a sign of life at 2026-11-12 08:59 UTC.",
    ]


def test_not_ready_is_503_without_the_reason_that_names_files():
    answer = asking(pages=HandMadePages(empty=True)).get("/readyz")
    assert (answer.status_code, "/secret" in answer.text) == (503, False)
    assert asking(pages=HandMadePages(empty=True)).get("/healthz").status_code == 200


def test_metrics_are_what_prometheus_reads():
    answer = asking().get("/metrics")
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    for line in (
        "fingerpost_generation 9.0",
        'fingerpost_last_run_state{state="published"} 1.0',
        'fingerpost_source_state{source="police",state="kept"} 1.0',
        'fingerpost_source_late_days{source="waiting_list"} 23.0',
        'fingerpost_source_age_days{source="episodes"} 12.0',
        "fingerpost_scheduler_heartbeat_age_seconds 10.0",
        "fingerpost_last_run_duration_seconds 41.3",
        "fingerpost_messages_unsent 1.0",
    ):
        assert line in lines, line
    success = next(line for line in lines if line.startswith("fingerpost_last_success_timestamp"))
    assert float(success.split()[1]) == 1794449741.0


@pytest.mark.parametrize(
    ("peer", "headers", "networks", "status"),
    [
        ("127.0.0.1", {}, "", 200),
        ("::1", {}, "", 200),
        ("10.1.2.3", {}, "", 403),
        ("10.1.2.3", {}, "10.0.0.0/8, 192.0.2.7", 200),
        ("192.0.2.8", {}, "10.0.0.0/8, 192.0.2.7", 403),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, "", 403),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}, "", 403),
    ],
)
def test_metrics_answer_this_machine_and_allowed_networks_and_nothing_passed_on(
    peer, headers, networks, status
):
    client = asking(networks=networks, viewer=OPEN_DEMO_VIEWER)
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": peer})
    assert answer.status_code == status


def test_a_network_that_is_none_is_a_plain_mistake():
    with pytest.raises(UserError, match=r"'prometheus\.local' is no address or network"):
        read_networks("10.0.0.0/8, prometheus.local")


def test_where_there_is_no_store_to_ask_there_are_no_metrics():
    client = make_client()
    assert client.get("/metrics").status_code == 404
    assert client.get("/readyz").status_code == 404


def test_the_menu_names_the_page_and_leads_back_to_the_month_and_area_that_were_read():
    page = make_client().get("/status?month=2026-09&area=E07000904").text
    assert 'href="/status?month=2026-09&amp;area=E07000904" data-spa aria-current="page"' in page
    assert 'href="/heat-map?month=2026-09&amp;area=E07000904"' in page


def test_what_needs_a_look_stands_before_what_is_fresh():
    sources = make_client().get("/status").text.partition('id="each-source"')[2]
    assert 'class="calm"' in sources
    assert "flag-late" not in sources[sources.index('class="calm"') : sources.index("</table>")]
