"""One's own mobile number, in the portal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

from carrier_line import with_carrier
from job_runner import run_jobs
from otasuke.carrier.twin import Twin
from otasuke.web.accounts.models import Person
from portal_cast import browser_of, join
from web_texts import JAPANESE


@pytest.fixture
def inamori(companies) -> Person:
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example")
    join(person, companies.minori, "owner")
    mail.outbox = []
    return person


@pytest.fixture
def twin(inamori: Person, tmp_path: Path) -> Iterator[Twin]:
    with with_carrier(tmp_path) as running:
        yield running


@pytest.fixture
def client(inamori: Person) -> Client:
    return browser_of(inamori)


def code(twin: Twin) -> str:
    run_jobs()
    found = re.search(r"\b\d{6}\b", twin.texts[0].words)
    assert found
    return found[0]


def test_a_number_is_written_confirmed_shown_and_taken_away(twin: Twin, client: Client) -> None:
    assert "番号を登録する" in client.get("/me").content.decode()

    asked = client.post("/me/mobile", {"mobile": "090-0123-4567"})
    page = client.get(asked.headers["Location"]).content.decode()
    confirmed = client.post("/me/mobile/code", {"code": code(twin)})
    run_jobs()

    assert "090-0123-4567" in page
    assert confirmed.headers["Location"] == "/me#mobile"
    assert "090-0123-4567" in client.get("/me").content.decode()
    assert (mail.outbox[0].to, "090-0123-4567" in mail.outbox[0].body) == (["inamori@minori.example"], True)
    client.post("/me/mobile/remove")
    assert "090-0123-4567" not in client.get("/me").content.decode()


def test_a_wrong_code_is_said_beside_the_field(twin: Twin, client: Client) -> None:
    client.post("/me/mobile", {"mobile": "090-0123-4567"})
    wrong = f"{(int(code(twin)) + 1) % 10**6:06}"

    page = client.post("/me/mobile/code", {"code": wrong}).content.decode()

    assert "コードがちがいます" in page
    assert Person.objects.get().mobile == ""


def test_after_too_many_the_number_is_asked_for_again(twin: Twin, client: Client) -> None:
    client.post("/me/mobile", {"mobile": "090-0123-4567"})
    wrong = f"{(int(code(twin)) + 1) % 10**6:06}"
    for _ in range(5):
        client.post("/me/mobile/code", {"code": wrong})

    assert client.post("/me/mobile/code", {"code": wrong}).headers["Location"] == "/me/mobile"


@pytest.mark.parametrize("written", ["06-0123-4567", "稲森", "0570-012-345"])
def test_a_number_that_takes_no_texts_is_said_beside_the_field(twin: Twin, client: Client, written: str) -> None:
    assert "SMSが届く携帯電話の番号を" in client.post("/me/mobile", {"mobile": written}).content.decode()
    assert not twin.texts


def test_who_wants_too_many_waits_until_tomorrow(twin: Twin, client: Client) -> None:
    for _ in range(3):
        client.post("/me/mobile", {"mobile": "090-0123-4567"})

    assert "きょうはこれ以上送れません" in client.post("/me/mobile", {"mobile": "090-0123-4567"}).content.decode()


def test_without_a_carrier_nothing_is_asked_for(client: Client) -> None:
    assert "携帯" not in client.get("/me").content.decode()
    assert client.get("/me/mobile").headers["Location"] == "/me"
    assert client.get("/me/mobile/code").headers["Location"] == "/me"


def test_a_number_can_be_taken_away_without_a_carrier(inamori: Person, client: Client) -> None:
    Person.objects.update(mobile="+819001234567")

    page = client.get("/me").content.decode()
    client.post("/me/mobile/remove")

    assert "番号を消す" in page
    assert "番号を変える" not in page
    assert Person.objects.get().mobile == ""


def test_it_speaks_english_too(inamori: Person, twin: Twin, client: Client) -> None:
    Person.objects.update(language="en")
    asked = client.get("/me/mobile").content.decode()
    client.post("/me/mobile", {"mobile": "090-0123-4567"})
    confirming = client.get("/me/mobile/code").content.decode()
    client.post("/me/mobile/code", {"code": code(twin)})
    run_jobs()
    entering = Client(headers={"Accept-Language": "en"})
    said = [
        asked,
        confirming,
        mail.outbox[0].subject,
        *(entering.get(path).content.decode() for path in ("/enter", "/enter/sent?by=text")),
    ]

    for one in said:
        main = re.search("<main.*</main>", one, re.DOTALL)
        assert not JAPANESE.search(
            (main[0] if main else one).replace("有限会社みのり坂木工", "").replace("稲森 修", "")
        )
