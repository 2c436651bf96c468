"""Entra ID Protection detections (azure/riskdetection) and alerts of Privileged Identity Management (azure/pim).

Source: Graph resource types riskDetection, unifiedRoleManagementAlert and unifiedRoleManagementAlertIncident;
diagnostic categories UserRiskEvents, RiskyUsers and their service principal kin.
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
)
from otasuke.normalise.shaped import first_text

_RISK_CATEGORIES = frozenset({"UserRiskEvents", "RiskyUsers", "ServicePrincipalRiskEvents", "RiskyServicePrincipals"})
_ALERT_ENDINGS = ("AlertIncident", "AlertConfiguration")


def _is_risk(record: JsonObject) -> bool:
    return "riskEventType" in record or "RiskEventType" in record or is_text_in(record, "category", _RISK_CATEGORIES)


def _is_pim_alert(record: JsonObject) -> bool:
    kind = record.get("@odata.type")
    return "alertDefinitionId" in record or (isinstance(kind, str) and kind.endswith(_ALERT_ENDINGS))


def _risk_derived(_record: JsonObject, fields: Fields) -> Mapping[str, Value]:
    return azure.respelt(fields)


def _pim_derived(_record: JsonObject, fields: Fields) -> Mapping[str, Value]:
    """The kind of alert: the last part of its type, or of its definition (`DirectoryRole_<tenant>_StaleSignInAlert`)."""
    kind = first_text(fields, ("@odata.type",)).rpartition(".")[2]
    definition = first_text(fields, ("alertDefinitionId",)).rpartition("_")[2]
    if not kind.endswith(_ALERT_ENDINGS) and definition:
        kind = definition[0].lower() + definition[1:] + "Incident"
    return {"riskEventType": kind}


RISK = document_source(
    Shape(
        "entra.risk",
        (),
        one_class(LogSource("azure", None, "riskdetection")),
        strip=(azure.PROPERTIES,),
        times=("activityDateTime", "ActivityDateTime", "detectedDateTime", "DetectedDateTime", "time", "TimeGenerated"),
        sensors=("tenantId", "TenantId"),
    ),
    _is_risk,
    prepare=azure.open_texts,
    derive=_risk_derived,
)

PIM = document_source(
    Shape(
        "entra.pim",
        (),
        one_class(LogSource("azure", None, "pim")),
        times=("lastModifiedDateTime", "lastScannedDateTime", "assignmentCreatedDateTime"),
        sensors=("scopeId",),
    ),
    _is_pim_alert,
    derive=_pim_derived,
)

SOURCES = (PIM, RISK)
