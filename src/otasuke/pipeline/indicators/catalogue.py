"""The catalogue: which lists of indicators are used, for whom, and where they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

USUAL_DAYS = 30
"""So long addresses count of which a list does not say how long: they change hands, names and files do not.

The pattern for network detection that MISP brings along lets an indicator count for 47 days (lifetime 120 days, decay speed 2,
base score 80, threshold 30; models/nids-simple-model.json of MISP/misp-decaying-models, read on 2026-11-23); but it is meant for
names and pages as well.
"""
LEAST_EVERY, MOST_EVERY = timedelta(minutes=15), timedelta(days=30)
_FIRST_PAUSE = timedelta(minutes=5)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class BadCatalogue(ValueError):
    """The bytes are no catalogue of this version."""


@dataclass(frozen=True, slots=True)
class ListRecord:
    """A list.

    tenant       whose it is; "": everybody's.
    digest       of its content; count: how many indicators are in it.
    counts_from  from when on the days of its addresses count: when it was added, or was last found where it comes from.
    days         so long addresses count of which it does not say how long; 0: always.
    url          where it comes from, again after `every_s`; "": from a file, once. Never shown whole: it may hold a key.
    is_inside    its server may be one of our own network.
    tried_at     when it was last asked for; fetched_at: when that succeeded; `etag`, `modified`: what its server said then.
    problem      why what was fetched last is not used; failures: how often in a row.
    """

    name: str
    tenant: str
    digest: str
    count: int
    counts_from: datetime
    days: int = USUAL_DAYS
    url: str = ""
    every_s: int = 0
    is_inside: bool = False
    tried_at: datetime | None = None
    fetched_at: datetime | None = None
    etag: str = ""
    modified: str = ""
    problem: str = ""
    failures: int = 0

    @property
    def file(self) -> str:
        """The name of the file of its content."""
        return f"{self.name}-{self.digest[:16]}"

    def is_due(self, now: datetime) -> bool:
        """Whether it should be asked for: after its time, sooner after a failure, and after a clock that was set back."""
        if not self.url:
            return False
        every = timedelta(seconds=self.every_s)
        pause = min(every, _FIRST_PAUSE * 2 ** min(self.failures - 1, 20)) if self.failures else every
        return self.tried_at is None or not self.tried_at <= now < self.tried_at + pause


@dataclass(frozen=True, slots=True)
class Catalogue:
    """lists: by name. own: by tenant his own names, addresses and networks."""

    lists: Mapping[str, ListRecord] = field(default_factory=dict)
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_list(self, record: ListRecord) -> Catalogue:
        """With this one, in the place of one of its name."""
        return replace(self, lists={**self.lists, record.name: record})

    def without(self, name: str) -> Catalogue:
        """Without this one."""
        return replace(self, lists={one: record for one, record in self.lists.items() if one != name})

    def with_own(self, tenant: str, names: tuple[str, ...]) -> Catalogue:
        """With these as the tenant's own names, and no others."""
        others = {one: theirs for one, theirs in self.own.items() if one != tenant}
        return replace(self, own={**others, tenant: names} if names else others)


def is_list_name(text: str) -> bool:
    """Whether a list can be called so."""
    return _NAME.fullmatch(text) is not None


def list_name_of(text: str) -> str:
    """A name for a list from that of a file; "" if nothing is left of it."""
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("._-")[:64]


def write_catalogue(catalogue: Catalogue) -> bytes:
    """As it is stored."""
    return orjson.dumps(asdict(catalogue) | {"version": 1}, option=orjson.OPT_INDENT_2)


def read_catalogue(data: bytes) -> Catalogue:
    """What is stored. Raises BadCatalogue."""
    try:
        content = orjson.loads(data)
        if content["version"] != 1:
            raise BadCatalogue(f"it is of version {content['version']}, which is not known here")
        return Catalogue(
            {name: _record(one) for name, one in content["lists"].items()},
            {tenant: tuple(names) for tenant, names in content["own"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadCatalogue(str(error)) from error


def _record(content: Mapping[str, Any]) -> ListRecord:
    moments = {name: _moment(content[name]) for name in ("tried_at", "fetched_at")}
    counts_from = datetime.fromisoformat(content["counts_from"])
    if not is_list_name(content["name"]) or not re.fullmatch(r"[0-9a-f]{64}", content["digest"]):
        raise ValueError(f"{content['name']!r} is no list")
    return ListRecord(**{**content, **moments, "counts_from": counts_from})


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
