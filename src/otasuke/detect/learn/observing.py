"""Columns of the lake → what the detectors look at: few columns, few rows, the same for every kind of sensor."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_inside, is_outside
from otasuke.detect.learn.tables import number, text, where

CONNECTIONS = pa.schema(
    {
        "tenant": pa.string(),
        "time": pa.timestamp("us", "UTC"),
        "device": pa.string(),
        "peer": pa.string(),
        "port": pa.int64(),
        "bytes_out": pa.int64(),
        "bytes_in": pa.int64(),
    }
)
"""Connections of a device inside with an address outside, or with a neighbour; those that a firewall let through."""
NAMES = pa.schema(
    {
        "tenant": pa.string(),
        "time": pa.timestamp("us", "UTC"),
        "device": pa.string(),
        "query": pa.string(),
        "kind": pa.string(),
        "answer": pa.string(),
        "rcode": pa.string(),
    }
)
"""Questions about names, of a device inside."""
_STOPPED = frozenset(("drop", "blocked", "deny", "reject"))
_OUT = ("flow.bytes_toserver", "sentbyte", "orig_bytes", "bytes_out")
_IN = ("flow.bytes_toclient", "rcvdbyte", "resp_bytes", "bytes_in")


def connections(table: pa.Table) -> pa.Table:
    """The connections among these events: rows of CONNECTIONS, in the order of the events."""
    table = _of_category(table, '"firewall"')
    rows = table.filter(pc.and_(where(text(table, "src_ip"), is_inside), _is_open(table)))
    return _table(
        CONNECTIONS,
        rows,
        device=text(rows, "src_ip"),
        peer=text(rows, "dst_ip"),
        port=number(rows, "dst_port"),
        bytes_out=number(rows, *_OUT),
        bytes_in=number(rows, *_IN),
    )


def _is_open(table: pa.Table) -> pa.Array:
    blocked = where(text(table, "blocked"), lambda word: word == "true") | where(
        text(table, "action"), _STOPPED.__contains__
    )
    ends = where(text(table, "dst_ip"), lambda address: is_inside(address) or is_outside(address))
    return pa.array(ends & ~blocked)


def names(table: pa.Table) -> pa.Table:
    """The questions about names among these events: rows of NAMES, in the order of the events."""
    table = _of_category(table, '"dns"')
    query = text(table, "query")
    rows = table.filter(pc.and_(pc.is_valid(query), where(text(table, "src_ip"), is_inside)))
    return _table(
        NAMES,
        rows,
        device=text(rows, "src_ip"),
        query=pc.utf8_lower(text(rows, "query")),
        kind=text(rows, "record_type"),
        answer=text(rows, "answer"),
        rcode=text(rows, "rcode", "rcode_name"),
    )


def _of_category(table: pa.Table, category: str) -> pa.Table:
    """The events that belong to a category of log sources."""
    sources = table.column("logsources")
    texts = sources.cast(pa.string()) if pa.types.is_dictionary(sources.type) else sources
    return table.filter(pa.array(where(texts, lambda one: category in one)))


def _table(schema: pa.Schema, rows: pa.Table, **columns: pa.ChunkedArray) -> pa.Table:
    fixed = {"tenant": rows.column("tenant"), "time": pc.coalesce(rows.column("time"), rows.column("received_at"))}
    found = fixed | columns
    return pa.table([found[name].cast(schema.field(name).type) for name in schema.names], schema=schema)
