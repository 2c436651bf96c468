"""Azure activity logs (azure/activitylogs): the REST API, diagnostic settings, and the table AzureActivity.

Source: "Azure Activity Log event schema" and the Log Analytics table AzureActivity.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import LogSource, Value
from otasuke.events.shape import Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud import azure
from otasuke.normalise.cloud.document import (
    Fields,
    document_source,
    is_text_in,
    one_class,
    values_of,
)

_CATEGORIES = frozenset(
    [
        "Administrative",
        "Security",
        "ServiceHealth",
        "Alert",
        "Recommendation",
        "Policy",
        "Autoscale",
        "ResourceHealth",
        "Write",
        "Delete",
        "Action",
    ]
)
_OPERATIONS = ("operationName", "operationName.value", "OperationNameValue", "OperationName")


def _is_activity(record: JsonObject) -> bool:
    if "OperationNameValue" in record:
        return True
    if isinstance(record.get("operationName"), Mapping):
        return "eventTimestamp" in record or "resourceProviderName" in record
    return "operationName" in record and "resourceId" in record and is_text_in(record, "category", _CATEGORIES)


def _derived(_record: JsonObject, fields: Fields) -> Mapping[str, Value]:
    """`properties.message` is the operation in its technical and its spoken name, where the record has both."""
    spoken = values_of(fields, (*_OPERATIONS, "operationName.localizedValue"))
    return {**azure.respelt(fields), "properties.message": spoken}


ACTIVITY = document_source(
    Shape(
        "azure.activity",
        (),
        one_class(LogSource("azure", None, "activitylogs")),
        rename={
            "operationName": ("operationName", "operationName.value", "OperationNameValue"),
            "OperationNameValue": ("OperationNameValue", "operationName.value", "operationName"),
            "CategoryValue": ("CategoryValue", "category.value", "category"),
            "ResourceProviderValue": ("ResourceProviderValue", "resourceProviderName.value", "ResourceProvider"),
            "ResourceId": ("ResourceId", "_ResourceId", "resourceId"),
            "status": ("ActivityStatusValue", "status.value", "resultType"),
        },
        times=("eventTimestamp", "EventSubmissionTimestamp", "time", "TimeGenerated"),
        sensors=("subscriptionId", "SubscriptionId", "tenantId", "TenantId"),
    ),
    _is_activity,
    texts=("properties", "authorization", "identity"),
    prepare=azure.open_texts,
    derive=_derived,
)

SOURCES = (ACTIVITY,)
