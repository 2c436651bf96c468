"""Chats of companies and of the staff."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from uuid import uuid4

import pytest

from chat_server import Chats, chat_server
from notify_cast import MONDAY_10, OVER, WORDS, House, Scripted, contact, deliveries, told
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.notify import places
from otasuke.web.notify.errors import BadPlace, NotFound
from otasuke.web.notify.models import Place
from otasuke.web.notify.policy import Way
from otasuke.web.notify.sending import Sender
from otasuke.web.notify.services import close
from otasuke.web.notify.staffing import call_duty
from otasuke.web.notify.words import About
from otasuke.web.outside.asking import Network, resolve
from otasuke.web.outside.policy import BadUrl
from otasuke.web.tenancy.scope import across, tenant_scope

NETWORK = Network(resolve, ssl.create_default_context(), may_be_local=True, within_s=5.0)
HOOK = {"url": "https://hooks.slack.example/services/T0/B0/secret"}


@pytest.fixture
def hayase(database) -> Person:
    return Person.objects.create(name="早瀬 遥", email="h@naniwa.example")


@pytest.fixture
def server() -> Iterator[Chats]:
    with chat_server() as one:
        yield one


def add(hayase: Person, customer=None, way: Way = Way.SLACK, **known: str) -> Place:
    told_of = customer.id if customer else None
    return places.add_place(way, "#it", known or HOOK, customer=told_of, language="ja", actor=hayase, at=MONDAY_10)


def test_secrets_are_sealed_and_of_that_row_alone(companies, hayase: Person) -> None:
    first, second = add(hayase, companies.minori), add(hayase, companies.kobato)

    assert "secret" not in first.known
    assert places.known_of(str(first.id)) == HOOK
    with across("tests"):
        Place.objects.filter(id=second.id).update(known=first.known)
    assert places.known_of(str(second.id)) is None


def test_a_company_sees_its_own_and_not_the_staffs(companies, hayase: Person) -> None:
    add(hayase)
    add(hayase, companies.kobato)
    mine = add(hayase, companies.minori)

    with tenant_scope(companies.minori.id):
        assert list(Place.objects.all()) == [mine]
    assert places.places()[0].customer is None
    assert {one.customer for one in places.places()} == {None, companies.minori, companies.kobato}
    assert [one.address for one in places.chats_of(companies.minori.id)] == [str(mine.id)]


@pytest.mark.parametrize(
    ("way", "known", "error"),
    [
        (Way.LINE, {"token": "x"}, BadPlace),
        (Way.SLACK, {"url": " "}, BadPlace),
        (Way.MAIL, HOOK, BadPlace),
        (Way.TEAMS, {"url": "http://hooks.example/"}, BadUrl),
        (Way.TEAMS, {"url": "https://10.0.0.1/"}, BadUrl),
    ],
)
def test_what_cannot_be_written_to_is_refused(hayase: Person, way: Way, known, error) -> None:
    with pytest.raises(error):
        add(hayase, None, way, **known)


def test_what_was_removed_is_not_written_to_until_it_is_put_back(companies, hayase: Person) -> None:
    one = add(hayase, companies.minori)

    places.remove_place(one.id, actor=hayase, at=MONDAY_10)
    assert (places.chats_of(companies.minori.id), places.known_of(str(one.id))) == ([], None)
    places.bring_back(one.id, actor=hayase)

    assert places.known_of(str(one.id)) == HOOK
    for gone in (places.place_of, lambda id: places.remove_place(id, actor=hayase, at=MONDAY_10)):
        with pytest.raises(NotFound):
            gone(uuid4())
    assert places.known_of("nonsense") is None


def test_a_red_stands_there_at_once_and_its_end_later(companies, hayase: Person) -> None:
    add(hayase, companies.minori)
    contact(companies.minori)
    house, chat, about = House(), Scripted(), uuid4()
    channels = {Way.SLACK: chat, Way.CALL: house.call, Way.SMS: house.sms, Way.MAIL: house.mail}
    sender = Sender(channels, number=1, clock=house.clock)
    told(companies.minori, about=about)
    sender.empty()
    close(companies.minori.id, About("incident", about), words=OVER, at=house.clock.go(minutes=1))
    sender.empty()

    assert [one.is_over for one in chat.sent] == [False, True]
    assert deliveries(way="slack")[0].name == "#it"


def test_a_chat_that_fails_does_not_make_somebody_else_be_told(companies, hayase: Person) -> None:
    add(hayase, companies.minori)
    contact(companies.minori)
    told(companies.minori, Colour.YELLOW)

    House().send()

    assert [(one.way, one.state) for one in deliveries()] == [("mail", "accepted"), ("slack", "given_up")]


def test_the_staffs_chat_hears_of_calls(hayase: Person) -> None:
    add(hayase)

    call_duty(WORDS, at=MONDAY_10)

    assert [one.way for one in deliveries()] == ["slack"]


def test_a_place_is_tried(hayase: Person, server: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "check_url", lambda url, may_be_local: None)
    one = add(hayase, None, Way.TEAMS, **server.known(Way.TEAMS))

    assert places.try_out(one.id, at=MONDAY_10, network=NETWORK) == ""
    assert "この場所に、お知らせを送れます。" in server.written[0][1]
    assert "not allowed" in places.try_out(one.id, at=MONDAY_10)
