from datetime import UTC, datetime

from normalise.cloud.reading import is_covered, read
from normalise.cloud.samples import CLOUDTRAIL_BRIDGED, CLOUDTRAIL_LOGIN, CLOUDTRAIL_POLICY, GUARDDUTY, SECURITY_HUB


def test_a_console_sign_in_has_the_fields_that_rules_name():
    event = read(CLOUDTRAIL_LOGIN)

    assert event.time == datetime(2024, 3, 29, 5, 59, tzinfo=UTC)
    assert event.sensor == "111122223333"
    assert is_covered(event, "aws", None, "cloudtrail")
    assert event.fields["responseElements.ConsoleLogin"] == "Success"
    assert event.fields["additionalEventData.MFAUsed"] == "No"
    assert event.fields["status"] == "Success"
    assert "requestParameters" not in event.fields


def test_request_parameters_are_fields_and_also_one_text():
    event = read(CLOUDTRAIL_POLICY)

    assert event.fields["requestParameters.enable"] == "false"
    assert event.fields["requestParameters.containerDefinitions.command"][-1].startswith("curl")
    assert '"Effect":"Allow","Action":"s3:GetObject"' in event.fields["requestParameters"]


def test_a_status_is_told_from_the_error_only_where_none_was_sent():
    failed = {key: value for key, value in CLOUDTRAIL_POLICY.items() if key != "status"}
    succeeded = {key: value for key, value in failed.items() if not key.startswith("error")}

    statuses = [read(record).fields["status"] for record in (CLOUDTRAIL_POLICY, failed, succeeded)]

    assert statuses == ["success", "failure", "success"]


def test_a_record_from_eventbridge_is_the_record_inside():
    assert read(CLOUDTRAIL_BRIDGED).fields == read(CLOUDTRAIL_POLICY).fields


def test_findings_have_their_own_log_sources():
    assert is_covered(read(GUARDDUTY), "aws", None, "guardduty")
    assert is_covered(read(SECURITY_HUB), "aws", None, "securityhub")
    assert read(GUARDDUTY).time == datetime(2024, 3, 29, 6, 0, tzinfo=UTC)


def test_a_record_without_an_account_is_reported_by_the_gateway():
    assert read(CLOUDTRAIL_POLICY).sensor == "gateway"
