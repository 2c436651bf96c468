"""The demo's door, and that it is nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from job_runner import run_jobs
from otasuke.carrier import Text
from otasuke.carrier.twilio import Twilio
from otasuke.carrier.twin import twin
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across
from otasuke.web.world.mailbox import Mailbox
from otasuke.web.world.people import EVERYBODY
from otasuke.web.world.selectors import owners
from world_cast import as_demo, small_world

PAGES = ("/demo", "/demo/mails")


class Here(Client):
    """A browser on this machine."""

    def __init__(self, **more: object) -> None:
        super().__init__(headers={"host": "127.0.0.1:9270"}, **more)  # type: ignore[arg-type]


@pytest.fixture
def world(database, tmp_path: Path) -> Iterator[None]:
    small_world(8)
    with as_demo, override_settings(EMAIL_FILE_PATH=str(tmp_path)):
        yield


def test_every_role_has_a_button_that_lets_in(world) -> None:
    page = Here().get("/demo").content.decode()
    keys = re.findall(r'name="who" value="([^"]+)"', page)

    assert set(keys) == {one.key for one in EVERYBODY} | {one.key for one in owners()}
    for key in keys:
        browser = Here()
        answer = browser.post("/demo/become", {"who": key}, follow=True)
        assert answer.status_code == 200, key
        assert answer.request["PATH_INFO"] in ("/console", "/"), key


def test_who_becomes_somebody_else_is_no_longer_who_he_was(world) -> None:
    browser = Here()
    browser.post("/demo/become", {"who": "manager"})
    assert browser.get("/console/people").status_code == 200

    browser.post("/demo/become", {"who": owners()[0].key})

    assert browser.get("/console/people").status_code == 404
    assert browser.get("/contract").status_code == 200


def test_nobody_comes_in_by_opening_a_link_or_from_another_page(world) -> None:
    assert Here().get("/demo/become?who=manager").status_code == 405
    assert Here(enforce_csrf_checks=True).post("/demo/become", {"who": "manager"}).status_code == 403


@pytest.mark.parametrize("who", ["", "nobody", "manager@naniwa-mimamori.example"])
def test_who_is_nobody_is_not_found(world, who: str) -> None:
    assert Here().post("/demo/become", {"who": who}).status_code == 404


def assert_shut(browser: Client) -> None:
    for page in PAGES:
        assert browser.get(page).status_code == 404
    assert browser.post("/demo/become", {"who": "manager"}).status_code == 404
    assert "_auth_user_id" not in browser.session


def test_a_real_service_has_no_door(world) -> None:
    with override_settings(IS_DEMO=False):
        assert_shut(Here())


def test_a_real_database_has_no_door_whatever_the_settings_say(companies) -> None:
    with as_demo:
        assert_shut(Here())


def test_an_empty_database_has_no_door(database) -> None:
    with as_demo:
        assert_shut(Here())


def test_a_company_that_is_not_marked_shuts_the_door(world) -> None:
    with across("tests"):
        Customer.objects.create(tenant="real", name="本物", name_kana="ホンモノ")

    assert_shut(Here())


def test_behind_a_proxy_with_https_there_is_no_door(world) -> None:
    with override_settings(IS_SECURE=True):
        assert_shut(Here())


def test_from_another_machine_there_is_no_door(world) -> None:
    assert_shut(Here(REMOTE_ADDR="192.168.1.9"))


def test_under_another_name_there_is_no_door(world) -> None:
    assert_shut(Client())  # which calls itself testserver


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_through_a_tunnel_or_a_proxy_there_is_no_door(world, header: str) -> None:
    assert_shut(Here(**{f"HTTP_{header.upper().replace('-', '_')}": "203.0.113.9"}))


def test_every_page_of_a_demo_says_so_and_no_other_page_does(world) -> None:
    browser = Here()
    for address in ("/enter", "/staff/enter", "/demo", "/parts", "/no-such-page"):
        assert '<aside class="demo"' in browser.get(address).content.decode(), address

    with override_settings(IS_DEMO=False):
        assert '<aside class="demo"' not in browser.get("/enter").content.decode()


def test_the_texts_that_nobody_got_are_shown_too(world, tmp_path: Path) -> None:
    with twin(tmp_path / "carrier") as carrier:
        Twilio(carrier.account).send_text(Text("090-0123-4567", "入口です。 https://a.example/k <b>", "r"))

    with override_settings(DATA_FOLDER=str(tmp_path)):
        page = Here().get("/demo/mails").content.decode()

    assert "+819001234567" in page
    assert 'href="https://a.example/k"' in page
    assert "<b>" not in page


def test_the_mails_that_nobody_got_are_shown(world) -> None:
    with override_settings(EMAIL_BACKEND="otasuke.web.world.mailbox.Mailbox"):
        Here().post("/enter", {"email": "owner@minorizaka.example"})
        run_jobs()

    page = Here().get("/demo/mails").content.decode()

    assert "【デモ】" in page
    link = re.search(r'href="http://127.0.0.1:9270(/enter/[^"]+)"', page)
    assert link
    assert Here().get(link[1]).status_code == 200


def test_without_a_mail_the_page_says_so(world) -> None:
    assert "まだ1通もありません" in Here().get("/demo/mails").content.decode()


def test_the_door_speaks_english_too(world) -> None:
    browser = Here()
    browser.cookies.load("django_language=en")

    page = browser.get("/demo").content.decode()

    assert "Who would you like to be?" in page
    assert "Manager" in page


def test_tests_are_no_demo() -> None:
    assert settings.IS_DEMO is False
    assert not isinstance(settings.EMAIL_BACKEND, Mailbox)
