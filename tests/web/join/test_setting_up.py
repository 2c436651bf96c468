"""On the computer that is to be joined."""

from __future__ import annotations

import html

import pytest
from django.core.management.utils import get_random_secret_key
from django.test import Client
from django.utils import timezone

from joining_cast import hear
from joining_pages import GATEWAY, Walker, walker
from otasuke.web.joining.selectors import device_with_code
from otasuke.web.sensors.selectors import devices_of


@pytest.fixture
def minori(companies, broker) -> Walker:
    return walker(companies.minori).to_devices(linux=1)


def typed(code: str, client: Client | None = None) -> str:
    client = client or Client()
    with GATEWAY:
        return html.unescape(client.post("/t", {"code": code}, follow=True).content.decode())


def test_the_code_of_the_phone_leads_to_the_line_for_this_computer(minori: Walker) -> None:
    code = minori.code()

    for said in (code, code.lower(), code.replace("-", ""), f" {code} "):
        assert "| sudo sh" in typed(said)
    assert "「サーバー 1」をつなぎます" in typed(code)


def test_looking_uses_nothing_up_and_what_the_line_fetches_is_the_script(minori: Walker, companies) -> None:
    code = minori.code()
    typed(code)

    with GATEWAY:
        script = Client().get(f"/i/{code}")

    assert script.status_code == 200
    assert devices_of(companies.minori)[0].handed_out is not None
    assert "「サーバー 1」をつなぎます" in typed(code)  # the page stays, so that it can say that it is done


def test_the_page_says_when_it_is_connected(minori: Walker, companies) -> None:
    code = minori.code()
    assert "つながるのを待っています" in Client().get(f"/t/{code}/live").content.decode()

    hear(companies.minori, at=timezone.now())

    assert "つながりました" in Client().get(f"/t/{code}/live").content.decode()


@pytest.mark.parametrize("code", ["", "wrong", "00000-00000", "../../j", "\0", "é" * 40])
def test_a_wrong_code_is_told_what_to_look_at(companies, code: str) -> None:
    page = typed(code)

    assert "この番号は使えません" in page
    assert "大文字と小文字は同じ" in page


def test_who_guesses_waits(minori: Walker) -> None:
    client = Client()
    for _ in range(5):
        typed(get_random_secret_key()[:10].replace("#", "x").replace("%", "x").replace("?", "x"), client)

    page = typed(minori.code(), client)

    assert "まちがいが続きました" in page


def test_without_a_door_for_devices_it_says_so(minori: Walker) -> None:
    from django.test import override_settings

    with override_settings(GATEWAY_URL=""):
        answer = Client().get(f"/t/{minori.code()}")

    assert answer.status_code == 503


def test_a_code_that_is_over_is_no_code(minori: Walker) -> None:
    from otasuke.web.sensors.codes import LIVES_FOR

    assert device_with_code(minori.code(), now=timezone.now()) is not None
    assert device_with_code(minori.code(), now=timezone.now() + LIVES_FOR) is None
