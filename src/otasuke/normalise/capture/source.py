"""Packet captures: the events that Suricata would have written at the place where the packets were captured.

Records have the form of EVE and are read as those of `network.suricata`, so that its rules, indicators and detectors
look at captures as well. Beside that, SMB and DCE/RPC have the names that Zeek's logs have (`dce_rpc`, `smb_files`),
because that is what rules for them are written for. There are no signatures, hence no alerts.
An event is what was said, not a packet: packets that say nothing more become part of a flow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from otasuke.events import Event, LogSource, Reject, RejectReason
from otasuke.events.shape import Class
from otasuke.normalise.base import Context, FileSource
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.files import NAME, Packet, is_capture, packets
from otasuke.normalise.capture.flows import Flows, Record
from otasuke.normalise.capture.frames import LINKS, frame_of
from otasuke.normalise.lines import unless_too_many
from otasuke.normalise.network.suricata import SHAPE as SURICATA
from otasuke.normalise.network.suricata import eve_event

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_US = 253_402_300_799_000_000
_RPC = Class((LogSource("suricata", None, "dcerpc"), LogSource("zeek", None, "dce_rpc")))
_RPC_IN_SMB = Class((LogSource("suricata", None, "smb"), LogSource("zeek", None, "dce_rpc")))
_FILES = Class((LogSource("suricata", None, "smb"), LogSource("zeek", None, "smb_files")))
SHAPE = replace(SURICATA, name=NAME)


def read(chunks: Iterator[bytes], context: Context) -> Iterator[Event | Reject]:
    """The events of a capture in the order in which they were complete, and a Reject for what cannot be read."""
    flows, ordinal, strange = Flows(), 0, set[int]()
    last = _Clock()
    for packet in packets(chunks):
        if isinstance(packet, Reject):
            yield packet
            continue
        if packet.link not in LINKS:
            if packet.link not in strange:
                strange.add(packet.link)
                yield _reject(packet, f"packets of link type {packet.link} are not read")
            continue
        for found in _packet(packet, flows, last):
            if isinstance(found, Reject):
                yield found
            else:
                yield unless_too_many(_event(found, context, ordinal), packet.offset, packet.data)
                ordinal += 1
    for found in flows.end():
        yield _event(found, context, ordinal)
        ordinal += 1


class _Clock:
    """The time of the last packet, for those that have none."""

    def __init__(self) -> None:
        self._at = 0

    def at(self, packet: Packet) -> int:
        """When the packet was captured; what cannot be is taken for the time before."""
        if packet.at is not None and 0 <= packet.at <= _LATEST_US:
            self._at = packet.at
        return self._at


def _packet(packet: Packet, flows: Flows, clock: _Clock) -> Iterator[Record | Reject]:
    try:
        frame = frame_of(packet.link, packet.data)
        if frame is not None:
            yield from flows.add(clock.at(packet), frame, packet.length)
    except Malformed as error:
        yield _reject(packet, str(error))


def _reject(packet: Packet, why: str) -> Reject:
    return Reject.of(NAME, packet.offset, RejectReason.BROKEN_RECORD, why, packet.data)


def _event(found: Record, context: Context, ordinal: int) -> Event:
    at, record = found
    record["timestamp"] = _time(at)
    if isinstance(flow := record.get("flow"), dict):
        flow["start"], flow["end"] = _time(flow["start"]), _time(flow["end"])
    kind, more = _class_of(record)
    return eve_event(SHAPE, record | more, context, ordinal, kind=kind)


def _time(at: int) -> str:
    return (_EPOCH + timedelta(microseconds=at)).isoformat(timespec="microseconds")


def _class_of(record: Mapping[str, Any]) -> tuple[Class | None, dict[str, Any]]:
    """The class of records that rules for Zeek read too, and the fields that these want."""
    smb = record.get("smb") or {}
    call = record.get("dcerpc") or smb.get("dcerpc") or {}
    if call:
        bound = call.get("interfaces") or [{}]
        names = {"endpoint": bound[0].get("service"), "operation": bound[0].get("procedure")}
        return _RPC_IN_SMB if smb else _RPC, {name: text for name, text in names.items() if text}
    if "filename" in smb:
        return _FILES, {"action": "SMB::FILE_OPEN", "path": smb.get("share", ""), "name": smb["filename"]}
    if "rename" in smb:
        renamed = smb["rename"]
        more = {
            "action": "SMB::FILE_RENAME",
            "path": smb.get("share", ""),
            "name": renamed["to"],
            "prev_name": renamed["from"],
        }
        return _FILES, more
    return None, {}


CAPTURE = FileSource(
    name=NAME, recognises=is_capture, events=lambda data, context: read(iter((data,)), context), stream=read
)
