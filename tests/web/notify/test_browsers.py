"""Browsers that show what somebody is told, from the switch to the screen: the push service is one on loopback."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import time

import pytest

from notify_cast import MONDAY_10, NIGHT, OVER, WORDS, contact, deliveries, told
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.notify import browsers
from otasuke.web.notify.browsers import add_browser, browsers_of, push_channel, remove_browser, try_out
from otasuke.web.notify.channels.pushed import BadBrowser
from otasuke.web.notify.models import Delivery, PushBrowser
from otasuke.web.notify.policy import Way
from otasuke.web.notify.sending import Sender
from otasuke.web.notify.services import close
from otasuke.web.notify.staffing import call_duty
from otasuke.web.notify.words import About
from otasuke.web.outside.asking import Network, resolve
from portal_cast import join
from push_service import PushService, push_service
from staff_cast import employ

State = Delivery.State
NETWORK = Network(resolve, ssl.create_default_context(), may_be_local=True, within_s=5.0)


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as one:
        yield one


@pytest.fixture(autouse=True)
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "usual_network", lambda: NETWORK)


@pytest.fixture
def inamori(companies) -> Person:
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example")
    join(person, companies.minori, "owner")
    contact(companies.minori)
    return person


def shows(person: Person, service: PushService, name: str = "phone") -> PushBrowser:
    return add_browser(person, service.known(name), browser="Mozilla/5.0 (Android) Chrome/141", at=MONDAY_10)


def send(at=MONDAY_10) -> None:
    Sender({Way.PUSH: push_channel()}, number=7, clock=lambda: at).empty()


def test_a_red_is_shown_at_once_at_any_hour_and_stays(inamori: Person, companies, service: PushService) -> None:
    inamori.quiet_from, inamori.quiet_until = time(22), time(7)
    inamori.save()
    shows(inamori, service)

    told(companies.minori, at=NIGHT)
    send(NIGHT)

    (shown,) = service.shown
    assert shown["title"] == "【いますぐ電話】" + WORDS["ja"].title
    assert shown["body"].splitlines() == list(WORDS["ja"].lines)
    assert "/m/" in shown["url"]
    assert shown["stays"] is True
    assert service.claims[0]["sub"].startswith(("mailto:", "http"))
    (one,) = deliveries(way="push")
    assert (one.state, one.name) == (State.ACCEPTED, "稲森 修")


def test_a_yellow_waits_for_the_end_of_his_quiet_hours(inamori: Person, companies, service: PushService) -> None:
    inamori.quiet_from, inamori.quiet_until = time(9), time(12)
    inamori.save()
    shows(inamori, service)

    told(companies.minori, Colour.YELLOW)
    send()

    assert service.shown == []
    (one,) = deliveries(way="push")
    assert one.due_at.hour == 3, "noon in Japan"


def test_the_end_of_a_matter_replaces_what_was_shown(inamori: Person, companies, service: PushService) -> None:
    shows(inamori, service)
    message = told(companies.minori)
    send()
    close(companies.minori.id, About("incident", message.about_id), words=OVER, at=MONDAY_10)
    send()

    first, last = service.shown
    assert first["tag"] == last["tag"]
    assert last["title"] == "【終わりました】" + OVER["ja"].title
    assert last["stays"] is False
    assert len(set(service.topics)) == 1


def test_only_people_of_the_company_are_shown_it_each_in_his_language(inamori: Person, companies, service) -> None:
    other = Person.objects.create(name="Kim", email="kim@kobato.example", language="en")
    join(other, companies.kobato, "owner")
    shows(inamori, service, "inamori")
    shows(other, service, "kim")

    told(companies.kobato)
    send()

    assert [one["title"] for one in service.shown] == ["[call now] " + WORDS["en"].title]


def test_who_takes_it_away_sees_nothing_more_and_nobody_takes_away_another_s(
    inamori: Person, companies, service
) -> None:
    other = Person.objects.create(name="川端 志津子", email="kawabata@minori.example")
    mine = shows(inamori, service)

    assert not remove_browser(other, mine.id)
    assert try_out(other, mine.id, at=MONDAY_10) != ""
    assert remove_browser(inamori, mine.id)
    assert not remove_browser(inamori, mine.id)
    told(companies.minori)
    assert deliveries(way="push") == []


def test_it_was_taken_away_after_it_was_planned(inamori: Person, companies, service: PushService) -> None:
    mine = shows(inamori, service)
    told(companies.minori)
    remove_browser(inamori, mine.id)
    send()

    assert deliveries(way="push")[0].words == "this browser was taken away"
    assert service.shown == []


def test_a_try_is_shown_and_says_why_it_is_not(inamori: Person, service: PushService) -> None:
    mine = shows(inamori, service)

    assert try_out(inamori, mine.id, at=MONDAY_10) == ""
    assert service.shown[0]["title"] == "【ためし】通知のためし"
    service.statuses.append(500)
    assert "500" in try_out(inamori, mine.id, at=MONDAY_10)


def test_a_browser_belongs_to_who_signed_in_there_last(inamori: Person, companies, service: PushService) -> None:
    other = Person.objects.create(name="川端 志津子", email="kawabata@minori.example")
    shows(inamori, service)
    shows(other, service)

    assert browsers_of(inamori) == []
    assert len(browsers_of(other)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example.com/x"},
        {"endpoint": "https://192.168.0.1/x"},
        {"endpoint": ""},
        {"auth": "AA"},
        {"p256dh": "AA"},
    ],
)
def test_what_is_no_browser_of_a_push_service_is_refused(inamori: Person, service: PushService, wrong) -> None:
    with pytest.raises(BadBrowser):
        add_browser(inamori, service.known() | wrong, browser="", at=MONDAY_10)
    assert browsers_of(inamori) == []


def test_nobody_has_more_than_twenty(inamori: Person, service: PushService) -> None:
    for number in range(20):
        shows(inamori, service, str(number))

    with pytest.raises(BadBrowser, match="too many"):
        shows(inamori, service, "more")


def test_its_address_stands_sealed_in_the_database(inamori: Person, service: PushService) -> None:
    mine = shows(inamori, service)

    assert service.origin not in mine.known
    PushBrowser.objects.filter(id=mine.id).update(known="v1:AAAA")
    assert try_out(inamori, mine.id, at=MONDAY_10) == "this browser was taken away"


def test_staff_are_shown_a_call_when_it_is_their_turn(companies, service: PushService) -> None:
    first = Person.objects.create(name="早瀬 遥", email="hayase@naniwa.example", phone="090-0000-0011")
    employ(first, Role.MANAGER)
    shows(first, service)

    call = call_duty(WORDS, at=NIGHT, customer_id=companies.minori.id)
    send(NIGHT)

    (shown,) = service.shown
    assert shown["url"].endswith(f"/console/calls/{call.id}")
    assert deliveries(way="push")[0].customer is None
