"""Telling a real server, until it has taken it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from hook_server import HookServer, hook_server
from job_runner import run_jobs
from otasuke.web.accounts.models import Person
from otasuke.web.hooks import delivering, tasks
from otasuke.web.hooks.delivering import try_once
from otasuke.web.hooks.errors import NotTaken
from otasuke.web.hooks.models import ALL_TRIES, Attempt, Delivery, Endpoint
from otasuke.web.hooks.sealed import secret_of
from otasuke.web.hooks.sending import Answer
from otasuke.web.hooks.services import add_endpoint, change_secret, deliver_again, send_test, switch
from otasuke.web.hooks.signing import sign
from otasuke.web.jobs.selectors import WAITING, list_jobs
from otasuke.web.outside.asking import Network, usual_network
from otasuke.web.tenancy.scope import across

BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"
GONE = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HookServer]:
    with hook_server() as running:
        network = Network(lambda host, port: ["127.0.0.1"], running.trust, may_be_local=True, within_s=5)
        monkeypatch.setattr(tasks, "usual_network", lambda: network)
        yield running


@pytest.fixture
def endpoint(database, server: HookServer) -> Endpoint:
    person = Person.objects.create(name="早瀬 遥", email="hayase@naniwa.example")
    return add_endpoint(f"https://hooks.example:{server.port}/", ["device.added"], customer=None, actor=person)


def delivery() -> Delivery:
    with across("tests"):
        return Delivery.objects.select_related("endpoint").get()


def attempts() -> list[Attempt]:
    with across("tests"):
        return list(Attempt.objects.order_by("at"))


def make_due() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")


def test_it_is_told_signed_and_the_log_says_how_it_went(server: HookServer, endpoint: Endpoint) -> None:
    made = send_test(endpoint.id)

    run_jobs()

    (heard,) = server.heard
    at = int(heard.headers["webhook-timestamp"])
    assert heard.headers["webhook-id"] == str(made.id)
    assert heard.headers["webhook-signature"] == sign([secret_of(endpoint)], id=str(made.id), at=at, body=heard.body)
    assert [(one.status, one.words) for one in attempts()] == [(200, "taken")]
    assert delivery().taken_at
    assert list_jobs(WAITING) == []


def test_what_is_not_taken_is_told_again_with_the_same_id(server: HookServer, endpoint: Endpoint) -> None:
    server.answer = BUSY
    send_test(endpoint.id)
    run_jobs()
    assert delivery().endpoint.failing_since
    server.answer = b"HTTP/1.1 204 Taken\r\n\r\n"

    make_due()
    run_jobs()

    assert [one.status for one in attempts()] == [503, 204]
    assert len({one.headers["webhook-id"] for one in server.heard}) == 1
    assert delivery().taken_at
    assert delivery().endpoint.failing_since is None


def test_after_all_tries_it_is_given_up_and_can_be_told_by_hand(server: HookServer, endpoint: Endpoint) -> None:
    server.answer = BUSY
    made = send_test(endpoint.id)
    for _ in range(ALL_TRIES + 2):
        run_jobs()
        make_due()
    assert (delivery().tries_left, len(attempts())) == (0, ALL_TRIES)
    server.answer = b"HTTP/1.1 200 OK\r\n\r\n"

    assert endpoint.made_by
    deliver_again(made.id, actor=endpoint.made_by)
    run_jobs()

    assert delivery().taken_at
    assert len(attempts()) == ALL_TRIES + 1


def test_both_secrets_sign_while_one_replaces_the_other(server: HookServer, endpoint: Endpoint) -> None:
    assert endpoint.made_by
    changed = change_secret(endpoint.id, actor=endpoint.made_by, now=timezone.now())
    made = send_test(endpoint.id)

    run_jobs()

    (heard,) = server.heard
    both = [secret_of(changed), secret_of(endpoint)]
    at = int(heard.headers["webhook-timestamp"])
    assert heard.headers["webhook-signature"] == sign(both, id=str(made.id), at=at, body=heard.body)


def test_the_old_secret_is_over_after_a_day(server: HookServer, endpoint: Endpoint) -> None:
    assert endpoint.made_by
    change_secret(endpoint.id, actor=endpoint.made_by, now=timezone.now() - timedelta(days=2))
    send_test(endpoint.id)

    run_jobs()

    assert len(server.heard[0].headers["webhook-signature"].split()) == 1


def test_who_says_that_he_is_gone_is_not_told_any_more_and_his_maker_is_mailed(
    server: HookServer, endpoint: Endpoint
) -> None:
    server.answer = GONE
    send_test(endpoint.id)

    run_jobs()

    assert delivery().endpoint.off_because == Endpoint.Off.GONE
    assert list_jobs(WAITING) == []
    (sent,) = mail.outbox
    assert sent.to == ["hayase@naniwa.example"]
    assert endpoint.url in sent.body
    assert "410" in sent.body


def test_who_takes_nothing_for_days_is_not_told_any_more(server: HookServer, endpoint: Endpoint) -> None:
    server.answer = BUSY
    now = timezone.now()

    for days in (0, 4, 6):
        fail(send_test(endpoint.id), at=now + timedelta(days=days), is_over=days == 6)

    with across("tests"):
        assert Endpoint.objects.get().off_because == Endpoint.Off.FAILING
    run_jobs()
    assert ["5日" in sent.body for sent in mail.outbox] == [True]


def fail(made: Delivery, *, at: datetime, is_over: bool) -> None:
    if is_over:
        try_once(made.id, network=tasks.usual_network(), now=at)
    else:
        with pytest.raises(NotTaken, match="503"):
            try_once(made.id, network=tasks.usual_network(), now=at)


def test_what_was_taken_or_switched_off_is_not_told_again(server: HookServer, endpoint: Endpoint) -> None:
    made = send_test(endpoint.id)
    run_jobs()
    try_once(made.id, network=tasks.usual_network(), now=timezone.now())
    assert endpoint.made_by
    switch(endpoint.id, on=False, actor=endpoint.made_by)
    send_test(endpoint.id)

    run_jobs()

    assert len(server.heard) == 1


def test_of_two_tries_at_once_the_one_that_was_taken_counts(
    server: HookServer, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = send_test(endpoint.id)

    def slow(*_: object, **__: object) -> Answer:
        monkeypatch.undo()
        try_once(made.id, network=network, now=timezone.now())
        return Answer(503, "busy", 1)

    network = tasks.usual_network()
    monkeypatch.setattr(delivering, "post", slow)
    try_once(made.id, network=network, now=timezone.now())

    assert sorted(str(one.status) for one in attempts()) == ["200", "503"]
    assert delivery().taken_at


def test_the_usual_network_does_not_reach_this_machine() -> None:
    assert not usual_network().may_be_local
