"""What a device is, judging by what it calls itself."""

from __future__ import annotations

import re
from functools import lru_cache

UNKNOWN = "unknown device"
_PHONES = frozenset(("iPhone", "iPad", "iPhone or iPad", "Android phone"))
_KINDS = (
    ("iPhone", r"iphone"),
    ("iPad", r"ipad"),
    ("Android phone", r"android|galaxy|pixel-|xperia|aquos|arrows-|oppo|redmi|huawei|\bSM-[A-Z]\d"),
    ("television or player", r"bravia|regza|viera|apple-?tv|chromecast|fire-?tv|roku"),
    ("game console", r"nintendo|playstation|\bps[45]-|xbox"),
    ("printer", r"printer|^(?:brn|brw|npi|rnp|epson|canon|ricoh|xerox|km[0-9a-f]{6})|jetdirect|laserjet|imagerunner"),
    ("camera", r"camera|ipcam|hikvision|dahua|axis-"),
    ("NAS", r"synology|diskstation|qnap|terastation|linkstation|readynas|^nas"),
    ("Mac", r"macbook|imac|mac-?mini|mac-?pro|macintosh|mac os x"),
    ("Windows computer", r"msft [\d.]+|windows|^(?:desktop|laptop|win)-"),
    ("Raspberry Pi", r"raspberry"),
    ("Linux computer", r"ubuntu|debian|kali|fedora|x11; linux"),
    ("small appliance", r"udhcp|dhcpcd|esp[-_]|espressif|tuya|switchbot"),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)


@lru_cache(maxsize=1 << 14)
def kind_of(*texts: str) -> str:
    """The kind of a device with these names, vendor classes or user agents; the first one that says something counts."""
    for text in texts:
        for kind, pattern in _COMPILED:
            if pattern.search(text[:256]):
                return kind
    return UNKNOWN


def is_phone(kind: str) -> bool:
    """Whether devices of this kind are phones or tablets."""
    return kind in _PHONES
