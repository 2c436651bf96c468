"""電話してほしい."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import override_settings

from job_runner import run_jobs
from notify_cast import contact
from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.portal import calling
from otasuke.web.tenancy.scope import tenant_scope
from portal_cast import browser_of, join, signed_in

DESK = override_settings(DESK_MAIL="desk@naniwa.example", PROVIDER_HOURS="平日 9:00〜18:00")


@DESK
def test_the_desk_is_told_who_wants_to_be_called_and_where_once(companies) -> None:
    contact(companies.minori)
    browser, mail.outbox = signed_in(companies.minori), []

    for _again in range(2):
        assert browser.post("/call").headers["Location"] == "/"
    run_jobs()

    (letter,) = mail.outbox
    assert letter.subject == "電話してほしい 有限会社みのり坂木工"
    assert "稲森 修" in letter.body
    assert "090-0000-0001" in letter.body
    page = browser.get("/").content.decode()
    assert "受け取りました" in page
    assert "受付 平日 9:00〜18:00" in page


@DESK
def test_it_is_taken_back_and_the_desk_knows(companies) -> None:
    browser, mail.outbox = signed_in(companies.minori), []
    browser.post("/call")

    browser.post("/call/undo")
    browser.post("/call/undo")
    run_jobs()

    assert [one.subject.split()[0] for one in mail.outbox] == ["電話してほしい", "電話は要らなくなりました"]
    assert "電話してほしい" in browser.get("/").content.decode()
    with tenant_scope(companies.minori.id):
        verbs = AuditLine.objects.filter(verb__startswith="desk.").order_by("number").values_list("verb", flat=True)
        assert list(verbs) == ["desk.call_wanted", "desk.call_not_wanted"]


@DESK
def test_hours_later_it_can_be_asked_for_again(companies, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(companies.minori)
    browser.post("/call")

    monkeypatch.setattr(calling, "_SHOWN_FOR", timedelta(0))

    assert "電話してほしい" in browser.get("/").content.decode()


@DESK
def test_what_was_asked_for_one_company_is_not_shown_for_another(companies) -> None:
    browser = signed_in(companies.minori)
    person = Person.objects.get()
    browser.post("/call")
    join(person, companies.kobato, "owner")

    other = browser_of(person)
    other.cookies = browser.cookies
    session = other.session
    session["company"] = str(companies.kobato.id)
    session.save()

    assert "受け取りました" not in other.get("/").content.decode()


def test_without_a_mailbox_of_the_desk_there_is_the_telephone(companies) -> None:
    mail.outbox = []
    browser = signed_in(companies.minori)

    browser.post("/call")
    run_jobs()

    assert mail.outbox == []
    assert 'action="/call"' not in browser.get("/").content.decode()
