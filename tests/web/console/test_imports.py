"""Taking companies in from a file, as staff do it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.models import Customer, ImportFile
from otasuke.web.tenancy.scope import across
from staff_cast import browser_of_staff, hayase

FILE = "テナント,名前,よみ,社員\ntowa,東和精機,トウワセイキ,38\nminori,有限会社みのり坂木工,ミノリザカモッコウ,12\nkobato,こばと歯科医院,コバトシカイイン,\n"


@pytest.fixture
def client(companies) -> Client:
    return browser_of_staff(hayase("clerk"))


def send(client: Client, text: str = FILE) -> str:
    """The address of the preview."""
    sent = SimpleUploadedFile("会社.csv", text.encode("cp932"), content_type="text/csv")
    return str(client.post("/console/import", {"file": sent}).headers["Location"])


def agreed(client: Client, address: str) -> str:
    found = re.search(r'name="agreed" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


def employees() -> dict[str, int | None]:
    with across("tests"):
        return dict(Customer.objects.filter(withdrawn_at=None).values_list("tenant", "employees"))


def test_a_preview_says_what_each_line_does_and_writes_nothing(client: Client) -> None:
    text = client.get(send(client)).content.decode()

    assert text.count("<b>1</b>社") == 3
    assert "東和精機" in text
    assert "→ <strong>12</strong>" in text
    assert "こばと歯科医院" not in text
    assert employees() == {"minori": None, "kobato": None}


def test_what_was_seen_is_taken_in_and_taken_back(client: Client) -> None:
    address = send(client)

    answer = client.post(address, {"agreed": agreed(client, address)})
    text = client.get(answer.headers["Location"]).content.decode()

    assert employees() == {"minori": 12, "kobato": None, "towa": 38}
    assert "ファイルを取り込みました。（2社）" in text
    assert "会社.csv" in text
    assert bytes(ImportFile.objects.get().data) == b""
    undo = re.search(r'action="(/console/undo/[^"]+)"', text)
    assert undo
    assert "2社を前の内容に戻しました" in client.post(undo[1]).content.decode()
    assert employees() == {"minori": None, "kobato": None}
    assert client.get(address).status_code == 404


def test_every_fault_stands_on_its_line_and_in_a_file(client: Client) -> None:
    address = send(client, FILE + "x,エックス,エックス,多い\n,名,漢字,1\n")

    text = client.get(address).content.decode()
    rows = client.get(f"{address}/faults.csv").content.decode("utf-8-sig").splitlines()

    assert "直すところが 3か所あります" in text
    assert "社員は 0 から 1,000,000 人です" in text
    assert rows[0] == "行,見出し,まちがい"
    assert [row.split(",")[:2] for row in rows[1:]] == [["5", "社員"], ["6", "テナント"], ["6", "よみ"]]
    assert client.post(address, {"agreed": ""}).status_code == 200
    assert employees() == {"minori": None, "kobato": None}


def test_who_saw_something_else_writes_nothing(client: Client, companies) -> None:
    address = send(client)
    seen = agreed(client, address)
    with across("tests"):
        Customer.objects.filter(tenant="minori").update(employees=99)

    answer = client.post(address, {"agreed": seen})

    assert answer.status_code == 409
    assert "だれかが会社を直しました" in answer.content.decode()
    assert employees() == {"minori": 99, "kobato": None}
    assert client.post(address, {"agreed": agreed(client, address)}).status_code == 302


@pytest.mark.parametrize("sent", [{}, {"file": "x"}])
def test_without_a_file_that_is_said(client: Client, sent) -> None:
    assert "ファイルを選んでください" in client.post("/console/import", sent).content.decode()


def test_a_file_that_nobody_took_in_goes_after_a_day(client: Client) -> None:
    old = timezone.now() - timedelta(days=1, minutes=1)
    ImportFile.objects.create(name="old", data=b"", by=Person.objects.get(name="早瀬 遥"), at=old)

    send(client)

    assert ImportFile.objects.get().name == "会社.csv"


def test_all_companies_are_written_to_a_file_and_that_is_recorded(client: Client) -> None:
    answer = client.post("/console/companies.csv")

    assert "有限会社みのり坂木工" in answer.content.decode("utf-8-sig")
    assert "attachment" in answer.headers["Content-Disposition"]
    with across("tests"):
        assert AuditLine.objects.get(verb="customers.exported").customer_id is None


def test_who_may_not_edit_takes_nothing_in(companies) -> None:
    client = browser_of_staff(hayase("analyst"))

    assert client.get("/console/import").status_code == 404
    assert client.post("/console/companies.csv").status_code == 404
