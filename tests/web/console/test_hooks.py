"""The pages of endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from hook_server import HookServer, hook_server
from job_runner import run_jobs
from otasuke.web.hooks.models import Endpoint
from otasuke.web.hooks.policy import MOST_OF_A_COMPANY
from otasuke.web.hooks.sealed import secret_of
from otasuke.web.outside.asking import usual_network
from otasuke.web.tenancy.scope import across
from staff_cast import browser_of_staff, hayase

NEW = {"url": "https://hooks.example/told", "kinds": ["device.added", "device.connected"], "company": ""}


@pytest.fixture
def client(companies) -> Client:
    return browser_of_staff(hayase("manager"))


@pytest.fixture
def server() -> Iterator[HookServer]:
    usual_network.cache_clear()
    with override_settings(HOOKS_MAY_BE_LOCAL=True), hook_server(is_safe=False) as running:
        yield running
    usual_network.cache_clear()


def endpoint() -> Endpoint:
    with across("tests"):
        return Endpoint.objects.select_related("customer").get()


def test_an_endpoint_is_added_and_its_secret_is_shown_once(client: Client) -> None:
    shown = client.post("/console/hooks/new", NEW).content.decode()

    made = endpoint()
    assert secret_of(made) in shown
    assert (made.url, made.customer, made.kinds) == (NEW["url"], None, NEW["kinds"])
    for address in ("/console/hooks", f"/console/hooks/{made.id}"):
        text = client.get(address).content.decode()
        assert NEW["url"] in text
        assert "すべての会社" in text
        assert secret_of(made) not in text
        assert made.secret not in text


def test_it_may_be_of_one_company(client: Client) -> None:
    client.post("/console/hooks/new", NEW | {"company": "minori"})

    found = endpoint().customer
    assert found
    assert found.tenant == "minori"
    assert "有限会社みのり坂木工" in client.get("/console/hooks").content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"url": "http://hooks.example/"}, "https:// で始まるアドレスだけ"),
        ({"url": "https://169.254.169.254/"}, "社内や"),
        ({"url": "https://a:b@hooks.example/"}, "利用者名"),
        ({"url": "https://会社.example/"}, "日本語や空白"),
        ({"kinds": []}, "一つは選んで"),
        ({"kinds": ["device.exploded"]}, "device.exploded"),
        ({"company": "nobody"}, "このコードの会社はありません"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client: Client, changed: dict[str, object], words: str) -> None:
    text = client.post("/console/hooks/new", NEW | changed).content.decode()

    assert words in text
    with across("tests"):
        assert not Endpoint.objects.exists()


def test_a_test_is_sent_and_its_answer_stands_in_the_log(client: Client, server: HookServer) -> None:
    client.post("/console/hooks/new", NEW | {"url": f"http://127.0.0.1:{server.port}/"})
    made = endpoint()
    client.post(f"/console/hooks/{made.id}/test")
    run_jobs()

    text = client.get(f"/console/hooks/{made.id}").content.decode()

    assert "hook.test" in text
    assert "受けとられた" in text
    assert "taken" in text
    again = re.search(r"/console/hooks/deliveries/[\w-]+/again", text)
    assert again
    assert client.post(again[0]).headers["Location"] == f"/console/hooks/{made.id}"
    run_jobs()
    assert [heard.headers["webhook-id"] for heard in server.heard] == [server.heard[0].headers["webhook-id"]] * 2


def test_it_is_switched_off_and_on(client: Client) -> None:
    client.post("/console/hooks/new", NEW)
    address = f"/console/hooks/{endpoint().id}"

    off = client.post(f"{address}/switch", follow=True).content.decode()
    on = client.post(f"{address}/switch", {"on": "yes"}, follow=True).content.decode()

    assert "止めています" in off
    assert "ためしに送る" not in off
    assert "ためしに送る" in on


def test_a_new_secret_is_shown_once(client: Client) -> None:
    client.post("/console/hooks/new", NEW)
    old = secret_of(endpoint())

    text = client.post(f"/console/hooks/{endpoint().id}/secret").content.decode()

    assert secret_of(endpoint()) in text
    assert old not in text


def test_it_is_removed_and_put_back(client: Client) -> None:
    client.post("/console/hooks/new", NEW)
    address = f"/console/hooks/{endpoint().id}"

    page = client.post(f"{address}/remove", follow=True).content.decode()

    assert f"{address}/give-back" in page
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/give-back").headers["Location"] == address
    assert client.get(address).status_code == 200
    client.post(f"{address}/remove")
    with across("tests"):
        Endpoint.objects.update(removed_at=timezone.now() - timedelta(minutes=11))
    assert "取り消せる時間が過ぎました" in client.post(f"{address}/give-back", follow=True).content.decode()


def test_a_company_has_only_so_many(client: Client) -> None:
    for _ in range(MOST_OF_A_COMPANY):
        client.post("/console/hooks/new", NEW | {"company": "minori"})

    assert "もういっぱいです" in client.post("/console/hooks/new", NEW | {"company": "minori"}).content.decode()


def test_what_is_not_there_is_not_found(client: Client) -> None:
    one = "/console/hooks/1f81eb52-5198-4599-803e-771906343485"

    assert client.get(one).status_code == 404
    for act in (
        f"{one}/test",
        f"{one}/secret",
        f"{one}/switch",
        f"{one}/remove",
        f"{one}/give-back",
        one.replace("hooks/", "hooks/deliveries/") + "/again",
    ):
        assert client.post(act).status_code == 404
