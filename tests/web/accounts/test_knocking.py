"""Who posts without having come in, too often."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client, override_settings

from job_runner import run_jobs
from otasuke.web.accounts import knocking
from otasuke.web.accounts.models import Person
from portal_cast import browser_of, join
from staff_cast import MAIL, browser_of_staff, hayase

MOST = knocking.OF_VIEWS["enter"].most


def ask(address: str, client: Client | None = None) -> int:
    return (client or Client()).post("/enter", {"email": "who@else.example"}, REMOTE_ADDR=address).status_code


def test_who_has_too_many_links_sent_is_told_until_when_he_waits(database) -> None:
    statuses = [ask("192.0.2.1") for _ in range(MOST + 1)]
    before = datetime.now(ZoneInfo("Asia/Tokyo"))
    refused = Client().post("/enter", {"email": "who@else.example"}, REMOTE_ADDR="192.0.2.1")

    assert statuses == [302] * MOST + [429]
    again_s = int(refused.headers["Retry-After"])
    assert 0 < again_s <= 15 * 60
    told = re.search(r"<p>(\d+:\d\d)すぎに、またできます。</p>", refused.content.decode())
    assert told
    assert told[1] in {(before + timedelta(seconds=again_s + late)).strftime("%-H:%M") for late in range(-5, 30)}


def test_his_neighbours_go_on_and_he_may_look(database) -> None:
    for _ in range(MOST + 1):
        ask("192.0.2.1")

    assert ask("192.0.2.2") == 302
    assert Client().get("/enter", REMOTE_ADDR="192.0.2.1").status_code == 200
    assert Client().post("/reading", {"type": "large"}, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_of_ipv6_the_network_is_counted(database) -> None:
    for number in range(MOST):
        ask(f"2001:db8:0:1::{number:x}")

    assert ask("2001:db8:0:1:ffff::1") == 429
    assert ask("2001:db8:0:2::1") == 302


def test_behind_a_proxy_it_is_who_asked_the_proxy(database) -> None:
    def through(before: str, address: str) -> int:
        headers = {"x-forwarded-for": f"{before}, {address}"}
        return Client().post("/enter", {"email": "a@b.example"}, headers=headers, secure=True).status_code

    with override_settings(IS_SECURE=True):
        statuses = [through(f"198.51.100.{number}", "192.0.2.1") for number in range(MOST + 1)]

        assert statuses[-1] == 429
        assert through("192.0.2.1", "192.0.2.2") == 302


def test_no_mail_is_sent_any_more(companies) -> None:
    mail.outbox = []
    people = [Person.objects.create(name="人", email=f"p{number}@minori.example") for number in range(MOST + 3)]

    for person in people:
        Client().post("/enter", {"email": person.email})
    run_jobs()

    assert len(mail.outbox) == MOST


@pytest.mark.parametrize("address", ["/enter/no-such-link", "/staff/passkey/options", "/colleague/none", "/j/none/who"])
def test_every_other_form_has_a_limit_too(database, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knocking.ALL, "most", 2)

    statuses = [Client().post(address).status_code for _ in range(3)]

    assert 429 not in statuses[:2]
    assert statuses[2] == 429


def test_who_is_signed_in_is_not_counted(companies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knocking.ALL, "most", 3)  # the way in of staff takes two
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example")
    join(person, companies.minori, "owner")

    for client in (browser_of(person), browser_of_staff(hayase("manager"))):
        assert {client.post("/reading", {"type": "large"}).status_code for _ in range(5)} == {302}


def test_programs_have_a_limit_of_their_own(database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knocking.ALL, "most", 0)

    assert Client().post("/api/v1/companies", "{}", content_type="application/json").status_code == 401
    assert Client().post("/staff/enter", {"email": MAIL, "password": "x"}).status_code == 429


def test_what_leads_to_others_is_counted_when_it_is_opened(database) -> None:
    most = knocking.OF_VIEWS["staff-openid"].most

    statuses = [Client().get("/staff/openid").status_code for _ in range(most + 1)]

    assert statuses == [404] * most + [429]
