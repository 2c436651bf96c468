"""What was stopped for us."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from finding_cast import watched
from otasuke.web.reaction.models import Action, Preapproval
from otasuke.web.reaction.policy import Kind, Source
from otasuke.web.reaction.services import approve, offer
from otasuke.web.tenancy.scope import tenant_scope
from portal_cast import signed_in
from reaction_cast import blocked, offered, somebody


@pytest.fixture
def owner(companies) -> Client:
    return signed_in(companies.minori)


def state(action: Action) -> str:
    with tenant_scope(action.customer_id):
        return Action.objects.get(id=action.id).state


def test_an_owner_says_yes_and_no(owner, companies) -> None:
    one = offered(companies.minori, at=timezone.now())
    assert "止めてよいですか" in owner.get("/stopped").content.decode()

    owner.post(f"/stopped/{one.id}/decide", {"say": "yes"})
    assert state(one) == "approved"
    assert "会社の入口の機器に伝えています" in owner.get("/stopped").content.decode()

    owner.post(f"/stopped/{one.id}/decide", {"say": "no"})
    assert state(one) == "withdrawn"
    assert "開き直して" in owner.post(f"/stopped/{one.id}/decide", {"say": "yes"}).content.decode()


def test_somebody_pulls_the_cable_and_says_so(owner, companies) -> None:
    now, machine = timezone.now(), watched(companies.minori)
    one = offer(companies.minori.id, Kind.ISOLATE, machine.code, actor=somebody(), at=now)
    approve(one.id, of=companies.minori.id, source=Source.COMPANY, actor=somebody(), at=now)
    colleague = signed_in(companies.minori, "colleague", "北野 桂")

    page = colleague.get("/stopped").content.decode()
    assert "LANケーブル" in page
    assert machine.name in page

    colleague.post(f"/stopped/{one.id}/did", {"say": "done"})
    assert state(one) == "active"
    assert "さし直す" in colleague.get("/stopped").content.decode()


def test_a_colleague_does_not_decide(companies) -> None:
    one, colleague = offered(companies.minori, at=timezone.now()), signed_in(companies.minori, "colleague")

    assert "代表の方が決めます" in colleague.get("/stopped").content.decode()
    assert colleague.post(f"/stopped/{one.id}/decide", {"say": "yes"}).status_code == 404
    assert colleague.get("/stopped/beforehand").status_code == 404


def test_what_is_another_companys_is_neither_seen_nor_touched(owner, companies) -> None:
    theirs = blocked(companies.kobato, "kobato-no-teki.example", at=timezone.now())

    assert "kobato-no-teki" not in owner.get("/stopped").content.decode()
    assert owner.post(f"/stopped/{theirs.id}/decide", {"say": "no"}).status_code == 404
    assert owner.post(f"/stopped/{theirs.id}/did", {"say": "done"}).status_code == 404


def test_an_owner_agrees_beforehand_and_takes_it_back(owner, companies) -> None:
    owner.post("/stopped/beforehand", {"kinds": ["block_ip", "isolate"]})
    assert "稲森 修さん" in owner.get("/contract").content.decode()

    owner.post("/stopped/beforehand", {"kinds": ["block_ip"]})
    with tenant_scope(companies.minori.id):
        assert {(one.kind, one.withdrawn_at is None) for one in Preapproval.objects.all()} == {
            ("block_ip", True),
            ("isolate", False),
        }
    assert 'id="id_kinds_error"' in owner.post("/stopped/beforehand", {"kinds": ["explode"]}).content.decode()


def test_what_is_over_is_told(owner, companies) -> None:
    one = blocked(companies.minori, at=timezone.now() - timedelta(days=1))
    owner.post(f"/stopped/{one.id}/decide", {"say": "no"})

    page = owner.get("/stopped").content.decode()
    assert "いま止めているものはありません" in page
    assert "終わったもの" in page
