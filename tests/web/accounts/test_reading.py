"""How somebody reads is remembered: on his device, and with him."""

from __future__ import annotations

import pytest
from django.test import Client

from otasuke.web.accounts.models import Person
from portal_cast import browser_of, join


@pytest.fixture
def inamori(companies) -> Person:
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example")
    join(person, companies.minori, "owner")
    return person


def test_a_switch_is_remembered_and_leads_back() -> None:
    answer = Client().post("/reading", {"type": "large", "back": "/parts"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/parts")
    assert answer.cookies["type"].value == "large"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_switch_leads_nowhere_else(back: str) -> None:
    assert Client().post("/reading", {"back": back}).headers["Location"] == "/"


@pytest.mark.parametrize("name", ["type", "django_language", "furigana", "theme"])
def test_an_unknown_choice_is_forgotten(name: str) -> None:
    assert not Client().post("/reading", {name: "<script>"}).cookies


def test_english_is_one_click_away_and_so_is_the_way_back() -> None:
    client = Client()
    japanese = client.get("/enter").content.decode()
    client.post("/reading", {"django_language": "en"})
    english = client.get("/enter")

    assert 'lang="en">English</button>' in japanese
    assert '<html lang="en"' in english.content.decode()
    assert 'lang="ja">日本語</button>' in english.content.decode()
    assert english.headers["Content-Language"] == "en"


def test_a_person_finds_his_choices_on_another_device(inamori: Person) -> None:
    browser_of(inamori).post("/reading", {"django_language": "en", "type": "large"})
    other = browser_of(Person.objects.get(id=inamori.id))

    first, second = other.get("/"), other.get("/")

    for page in (first, second):
        assert '<html lang="en" data-type="large"' in page.content.decode()
        assert page.headers["Content-Language"] == "en"


def test_what_a_device_was_told_wins_over_what_its_person_reads_elsewhere(inamori: Person) -> None:
    device = browser_of(inamori)
    device.cookies.load("django_language=en")

    assert '<html lang="en"' in device.get("/").content.decode()


def test_a_switch_of_one_thing_leaves_the_others(inamori: Person) -> None:
    inamori.has_furigana = True
    inamori.save()

    browser_of(inamori).post("/reading", {"django_language": "en"})

    inamori.refresh_from_db()
    assert (inamori.language, inamori.has_large_type, inamori.has_furigana) == ("en", False, True)
