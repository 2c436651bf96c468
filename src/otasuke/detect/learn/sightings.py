"""What sensors say about devices, out of columns of the lake: addresses, names, programs and systems."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_inside
from otasuke.detect.learn.coded import Coded, coded, everywhere, first_of, nothing
from otasuke.detect.learn.inventory import inventories, with_version
from otasuke.detect.learn.tables import Events, events_of, rows_of, schema_of

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
_LOCAL_NAMES = ("mdns.answers.rrname", "mdns.rrname")
_LEASE = (
    r"(?:Allocates (?P<a>[0-9.]{7,15}): (?P<b>[0-9A-Fa-f:]{17})"
    r"|DHCPACK on (?P<c>[0-9.]{7,15}) to (?P<d>[0-9A-Fa-f:]{17})(?: \((?P<e>[^)]{1,64})\))?"
    r"|DHCPACK\([^)]{1,32}\) (?P<f>[0-9.]{7,15}) (?P<g>[0-9A-Fa-f:]{17})(?: (?P<h>\S{1,64}))?)"
)
"""What Yamaha's routers, ISC's dhcpd and dnsmasq write when somebody gets an address."""


def sightings(table: pa.Table | Events) -> pa.Table:
    """The devices that these events tell about: rows of SIGHTINGS."""
    events = events_of(table)
    return pa.concat_tables([_by_fields(events), _by_leases(events), _by_names(events), *_by_inventory(events)])


def _by_fields(events: Events) -> pa.Table:
    rows = events.filter(events.have(*_MACS, *_AGENTS, *_SYSTEMS, *_BUILDS, "smb.dialect"))
    rows = rows.filter(rows.where(_may_be_ours, "src_ip") | ~rows.have("src_ip"))
    return rows_of(
        SIGHTINGS,
        rows,
        mac=rows.text(*_MACS),
        address=rows.text(*_OWN_ADDRESSES, "src_ip"),
        hostname=first_of(rows.text(*_NAMES), _name_of_lease(rows)),
        vendor=rows.text(*_VENDORS),
        agent=rows.text(*_AGENTS),
        system=with_version(rows.text(*_SYSTEMS), rows.text(*_VERSIONS)),
        build=rows.text(*_BUILDS),
        dialect=rows.text("smb.dialect"),
        computer=rows.coded("sensor").only(rows.have(*_BUILDS)),
        seen_by=first_of(rows.text("event_type"), rows.coded("source")),
    )


def _may_be_ours(address: str) -> bool:
    """Who asks for an address by DHCP has none yet."""
    return not address.strip("0:.") or is_inside(address)


def _name_of_lease(rows: Events) -> Coded:
    """FortiGate's `hostname` is a device where it writes of DHCP; elsewhere it is a site."""
    return rows.text("hostname").only(rows.have("dhcp_msg"))


def _by_leases(events: Events) -> pa.Table:
    """Leases in lines of text. (Windows writes long messages, and none of leases in these words.)"""
    rows = events.filter(events.coded("logsources").where(lambda one: '"windows"' not in one))
    rows = rows.filter(rows.matching(r"Allocates |DHCPACK", "msg", "message"))
    parts = pc.extract_regex(rows.text("msg", "message").array().cast(pa.string()), _LEASE)
    rows = rows.filter(np.asarray(parts.is_valid()))
    parts = parts.drop_null()

    def part(*names: str) -> Coded:
        found = [pc.struct_field(parts, name) for name in names]
        return coded(pc.coalesce(*(pc.if_else(pc.equal(one, ""), None, one) for one in found)))

    return _named(rows, mac=part("b", "d", "g"), address=part("a", "c", "f"), hostname=part("e", "h"), by="dhcp")


def _by_names(events: Events) -> pa.Table:
    """What devices call themselves in mDNS."""
    is_own = events.where(lambda name: re.match(r"[^._][^.]*\.local\Z", name) is not None, *_LOCAL_NAMES)
    rows = events.filter(is_own)
    rows = rows.filter(rows.where(is_inside, "src_ip"))
    host = rows.text(*_LOCAL_NAMES).changed(lambda names: pc.replace_substring_regex(names, r"\.local$", ""))
    return _named(rows, mac=nothing(len(rows)), address=rows.text("src_ip"), hostname=host, by="mdns")


def _by_inventory(events: Events) -> list[pa.Table]:
    """Systems and programs that computers list, and gateways of themselves."""
    found = []
    for rows, system, build in inventories(events):
        rest = dict.fromkeys(("mac", "address", "hostname", "vendor", "agent", "dialect"), nothing(len(rows)))
        computer, seen_by = rows.coded("sensor"), rows.coded("source")
        found.append(rows_of(SIGHTINGS, rows, system=system, build=build, computer=computer, seen_by=seen_by, **rest))
    return found


def _named(rows: Events, *, mac: Coded, address: Coded, hostname: Coded, by: str) -> pa.Table:
    rest = dict.fromkeys(("vendor", "agent", "system", "build", "dialect", "computer"), nothing(len(rows)))
    seen_by = everywhere(by, len(rows))
    return rows_of(SIGHTINGS, rows, mac=mac, address=address, hostname=hostname, seen_by=seen_by, **rest)
