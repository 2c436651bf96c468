"""The letter about what was learnt."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail

from job_runner import run_jobs
from joining_cast import MAIL, NOW, hear, invited, walk_to_devices
from otasuke.web.accounts.models import Person
from otasuke.web.joining.letters import due_letters, send_letter
from otasuke.web.joining.models import Joining
from otasuke.web.joining.walking import settle
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import tenant_scope

DUE = date(2026, 12, 7)
THEN = NOW + timedelta(days=14)


@pytest.fixture
def joining(companies, broker) -> Joining:
    at = walk_to_devices(invited(companies.minori).joining, {"windows": 2, "utm/yamaha": 1})
    hear(companies.minori, most=2)
    return settle(at, now=NOW)


def hand_out(joining: Joining) -> None:
    with tenant_scope(joining.customer_id):
        Device.objects.exclude(kind="utm").update(handed_out=NOW, credential_id="x" * 32)


def test_it_is_due_on_its_day_and_not_before(joining: Joining) -> None:
    assert due_letters(today=DUE - timedelta(days=1)) == []
    assert len(due_letters(today=DUE)) == len(due_letters(today=DUE + timedelta(days=9))) == 1


def test_it_is_sent_once_and_tells_what_is_seen_and_what_is_not(joining: Joining) -> None:
    hand_out(joining)
    with tenant_scope(joining.customer_id):
        Device.objects.filter(name="windows 1").update(last_seen=THEN - timedelta(minutes=5))
    ((customer, letter),) = due_letters(today=DUE)

    assert send_letter(customer, letter, now=THEN)
    assert not send_letter(customer, letter, now=THEN)
    run_jobs()

    (sent,) = mail.outbox
    assert sent.to == [MAIL]
    assert "見守っている機器は1台です。\n・windows 1" in sent.body
    assert "様子が見えない機器があります。電源が入っているか、見てください。\n・windows 2" in sent.body
    assert "まだつながっていない機器があります。窓口が一緒につなぎます。\n・utm 1" in sent.body
    assert due_letters(today=DUE) == []


def test_it_is_written_in_the_language_of_its_reader(joining: Joining) -> None:
    Person.objects.filter(email=MAIL).update(language="en")
    ((customer, letter),) = due_letters(today=DUE)

    send_letter(customer, letter, now=THEN)
    run_jobs()

    assert mail.outbox[0].subject == "What we learnt in two weeks"


def test_without_an_address_it_waits(joining: Joining) -> None:
    with tenant_scope(joining.customer_id):
        Joining.objects.update(email="")

    assert due_letters(today=DUE) == []


def test_another_company_cannot_send_it(joining: Joining, companies) -> None:
    ((_, letter),) = due_letters(today=DUE)

    assert not send_letter(companies.kobato.id, letter, now=THEN)
