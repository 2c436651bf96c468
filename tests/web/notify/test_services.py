"""Telling, closing, answering: in the caller's transaction, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from notify_cast import MONDAY_10, NIGHT, OVER, WORDS, House, contact, deliveries, three, told
from otasuke.advice.colour import Colour
from otasuke.web.audit.models import AuditLine
from otasuke.web.notify.errors import BadWords
from otasuke.web.notify.models import Delivery, Message
from otasuke.web.notify.policy import Way
from otasuke.web.notify.services import answer, close, tell
from otasuke.web.notify.words import About, Answer, Words
from otasuke.web.tenancy.scope import across, tenant_scope

State = Delivery.State


def verbs(customer) -> list[str]:
    with across("tests"):
        found = AuditLine.objects.filter(customer=customer, verb__startswith="message.").order_by("number")
        return list(found.values_list("verb", flat=True))


def test_a_message_and_its_outbox_are_undone_with_the_callers_transaction(companies) -> None:
    three(companies.minori)
    with transaction.atomic():
        told(companies.minori)
        transaction.set_rollback(True)

    assert deliveries() == []
    with across("tests"):
        assert not Message.objects.exists()


def test_a_red_fills_the_outbox_and_the_audit_log_once(companies) -> None:
    three(companies.minori)
    about = uuid4()

    first, second = (told(companies.minori, about=about) for _ in range(2))

    assert (first.id, first.revision) == (second.id, second.revision) == (first.id, 1)
    ways = [(one.way, one.name) for one in deliveries(way__in=["call", "sms"])]
    assert ways == [
        ("call", "坂木 実"), ("sms", "坂木 実"), ("call", "松原 恵"), ("sms", "松原 恵"), ("call", "北野 桂"),
    ]  # fmt: skip
    assert verbs(companies.minori) == ["message.told"]


def test_other_words_change_the_message_and_interrupt_nobody(companies) -> None:
    contact(companies.minori)
    house, about = House(), uuid4()
    told(companies.minori, Colour.YELLOW, about=about)
    house.send()
    words = WORDS | {"ja": replace(WORDS["ja"], now="そのままお待ちください。")}

    again = tell(
        companies.minori.id, About("incident", about), colour=Colour.YELLOW, words=words, at=house.clock.go(minutes=5)
    )

    assert (again.revision, again.interruption) == (2, 1)
    assert again.in_language("ja").now == "そのままお待ちください。"
    assert house.send() == 0
    assert len(house.mail.sent) == 1


def test_what_waits_says_the_newest_words(companies) -> None:
    contact(companies.minori, email="", phone="090-0000-0001")  # a text waits until the company opens
    house, about = House(), uuid4()
    house.clock.now = NIGHT
    told(companies.minori, Colour.YELLOW, about=about, at=NIGHT)
    words = {"ja": replace(WORDS["ja"], title="もう止まりました")}
    tell(companies.minori.id, About("incident", about), colour=Colour.YELLOW, words=words, at=NIGHT)

    assert house.send() == 0
    house.send(hours=6)

    assert [one.words.title for one in house.sms.sent] == ["もう止まりました"]


def test_only_a_colour_that_rises_interrupts_again(companies) -> None:
    contact(companies.minori)
    house, about = House(), uuid4()
    told(companies.minori, Colour.BLUE, about=about)
    assert house.send() == 0
    told(companies.minori, Colour.YELLOW, about=about)
    house.send()
    assert (house.mail.whom, house.call.whom) == (["sakaki@minori.example"], [])

    red = told(companies.minori, Colour.RED, about=about)
    house.send()
    assert (red.interruption, house.call.whom) == (3, ["090-0000-0001"])

    fallen = told(companies.minori, Colour.YELLOW, about=about)
    house.send(minutes=30)
    assert (fallen.colour, fallen.interruption, len(house.mail.sent)) == ("黄", 3, 1)


def test_a_red_that_was_told_to_nobody_yet_and_is_yellow_now_is_written(companies) -> None:
    contact(companies.minori)
    about = uuid4()
    told(companies.minori, about=about)

    told(companies.minori, Colour.YELLOW, about=about)

    assert [(one.way, one.interruption) for one in deliveries(state=State.WAITING)] == [("mail", 2)]


def test_nothing_is_said_without_words(companies) -> None:
    for words in ({}, {"en": WORDS["en"]}, {"ja": Words("", "x")}):
        with pytest.raises(BadWords):
            tell(companies.minori.id, About("incident", uuid4()), colour=Colour.RED, words=words, at=MONDAY_10)
    with pytest.raises(BadWords):
        close(companies.minori.id, About("incident", uuid4()), words={}, at=MONDAY_10)


def test_who_was_told_is_told_once_that_it_is_over(companies) -> None:
    three(companies.minori)
    house, about = House(), uuid4()
    told(companies.minori, about=about)
    house.send()

    closed = close(companies.minori.id, About("incident", about), words=OVER, at=house.clock.go(minutes=1))
    close(companies.minori.id, About("incident", about), words=OVER, at=house.clock.go(minutes=1))
    house.send(minutes=30)

    assert closed
    assert closed.closed_at
    assert house.call.whom == ["090-0000-0001"]
    assert [(one.to, one.is_over, one.words.title) for one in house.sms.sent] == [
        ("090-0000-0001", False, WORDS["ja"].title),
        ("090-0000-0001", True, "終わりました"),
    ]
    assert house.mail.sent == []
    assert verbs(companies.minori)[-1] == "message.closed"


def test_what_nobody_was_told_of_closes_in_silence(companies) -> None:
    contact(companies.minori)
    about = uuid4()
    assert close(companies.minori.id, About("incident", about), words=OVER, at=MONDAY_10) is None
    told(companies.minori, Colour.GREEN, about=about)

    close(companies.minori.id, About("incident", about), words=OVER, at=MONDAY_10)

    assert deliveries() == []


def test_what_begins_again_after_its_end_interrupts_again(companies) -> None:
    contact(companies.minori)
    house, about = House(), uuid4()
    told(companies.minori, Colour.YELLOW, about=about)
    house.send()
    close(companies.minori.id, About("incident", about), words=OVER, at=house.clock.now)
    house.send()

    again = told(companies.minori, Colour.YELLOW, about=about, at=house.clock.go(hours=1))
    house.send()

    assert (again.closed_at, again.interruption) == (None, 2)
    assert [one.is_over for one in house.mail.sent] == [False, True, False]


def test_who_answers_is_not_called_any_more_and_can_change_his_answer(companies) -> None:
    three(companies.minori)
    house = House()
    message = told(companies.minori)
    house.send()

    answer(message, Answer.CALL_ME, by="坂木 実", at=house.clock.go(minutes=1))
    found = answer(message, Answer.NOT_MINE, by="松原 恵", at=house.clock.go(minutes=1))
    house.send(hours=1)

    assert (found.answer, found.answered_by) == ("not_mine", "松原 恵")
    assert house.call.whom == ["090-0000-0001"]
    with tenant_scope(companies.minori.id):
        kept = Message.objects.get()
    assert (kept.acknowledged_by, kept.acknowledged_how) == ("坂木 実", "answer")
    assert kept.acknowledged_at == MONDAY_10 + timedelta(minutes=1)
    assert not deliveries(state=State.WAITING)
    assert verbs(companies.minori).count("message.acknowledged") == 1


def test_companies_do_not_share_a_message(companies) -> None:
    about = uuid4()
    contact(companies.minori)
    contact(companies.kobato, email="kobato@kobato.example")

    mine, theirs = (told(one, Colour.YELLOW, about=about) for one in (companies.minori, companies.kobato))

    assert mine.id != theirs.id
    with tenant_scope(companies.minori.id):
        assert [one.address for one in Delivery.objects.all()] == ["sakaki@minori.example"]


def test_a_drill_is_marked(companies) -> None:
    contact(companies.minori)
    house = House()
    about = About("incident", uuid4())
    tell(companies.minori.id, about, colour=Colour.RED, words=WORDS, at=MONDAY_10, is_drill=True)

    house.send()

    assert house.call.sent[0].is_drill
    assert {one.way for one in deliveries()} == {Way.CALL, Way.SMS, Way.MAIL}
