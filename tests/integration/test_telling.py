"""People are told once of each change, of what stands and what to do; and of what is over, that it is."""

from dataclasses import replace

import pytest

from dashboard.telling.addresses import Reach
from dashboard.telling.telling import send_test
from framework.store.rows import SourceCondition
from framework.store.telling import last_messages, open_concerns
from tests.telling_desk import (
    FAILED_RUN,
    GOOD,
    NOW,
    by_mail,
    empty_store,
    late,
    mail_server,
    tell,
    view,
)


@pytest.fixture
def store(tmp_path):
    with empty_store(tmp_path) as engine:
        yield engine


@pytest.fixture
def inbox():
    with mail_server() as box:
        yield box


def test_a_refresh_that_fails_is_told_once_and_so_is_its_recovery(store, inbox):
    reach = by_mail(inbox)
    for hours in (0, 24, 48):
        tell(store, view(run=FAILED_RUN), reach, hours=hours)
    assert inbox.told() == [("operator@ourshire.example", "Midshire: the refresh failed")]
    text = inbox.mails[0].get_payload(decode=True).decode()
    assert "source 'episodes': empty.csv holds no rows" in text
    assert (
        "Readers see generation 7, published 2026-11-28 02:15 UTC. Nothing of it was lost" in text
    )
    for hours in (72, 96):
        tell(store, view(), reach, hours=hours)
    assert inbox.told()[1:] == [
        ("operator@ourshire.example", "Midshire: the refresh is right again")
    ]
    assert open_concerns(store) == ()


def test_lateness_is_told_to_the_roles_of_its_steps_as_the_days_go_by(store, inbox):
    reach = by_mail(inbox)
    for day in (1, 2, 13, 14, 15):
        tell(store, view(source=late(day)), reach, hours=24 * day)
    assert inbox.told() == [
        ("data_officer@ourshire.example", "Midshire: Early help episodes is late"),
        (
            "board_secretary@ourshire.example",
            "Midshire: Early help episodes is still late after 14 days",
        ),
    ]
    tell(store, view(), reach, hours=24 * 16)
    assert {to for to, subject in inbox.told()[2:] if subject.endswith("right again")} == {
        "data_officer@ourshire.example",
        "board_secretary@ourshire.example",
    }


def test_a_source_that_was_refused_is_told_with_what_stands_and_what_to_do(store, inbox):
    kept = replace(
        GOOD,
        state=SourceCondition.KEPT,
        as_at="2026-09-30",
        reason="episodes.csv has 90% fewer rows",
    )
    tell(store, view(source=kept), by_mail(inbox))
    text = inbox.mails[0].get_payload(decode=True).decode()
    assert "episodes.csv has 90% fewer rows" in text
    assert "last good figures stay on the pages to 2026-09-30" in text
    assert "Ask its owner (Early Help Service)" in text
    assert '`fingerpost accept episodes --reason "WHY"`' in " ".join(text.split())
    tell(store, view(), by_mail(inbox), hours=24)
    assert inbox.told()[1][1] == "Midshire: Early help episodes is right again"
    over = " ".join(inbox.mails[1].get_payload(decode=True).decode().split())
    assert "is right again. It was this: Source 'episodes' was refused" in over


def test_what_is_wrong_now_is_shown_where_it_is_another_thing_than_at_first(store, inbox):
    for hours, reason in enumerate(("episodes.csv is not there", "episodes.csv holds no rows")):
        kept = replace(GOOD, state=SourceCondition.KEPT, reason=reason)
        tell(store, view(source=kept), by_mail(inbox), hours=hours)
    (concern,) = open_concerns(store)
    assert "episodes.csv holds no rows" in concern.words
    assert len(inbox.told()) == 1, "each trouble is told once"


def test_what_was_over_before_it_could_be_told_is_not_told(store, inbox):
    tell(store, view(run=FAILED_RUN), Reach({}))
    assert last_messages(store)[0].problem == (
        "role 'operator' has no address: set FINGERPOST_TELL_OPERATOR"
    )
    tell(store, view(), by_mail(inbox), hours=48)
    assert inbox.mails == []
    assert last_messages(store)[0].problem == "it was over before this could be sent"


def test_a_test_message_reaches_a_role_and_leaves_no_concern(store, inbox):
    told = send_test(store, "data_officer", "Midshire", by_mail(inbox), now=NOW)
    assert told.sent.reached == 1
    assert inbox.told() == [("data_officer@ourshire.example", "Midshire: a test message")]
    assert open_concerns(store) == ()


def test_a_test_message_that_fails_is_not_tried_again(store, inbox):
    assert send_test(store, "operator", "Midshire", Reach({}), now=NOW).sent.reached == 0
    assert last_messages(store)[0].next_try is None
    tell(store, view(), by_mail(inbox), hours=1)
    assert inbox.mails == []
