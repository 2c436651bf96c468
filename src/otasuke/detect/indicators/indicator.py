"""An indicator: something that can be seen, and what a list says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from otasuke.detect.indicators.observables import (
    Domain,
    FileHash,
    Ja3,
    Ja4,
    MailAddress,
    Network,
    Observable,
    Url,
    written,
)
from otasuke.detect.rule import Level

Kind: TypeAlias = Literal["address", "domain", "file", "url", "mail", "ja3", "ja4"]

KINDS: dict[type[Observable], Kind] = {
    Network: "address",
    Domain: "domain",
    FileHash: "file",
    Url: "url",
    MailAddress: "mail",
    Ja3: "ja3",
    Ja4: "ja4",
}
_SURE, _LIKELY = 75, 40


@dataclass(frozen=True, slots=True)
class About:
    """What a list says about its indicators.

    source      which list it is.
    confidence  0 to 100; None: the list does not say.
    valid_from  and `valid_until`, which is no longer in it: when events count. Aware; None: always.
    """

    source: str = ""
    confidence: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    labels: tuple[str, ...] = ()
    note: str = ""

    def covers(self, moment: datetime) -> bool:
        """Whether an event of this time counts."""
        return (self.valid_from is None or moment >= self.valid_from) and not self.has_expired(moment)

    def has_expired(self, moment: datetime) -> bool:
        """Whether it no longer counts at this time."""
        return self.valid_until is not None and moment >= self.valid_until

    @property
    def level(self) -> Level:
        """How bad a sighting is: high from 75 on, low below 40, medium between and where nothing is said."""
        if self.confidence is None or _LIKELY <= self.confidence < _SURE:
            return Level.MEDIUM
        return Level.HIGH if self.confidence >= _SURE else Level.LOW

    def wider(self, other: About) -> About:
        """The one to keep of two about the same: that which is valid longer, of equals the surer, then the first."""
        return other if other._rank > self._rank else self

    @property
    def _rank(self) -> tuple[bool, float, int]:
        until = self.valid_until.timestamp() if self.valid_until else 0.0
        sure = -1 if self.confidence is None else self.confidence
        return self.valid_until is None, until, sure


@dataclass(frozen=True, slots=True)
class Indicator:
    """An observable that speaks for an attack."""

    observable: Observable
    about: About

    @property
    def kind(self) -> Kind:
        """Which kind it is."""
        return KINDS[type(self.observable)]

    @property
    def value(self) -> str:
        """As people write it."""
        return written(self.observable)
