"""Alerts of Microsoft Defender: Graph `alerts_v2` and `alerts`, Defender for Endpoint, Sentinel's SecurityAlert.

They are category antivirus, with Signature and Filename, and m365/threat_management and m365/threat_detection, whose
rules ask for the alert's title as eventName: in the unified audit log the same alerts come from the
SecurityComplianceCenter with status success, so they get these two values here too.
Source: Graph resource types security.alert and alert, Defender for Endpoint's alert API, table SecurityAlert.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import LogSource, Value
from otasuke.events.shape import Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud.document import Fields, document_source, one_class, values_of, with_opened
from otasuke.normalise.cloud.m365 import SECURITY_CENTER

_TITLES = ("title", "Title", "alertDisplayName", "DisplayName", "AlertName")
_SIGNATURES = (
    "threatDisplayName",
    "threatName",
    "threatFamilyName",
    "ThreatName",
    "ThreatFamilyName",
    "malwareStates.name",
    "Entities.Name",
)
_FILES = ("evidence", "evidence.fileDetails", "evidence.imageFile", "evidence.processImageFile")
_LOG_SOURCES = (
    LogSource(None, "antivirus", None),
    LogSource("m365", None, "threat_management"),
    LogSource("m365", None, "threat_detection"),
)


def _is_alert(record: JsonObject) -> bool:
    if record.get("Type") == "SecurityAlert" or ("SystemAlertId" in record and "AlertName" in record):
        return True
    if "title" not in record or "severity" not in record:
        return False
    is_graph = "serviceSource" in record or "vendorInformation" in record
    return is_graph or ("detectionSource" in record and ("machineId" in record or "incidentId" in record))


def _opened(record: JsonObject) -> JsonObject:
    return with_opened(record, ("Entities", "ExtendedProperties", "ExtendedLinks"))


def _derived(_record: JsonObject, fields: Fields) -> Mapping[str, Value]:
    titles = values_of(fields, _TITLES)
    return {
        "eventSource": SECURITY_CENTER,
        "eventName": titles,
        "status": "success",
        "Signature": values_of(fields, (*_SIGNATURES, *_TITLES)),
        "Filename": (
            *_paths(fields),
            *values_of(fields, ("fileStates.path", "Entities.Directory")),
        ),
    }


def _paths(fields: Fields) -> tuple[str, ...]:
    """Folder and name of every file that is evidence; they stand in two lists of equal length."""
    found: list[str] = []
    for place in _FILES:
        folders, names = _list(fields, f"{place}.filePath"), _list(fields, f"{place}.fileName")
        if len(folders) == len(names):
            found += [f"{folder.rstrip(_SEPARATORS)}\\{name}" for folder, name in zip(folders, names, strict=True)]
        else:
            found += [*folders, *names]
    return tuple(dict.fromkeys(found))


_SEPARATORS = "\\/"


def _list(fields: Fields, name: str) -> tuple[str, ...]:
    value = fields.get(name, ())
    return (value,) if isinstance(value, str) else value


ALERT = document_source(
    Shape(
        "defender.alert",
        (),
        one_class(*_LOG_SOURCES),
        times=(
            "firstActivityDateTime",
            "eventDateTime",
            "firstEventTime",
            "StartTime",
            "createdDateTime",
            "alertCreationTime",
            "TimeGenerated",
        ),
        sensors=("computerDnsName", "evidence.deviceDnsName", "hostStates.fqdn", "CompromisedEntity", "tenantId"),
    ),
    _is_alert,
    prepare=_opened,
    derive=_derived,
)

SOURCES = (ALERT,)
