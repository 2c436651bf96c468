"""Where addresses are, out of files in MaxMind's format (GeoLite2, DB-IP Lite, IPinfo Lite), which a provider downloads.

The files are read into memory: one that is replaced while it is mapped would end the process. What is damaged counts as
unknown, and is told once.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import TypeAlias

import maxminddb

from otasuke.detect.learn.places import Place

LARGEST_BYTES = 512 << 20
_KEPT = 1 << 16
_NOWHERE = Place()
_TRIED = ("8.8.8.8", "126.0.0.1", "2001:200::1")
_DAMAGED = (maxminddb.InvalidDatabaseError, ValueError, TypeError, LookupError, struct.error, RecursionError)
"""What the reader raises on bytes that are no database."""
_TOGETHER = (("country", "country_name"), ("provider", "provider_name"), ("latitude", "longitude"))
"""What is taken from one file."""
_Stamp: TypeAlias = tuple[int, int]


class PlaceFault(StrEnum):
    """Why a file is not asked."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    UNFIT = "unfit"
    DAMAGED = "damaged"


class UnfitPlaces(Exception):
    """A file that cannot be asked; the message says which and why."""

    def __init__(self, path: Path, fault: PlaceFault, words: str) -> None:
        super().__init__(words)
        self.path = path
        self.file = path.name
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file as it was then. reader: None if it turned out to be damaged."""

    stamp: _Stamp
    reader: maxminddb.Reader | None


class PlaceFiles:
    """Says where an address is: `place = files(address)`. Of several files, the first that knows a thing counts.

    A file that cannot be used is left out, and one that is replaced by such goes on as it was.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self._opened: dict[Path, _Opened] = {}
        self._wrong: dict[Path, PlaceFault] = {}
        self._untold: list[UnfitPlaces] = []
        self._find = lru_cache(maxsize=_KEPT)(self._look_up)
        self.renew()

    def __call__(self, address: str) -> Place:
        """Where it is. Never fails."""
        return self._find(address)

    def faults(self) -> list[UnfitPlaces]:
        """What was wrong with files since this was asked last, each thing once."""
        untold, self._untold = self._untold, []
        return untold

    def renew(self) -> bool:
        """Open the files that are new or were replaced. Whether there were any."""
        is_new = sum(map(self._renew, self._paths)) > 0
        if is_new:
            self._find.cache_clear()
        return is_new

    def _renew(self, path: Path) -> bool:
        before = self._opened.get(path)
        try:
            if before and _stamp(path) == before.stamp:
                return False
            self._opened[path] = _open(path)
        except UnfitPlaces as error:
            self._tell(error)
            return False
        self._wrong.pop(path, None)
        return True

    def _tell(self, wrong: UnfitPlaces) -> None:
        if self._wrong.get(wrong.path) != wrong.fault:
            self._wrong[wrong.path] = wrong.fault
            self._untold.append(wrong)

    def _look_up(self, address: str) -> Place:
        records = [self._record(path, address) for path in self._paths]
        return _joined(_place(record) for record in records if record)

    def _record(self, path: Path, address: str) -> Mapping[str, object] | None:
        opened = self._opened.get(path)
        if opened is None or opened.reader is None:
            return None
        try:
            return _get(opened.reader, address)
        except _DAMAGED as error:
            self._opened[path] = replace(opened, reader=None)
            words = f"{path} is damaged, and is not asked any more: {error}"
            self._tell(UnfitPlaces(path, PlaceFault.DAMAGED, words))
            return None


def _open(path: Path) -> _Opened:
    stamp = _stamp(path)
    if stamp[1] > LARGEST_BYTES:
        words = f"{path} has {stamp[1]:,} bytes; {LARGEST_BYTES:,} are the most"
        raise UnfitPlaces(path, PlaceFault.TOO_LARGE, words)
    try:
        reader = maxminddb.open_database(path, maxminddb.MODE_MEMORY)
        for address in _TRIED:
            _get(reader, address)
    except OSError as error:
        raise _unreadable(path, error) from error
    except _DAMAGED as error:
        words = f"{path} is no database in MaxMind's format (.mmdb), or damaged: {error}"
        raise UnfitPlaces(path, PlaceFault.UNFIT, words) from error
    return _Opened(stamp, reader)


def _stamp(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    return status.st_mtime_ns, status.st_size


def _unreadable(path: Path, error: OSError) -> UnfitPlaces:
    return UnfitPlaces(path, PlaceFault.UNREADABLE, f"cannot read {path}: {error.strerror}")


def _get(reader: maxminddb.Reader, address: str) -> Mapping[str, object] | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    if found.version == 6 and reader.metadata().ip_version == 4:
        return None
    record = reader.get(found)
    return record if isinstance(record, Mapping) else None


def _joined(places: Iterable[Place]) -> Place:
    found = _NOWHERE
    for place in places:
        for parts in _TOGETHER:
            if not any(getattr(found, name) for name in parts):
                found = replace(found, **{name: getattr(place, name) for name in parts})
    return found


def _place(record: Mapping[str, object]) -> Place:
    country = record.get("country") or record.get("registered_country")
    latitude, longitude = _degrees(record, "latitude", 90), _degrees(record, "longitude", 180)
    is_placed = latitude is not None and longitude is not None
    return Place(
        country=_text(_within(country, "iso_code") or record.get("country_code") or country, 2).upper(),
        country_name=_text(_within(_within(country, "names"), "en") or record.get("country_name") or country, 64),
        provider=_text(record.get("autonomous_system_number") or record.get("asn"), 12).upper().removeprefix("AS"),
        provider_name=_text(record.get("autonomous_system_organization") or record.get("as_name"), 64),
        latitude=latitude if is_placed else None,
        longitude=longitude if is_placed else None,
    )


def _within(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None


def _text(value: object, longest: int) -> str:
    """A short text or a number; "" for anything else."""
    text = str(value) if isinstance(value, str | int) else ""
    return text if len(text) <= longest else ""


def _degrees(record: Mapping[str, object], name: str, most: float) -> float | None:
    value = _within(record.get("location"), name)
    return float(value) if isinstance(value, float | int) and abs(value) <= most else None
