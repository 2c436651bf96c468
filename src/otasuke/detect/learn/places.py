"""Where addresses are, as somebody else knows it: what logs do not say of logins, filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.coded import coded, listed

_COORDINATES = ("latitude", "longitude")
_FILLED = ("country", "provider", "provider_name", *_COORDINATES, "placed_by")
LOOKED_UP = "lookup"
"""In `placed_by` of a login whose coordinates are not from its log."""

_Columns: TypeAlias = Mapping[str, pa.Array]


@dataclass(frozen=True, slots=True)
class Place:
    """What is known about an address; "" and None where nothing is.

    country   ISO 3166, two letters; country_name: in English.
    provider  the number of its autonomous system; provider_name: what it is called.
    latitude  and longitude are known together, or neither is.
    """

    country: str = ""
    country_name: str = ""
    provider: str = ""
    provider_name: str = ""
    latitude: float | None = None
    longitude: float | None = None


Places: TypeAlias = Callable[[str], Place]
"""Asked for an address of the internet, it says where that is; it never fails."""


def placed(logins: pa.Table, places: Places) -> pa.Table:
    """Logins with what `places` knows where the log says nothing. Every address is asked for once.

    A country that the log spells out gets its letters, so that two sensors do not make two countries of one. Coordinates
    are only taken where the log names no other country, and are marked as looked up, for these are rough.
    """
    addresses = coded(logins.column("address"))
    found = [places(address) for address in listed(addresses.values)]
    rows = pa.array(addresses.codes, mask=~addresses.is_there)
    columns = _filled({name: _said(logins.column(name)) for name in _FILLED}, found, rows)
    for name in _FILLED:
        at = logins.schema.get_field_index(name)
        field = logins.schema.field(at)
        logins = logins.set_column(at, field, columns[name].cast(field.type))
    return logins


def _filled(said: _Columns, found: Sequence[Place], rows: pa.Array) -> _Columns:
    def looked_up(values: Iterable[str]) -> pa.Array:
        return pa.array([one or None for one in values], pa.string()).take(rows)

    code = looked_up(one.country for one in found)
    named = pc.equal(pc.utf8_lower(said["country"]), looked_up(one.country_name.lower() for one in found))
    country = pc.coalesce(pc.if_else(pc.fill_null(named, False), code, said["country"]), code)
    latitude, longitude = (looked_up(_text(getattr(one, name)) for one in found) for name in _COORDINATES)
    is_unplaced = pc.or_(*(pc.is_null(said[name]) for name in _COORDINATES))
    is_known = pc.and_(pc.fill_null(pc.equal(country, code), False), pc.is_valid(latitude))
    is_looked_up = pc.and_(is_unplaced, is_known)
    return {
        "country": country,
        "provider": pc.coalesce(said["provider"], looked_up(one.provider for one in found)),
        "provider_name": looked_up(one.provider_name for one in found),
        "latitude": pc.if_else(is_looked_up, latitude, said["latitude"]),
        "longitude": pc.if_else(is_looked_up, longitude, said["longitude"]),
        "placed_by": pc.if_else(is_looked_up, LOOKED_UP, pa.scalar(None, pa.string())),
    }


def _said(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Clouds write "" and 0 where they do not know."""
    text = column.cast(pa.string())
    return pc.if_else(pc.is_in(text, pa.array(["", "0"])), pa.scalar(None, pa.string()), text)


def _text(value: float | None) -> str:
    return "" if value is None else str(value)
