"""What sensors say about devices, out of columns of the lake: addresses, names, programs and systems."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_inside
from otasuke.detect.learn.inventory import inventories, with_version
from otasuke.detect.learn.tables import rows_of, schema_of, text, where

SIGHTINGS = schema_of("mac address hostname vendor agent system build dialect computer seen_by")
"""A device was seen.

mac       as the sensor writes it; hostname, vendor: what it calls itself when it asks for an address (DHCP, mDNS).
agent     a user agent; build: of Windows.
system    a system's name and version, from SMB, osquery, a Beat or a gateway, or that of a program that is installed.
dialect   of SMB, as agreed with the server.
computer  that reports about itself; seen_by: the protocol or the log.
"""

_MACS = ("dhcp.client_mac", "arp.src_mac", "mac", "srcmac", "SourceMac")
_NAMES = ("dhcp.hostname", "host_name", "client_fqdn", "srcname")
_VENDORS = ("dhcp.vendor_class_identifier", "client_software", "vci")
_AGENTS = ("c-useragent", "http.http_user_agent", "user_agent", "agent")
_SYSTEMS = ("smb.request.native_os", "osname", "host.os.name", "os.name")
_VERSIONS = ("osversion", "host.os.version", "os.version")
_BUILDS = ("host.os.build", "os.build")
_OWN_ADDRESSES = ("dhcp.assigned_ip", "assigned_addr", "arp.src_ip", "ip")
_LEASE = (
    r"(?:Allocates (?P<a>[0-9.]{7,15}): (?P<b>[0-9A-Fa-f:]{17})"
    r"|DHCPACK on (?P<c>[0-9.]{7,15}) to (?P<d>[0-9A-Fa-f:]{17})(?: \((?P<e>[^)]{1,64})\))?"
    r"|DHCPACK\([^)]{1,32}\) (?P<f>[0-9.]{7,15}) (?P<g>[0-9A-Fa-f:]{17})(?: (?P<h>\S{1,64}))?)"
)
"""What Yamaha's routers, ISC's dhcpd and dnsmasq write when somebody gets an address."""


def sightings(table: pa.Table) -> pa.Table:
    """The devices that these events tell about: rows of SIGHTINGS."""
    return pa.concat_tables([_by_fields(table), _by_leases(table), _by_names(table), *_by_inventory(table)])


def _by_fields(table: pa.Table) -> pa.Table:
    columns = (*_MACS, *_AGENTS, *_SYSTEMS, *_BUILDS, "smb.dialect")
    is_said = pc.is_valid(text(table, *columns))
    is_ours = where(text(table, "src_ip"), is_inside) | where(text(table, "src_ip"), _is_nobody)
    rows = table.filter(pc.and_(is_said, pa.array(is_ours | ~where(text(table, "src_ip"), bool))))
    return rows_of(
        SIGHTINGS,
        rows,
        mac=text(rows, *_MACS),
        address=text(rows, *_OWN_ADDRESSES, "src_ip"),
        hostname=pc.coalesce(text(rows, *_NAMES), _name_of_lease(rows)),
        vendor=text(rows, *_VENDORS),
        agent=text(rows, *_AGENTS),
        system=with_version(text(rows, *_SYSTEMS), text(rows, *_VERSIONS)),
        build=text(rows, *_BUILDS),
        dialect=text(rows, "smb.dialect"),
        computer=pc.if_else(pc.is_valid(text(rows, *_BUILDS)), rows.column("sensor"), None),
        seen_by=pc.coalesce(text(rows, "event_type"), rows.column("source")),
    )


def _is_nobody(address: str) -> bool:
    """Who asks for an address by DHCP has none yet."""
    return address.strip("0:.") == ""


def _name_of_lease(rows: pa.Table) -> pa.ChunkedArray:
    """FortiGate's `hostname` is a device where it writes of DHCP; elsewhere it is a site."""
    return pc.if_else(pc.is_valid(text(rows, "dhcp_msg")), text(rows, "hostname"), None)


def _by_leases(table: pa.Table) -> pa.Table:
    """Leases in lines of text."""
    said = text(table, "msg", "message")
    rows = table.filter(pc.fill_null(pc.match_substring_regex(said, r"Allocates |DHCPACK"), False))
    parts = pc.extract_regex(text(rows, "msg", "message"), _LEASE)
    rows = rows.filter(pc.is_valid(parts))
    parts = parts.drop_null()

    def part(*names: str) -> pa.ChunkedArray:
        found = [pc.struct_field(parts, name) for name in names]
        return pc.coalesce(*(pc.if_else(pc.equal(one, ""), None, one) for one in found))

    return _named(rows, mac=part("b", "d", "g"), address=part("a", "c", "f"), hostname=part("e", "h"), by="dhcp")


def _by_names(table: pa.Table) -> pa.Table:
    """What devices call themselves in mDNS."""
    name = text(table, "mdns.answers.rrname", "mdns.rrname")
    is_own = pc.fill_null(pc.match_substring_regex(name, r"^[^._][^.]*\.local$"), False)
    rows = table.filter(pc.and_(is_own, pa.array(where(text(table, "src_ip"), is_inside))))
    nothing = pa.chunked_array([pa.nulls(len(rows), pa.string())])
    host = pc.replace_substring_regex(text(rows, "mdns.answers.rrname", "mdns.rrname"), r"\.local$", "")
    return _named(rows, mac=nothing, address=text(rows, "src_ip"), hostname=host, by="mdns")


def _by_inventory(table: pa.Table) -> list[pa.Table]:
    """Systems and programs that computers list, and gateways of themselves."""
    found = []
    for rows, system, build in inventories(table):
        nothing = pa.chunked_array([pa.nulls(len(rows), pa.string())])
        rest = dict.fromkeys(("mac", "address", "hostname", "vendor", "agent", "dialect"), nothing)
        computer, seen_by = rows.column("sensor"), rows.column("source")
        found.append(rows_of(SIGHTINGS, rows, system=system, build=build, computer=computer, seen_by=seen_by, **rest))
    return found


def _named(
    rows: pa.Table, *, mac: pa.ChunkedArray, address: pa.ChunkedArray, hostname: pa.ChunkedArray, by: str
) -> pa.Table:
    nothing = pa.chunked_array([pa.nulls(len(rows), pa.string())])
    rest = dict.fromkeys(("vendor", "agent", "system", "build", "dialect", "computer"), nothing)
    seen_by = pc.fill_null(nothing, by)
    return rows_of(SIGHTINGS, rows, mac=mac, address=address, hostname=hostname, seen_by=seen_by, **rest)
