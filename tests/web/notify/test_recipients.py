"""Who is turned to, and when a company works."""

from __future__ import annotations

from datetime import time, timedelta

from company_cast import OFFICE
from notify_cast import NIGHT, contact, deliveries, told
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.accounts.quiet import set_quiet
from otasuke.web.customers.hours import Hours
from otasuke.web.customers.policy import SiteFacts
from otasuke.web.customers.services import keep_site
from otasuke.web.notify.policy import Way
from otasuke.web.notify.recipients import hours_of_sites, recipients_of
from portal_cast import join


def test_contacts_come_in_their_order_and_language(companies) -> None:
    Person.objects.create(name="Eve", email="Matsubara@minori.example", language="en")
    contact(companies.minori, 2, name="松原 恵", email="matsubara@minori.example", channel="sms")
    contact(companies.minori, 1)
    contact(companies.kobato, name="こばと")

    found = recipients_of(companies.minori.id)

    assert [(one.name, one.prefers, one.language) for one in found] == [
        ("坂木 実", Way.MAIL, "ja"),
        ("松原 恵", Way.SMS, "en"),
    ]


def test_who_named_no_contact_is_told_through_his_owner(companies) -> None:
    owner = Person.objects.create(name="稲森 修", email="owner@minori.example", phone="090-0000-0009", language="en")
    join(owner, companies.minori, Role.OWNER)
    join(Person.objects.create(name="社員", email="x@minori.example"), companies.minori, Role.COLLEAGUE)

    (found,) = recipients_of(companies.minori.id)

    assert (found.name, found.phone, found.mail, found.language) == (
        "稲森 修", "090-0000-0009", "owner@minori.example", "en",
    )  # fmt: skip


def test_sites_that_have_said_when_they_work_count(companies) -> None:
    keep_site(companies.minori.id, OFFICE, actor=None)
    keep_site(companies.minori.id, SiteFacts("倉庫", Hours(())), actor=None)

    assert hours_of_sites(companies.minori.id) == [OFFICE.hours]
    assert hours_of_sites(companies.kobato.id) == []


def test_quiet_hours_are_those_of_who_has_the_account(companies) -> None:
    person = Person.objects.create(name="松原 恵", email="Matsubara@minori.example")
    set_quiet(person, time(22), time(7))
    join(person, companies.minori, Role.OWNER)
    (owner,) = recipients_of(companies.minori.id)
    contact(companies.minori, 1)
    contact(companies.minori, 2, name="松原 恵", email="matsubara@minori.example")

    first, second = recipients_of(companies.minori.id)

    assert owner.quiet == second.quiet == (time(22), time(7))
    assert first.quiet is None


def test_a_contact_without_an_account_has_hours_of_his_own_and_who_has_one_keeps_his(companies) -> None:
    person = Person.objects.create(name="松原 恵", email="matsubara@minori.example")
    set_quiet(person, time(22), time(7))
    hours = {"quiet_from": time(20), "quiet_until": time(6)}
    contact(companies.minori, 1, **hours)
    contact(companies.minori, 2, name="松原 恵", email="matsubara@minori.example", **hours)

    first, second = recipients_of(companies.minori.id)

    assert first.quiet == (time(20), time(6))
    assert second.quiet == (time(22), time(7))


def test_at_night_a_yellow_waits_for_the_end_of_the_quiet_hours_and_a_red_for_nothing(companies) -> None:
    person = Person.objects.create(name="坂木 実", email="sakaki@minori.example")
    set_quiet(person, time(22), time(7))
    contact(companies.minori)

    told(companies.minori, Colour.YELLOW, at=NIGHT)
    told(companies.minori, Colour.RED, at=NIGHT)

    (mail,) = deliveries(message__colour="黄")
    assert mail.due_at == NIGHT + timedelta(hours=4)
    assert min(one.due_at for one in deliveries(message__colour="赤", way="call")) == NIGHT
