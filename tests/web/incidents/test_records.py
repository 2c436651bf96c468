"""The events behind an alert, and who else had to do with a counterpart."""

from __future__ import annotations

from pathlib import Path

from finding_cast import NOW, alerts_of, arrive, detection, watched
from otasuke.events import Event, LogSource
from otasuke.lake.writer import LakeWriter
from otasuke.web.incidents.records import hunt_for, records_of
from otasuke.web.tenancy.scope import tenant_scope

BAD = "45.77.12.9"


def written(lake: Path, tenant: str, batch: str, *values: str) -> None:
    writer = LakeWriter(lake, tenant)
    events = [
        Event(NOW, NOW, "windows.winlogbeat", "KEIRI-02", (LogSource("windows"),), {"DestinationIp": one, "More": "all"}, n)
        for n, one in enumerate(values)
    ]  # fmt: skip
    writer.add(batch, events)
    writer.flush()


def test_the_event_of_a_batch_is_read_with_all_its_fields(companies, tmp_path: Path) -> None:
    written(tmp_path, "minori", "batch-1", "10.0.0.1", BAD)
    written(tmp_path, "kobato", "batch-1", "10.0.0.9", "10.0.0.8")
    arrive(detection("minori", by=watched(companies.minori), batch="batch-1", ordinal=1))
    (alert,) = alerts_of(companies.minori)

    with tenant_scope(companies.minori.id):
        (found,) = records_of(alert, lake=tmp_path, tenant="minori")

    assert found.fields == {"DestinationIp": BAD, "More": "all"}
    assert found.wanted == {"Image"}


def test_what_the_lake_does_not_have_is_what_was_kept(companies, tmp_path: Path) -> None:
    arrive(detection("minori", by=watched(companies.minori), batch="", ordinal=-1))
    arrive(detection("minori", "r2", sensor="B", batch="batch-9", ordinal=3, fields={"a": "b"}))

    with tenant_scope(companies.minori.id):
        for alert in alerts_of(companies.minori):
            (found,) = records_of(alert, lake=tmp_path, tenant="minori")
            assert found.event is None
            assert found.fields == found.sighting.fields


def test_a_counterpart_is_looked_for_at_all_companies(companies, tmp_path: Path) -> None:
    written(tmp_path, "minori", "b1", "10.0.0.1", BAD)
    written(tmp_path, "kobato", "b2", BAD, BAD)

    found = hunt_for(BAD, lake=tmp_path, now=NOW)

    assert found.answer.by_tenant == {"minori": 1, "kobato": 2}
    assert found.events == 4
