"""The page on which a provider says who he is."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from otasuke.web.provider.selectors import provider
from staff_cast import browser_of_staff, hayase
from web_cast import PNG

FACTS = {"name": "なにわ見守り舎", "phone": "06-0000-0119", "hours": "平日 9:00〜17:30"}


@pytest.fixture
def client(database) -> Client:
    return browser_of_staff(hayase("manager"))


def test_a_new_name_is_on_every_page_from_then_on_and_can_be_taken_back(client: Client) -> None:
    page = client.post("/console/provider", FACTS, follow=True).content.decode()

    assert "なにわ見守り舎" in page
    assert "06-0000-0119" in Client().get("/nowhere").content.decode()
    token = re.search(r'name="before" value="([^"]+)"', page)
    assert token
    client.post("/console/provider/undo", {"before": token[1]})
    assert provider().name == "お助け隊"


def test_a_registration_without_its_days_is_sent_back_with_what_is_missing(client: Client) -> None:
    answer = client.post("/console/provider", {**FACTS, "registration": "2026-0001"})

    assert answer.status_code == 422
    assert "三つともそろえて" in answer.content.decode()
    assert provider().name == "お助け隊"


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        ("2020-04-01", "2022-03-31", "マークは出していません"),
        ("2020-04-01", "9999-03-31", "お助け隊マークを出します"),
        ("9998-04-01", "9999-03-31", "から出ます"),
    ],
)
def test_the_page_says_how_it_stands_about_the_mark(client: Client, begin: str, end: str, words: str) -> None:
    said = {**FACTS, "registration": "2026-0001", "registered_from": begin, "registered_until": end}

    assert words in client.post("/console/provider", said, follow=True).content.decode()


def test_a_logo_stands_beside_the_name_until_it_is_taken_away(client: Client) -> None:
    client.post("/console/provider/logo", {"logo": SimpleUploadedFile("logo.png", PNG)})
    assert f"/logo/{provider().logo}" in client.get("/console").content.decode()

    client.post("/console/provider/logo", {"remove": "1"})
    assert "/logo/" not in client.get("/console").content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"<svg/>", "PNG か JPEG の画像を"), (PNG + bytes(300_000), "大きすぎます")],
)
def test_a_file_that_is_no_small_picture_is_refused_in_words(client: Client, data: bytes, words: str) -> None:
    answer = client.post("/console/provider/logo", {"logo": SimpleUploadedFile("logo.png", data)})

    assert (answer.status_code, provider().logo) == (422, "")
    assert words in answer.content.decode()


def test_a_forged_way_back_changes_nothing(client: Client) -> None:
    client.post("/console/provider", FACTS)

    client.post("/console/provider/undo", {"before": "forged"})

    assert provider().name == FACTS["name"]


def test_only_who_may_change_settings_finds_the_page(database) -> None:
    desk = browser_of_staff(hayase("desk"))

    for address in ("/console/provider", "/console/provider/undo", "/console/provider/logo"):
        assert desk.post(address, FACTS).status_code == 404
