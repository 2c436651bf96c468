"""Amazon Web Services: CloudTrail records, GuardDuty findings and Security Hub findings, bare or in an EventBridge event.

Sources: CloudTrail record contents, GuardDuty finding format, AWS Security Finding Format (AWS documentation).
"""

from __future__ import annotations

from otasuke.events import LogSource
from otasuke.events.shape import Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud.document import document_source, mapping_at, one_class


def _detail(record: JsonObject) -> JsonObject:
    """The record itself, taken out of the EventBridge event that may carry it."""
    return mapping_at(record, "detail") if "detail-type" in record else record


def _is_cloudtrail(record: JsonObject) -> bool:
    record = _detail(record)
    return "eventSource" in record and "eventName" in record and ("awsRegion" in record or "userIdentity" in record)


def _is_guardduty(record: JsonObject) -> bool:
    record = _detail(record)
    return "schemaVersion" in record and "accountId" in record and "service" in record and "resource" in record


def _is_security_hub(record: JsonObject) -> bool:
    return "SchemaVersion" in record and "ProductArn" in record and "AwsAccountId" in record


CLOUDTRAIL = document_source(
    Shape(
        "aws.cloudtrail",
        (),
        one_class(LogSource("aws", None, "cloudtrail")),
        times=("eventTime", "@timestamp"),
        sensors=("recipientAccountId", "userIdentity.accountId"),
    ),
    _is_cloudtrail,
    texts=("requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"),
    prepare=_detail,
    # Console sign-ins say Success inside responseElements only; rules ask for `status`.
    derive=lambda record, fields: {"status": fields.get("responseElements.ConsoleLogin") or _status(record)},
)

GUARDDUTY = document_source(
    Shape(
        "aws.guardduty",
        (),
        one_class(LogSource("aws", None, "guardduty")),
        times=("service.eventLastSeen", "updatedAt", "createdAt"),
        sensors=("accountId",),
    ),
    _is_guardduty,
    prepare=_detail,
)

SECURITY_HUB = document_source(
    Shape(
        "aws.securityhub",
        (),
        one_class(LogSource("aws", None, "securityhub")),
        times=("LastObservedAt", "UpdatedAt", "CreatedAt"),
        sensors=("AwsAccountId",),
    ),
    _is_security_hub,
)


def _status(record: JsonObject) -> str:
    return "failure" if record.get("errorCode") or record.get("errorMessage") else "success"


SOURCES = (CLOUDTRAIL, GUARDDUTY, SECURITY_HUB)
