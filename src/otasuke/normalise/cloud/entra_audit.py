"""Entra audit logs (azure/auditlogs): Graph `directoryAudit`, diagnostic category AuditLogs, the table AuditLogs.

Some SigmaHQ rules name fields as the portal shows them (`Status`, `Target`, `properties.message`); each is
given from the record's own member that says the same.
Source: Graph resource type directoryAudit; Log Analytics table AuditLogs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from otasuke.events import LogSource, Value
from otasuke.events.shape import Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud import azure
from otasuke.normalise.cloud.document import (
    Fields,
    document_source,
    json_text,
    named_values,
    one_class,
    values_of,
)

_ACTIVITY = (*azure.all_spellings("activityDisplayName"), "operationName", "OperationName")
_MODIFIED = "targetResources.modifiedProperties"


def _is_audit(record: JsonObject) -> bool:
    if "AADOperationType" in record or record.get("category") == "AuditLogs":
        return True
    has_activity = "activityDisplayName" in record or "ActivityDisplayName" in record
    return has_activity and ("targetResources" in record or "TargetResources" in record or "initiatedBy" in record)


def _derived(record: JsonObject, fields: Fields) -> Mapping[str, Value]:
    spelt = {**fields, **azure.respelt(fields)}
    modified = tuple(_modified_properties(azure.member_of(record, "targetResources")))
    targets = azure.all_spellings("targetResources.userPrincipalName", "targetResources.displayName")
    return {
        **azure.respelt(fields),
        "properties.message": (*values_of(spelt, _ACTIVITY), *(json_text(change)[1:-1] for change in modified)),
        "Status": values_of(spelt, ("result", "resultReason")),
        "Target": values_of(spelt, targets),
        "Initiatedby": values_of(spelt, ("initiatedBy.user.userPrincipalName", "initiatedBy.app.displayName")),
        **dict(_consents(modified)),
        **dict(_details(azure.member_of(record, "additionalDetails"))),
    }


def _modified_properties(targets: object) -> Iterator[JsonObject]:
    for target in targets if isinstance(targets, list) else ():
        changes = target.get("modifiedProperties") if isinstance(target, Mapping) else None
        yield from (change for change in (changes if isinstance(changes, list) else ()) if isinstance(change, Mapping))


def _consents(modified: tuple[JsonObject, ...]) -> Iterator[tuple[str, Value]]:
    """`ConsentContext.IsAdminConsent` and its kin are modified properties whose new value is JSON text: `"False"`."""
    for name, value in named_values(list(modified), name="displayName", value="newValue"):
        if name.startswith("ConsentContext."):
            yield name, str(value).strip('"')


def _details(details: object) -> Iterator[tuple[str, Value]]:
    for name, value in named_values(details, name="key", value="value"):
        yield f"additionalDetails.{name}", value


AUDIT = document_source(
    Shape(
        "entra.audit",
        (),
        one_class(LogSource("azure", None, "auditlogs")),
        strip=(azure.PROPERTIES,),
        rename={
            "activityDisplayName": _ACTIVITY,
            "activityType": _ACTIVITY,
            "operationName": ("operationName", "OperationName", *_ACTIVITY),
            "failure_status_reason": azure.all_spellings("resultReason"),
            "TargetResources.ModifiedProperties.DisplayName": azure.spellings(f"{_MODIFIED}.displayName"),
            "TargetResources.ModifiedProperties.NewValue": azure.spellings(f"{_MODIFIED}.newValue"),
        },
        times=("activityDateTime", "ActivityDateTime", "time", "TimeGenerated"),
        sensors=("tenantId", "AADTenantId", "TenantId"),
    ),
    _is_audit,
    texts=azure.all_spellings("targetResources", _MODIFIED, "additionalDetails", "initiatedBy"),
    prepare=azure.open_texts,
    derive=_derived,
)

SOURCES = (AUDIT,)
