"""Google Cloud audit logs: LogEntry with an AuditLog in protoPayload, bare, from Pub/Sub, or as the Elastic agent writes it.

Rules write the same field as `protoPayload.x`, `data.protoPayload.x` and `gcp.audit.x`, so all three are given.
Source: LogEntry and google.cloud.audit.AuditLog in Google's reference; the module gcp.audit of Filebeat.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import LogSource, Value
from otasuke.events.shape import Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud.document import (
    Fields,
    document_source,
    json_text,
    mapping_at,
    one_class,
)

_ELASTIC_NAMES = {
    "gcp.audit.method_name": "protoPayload.methodName",
    "gcp.audit.service_name": "protoPayload.serviceName",
    "gcp.audit.resource_name": "protoPayload.resourceName",
    "gcp.audit.type": "protoPayload.@type",
    "gcp.audit.authentication_info.principal_email": "protoPayload.authenticationInfo.principalEmail",
    "gcp.audit.request_metadata.caller_ip": "protoPayload.requestMetadata.callerIp",
    "gcp.audit.request_metadata.caller_supplied_user_agent": "protoPayload.requestMetadata.callerSuppliedUserAgent",
    "gcp.audit.authorization_info.permission": "protoPayload.authorizationInfo.permission",
    "gcp.audit.authorization_info.granted": "protoPayload.authorizationInfo.granted",
    "gcp.audit.status.code": "protoPayload.status.code",
    "gcp.audit.status.message": "protoPayload.status.message",
}


def entry_of(record: JsonObject) -> JsonObject:
    """The LogEntry, taken out of the Pub/Sub message that may carry it."""
    data = mapping_at(record, "data")
    return data if "protoPayload" in data else record


def _is_audit(record: JsonObject) -> bool:
    payload = mapping_at(entry_of(record), "protoPayload")
    return "methodName" in payload or "serviceName" in payload or "audit" in mapping_at(record, "gcp")


def derived(entry: JsonObject, fields: Fields) -> Mapping[str, Value]:
    """The entry's fields in the other spellings, and its request as text for keyword rules that look for its keys."""
    more: dict[str, Value] = {}
    for elastic, google in _ELASTIC_NAMES.items():
        if google in fields:
            more[elastic] = fields[google]
        elif elastic in fields:
            more[google] = fields[elastic]
    for name, value in {**fields, **more}.items():
        # Rules also look for the entry's own logName and resource below protoPayload.
        path = name if name.startswith("protoPayload.") else f"protoPayload.{name}"
        if path.startswith(("protoPayload.resource.", "protoPayload.logName")) or path == name:
            more[f"data.{path}"] = value
    request = mapping_at(entry, "protoPayload").get("request")
    return {**more, "protoPayload.request": json_text(request)} if isinstance(request, Mapping) else more


AUDIT = document_source(
    Shape(
        "gcp.audit",
        (),
        one_class(LogSource("gcp", None, "gcp.audit")),
        times=("timestamp", "@timestamp", "receiveTimestamp"),
        sensors=("resource.labels.project_id", "cloud.project.id", "logName"),
    ),
    _is_audit,
    prepare=entry_of,
    derive=derived,
)

SOURCES = (AUDIT,)
