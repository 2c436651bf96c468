"""What is stopped: of a company, with its boxes, and of all."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from otasuke.web.reaction import polling
from otasuke.web.reaction.models import Action, Feed, Spared
from otasuke.web.tenancy.scope import across, tenant_scope
from reaction_cast import blocked, box
from staff_cast import browser_of_staff, hayase

PAGE = "/console/companies/minori/blocks"


@pytest.fixture
def client(companies) -> Client:
    polling.OFTEN.forget()
    return browser_of_staff(hayase("analyst"))


def test_a_box_is_added_its_address_shown_once_and_it_fetches(client, companies) -> None:
    blocked(companies.minori, at=timezone.now())
    made = html.unescape(
        client.post("/console/companies/minori/feeds", {"name": "入口の箱", "brand": "fortigate"}).content.decode()
    )
    secret = re.search(r"/feeds/(otsk_\w+)", made)
    assert secret
    assert f'set resource "http://testserver/feeds/{secret[1]}/ip.txt"' in made
    assert "まだ取りに来ていません" in client.get(PAGE).content.decode()

    assert "203.0.113.9" in Client().get(f"/feeds/{secret[1]}/ip.txt").content.decode()

    page = client.get(PAGE).content.decode()
    assert "最後に取りに来たのは" in page
    assert "止めています" in page
    assert secret[1] not in page
    with tenant_scope(companies.minori.id):
        feed = Feed.objects.get()
    assert secret[1] not in client.get(f"/console/companies/minori/feeds/{feed.id}").content.decode()


def test_an_address_is_changed_and_a_box_removed(client, companies) -> None:
    made = box(companies.minori)
    base = f"/console/companies/minori/feeds/{made.feed.id}"

    assert "otsk_" in client.post(f"{base}/address").content.decode()
    assert Client().get(f"/feeds/{made.secret}/ip.txt").status_code == 404
    assert client.post(f"{base}/remove").headers["Location"] == PAGE
    for gone in (client.get(base), client.post(f"{base}/remove"), client.post(f"{base}/address")):
        assert gone.status_code == 404
    assert client.post(f"/console/companies/kobato/feeds/{box(companies.minori).feed.id}/remove").status_code == 404


def test_what_is_never_blocked_is_written_down(client, companies) -> None:
    assert "範囲" in client.post("/console/companies/minori/spared", {"value": "木工所"}).content.decode()
    client.post("/console/companies/minori/spared", {"value": "198.51.100.0/28", "words": "本社"})
    assert "198.51.100.0/28" in client.get(PAGE).content.decode()
    with tenant_scope(companies.minori.id):
        one = Spared.objects.get()

    assert client.post(f"/console/companies/kobato/spared/{one.id}/remove").status_code == 404
    client.post(f"/console/companies/minori/spared/{one.id}/remove")
    assert "198.51.100.0/28" not in client.get(PAGE).content.decode().replace("例 198.51.100.0/28", "")


def test_a_form_that_is_not_right_says_so(client, companies) -> None:
    page = client.post("/console/companies/minori/feeds", {"name": "", "brand": "toaster"}).content.decode()

    assert 'id="id_brand_error"' in page
    for _ in range(5):
        box(companies.minori)
    late = client.post("/console/companies/minori/feeds", {"name": "箱", "brand": "sophos"}).content.decode()
    assert "5つまで" in late


def test_many_are_withdrawn_at_once_and_brought_back(client, companies) -> None:
    now = timezone.now()
    ones = [blocked(companies.minori, at=now), blocked(companies.kobato, "warui.example", at=now)]
    page = client.get("/console/blocks").content.decode()
    assert "203.0.113.9" in page
    assert "こばと歯科医院" in page
    assert "203.0.113.9" not in client.get("/console/blocks?q=warui").content.decode()

    left = client.post("/console/blocks/withdraw", {"action": [*(str(one.id) for one in ones), "x"]})
    after = client.get(left.headers["Location"]).content.decode()
    assert "2件をやめました" in after
    signed = re.search(r'name="ended" value="([^"]+)"', after)
    assert signed

    client.post("/console/blocks/give-back", {"ended": html.unescape(signed[1])})
    with across("tests"):
        assert {one.state for one in Action.objects.all()} == {"approved"}
    client.post("/console/blocks/give-back", {"ended": "made-up"})
    assert client.post("/console/blocks/withdraw").headers["Location"] == "/console/blocks"
