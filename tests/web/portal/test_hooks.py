"""Programs of a company that are told, as its owner sees to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from hook_server import HookServer, hook_server
from job_runner import run_jobs
from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.audit.services import record
from otasuke.web.hooks.models import Delivery, Endpoint
from otasuke.web.hooks.policy import MOST_OF_A_COMPANY, MOST_TESTS_AN_HOUR
from otasuke.web.hooks.sealed import secret_of
from otasuke.web.hooks.services import add_endpoint, send_test
from otasuke.web.outside.asking import usual_network
from otasuke.web.tenancy.scope import across, tenant_scope
from portal_cast import signed_in

NEW = {"url": "https://hooks.example/told", "kinds": ["device.added", "contract.changed"]}
ACTS = ("test", "secret", "switch", "remove", "give-back")


@pytest.fixture
def owner(companies) -> Client:
    return signed_in(companies.minori)


@pytest.fixture
def server() -> Iterator[HookServer]:
    usual_network.cache_clear()
    with override_settings(HOOKS_MAY_BE_LOCAL=True), hook_server(is_safe=False) as running:
        yield running
    usual_network.cache_clear()


def endpoint() -> Endpoint:
    with across("tests"):
        return Endpoint.objects.get()


def text_of(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def happen(companies) -> None:
    for one in (companies.minori, companies.kobato):
        with tenant_scope(one.id):
            record("device.added", actor=None, customer=one.id, target=f"device {uuid4()}", code="x")


def test_an_owner_adds_one_for_his_company_alone_and_sees_its_secret_once(companies, owner: Client) -> None:
    shown = owner.post("/hooks", NEW).content.decode()

    made = endpoint()
    assert secret_of(made) in shown
    assert (made.customer_id, made.kinds) == (companies.minori.id, sorted(NEW["kinds"]))
    for address in ("/hooks", f"/hooks/{made.id}"):
        assert made.url in text_of(owner, address)
        assert secret_of(made) not in text_of(owner, address)
    happen(companies)
    with across("tests"):
        (told,) = Delivery.objects.all()
        assert '"customer":"minori"' in told.body


def test_a_test_arrives_and_stands_in_the_log(owner: Client, server: HookServer) -> None:
    owner.post("/hooks", NEW | {"url": f"http://127.0.0.1:{server.port}/"})
    address = f"/hooks/{endpoint().id}"
    owner.post(f"{address}/test")
    run_jobs()

    text = text_of(owner, address)

    assert "ためしの知らせ" in text
    assert "届きました" in text
    again = re.search(r"/hooks/deliveries/[\w-]+/again", text)
    assert again
    owner.post(again[0])
    run_jobs()
    assert len(server.heard) == 2


def test_what_is_removed_is_told_nothing_and_can_be_put_back_for_ten_minutes(companies, owner: Client) -> None:
    owner.post("/hooks", NEW)
    address = f"/hooks/{endpoint().id}"

    page = owner.post(f"{address}/remove", follow=True).content.decode()
    happen(companies)
    assert f"{address}/give-back" in page
    assert owner.get(address).status_code == 404
    owner.post(f"{address}/give-back")
    happen(companies)

    assert owner.get(address).status_code == 200
    with across("tests"):
        assert Delivery.objects.count() == 1
        lines = AuditLine.objects.filter(customer=companies.minori, verb__startswith="hook.").order_by("number")
        assert list(lines.values_list("verb", flat=True)) == ["hook.added", "hook.removed", "hook.put_back"]


def test_after_ten_minutes_it_is_said_that_it_is_too_late(owner: Client) -> None:
    owner.post("/hooks", NEW)
    address = f"/hooks/{endpoint().id}"
    owner.post(f"{address}/remove")
    with across("tests"):
        Endpoint.objects.update(removed_at=timezone.now() - timedelta(minutes=11))

    page = owner.post(f"{address}/give-back", follow=True).content.decode()

    assert "取り消せる時間が過ぎました" in page
    assert f"{address}/give-back" not in page
    assert endpoint().removed_at


def test_it_is_stopped_started_and_given_a_new_secret(owner: Client) -> None:
    owner.post("/hooks", NEW)
    before, address = endpoint(), f"/hooks/{endpoint().id}"

    assert "止めています" in owner.post(f"{address}/switch", follow=True).content.decode()
    assert "送っています" in owner.post(f"{address}/switch", {"on": "yes"}, follow=True).content.decode()
    shown = owner.post(f"{address}/secret").content.decode()

    assert secret_of(endpoint()) in shown
    assert secret_of(before) not in shown


def test_a_neighbours_and_the_providers_are_not_there(companies, owner: Client) -> None:
    person = Person.objects.create(name="早瀬 遥")
    for customer in (companies.kobato.id, None):
        made = add_endpoint("https://else.example/", ["device.added"], customer=customer, actor=person)
        delivery = send_test(made.id)

        assert "else.example" not in text_of(owner, "/hooks")
        assert owner.get(f"/hooks/{made.id}").status_code == 404
        for act in ACTS:
            assert owner.post(f"/hooks/{made.id}/{act}").status_code == 404
        assert owner.post(f"/hooks/deliveries/{delivery.id}/again").status_code == 404
    with across("tests"):
        assert not Endpoint.objects.exclude(removed_at=None).exists()


def test_a_colleague_has_none(companies) -> None:
    assert signed_in(companies.minori, "colleague").get("/hooks").status_code == 404


def test_there_can_be_so_many(owner: Client) -> None:
    for _ in range(MOST_OF_A_COMPANY):
        owner.post("/hooks", NEW)

    assert "もう足せません" in owner.post("/hooks", NEW).content.decode()
    with across("tests"):
        assert Endpoint.objects.count() == MOST_OF_A_COMPANY


def test_so_many_tests_are_enough(owner: Client) -> None:
    owner.post("/hooks", NEW)
    address = f"/hooks/{endpoint().id}"
    for _ in range(MOST_TESTS_AN_HOUR):
        owner.post(f"{address}/test")

    assert "もうたくさん送りました" in owner.post(f"{address}/test", follow=True).content.decode()
    with across("tests"):
        assert Delivery.objects.count() == MOST_TESTS_AN_HOUR


@pytest.mark.parametrize("wrong", [{"url": "http://hooks.example/"}, {"kinds": ["customer.withdrawn"]}, {"kinds": []}])
def test_what_is_wrong_is_said(owner: Client, wrong: dict[str, object]) -> None:
    assert 'class="wrong' in owner.post("/hooks", NEW | wrong).content.decode()
    with across("tests"):
        assert not Endpoint.objects.exists()
