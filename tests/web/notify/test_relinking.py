"""A link that is over is sent anew."""

from __future__ import annotations

from datetime import timedelta

from django.core import mail

from job_runner import run_jobs
from notify_cast import MONDAY_10, contact, deliveries, told
from otasuke.advice.colour import Colour
from otasuke.web.notify.models import Delivery
from otasuke.web.notify.relinking import can_be_sent, send_anew
from otasuke.web.tenancy.scope import across


def went_out(company, **facts) -> Delivery:
    contact(company, **facts)
    told(company, Colour.YELLOW)
    (one,) = deliveries()
    with across("tests"):
        Delivery.objects.update(began_at=MONDAY_10)
    return one


def test_it_is_another_mail_to_the_same_address_and_no_second_within_ten_minutes(companies, monkeypatch) -> None:
    from django.utils import timezone

    one, mail.outbox = went_out(companies.minori), []
    later = MONDAY_10 + timedelta(days=8)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert [send_anew(one, at=later + timedelta(minutes=minutes)) for minutes in (0, 9, 11)] == [True] * 3
    run_jobs()

    assert [letter.to for letter in mail.outbox] == [["sakaki@minori.example"]] * 2
    numbers = {letter.extra_headers["Message-ID"] for letter in mail.outbox}
    assert len(numbers) == 2
    assert not any(one.reference in number for number in numbers)


def test_without_a_carrier_no_text_is_promised(companies) -> None:
    one = went_out(companies.minori, channel="sms")

    assert one.way == "sms"
    assert not can_be_sent(one)
    assert send_anew(one, at=MONDAY_10) is False
