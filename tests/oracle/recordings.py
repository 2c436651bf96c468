"""Windows recordings read without `otasuke.normalise`: what the record itself says, for comparing with the product's.

`raw_fields` holds only what every normaliser must keep under the same name: the members of EventData (or of the one
element of UserData), Channel, EventID, Computer and Provider_Name.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evtx import PyEvtxParser

from otasuke.events import Event

ALIASES_OF_4688 = {
    "Image": "NewProcessName",
    "ParentImage": "ParentProcessName",
    "User": "SubjectUserName",
    "LogonId": "SubjectLogonId",
    "IntegrityLevel": "MandatoryLabel",
}

RECEIVED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def raw_evtx_events(path: Path) -> Iterator[Event]:
    """The events of an `.evtx` file, with their raw fields."""
    for record in PyEvtxParser(str(path)).records_json():
        if isinstance(record, dict):
            yield raw_event(raw_fields(json.loads(record["data"])["Event"]), record["event_record_id"])


def raw_zip_events(path: Path) -> Iterator[Event]:
    """The events of the flat NDJSON files in a zip archive, with their raw fields."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".json") and not name.startswith("__MACOSX"):
                for number, line in enumerate(archive.read(name).splitlines()):
                    yield raw_event(flat_fields(json.loads(line)), number)


def raw_event(fields: dict[str, str | tuple[str, ...]], record: int) -> Event:
    if (fields.get("Channel"), fields.get("EventID")) == ("Security", "4688"):
        for alias, original in ALIASES_OF_4688.items():
            if original in fields:
                fields.setdefault(alias, fields[original])
    return Event(None, RECEIVED_AT, "windows.raw", "", (), fields, record)


def raw_fields(event: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:
    system = event["System"]
    event_id = system["EventID"]
    fields = flat_fields(data_of(event))
    fields["Channel"] = system["Channel"]
    fields["Computer"] = system["Computer"]
    fields["EventID"] = str(event_id["#text"] if isinstance(event_id, dict) else event_id)
    fields["Provider_Name"] = system["Provider"]["#attributes"]["Name"]
    return fields


def data_of(event: dict[str, Any]) -> dict[str, Any]:
    """The members of EventData, or of the one element of UserData."""
    if event.get("UserData"):
        element = next(iter(event["UserData"].values()))
        return element if isinstance(element, dict) else {}
    data = event.get("EventData") or {}
    unnamed = data.get("Data")
    return {**data, "Data": unnamed["#text"]} if isinstance(unnamed, dict) and "#text" in unnamed else data


def flat_fields(members: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """Scalars and lists of scalars as text; what is nested further is not compared."""
    fields: dict[str, str | tuple[str, ...]] = {}
    for name, value in members.items():
        if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
            fields[name.replace(" ", "")] = tuple(text(one) for one in value if one is not None)
        elif not isinstance(value, dict | list) and value is not None:
            fields[name.replace(" ", "")] = text(value)
    return fields


def text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
