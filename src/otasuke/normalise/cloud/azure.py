"""What the logs of Azure and Entra share: the same record in three spellings.

The Graph API writes `targetResources`, diagnostic settings put the same below `properties`, and tables of Log
Analytics write `TargetResources`, often with JSON as text. Rules use all of them, so every field is given in all.
Source: "Azure Monitor resource log common schema" and the Log Analytics table reference of Microsoft.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import Value
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud.document import Fields, mapping_at, with_opened

PROPERTIES = "properties"
_JSON_TEXT_KEYS = [
    "properties",
    "Properties",
    "TargetResources",
    "InitiatedBy",
    "AdditionalDetails",
    "DeviceDetail",
    "Status",
    "LocationDetails",
    "NetworkLocationDetails",
    "ConditionalAccessPolicies",
    "MfaDetail",
    "Authorization",
    "Claims",
    "Authorization_d",
    "Claims_d",
]


def open_texts(record: JsonObject) -> JsonObject:
    """The record with the JSON texts of Log Analytics tables replaced by what they hold."""
    return with_opened(record, _JSON_TEXT_KEYS)


def body_of(record: JsonObject) -> JsonObject:
    """The part that the Graph API would send: `properties` where the record has an envelope, else the record."""
    return mapping_at(record, PROPERTIES) or record


def member_of(record: JsonObject, key: str) -> object:
    """A member of the body, in either spelling of its first letter."""
    body = body_of(record)
    return body.get(key, body.get(_pascal(key)))


def spellings(path: str) -> tuple[str, ...]:
    """The paths that can carry a Graph path: `properties.x`, `x` and `X`."""
    return (f"{PROPERTIES}.{path}", path, _pascal(path))


def all_spellings(*paths: str) -> tuple[str, ...]:
    """The spellings of several paths, in their order."""
    return tuple(spelling for path in paths for spelling in spellings(path))


def respelt(fields: Mapping[str, Value]) -> Fields:
    """The fields in all spellings that are not there yet."""
    more: Fields = {}
    for name, value in fields.items():
        for spelling in spellings(_camel(name.removeprefix(f"{PROPERTIES}."))):
            more.setdefault(spelling, value)
    return more


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]
