"""Sending many invitations again."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from job_runner import run_jobs
from joining_cast import NOW, fresh, hear, invited, plan, walk_to_devices
from otasuke.web.audit.models import AuditLine
from otasuke.web.joining.models import Joining
from otasuke.web.joining.services import withdraw
from otasuke.web.joining.walking import settle
from otasuke.web.tenancy.scope import across
from staff_cast import browser_of_staff, hayase

AGAIN = "/console/joining/again"


@pytest.fixture
def client(companies) -> Client:
    mail.outbox = []
    return browser_of_staff(hayase("desk"))


@pytest.fixture
def both(companies, client: Client) -> tuple[Joining, Joining]:
    """Two companies that were invited; of the second no address is known."""
    offered = plan()
    return (
        invited(companies.minori, email="inamori@minori.example", offered=offered).joining,
        invited(companies.kobato, email="", offered=offered).joining,
    )


def look(client: Client, *joinings: Joining) -> str:
    return client.post(AGAIN, {"who": [str(one.id) for one in joinings]}).content.decode()


def agreed_in(text: str) -> list[str]:
    return re.findall(r'name="agreed" value="([^"]+)"', text)


def resent() -> int:
    with across("tests"):
        return AuditLine.objects.filter(verb="joining.sent_again").count()


def test_it_is_said_who_gets_what_and_sent_when_that_was_seen(client: Client, both) -> None:
    text = look(client, *both)

    assert "1社に、招待をもう一度送りますか。" in text
    assert "inamori@minori.example" in text
    assert "メールアドレスがありません" in text
    assert (resent(), mail.outbox) == (0, [])
    page = client.post(AGAIN, {"agreed": agreed_in(text)}, follow=True).content.decode()
    run_jobs()
    assert "1社に新しいリンクを送りました。" in page
    (sent,) = mail.outbox
    assert sent.to == ["inamori@minori.example"]
    link = re.search(r"http://testserver(/j/\S+)", sent.body)
    assert link
    assert Client().get(link[1]).status_code == 200
    assert resent() == 1


def test_who_presses_twice_sends_once(client: Client, both) -> None:
    agreed = agreed_in(look(client, *both))

    client.post(AGAIN, {"agreed": agreed})
    page = client.post(AGAIN, {"agreed": agreed}, follow=True).content.decode()

    run_jobs()
    assert len(mail.outbox) == 1
    assert "1社には送っていません" in page


def test_who_came_in_or_was_withdrawn_meanwhile_gets_nothing(client: Client, both, companies) -> None:
    minori, kobato = both
    agreed = agreed_in(look(client, minori))
    withdraw(fresh(minori), actor=None, now=timezone.now())

    client.post(AGAIN, {"agreed": agreed})

    walk_to_devices(fresh(kobato))
    hear(companies.kobato)
    settle(fresh(kobato), now=NOW)
    text = look(client, minori, kobato)
    assert resent() == 0
    assert "送れる会社がありません" in text
    assert "招待は取り下げられています" in text
    assert "もうつながっています" in text


def test_nobody_ticked_leads_back_and_nonsense_is_not_found(client: Client, both) -> None:
    assert client.post(AGAIN).headers["Location"] == "/console/joining"
    assert client.post(AGAIN, {"who": "nonsense"}).status_code == 404
    assert client.post(AGAIN, {"agreed": "nonsense"}).status_code == 404
    assert resent() == 0


def test_the_list_has_a_box_for_each_company_on_its_way(client: Client, both) -> None:
    text = client.get("/console/joining").content.decode()

    assert all(f'name="who" value="{one.id}"' in text for one in both)


@pytest.mark.parametrize("said", ["?sent=9999999&left=0", "?sent=x&left=0", "?sent=1", "?sent=²&left=0"])
def test_an_address_that_somebody_made_up_says_nothing(client: Client, both, said: str) -> None:
    assert "新しいリンクを送りました" not in client.get(f"/console/joining{said}").content.decode()
