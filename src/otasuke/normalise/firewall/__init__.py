"""Firewalls, UTMs and routers of small offices: bytes → events, one module per vendor."""

from __future__ import annotations

from otasuke.normalise.base import FileSource, JsonSource, TextSource
from otasuke.normalise.firewall import (
    cef,
    check_point,
    cisco_asa,
    cisco_ios,
    fortigate,
    huawei,
    juniper,
    leef,
    meraki,
    palo_alto,
    sonicwall,
    sophos,
    watchguard,
    yamaha_rtx,
)

# CEF and LEEF come first: their records may carry any other vendor's words.
SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (
    cef.SOURCE,
    leef.SOURCE,
    fortigate.SOURCE,
    palo_alto.SOURCE,
    sonicwall.SOURCE,
    sophos.SOURCE,
    check_point.SOURCE,
    watchguard.SOURCE,
    meraki.SOURCE,
    cisco_asa.SOURCE,
    huawei.SOURCE,
    cisco_ios.SOURCE,
    juniper.SOURCE,
    yamaha_rtx.SOURCE,
    palo_alto.SERVICE_SOURCE,
)
