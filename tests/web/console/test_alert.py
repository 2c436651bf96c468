"""The page of an alert."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from finding_cast import alerts_of, arrive, detection, watched
from otasuke.web.alerts.models import Alert
from staff_cast import browser_of_staff, hayase


@pytest.fixture
def found(companies) -> Alert:
    arrive(detection("minori", "r1", by=watched(companies.minori)))
    return alerts_of(companies.minori)[0]


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_it_says_what_was_found_and_is_judged_and_taken_back(companies, found) -> None:
    client, address = browser_of_staff(hayase("analyst")), f"/console/alerts/{found.id}"

    text = page(client, address)
    assert "題 r1" in text
    assert f"/console/silences/new?alert={found.id}" in text
    judged = client.post(f"{address}/judge", {"verdict": "benign", "words": "店長に聞いた"}, follow=True)
    text = judged.content.decode()
    assert "判定しました。" in text
    assert "店長に聞いた" in text
    mark = text.partition('name="judged" value="')[2].partition('"')[0]
    undone = client.post(f"{address}/undo", {"judged": mark}, follow=True).content.decode()
    assert "取り消しました。" in undone
    assert alerts_of(companies.minori)[0].verdict == ""
    assert "もう変わっていた" in client.post(f"{address}/undo", {"judged": mark}, follow=True).content.decode()


@pytest.mark.parametrize("sent", [{}, {"verdict": "maybe", "words": "店長"}, {"verdict": "true", "words": "x"}])
def test_what_cannot_be_is_said_and_nothing_is_judged(companies, found, sent: dict[str, str]) -> None:
    answer = browser_of_staff(hayase("analyst")).post(f"/console/alerts/{found.id}/judge", sent)

    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()
    assert alerts_of(companies.minori)[0].verdict == ""


def test_the_desk_looks_and_does_not_judge(companies, found) -> None:
    client = browser_of_staff(hayase("desk"))

    assert "判定する" not in page(client, f"/console/alerts/{found.id}")
    assert client.post(f"/console/alerts/{found.id}/judge").status_code == 404
    assert client.get(f"/console/alerts/{uuid4()}").status_code == 404
