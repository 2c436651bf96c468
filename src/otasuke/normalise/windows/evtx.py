"""Windows event log files (`.evtx`), and the same events as JSON in the manner of evtx_dump.

A file is a header of 4 KiB and chunks of 64 KiB that can be read on their own. They are read one by one, so that a
broken chunk costs only itself and its Reject says where it stands.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from evtx import PyEvtxParser

from otasuke.events import Event, Reject, RejectReason, Value
from otasuke.events.shape import Shape
from otasuke.normalise.base import Context, FileSource, JsonObject, JsonSource
from otasuke.normalise.lines import unless_too_many
from otasuke.normalise.shaped import build_event
from otasuke.normalise.windows.channels import CLASS_KEYS, classify, enough_keys

FILE_MAGIC = b"ElfFile\0"
_CHUNK_MAGIC = b"ElfChnk\0"
_HEADER_BYTES = 4096
_CHUNK_BYTES = 65536
_RECORD_NUMBERS = struct.Struct("<QQ")
_CHAINS_AT = 128
_CHAINS = struct.Struct("<96I")
_LINK = struct.Struct("<I")
_LONGEST_CHAIN = 4096
_NUL_CHUNK = bytes(_CHUNK_BYTES)
# Strings that a program wrote in the computer's own code page; a superset of ASCII.
_ANSI_CODEC = "shift_jis"

EVTX = Shape(
    name="windows.evtx",
    keys=CLASS_KEYS,
    classify=classify,
    enough=enough_keys,
    strip=("Event.EventData", "Event.System"),
    rename={
        "Channel": ("Event.System.Channel",),
        "EventID": ("Event.System.EventID.#text", "Event.System.EventID"),
        "Provider_Name": ("Event.System.Provider.#attributes.Name",),
        "Computer": ("Event.System.Computer",),
        "EventRecordID": ("Event.System.EventRecordID",),
        "SystemTime": ("Event.System.TimeCreated.#attributes.SystemTime",),
        "Data": ("Event.EventData.Data.#text", "Event.EventData.Data"),
        "Message": ("Event.EventData.Message", "Event.RenderingInfo.Message"),
    },
    ignore_spaces=True,
    times=("SystemTime", "UtcTime"),
    sensors=("Computer",),
    records=("EventRecordID",),
    beyond=("Event.UserData",),
)

_USER_DATA = "Event.UserData."


def is_evtx_record(record: JsonObject) -> bool:
    """Whether the object is an event as evtx_dump writes it: System inside Event."""
    event = record.get("Event")
    return isinstance(event, Mapping) and isinstance(event.get("System"), Mapping)


def evtx_event(record: JsonObject, context: Context, ordinal: int) -> Event:
    """The event of a record as evtx_dump writes it."""
    fields = EVTX.fields_of(record)
    kind = EVTX.class_of(fields)
    return build_event(EVTX, _with_user_data(fields), kind, context, ordinal)


def _with_user_data(fields: dict[str, Value]) -> dict[str, Value]:
    """Members of UserData become fields by their last name, whatever stands around them.

    They win over members of System: event 104 names the log that was cleared in a `Channel` of its own, and it is
    this one that rules ask for. The class was chosen before, from System.
    """
    members = [path for path in fields if path.startswith(_USER_DATA)]
    for path in members:
        value = fields.pop(path)
        if "#attributes" not in path:
            fields[path.rpartition(".")[2]] = value
    return fields


def is_wrapped(record: JsonObject) -> bool:
    """Whether the object holds such an event without `Event` around it, or inside chainsaw's `document.data`."""
    return isinstance(record.get("System"), dict) or _chainsaw_data(record) is not None


def wrapped_event(record: JsonObject, context: Context, ordinal: int) -> Event:
    """The event of a wrapped record."""
    return evtx_event(_chainsaw_data(record) or {"Event": record}, context, ordinal)


def _chainsaw_data(record: JsonObject) -> JsonObject | None:
    document = record.get("document")
    data = document.get("data") if isinstance(document, dict) else None
    return data if isinstance(data, Mapping) and is_evtx_record(data) else None


def read_file(data: bytes, context: Context) -> Iterator[Event | Reject]:
    """Every event of an `.evtx` file, and a Reject for every part that cannot be read. Unused chunks hold nothing."""
    header, ordinal = data[:_HEADER_BYTES], 0
    if len(data) < _HEADER_BYTES:
        yield _reject(0, "the file is shorter than its header", data)
    for offset in range(_HEADER_BYTES, len(data), _CHUNK_BYTES):
        chunk = data[offset : offset + _CHUNK_BYTES]
        if chunk != _NUL_CHUNK[: len(chunk)]:
            for found in _read_chunk(header, chunk, offset, context, ordinal):
                yield found
                ordinal += 1


def _read_chunk(header: bytes, chunk: bytes, offset: int, context: Context, ordinal: int) -> Iterator[Event | Reject]:
    if len(chunk) < _CHUNK_BYTES or not chunk.startswith(_CHUNK_MAGIC):
        yield _reject(offset, "the chunk is cut short or has no magic number", chunk)
        return
    if _has_endless_chain(chunk):
        yield _reject(offset, "the chunk's table of names runs in a circle", chunk)
        return
    found = 0
    for record in _records(header + chunk):
        found += 1
        if isinstance(record, str):
            yield _reject(offset, record, chunk)
        else:
            yield unless_too_many(evtx_event(record, context, ordinal), offset, chunk)
        ordinal += 1
    first, last = _RECORD_NUMBERS.unpack_from(chunk, len(_CHUNK_MAGIC))
    if found < last - first + 1:
        yield _reject(offset, f"{found} of the chunk's {last - first + 1} records could be read", chunk)


def _has_endless_chain(chunk: bytes) -> bool:
    """Whether one of the chunk's linked lists of names and templates runs in a circle: the parser would never return."""
    for first in _CHAINS.unpack_from(chunk, _CHAINS_AT):
        link = first
        for _ in range(_LONGEST_CHAIN):
            if not 0 < link <= len(chunk) - _LINK.size:
                break
            (link,) = _LINK.unpack_from(chunk, link)
        else:
            return True
    return False


def _records(file: bytes) -> Iterator[JsonObject | str]:
    """The records of a file, or the reason why one cannot be read."""
    try:
        records = iter(PyEvtxParser(io.BytesIO(file), 1, _ANSI_CODEC).records_json())
    except (OSError, RuntimeError) as error:
        yield str(error)
        return
    while True:
        try:
            record: Any = next(records)
            yield orjson.loads(record["data"])
        except StopIteration:
            return
        except (OSError, RuntimeError, orjson.JSONDecodeError) as error:
            yield str(error)


def _reject(offset: int, detail: str, data: bytes) -> Reject:
    return Reject.of(EVTX.name, offset, RejectReason.BROKEN_RECORD, detail, data)


SOURCE = JsonSource(name=EVTX.name, recognises=is_evtx_record, to_event=evtx_event, shape=EVTX)
WRAPPED_SOURCE = JsonSource(name="windows.evtx_wrapped", recognises=is_wrapped, to_event=wrapped_event)
FILE_SOURCE = FileSource(name=EVTX.name, recognises=lambda head: head.startswith(FILE_MAGIC), events=read_file)
