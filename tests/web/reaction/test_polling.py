"""A box fetches its list."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from otasuke.web.reaction import polling
from otasuke.web.reaction.models import Feed
from otasuke.web.reaction.services import withdraw
from otasuke.web.tenancy.scope import tenant_scope
from reaction_cast import blocked, box, somebody


@pytest.fixture(autouse=True)
def nobody_asked() -> None:
    polling.OFTEN.forget()
    polling.GUESSES.forget()


def test_a_list_is_plain_text_that_is_asked_for_again_only_when_it_changed(companies) -> None:
    now, box_of, browser = timezone.now(), box(companies.minori), Client()
    found = blocked(companies.minori, at=now)
    url = f"/feeds/{box_of.secret}/ip.txt"

    first = browser.get(url)
    assert first.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert first.content.decode().splitlines()[1:] == ["203.0.113.9"]
    assert browser.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert browser.get(url, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304

    withdraw(found.id, of=companies.minori.id, actor=somebody(), at=now)
    second = browser.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.content.decode().splitlines()[1:] == []


def test_whoever_has_no_address_meets_the_same_everywhere(companies) -> None:
    made, browser = box(companies.minori), Client()
    wrong = made.secret[:-1] + ("0" if made.secret[-1] != "0" else "1")
    removed = box(companies.minori)
    with tenant_scope(companies.minori.id):
        Feed.objects.filter(id=removed.feed.id).update(removed_at=timezone.now())

    answers = [
        browser.get(f"/feeds/{path}")
        for path in (f"{wrong}/ip.txt", f"{removed.secret}/ip.txt", "x/ip.txt", f"{made.secret}/secret.txt")
    ]

    assert {one.status_code for one in answers} == {404}
    assert browser.post(f"/feeds/{made.secret}/ip.txt").status_code == 405


def test_looking_is_not_fetching(companies) -> None:
    made = box(companies.minori)

    url = f"/feeds/{made.secret}/ip.txt"
    assert Client().head(url).status_code == 200
    assert Client().get(url, headers={"Accept": "text/html,*/*"}).status_code == 200
    assert Client().get(f"/feeds/{box(companies.minori, brand='yamaha').secret}/ip.txt").status_code == 200

    with tenant_scope(companies.minori.id):
        assert not Feed.objects.exclude(fetched_at=None).exists()


def test_who_asks_too_often_waits(companies, monkeypatch) -> None:
    monkeypatch.setattr(polling.OFTEN, "most", 1)
    monkeypatch.setattr(polling.GUESSES, "most", 1)
    made, browser = box(companies.minori), Client()

    assert browser.get(f"/feeds/{made.secret}/ip.txt").status_code == 200
    late = browser.get(f"/feeds/{made.secret}/ip.txt")
    assert (late.status_code, int(late.headers["Retry-After"]) > 0) == (429, True)
    assert [browser.get("/feeds/x/ip.txt").status_code for _ in range(2)] == [404, 429]
