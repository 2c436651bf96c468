"""Microsoft 365 audit records: the Management Activity API, the unified audit log (AuditData), the table OfficeActivity.

All are m365/audit; Exchange records are also m365/exchange, and those of the Security & Compliance Center also
m365/threat_management and m365/threat_detection, whose rules know them as eventSource, eventName and status.
Source: "Office 365 Management Activity API schema" of Microsoft.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from otasuke.events import LogSource, Value
from otasuke.events.shape import Class, Keys, Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud.document import (
    Fields,
    document_source,
    json_text,
    named_values,
    opened,
    values_of,
)
from otasuke.normalise.shaped import first_text

SECURITY_CENTER = "SecurityComplianceCenter"

_AUDIT = LogSource("m365", None, "audit")
_CLASSES = {
    "Exchange": Class((_AUDIT, LogSource("m365", None, "exchange"))),
    SECURITY_CENTER: Class(
        (_AUDIT, LogSource("m365", None, "threat_management"), LogSource("m365", None, "threat_detection"))
    ),
}
_OTHER = Class((_AUDIT,))
# Defender's table CloudAppEvents has the audit record as RawEventData.
_ENVELOPE_KEYS = ("AuditData", "auditData", "RawEventData")
_SUCCESSES = frozenset({"success", "succeeded", "true", ""})
_NAMED_LISTS = ("ExtendedProperties", "Parameters", "OperationProperties", "DeviceProperties")


def _is_audit(record: JsonObject) -> bool:
    if any(_holds_an_object(record.get(key)) for key in _ENVELOPE_KEYS):
        return True
    return "Operation" in record and "RecordType" in record and ("Workload" in record or "OfficeWorkload" in record)


def _holds_an_object(data: object) -> bool:
    return bool(data) and (isinstance(data, Mapping) or (isinstance(data, str) and data.startswith("{")))


def _without_envelope(record: JsonObject) -> JsonObject:
    """The audit data with the members of its envelope that it does not have itself."""
    for key in _ENVELOPE_KEYS:
        data = opened(record.get(key))
        if isinstance(data, Mapping):
            return {**{name: value for name, value in record.items() if name != key}, **data}
    return record


def _classify(keys: Keys) -> Class:
    return _CLASSES.get(keys[0] or "", _OTHER)


def _derived(record: JsonObject, fields: Fields) -> Mapping[str, Value]:
    outcome = first_text(fields, ("ResultStatus",))
    more: dict[str, Value] = {
        # An alert's operation is always AlertTriggered; its name is what the rules ask for.
        "eventName": values_of(fields, ("Operation", "Name")),
        "status": "success" if outcome.lower() in _SUCCESSES else outcome.lower(),
        **dict(_named(record)),
    }
    return {**more, "Payload": json_text(record)} if fields.get("Workload") == SECURITY_CENTER else more


def _named(record: JsonObject) -> Iterator[tuple[str, Value]]:
    """The members of lists of names and values: `Parameters.ForwardTo`, and extended properties by their bare name."""
    for key in _NAMED_LISTS:
        for name, value in named_values(opened(record.get(key))):
            yield (name if key == "ExtendedProperties" else f"{key}.{name}"), value


AUDIT = document_source(
    Shape(
        "m365.audit",
        ("Workload",),
        _classify,
        rename={
            "Operation": ("Operation", "Operations", "operation"),
            "Workload": ("Workload", "OfficeWorkload", "service"),
            "eventSource": ("Workload", "OfficeWorkload", "service"),
            "UserId": ("UserId", "UserIds", "userId", "userPrincipalName"),
        },
        times=("CreationTime", "CreationDate", "createdDateTime", "Start_Time", "TimeGenerated", "Timestamp"),
        sensors=("OrganizationId", "organizationId", "TenantId"),
    ),
    _is_audit,
    texts=("Parameters", "OperationProperties", "ExtendedProperties", "ModifiedProperties", "Target", "Actor"),
    prepare=_without_envelope,
    derive=_derived,
)

SOURCES = (AUDIT,)
