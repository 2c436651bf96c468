"""A sighting: an event of a customer showed an indicator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import blake2b

from otasuke.detect.indicators.fields import Side
from otasuke.detect.indicators.indicator import Indicator
from otasuke.detect.rule import Level

_JAPAN = timezone(timedelta(hours=9))
_TITLES = {
    "address": "悪いと知られている相手との通信",
    "domain": "悪いと知られている名前の相手",
    "url": "悪いと知られているページ",
    "file": "悪いと知られているファイル",
    "mail": "悪いと知られているメールアドレス",
    "ja3": "悪いと知られているプログラムの通信の型（JA3）",
    "ja4": "悪いと知られているプログラムの通信の型（JA4）",
}
_RULES = {"ja3": "fingerprint", "ja4": "fingerprint"}
RULE_TITLES = {f"indicators/{_RULES.get(kind, kind)}": title for kind, title in _TITLES.items()}
"""The titles of what stands for a rule, by its id."""
_TAGS = {"mail": ("attack.initial-access",), "file": ("attack.execution",)}


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the first event shows of those in which a device shows an indicator on a day.

    tenant       whose event it is; "" where the columns are one tenant's.
    batch        and `ordinal` say where the event is in the lake.
    time         of the event; None if it has none: then `received_at` counts.
    sensor       the computer or device that the record names; sent_by: the sensor of the credential.
    device       the address inside of a connection that a sensor saw, else the sensor.
    field        and the value in it.
    direction    out: a device turned to it; in: it turned to a device; "": neither is said.
    is_blocked   a device says that it has stopped this.
    count        how many events of those that were looked at together.
    """

    tenant: str
    indicator: Indicator
    field: str
    value: str
    time: datetime | None
    received_at: datetime
    source: str = ""
    sensor: str = ""
    sent_by: str = ""
    batch: str = ""
    ordinal: int = -1
    record: int = -1
    device: str = ""
    direction: Side = ""
    is_blocked: bool = False
    count: int = 1

    @property
    def moment(self) -> datetime:
        """When it happened, or came where it does not say."""
        return self.time or self.received_at

    @property
    def day(self) -> int:
        """The day in Japan, as a number."""
        return self.moment.astimezone(_JAPAN).toordinal()

    @property
    def id(self) -> str:
        """The same for the same tenant, device, indicator and day, in whatever order and however often they are seen.

        What is faint has another: it must not hide what comes later.
        """
        what = [self.tenant, self.indicator.kind, self.indicator.value, self.sent_by, self.device, str(self.day)]
        what += ["faint"] if self.is_faint else []
        return blake2b("\0".join(what).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    @property
    def level(self) -> Level:
        """How bad it is: as sure as the list is; low if it was stopped, or came from outside as the internet does all day."""
        level = self.indicator.about.level
        return Level.LOW if self.is_faint and level.rank > Level.LOW.rank else level

    @property
    def is_faint(self) -> bool:
        """Whether it was stopped, or an address from outside only knocked."""
        return self.is_blocked or (self.direction == "in" and self.indicator.kind == "address")

    @property
    def rule_id(self) -> str:
        """Under which id it stands among detections; `rules/advice` has a sheet for it."""
        kind = self.indicator.kind
        return f"indicators/{_RULES.get(kind, kind)}"

    @property
    def title(self) -> str:
        """What it is, in words."""
        return _TITLES[self.indicator.kind]

    @property
    def tags(self) -> tuple[str, ...]:
        """Of ATT&CK."""
        return _TAGS.get(self.indicator.kind, ("attack.command-and-control",))

    @property
    def pattern(self) -> str:
        """The indicator, and what its list says."""
        about = self.indicator.about
        said = [f"list {about.source}"] if about.source else []
        said += [] if about.confidence is None else [f"confidence {about.confidence}"]
        said += [*about.labels, *([about.note] if about.note else [])]
        return f"{self.indicator.value} ({'; '.join(said)})" if said else self.indicator.value


class Once:
    """Lets each sighting through once: of a device and an indicator one a day. Remembers a bounded number, the newest."""

    def __init__(self, most: int = 200_000) -> None:
        self._most = most
        self._known: dict[str, None] = {}

    def new(self, sightings: Iterable[Sighting]) -> list[Sighting]:
        """Those that did not come before."""
        found = []
        for one in sightings:
            if one.id not in self._known:
                found.append(one)
                self._known[one.id] = None
        while len(self._known) > self._most:
            del self._known[next(iter(self._known))]
        return found
