"""How one is reached, and one's shifts in a calendar of one's own."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from carrier_line import with_carrier
from duty_cast import staff_of_four
from duty_pages import share_nights, undo_in
from job_runner import run_jobs
from otasuke.web.accounts.models import Person, Post
from otasuke.web.duty.models import Absence, Reach
from otasuke.web.duty.rota import day_of
from otasuke.web.duty.selectors import chain
from otasuke.web.duty.services import add_absence
from staff_cast import browser_of_staff, hayase

ADDRESS = "/console/duty/mine"
AWAY = {"act": "absence", "begins": "2030-12-01T09:00", "ends": "2030-12-02T09:00"}


@pytest.fixture
def me(database) -> Person:
    return hayase("desk")


@pytest.fixture
def client(me: Person) -> Client:
    return browser_of_staff(me)


def post(client: Client, said: dict[str, str]) -> str:
    return client.post(ADDRESS, said, follow=True).content.decode()


def calendar_in(text: str) -> str:
    found = re.search(r"http://testserver(/duty/[^<\"]+\.ics)", text)
    assert found
    return found[1]


def test_a_phone_that_is_not_known_is_asked_for_and_then_named(client: Client, me: Person) -> None:
    assert "まだ、電話で呼び出せません。" in client.get(ADDRESS).content.decode()

    text = post(client, {"act": "wishes", "phone": "070-0000-0111", "first": "phone", "second": "sms"})

    assert "呼び出しは、070-0000-0111 に届きます。" in text
    assert Reach.objects.get().ways == ["phone", "sms"]


def test_a_number_that_nobody_can_call_is_refused(client: Client) -> None:
    answer = client.post(ADDRESS, {"act": "wishes", "phone": "内線", "first": "phone"})

    assert answer.status_code == 422
    assert "電話番号が正しくありません" in answer.content.decode()
    assert client.post(ADDRESS, {"act": "fly"}).status_code == 404


def test_a_number_is_confirmed_by_a_code_that_was_texted_there(client: Client, me: Person, tmp_path: Path) -> None:
    with with_carrier(tmp_path) as twin:
        post(client, {"act": "wishes", "phone": "070-0000-0111", "first": "phone"})
        assert "この番号を確かめる" in client.get(ADDRESS).content.decode()
        assert "コードをSMSで送りました" in post(client, {"act": "code"})
        run_jobs()
        (text,) = twin.texts
        found = re.search(r"\d{6}", text.words)
        assert found
        assert "コードがちがいます" in post(client, {"act": "confirm", "code": "x"})
        assert "この番号は、SMSのコードで確かめてあります。" in post(client, {"act": "confirm", "code": found[0]})
        assert "コードの期限が切れました" in post(client, {"act": "confirm", "code": found[0]})

    (one,) = [one for one in chain(timezone.now()) if one.person == me.id]
    assert one.is_confirmed
    post(client, {"act": "wishes", "phone": "070-0000-0112", "first": "phone"})
    (one,) = [one for one in chain(timezone.now()) if one.person == me.id]
    assert not one.is_confirmed


def test_what_takes_no_texts_is_not_texted_and_nobody_is_texted_for_ever(client: Client, tmp_path: Path) -> None:
    with with_carrier(tmp_path):
        post(client, {"act": "wishes", "phone": "06-0000-0119", "first": "phone"})
        assert "この番号を確かめる" not in client.get(ADDRESS).content.decode()
        assert "SMSを送れません" in post(client, {"act": "code"})
        post(client, {"act": "wishes", "phone": "070-0000-0111", "first": "phone"})
        told = [post(client, {"act": "code"}) for _ in range(4)]

    assert "きょうはこれ以上送れません" in told[-1]


def test_an_absence_is_written_removed_and_put_back(client: Client, me: Person) -> None:
    text = post(client, AWAY)
    assert Absence.objects.get().person == me
    client.post("/console/duty/undo", {"said": undo_in(text)})
    assert not Absence.objects.exists()

    post(client, AWAY)
    text = post(client, {"act": "forget", "id": str(Absence.objects.get().id)})
    assert "不在を消しました" in text
    assert client.post(ADDRESS, AWAY | {"ends": "2030-11-01T09:00"}).status_code == 422


def test_the_absence_of_another_is_not_removed(client: Client) -> None:
    other = staff_of_four().kamoi
    at = timezone.now()
    kept = add_absence(other.id, at, at + timedelta(days=1), actor=None)

    for words in (str(kept.id), "x"):
        assert "もう変わっていたので" in post(client, {"act": "forget", "id": words})
    assert Absence.objects.count() == 1


def test_a_calendar_of_ones_shifts_needs_no_login_until_its_address_is_changed(client: Client, me: Person) -> None:
    other = staff_of_four().kamoi
    share_nights([me, other], first=day_of(timezone.now()))
    address = calendar_in(client.get(ADDRESS).content.decode())

    answer = Client().get(address)

    text = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert text.count("BEGIN:VEVENT") > 20
    assert "早瀬" not in text
    fresh = calendar_in(post(client, {"act": "calendar"}))
    assert fresh != address
    assert (Client().get(address).status_code, Client().get(fresh).status_code) == (404, 200)


def test_nobody_gets_the_calendar_of_who_left_nor_by_a_made_up_address(client: Client, me: Person) -> None:
    address = calendar_in(client.get(ADDRESS).content.decode())
    Post.objects.filter(person=me).delete()

    assert Client().get(address).status_code == 404
    assert Client().get(f"/duty/{me.id.hex}.0:made-up.ics").status_code == 404
