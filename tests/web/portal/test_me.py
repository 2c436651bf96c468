"""Who one is here, and where one is signed in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from otasuke.web.accounts.links import new_link
from otasuke.web.accounts.models import MemberSession, Person
from portal_cast import join


@pytest.fixture
def inamori(companies) -> Person:
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example")
    join(person, companies.minori, "owner")
    return person


def browser(person: Person, name: str) -> Client:
    """One that came by a mailed link."""
    client = Client(HTTP_USER_AGENT=name)
    made = new_link(person.email, now=timezone.now())
    assert made
    client.post(f"/enter/{made[1]}")
    return client


def test_one_sees_where_one_is_signed_in_and_ends_one_of_them(inamori: Person) -> None:
    here, lost = browser(inamori, "Mozilla/5.0 (iPhone) Version/19 Safari"), browser(inamori, "Firefox, lost")
    text = here.get("/me").content.decode()
    session = MemberSession.objects.get(browser="Firefox, lost")

    assert "Safari・iPhone" in text
    assert "いまのブラウザー" in text
    here.post("/me/sessions/end", {"session": session.id})

    assert lost.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert "Firefox" not in here.get("/me").content.decode()


def test_all_others_are_ended_and_leaving_ends_this_one(inamori: Person) -> None:
    here, others = browser(inamori, "here"), [browser(inamori, f"other {n}") for n in range(2)]
    here.post("/me/sessions/end-others")

    assert [one.get("/").status_code for one in others] == [302, 302]
    assert here.get("/").status_code == 200
    here.post("/leave")
    assert not MemberSession.objects.exists()


def test_nobody_ends_a_session_of_somebody_else(companies, inamori: Person) -> None:
    theirs = browser(inamori, "theirs")
    other = Person.objects.create(name="川端 志津子", email="kawabata@minori.example")
    join(other, companies.minori, "colleague")
    session = MemberSession.objects.get(person=inamori)

    for given in (str(session.id), "x", ""):
        browser(other, "mine").post("/me/sessions/end", {"session": given})
    assert theirs.get("/").status_code == 200


def test_one_corrects_ones_name(inamori: Person) -> None:
    client = browser(inamori, "x")

    client.post("/me/name", {"name": "稲森 おさむ", "name_kana": "イナモリ オサム"})
    wrong = client.post("/me/name", {"name": "https://evil.example", "name_kana": ""}).content.decode()

    assert Person.objects.get().name == "稲森 おさむ"
    assert "名前だけを入れてください" in wrong


@pytest.mark.parametrize("address", ["/me/name", "/me/sessions/end", "/me/sessions/end-others"])
def test_opening_an_address_changes_nothing(inamori: Person, address: str) -> None:
    assert browser(inamori, "x").get(address).status_code == 405


def test_one_sets_one_s_quiet_hours_and_reads_what_still_wakes_one(inamori: Person) -> None:
    client = browser(inamori, "here")
    assert "静かな時間は、決めていません。" in client.get("/me").content.decode()

    answer = client.post("/me/quiet", {"begins": "22:00", "ends": "07:00"}, follow=True)

    text = answer.content.decode()
    assert "22:00から7:00までは、静かにします。" in text
    assert "赤（いますぐ電話）のときだけは、この時間でも電話します。" in text
    client.post("/me/quiet", {"begins": "", "ends": ""})
    assert Person.objects.get(id=inamori.id).quiet is None


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [("22:00", "", "両方とも"), ("8:00", "22:00", "12時間まで"), ("25:00", "7:00", ""), ("\0", "x", "")],
)
def test_quiet_hours_that_cannot_be_are_not_kept(inamori: Person, begins: str, ends: str, words: str) -> None:
    text = browser(inamori, "here").post("/me/quiet", {"begins": begins, "ends": ends}).content.decode()

    assert words in text
    assert 'class="wrong"' in text
    assert Person.objects.get(id=inamori.id).quiet is None
