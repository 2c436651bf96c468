"""How much one request, and all of them together, may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the HTTP door.

    wire_bytes       of one body as it comes over the wire.
    unpacked_bytes   of one body after unpacking.
    held_bytes       of all bodies that are in memory at one time.
    connections      open at one time; more wait to be accepted.
    header_within_s  for the head of a request; an idle connection is closed after the same time.
    body_within_s    for the whole body.
    """

    wire_bytes: int = 16 << 20
    unpacked_bytes: int = 64 << 20
    held_bytes: int = 512 << 20
    connections: int = 8192
    header_within_s: float = 10.0
    body_within_s: float = 60.0
