"""Which device has which address: what devices call themselves when they ask for one, each thing once."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import pyarrow as pa

from otasuke.detect.learn.addresses import is_inside, mac_of
from otasuke.detect.learn.coded import Mask
from otasuke.detect.learn.learning import moment
from otasuke.detect.learn.remembering import MOST_KEYS, Kept
from otasuke.detect.learn.tables import distinct, filled, where

LONGEST_NAME = 255
_LONGEST_ADDRESS = 64
_COLUMNS = ("tenant", "mac", "address", "hostname", "seen_by")
_STAYS_S = 3600.0
"""A device may call itself differently by DHCP and mDNS: while the one name is heard, the other does not replace it."""


class Given(NamedTuple):
    """Who has an address. hostname: "" if it went to a device that does not say what it is called."""

    tenant: str
    address: str
    hostname: str
    at: datetime


class _Known(NamedTuple):
    mac: str
    hostname: str
    heard_at: float


class Leases:
    """Tells of names that are new or have changed. Takes SIGHTINGS; nothing of it has to be saved."""

    def __init__(self, most: int = MOST_KEYS) -> None:
        self._known: Kept[_Known] = Kept(most)

    def update(self, rows: pa.Table) -> list[Given]:
        """What more sightings say, of each address the last."""
        found: dict[tuple[str, str], Given] = {}
        some = rows.filter(pa.array(_are_of_addresses(rows)))
        for tenant, mac, address, hostname, seen_by, at in distinct(filled(some, *_COLUMNS[1:]), *_COLUMNS):
            # Elsewhere the hardware address may be that of a router on the way.
            heard = _Known(mac_of(mac) if seen_by == "dhcp" else "", hostname.strip()[:LONGEST_NAME], at)
            if self._is_new(tenant, address, heard):
                found[tenant, address] = Given(tenant, address, heard.hostname, moment(at))
        return list(found.values())

    def _is_new(self, tenant: str, address: str, heard: _Known) -> bool:
        known = self._known.get((tenant, address)) or _Known("", "", float("-inf"))
        is_other = bool(known.mac and heard.mac) and known.mac != heard.mac
        is_same = not is_other and heard.hostname.casefold() in ("", known.hostname.casefold())
        if is_same:
            heard = _Known(heard.mac or known.mac, known.hostname, heard.heard_at if heard.hostname else known.heard_at)
        elif not is_other and known.hostname and heard.heard_at - known.heard_at < _STAYS_S:
            return False
        self._known.put((tenant, address), heard)
        return not is_same and heard.hostname != known.hostname


def _are_of_addresses(rows: pa.Table) -> Mask:
    """Which rows say whose an address of the office is: those with a name, and leases without."""
    leases = where(rows.column("mac"), bool) & where(rows.column("seen_by"), "dhcp".__eq__)
    says_who = where(rows.column("hostname"), lambda name: bool(name.strip())) | leases
    found: Mask = says_who & where(rows.column("address"), _is_kept)
    return found


def _is_kept(address: str) -> bool:
    return len(address) <= _LONGEST_ADDRESS and is_inside(address)  # what follows the % of fe80::1%en0 may be endless
