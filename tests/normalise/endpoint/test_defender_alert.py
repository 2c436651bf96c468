from datetime import UTC, datetime

import pytest

from normalise.cloud.reading import is_covered, read
from normalise.endpoint.samples import ALERT_ENDPOINT, ALERT_GRAPH, ALERT_SENTINEL


@pytest.mark.parametrize("record", [ALERT_GRAPH, ALERT_ENDPOINT, ALERT_SENTINEL])
def test_every_form_is_an_antivirus_event_and_a_threat(record):
    event = read(record)

    assert is_covered(event, None, "antivirus", None)
    assert is_covered(event, "m365", None, "threat_management")
    assert event.time == datetime(2024, 3, 29, 5, 59, tzinfo=UTC)


def test_an_alert_names_its_threats_and_its_files():
    graph, endpoint = read(ALERT_GRAPH), read(ALERT_ENDPOINT)

    assert "HackTool:Win32/Mimikatz" in graph.fields["Signature"]
    assert graph.fields["Filename"] == "C:\\Temp\\mimikatz.exe"
    assert "PWS:Win32/Fareit" in endpoint.fields["Signature"]
    assert endpoint.fields["Filename"] == "C:\\Temp\\a.exe"
    assert (graph.sensor, endpoint.sensor) == ("pc-12.example.co.jp", "pc-12.example.co.jp")


def test_an_alert_is_found_by_the_rules_for_the_security_center():
    event = read(ALERT_SENTINEL)

    assert event.fields["eventSource"] == "SecurityComplianceCenter"
    assert event.fields["eventName"] == "Impossible travel activity"
    assert event.fields["status"] == "success"
    assert "HackTool:Win32/Mimikatz" in event.fields["Signature"]
