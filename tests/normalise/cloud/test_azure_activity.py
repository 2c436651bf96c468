import pytest

from normalise.cloud.reading import is_covered, read, source_of
from normalise.cloud.samples import ACTIVITY_EXPORT, ACTIVITY_REST, ACTIVITY_TABLE


@pytest.mark.parametrize("record", [ACTIVITY_REST, ACTIVITY_EXPORT, ACTIVITY_TABLE])
def test_every_form_has_the_fields_that_rules_name(record):
    event = read(record)

    assert is_covered(event, "azure", None, "activitylogs")
    assert event.fields["operationName"] == event.fields["OperationNameValue"]
    assert event.fields["CategoryValue"] == "Administrative"
    assert event.time is not None


def test_the_message_holds_the_operation_as_portals_show_it():
    event = read(ACTIVITY_REST)

    assert "ロールの割り当ての作成" in event.fields["properties.message"]
    assert "Microsoft.Authorization/roleAssignments/write" in event.fields["properties.message"]


def test_a_message_that_was_sent_is_kept():
    assert read(ACTIVITY_EXPORT).fields["properties.message"] == "Delete device"


def test_a_resource_log_is_not_an_activity():
    assert source_of({**ACTIVITY_EXPORT, "category": "AuditEvent"}) is None
