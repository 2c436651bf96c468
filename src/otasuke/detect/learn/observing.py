"""Columns of the lake → what the detectors look at: few columns, few rows, the same for every kind of sensor."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_inside, is_outside
from otasuke.detect.learn.people import files, logins, mails
from otasuke.detect.learn.sightings import sightings
from otasuke.detect.learn.tables import number, of_category, rows_of, schema_of, text, where

CONNECTIONS = schema_of(
    "device peer", port=pa.int64(), bytes_out=pa.int64(), bytes_in=pa.int64(), is_stopped=pa.bool_()
)
"""Connections of a device inside with an address outside or with a neighbour, and its ARP questions (port 0).
is_stopped: a firewall did not let it through."""
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
    FILES = "files"
    MAILS = "mails"


_READERS = {
    Kind.SIGHTINGS: sightings,
    Kind.LOGINS: logins,
    Kind.FILES: files,
    Kind.MAILS: mails,
}


def observe(table: pa.Table) -> Mapping[Kind, pa.Table]:
    """What there is for each kind of detector, each in the order of the events. Kinds without rows are there too."""
    table = _plain(table)
    found = {Kind.CONNECTIONS: connections(table), Kind.NAMES: names(table)}
    return found | {kind: read(table) for kind, read in _READERS.items()}


def _plain(table: pa.Table) -> pa.Table:
    """Files of the lake have some texts as dictionaries."""
    for at, column in enumerate(table.schema):
        if pa.types.is_dictionary(column.type):
            table = table.set_column(at, column.name, table.column(at).cast(column.type.value_type))
    return table


def connections(table: pa.Table) -> pa.Table:
    """The connections and ARP questions among these events: rows of CONNECTIONS."""
    traffic = of_category(table, "firewall")
    ends = where(text(traffic, "dst_ip"), lambda address: is_inside(address) or is_outside(address))
    rows = traffic.filter(pc.and_(where(text(traffic, "src_ip"), is_inside), ends))
    found = rows_of(
        CONNECTIONS,
        rows,
        device=text(rows, "src_ip"),
        peer=text(rows, "dst_ip"),
        port=number(rows, "dst_port"),
        bytes_out=number(rows, *_OUT),
        bytes_in=number(rows, *_IN),
        is_stopped=_is_stopped(rows),
    )
    return pa.concat_tables([found, _arp(table)])


def _is_stopped(rows: pa.Table) -> pa.ChunkedArray:
    said = where(text(rows, "blocked"), "true".__eq__) | where(text(rows, "action"), _STOPPED.__contains__)
    return pa.chunked_array([pa.array(said)])


def _arp(table: pa.Table) -> pa.Table:
    """Who asks for a neighbour's hardware address: a scan leaves nothing else where nobody answers."""
    asks = where(text(table, "arp.opcode"), "request".__eq__) & where(text(table, "arp.src_ip"), is_inside)
    rows = table.filter(pc.and_(asks, where(text(table, "arp.dest_ip"), is_inside)))
    nothing = pa.chunked_array([pa.nulls(len(rows), pa.int64())])
    return rows_of(
        CONNECTIONS,
        rows,
        device=text(rows, "arp.src_ip"),
        peer=text(rows, "arp.dest_ip"),
        port=pc.fill_null(nothing, 0),
        bytes_out=nothing,
        bytes_in=nothing,
        is_stopped=pa.chunked_array([pa.array([False] * len(rows), pa.bool_())]),
    )


def names(table: pa.Table) -> pa.Table:
    """The questions about names among these events: rows of NAMES."""
    table = of_category(table, "dns")
    device = _asker(table)
    rows = table.filter(pc.and_(pc.is_valid(text(table, "query")), where(device, is_inside)))
    rcode = pc.utf8_upper(text(rows, "rcode_name", "rcode"))
    for code, name in _RCODES.items():
        rcode = pc.if_else(pc.fill_null(pc.equal(rcode, code), False), name, rcode)
    return rows_of(NAMES, rows, device=_asker(rows), query=pc.utf8_lower(text(rows, "query")), rcode=rcode)


def _asker(table: pa.Table) -> pa.ChunkedArray:
    """Suricata 7 writes an answer as a packet of the server, whose target is the one that asked."""
    is_answer = pa.array(where(text(table, "dns.type"), "answer".__eq__) & where(text(table, "src_port"), "53".__eq__))
    return pc.if_else(is_answer, text(table, "dst_ip"), text(table, "src_ip"))
