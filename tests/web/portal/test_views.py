"""What the pages say while nothing is connected: the truth, and the next step."""

from __future__ import annotations

import pytest

from contract_cast import agree, running_contract, signed_contract, telling
from otasuke.web.contracts.explaining import explain_ending
from otasuke.web.contracts.models import Consent
from otasuke.web.tenancy.scope import tenant_scope
from portal_cast import signed_in


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/", "まだ、パソコンがつながっていません。"),
        ("/messages", "届かないのは、よいことです。"),
        ("/devices", "つながっている端末はありません"),
        ("/contract", "契約の内容は、まだここにありません"),
        ("/ask", "さわらずに、お電話ください。"),
    ],
)
def test_an_empty_page_says_so(companies, page: str, words: str) -> None:
    assert words in signed_in(companies.minori).get(page).content.decode()


def test_nothing_is_green_before_anything_was_seen(companies) -> None:
    assert 'class="hero mi"' not in signed_in(companies.minori).get("/").content.decode()


def test_the_contract_says_what_how_much_since_when_and_how_to_end(companies) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)

    page = signed_in(companies.minori).get("/contract").content.decode()

    for words in ("ひとえプラン", "7台", "税込 21,450円", "税抜 19,500円", "2026年4月1日", "やめるには"):
        assert words in page


def test_a_contract_that_has_not_begun_says_so(companies) -> None:
    with tenant_scope(companies.minori.id):
        signed_contract(companies.minori)

    page = signed_in(companies.minori).get("/contract").content.decode()

    assert "まだ始まっていません" in page
    assert "やめるには" not in page


def test_a_contract_that_ends_says_when(companies) -> None:
    with tenant_scope(companies.minori.id):
        agree(explain_ending(running_contract(companies.minori).id, telling()))

    assert "2026年3月31日でおわります" in signed_in(companies.minori).get("/contract").content.decode()


def test_the_contract_is_english_for_who_reads_english(companies) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)
    browser = signed_in(companies.minori)
    browser.cookies.load("django_language=en")

    page = browser.get("/contract").content.decode()

    assert "21,450 yen with tax" in page
    assert "watching at the door" in page


def test_the_evidence_is_for_the_owner_of_that_company_alone(companies) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)
        address = f"/contract/consents/{Consent.objects.get().id}.pdf"

    his = signed_in(companies.minori).get(address)
    assert (his.status_code, his["Content-Type"]) == (200, "application/pdf")
    assert his["Content-Disposition"] == 'attachment; filename="consent-2026-03-20.pdf"'
    assert his.content.startswith(b"%PDF")
    assert signed_in(companies.minori, "colleague").get(address).status_code == 404
    other = signed_in(companies.kobato)
    assert other.get(address).status_code == 404
    assert "21,450" not in other.get("/contract").content.decode()
