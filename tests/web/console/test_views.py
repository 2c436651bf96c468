"""The pages of the console."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across
from staff_cast import browser_of_staff, give_password, hayase


@pytest.fixture
def client(database) -> Client:
    return browser_of_staff(hayase("desk"))


def test_the_first_page_says_who_one_is_and_how_many_companies_there_are(client: Client, companies) -> None:
    text = client.get("/console").content.decode()

    assert "早瀬 遥" in text
    assert "窓口" in text
    assert "<b>2</b>社" in text


def test_companies_stand_in_the_order_of_how_they_are_read(client: Client, companies) -> None:
    text = client.get("/console/companies").content.decode()

    assert text.index("こばと歯科医院") < text.index("有限会社みのり坂木工")
    assert "ミノリザカモッコウ" in text


def test_without_companies_that_is_said(client: Client) -> None:
    assert "まだ1社もありません" in client.get("/console/companies").content.decode()


@pytest.mark.parametrize(("page", "first"), [("1", 0), ("2", 50), ("3", 100), ("99", 100), ("x", 0), ("-1", 100)])
def test_pages_have_fifty_companies(client: Client, page: str, first: int) -> None:
    with across("tests"):
        Customer.objects.bulk_create(
            Customer(tenant=f"t{n:03}", name=f"会社{n:03}", name_kana=f"カイシャ{n:03}") for n in range(120)
        )

    text = client.get("/console/companies", {"page": page}).content.decode()

    assert re.findall(r"<strong[^>]*>会社(\d+)", text) == [f"{n:03}" for n in range(first, min(first + 50, 120))]


@pytest.mark.parametrize("words", ["みのり", "ﾐﾉﾘ", "みのり坂木"])
def test_a_company_is_found_by_part_of_its_name(client: Client, companies, words: str) -> None:
    text = client.get("/console/companies", {"q": words}).content.decode()

    assert "有限会社みのり坂木工" in text
    assert "こばと歯科医院" not in text


@pytest.mark.parametrize("words", ["存在しない", "\0x", "%_'\"<script>", "あ" * 5000])
def test_what_is_not_found_is_said(client: Client, companies, words: str) -> None:
    answer = client.get("/console/companies", {"q": words})

    assert "見つかりません" in answer.content.decode()
    assert "<script>" not in answer.content.decode()


def test_a_name_is_text(client: Client) -> None:
    with across("tests"):
        Customer.objects.create(tenant="x", name="<script>x</script>", name_kana="エックス")

    assert "<script>x" not in client.get("/console/companies").content.decode()


def test_others_of_ones_browsers_are_listed_and_signed_out(client: Client) -> None:
    codes = re.findall(r"<li>([a-z2-7-]{19})</li>", client.post("/console/settings/codes").content.decode())
    other = Client(HTTP_USER_AGENT="Firefox & Co")
    give_password(other)
    other.post("/staff/code", {"code": codes[0]})
    assert "Firefox" in client.get("/console/settings").content.decode()

    client.post("/console/settings/end-others")

    assert "Firefox" not in client.get("/console/settings").content.decode()
    assert other.get("/console").status_code == 302


def test_few_recovery_codes_are_said_on_the_first_page(client: Client) -> None:
    assert "のこり0つ" in client.get("/console").content.decode()

    client.post("/console/settings/codes")

    assert "予備のコードは、のこり" not in client.get("/console").content.decode()


@pytest.mark.parametrize("page", ["/console/settings/end-others", "/console/settings/codes"])
def test_opening_an_address_changes_nothing(client: Client, page: str) -> None:
    assert client.get(page).status_code == 405
