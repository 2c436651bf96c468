"""連絡の方法: chats that are written to."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from otasuke.web.notify import places
from otasuke.web.notify.models import Place
from otasuke.web.tenancy.scope import across
from staff_cast import browser_of_staff, hayase

NEW = {"name": "#見守り", "url": "https://hooks.slack.example/services/secret", "language": "ja"}


@pytest.fixture
def client(database: None) -> Client:
    return browser_of_staff(hayase("manager"))


def post(client: Client, *, way: str = "slack", **facts: str) -> str:
    return client.post(f"/console/places/new?way={way}", NEW | facts, follow=True).content.decode()


def test_a_place_is_added_for_a_company_and_its_secret_is_not_shown_again(companies, client: Client) -> None:
    text = post(client, company="minori")

    assert "#見守り" in text
    assert "有限会社みのり坂木工" in text
    assert "services/secret" not in text


def test_without_a_company_it_is_the_staffs(client: Client) -> None:
    post(client)

    assert [one.customer for one in places.places()] == [None]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"url": ""}, "入れてください。"),
        ({"way": "line"}, "入れてください。"),
        ({"url": "https://192.168.0.1/"}, "社内を指さない"),
        ({"company": "nobody"}, "このコードの会社はありません。"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(client: Client, facts: dict[str, str], words: str) -> None:
    assert words in post(client, **facts)
    assert not places.places()


def test_only_what_the_service_needs_is_asked_for(client: Client) -> None:
    line, slack = (client.get(f"/console/places/new?way={way}").content.decode() for way in ("line", "slack"))

    assert "トークン" in line
    assert "Webhookのアドレス" not in line
    assert "トークン" not in slack


def test_it_is_removed_and_put_back(client: Client) -> None:
    post(client)
    (one,) = places.places()

    removed = client.post(f"/console/places/{one.id}/remove", follow=True).content.decode()
    assert "外しました。" in removed
    assert not places.places()
    client.post(f"/console/places/{one.id}/back")

    assert places.places() == [one]


def test_a_try_says_how_it_went(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    post(client)
    (one,) = places.places()
    said = iter(["", "the service answered 404"])
    monkeypatch.setattr(places, "try_out", lambda place, at: next(said))

    assert "に書きました。" in client.post(f"/console/places/{one.id}/try").content.decode()
    assert "the service answered 404" in client.post(f"/console/places/{one.id}/try").content.decode()


def test_what_is_not_there_is_not_there(client: Client) -> None:
    for act in ("try", "remove", "back"):
        assert client.post(f"/console/places/{uuid4()}/{act}").status_code == 404
    assert client.get("/console/places?removed=nonsense").status_code == 200
    assert client.get("/console/places/new?way=fax").status_code == 404
    with across("tests"):
        assert not Place.objects.exists()
