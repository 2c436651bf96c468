"""Columns of the lake → what the detectors look at: few columns, few rows, the same for every kind of sensor."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_inside, is_outside
from otasuke.detect.learn.coded import Coded, first_of, listed, nothing
from otasuke.detect.learn.people import entries, files, logins, mails
from otasuke.detect.learn.sightings import sightings
from otasuke.detect.learn.tables import Events, events_of, rows_of, schema_of, stacked

CONNECTIONS = schema_of(
    "device peer asked", port=pa.int64(), bytes_out=pa.int64(), bytes_in=pa.int64(), is_stopped=pa.bool_()
)
"""Connections of a device inside with an address outside or with a neighbour, its ARP questions (port 0), and its
requests (HTTP) to outside that no page led to.
is_stopped: a firewall did not let it through; asked: of a request the host that is asked for."""
NAMES = schema_of("device query rcode")
"""Questions about names, of a device inside. rcode: in capitals, such as NXDOMAIN; null where the sensor does not say."""
_STOPPED = frozenset(("drop", "blocked", "deny", "reject"))
_OUT = ("flow.bytes_toserver", "sentbyte", "orig_bytes", "bytes_out")
_IN = ("flow.bytes_toclient", "rcvdbyte", "resp_bytes", "bytes_in")
_RCODES = {"3": "NXDOMAIN", "0": "NOERROR", "2": "SERVFAIL"}


class Kind(StrEnum):
    """What a detector takes; each has its columns."""

    CONNECTIONS = "connections"
    NAMES = "names"
    SIGHTINGS = "sightings"
    LOGINS = "logins"
    ENTRIES = "entries"
    FILES = "files"
    MAILS = "mails"


_READERS = {
    Kind.SIGHTINGS: sightings,
    Kind.LOGINS: logins,
    Kind.ENTRIES: entries,
    Kind.FILES: files,
    Kind.MAILS: mails,
}


def observe(table: pa.Table) -> Mapping[Kind, pa.Table]:
    """What there is for each kind of detector, each in the order of the events. Kinds without rows are there too."""
    events = Events(table)
    found = {Kind.CONNECTIONS: connections(events), Kind.NAMES: names(events)}
    return found | {kind: read(events) for kind, read in _READERS.items()}


def connections(table: pa.Table | Events) -> pa.Table:
    """The connections and ARP questions among these events: rows of CONNECTIONS."""
    traffic = events_of(table).of_category("firewall")
    ends = traffic.where(lambda address: is_inside(address) or is_outside(address), "dst_ip")
    rows = traffic.filter(traffic.where(is_inside, "src_ip") & ends)
    found = rows_of(
        CONNECTIONS,
        rows,
        device=rows.text("src_ip"),
        peer=rows.text("dst_ip"),
        port=rows.number("dst_port"),
        bytes_out=rows.number(*_OUT),
        bytes_in=rows.number(*_IN),
        is_stopped=pa.array(rows.where("true".__eq__, "blocked") | rows.where(_STOPPED.__contains__, "action")),
        asked=nothing(len(rows)),
    )
    return stacked([found, _arp(events_of(table)), _requests(events_of(table))])


def _requests(events: Events) -> pa.Table:
    """Requests of programs: no page led to them. Sensors tell them beside the connection, proxies do not name its end."""
    rows = events.of_category("proxy")
    rows = rows.filter(rows.where(is_outside, "dst_ip") & rows.where(is_inside, "src_ip") & ~rows.have("cs-referer"))
    count = len(rows)
    return rows_of(
        CONNECTIONS,
        rows,
        device=rows.text("src_ip"),
        peer=rows.text("dst_ip"),
        port=rows.number("dst_port"),
        bytes_out=pa.nulls(count, pa.int64()),
        bytes_in=pa.nulls(count, pa.int64()),
        is_stopped=pa.array(np.zeros(count, np.bool_)),
        asked=first_of(rows.text("cs-host"), rows.text("dst_ip")),
    )


def _arp(events: Events) -> pa.Table:
    """Who asks for a neighbour's hardware address: a scan leaves nothing else where nobody answers."""
    asks = events.where("request".__eq__, "arp.opcode") & events.where(is_inside, "arp.src_ip")
    rows = events.filter(asks & events.where(is_inside, "arp.dest_ip"))
    count = len(rows)
    return rows_of(
        CONNECTIONS,
        rows,
        device=rows.text("arp.src_ip"),
        peer=rows.text("arp.dest_ip"),
        port=pa.array(np.zeros(count, np.int64)),
        bytes_out=pa.nulls(count, pa.int64()),
        bytes_in=pa.nulls(count, pa.int64()),
        is_stopped=pa.array(np.zeros(count, np.bool_)),
        asked=nothing(count),
    )


def names(table: pa.Table | Events) -> pa.Table:
    """The questions about names among these events: rows of NAMES."""
    events = events_of(table).of_category("dns")
    events = events.filter(events.have("query"))
    device = _asker(events)
    kept = device.where(is_inside)
    rows = events.filter(kept)
    rcode = rows.text("rcode_name", "rcode").changed(_rcode)
    return rows_of(
        NAMES, rows, device=device.picked(kept), query=rows.text("query").changed(pc.utf8_lower), rcode=rcode
    )


def _rcode(values: pa.Array) -> pa.Array:
    return pa.array([_RCODES.get(one, one) for one in listed(pc.utf8_upper(values))], pa.string())


def _asker(events: Events) -> Coded:
    """Suricata 7 writes an answer as a packet of the server, whose target is the one that asked."""
    is_answer = events.where("answer".__eq__, "dns.type") & events.where("53".__eq__, "src_port")
    return first_of(events.text("dst_ip").only(is_answer), events.text("src_ip").only(~is_answer))
