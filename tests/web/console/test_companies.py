"""The list of companies: filters that are kept, and what is done to many at once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.models import Customer, Edit, SavedFilter
from otasuke.web.tenancy.scope import across
from staff_cast import browser_of_staff, hayase

LIST, AT_ONCE = "/console/companies", "/console/companies-at-once"


@pytest.fixture
def client(companies) -> Client:
    return browser_of_staff(hayase("desk"))


def me() -> Person:
    return Person.objects.get(name="早瀬 遥")


def labels() -> dict[str, list[str]]:
    with across("tests"):
        return dict(Customer.objects.values_list("tenant", "labels"))


def ids(companies) -> list[str]:
    return [str(companies.minori.id), str(companies.kobato.id)]


def test_columns_are_those_that_are_wanted(client: Client) -> None:
    text = client.get(f"{LIST}?column=prefecture").content.decode()

    assert 'data-label="都道府県"' in text
    assert 'data-label="社員"' not in text


def test_a_filter_is_kept_shared_and_dropped(client: Client) -> None:
    client.post("/console/filters", {"name": "私の", "query": "assigned=me"})
    client.post("/console/filters", {"name": "みんなの", "query": "contract=none&page=3", "shared": "on"})
    client.post("/console/filters", {"name": " ", "query": "contract=none"})
    other = Person.objects.create(name="小谷 明")
    SavedFilter.objects.create(name="人の", query="label=a", by=other)
    SavedFilter.objects.create(name="小谷の", query="label=b", by=other, is_shared=True)

    text = client.get(LIST).content.decode()

    assert re.findall(r'href="\?([^"]+)" translate="no"', text) == ["contract=none", "label=b", "assigned=me"]
    mine = SavedFilter.objects.get(name="私の")
    for kept in SavedFilter.objects.all():
        if kept.name != "みんなの":
            client.post(f"/console/filters/{kept.id}/drop")
    assert not SavedFilter.objects.filter(id=mine.id).exists()
    assert sorted(SavedFilter.objects.values_list("name", flat=True)) == sorted(["みんなの", "人の", "小谷の"])


def test_before_anything_is_done_it_is_shown(client: Client, companies) -> None:
    text = client.post(AT_ONCE, {"act": "label", "who": ids(companies)}).content.decode()

    assert "2社にラベルを付ける" in text
    assert "こばと歯科医院" in text
    assert labels() == {"minori": [], "kobato": []}


def test_many_are_labelled_and_taken_back(client: Client, companies) -> None:
    sent = {"act": "label", "who": ids(companies), "label": "更新月、要電話", "agreed": "yes", "query": "q="}

    answer = client.post(AT_ONCE, sent)

    assert labels() == {"minori": ["更新月", "要電話"], "kobato": ["更新月", "要電話"]}
    text = client.get(answer.headers["Location"]).content.decode()
    assert "ラベルを変えました。（2社）" in text
    undo = re.search(r'action="(/console/undo/[^"]+)"', text)
    assert undo
    client.post(undo[1])
    assert labels() == {"minori": [], "kobato": []}


def test_all_that_the_list_shows_are_assigned(client: Client) -> None:
    sent = {"act": "assign", "all": "yes", "query": "q=みのり", "person": str(me().id), "agreed": "yes"}

    client.post(AT_ONCE, sent)

    with across("tests"):
        assert [one.tenant for one in Customer.objects.filter(assigned_to=me())] == ["minori"]
    assert Edit.objects.get().companies == 1


def test_a_label_that_cannot_be_is_told_and_nothing_is_written(client: Client, companies) -> None:
    sent = {"act": "label", "who": ids(companies), "label": "あ" * 31, "agreed": "yes"}

    assert "ラベルは30文字まで" in client.post(AT_ONCE, sent).content.decode()
    assert not Edit.objects.exists()


def test_a_label_is_taken_off(client: Client, companies) -> None:
    for act in ("label", "unlabel"):
        client.post(AT_ONCE, {"act": act, "who": ids(companies), "label": "更新月", "agreed": "yes"})

    assert labels() == {"minori": [], "kobato": []}


def test_only_staff_look_after_companies(client: Client, companies) -> None:
    outsider = Person.objects.create(name="よその人")
    sent = {"act": "assign", "who": ids(companies), "agreed": "yes"}

    assert client.post(AT_ONCE, {**sent, "person": str(outsider.id)}).status_code == 404
    assert client.post(AT_ONCE, {**sent, "person": "x"}).status_code == 404


@pytest.mark.parametrize(("sent", "status"), [({"act": "delete"}, 302), ({"act": "label", "who": ["x"]}, 404)])
def test_what_cannot_be_meant_does_nothing(client: Client, sent: dict[str, str], status: int) -> None:
    assert client.post(AT_ONCE, sent).status_code == status
    assert not Edit.objects.exists()


def test_chosen_companies_are_written_to_a_file(client: Client, companies) -> None:
    text = client.post(AT_ONCE, {"act": "export", "who": ids(companies)[:1]}).content.decode("utf-8-sig")

    assert "有限会社みのり坂木工" in text
    assert "こばと" not in text
    with across("tests"):
        assert '"count":1' in AuditLine.objects.get(verb="customers.exported").line


def test_who_may_not_edit_chooses_nothing(companies) -> None:
    client = browser_of_staff(hayase("analyst"))

    assert client.post(AT_ONCE, {"act": "export", "who": ids(companies)}).status_code == 404
    assert 'name="who"' not in client.get(LIST).content.decode()
