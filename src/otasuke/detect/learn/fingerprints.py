"""What systems are known by without saying it: the DHCP options they ask for, and the first packet of a connection.

Written down on 2026-11-23. TCP: the families and their numbers are those of p0f 3.09b (lcamtuf.coredump.cx/p0f3, file p0f.fp) and, for Windows 10
and 11, captures of our own test recordings (OTRF Security-Datasets, 2020 and 2023). DHCP: lists that fingerbank.org and
efficientip.com publish for these systems. That Windows before Vista asks for option 249 and not for 121 follows from
Microsoft's DHCP documentation ([MS-DHCPE] 2.2.8, RFC 3442). Look again when a new system comes; what is not in here has no name.
"""

from __future__ import annotations

import re

OLD_WINDOWS = "Windows XP or Server 2003"
NEW_WINDOWS = "Windows 10 or newer"
"""Systems, in words that the table of the end of support knows or does not."""

_NUMBERS = {
    "subnet_mask": "1", "router": "3", "dns_server": "6", "domain": "15", "arp_timeout": "35", "ntp_server": "42",
    "tftp_server_name": "66", "tftp_server_ip": "150",
}  # fmt: skip
"""Suricata writes these options with words."""
_OPTIONS = (
    ("Mac", r"1,121,3,6,15,(108,)?(114,)?119,(162,)?252,95,44,46\b|1,3,6,15,119,95,252,44,46\b"),
    ("iPhone or iPad", r"1,121,3,6,15,(108,)?(114,)?119,(162,)?252$|1,3,6,15,119,252$"),
    ("Android phone", r"(1,(121,)?(33,)?)?3,6,15,26,28,51,58,59,43\b|1,33,3,6,15,(26,)?28,51,58,59\b|1,121,33,3,6,(15,)?28,51,58,59\b"),
    ("Windows computer", r"1,3,6,15,31,33,43,44,46,47,(119,)?121,249,252$|1,15,3,6,44,46,47,31,33,(121,)?249,(43|252)(,252|,43)?$"),
    ("printer", r"6,3,1,15,66,67,13,44"),
    ("Linux computer", r"1,28,2,3,15,6,(119,)?12,44,47,26,(121,)?(42)?|1,2,6,12,15,26,28,121,3,33,40,41,42,119"),
)  # fmt: skip
_KINDS_BY_OPTIONS = tuple((kind, re.compile(rf"(?:{pattern})")) for kind, pattern in _OPTIONS)
_OLD_OPTIONS = re.compile(r"1,15,3,6,44,46,47,31,33,249,43(,252)?$")
_OLD_SYN = re.compile(r"128:(16384|65535):-:mss,nop,nop,sok$")
_NEW_SYN = re.compile(r"128:(64240|65535):8:mss,nop,ws,nop,nop,sok$")
_WINDOWS_SYN = re.compile(r"128:\d+:[-\d]+:mss,nop,(ws,nop,)?nop,sok$")
_APPLE_SYN = re.compile(r"64:65535:\d+:mss,nop,ws,nop,nop,ts,sok,eol$")


def options_of(text: str) -> str:
    """A list of DHCP options in one form, whether it has numbers or Suricata's words."""
    return ",".join(_NUMBERS.get(one, one) for one in text.split(","))


def kind_by_options(options: str) -> str:
    """The kind of a device that asks for these options; "" if it is not known."""
    return next((kind for kind, pattern in _KINDS_BY_OPTIONS if pattern.match(options)), "")


def kind_by_syn(syn: str) -> str:
    """The kind of a device that begins connections like this; "" if it is not known."""
    if _WINDOWS_SYN.match(syn):
        return "Windows computer"
    return "Apple device" if _APPLE_SYN.match(syn) else ""


def system_by_options(options: str) -> str:
    """The system, where the options tell it from its followers; "" if they do not."""
    return OLD_WINDOWS if _OLD_OPTIONS.match(options) else ""


def system_by_syn(syn: str) -> str:
    """The same for the first packet of a connection."""
    if _OLD_SYN.match(syn):
        return OLD_WINDOWS
    return NEW_WINDOWS if _NEW_SYN.match(syn) else ""
