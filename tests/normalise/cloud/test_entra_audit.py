import pytest

from normalise.cloud.reading import is_covered, read
from normalise.cloud.samples import AUDIT_ENVELOPE, AUDIT_TABLE, DIRECTORY_AUDIT

FORMS = pytest.mark.parametrize("record", [DIRECTORY_AUDIT, AUDIT_ENVELOPE, AUDIT_TABLE])


@FORMS
def test_every_form_has_the_same_fields(record):
    event = read(record)

    assert is_covered(event, "azure", None, "auditlogs")
    for name in ("OperationName", "operationName", "ActivityDisplayName", "ActivityType", "activityType"):
        assert event.fields[name] == "Update user"
    for name in ("Category", "category", "properties.category"):
        assert event.fields[name] == "UserManagement"
    assert event.fields["LoggedByService"] == "Core Directory"
    assert event.fields["Initiatedby"] == "admin@example.co.jp"
    assert event.fields["Target"] == ("hanako@example.co.jp", "Global Administrator")


@FORMS
def test_the_message_holds_the_activity_and_every_change(record):
    message = read(record).fields["properties.message"]

    assert "Update user" in message
    assert r'"displayName":"UserType","oldValue":"[\"Guest\"]","newValue":"[\"Member\"]"' in message


@FORMS
def test_targets_are_one_text_and_also_fields_of_their_members(record):
    event = read(record)

    assert "62e90394-69f5-4237-9190-012177145e10" in event.fields["TargetResources"]
    assert event.fields["properties.targetResources"] == event.fields["TargetResources"]
    assert "UserType" in event.fields["TargetResources.ModifiedProperties.DisplayName"]
    assert '["Member"]' in event.fields["TargetResources.modifiedProperties.newValue"]
    assert "UserType" in event.fields["TargetResources.modifiedProperties"]


@FORMS
def test_consent_and_details_are_fields_by_their_names(record):
    event = read(record)

    assert event.fields["ConsentContext.IsAdminConsent"] == "False"
    assert event.fields["additionalDetails.additionalInfo"].startswith("Successfully recovered")


def test_the_status_is_the_result_and_its_reason():
    event = read(DIRECTORY_AUDIT)

    assert event.fields["Status"] == ("success", DIRECTORY_AUDIT["resultReason"])
    assert event.fields["failure_status_reason"] == DIRECTORY_AUDIT["resultReason"]


def test_targets_of_odd_shapes_are_read_as_far_as_they_go():
    event = read({**DIRECTORY_AUDIT, "targetResources": [1, {"modifiedProperties": "x"}, {"modifiedProperties": [2]}]})

    assert event.fields["properties.message"] == "Update user"
