"""Coming in by a mailed link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client, override_settings

from carrier_line import with_carrier
from job_runner import run_jobs
from otasuke.carrier.segments import segments
from otasuke.carrier.twin import Twin
from otasuke.web.accounts.models import Person
from otasuke.web.jobs.selectors import WAITING, list_jobs
from portal_cast import join


@pytest.fixture
def inamori(companies) -> Person:
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example")
    join(person, companies.minori, "owner")
    mail.outbox = []
    return person


@pytest.fixture
def mail_server_gone() -> Iterator[None]:
    """A mail server that is not there."""
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1):
        yield


@pytest.fixture
def twin(inamori: Person, tmp_path: Path) -> Iterator[Twin]:
    """A carrier; 稲森 has a number."""
    Person.objects.update(mobile="+819001234567")
    with with_carrier(tmp_path) as running:
        yield running


def address() -> str:
    run_jobs()
    found = re.search(r"http://testserver(/enter/\S+)", mail.outbox[-1].body)
    assert found
    return found.group(1)


def test_a_mail_a_button_and_one_is_in(inamori: Person) -> None:
    client = Client()
    client.post("/enter", {"email": "inamori@minori.example", "next": "/devices"})

    opened = client.get(address())
    entered = client.post(address())

    assert mail.outbox[0].to == ["inamori@minori.example"]
    assert "稲森 修" in opened.content.decode()
    assert entered.headers["Location"] == "/devices"
    assert "有限会社みのり坂木工" in client.get("/").content.decode()


def test_who_only_opens_the_link_is_not_in_and_does_not_use_it_up(inamori: Person) -> None:
    Client().post("/enter", {"email": "inamori@minori.example"})
    scanner, client = Client(), Client()

    scanner.get(address())

    assert scanner.get("/").status_code == 302
    assert client.post(address()).headers["Location"] == "/"


def test_a_used_link_says_how_to_get_a_new_one(inamori: Person) -> None:
    Client().post("/enter", {"email": "inamori@minori.example"})
    Client().post(address())

    again = Client().post(address())

    assert again.status_code == 410
    assert 'href="/enter"' in again.content.decode()


def test_a_stranger_is_told_the_same_and_gets_nothing(inamori: Person) -> None:
    known = Client().post("/enter", {"email": "inamori@minori.example"})
    unknown = Client().post("/enter", {"email": "who@else.example"})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    run_jobs()
    assert len(mail.outbox) == 1


def test_what_is_no_address_is_said_beside_the_field(database) -> None:
    text = Client().post("/enter", {"email": "稲森"}).content.decode()

    assert "メールアドレスの形ではありません" in text
    assert 'aria-invalid="true"' in text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_way_back_leads_nowhere_else(inamori: Person, back: str) -> None:
    client = Client()
    client.post("/enter", {"email": "inamori@minori.example", "next": back})

    assert client.post(address()).headers["Location"] == "/"


def test_leaving_ends_the_session(inamori: Person) -> None:
    client = Client()
    client.post("/enter", {"email": "inamori@minori.example"})
    client.post(address())

    client.post("/leave")

    assert client.get("/").status_code == 302


def test_a_mail_that_cannot_be_sent_gives_nobody_away_and_is_tried_again(inamori: Person, mail_server_gone) -> None:
    known = Client().post("/enter", {"email": "inamori@minori.example"})
    run_jobs()

    assert (known.status_code, known.headers["Location"]) == (302, "/enter/sent")
    assert [job.task for job in list_jobs(WAITING)] == ["jobs.send_mail"]


@pytest.mark.parametrize("written", ["090-0123-4567", "０９０　０１２３　４５６７", "+81 90 0123 4567"])
def test_a_text_a_button_and_one_is_in(twin: Twin, written: str) -> None:
    client = Client()
    asked = client.post("/enter", {"email": written, "next": "/devices"})
    run_jobs()
    found = re.search(r"http://testserver(/enter/\S+)", twin.texts[0].words)
    assert found

    entered = client.post(found[1])

    assert asked.headers["Location"] == "/enter/sent?by=text"
    assert "SMSを見てください" in client.get("/enter/sent?by=text").content.decode()
    assert entered.headers["Location"] == "/devices"
    assert twin.texts[0].to == "+819001234567"
    assert mail.outbox == []


def test_a_link_with_a_usual_name_is_two_messages_long(twin: Twin) -> None:
    with override_settings(ALLOWED_HOSTS=["otasuke.naniwa-mimamori.example"]):
        client = Client(headers={"host": "otasuke.naniwa-mimamori.example"})
        client.post("/enter", {"email": "090-0123-4567"}, secure=True)
    run_jobs()

    assert segments(twin.texts[0].words) == 2


def test_a_number_that_nobody_has_is_answered_the_same_and_gets_nothing(twin: Twin) -> None:
    known, unknown = (Client().post("/enter", {"email": f"090-0123-456{digit}"}) for digit in (7, 8))
    run_jobs()

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert len(twin.texts) == 1


def test_who_asks_too_often_is_answered_the_same_and_gets_no_more(twin: Twin) -> None:
    answers = {Client().post("/enter", {"email": "090-0123-4567"}).headers["Location"] for _ in range(5)}
    run_jobs()

    assert answers == {"/enter/sent?by=text"}
    assert len(twin.texts) == 3


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("06-0123-4567", "SMSが届く携帯電話の番号を"),
        ("0570-012-345", "SMSが届く携帯電話の番号を"),
        ("稲森", "メールアドレスの形ではありません"),
        ("a@", "メールアドレスの形ではありません"),
    ],
)
def test_what_is_neither_an_address_nor_a_mobile_number_is_said_beside_the_field(
    twin: Twin, written: str, said: str
) -> None:
    text = Client().post("/enter", {"email": written}).content.decode()

    assert said in text
    assert 'aria-invalid="true"' in text


def test_mail_goes_on_where_texts_can_be_sent(twin: Twin) -> None:
    Client().post("/enter", {"email": "inamori@minori.example"})
    run_jobs()

    assert len(mail.outbox) == 1
    assert not twin.texts


def test_without_a_carrier_the_form_asks_for_mail_alone(inamori: Person) -> None:
    Person.objects.update(mobile="+819001234567")

    page = Client().get("/enter").content.decode()
    asked = Client().post("/enter", {"email": "090-0123-4567"}).content.decode()

    assert "携帯" not in page
    assert "メールアドレスの形ではありません" in asked
    assert "SMS" not in Client().get("/enter/sent?by=text").content.decode()
