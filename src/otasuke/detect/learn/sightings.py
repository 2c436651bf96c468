"""What sensors say about devices, out of columns of the lake: addresses, names, programs and systems."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_inside
from otasuke.detect.learn.coded import Coded, coded, everywhere, first_of, listed, nothing
from otasuke.detect.learn.fingerprints import kind_by_options, kind_by_syn, options_of, system_by_options, system_by_syn
from otasuke.detect.learn.inventory import inventories, with_version
from otasuke.detect.learn.tables import Events, events_of, rows_of, schema_of, stacked

SIGHTINGS = schema_of("mac address hostname vendor agent system habit build dialect computer seen_by")
"""A device was seen.

mac       as the sensor writes it; hostname, vendor: what it calls itself when it asks for an address (DHCP, mDNS).
agent     a user agent; build: of Windows.
system    a system's name and version, from SMB, osquery, a Beat or a gateway, or that of a program that is installed; or
          what its habits betray (`fingerprints`), which also know the kind of a device: habit.
dialect   of SMB, as agreed with the server.
computer  that reports about itself; seen_by: the protocol or the log.
"""

_MACS = ("dhcp.client_mac", "arp.src_mac", "mac", "srcmac", "SourceMac")
_NAMES = ("dhcp.hostname", "host_name", "client_fqdn", "srcname", "smb.ntlmssp.host")
_VENDORS = ("dhcp.vendor_class_identifier", "client_software", "vci")
_AGENTS = ("c-useragent", "http.http_user_agent", "user_agent", "agent")
_OPTIONS, _SYN, _NTLM = "dhcp.params", "tcp.syn_fingerprint", "smb.ntlmssp.version"
_SYSTEMS = ("smb.request.native_os", "osname", "host.os.name", "os.name")
_VERSIONS = ("osversion", "host.os.version", "os.version")
_BUILDS = ("host.os.build", "os.build")
_OWN_ADDRESSES = ("dhcp.assigned_ip", "assigned_addr", "arp.src_ip", "ip")
_COMPUTER_NAMES = frozenset(("00", "20"))
"""The last byte of a NetBIOS name that is a computer's; those of others are of users, groups and services."""
_OLD_WINDOWS = re.compile(r"5\.[0-2]\Z")
"""Versions that computers announce. Later ones are also those of Samba, which says 6.1."""
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
    found = [_by_fields(events), _by_leases(events), _by_names(events), _by_netbios(events), *_by_zeek(events)]
    return stacked([*found, *_by_inventory(events)])


def _by_fields(events: Events) -> pa.Table:
    rows = events.filter(events.have(*_MACS, *_AGENTS, *_SYSTEMS, *_BUILDS, "smb.dialect", _SYN, "smb.ntlmssp.host"))
    rows = rows.filter(rows.where(_may_be_ours, "src_ip") | ~rows.have("src_ip"))
    options = rows.joined(_OPTIONS).changed(_each(options_of))
    syn = rows.text(_SYN)
    own, asked = rows.text(*_OWN_ADDRESSES, "src_ip"), rows.text("dhcp.requested_ip")
    return rows_of(
        SIGHTINGS,
        rows,
        mac=rows.text(*_MACS),
        address=first_of(own.only(~own.where(_is_nobody)), asked),
        hostname=first_of(rows.text(*_NAMES), _name_of_lease(rows)),
        vendor=rows.text(*_VENDORS),
        agent=rows.text(*_AGENTS),
        system=first_of(
            with_version(rows.text(*_SYSTEMS), rows.text(*_VERSIONS)),
            options.changed(_each(system_by_options)),
            syn.changed(_each(system_by_syn)),
        ),
        habit=first_of(options.changed(_each(kind_by_options)), syn.changed(_each(kind_by_syn))),
        build=first_of(rows.text(*_BUILDS), rows.text(_NTLM).changed(_each(_build_of))),
        dialect=rows.text("smb.dialect"),
        computer=rows.coded("sensor").only(rows.have(*_BUILDS)),
        seen_by=first_of(rows.text("event_type"), rows.coded("source")),
    )


def _each(change: Callable[[str], str]) -> Callable[[pa.Array], pa.Array]:
    """A change of texts, one by one; "" is none."""
    return lambda values: pa.array([change(one) or None for one in listed(values)], pa.string())


def _build_of(version: str) -> str:
    """The build in what NTLM says of Windows: `10.0 build 19045 rev 15`."""
    found = re.search(r"\bbuild (\d{4,6})\b", version)
    return found[1] if found else ""


def _may_be_ours(address: str) -> bool:
    """Who asks for an address by DHCP has none yet."""
    return _is_nobody(address) or is_inside(address)


def _is_nobody(address: str) -> bool:
    return not address.strip("0:.")


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
    return _named(rows, mac=rows.text("ether.src_mac"), address=rows.text("src_ip"), hostname=host, by="mdns")


def _by_netbios(events: Events) -> pa.Table:
    """What computers call themselves in NetBIOS, and the Windows that they announce."""
    rows = events.filter(events.where(("registration", "refresh", "announcement").__contains__, "netbios.type"))
    rows = rows.filter(rows.where(is_inside, "src_ip") & ~rows.where("true".__eq__, "netbios.is_group"))
    rows = rows.filter(~rows.have("netbios.suffix") | rows.where(_COMPUTER_NAMES.__contains__, "netbios.suffix"))
    version = rows.text("netbios.os_version").changed(_each(_announced))
    mac, host = rows.text("ether.src_mac"), rows.text("netbios.name")
    return _named(rows, mac=mac, address=rows.text("src_ip"), hostname=host, by="netbios", system=version)


def _announced(version: str) -> str:
    return f"Windows {version}" if _OLD_WINDOWS.match(version) else ""


def _by_zeek(events: Events) -> list[pa.Table]:
    """Names of computers that sign in (ntlm.log), and browsers (software.log)."""
    signing = events.filter(events.coded("logsources").where(lambda one: '"ntlm"' in one))
    signing = signing.filter(signing.have("hostname") & signing.where(is_inside, "id.orig_h"))
    none, address = nothing(len(signing)), signing.text("id.orig_h")
    names = _named(signing, mac=none, address=address, hostname=signing.text("hostname"), by="ntlm")
    browsing = events.filter(events.where("HTTP::BROWSER".__eq__, "software_type"))
    browsing = browsing.filter(browsing.where(is_inside, "host"))
    none, agent = nothing(len(browsing)), browsing.text("unparsed_version")
    return [names, _named(browsing, mac=none, address=browsing.text("host"), hostname=none, by="software", agent=agent)]


def _by_inventory(events: Events) -> list[pa.Table]:
    """Systems and programs that computers list, and gateways of themselves."""
    found = []
    for rows, system, build in inventories(events):
        rest = dict.fromkeys(("mac", "address", "hostname", "vendor", "agent", "habit", "dialect"), nothing(len(rows)))
        computer, seen_by = rows.coded("sensor"), rows.coded("source")
        found.append(rows_of(SIGHTINGS, rows, system=system, build=build, computer=computer, seen_by=seen_by, **rest))
    return found


def _named(rows: Events, *, mac: Coded, address: Coded, hostname: Coded, by: str, **others: Coded) -> pa.Table:
    rest = (
        dict.fromkeys(("vendor", "agent", "system", "habit", "build", "dialect", "computer"), nothing(len(rows)))
        | others
    )
    seen_by = everywhere(by, len(rows))
    return rows_of(SIGHTINGS, rows, mac=mac, address=address, hostname=hostname, seen_by=seen_by, **rest)
