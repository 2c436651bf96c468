"""Numbers, addresses and times, as the values of fields write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address

_DECIMAL = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_MAX_CHARACTERS = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_number(text: str) -> float | None:
    """The number that a decimal text writes, such as `-1.5e3`; None for other texts, hexadecimal and infinity too."""
    bare = text.strip()
    return float(bare) if len(bare) <= _MAX_CHARACTERS and _DECIMAL.fullmatch(bare) else None


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a text writes; an IPv4 address inside an IPv6 one (`::ffff:10.0.0.1`) is itself."""
    bare = text.strip()
    if len(bare) > _MAX_CHARACTERS:
        return None
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def parse_time(text: str) -> datetime | None:
    """The time, in UTC, that a text writes in ISO 8601 or as seconds since 1970; without a zone it is UTC."""
    seconds = parse_number(text)
    try:
        if seconds is not None:
            return _EPOCH + timedelta(seconds=seconds)
        time = datetime.fromisoformat(text.strip()) if len(text) <= _MAX_CHARACTERS else None
        return time and (time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
