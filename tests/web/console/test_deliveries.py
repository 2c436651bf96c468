"""お知らせの記録: who was told what, and what became of it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from notify_cast import House, contact, deliveries, told
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.audit.models import AuditLine
from otasuke.web.notify.models import Delivery, StaffCall
from otasuke.web.notify.outbox import end
from otasuke.web.notify.services import answer
from otasuke.web.notify.unreached import tell_staff
from otasuke.web.notify.words import Answer
from otasuke.web.tenancy.scope import across
from staff_cast import browser_of_staff, employ, hayase


@pytest.fixture
def client(database: None) -> Client:
    return browser_of_staff(hayase("analyst"))


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_quiet_house_says_so(client: Client) -> None:
    assert "まだだれにも知らせていません。" in text(client, "/console/deliveries")


def test_the_proof_names_everybody_every_way_and_every_step(companies, client: Client) -> None:
    contact(companies.minori, name="<b>坂木</b>")
    message = told(companies.minori)
    house = House()
    house.send()
    (call,) = deliveries(way="call")
    end(call.id, Delivery.State.ACKNOWLEDGED, at=house.clock.go(seconds=90))

    shown = text(client, f"/console/deliveries/{message.id}")

    assert "&lt;b&gt;坂木&lt;/b&gt;さんに" in shown
    assert "（1.5分）" in shown
    for words in ("電話の1番", "本人が確認した", "要らなくなった", call.reference, "id-0", "約束 10:15まで"):
        assert words in shown
    assert str(message) in text(client, "/console/deliveries")
    with across("tests"):
        assert AuditLine.objects.filter(verb="customer.seen", customer=companies.minori).count() == 1


def test_the_answer_stands_there(companies, client: Client) -> None:
    contact(companies.minori)
    message = told(companies.minori, Colour.YELLOW)
    answer(message, Answer.CALL_ME, by="坂木 実", at=House().clock.now)

    assert "坂木 実さんの返事（11/16 10:00）: 電話ください" in text(client, f"/console/deliveries/{message.id}")


def test_what_was_told_to_nobody_says_why(companies, client: Client) -> None:
    message = told(companies.minori, Colour.GREEN)

    assert "青と緑は、手紙と画面だけで伝えます。" in text(client, f"/console/deliveries/{message.id}")


def test_whoever_is_of_the_staff_takes_a_call(companies, client: Client) -> None:
    employ(Person.objects.create(name="音羽 静", email="o@naniwa.example", phone="090-0000-0012"), Role.MANAGER)
    contact(companies.minori)
    call = tell_staff(told(companies.minori), at=House().clock.now)
    assert "私が出ます" in text(client, f"/console/calls/{call.id}")

    answer = client.post(f"/console/calls/{call.id}/take", follow=True)

    assert "早瀬 遥さんが" in answer.content.decode()
    with across("tests"):
        assert StaffCall.objects.select_related("acknowledged_by").get().acknowledged_how == "page"
    assert "早瀬 遥" in text(client, "/console/deliveries")


def test_what_is_not_there_is_not_there(client: Client) -> None:
    for address in (f"/console/deliveries/{uuid4()}", f"/console/calls/{uuid4()}"):
        assert client.get(address).status_code == 404
