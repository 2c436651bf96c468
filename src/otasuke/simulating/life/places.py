"""Addresses of the servers that activities name."""

from __future__ import annotations

from zlib import crc32

_NETWORKS = ("13.107", "20.190", "23.32", "34.107", "52.68", "54.199", "104.18", "142.250", "151.101", "203.104")


def address_of(name: str) -> str:
    """An address on the internet that a server of this name might have; always the same."""
    digest = crc32(name.encode())
    return f"{_NETWORKS[digest % len(_NETWORKS)]}.{digest >> 8 & 0xFF}.{1 + (digest >> 16) % 254}"
