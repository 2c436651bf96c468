"""What the logs say themselves of an incident."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from finding_cast import NOW, arrive, detection, incidents_of, watched
from otasuke.events import Event, LogSource
from otasuke.lake.writer import LakeWriter
from otasuke.web.audit.models import AuditLine
from otasuke.web.incidents.models import Incident
from otasuke.web.tenancy.scope import tenant_scope
from staff_cast import browser_of_staff, hayase

BAD = "45.77.12.9"


@pytest.fixture
def one(companies, tmp_path: Path, monkeypatch) -> Incident:
    monkeypatch.setattr(settings, "DATA_FOLDER", str(tmp_path))
    writer = LakeWriter(tmp_path / "lake", "minori")
    fields = {"DestinationIp": BAD, "Secret": "of the lake"}
    writer.add("b-1", [Event(NOW, NOW, "windows.winlogbeat", "KEIRI-02", (LogSource("windows"),), fields, 0)])
    writer.flush()
    arrive(detection("minori", by=watched(companies.minori), batch="b-1", fields={"DestinationIp": BAD}))
    return incidents_of(companies.minori)[0]


@pytest.fixture
def client(companies) -> Client:
    return browser_of_staff(hayase("analyst"))


def verbs(one: Incident) -> list[str]:
    with tenant_scope(one.customer_id):
        return list(AuditLine.objects.filter(verb__startswith="incident.").values_list("verb", flat=True))


def test_the_raw_event_is_shown_and_opening_it_recorded(client, one) -> None:
    text = client.get(f"/console/incidents/{one.code}/records/{one.lead_id}").content.decode()

    assert "of the lake" in text
    assert "incident.records" in verbs(one)
    assert client.get(f"/console/incidents/{one.code}/records/{uuid4()}").status_code == 404


def test_another_incident_s_alert_is_not_read_here(client, one, companies) -> None:
    arrive(detection("kobato", by=watched(companies.kobato), sensor="K"))
    (theirs,) = incidents_of(companies.kobato)

    assert client.get(f"/console/incidents/{one.code}/records/{theirs.lead_id}").status_code == 404


def test_a_counterpart_is_looked_for_and_that_is_recorded(client, one, tmp_path: Path) -> None:
    answer = client.post(f"/console/incidents/{one.code}/hunt", {"for": BAD})

    assert "1社の1件に見つかりました" in answer.content.decode()
    assert "incident.hunted" in verbs(one)
    assert one.code in (tmp_path / "audit.jsonl").read_text()


def test_only_its_own_counterparts_are_looked_for(client, one) -> None:
    assert client.post(f"/console/incidents/{one.code}/hunt", {"for": "password"}).status_code == 404
    assert client.post(f"/console/incidents/{one.code}/hunt").status_code == 404
