"""Small databases of places, as providers download large ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mmdb_writer import MMDBWriter
from netaddr import IPSet

TOKYO, VILNIUS = (35.7, 139.7), (54.7, 25.3)
HOME, ABROAD = "126.0.0.0/8", "141.98.0.0/16"


def city(code: str, name: str, place: tuple[float, float]) -> dict[str, Any]:
    """A record as GeoLite2 City and DB-IP City Lite have it."""
    latitude, longitude = place
    return {
        "country": {"iso_code": code, "names": {"en": name, "ja": "国"}},
        "location": {"latitude": latitude, "longitude": longitude, "accuracy_radius": 100},
    }


def made(path: Path, records: dict[str, dict[str, Any]], *, version: int = 6) -> Path:
    """A database of these networks."""
    writer = MMDBWriter(version, "Test-City", ipv4_compatible=version == 6)
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(path))
    return path


def cities(path: Path) -> Path:
    """A database of Japan and Lithuania, as small as they are."""
    return made(path, {HOME: city("JP", "Japan", TOKYO), ABROAD: city("LT", "Lithuania", VILNIUS)})
