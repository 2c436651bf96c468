"""What a learnt detector finds, with the numbers that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b

from otasuke.detect.rule import Level


def day_of(at: float) -> str:
    """The day (of UTC) as a window: the same finding on another day is another one. at: seconds since 1970."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


@dataclass(frozen=True, slots=True)
class Fact:
    """A number or a name that explains a finding. usual: what it is otherwise, in words; "" if there is nothing to compare."""

    name: str
    value: str
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Data of a small picture. kind: `times` (seconds since 1970 against a value) or `bars` (a place against a value)."""

    kind: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Learnt:
    """Something unusual at a tenant.

    detector     its name, such as `beaconing`.
    device       the device it is about, as the sensors name it: an address, a MAC address, a host name; or a person.
    counterpart  the other end; "" if there is none.
    time         of the last event that it needed, aware UTC.
    window       what makes it another finding than one of the same device and counterpart at another time.
    is_learning  it fell into the time in which the detector still learns; it interrupts nobody.
    """

    detector: str
    tenant: str
    device: str
    counterpart: str
    time: datetime
    level: Level
    window: str
    facts: tuple[Fact, ...] = ()
    picture: Picture | None = None
    is_learning: bool = False

    @property
    def id(self) -> str:
        """The same for the same finding, however often it is made."""
        parts = (self.detector, self.tenant, self.device, self.counterpart, self.window)
        return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
