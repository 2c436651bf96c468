"""One search over everything."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from finding_cast import arrive, detection, incidents_of, watched
from otasuke.web.accounts.models import Person
from portal_cast import join
from staff_cast import browser_of_staff, hayase


@pytest.fixture
def client(companies) -> Client:
    person = Person.objects.create(
        name="稲森 修", name_kana="イナモリ オサム", email="inamori@minori.example", phone="090-0000-0119"
    )
    join(person, companies.minori, "owner")
    return browser_of_staff(hayase("manager"))


def hits(client: Client, words: str) -> list[str]:
    text = client.get("/console/find", {"q": words, "part": "list"}).content.decode()
    assert "<html" not in text
    return re.findall(r'data-address="([^"]+)"', text)


@pytest.mark.parametrize("words", ["みのりざか", "ﾐﾉﾘ", "みのりさか", "minori"])
def test_a_company_is_found_as_the_search_finds_it(client: Client, words: str) -> None:
    assert "/console/companies/minori" in hits(client, words)


@pytest.mark.parametrize("words", ["稲森", "いなもり", "inamori@", "09000000119", "０９０-0000"])
def test_a_person_is_found_at_his_company(client: Client, words: str) -> None:
    assert "/console/companies/minori#people" in hits(client, words)


@pytest.mark.parametrize(
    ("words", "address"),
    [("プラン", "/console/plans"), ("ﾌﾟﾗﾝ", "/console/plans/new"), ("せってい", None), ("設定", "/console/settings")],
)
def test_pages_and_what_one_may_begin_are_found(client: Client, words: str, address: str | None) -> None:
    assert (address in hits(client, words)) if address else not hits(client, words)


def test_without_words_there_is_where_one_may_go(client: Client) -> None:
    assert {"/console", "/console/companies", "/console/new-company"} <= set(hits(client, ""))


def test_one_finds_only_what_one_may(client: Client) -> None:
    Person.objects.get(name="早瀬 遥").posts.update(role="analyst")

    assert "/console/new-company" not in hits(client, "")
    assert "/console/people/invite" not in hits(client, "")


def test_without_scripts_it_is_a_page(client: Client) -> None:
    text = client.get("/console/find", {"q": "<script>みのり"}).content.decode()

    assert "<script>みのり" not in text
    assert "見つかりません" in client.get("/console/find", {"q": "存在しない"}).content.decode()


def test_every_page_of_the_console_has_the_palette(client: Client) -> None:
    text = client.get("/console/settings").content.decode()

    assert 'id="palette"' in text
    assert 'data-key="c"' in text


def test_an_incident_is_found_by_its_code_and_by_what_happened(client: Client, companies) -> None:
    arrive(detection("minori", by=watched(companies.minori)))
    (one,) = incidents_of(companies.minori)
    address = f"/console/incidents/{one.code}"

    for words in (one.code, one.code.lower(), one.code[2:6], one.title[:6], "Ｊ－" + one.code[2:]):
        assert address in hits(client, words), words
    assert address not in hits(client, "存在しない")
    Person.objects.get(name="早瀬 遥").posts.update(role="clerk")
    assert address not in hits(client, one.code)
