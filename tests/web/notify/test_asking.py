"""What pages of a company ask of its messages."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from notify_cast import MONDAY_10, House, contact, told
from otasuke.web.notify.asking import calls_of, how_many_wait, messages_about, told_lately
from otasuke.web.notify.services import answer, tell
from otasuke.web.notify.words import About, Answer, Words
from otasuke.web.tenancy.scope import tenant_scope

ASKING = {"ja": Words("入った人がいます", "だれかが入りました。", question="本人ですか。")}


def test_each_is_found_by_what_it_is_about(companies) -> None:
    message, missing = told(companies.minori), uuid4()

    with tenant_scope(companies.minori.id):
        assert messages_about("incident", [message.about_id, missing]) == {message.about_id: message}
        assert messages_about("other", [message.about_id]) == {}


def test_calls_are_those_that_were_begun(companies) -> None:
    contact(companies.minori)
    message, house = told(companies.minori), House()
    with tenant_scope(companies.minori.id):
        assert calls_of(message) == []

    house.send()

    with tenant_scope(companies.minori.id):
        assert calls_of(message) == [MONDAY_10]


def test_what_asks_waits_until_somebody_answers(companies) -> None:
    told(companies.minori)  # asks nothing
    asking = tell(companies.minori.id, About("incident", uuid4()), colour=_yellow(), words=ASKING, at=MONDAY_10)

    with tenant_scope(companies.minori.id):
        assert how_many_wait(companies.minori.id) == 1
        answer(asking, Answer.MINE, by="坂木 実", at=MONDAY_10)
        assert how_many_wait(companies.minori.id) == 0


def _yellow():
    from otasuke.advice.colour import Colour

    return Colour.YELLOW


def test_the_newest_is_read_first_and_drills_are_none_of_theirs(companies) -> None:
    first = told(companies.minori)
    second = tell(
        companies.minori.id,
        About("incident", uuid4()),
        colour=_yellow(),
        words=ASKING,
        at=MONDAY_10 + timedelta(hours=1),
    )
    told(companies.kobato)
    with tenant_scope(companies.minori.id):
        assert told_lately(companies.minori.id, most=5) == [second, first]
        assert told_lately(companies.minori.id, most=1) == [second]
        second.is_drill = True
        second.save()
        assert told_lately(companies.minori.id, most=5) == [first]
