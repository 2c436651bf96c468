"""Mails of the way in."""

from __future__ import annotations

from django.core import mail
from django.test import RequestFactory

from job_runner import run_jobs
from joining_cast import plan
from joining_pages import walker
from otasuke.web.join.mailing import send_copy


def test_the_copy_goes_to_the_address_with_the_link_that_only_it_has(companies, broker) -> None:
    mail.outbox = []
    one = walker(companies.minori)
    request = RequestFactory().get("/", headers={"host": "testserver"})

    send_copy(request, one.joining, secret="mailed")
    run_jobs()

    assert mail.outbox[0].to == [one.joining.email]
    assert "http://testserver/j/mailed" in mail.outbox[0].body
    assert "有限会社みのり坂木工" in mail.outbox[0].body


def test_without_an_address_or_a_link_of_its_own_nothing_is_sent(companies, broker) -> None:
    mail.outbox = []
    request = RequestFactory().get("/", headers={"host": "testserver"})

    send_copy(request, walker(companies.minori).joining, secret="")
    send_copy(request, walker(companies.kobato, email="", offered=plan(code="hutoe")).joining, secret="mailed")
    run_jobs()

    assert mail.outbox == []
