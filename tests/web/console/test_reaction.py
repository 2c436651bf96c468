"""The actions of an incident in the console."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from finding_cast import arrive, detection, incidents_of, watched
from otasuke.web.incidents.models import Incident
from otasuke.web.reaction.models import Action
from otasuke.web.reaction.policy import Kind
from otasuke.web.reaction.services import preapprove
from otasuke.web.tenancy.scope import tenant_scope
from reaction_cast import somebody
from staff_cast import browser_of_staff, hayase


@pytest.fixture
def client(companies) -> Client:
    return browser_of_staff(hayase("analyst"))


@pytest.fixture
def incident(companies) -> Incident:
    minori = companies.minori
    arrive(
        detection("minori", by=watched(minori), fields={"Image": "a.exe", "User": r"MINORI\sato"}), at=timezone.now()
    )
    return incidents_of(minori)[0]


def action(incident: Incident, kind: str) -> Action:
    with tenant_scope(incident.customer_id):
        return Action.objects.get(kind=kind)


def address(incident: Incident, one: Action, verb: str) -> str:
    return f"/console/incidents/{incident.code}/actions/{one.id}/{verb}"


def test_what_staff_write_is_offered_and_stopped_when_the_company_said_yes(client, incident) -> None:
    page = f"/console/incidents/{incident.code}/actions"
    client.post(page, {"target": "hxxp://warui[.]example/a", "note": "添付から"})
    one = action(incident, "block_url")

    refused = client.post(address(incident, one, "approve"), {"source": "staff", "agreed_by": "", "days": "7"})
    assert refused.status_code == 409
    assert "会社のだれがよいと言ったか" in refused.content.decode()

    client.post(address(incident, one, "approve"), {"source": "staff", "agreed_by": "坂本様（電話）", "days": "30"})
    shown = client.get(page).content.decode()
    assert "機器が取りに来るのを待っています" in shown
    assert "坂本様（電話）" in shown

    client.post(address(incident, one, "withdraw"))
    assert "取り消す" in client.get(page).content.decode()
    client.post(address(incident, one, "back"))
    assert action(incident, "block_url").state == "approved"


@pytest.mark.parametrize("text", ["192.168.1.1", "google.com", "http://minori.example/x", "あ"])
def test_a_refusal_stands_beside_what_was_written(client, incident, companies, text: str) -> None:
    from otasuke.web.customers.models import Contact

    with tenant_scope(companies.minori.id):
        Contact.objects.create(
            customer=companies.minori, position=1, name="坂本", channel="mail", email="a@minori.example"
        )

    page = client.post(f"/console/incidents/{incident.code}/actions", {"target": text})

    assert page.status_code == 200
    assert 'id="id_target_error"' in page.content.decode()
    with tenant_scope(companies.minori.id):
        assert not Action.objects.filter(kind__startswith="block").exists()


def test_a_computer_is_isolated_by_somebody_who_says_that_he_did(client, incident, companies) -> None:
    preapprove(companies.minori.id, [Kind.ISOLATE], actor=somebody(), at=timezone.now())
    with tenant_scope(companies.minori.id):
        Action.objects.get_or_create(
            incident=incident, kind="isolate", target="x", customer=companies.minori, offered_at=timezone.now()
        )
    with tenant_scope(companies.minori.id):
        one = Action.objects.filter(kind="isolate").order_by("offered_at").first()

    client.post(address(incident, one, "approve"), {"source": "preapproved", "days": "7"})
    assert "電源は切らないで" in client.get(f"/console/incidents/{incident.code}/actions").content.decode()
    client.post(address(incident, one, "done"))

    with tenant_scope(companies.minori.id):
        assert Action.objects.get(id=one.id).state == "active"


def test_who_may_only_look_decides_nothing(companies, incident) -> None:
    desk, page = browser_of_staff(hayase("desk")), f"/console/incidents/{incident.code}/actions"

    shown = desk.get(page)
    assert shown.status_code == 200
    assert "止める相手" not in shown.content.decode()
    assert desk.post(page, {"target": "warui.example"}).status_code == 404


def test_what_is_not_there_is_not_found(client, incident) -> None:
    page = f"/console/incidents/{incident.code}/actions"

    assert client.get("/console/incidents/J-NOWHERE/actions").status_code == 404
    for verb in ("approve", "explode"):
        posted = client.post(f"{page}/{uuid4()}/{verb}", {"source": "staff", "agreed_by": "x", "days": "７"})
        assert posted.status_code == 404
