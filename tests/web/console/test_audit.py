"""The page of the audit log."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from otasuke.web.accounts.models import Firm, Person
from otasuke.web.audit import checking
from otasuke.web.audit.exported import broken_in
from otasuke.web.audit.services import record
from otasuke.web.audit.verify import Broken
from otasuke.web.tenancy.scope import across
from staff_cast import browser_of_staff, hayase


@pytest.fixture
def client(companies) -> Client:
    client = browser_of_staff(hayase("auditor", Firm.Kind.EXAMINER))
    desk = Person.objects.create(name="山際 涼", email="yamagiwa@naniwa.example")
    with across("tests"):
        record("customer.changed", actor=desk, customer=companies.minori.id, target=f"customer {companies.minori.id}")
        record("customer.seen", actor=None, customer=companies.kobato.id)
        record("post.ended", actor=desk, target=f"person {desk.id}", role="desk")
    return client


def shown(client: Client, **asked: str) -> list[str]:
    """What was done, line by line."""
    text = client.get("/console/audit", asked).content.decode()
    return re.findall(r"<strong>([^<]+)</strong>(?:<span class=\"under\">[^<]*</span>)?</td>", text)


def test_lines_are_shown_in_words_with_names(client: Client) -> None:
    text = client.get("/console/audit").content.decode()

    assert shown(client)[:3] == ["役割を終えた", "会社のページを開いた", "会社の情報を直した"]
    for words in ("山際 涼", "プログラム", "有限会社みのり坂木工", "こばと歯科医院"):
        assert words in text


@pytest.mark.parametrize(
    ("asked", "acts"),
    [
        ({"company": "minori"}, ["会社の情報を直した"]),
        ({"company": "コバト"}, ["会社のページを開いた"]),
        ({"company": "ない会社"}, []),
        ({"person": "山際"}, ["役割を終えた", "会社の情報を直した"]),
        ({"person": "だれも"}, []),
        ({"verb": "customer."}, ["会社のページを開いた", "会社の情報を直した"]),
        ({"verb": "post.ended", "whose": "ours"}, ["役割を終えた"]),
        ({"since": "2999-01-01"}, []),
        ({"until": "2000-01-01"}, []),
    ],
)
def test_it_is_filtered(client: Client, asked: dict[str, str], acts: list[str]) -> None:
    assert shown(client, **asked) == acts


def test_today_is_part_of_until_today(client: Client) -> None:
    today = str(timezone.localdate())

    assert len(shown(client, since=today, until=today)) >= 3


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "yesterday"},
        {"older": "x"},
        {"older": "9" * 40},
        {"older": "-1"},
        {"older": "²"},
        {"verb": "drop.table"},
        {"company": "%' OR 1=1"},
        {"person": "\0"},
    ],
)
def test_whatever_is_asked_a_page_comes(client: Client, asked: dict[str, str]) -> None:
    assert client.get("/console/audit", asked).status_code == 200


def test_it_is_paged_with_its_filter(client: Client) -> None:
    with across("tests"):
        for _ in range(60):
            record("plan.offered", actor=None, target="plan 1")
    first = client.get("/console/audit", {"verb": "plan.offered"}).content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = client.get("/console/audit" + older[1].replace("&amp;", "&")).content.decode()

    assert (first.count("プランの新しい版を出した</strong>"), second.count("プランの新しい版を出した</strong>")) == (
        50,
        10,
    )
    assert 'rel="next"' not in second


def test_verifying_says_that_all_is_as_it_was_and_where_it_ends(client: Client, companies) -> None:
    text = client.post("/console/audit/verify", {"chain": str(companies.minori.id)}).content.decode()

    assert "すべて、書かれたときのままです。" in text
    assert "1本、1行" in text
    assert re.search(r"\b[0-9a-f]{64}\b", text)


def test_what_was_changed_is_named(client: Client, companies, monkeypatch: pytest.MonkeyPatch) -> None:
    key = str(companies.minori.id)
    fault = [Broken(key, 1, "was changed: its digest does not fit")]
    monkeypatch.setattr(checking, "broken_links", lambda links, *, end: [*fault, *list(links)[:0]])

    text = client.post("/console/audit/verify", {"chain": key}).content.decode()

    assert "変えられた記録があります。" in text
    assert "有限会社みのり坂木工" in text


def test_an_export_verifies_itself_and_is_recorded(client: Client) -> None:
    answer = client.post("/console/audit/export", {"chain": "all"})
    lines = b"".join(answer.streaming_content).splitlines()

    assert "attachment" in answer.headers["Content-Disposition"]
    assert not list(broken_in(lines))
    assert any(json.loads(line).get("verb") == "audit.exported" for line in lines)
    assert shown(client)[0] == "監査記録を書き出した"


def test_an_export_of_one_company_has_nothing_of_another(client: Client, companies) -> None:
    answer = client.post("/console/audit/export", {"chain": str(companies.minori.id)})
    content = b"".join(answer.streaming_content).decode()

    assert str(companies.minori.id) in content
    assert str(companies.kobato.id) not in content


@pytest.mark.parametrize("role", ["analyst", "desk", "dispatcher", "clerk"])
@pytest.mark.parametrize("address", ["/console/audit", "/console/audit/verify", "/console/audit/export"])
def test_others_find_nothing(database, role: str, address: str) -> None:
    client = browser_of_staff(hayase(role))

    assert client.get(address).status_code in {404, 405}
    assert client.post(address).status_code in {404, 405}
