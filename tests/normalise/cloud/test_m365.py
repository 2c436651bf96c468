from datetime import UTC, datetime

from normalise.cloud.reading import is_covered, read
from normalise.cloud.samples import (
    M365_ALERT,
    M365_EXPORT,
    M365_INBOX_RULE,
    M365_LOGIN,
    M365_UNIFIED,
    OFFICE_ACTIVITY,
)


def test_parameters_are_one_text_and_fields_by_name():
    event = read(M365_INBOX_RULE)

    assert '"ForwardTo"' in event.fields["Parameters"]
    assert event.fields["Parameters.ForwardTo"] == "evil@example.net"
    assert event.fields["Parameters.Name"] == ("ForwardTo", "MarkAsRead")


def test_an_exchange_record_is_also_of_the_service_exchange():
    event = read(M365_INBOX_RULE)

    assert is_covered(event, "m365", None, "audit")
    assert is_covered(event, "m365", None, "exchange")
    assert not is_covered(event, "m365", None, "threat_management")
    assert (event.fields["eventSource"], event.fields["eventName"]) == ("Exchange", "New-InboxRule")
    assert event.fields["status"] == "success"


def test_a_failure_is_no_success():
    assert read({**M365_INBOX_RULE, "ResultStatus": "Failed"}).fields["status"] == "failed"


def test_extended_properties_are_fields_by_their_bare_name():
    assert read(M365_LOGIN).fields["RequestType"] == "Cmsi:Cmsi"


def test_an_extended_property_never_replaces_a_field():
    forged = [{"Name": "Operation", "Value": "Harmless"}]

    assert read({**M365_LOGIN, "ExtendedProperties": forged}).fields["Operation"] == "UserLoggedIn"


def test_the_audit_data_is_read_out_of_its_envelope():
    event = read(M365_UNIFIED)

    assert event.fields["Operation"] == "New-InboxRule"
    assert event.fields["Workload"] == "Exchange"
    assert event.time == datetime(2024, 3, 29, 5, 59, tzinfo=UTC)


def test_broken_audit_data_leaves_the_envelope_readable():
    event = read({**M365_UNIFIED, "AuditData": "{broken"})

    assert event.fields["Operation"] == "New-InboxRule"
    assert event.fields["AuditData"] == "{broken"


def test_an_alert_is_known_by_its_name():
    event = read(M365_ALERT)

    assert is_covered(event, "m365", None, "threat_management")
    assert is_covered(event, "m365", None, "threat_detection")
    assert "eDiscovery search started or exported" in event.fields["eventName"]
    assert event.fields["status"] == "success"


def test_an_export_can_be_found_in_the_payload():
    payload = read(M365_EXPORT).fields["Payload"]

    assert all(word in payload.lower() for word in ("new-compliancesearchaction", "export", "pst"))


def test_a_row_of_office_activity_has_the_same_names():
    event = read(OFFICE_ACTIVITY)

    assert event.fields["Workload"] == "Exchange"
    assert event.fields["OperationProperties.MailAccessType"] == "Bind"
